import { useMemo } from 'react';
import type { ReactNode } from 'react';
import { Card } from '../../ui/Card.tsx';
import { KeyValueList } from '../../ui/KeyValueList.tsx';
import { SpaceBar } from '../../ui/SpaceBar.tsx';
import { useInventory, useInventoryIndex } from '../../stores/inventory.ts';
import { containerIdsUnder, vmIdsUnder } from '../../stores/inventoryIndex.ts';
import type { Container, Host } from '../../../shared/model/inventory.ts';
import { formatCount, formatPercent } from '../../../shared/units.ts';
import { say } from '../../strings/say.ts';
import { Bytes } from '../parts/Bytes.tsx';
import { Filled, slots } from '../parts/Filled.tsx';
import { FirstStep } from '../parts/FirstStep.tsx';
import { NotesCard } from '../parts/NotesCard.tsx';
import { connectionWords, kindWords } from '../parts/objectLook.ts';
import { boundWords } from '../parts/volumeWords.ts';
import { sumVms } from './sumVms.ts';

const shownKinds = ['datacenter', 'cluster', 'host', 'folder', 'datastore', 'network'] as const;
const manyWords: Readonly<Record<(typeof shownKinds)[number], string>> = {
  datacenter: say('inventory.datacenters'),
  cluster: say('inventory.clusters'),
  host: say('common.hosts'),
  folder: say('inventory.folders'),
  datastore: say('common.datastores'),
  network: say('inventory.networks'),
};

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
  const contents: { label: string; value: ReactNode }[] = shownKinds.flatMap((kind) => {
    const count = countKind(kind);
    return count === 0 ? [] : [{ label: manyWords[kind], value: formatCount(count) }];
  });
  const emptyBytes = sums.provisionedBytes - sums.logicalBytes;

  return (
    <div className="app-cards">
      {index.vmIds.length === 0 ? <FirstStep /> : null}
      <Card title={kindWords[container.kind]}>
        <KeyValueList
          items={[
            ...contents,
            { label: say('common.virtualMachines'), value: say('inventory.totalAndPoweredOn', { total: formatCount(sums.vmCount), poweredOn: formatCount(sums.poweredOnCount) }) },
            { label: say('common.templates'), value: formatCount(sums.templateCount) },
          ]}
        />
      </Card>
      {hosts.length === 0 ? null : <ComputeCard container={container} hosts={hosts} cpuCount={sums.poweredOnCpuCount} memoryBytes={sums.poweredOnMemoryBytes} />}
      <Card title={say('inventory.spaceOfItsVirtualMachines')}>
        <SpaceBar
          label={say('inventory.logicalSpaceIn', { container: container.name })}
          segments={[
            { label: say('common.unique'), value: sums.uniqueBytes, valueText: boundWords(sums.isExact).atLeast(sums.uniqueBytes), tone: 'unique' },
            { label: say('inventory.shared'), value: sums.sharedBytes, valueText: boundWords(sums.isExact).atMost(sums.sharedBytes), tone: 'shared' },
          ]}
        />
        <KeyValueList
          items={[
            { label: say('common.provisioned'), value: <Bytes value={sums.provisionedBytes} /> },
            { label: say('inventory.zeroOrNotWritten'), value: <Filled text={say('inventory.sizeOfProvisioned', { size: slots[0], percent: formatPercent(emptyBytes, sums.provisionedBytes) })}><Bytes value={emptyBytes} /></Filled> },
            { label: say('common.logical'), value: <Filled text={say('inventory.sizeOfProvisioned', { size: slots[0], percent: formatPercent(sums.logicalBytes, sums.provisionedBytes) })}><Bytes value={sums.logicalBytes} /></Filled> },
            { label: say('common.unique'), value: <Bytes value={sums.uniqueBytes} isAtLeast={!sums.isExact} /> },
            { label: say('inventory.shared'), value: <Bytes value={sums.sharedBytes} isAtMost={!sums.isExact} /> },
          ]}
        />
        <p className="app-note">
          {say('inventory.sumsExplained')}
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
    <Card title={say('inventory.compute')}>
      <KeyValueList
        items={[
          ...(container.kind === 'host'
            ? [
                { label: say('common.state'), value: connectionWords[container.connectionState] },
                { label: say('inventory.model'), value: container.model },
                { label: say('inventory.clock'), value: say('inventory.clockOf', { mhz: formatCount(container.cpuMhz) }) },
              ]
            : []),
          { label: say('inventory.processor'), value: say('counts.core', { count: cores }) },
          { label: say('common.memory'), value: <Bytes value={hostMemoryBytes} /> },
          { label: say('inventory.vCPUsPoweredOn'), value: say('inventory.perCore', { vcpus: formatCount(cpuCount), ratio: (cores === 0 ? 0 : cpuCount / cores).toFixed(2) }) },
          { label: say('inventory.memoryPoweredOn'), value: <Filled text={say('inventory.sizeOfMemory', { size: slots[0], percent: formatPercent(memoryBytes, hostMemoryBytes) })}><Bytes value={memoryBytes} /></Filled> },
        ]}
      />
      <p className="app-note">{say('inventory.hostsAreSimulated')}</p>
    </Card>
  );
}
