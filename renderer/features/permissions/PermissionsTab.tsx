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
import { say } from '../../strings/say.ts';
import { CallButton } from '../parts/CallButton.tsx';
import { gridMemory } from '../parts/gridMemory.ts';
import { itemNames } from '../parts/itemNames.ts';
import { limited, type ActionCalls } from '../parts/limited.ts';
import { useNow } from '../parts/useNow.ts';
import { keyColumns, type KeyRow } from './keyColumns.tsx';
import { NewKeyDialog } from './NewKeyDialog.tsx';
import { RevokeKeyDialog } from './RevokeKeyDialog.tsx';
import { roleMeanings } from './roleWords.ts';

const { keys: keyCalls } = contract.access;
const calls: ActionCalls = { revoke: keyCalls.revoke };
const rowId = ({ key }: KeyRow) => key.id;
/** A key that expires while it is looked at is shown to have done so. */
const lookEveryMs = 5000;

/** Who may come in besides the local user, and as what. */
export function PermissionsTab() {
  const person = useAccess((state) => state.person);
  const keys = useAccess((state) => state.keys);
  if (person !== null && denialOf(contract.access.watch) !== undefined) return <OwnPermissions person={person} />;
  return keys === null ? <Spinner label={say('permissions.loadingTheAccessKeys')} /> : <KeyList keys={keys} />;
}

/** For those who are not told of the others. */
function OwnPermissions({ person: { name, role } }: { person: Person }) {
  return (
    <div className="app-cards">
      <Card title={say('permissions.yourPermissions')}>
        <KeyValueList
          items={[
            { label: say('permissions.accessKey'), value: name },
            { label: say('permissions.role'), value: roleNames[role] },
            { label: say('permissions.whatItAllows'), value: roleMeanings[role] },
          ]}
        />
        <p className="app-note">{say('permissions.keysAreForAdministrators')}</p>
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
    row === undefined ? [] : limited([{ id: 'revoke', label: say('permissions.revokeAction'), icon: 'trash', isDestructive: true, onAction: () => setDoomed(row.key) }], calls);
  return (
    <>
      <p className="app-note">
        {say('permissions.keysExplained', { administrator: roleNames.administrator })}
      </p>
      <DataGrid
        aria-label={say('permissions.accessKeys')}
        columns={keyColumns}
        rows={rows}
        getRowId={rowId}
        selectionMode="single"
        selectedIds={selectedIds}
        onSelectionChange={setSelectedIds}
        contextActions={actionsFor}
        itemNames={itemNames.accessKey}
        {...gridMemory('accessKeys')}
        toolbar={
          <CallButton call={keyCalls.create} variant="flat" icon="plus" onPress={add}>
            {say('common.new')}
          </CallButton>
        }
        emptyState={
          <EmptyState
            icon="user"
            title={say('permissions.noAccessKeys')}
            text={say('permissions.noAccessKeysExplained')}
            actions={
              <CallButton call={keyCalls.create} variant="primary" onPress={add}>
                {say('permissions.newAccessKeyAction')}
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
