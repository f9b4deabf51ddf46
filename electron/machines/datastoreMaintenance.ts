/**
 * Maintenance mode of a datastore: its machines and templates are moved to others by storage migration, and nothing is placed on it
 * from the beginning of the task until the mode is exited ("vSphere Resource Management", Place a Datastore in Maintenance Mode).
 */
import * as z from 'zod';
import { Fault } from '../../shared/faults.ts';
import { objectIdSchema, type ObjectId, type RequestId, type TaskId } from '../../shared/ids.ts';
import { evacuationSpecSchema, type EvacuationSpec } from '../../shared/model/datastores.ts';
import type { TaskChild, TaskResult } from '../../shared/model/task.ts';
import { formatCount } from '../../shared/units.ts';
import { isOnDatastore, type DatastoreRecord, type VmRecord } from '../inventory/records.ts';
import { giveSpaceBack } from '../storage/giveSpaceBack.ts';
import { Pacer } from '../tasks/pacer.ts';
import type { TaskEnd, TaskRun } from '../tasks/taskRun.ts';
import { enteredFault, leaving, machinesOn, planEvacuation, targetFor } from './evacuation.ts';
import { disksMoved, failItem } from './migrateMachines.ts';
import { moveMachine } from './moveMachine.ts';
import { moveFrom } from './moves.ts';
import type { MachineRooms } from './rooms.ts';

const exitSpecSchema = z.object({ datastoreId: objectIdSchema });

export function registerDatastoreMaintenance(rooms: MachineRooms): void {
  rooms.tasks.register('enterDatastoreMaintenance', {
    spec: evacuationSpecSchema,
    lane: 'change',
    isResumable: true,
    interruptedHint: 'Enter maintenance mode again; what was moved away stays away.',
    run: (run, spec) => runEnter(rooms, run, spec),
  });
  rooms.tasks.register('exitDatastoreMaintenance', {
    spec: exitSpecSchema,
    lane: 'records',
    isResumable: true,
    interruptedHint: 'Exit maintenance mode again.',
    run: (run, spec) => runExit(rooms, run, spec.datastoreId),
  });
}

/** Plans again, since time has passed, and starts. @throws Fault the first refusal of the plan; ManagedObjectNotFound, InvalidArgument */
export async function startEnterMaintenance(rooms: MachineRooms, { requestId, ...spec }: EvacuationSpec & { readonly requestId: RequestId }, initiator: string): Promise<TaskId> {
  const { tasks } = rooms;
  await tasks.gate.pass();
  const known = tasks.startedBy(requestId);
  if (known) return known;
  const plan = await planEvacuation(rooms, spec);
  const [refusal] = plan.refusals;
  if (refusal) throw new Fault(refusal.code, refusal.message, { names: refusal.names, hint: refusal.hint });
  // Somebody else may have started it while this was planned.
  const fault = enteredFault(rooms, spec.datastoreId);
  if (fault) throw fault;
  return tasks.start({
    kind: 'enterDatastoreMaintenance',
    name: 'Enter datastore maintenance mode',
    target: { id: spec.datastoreId, name: plan.datastoreName },
    requestId,
    spec,
    initiator,
    isCancelable: true,
    children: plan.machines.map(({ vmId, name }) => ({ name, targetId: vmId })),
  });
}

/** @throws Fault ManagedObjectNotFound, InvalidState when it is not in maintenance mode */
export async function startExitMaintenance(rooms: MachineRooms, { datastoreId, requestId }: { readonly datastoreId: ObjectId; readonly requestId: RequestId }, initiator: string): Promise<TaskId> {
  const { tasks, inventory } = rooms;
  await tasks.gate.pass();
  const known = tasks.startedBy(requestId);
  if (known) return known;
  const { name } = requireInMaintenance(inventory.datastore(datastoreId));
  return tasks.start({
    kind: 'exitDatastoreMaintenance',
    name: 'Exit datastore maintenance mode',
    target: { id: datastoreId, name },
    requestId,
    spec: { datastoreId },
    initiator,
    isCancelable: false,
  });
}

async function runEnter(rooms: MachineRooms, run: TaskRun, spec: EvacuationSpec): Promise<TaskEnd> {
  const { inventory } = rooms;
  const { datastoreId } = spec;
  inventory.datastore(datastoreId);
  setEmptied(rooms, datastoreId, true);
  try {
    for (;;) {
      await moveAway(rooms, run, spec);
      if (run.signal.aborted) return stopped(rooms, run);
      if (movedCount(rooms, run) > 0) {
        run.detail('Giving space back');
        await giveSpaceBack(rooms.array, run);
      }
      const end = await rooms.array.commit((tx): TaskEnd | null => {
        if (withoutItem(rooms, run, datastoreId).length > 0) return null;
        requireEmpty(rooms, datastoreId);
        inventory.addContainers(tx, [{ ...inventory.datastore(datastoreId), maintenanceMode: 'inMaintenance' }]);
        return run.end(tx, { state: 'success', result: resultOf(rooms, run) }, () => resultOf(rooms, run));
      });
      if (end) return end;
    }
  } finally {
    setEmptied(rooms, datastoreId, false);
  }
}

/** One machine that stays keeps nobody else; the task tells of all that could not be moved, those among it that came while it was queued. */
async function moveAway(rooms: MachineRooms, run: TaskRun, spec: EvacuationSpec): Promise<void> {
  const pacer = new Pacer();
  const late = withoutItem(rooms, run, spec.datastoreId);
  if (late.length > 0) await rooms.array.commit((tx) => run.addChildren(tx, late.map(({ id, name }) => ({ name, targetId: id }))));
  const total = run.task.children?.total ?? 0;
  for (const child of run.pendingChildren()) {
    await pacer.pause();
    if (run.signal.aborted) return;
    try {
      await moveOne(rooms, run, { spec, child, total });
    } catch (error) {
      if (run.signal.aborted) return;
      await failItem(rooms, run, child, error);
    }
  }
}

/** What is on the datastore and no item that is open or has failed stands for: it came, or came back, after the task was started. */
function withoutItem(rooms: MachineRooms, run: TaskRun, datastoreId: ObjectId): VmRecord[] {
  const { children } = rooms.tasks.children(run.id, 0, run.task.children?.total ?? 0);
  const known = new Set(children.filter(({ state }) => state !== 'success').map(({ targetId }) => targetId));
  return machinesOn(rooms, datastoreId).filter(({ id }) => !known.has(id));
}

async function moveOne(rooms: MachineRooms, run: TaskRun, { spec, child, total }: { readonly spec: EvacuationSpec; readonly child: TaskChild; readonly total: number }): Promise<void> {
  const { array, inventory, copyJobs } = rooms;
  const { index, targetId } = child;
  const vm = targetId === null ? undefined : inventory.findVm(targetId);
  if (!vm || !isOnDatastore(vm, spec.datastoreId)) {
    await array.commit((tx) => {
      copyJobs.giveUp(tx, { taskId: run.id, index });
      run.childResults(tx, [{ index, targetId, state: 'success', fault: null, note: vm ? 'It was on another datastore already.' : 'It did not exist any more.' }]);
    });
    return;
  }
  const toId = begunTarget(rooms, run, index) ?? targetFor(rooms, vm, spec).target.id;
  await moveMachine(rooms, run, { spec: leaving(vm, toId), moveOf: (now) => moveFrom(now, spec.datastoreId, toId), child, total, takesTemplates: true });
}

/** Where an interrupted copy of the machine was going: it goes on there. */
function begunTarget({ inventory, copyJobs }: MachineRooms, run: TaskRun, index: number): ObjectId | undefined {
  const job = copyJobs.findAny({ taskId: run.id, index });
  return job && inventory.datastores().find(({ volumeId }) => volumeId === job.targetVolumeId)?.id;
}

async function runExit({ array, inventory }: MachineRooms, run: TaskRun, datastoreId: ObjectId): Promise<TaskEnd> {
  return array.commit((tx) => {
    const { maintenanceMode: _mode, ...normal } = requireInMaintenance(inventory.datastore(datastoreId));
    inventory.addContainers(tx, [normal]);
    return run.end(tx, { state: 'success', result: { kind: 'exitDatastoreMaintenance' } });
  });
}

function requireInMaintenance(datastore: DatastoreRecord): DatastoreRecord {
  if (datastore.maintenanceMode !== undefined) return datastore;
  throw new Fault('InvalidState', `"${datastore.name}" is not in maintenance mode.`, { names: [datastore.name] });
}

/** @throws Fault InvalidState while a machine is left that could not be moved */
function requireEmpty(rooms: MachineRooms, datastoreId: ObjectId): void {
  const [first, ...others] = machinesOn(rooms, datastoreId);
  if (!first) return;
  const count = others.length + 1;
  const message = `${count === 1 ? `"${first.name}" is` : `${formatCount(count)} machines are`} still on "${rooms.inventory.datastore(datastoreId).name}". The items of the task tell why.`;
  throw new Fault('InvalidState', message, { names: [first.name], hint: 'Migrate or delete what is left, then enter maintenance mode again.' });
}

/** Clients see the mode at once. */
function setEmptied({ inventory }: MachineRooms, datastoreId: ObjectId, isEmptied: boolean): void {
  const count = (inventory.emptied.get(datastoreId) ?? 0) + (isEmptied ? 1 : -1);
  if (count > 0) inventory.emptied.set(datastoreId, count);
  else inventory.emptied.delete(datastoreId);
  inventory.feed.mark([datastoreId]);
}

/** A shutdown keeps the task for the next open; a cancellation keeps what has been moved away and says so. */
function stopped(rooms: MachineRooms, run: TaskRun): TaskEnd {
  if (!run.isCanceled) throw run.signal.reason;
  return { state: 'canceled', result: resultOf(rooms, run) };
}

function resultOf(rooms: MachineRooms, run: TaskRun): TaskResult {
  const failed = run.task.children?.failed ?? 0;
  return { kind: 'enterDatastoreMaintenance', moved: movedCount(rooms, run), failed, ...disksMoved(rooms, run), elapsedMs: run.workedMs };
}

/** What the task has moved itself; items of what had left already say so in a note. */
function movedCount({ tasks }: MachineRooms, run: TaskRun): number {
  const { children } = tasks.children(run.id, 0, run.task.children?.total ?? 0);
  return children.filter(({ state, note }) => state === 'success' && note === undefined).length;
}
