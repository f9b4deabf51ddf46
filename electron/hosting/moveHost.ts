/** Moves a host with all machines on it into another cluster, or out of one. */
import * as z from 'zod';
import { Fault } from '../../shared/faults.ts';
import { objectIdSchema, type ObjectId, type RequestId, type TaskId } from '../../shared/ids.ts';
import type { Host } from '../../shared/model/inventory.ts';
import type { Inventory } from '../inventory/inventory.ts';
import { datacenterOf } from '../inventory/networks.ts';
import { someNames, type ContainerRecord } from '../inventory/records.ts';
import { requireRoomFor } from './createObject.ts';
import { machinesOn, requireHost } from './hosts.ts';
import type { HostingRooms } from './rooms.ts';

export function registerMoveHost({ tasks, inventory, meta }: HostingRooms): void {
  tasks.register('moveHost', {
    spec: z.object({ id: objectIdSchema, parentId: objectIdSchema }),
    lane: 'records',
    isResumable: false,
    interruptedHint: 'The host was not moved. Move it again.',
    run: async (run, { id, parentId }) =>
      meta.transaction((tx) => {
        const { host, place } = requireMovable(inventory, id, parentId);
        inventory.addContainers(tx, [{ ...host, parentId }]);
        return run.end(tx, { state: 'success', result: { kind: 'moveHost', to: place.name } });
      }),
  });
}

/** @throws Fault ManagedObjectNotFound, InvalidArgument, InvalidState while machines run on it, LimitExceeded for a full cluster */
export async function startMoveHost(rooms: HostingRooms, request: { readonly id: ObjectId; readonly parentId: ObjectId; readonly requestId: RequestId }, initiator: string): Promise<TaskId> {
  await rooms.tasks.gate.pass();
  const { id, parentId, requestId } = request;
  const known = rooms.tasks.startedBy(requestId);
  if (known) return known;
  const { host, place } = requireMovable(rooms.inventory, id, parentId);
  return rooms.tasks.start({ kind: 'moveHost', name: `Move host to ${place.name}`, target: { id, name: host.name }, requestId, spec: { id, parentId }, initiator, isCancelable: false });
}

function requireMovable(inventory: Inventory, id: ObjectId, parentId: ObjectId): { host: Host; place: ContainerRecord } {
  const host = requireHost(inventory, id);
  const place = inventory.findContainer(parentId);
  if (place?.kind !== 'cluster' && place?.kind !== 'datacenter') throw new Fault('InvalidArgument', 'A host is in a cluster or right below a datacenter.', { hint: 'Choose a cluster or a datacenter.' });
  if (host.parentId === parentId) throw new Fault('InvalidArgument', `"${host.name}" is there already.`, { names: [host.name] });
  if (datacenterOf(inventory, parentId)?.id !== datacenterOf(inventory, id)?.id) {
    throw new Fault('InvalidArgument', `"${place.name}" is in another datacenter.`, { names: [place.name], hint: 'Remove the host and add it there: its datastores and networks belong to its datacenter.' });
  }
  if (host.connectionState === 'enteringMaintenance') {
    throw new Fault('TaskInProgress', `"${host.name}" is entering maintenance mode.`, { names: [host.name], hint: 'Wait until that task has ended, or cancel it.' });
  }
  const running = machinesOn(inventory, id).filter(({ powerState }) => powerState === 'poweredOn').map(({ name }) => name);
  if (running.length > 0) {
    const some = someNames(running);
    throw new Fault('InvalidState', `Machines run on "${host.name}": ${some.text}.`, { names: some.names, hint: 'Let it enter maintenance mode first, or power them off.' });
  }
  requireRoomFor(inventory, place);
  return { host, place };
}
