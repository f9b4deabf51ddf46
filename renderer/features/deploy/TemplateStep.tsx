import { useMemo } from 'react';
import { DataGrid, type DataGridColumn } from '../../ui/DataGrid.tsx';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { useInventory, useInventoryIndex } from '../../stores/inventory.ts';
import type { ObjectId } from '../../../shared/ids.ts';
import type { VmRow } from '../../../shared/model/inventory.ts';
import { say } from '../../strings/say.ts';
import { Bytes } from '../parts/Bytes.tsx';
import { DialogButton } from '../parts/DialogButton.tsx';
import { gridMemory } from '../parts/gridMemory.ts';
import { itemNames } from '../parts/itemNames.ts';
import { NameCell } from '../parts/NameCell.tsx';

export interface TemplateStepProps {
  templateId: ObjectId | null;
  onChange: (template: VmRow) => void;
}

const rowId = (vm: VmRow) => vm.id;

const columns: readonly DataGridColumn<VmRow>[] = [
  {
    id: 'name',
    header: say('common.name'),
    width: 160,
    isFlexible: true,
    canHide: false,
    cell: (vm) => <NameCell icon="template" tone="accent" name={vm.name} />,
    sortValue: (vm) => vm.name,
    filterText: (vm) => vm.name,
  },
  { id: 'guestOs', header: say('common.guestOS'), width: 190, cell: (vm) => <span title={vm.guestOs}>{vm.guestOs}</span>, sortValue: (vm) => vm.guestOs, filterText: (vm) => vm.guestOs },
  { id: 'cpus', header: say('deploy.cPUs'), width: 62, align: 'end', cell: (vm) => vm.cpuCount, sortValue: (vm) => vm.cpuCount, unit: 'count' },
  { id: 'memory', header: say('common.memory'), width: 82, align: 'end', cell: (vm) => <Bytes value={vm.memoryBytes} />, sortValue: (vm) => vm.memoryBytes, unit: 'bytes' },
  { id: 'size', header: say('common.disks'), width: 82, align: 'end', cell: (vm) => <Bytes value={vm.space.provisionedBytes} />, sortValue: (vm) => vm.space.provisionedBytes, unit: 'bytes' },
];

/** Chooses the template, where the wizard was opened from a place rather than from one. */
export function TemplateStep({ templateId, onChange }: TemplateStepProps) {
  const { templateIds } = useInventoryIndex();
  const vms = useInventory((state) => state.vms);
  const rows = useMemo(() => templateIds.flatMap((id) => vms.get(id) ?? []), [templateIds, vms]);
  const selectedIds = useMemo(() => new Set<string>(templateId === null ? [] : [templateId]), [templateId]);
  return (
    <div className="app-wizard-grid">
      <DataGrid
        aria-label={say('common.templates')}
        {...gridMemory('deployTemplates')}
        columns={columns}
        rows={rows}
        getRowId={rowId}
        selectedIds={selectedIds}
        selectionMode="single"
        onSelectionChange={(ids) => {
          const chosen = rows.find((row) => ids.has(row.id));
          if (chosen !== undefined) onChange(chosen);
        }}
        filterPlaceholder={say('deploy.searchTemplates')}
        itemNames={itemNames.template}
        emptyState={
          <EmptyState
            icon="template"
            title={say('deploy.thereIsNoTemplate')}
            text={say('deploy.noTemplateExplained')}
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
