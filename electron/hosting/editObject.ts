/** Changes what can be changed about networks and hosts, apart from their names. */
import * as z from 'zod';
import { Fault } from '../../shared/faults.ts';
import { objectIdSchema, type ObjectId, type RequestId, type TaskId } from '../../shared/ids.ts';
import { objectChangeSchema, type ObjectChange } from '../../shared/model/hosting.ts';
import type { Inventory } from '../inventory/inventory.ts';
import type { ContainerRecord } from '../inventory/records.ts';
import { vlanOf } from './createObject.ts';
import type { HostingRooms } from './rooms.ts';

export function registerEditObject({ tasks, inventory, meta }: HostingRooms): void {
  tasks.register('editObject', {
    spec: z.object({ id: objectIdSchema, change: objectChangeSchema }),
    lane: 'records',
    isResumable: false,
    interruptedHint: 'Nothing was changed. Change it again.',
    run: async (run, { id, change }) =>
      meta.transaction((tx) => {
        inventory.addContainers(tx, [changed(inventory, id, change)]);
        return run.end(tx, { state: 'success', result: { kind: 'editObject' } });
      }),
  });
}

/** @throws Fault ManagedObjectNotFound, InvalidState for a host that is not in maintenance mode */
export async function startEditObject(rooms: HostingRooms, request: { readonly id: ObjectId; readonly change: ObjectChange; readonly requestId: RequestId }, initiator: string): Promise<TaskId> {
  await rooms.tasks.gate.pass();
  const { id, change, requestId } = request;
  const known = rooms.tasks.startedBy(requestId);
  if (known) return known;
  const { kind, name } = changed(rooms.inventory, id, change);
  return rooms.tasks.start({ kind: 'editObject', name: `Edit ${kind}`, target: { id, name }, requestId, spec: { id, change }, initiator, isCancelable: false });
}

function changed(inventory: Inventory, id: ObjectId, change: ObjectChange): ContainerRecord {
  const object = inventory.findContainer(id);
  if (object?.kind === 'network' && change.kind === 'network') return { ...object, vlanId: vlanOf(change.vlanId) };
  if (object?.kind !== 'host' || change.kind !== 'host') throw new Fault('ManagedObjectNotFound', `There is no ${change.kind} ${id}.`);
  // Nobody opens a server that runs machines.
  if (object.connectionState !== 'maintenance') {
    throw new Fault('InvalidState', `"${object.name}" is not in maintenance mode.`, { names: [object.name], hint: 'Let it enter maintenance mode first.' });
  }
  const { cpuCoreCount, cpuMhz, memoryBytes } = change;
  return { ...object, cpuCoreCount, cpuMhz, memoryBytes };
}
