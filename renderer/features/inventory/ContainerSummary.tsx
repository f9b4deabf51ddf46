import { useMemo } from 'react';
import type { ReactNode } from 'react';
import { Card } from '../../ui/Card.tsx';
import { KeyValueList } from '../../ui/KeyValueList.tsx';
import { SpaceBar } from '../../ui/SpaceBar.tsx';
import { useInventory, useInventoryIndex } from '../../stores/inventory.ts';
import { containerIdsUnder, vmIdsUnder } from '../../stores/inventoryIndex.ts';
import type { Container, Host } from '../../../shared/model/inventory.ts';
import { formatBytes, formatCount, formatPercent } from '../../../shared/units.ts';
import { Bytes } from '../parts/Bytes.tsx';
import { FirstStep } from '../parts/FirstStep.tsx';
import { NotesCard } from '../parts/NotesCard.tsx';
import { connectionWords, countOf, kindWords } from '../parts/objectLook.ts';
import { sumVms } from './sumVms.ts';

/** What a vCenter, datacenter, cluster, host or folder contains and what its machines take. */
export function ContainerSummary({ container }: { container: Container }) {
  const index = useInventoryIndex();
  const vms = useInventory((state) => state.vms);
  const containers = useInventory((state) => state.containers);
  const ids = useMemo(() => vmIdsUnder(index, container), [index, container]);
  const sums = useMemo(() => sumVms(ids, vms), [ids, vms]);
  const below = useMemo(() => containerIdsUnder(index, container.id).flatMap((id) => containers.get(id) ?? []), [index, container.id, containers]);
  const hosts = below.filter((item): item is Host => item.kind === 'host');
  const countKind = (kind: Container['kind']) => below.filter((item) => item.kind === kind && item.id !== container.id).length;
  const contents: { label: string; value: ReactNode }[] = (['datacenter', 'cluster', 'host', 'folder', 'datastore', 'network'] as const).flatMap((kind) => {
    const count = countKind(kind);
    return count === 0 ? [] : [{ label: `${kindWords[kind]}s`, value: formatCount(count) }];
  });
  const emptyBytes = sums.provisionedBytes - sums.logicalBytes;

  return (
    <div className="app-cards">
      {index.vmIds.length === 0 ? <FirstStep /> : null}
      <Card title={kindWords[container.kind]}>
        <KeyValueList
          items={[
            ...contents,
            { label: 'Virtual machines', value: `${formatCount(sums.vmCount)} (${formatCount(sums.poweredOnCount)} powered on)` },
            { label: 'Templates', value: formatCount(sums.templateCount) },
          ]}
        />
      </Card>
      {hosts.length === 0 ? null : <ComputeCard container={container} hosts={hosts} cpuCount={sums.poweredOnCpuCount} memoryBytes={sums.poweredOnMemoryBytes} />}
      <Card title="Space of its virtual machines">
        <SpaceBar
          label={`Logical space of the virtual machines in ${container.name}`}
          segments={[
            { label: 'Unique', value: sums.uniqueBytes, valueText: `${sums.isExact ? '' : 'at least '}${formatBytes(sums.uniqueBytes)}`, tone: 'unique' },
            { label: 'Shared', value: sums.sharedBytes, valueText: `${sums.isExact ? '' : 'at most '}${formatBytes(sums.sharedBytes)}`, tone: 'shared' },
          ]}
        />
        <KeyValueList
          items={[
            { label: 'Provisioned', value: <Bytes value={sums.provisionedBytes} /> },
            { label: 'Zero or not written', value: (<><Bytes value={emptyBytes} /> ({formatPercent(emptyBytes, sums.provisionedBytes)} of provisioned)</>) },
            { label: 'Logical', value: (<><Bytes value={sums.logicalBytes} /> ({formatPercent(sums.logicalBytes, sums.provisionedBytes)} of provisioned)</>) },
            { label: 'Unique', value: <Bytes value={sums.uniqueBytes} isAtLeast={!sums.isExact} /> },
            { label: 'Shared', value: <Bytes value={sums.sharedBytes} isAtMost={!sums.isExact} /> },
          ]}
        />
        <p className="app-note">
          A block that several machines share is counted in the shared bytes of each of them, but stored once. The datastore tells what is
          stored.
        </p>
      </Card>
      <NotesCard container={container} />
    </div>
  );
}

interface ComputeCardProps {
  container: Container;
  hosts: readonly Host[];
  cpuCount: number;
  memoryBytes: number;
}

/** The size of the hosts and what their powered-on machines were promised of it. */
function ComputeCard({ container, hosts, cpuCount, memoryBytes }: ComputeCardProps) {
  const cores = hosts.reduce((sum, host) => sum + host.cpuCoreCount, 0);
  const hostMemoryBytes = hosts.reduce((sum, host) => sum + host.memoryBytes, 0);
  return (
    <Card title="Compute">
      <KeyValueList
        items={[
          ...(container.kind === 'host'
            ? [
                { label: 'State', value: connectionWords[container.connectionState] },
                { label: 'Model', value: container.model },
                { label: 'Clock', value: `${formatCount(container.cpuMhz)} MHz` },
              ]
            : []),
          { label: 'Processor', value: countOf(cores, 'core') },
          { label: 'Memory', value: <Bytes value={hostMemoryBytes} /> },
          { label: 'vCPUs powered on', value: `${formatCount(cpuCount)} (${(cores === 0 ? 0 : cpuCount / cores).toFixed(2)} per core)` },
          { label: 'Memory powered on', value: (<><Bytes value={memoryBytes} /> ({formatPercent(memoryBytes, hostMemoryBytes)} of memory)</>) },
        ]}
      />
      <p className="app-note">The hosts are simulated: these are their configured sizes, not measurements.</p>
    </Card>
  );
}
