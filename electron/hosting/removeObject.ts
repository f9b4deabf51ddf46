/** Removes datacenters, clusters, hosts and networks that nothing is in and nothing uses; never anything with them. */
import * as z from 'zod';
import { Fault } from '../../shared/faults.ts';
import { objectIdSchema, type ObjectId, type RequestId, type TaskId } from '../../shared/ids.ts';
import type { Obstacle } from '../../shared/model/hosting.ts';
import { formatCount } from '../../shared/units.ts';
import type { Inventory } from '../inventory/inventory.ts';
import { noteNetworksAreChosen } from '../inventory/networks.ts';
import type { ContainerRecord, VmRecord } from '../inventory/records.ts';
import type { HostingRooms } from './rooms.ts';

type Removable = Extract<ContainerRecord, { kind: 'datacenter' | 'cluster' | 'host' | 'network' }>;

/** How many names are told of each kind. */
const shownNames = 8;
const words: Readonly<Record<Obstacle['kind'], readonly [one: string, many: string]>> = {
  cluster: ['cluster', 'clusters'],
  host: ['host', 'hosts'],
  folder: ['folder', 'folders'],
  datastore: ['datastore', 'datastores'],
  network: ['network', 'networks'],
  vm: ['virtual machine', 'virtual machines'],
  template: ['template', 'templates'],
  unregistered: ['unregistered machine', 'unregistered machines'],
};

export function registerRemoveObject(rooms: HostingRooms): void {
  const { tasks, inventory, meta, switches } = rooms;
  tasks.register('removeObject', {
    spec: z.object({ id: objectIdSchema }),
    lane: 'records',
    isResumable: false,
    interruptedHint: 'Nothing was removed. Remove it again.',
    run: async (run, { id }) =>
      meta.transaction((tx) => {
        const object = requireRemovable(inventory, id);
        inventory.removeContainers(tx, [id]);
        if (object.kind === 'network') noteNetworksAreChosen(meta, tx);
        if (object.kind === 'host') switches.forget(tx, id);
        return run.end(tx, { state: 'success', result: { kind: 'removeObject' } });
      }),
  });
}

/** @throws Fault ManagedObjectNotFound, NotSupported, ResourceInUse naming what is in it, InvalidState for a host in use */
export async function startRemoveObject(rooms: HostingRooms, { id, requestId }: { readonly id: ObjectId; readonly requestId: RequestId }, initiator: string): Promise<TaskId> {
  await rooms.tasks.gate.pass();
  const known = rooms.tasks.startedBy(requestId);
  if (known) return known;
  const { kind, name } = requireRemovable(rooms.inventory, id);
  return rooms.tasks.start({ kind: 'removeObject', name: `Remove ${kind}`, target: { id, name }, requestId, spec: { id }, initiator, isCancelable: false });
}

/** @throws Fault ManagedObjectNotFound, NotSupported for what is not removed in this way */
export function obstaclesOf(inventory: Inventory, id: ObjectId): Obstacle[] {
  const object = removable(inventory, id);
  const found: Obstacle[] = [];
  const add = (kind: Obstacle['kind'], names: readonly string[]): void => {
    if (names.length > 0) found.push({ kind, count: names.length, names: names.slice(0, shownNames) });
  };
  for (const kind of ['cluster', 'host', 'folder', 'datastore', 'network'] as const) {
    add(kind, inventory.containers().filter((one) => one.kind === kind && one.parentId === id).map(({ name }) => name));
  }
  const isUsing = userTest(object);
  if (!isUsing) return found;
  const machines = [...inventory.vms()].filter(isUsing);
  add('vm', machines.filter(({ isTemplate }) => !isTemplate).map(({ name }) => name));
  add('template', machines.filter(({ isTemplate }) => isTemplate).map(({ name }) => name));
  // They remember their host and can be registered on any other, but their adapters belong to networks.
  if (object.kind === 'network') add('unregistered', inventory.unregistered.all().map(({ vm }) => vm).filter(isUsing).map(({ name }) => name));
  return found;
}

/** Tells whether a machine uses the object; null where machines never do so themselves. */
function userTest({ kind, id }: Removable): ((vm: VmRecord) => boolean) | null {
  if (kind === 'host') return (vm) => vm.hostId === id;
  return kind === 'network' ? (vm) => vm.nics?.some(({ networkId }) => networkId === id) === true : null;
}

function removable(inventory: Inventory, id: ObjectId): Removable {
  const object = inventory.findContainer(id);
  if (!object) throw new Fault('ManagedObjectNotFound', `There is no object ${id}.`);
  if (object.kind === 'datacenter' || object.kind === 'cluster' || object.kind === 'host' || object.kind === 'network') return object;
  throw new Fault('NotSupported', `"${object.name}" cannot be removed in this way.`, { names: [object.name] });
}

function requireRemovable(inventory: Inventory, id: ObjectId): Removable {
  const object = removable(inventory, id);
  const obstacles = obstaclesOf(inventory, id);
  if (obstacles.length > 0) {
    const list = obstacles.map(({ kind, count }) => `${formatCount(count)} ${words[kind][count === 1 ? 0 : 1]}`).join(', ');
    const verb = object.kind === 'network' ? 'is used by' : 'has';
    throw new Fault('ResourceInUse', `"${object.name}" ${verb} ${list}.`, { names: obstacles.flatMap(({ names }) => names), hint: hintFor(object) });
  }
  // Whatever is being made right now may be meant for it.
  if (object.kind === 'host' && object.connectionState !== 'maintenance') {
    throw new Fault('InvalidState', `"${object.name}" is not in maintenance mode.`, { names: [object.name], hint: 'Let it enter maintenance mode first.' });
  }
  return object;
}

function hintFor({ kind }: Removable): string {
  if (kind === 'host') return 'Let it enter maintenance mode and move what is powered off as well, or migrate its machines to other hosts.';
  return kind === 'network' ? 'Put their adapters on another network first.' : 'Move or remove what is in it first.';
}
