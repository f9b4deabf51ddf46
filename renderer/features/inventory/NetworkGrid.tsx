import type { Network } from '../../../shared/model/inventory.ts';
import { vlanWords } from '../parts/objectLook.ts';
import { ContainerGrid, parentColumn, relatedColumn, type ContainerKindList, type ContainerListProps } from './ContainerGrid.tsx';

const networks: ContainerKindList<'network'> = {
  kind: 'network',
  itemNames: ['network', 'networks'],
  columns: (index) => [
    { id: 'vlan', header: 'VLAN', width: 110, cell: (network) => vlanWords(network), sortValue: ({ vlanId }: Network) => vlanId ?? 0, filterText: (network) => vlanWords(network) },
    parentColumn(index, 'Datacenter'),
    relatedColumn(index, 'Hosts', 'hosts'),
    relatedColumn(index, 'VMs', 'vms'),
    relatedColumn(index, 'Templates', 'templates'),
  ],
  empty: { title: 'No networks here', text: 'A virtual machine without a network adapter is on no network.' },
};

export function NetworkGrid(props: ContainerListProps) {
  return <ContainerGrid {...props} list={networks} />;
}
