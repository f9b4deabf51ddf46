import { containerFields } from '../../../shared/query/containerFields.ts';
import { say } from '../../strings/say.ts';
import { itemNames } from '../parts/itemNames.ts';
import { ContainerGrid, relatedColumn, type ContainerKindList, type ContainerListProps } from './ContainerGrid.tsx';

const datacenters: ContainerKindList<'datacenter'> = {
  kind: 'datacenter',
  itemNames: itemNames.datacenter,
  columns: (index) => [
    relatedColumn(index, say('inventory.clusters'), 'clusters'),
    relatedColumn(index, say('common.hosts'), 'hosts'),
    relatedColumn(index, say('inventory.vMs'), 'vms'),
    relatedColumn(index, say('common.templates'), 'templates'),
    relatedColumn(index, say('common.datastores'), 'datastores'),
    relatedColumn(index, say('inventory.networks'), 'networks'),
  ],
  fields: containerFields,
  empty: { title: say('inventory.noDatacentersHere'), text: say('inventory.noDatacentersExplained') },
};

export function DatacenterGrid(props: ContainerListProps) {
  return <ContainerGrid {...props} list={datacenters} />;
}
