import { containerFields } from '../../../shared/query/containerFields.ts';
import { ContainerGrid, relatedColumn, type ContainerKindList, type ContainerListProps } from './ContainerGrid.tsx';

const datacenters: ContainerKindList<'datacenter'> = {
  kind: 'datacenter',
  itemNames: ['datacenter', 'datacenters'],
  columns: (index) => [
    relatedColumn(index, 'Clusters', 'clusters'),
    relatedColumn(index, 'Hosts', 'hosts'),
    relatedColumn(index, 'VMs', 'vms'),
    relatedColumn(index, 'Templates', 'templates'),
    relatedColumn(index, 'Datastores', 'datastores'),
    relatedColumn(index, 'Networks', 'networks'),
  ],
  fields: containerFields,
  empty: { title: 'No datacenters here', text: 'A yard has one from the time it is set up.' },
};

export function DatacenterGrid(props: ContainerListProps) {
  return <ContainerGrid {...props} list={datacenters} />;
}
