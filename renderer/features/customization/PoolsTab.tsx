import { useMemo, useState } from 'react';
import type { ActionItem } from '../../ui/actions.ts';
import { Button } from '../../ui/Button.tsx';
import { DataGrid } from '../../ui/DataGrid.tsx';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { denialOf } from '../../stores/access.ts';
import type { Customization } from '../../stores/customization.ts';
import { contract } from '../../../shared/contract/contract.ts';
import type { IpPool } from '../../../shared/model/customization.ts';
import { say } from '../../strings/say.ts';
import { CallButton } from '../parts/CallButton.tsx';
import { gridMemory } from '../parts/gridMemory.ts';
import { itemNames } from '../parts/itemNames.ts';
import { limited, type ActionCalls } from '../parts/limited.ts';
import { poolColumns } from './columns.tsx';
import { PoolDialog } from './PoolDialog.tsx';
import { DeletePoolDialog } from './SpecDialogs.tsx';

const { customization } = contract;
const calls: ActionCalls = { edit: customization.updatePool, delete: customization.removePool };
const rowId = (pool: IpPool) => pool.id;

/** Pools of addresses, and who has which. */
export function PoolsTab({ known }: { known: Customization }) {
  const [edited, setEdited] = useState<{ readonly pool: IpPool | null } | null>(null);
  const [deleted, setDeleted] = useState<IpPool | null>(null);
  const [selectedIds, setSelectedIds] = useState<ReadonlySet<string>>(new Set());
  const selected = useMemo(() => known.pools.filter((pool) => selectedIds.has(rowId(pool))), [known.pools, selectedIds]);
  const actionsFor = ([only, ...others]: readonly IpPool[]): ActionItem[] => {
    const disabledReason = only === undefined ? say('customization.selectAPoolFirst') : others.length > 0 ? say('customization.selectOnePoolOnly') : undefined;
    const actions: ActionItem[] = [
      { id: 'edit', label: say('common.edit'), disabledReason, onAction: () => setEdited(only === undefined ? null : { pool: only }) },
      { id: 'delete', label: say('common.delete'), icon: 'trash', isDestructive: true, separatorBefore: true, disabledReason, onAction: () => setDeleted(only ?? null) },
    ];
    return limited(actions, calls);
  };
  const [edit] = actionsFor(selected);
  return (
    <>
      <DataGrid
        aria-label={say('customization.poolsOfAddresses')}
        columns={poolColumns}
        rows={known.pools}
        getRowId={rowId}
        selectedIds={selectedIds}
        onSelectionChange={setSelectedIds}
        onOpen={(pool) => {
          if (denialOf(customization.updatePool) === undefined) setEdited({ pool });
        }}
        contextActions={actionsFor}
        itemNames={itemNames.pool}
        {...gridMemory('ipPools')}
        toolbar={
          <>
            <CallButton call={customization.createPool} variant="flat" icon="plus" onPress={() => setEdited({ pool: null })}>
              {say('common.new')}
            </CallButton>
            <Button variant="flat" disabledReason={edit?.disabledReason} onPress={() => edit?.onAction()}>
              {say('common.edit')}
            </Button>
          </>
        }
        emptyState={
          <EmptyState
            icon="network"
            title={say('customization.noPoolsOfAddresses')}
            text={say('customization.poolsExplained')}
            actions={
              <CallButton call={customization.createPool} variant="primary" onPress={() => setEdited({ pool: null })}>
                {say('customization.newPoolAction')}
              </CallButton>
            }
          />
        }
      />
      {edited === null ? null : <PoolDialog pool={edited.pool} onClose={() => setEdited(null)} />}
      {deleted === null ? null : <DeletePoolDialog pool={deleted} onClose={() => setDeleted(null)} />}
    </>
  );
}
