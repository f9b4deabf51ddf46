import { StatusText } from '../../ui/StatusText.tsx';
import type { Host } from '../../../shared/model/inventory.ts';
import { hostFields } from '../../../shared/query/containerFields.ts';
import { say } from '../../strings/say.ts';
import { Bytes } from '../parts/Bytes.tsx';
import { itemNames } from '../parts/itemNames.ts';
import { connectionWords } from '../parts/objectLook.ts';
import { ContainerGrid, countColumn, parentColumn, relatedColumn, type ContainerKindList, type ContainerListProps } from './ContainerGrid.tsx';

const hosts: ContainerKindList<'host'> = {
  kind: 'host',
  itemNames: itemNames.host,
  columns: (index) => [
    {
      id: 'state',
      header: say('common.state'),
      width: 150,
      cell: (host) => <ConnectionState host={host} />,
      sortValue: ({ connectionState }) => connectionWords[connectionState],
      filterText: ({ connectionState }) => connectionWords[connectionState],
    },
    parentColumn(index, say('inventory.clusterOrDatacenter'), { id: 'cluster' }),
    countColumn('cores', say('inventory.cores'), ({ cpuCoreCount }) => cpuCoreCount, 80),
    countColumn('mhz', say('inventory.clockMHz'), ({ cpuMhz }) => cpuMhz),
    { id: 'memory', header: say('common.memory'), width: 100, align: 'end', unit: 'bytes', cell: ({ memoryBytes }) => <Bytes value={memoryBytes} />, sortValue: ({ memoryBytes }) => memoryBytes },
    relatedColumn(index, say('inventory.vMs'), 'vms'),
    relatedColumn(index, say('common.templates'), 'templates'),
    { id: 'model', header: say('inventory.model'), width: 200, isHiddenByDefault: true, cell: ({ model }) => model, sortValue: ({ model }) => model, filterText: ({ model }) => model },
  ],
  fields: hostFields,
  empty: { title: say('inventory.noHostsHere'), text: say('inventory.noHostsExplained') },
};

export function HostGrid(props: ContainerListProps) {
  return <ContainerGrid {...props} list={hosts} />;
}

function ConnectionState({ host: { connectionState } }: { host: Host }) {
  const [icon, tone] = connectionState === 'connected' ? (['check', 'success'] as const) : (['warning', 'warning'] as const);
  return (
    <StatusText icon={icon} tone={tone}>
      {connectionWords[connectionState]}
    </StatusText>
  );
}
