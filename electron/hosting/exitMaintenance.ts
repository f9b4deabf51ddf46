/** Brings a host back into use. What was moved away from it stays where it is. */
import * as z from 'zod';
import { Fault } from '../../shared/faults.ts';
import { objectIdSchema, type ObjectId, type RequestId, type TaskId } from '../../shared/ids.ts';
import type { Host } from '../../shared/model/inventory.ts';
import { isOnItsWay, requireHost, setHostState } from './hosts.ts';
import type { HostingRooms } from './rooms.ts';

export function registerExitMaintenance(rooms: HostingRooms): void {
  const { tasks, inventory, meta } = rooms;
  tasks.register('exitMaintenance', {
    spec: z.object({ id: objectIdSchema }),
    lane: 'records',
    isResumable: true,
    interruptedHint: 'Let it exit maintenance mode again.',
    run: async (run, { id }) =>
      meta.transaction((tx) => {
        requireInMaintenance(rooms, id);
        setHostState(inventory, tx, id, 'connected');
        return run.end(tx, { state: 'success', result: { kind: 'exitMaintenance' } });
      }),
  });
}

/** @throws Fault ManagedObjectNotFound, InvalidState, TaskInProgress */
export async function startExitMaintenance(rooms: HostingRooms, { id, requestId }: { readonly id: ObjectId; readonly requestId: RequestId }, initiator: string): Promise<TaskId> {
  await rooms.tasks.gate.pass();
  const known = rooms.tasks.startedBy(requestId);
  if (known) return known;
  const { name } = requireInMaintenance(rooms, id);
  return rooms.tasks.start({ kind: 'exitMaintenance', name: 'Exit maintenance mode', target: { id, name }, requestId, spec: { id }, initiator, isCancelable: false });
}

/** A host that was left on its way, its task having been cancelled while nobody ran it, comes back like one that had arrived. */
function requireInMaintenance(rooms: HostingRooms, id: ObjectId): Host {
  const host = requireHost(rooms.inventory, id);
  const { name, connectionState } = host;
  if (isOnItsWay(rooms, host)) throw new Fault('TaskInProgress', `"${name}" is entering maintenance mode.`, { names: [name], hint: 'Cancel that task instead.' });
  if (connectionState !== 'maintenance' && connectionState !== 'enteringMaintenance') throw new Fault('InvalidState', `"${name}" is not in maintenance mode.`, { names: [name] });
  return host;
}
