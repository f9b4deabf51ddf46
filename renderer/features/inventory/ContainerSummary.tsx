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
import { FirstStep } from '../parts/FirstStep.tsx';
import { NotesCard } from '../parts/NotesCard.tsx';
import { connectionWords, kindWords } from '../parts/objectLook.ts';
import { boundWords } from '../parts/volumeWords.ts';
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
            { label: say('common.virtualMachines'), value: say('inventory.poweredOn', { vmCount: formatCount(sums.vmCount), poweredOnCount: formatCount(sums.poweredOnCount) }) },
            { label: say('common.templates'), value: formatCount(sums.templateCount) },
          ]}
        />
      </Card>
      {hosts.length === 0 ? null : <ComputeCard container={container} hosts={hosts} cpuCount={sums.poweredOnCpuCount} memoryBytes={sums.poweredOnMemoryBytes} />}
      <Card title={say('inventory.spaceOfItsVirtualMachines')}>
        <SpaceBar
          label={say('inventory.logicalSpaceOfTheVirtual', { container: container.name })}
          segments={[
            { label: say('common.unique'), value: sums.uniqueBytes, valueText: boundWords(sums.isExact).atLeast(sums.uniqueBytes), tone: 'unique' },
            { label: say('inventory.shared'), value: sums.sharedBytes, valueText: boundWords(sums.isExact).atMost(sums.sharedBytes), tone: 'shared' },
          ]}
        />
        <KeyValueList
          items={[
            { label: say('common.provisioned'), value: <Bytes value={sums.provisionedBytes} /> },
            { label: say('inventory.zeroOrNotWritten'), value: (<><Bytes value={emptyBytes} />{' '}{say('inventory.ofProvisioned', { empty: formatPercent(emptyBytes, sums.provisionedBytes) })}</>) },
            { label: say('common.logical'), value: (<><Bytes value={sums.logicalBytes} />{' '}{say('inventory.ofProvisioned2', { logical: formatPercent(sums.logicalBytes, sums.provisionedBytes) })}</>) },
            { label: say('common.unique'), value: <Bytes value={sums.uniqueBytes} isAtLeast={!sums.isExact} /> },
            { label: say('inventory.shared'), value: <Bytes value={sums.sharedBytes} isAtMost={!sums.isExact} /> },
          ]}
        />
        <p className="app-note">
          {say('inventory.aBlockThatSeveralMachines')}
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
                { label: say('inventory.clock'), value: say('inventory.mHz', { cpuMhz: formatCount(container.cpuMhz) }) },
              ]
            : []),
          { label: say('inventory.processor'), value: say('counts.core', { count: cores }) },
          { label: say('common.memory'), value: <Bytes value={hostMemoryBytes} /> },
          { label: say('inventory.vCPUsPoweredOn'), value: say('inventory.perCore', { cpuCount: formatCount(cpuCount), part: (cores === 0 ? 0 : cpuCount / cores).toFixed(2) }) },
          { label: say('inventory.memoryPoweredOn'), value: (<><Bytes value={memoryBytes} />{' '}{say('inventory.ofMemory', { memory: formatPercent(memoryBytes, hostMemoryBytes) })}</>) },
        ]}
      />
      <p className="app-note">{say('inventory.theHostsAreSimulatedThese')}</p>
    </Card>
  );
}
