import { StatusText } from '../../ui/StatusText.tsx';
import type { Host } from '../../../shared/model/inventory.ts';
import { hostFields } from '../../../shared/query/containerFields.ts';
import { Bytes } from '../parts/Bytes.tsx';
import { connectionWords } from '../parts/objectLook.ts';
import { ContainerGrid, countColumn, parentColumn, relatedColumn, type ContainerKindList, type ContainerListProps } from './ContainerGrid.tsx';

const hosts: ContainerKindList<'host'> = {
  kind: 'host',
  itemNames: ['host', 'hosts'],
  columns: (index) => [
    {
      id: 'state',
      header: 'State',
      width: 150,
      cell: (host) => <ConnectionState host={host} />,
      sortValue: ({ connectionState }) => connectionWords[connectionState],
      filterText: ({ connectionState }) => connectionWords[connectionState],
    },
    parentColumn(index, 'Cluster or datacenter', { id: 'cluster' }),
    countColumn('cores', 'Cores', ({ cpuCoreCount }) => cpuCoreCount, 80),
    countColumn('mhz', 'Clock (MHz)', ({ cpuMhz }) => cpuMhz),
    { id: 'memory', header: 'Memory', width: 100, align: 'end', unit: 'bytes', cell: ({ memoryBytes }) => <Bytes value={memoryBytes} />, sortValue: ({ memoryBytes }) => memoryBytes },
    relatedColumn(index, 'VMs', 'vms'),
    relatedColumn(index, 'Templates', 'templates'),
    { id: 'model', header: 'Model', width: 200, isHiddenByDefault: true, cell: ({ model }) => model, sortValue: ({ model }) => model, filterText: ({ model }) => model },
  ],
  fields: hostFields,
  empty: { title: 'No hosts here', text: 'Hosts belong to a cluster or stand in a datacenter by themselves.' },
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
