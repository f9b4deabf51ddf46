/**
 * Takes a host out of use: nothing is placed or powered on there from the beginning of the task on, the machines that run on it are
 * migrated to other hosts of its cluster, and the host is in maintenance mode once none runs there any more ("vSphere Resource
 * Management", Maintenance Mode). What does not run, templates among it, is moved when that is asked for.
 */
import * as z from 'zod';
import { Fault } from '../../shared/faults.ts';
import { objectIdSchema, type ObjectId, type RequestId, type TaskId } from '../../shared/ids.ts';
import type { Host } from '../../shared/model/inventory.ts';
import type { Inventory } from '../inventory/inventory.ts';
import { someNames, type VmRecord } from '../inventory/records.ts';
import type { TaskEnd, TaskRun } from '../tasks/taskRun.ts';
import { endRefused, evacuate, settleItems, untilChanged, type Tally } from './evacuate.ts';
import { machinesOn, requireHost, setHostState } from './hosts.ts';
import type { HostingRooms } from './rooms.ts';

const enterSpecSchema = z.object({ id: objectIdSchema, withPoweredOff: z.boolean(), isWaiting: z.boolean() });
type EnterSpec = z.infer<typeof enterSpecSchema>;

export function registerEnterMaintenance(rooms: HostingRooms): void {
  rooms.tasks.register('enterMaintenance', {
    spec: enterSpecSchema,
    // Among what places machines, so that nothing is halfway to the host when its machines leave.
    lane: 'change',
    isResumable: true,
    interruptedHint: 'Let it enter maintenance mode again.',
    run: (run, spec) => runEnter(rooms, run, spec),
  });
}

/** @throws Fault ManagedObjectNotFound, InvalidState, TaskInProgress */
export async function startEnterMaintenance(rooms: HostingRooms, request: EnterSpec & { readonly requestId: RequestId }, initiator: string): Promise<TaskId> {
  const { tasks, inventory } = rooms;
  await tasks.gate.pass();
  const known = tasks.startedBy(request.requestId);
  if (known) return known;
  const { id, withPoweredOff, isWaiting, requestId } = request;
  const { name } = requireInUse(inventory, id);
  if (tasks.live().some(({ kind, target }) => kind === 'enterMaintenance' && target.id === id)) throw entering(name);
  const children = machinesOn(inventory, id).filter((vm) => isLeaving(vm, withPoweredOff)).map((vm) => ({ name: vm.name, targetId: vm.id }));
  const spec: EnterSpec = { id, withPoweredOff, isWaiting };
  return tasks.start({ kind: 'enterMaintenance', name: 'Enter maintenance mode', target: { id, name }, requestId, spec, initiator, isCancelable: true, ...(children.length > 0 && { children }) });
}

/** Whether the machine has to leave the host, or is to. */
function isLeaving({ powerState }: VmRecord, withPoweredOff: boolean): boolean {
  return powerState === 'poweredOn' || withPoweredOff;
}

async function runEnter(rooms: HostingRooms, run: TaskRun, spec: EnterSpec): Promise<TaskEnd> {
  const { inventory, meta } = rooms;
  // Taken up again, it goes on where the host stands.
  if (requireHost(inventory, spec.id).maintenanceTaskId !== run.id) {
    requireInUse(inventory, spec.id);
    meta.transaction((tx) => setHostState(inventory, tx, spec.id, 'enteringMaintenance', run.id));
  }
  const tally: Tally = { others: 0, refused: new Map() };
  try {
    return await empty(rooms, run, tally, spec);
  } catch (error) {
    // A shutdown leaves it on its way, to go on at the next open.
    if (run.signal.aborted && !run.isCanceled) throw error;
    const end = meta.transaction((tx): TaskEnd | null => {
      setHostState(inventory, tx, spec.id, 'connected');
      if (run.isCanceled) return run.end(tx, { state: 'canceled', result: { kind: 'enterMaintenance', ...settleItems(rooms, tx, run, tally, spec) } });
      endRefused(rooms, tx, run, tally, spec.id);
      return null;
    });
    if (!end) throw error;
    return end;
  }
}

/** @throws the reason of the signal; Fault InvalidState when machines cannot leave and are not to be waited for */
async function empty(rooms: HostingRooms, run: TaskRun, tally: Tally, spec: EnterSpec): Promise<TaskEnd> {
  const { inventory, meta } = rooms;
  // From here on no change goes unnoticed, whenever it happens.
  const changes = inventory.feed.subscribe(run.signal);
  try {
    for (;;) {
      const stuck = await evacuate(rooms, run, tally, (vm) => isLeaving(vm, spec.withPoweredOff), spec.id);
      run.signal.throwIfAborted();
      const end = stuck.length > 0 ? null : meta.transaction((tx): TaskEnd | null => {
        if (machinesOn(inventory, spec.id).some(({ powerState }) => powerState === 'poweredOn')) return null;
        setHostState(inventory, tx, spec.id, 'maintenance');
        return run.end(tx, { state: 'success', result: { kind: 'enterMaintenance', ...settleItems(rooms, tx, run, tally, spec) } });
      });
      if (end) return end;
      if (stuck.length === 0) continue;
      if (!spec.isWaiting) throw cannotLeave(requireHost(inventory, spec.id), stuck);
      await untilChanged(rooms, run, changes, stuck);
    }
  } finally {
    changes.end();
  }
}

function requireInUse(inventory: Inventory, id: ObjectId): Host {
  const host = requireHost(inventory, id);
  const { name, connectionState } = host;
  if (connectionState === 'connected') return host;
  if (connectionState === 'enteringMaintenance') throw entering(name);
  throw new Fault('InvalidState', connectionState === 'maintenance' ? `"${name}" is in maintenance mode already.` : `"${name}" is not connected.`, { names: [name] });
}

function entering(name: string): Fault {
  return new Fault('TaskInProgress', `"${name}" is entering maintenance mode.`, { names: [name], hint: 'Wait until that task has ended, or cancel it.' });
}

function cannotLeave({ name }: Host, stuck: readonly VmRecord[]): Fault {
  const some = someNames(stuck.map((vm) => vm.name));
  return new Fault('InvalidState', `No other connected host in the cluster of "${name}" can take over what runs there: ${some.text}. The host stays in use.`, {
    names: some.names,
    hint: 'Power them off or migrate them, or bring another host of the cluster back into use.',
  });
}
