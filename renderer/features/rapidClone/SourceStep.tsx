import { useMemo } from 'react';
import { DataGrid, type DataGridColumn } from '../../ui/DataGrid.tsx';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { useInventory, useInventoryIndex } from '../../stores/inventory.ts';
import { objectIdSchema, type ObjectId } from '../../../shared/ids.ts';
import type { VmRow } from '../../../shared/model/inventory.ts';
import { say } from '../../strings/say.ts';
import { Bytes } from '../parts/Bytes.tsx';
import { DialogButton } from '../parts/DialogButton.tsx';
import { gridMemory } from '../parts/gridMemory.ts';
import { itemNames } from '../parts/itemNames.ts';
import { NameCell } from '../parts/NameCell.tsx';
import { vmIcon, vmTone, vmWord } from '../parts/objectLook.ts';
import { canBeSource } from './draft.ts';

export interface SourceStepProps {
  sourceId: ObjectId | null;
  onChange: (id: ObjectId) => void;
}

const rowId = (vm: VmRow) => vm.id;

const columns: readonly DataGridColumn<VmRow>[] = [
  {
    id: 'name',
    header: say('common.name'),
    width: 136,
    isFlexible: true,
    canHide: false,
    cell: (vm) => <NameCell icon={vmIcon(vm)} tone={vmTone(vm)} name={vm.name} />,
    sortValue: (vm) => vm.name,
    filterText: (vm) => vm.name,
  },
  { id: 'kind', header: say('rapidClone.kind'), width: 118, cell: vmWord, sortValue: vmWord, filterText: vmWord },
  { id: 'size', header: say('common.size'), width: 72, align: 'end', cell: (vm) => <Bytes value={vm.space.provisionedBytes} />, sortValue: (vm) => vm.space.provisionedBytes, unit: 'bytes' },
  { id: 'logical', header: say('common.logical'), width: 82, align: 'end', cell: (vm) => <Bytes value={vm.space.logicalBytes} />, sortValue: (vm) => vm.space.logicalBytes, unit: 'bytes' },
  { id: 'guestOs', header: say('common.guestOS'), width: 190, cell: (vm) => <span title={vm.guestOs}>{vm.guestOs}</span>, sortValue: (vm) => vm.guestOs, filterText: (vm) => vm.guestOs },
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
        aria-label={say('rapidClone.sources')}
        columns={columns}
        rows={rows}
        getRowId={rowId}
        selectedIds={selectedIds}
        selectionMode="single"
        onSelectionChange={(ids) => {
          const [chosen] = ids;
          if (chosen !== undefined) onChange(objectIdSchema.parse(chosen));
        }}
        filterPlaceholder={say('rapidClone.searchSources')}
        itemNames={itemNames.source}
        {...gridMemory('cloneSources')}
        emptyState={
          <EmptyState
            icon="template"
            title={say('rapidClone.thereIsNothingToClone')}
            text={say('rapidClone.nothingToCloneText')}
            actions={
              <DialogButton variant="primary" request={{ type: 'importTemplate', datastoreId: null }}>
                {say('common.importTemplate')}
              </DialogButton>
            }
          />
        }
      />
    </div>
  );
}
