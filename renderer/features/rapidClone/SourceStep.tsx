import { useMemo } from 'react';
import { DataGrid, type DataGridColumn } from '../../ui/DataGrid.tsx';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { useInventory, useInventoryIndex } from '../../stores/inventory.ts';
import { objectIdSchema, type ObjectId } from '../../../shared/ids.ts';
import type { VmRow } from '../../../shared/model/inventory.ts';
import { Bytes } from '../parts/Bytes.tsx';
import { DialogButton } from '../parts/DialogButton.tsx';
import { gridMemory } from '../parts/gridMemory.ts';
import { NameCell } from '../parts/NameCell.tsx';
import { vmIcon, vmTone, vmWord } from '../parts/objectLook.ts';
import { canBeSource } from './draft.ts';

export interface SourceStepProps {
  sourceId: ObjectId | null;
  onChange: (id: ObjectId) => void;
}

const rowId = (vm: VmRow) => vm.id;
const itemNames = ['source', 'sources'] as const;

const columns: readonly DataGridColumn<VmRow>[] = [
  {
    id: 'name',
    header: 'Name',
    width: 136,
    isFlexible: true,
    canHide: false,
    cell: (vm) => <NameCell icon={vmIcon(vm)} tone={vmTone(vm)} name={vm.name} />,
    sortValue: (vm) => vm.name,
    filterText: (vm) => vm.name,
  },
  { id: 'kind', header: 'Kind', width: 118, cell: vmWord, sortValue: vmWord, filterText: vmWord },
  { id: 'size', header: 'Size', width: 72, align: 'end', cell: (vm) => <Bytes value={vm.space.provisionedBytes} />, sortValue: (vm) => vm.space.provisionedBytes, unit: 'bytes' },
  { id: 'logical', header: 'Logical', width: 82, align: 'end', cell: (vm) => <Bytes value={vm.space.logicalBytes} />, sortValue: (vm) => vm.space.logicalBytes, unit: 'bytes' },
  { id: 'guestOs', header: 'Guest OS', width: 190, cell: (vm) => <span title={vm.guestOs}>{vm.guestOs}</span>, sortValue: (vm) => vm.guestOs, filterText: (vm) => vm.guestOs },
];

/** Chooses what is cloned: templates first, then powered-off machines. */
export function SourceStep({ sourceId, onChange }: SourceStepProps) {
  const index = useInventoryIndex();
  const vms = useInventory((state) => state.vms);
  const rows = useMemo(() => {
    const candidates = index.vmIds.flatMap((id) => vms.get(id) ?? []).filter(canBeSource);
    return [...candidates.filter((vm) => vm.isTemplate), ...candidates.filter((vm) => !vm.isTemplate)];
  }, [index, vms]);
  const selectedIds = useMemo(() => new Set<string>(sourceId === null ? [] : [sourceId]), [sourceId]);

  return (
    <div className="app-wizard-grid">
      <DataGrid
        aria-label="Sources"
        columns={columns}
        rows={rows}
        getRowId={rowId}
        selectedIds={selectedIds}
        selectionMode="single"
        onSelectionChange={(ids) => {
          const [chosen] = ids;
          if (chosen !== undefined) onChange(objectIdSchema.parse(chosen));
        }}
        filterPlaceholder="Search sources"
        itemNames={itemNames}
        {...gridMemory('cloneSources')}
        emptyState={
          <EmptyState
            icon="template"
            title="There is nothing to clone"
            text="Import a disk image as a template, or power a virtual machine off."
            actions={
              <DialogButton variant="primary" request={{ type: 'importTemplate', datastoreId: null }}>
                Import template
              </DialogButton>
            }
          />
        }
      />
    </div>
  );
}
