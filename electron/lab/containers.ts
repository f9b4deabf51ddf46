/** The containers of a new yard as records, with their ids. */
import { objectIdSchema, type ObjectId, type VolumeId } from '../../shared/ids.ts';
import { gibBytes } from '../../shared/units.ts';
import { containerIdPrefixes, type ContainerRecord } from '../inventory/records.ts';
import type { YardPlan } from './sampleYard.ts';

export interface BuiltContainers {
  readonly records: readonly ContainerRecord[];
  /** @throws Error when the plan names something it does not have */
  idOf(kind: ContainerRecord['kind'], name: string): ObjectId;
  hostsOf(cluster: string): ObjectId[];
}

/** @param volumes volumes of the datastores of the plan, in its order */
export function buildContainers(plan: YardPlan, volumes: readonly VolumeId[]): BuiltContainers {
  const records: ContainerRecord[] = [];
  let lastNumber = 0;
  const newId = (kind: ContainerRecord['kind']): ObjectId => {
    lastNumber += 1;
    return objectIdSchema.parse(`${containerIdPrefixes[kind]}${lastNumber}`);
  };
  const add = <R extends ContainerRecord>(record: R): R => {
    records.push(record);
    return record;
  };
  const addHost = (name: string, parentId: ObjectId): ContainerRecord =>
    add({ id: newId('host'), kind: 'host', name, parentId, connectionState: 'connected', model: 'Simulated 2-socket server', cpuCoreCount: 32, cpuMhz: 2600, memoryBytes: 512 * gibBytes });

  const vcenter = add({ id: newId('vcenter'), kind: 'vcenter', name: plan.vcenter, parentId: null });
  const datacenter = add({ id: newId('datacenter'), kind: 'datacenter', name: plan.datacenter, parentId: vcenter.id });
  for (const name of plan.hosts) addHost(name, datacenter.id);
  for (const { name, hosts } of plan.clusters) {
    const cluster = add({ id: newId('cluster'), kind: 'cluster', name, parentId: datacenter.id });
    for (const host of hosts) addHost(host, cluster.id);
  }
  for (const name of plan.folders) add({ id: newId('folder'), kind: 'folder', name, parentId: datacenter.id });
  plan.datastores.forEach(({ name, type }, index) => {
    const volumeId = volumes[index];
    if (volumeId === undefined) throw new Error(`There is no volume for the datastore ${name}.`);
    add({ id: newId('datastore'), kind: 'datastore', name, parentId: datacenter.id, type, volumeId });
  });
  for (const { name, vlanId } of plan.networks) add({ id: newId('network'), kind: 'network', name, parentId: datacenter.id, vlanId });

  const idOf = (kind: ContainerRecord['kind'], name: string): ObjectId => {
    const found = records.find((record) => record.kind === kind && record.name === name);
    if (!found) throw new Error(`The plan of the yard has no ${kind} called ${name}.`);
    return found.id;
  };
  return {
    records,
    idOf,
    hostsOf: (cluster) => {
      const parentId = idOf('cluster', cluster);
      return records.flatMap((record) => (record.kind === 'host' && record.parentId === parentId ? record.id : []));
    },
  };
}
