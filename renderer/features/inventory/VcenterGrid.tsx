import { containerFields } from '../../../shared/query/containerFields.ts';
import { ContainerGrid, relatedColumn, type ContainerKindList, type ContainerListProps } from './ContainerGrid.tsx';

const vcenters: ContainerKindList<'vcenter'> = {
  kind: 'vcenter',
  itemNames: ['vCenter', 'vCenters'],
  columns: (index) => [relatedColumn(index, 'Datacenters', 'datacenters'), relatedColumn(index, 'Hosts', 'hosts'), relatedColumn(index, 'VMs', 'vms')],
  fields: containerFields,
  empty: { title: 'No vCenter', text: 'A yard has one vCenter.' },
};

export function VcenterGrid(props: ContainerListProps) {
  return <ContainerGrid {...props} list={vcenters} />;
}
