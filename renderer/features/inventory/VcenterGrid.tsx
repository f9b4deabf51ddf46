import { containerFields } from '../../../shared/query/containerFields.ts';
import { say } from '../../strings/say.ts';
import { itemNames } from '../parts/itemNames.ts';
import { ContainerGrid, relatedColumn, type ContainerKindList, type ContainerListProps } from './ContainerGrid.tsx';

const vcenters: ContainerKindList<'vcenter'> = {
  kind: 'vcenter',
  itemNames: itemNames.vCenter,
  columns: (index) => [relatedColumn(index, say('inventory.datacenters'), 'datacenters'), relatedColumn(index, say('common.hosts'), 'hosts'), relatedColumn(index, say('inventory.vMs'), 'vms')],
  fields: containerFields,
  empty: { title: say('inventory.noVCenter'), text: say('inventory.noVCenterExplained') },
};

export function VcenterGrid(props: ContainerListProps) {
  return <ContainerGrid {...props} list={vcenters} />;
}
