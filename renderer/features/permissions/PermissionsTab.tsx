import { useMemo, useState } from 'react';
import type { ActionItem } from '../../ui/actions.ts';
import { Card } from '../../ui/Card.tsx';
import { DataGrid } from '../../ui/DataGrid.tsx';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { KeyValueList } from '../../ui/KeyValueList.tsx';
import { Spinner } from '../../ui/Spinner.tsx';
import { denialOf, useAccess } from '../../stores/access.ts';
import { contract } from '../../../shared/contract/contract.ts';
import { roleNames, type AccessKey, type Person } from '../../../shared/model/access.ts';
import { CallButton } from '../parts/CallButton.tsx';
import { gridMemory } from '../parts/gridMemory.ts';
import { limited, type ActionCalls } from '../parts/limited.ts';
import { useNow } from '../parts/useNow.ts';
import { keyColumns, type KeyRow } from './keyColumns.tsx';
import { NewKeyDialog } from './NewKeyDialog.tsx';
import { RevokeKeyDialog } from './RevokeKeyDialog.tsx';
import { roleMeanings } from './roleWords.ts';

const { keys: keyCalls } = contract.access;
const calls: ActionCalls = { revoke: keyCalls.revoke };
const rowId = ({ key }: KeyRow) => key.id;
const itemNames = ['access key', 'access keys'] as const;
/** A key that expires while it is looked at is shown to have done so. */
const lookEveryMs = 5000;

/** Who may come in besides the local user, and as what. */
export function PermissionsTab() {
  const person = useAccess((state) => state.person);
  const keys = useAccess((state) => state.keys);
  if (person !== null && denialOf(contract.access.watch) !== undefined) return <OwnPermissions person={person} />;
  return keys === null ? <Spinner label="Loading the access keys" /> : <KeyList keys={keys} />;
}

/** For those who are not told of the others. */
function OwnPermissions({ person: { name, role } }: { person: Person }) {
  return (
    <div className="app-cards">
      <Card title="Your permissions">
        <KeyValueList
          items={[
            { label: 'Access key', value: name },
            { label: 'Role', value: roleNames[role] },
            { label: 'What it allows', value: roleMeanings[role] },
          ]}
        />
        <p className="app-note">Access keys are shown to administrators. Ask one of them where you need another role.</p>
      </Card>
    </div>
  );
}

function KeyList({ keys }: { keys: readonly AccessKey[] }) {
  const [selectedIds, setSelectedIds] = useState<ReadonlySet<string>>(new Set());
  const [isAdding, setAdding] = useState(false);
  const [doomed, setDoomed] = useState<AccessKey | null>(null);
  const nowMs = useNow(lookEveryMs);
  const rows = useMemo(() => keys.map((key): KeyRow => ({ key, isExpired: key.expiresAtMs !== null && key.expiresAtMs <= nowMs })), [keys, nowMs]);
  const add = () => setAdding(true);
  const actionsFor = ([row]: readonly KeyRow[]): ActionItem[] =>
    row === undefined ? [] : limited([{ id: 'revoke', label: 'Revoke…', icon: 'trash', isDestructive: true, onAction: () => setDoomed(row.key) }], calls);
  return (
    <>
      <p className="app-note">
        An access key lets somebody into the client that is served to browsers on this computer. The desktop client, the command line and the address that the server prints when it
        starts are always {roleNames.administrator}: whoever can read the files of the yard can do everything. A key is revoked in its context menu.
      </p>
      <DataGrid
        aria-label="Access keys"
        columns={keyColumns}
        rows={rows}
        getRowId={rowId}
        selectionMode="single"
        selectedIds={selectedIds}
        onSelectionChange={setSelectedIds}
        contextActions={actionsFor}
        itemNames={itemNames}
        {...gridMemory('accessKeys')}
        toolbar={
          <CallButton call={keyCalls.create} variant="flat" icon="plus" onPress={add}>
            New…
          </CallButton>
        }
        emptyState={
          <EmptyState
            icon="user"
            title="No access keys"
            text="Only the local user comes in. Make a key for somebody who is to see or run this yard without being able to do everything."
            actions={
              <CallButton call={keyCalls.create} variant="primary" onPress={add}>
                New access key…
              </CallButton>
            }
          />
        }
      />
      {isAdding ? <NewKeyDialog keys={keys} onClose={() => setAdding(false)} /> : null}
      {doomed === null ? null : <RevokeKeyDialog accessKey={doomed} onClose={() => setDoomed(null)} />}
    </>
  );
}
