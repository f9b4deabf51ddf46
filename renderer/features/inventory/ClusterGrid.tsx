import type { InventoryIndex } from '../../stores/inventoryIndex.ts';
import { relatedTo } from '../../stores/related.ts';
import type { Container, Host } from '../../../shared/model/inventory.ts';
import { containerFields } from '../../../shared/query/containerFields.ts';
import { say } from '../../strings/say.ts';
import { Bytes } from '../parts/Bytes.tsx';
import { itemNames } from '../parts/itemNames.ts';
import { ContainerGrid, countColumn, parentColumn, relatedColumn, type ContainerKindList, type ContainerListProps } from './ContainerGrid.tsx';

const clusters: ContainerKindList<'cluster'> = {
  kind: 'cluster',
  itemNames: itemNames.cluster,
  columns: (index) => {
    const coresOf = (cluster: Container): number => sumOfHosts(index, cluster, ({ cpuCoreCount }) => cpuCoreCount);
    const memoryOf = (cluster: Container): number => sumOfHosts(index, cluster, ({ memoryBytes }) => memoryBytes);
    return [
      parentColumn(index, say('common.datacenter'), { id: 'datacenter' }),
      relatedColumn(index, say('common.hosts'), 'hosts'),
      countColumn('cores', say('inventory.cores'), coresOf, 80),
      { id: 'memory', header: say('common.memory'), width: 100, align: 'end', unit: 'bytes', cell: (cluster) => <Bytes value={memoryOf(cluster)} />, sortValue: memoryOf },
      relatedColumn(index, say('inventory.vMs'), 'vms'),
      relatedColumn(index, say('common.templates'), 'templates'),
    ];
  },
  fields: containerFields,
  empty: { title: say('inventory.noClustersHere'), text: say('inventory.noClustersExplained') },
};

function sumOfHosts(index: InventoryIndex, cluster: Container, read: (host: Host) => number): number {
  return relatedTo(index, cluster).hosts.reduce((sum, id) => {
    const host = index.containerById.get(id);
    return host?.kind === 'host' ? sum + read(host) : sum;
  }, 0);
}

export function ClusterGrid(props: ContainerListProps) {
  return <ContainerGrid {...props} list={clusters} />;
}
