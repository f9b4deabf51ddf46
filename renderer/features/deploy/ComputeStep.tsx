import { useMemo } from 'react';
import { Alert } from '../../ui/Alert.tsx';
import { DataGrid, type DataGridColumn } from '../../ui/DataGrid.tsx';
import type { ObjectId } from '../../../shared/ids.ts';
import { say } from '../../strings/say.ts';
import { gridMemory } from '../parts/gridMemory.ts';
import { itemNames } from '../parts/itemNames.ts';
import { NameCell } from '../parts/NameCell.tsx';
import { kindWords } from '../parts/objectLook.ts';
import type { ComputeRow } from './computeRows.ts';

export interface ComputeStepProps {
  rows: readonly ComputeRow[];
  selected: ComputeRow | undefined;
  onChange: (id: ObjectId) => void;
}

const rowId = (row: ComputeRow) => row.id;

const columns: readonly DataGridColumn<ComputeRow>[] = [
  {
    id: 'name',
    header: say('common.name'),
    width: 190,
    isFlexible: true,
    canHide: false,
    cell: (row) => <NameCell icon={row.kind} name={row.name} />,
    sortValue: (row) => row.name,
    filterText: (row) => row.name,
  },
  { id: 'kind', header: say('deploy.kind'), width: 90, cell: (row) => kindWords[row.kind], sortValue: (row) => kindWords[row.kind], filterText: (row) => kindWords[row.kind] },
  { id: 'parent', header: say('deploy.in'), width: 140, cell: (row) => row.parentName, sortValue: (row) => row.parentName, filterText: (row) => row.parentName },
  { id: 'state', header: say('common.state'), width: 150, cell: (row) => row.state, sortValue: (row) => row.state, filterText: (row) => row.state },
];

/** Chooses what it runs on. In a cluster the host is chosen when it is made. */
export function ComputeStep({ rows, selected, onChange }: ComputeStepProps) {
  const selectedIds = useMemo(() => new Set<string>(selected === undefined ? [] : [selected.id]), [selected]);
  return (
    <>
      <div className="app-wizard-grid">
        <DataGrid
          aria-label={say('deploy.clustersAndHosts')}
          {...gridMemory('deployCompute')}
          columns={columns}
          rows={rows}
          getRowId={rowId}
          selectedIds={selectedIds}
          selectionMode="single"
          onSelectionChange={(ids) => {
            const chosen = rows.find((row) => ids.has(row.id));
            if (chosen !== undefined) onChange(chosen.id);
          }}
          filterPlaceholder={say('deploy.searchClustersAndHosts')}
          itemNames={itemNames.clusterOrHost}
        />
      </div>
      {selected === undefined ? null : selected.problem === '' ? (
        <Alert tone="success">{selected.kind === 'cluster' ? say('deploy.runsOnHostOf', { cluster: selected.name }) : say('deploy.runsOn', { host: selected.name })}</Alert>
      ) : (
        <Alert tone="danger">{selected.problem}</Alert>
      )}
    </>
  );
}
