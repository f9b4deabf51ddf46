import type { Network } from '../../../shared/model/inventory.ts';
import { networkFields } from '../../../shared/query/containerFields.ts';
import { vlanWords } from '../parts/objectLook.ts';
import { ContainerGrid, parentColumn, relatedColumn, type ContainerKindList, type ContainerListProps } from './ContainerGrid.tsx';

const networks: ContainerKindList<'network'> = {
  kind: 'network',
  itemNames: ['network', 'networks'],
  columns: (index) => [
    { id: 'vlan', header: 'VLAN', width: 110, cell: vlanWords, sortValue: ({ vlanId }: Network) => vlanId ?? 0, filterText: vlanWords },
    parentColumn(index, 'Datacenter', { id: 'datacenter' }),
    relatedColumn(index, 'Hosts', 'hosts'),
    relatedColumn(index, 'VMs', 'vms'),
    relatedColumn(index, 'Templates', 'templates'),
  ],
  fields: networkFields,
  empty: { title: 'No networks here', text: 'A virtual machine without a network adapter is on no network.' },
};

export function NetworkGrid(props: ContainerListProps) {
  return <ContainerGrid {...props} list={networks} />;
}
