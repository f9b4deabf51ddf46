/** Makes datacenters, clusters, hosts and networks. */
import { Fault } from '../../shared/faults.ts';
import type { ObjectId, RequestId, TaskId } from '../../shared/ids.ts';
import { hostLimits, newObjectSchema, type NewObject, type NewObjectKind } from '../../shared/model/hosting.ts';
import { nameKey } from '../../shared/naming.ts';
import { duplicateName, type Inventory } from '../inventory/inventory.ts';
import { noteNetworksAreChosen } from '../inventory/networks.ts';
import { requireFreeContainerName } from '../inventory/places.ts';
import type { ContainerRecord } from '../inventory/records.ts';
import type { HostingRooms } from './rooms.ts';

/** What a new object is part of, by its kind. */
const placeKinds: Readonly<Record<NewObjectKind, readonly ContainerRecord['kind'][]>> = {
  datacenter: ['vcenter'],
  cluster: ['datacenter'],
  host: ['cluster', 'datacenter'],
  network: ['datacenter'],
};

/** Hosts are simulated, so there is nobody to ask what they are made of. */
const hostModel = 'Simulated server';

export function registerCreateObject(rooms: HostingRooms): void {
  const { tasks, inventory, meta } = rooms;
  tasks.register('createObject', {
    spec: newObjectSchema,
    lane: 'records',
    isResumable: false,
    interruptedHint: 'Nothing was made. Create it again.',
    run: async (run, spec) =>
      meta.transaction((tx) => {
        const parent = requirePossible(inventory, spec);
        const id = inventory.newContainerId(tx, spec.kind);
        inventory.addContainers(tx, [recordOf(spec, id, parent.id)]);
        if (spec.kind === 'datacenter') noteNetworksAreChosen(meta, tx);
        return run.end(tx, { state: 'success', result: { kind: 'createObject', id } });
      }),
  });
}

/** @throws Fault InvalidName, DuplicateName, InvalidArgument, LimitExceeded, InvalidState before there is a vCenter */
export async function startCreateObject(rooms: HostingRooms, { object, requestId }: { readonly object: NewObject; readonly requestId: RequestId }, initiator: string): Promise<TaskId> {
  await rooms.tasks.gate.pass();
  const known = rooms.tasks.startedBy(requestId);
  if (known) return known;
  const parent = requirePossible(rooms.inventory, object);
  return rooms.tasks.start({
    kind: 'createObject',
    name: object.kind === 'host' ? `Add host ${object.name}` : `Create ${object.kind} "${object.name}"`,
    target: { id: parent.id, name: parent.name },
    requestId,
    spec: object,
    initiator,
    isCancelable: false,
  });
}

function recordOf(spec: NewObject, id: ObjectId, parentId: ObjectId): ContainerRecord {
  switch (spec.kind) {
    case 'host': {
      const { kind, name, cpuCoreCount, cpuMhz, memoryBytes } = spec;
      return { id, kind, name, parentId, connectionState: 'connected', model: hostModel, cpuCoreCount, cpuMhz, memoryBytes };
    }
    case 'network':
      return { id, kind: spec.kind, name: spec.name, parentId, vlanId: vlanOf(spec.vlanId) };
    default:
      return { id, kind: spec.kind, name: spec.name, parentId };
  }
}

/** VLAN 0 is none. */
export function vlanOf(choice: number | null): number | null {
  return choice === 0 ? null : choice;
}

/** @returns what it is to be part of */
function requirePossible(inventory: Inventory, spec: NewObject): ContainerRecord {
  const parent = parentOf(inventory, spec);
  requireFreeContainerName(inventory, { kind: spec.kind, name: spec.name, parentId: parent.id });
  if (spec.kind === 'host') {
    requireFreeAddress(inventory, spec.name);
    requireRoomFor(inventory, parent);
  }
  return parent;
}

function parentOf(inventory: Inventory, spec: NewObject): ContainerRecord {
  if (spec.kind === 'datacenter') {
    const vcenter = inventory.containers().find(({ kind }) => kind === 'vcenter');
    if (!vcenter) throw new Fault('InvalidState', 'There is no vCenter yet.', { hint: 'Set the yard up first.' });
    return vcenter;
  }
  const parent = inventory.findContainer(spec.parentId);
  if (!parent) throw new Fault('ManagedObjectNotFound', `There is no object ${spec.parentId}.`);
  if (placeKinds[spec.kind].includes(parent.kind)) return parent;
  throw new Fault('InvalidArgument', `There cannot be a ${spec.kind} in "${parent.name}".`, { names: [parent.name], hint: `Choose a ${placeKinds[spec.kind].join(' or a ')}.` });
}

/** A host is called by its address, so no two in the yard have the same. */
function requireFreeAddress(inventory: Inventory, address: string): void {
  if (!/^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$/i.test(address)) {
    throw new Fault('InvalidName', `"${address}" is not the address of a host.`, { names: [address], hint: 'Use letters, digits, dots and hyphens, as in esx-09.yard.local or 10.0.0.9.' });
  }
  const key = nameKey(address);
  if (inventory.containers().some(({ kind, name }) => kind === 'host' && nameKey(name) === key)) throw duplicateName([address], 'Choose another address.');
}

/** @throws Fault LimitExceeded for a cluster that is full */
export function requireRoomFor(inventory: Inventory, parent: ContainerRecord): void {
  if (parent.kind !== 'cluster') return;
  const count = inventory.containers().filter(({ kind, parentId }) => kind === 'host' && parentId === parent.id).length;
  if (count >= hostLimits.hostsPerCluster) throw new Fault('LimitExceeded', `"${parent.name}" has ${count} hosts, as many as a cluster can have.`, { names: [parent.name], hint: 'Choose another cluster.' });
}
