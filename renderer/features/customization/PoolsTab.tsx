import { useMemo, useState } from 'react';
import type { ActionItem } from '../../ui/actions.ts';
import { Button } from '../../ui/Button.tsx';
import { DataGrid } from '../../ui/DataGrid.tsx';
import { EmptyState } from '../../ui/EmptyState.tsx';
import type { Customization } from '../../stores/customization.ts';
import type { IpPool } from '../../../shared/model/customization.ts';
import { gridMemory } from '../parts/gridMemory.ts';
import { poolColumns } from './columns.tsx';
import { PoolDialog } from './PoolDialog.tsx';
import { DeletePoolDialog } from './SpecDialogs.tsx';

const rowId = (pool: IpPool) => pool.id;
const itemNames = ['pool', 'pools'] as const;

/** Pools of addresses, and who has which. */
export function PoolsTab({ known }: { known: Customization }) {
  const [edited, setEdited] = useState<{ readonly pool: IpPool | null } | null>(null);
  const [deleted, setDeleted] = useState<IpPool | null>(null);
  const [selectedIds, setSelectedIds] = useState<ReadonlySet<string>>(new Set());
  const selected = useMemo(() => known.pools.filter((pool) => selectedIds.has(rowId(pool))), [known.pools, selectedIds]);
  const actionsFor = ([only, ...others]: readonly IpPool[]): ActionItem[] => {
    const disabledReason = only === undefined ? 'Select a pool first.' : others.length > 0 ? 'Select one pool only.' : undefined;
    return [
      { id: 'edit', label: 'Edit…', disabledReason, onAction: () => setEdited(only === undefined ? null : { pool: only }) },
      { id: 'delete', label: 'Delete…', icon: 'trash', isDestructive: true, separatorBefore: true, disabledReason, onAction: () => setDeleted(only ?? null) },
    ];
  };
  const [edit] = actionsFor(selected);
  return (
    <>
      <DataGrid
        aria-label="Pools of addresses"
        columns={poolColumns}
        rows={known.pools}
        getRowId={rowId}
        selectedIds={selectedIds}
        onSelectionChange={setSelectedIds}
        onOpen={(pool) => setEdited({ pool })}
        contextActions={actionsFor}
        itemNames={itemNames}
        {...gridMemory('ipPools')}
        toolbar={
          <>
            <Button variant="flat" icon="plus" onPress={() => setEdited({ pool: null })}>
              New…
            </Button>
            <Button variant="flat" disabledReason={edit?.disabledReason} onPress={() => edit?.onAction()}>
              Edit…
            </Button>
          </>
        }
        emptyState={
          <EmptyState
            icon="network"
            title="No pools of addresses"
            text="A specification can give each machine the next free address of a pool. It is free again when the machine is deleted."
            actions={
              <Button variant="primary" onPress={() => setEdited({ pool: null })}>
                New pool…
              </Button>
            }
          />
        }
      />
      {edited === null ? null : <PoolDialog pool={edited.pool} onClose={() => setEdited(null)} />}
      {deleted === null ? null : <DeletePoolDialog pool={deleted} onClose={() => setDeleted(null)} />}
    </>
  );
}
