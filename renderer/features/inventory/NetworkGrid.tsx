import type { Network } from '../../../shared/model/inventory.ts';
import { networkFields } from '../../../shared/query/containerFields.ts';
import { say } from '../../strings/say.ts';
import { itemNames } from '../parts/itemNames.ts';
import { vlanWords } from '../parts/objectLook.ts';
import { ContainerGrid, parentColumn, relatedColumn, type ContainerKindList, type ContainerListProps } from './ContainerGrid.tsx';

const networks: ContainerKindList<'network'> = {
  kind: 'network',
  itemNames: itemNames.network,
  columns: (index) => [
    { id: 'vlan', header: 'VLAN', width: 110, cell: vlanWords, sortValue: ({ vlanId }: Network) => vlanId ?? 0, filterText: vlanWords },
    parentColumn(index, say('common.datacenter'), { id: 'datacenter' }),
    relatedColumn(index, say('common.hosts'), 'hosts'),
    relatedColumn(index, say('inventory.vMs'), 'vms'),
    relatedColumn(index, say('common.templates'), 'templates'),
  ],
  fields: networkFields,
  empty: { title: say('inventory.noNetworksHere'), text: say('inventory.noNetworksExplained') },
};

export function NetworkGrid(props: ContainerListProps) {
  return <ContainerGrid {...props} list={networks} />;
}
