/** A yard whose machines are on one host of a cluster of several, and the calls that change what is around them. */
import { allVms } from '../../fixtures/allVms.ts';
import { newRequestId, type YardClient } from '../../fixtures/yard.ts';
import { runWell, type StorageBench, type StorageYard } from '../storage/harness.ts';
import type { ObjectId, TaskId } from '../../../shared/ids.ts';
import type { NewObject } from '../../../shared/model/hosting.ts';
import type { Container, ContainerKind, Host, VmRow } from '../../../shared/model/inventory.ts';
import { isEnded, type Task } from '../../../shared/model/task.ts';
import { gibBytes } from '../../../shared/units.ts';

export const hardware = { cpuCoreCount: 16, cpuMhz: 2400, memoryBytes: 64 * gibBytes };

export interface HostingYard extends StorageYard {
  readonly datacenterId: ObjectId;
  readonly clusterId: ObjectId;
  /** The one that all machines are on, and the others of its cluster. */
  readonly hostIds: readonly [ObjectId, ...ObjectId[]];
}

export async function openCluster(bench: StorageBench, machineCount: number, hostCount: number): Promise<HostingYard> {
  const opened = await bench.open({ kind: 'memory' }, machineCount);
  const { client } = opened;
  const [host] = await hostsOf(client);
  const datacenterId = (await onlyOf(client, 'datacenter')).id;
  if (!host) throw new Error('There is no host.');
  const clusterId = await create(client, { kind: 'cluster', parentId: datacenterId, name: 'Cluster' });
  await runWell(client, (requestId) => client.hosting.moveHost({ id: host.id, parentId: clusterId, requestId }));
  const others: ObjectId[] = [];
  for (let number = 2; number <= hostCount; number += 1) others.push(await create(client, { kind: 'host', parentId: clusterId, name: `esx-0${number}.test`, ...hardware }));
  return { ...opened, datacenterId, clusterId, hostIds: [host.id, ...others] };
}

export async function create(client: YardClient, object: NewObject): Promise<ObjectId> {
  const { result } = await runWell(client, (requestId) => client.hosting.create({ object, requestId }));
  if (result?.kind !== 'createObject') throw new Error('Nothing was made.');
  return result.id;
}

export async function startEntering(client: YardClient, id: ObjectId, { withPoweredOff = false, isWaiting = true } = {}): Promise<TaskId> {
  return (await client.hosting.enterMaintenance({ id, withPoweredOff, isWaiting, requestId: newRequestId() })).taskId;
}

export async function enter(client: YardClient, id: ObjectId, withPoweredOff = false): Promise<Task> {
  return runWell(client, async () => ({ taskId: await startEntering(client, id, { withPoweredOff }) }));
}

export async function exit(client: YardClient, id: ObjectId): Promise<Task> {
  return runWell(client, (requestId) => client.hosting.exitMaintenance({ id, requestId }));
}

export async function hostsOf(client: YardClient): Promise<Host[]> {
  return (await client.inventory.containers()).filter((one): one is Host => one.kind === 'host');
}

export async function stateOf(client: YardClient, id: ObjectId): Promise<Host['connectionState'] | undefined> {
  return (await hostsOf(client)).find((host) => host.id === id)?.connectionState;
}

export async function onlyOf(client: YardClient, kind: ContainerKind): Promise<Container> {
  const [found] = (await client.inventory.containers()).filter((one) => one.kind === kind);
  if (!found) throw new Error(`There is no ${kind}.`);
  return found;
}

/** Names of what is on a host. */
export async function namesOn(client: YardClient, hostId: ObjectId): Promise<string[]> {
  return (await allVms(client)).filter((vm) => vm.hostId === hostId).map(({ name }) => name);
}

export async function machinesOf(client: YardClient): Promise<VmRow[]> {
  return (await allVms(client)).filter(({ isTemplate }) => !isTemplate);
}

/** Waits until the task says that it waits. */
export async function waiting(client: YardClient, id: TaskId): Promise<Task> {
  for await (const event of await client.tasks.watch()) {
    const task = event.tasks.find((one) => one.id === id);
    if (task?.detail.startsWith('Waiting until') === true) return task;
    if (task && isEnded(task.state)) throw new Error(`It has ended: ${task.fault?.message ?? task.state}`);
  }
  throw new Error('The stream of tasks has ended.');
}
