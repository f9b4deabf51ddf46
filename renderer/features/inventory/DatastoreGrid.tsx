import type { DataGridColumn } from '../../ui/DataGrid.tsx';
import { ProgressBar } from '../../ui/ProgressBar.tsx';
import type { Datastore, DatastoreSpace } from '../../../shared/model/inventory.ts';
import { datastoreFields } from '../../../shared/query/containerFields.ts';
import { say } from '../../strings/say.ts';
import { Bytes } from '../parts/Bytes.tsx';
import { itemNames } from '../parts/itemNames.ts';
import { maintenanceWords } from '../parts/objectLook.ts';
import { ContainerGrid, parentColumn, relatedColumn, type ContainerKindList, type ContainerListProps } from './ContainerGrid.tsx';

const datastores: ContainerKindList<'datastore'> = {
  kind: 'datastore',
  itemNames: itemNames.datastore,
  columns: (index) => [
    { id: 'type', header: say('common.type'), width: 76, cell: ({ type }) => type, sortValue: ({ type }) => type, filterText: ({ type }) => type },
    { id: 'mode', header: say('inventory.mode'), width: 120, cell: modeOf, sortValue: modeOf, filterText: modeOf },
    parentColumn(index, say('common.datacenter'), { id: 'datacenter', isHiddenByDefault: true }),
    bytes('capacity', say('common.capacity'), ({ capacityBytes }) => capacityBytes),
    {
      id: 'used',
      header: say('common.used'),
      width: 120,
      unit: 'percent',
      cell: (datastore) => <ProgressBar label={say('inventory.usedShareOf', { datastore: datastore.name })} value={usedPercent(datastore)} valueText={percentText(usedPercent(datastore))} tone="accent" />,
      sortValue: usedPercent,
    },
    bytes('free', say('common.free'), ({ freeBytes }) => freeBytes, 'lower'),
    bytes('provisioned', say('common.provisioned'), ({ provisionedBytes }) => provisionedBytes),
    bytes('logical', say('common.logical'), ({ logicalBytes }) => logicalBytes),
    bytes('physical', say('common.physical'), ({ physicalBytes }) => physicalBytes, 'upper'),
    bytes('saved', say('common.saved'), ({ savedBytes }) => savedBytes, 'lower'),
    relatedColumn(index, say('inventory.vMs'), 'vms'),
    relatedColumn(index, say('common.templates'), 'templates'),
  ],
  fields: datastoreFields,
  empty: { title: say('inventory.noDatastoresHere'), text: say('inventory.noDatastoresExplained') },
};

/** @param bound what the figure is after deletions, until the exact pass has run */
function bytes(id: string, header: string, read: (space: DatastoreSpace) => number, bound?: 'lower' | 'upper'): DataGridColumn<Datastore> {
  return {
    id,
    header,
    width: 104,
    align: 'end',
    unit: 'bytes',
    ...(bound === undefined ? {} : { bound: ({ space }) => (space.isExact ? 'exact' : bound === 'lower' ? 'at least' : 'at most') }),
    cell: ({ space }) => <Bytes value={read(space)} isCompact isAtLeast={bound === 'lower' && !space.isExact} isAtMost={bound === 'upper' && !space.isExact} />,
    sortValue: ({ space }) => read(space),
  };
}

function modeOf({ maintenanceMode }: Datastore): string {
  return maintenanceMode === undefined ? say('inventory.normal') : maintenanceWords[maintenanceMode];
}

/** Of its capacity, what is stored and what is set aside. */
function usedPercent({ space: { capacityBytes, freeBytes } }: Datastore): number {
  return capacityBytes === 0 ? 0 : ((capacityBytes - freeBytes) / capacityBytes) * 100;
}

function percentText(percent: number): string {
  return `${percent > 0 && percent < 1 ? '< 1' : Math.floor(percent)} %`;
}

export function DatastoreGrid(props: ContainerListProps) {
  return <ContainerGrid {...props} list={datastores} />;
}
