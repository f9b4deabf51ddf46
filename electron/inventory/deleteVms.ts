/** Deletes virtual machines and templates with their disks, and gives their space back. */
import * as z from 'zod';
import { Fault, type FaultRecord } from '../../shared/faults.ts';
import type { ObjectId, RequestId, TaskId } from '../../shared/ids.ts';
import type { TaskChild } from '../../shared/model/task.ts';
import { formatCount } from '../../shared/units.ts';
import type { MetaTx } from '../meta/meta.ts';
import type { ChildResult } from '../tasks/journal.ts';
import { Pacer } from '../tasks/pacer.ts';
import type { TaskEnd, TaskRun } from '../tasks/taskRun.ts';
import type { TaskService } from '../tasks/taskService.ts';
import { heldFault } from './holds.ts';
import type { Inventory } from './inventory.ts';
import { filesOfVm, someNames, type VmRecord } from './records.ts';
import type { InventoryRooms } from './rooms.ts';

/** Bounds how long one transaction holds up everybody else. */
const batchLength = 200;

export function registerDeleteVms(rooms: InventoryRooms): void {
  rooms.tasks.register('deleteVms', {
    // What to delete is in the items of the task.
    spec: z.object({}),
    lane: 'change',
    isResumable: true,
    interruptedHint: 'Delete what is left.',
    run: (run) => runDelete(rooms, run),
  });
}

/**
 * Starts deleting. Refused as a whole when one is powered on, in use or does not exist.
 * @throws Fault ManagedObjectNotFound, InvalidPowerState, TaskInProgress
 */
export async function startDelete(rooms: InventoryRooms, ids: readonly ObjectId[], requestId: RequestId, initiator: string): Promise<TaskId> {
  await rooms.tasks.gate.pass();
  const known = rooms.tasks.startedBy(requestId);
  if (known) return known;
  const records = Array.from(new Set(ids), (id) => rooms.inventory.vm(id));
  requireDeletable(rooms, records);
  const [first] = records;
  const isOne = records.length === 1 && first !== undefined;
  const what = records.every((record) => record.isTemplate) ? 'template' : 'virtual machine';
  return rooms.tasks.start({
    kind: 'deleteVms',
    name: isOne ? `Delete ${what}` : `Delete ${formatCount(records.length)} ${what}s`,
    target: isOne ? { id: first.id, name: first.name } : { id: null, name: `${first?.name ?? ''} and ${formatCount(records.length - 1)} more` },
    requestId,
    spec: {},
    initiator,
    isCancelable: true,
    children: records.map((record) => ({ name: record.name, targetId: record.id })),
  });
}

/** @throws Fault InvalidPowerState when one is powered on, TaskInProgress when one is in use */
export function requireDeletable({ inventory }: Pick<InventoryRooms, 'inventory'>, records: readonly VmRecord[]): void {
  const poweredOn = records.filter((record) => record.powerState !== 'poweredOff').map((record) => record.name);
  if (poweredOn.length > 0) {
    const some = someNames(poweredOn);
    throw new Fault('InvalidPowerState', `Not powered off: ${some.text}.`, { names: some.names, hint: 'Power them off first.' });
  }
  for (const record of records) {
    const purpose = inventory.holds.purposeOf(record.id);
    if (purpose) throw heldFault([record.name], purpose);
  }
}

/**
 * Deletes virtual machines and templates as part of a bigger task, batch by batch.
 * @throws Fault InvalidPowerState or TaskInProgress when that has come to apply to one meanwhile; the reason of the signal
 */
export async function deleteMachines(rooms: InventoryRooms, run: TaskRun, records: readonly VmRecord[]): Promise<void> {
  const pacer = new Pacer();
  for (let first = 0; first < records.length; first += batchLength) {
    await pacer.pause();
    run.signal.throwIfAborted();
    await rooms.array.commit((tx) => {
      const batch = records.slice(first, first + batchLength).flatMap((record) => rooms.inventory.findVm(record.id) ?? []);
      requireDeletable(rooms, batch);
      removeWithFiles(rooms, tx, batch, run.id);
    });
    run.progress('items', Math.min(first + batchLength, records.length), records.length);
  }
}

function removeWithFiles(rooms: InventoryRooms, tx: MetaTx, records: readonly VmRecord[], taskId: TaskId): void {
  for (const record of records) rooms.inventory.departed.keep(tx, record);
  rooms.inventory.removeVms(tx, records);
  if (rooms.inventory.onDiscard) rooms.inventory.onDiscard(tx, records, taskId);
  else for (const record of records) for (const fileId of filesOfVm(record)) rooms.array.deleteFile(tx, fileId);
}

async function runDelete(rooms: InventoryRooms, run: TaskRun): Promise<TaskEnd> {
  const pending = run.pendingChildren();
  const beforeBytes = physicalBytes(rooms);
  // What the datastores have got back; an import running beside this one hides some of it.
  const freedBytes = (): number => Math.max(0, beforeBytes - physicalBytes(rooms));
  run.detail('Deleting disks');
  const pacer = new Pacer();
  for (let first = 0; first < pending.length; first += batchLength) {
    // Commits alone may never let the event loop turn, and then nobody could cancel.
    await pacer.pause();
    if (run.signal.aborted) return stopped(run, freedBytes());
    const batch = pending.slice(first, first + batchLength);
    await rooms.array.commit((tx) => run.childResults(tx, deleteBatch(rooms, tx, batch, run.id)));
  }
  run.detail('Giving space back');
  if (rooms.array.needsReclaim) {
    try {
      await rooms.array.reclaim(run.signal);
    } catch (error) {
      if (!run.signal.aborted) throw error;
    }
  }
  if (run.signal.aborted) return stopped(run, freedBytes());
  const counts = run.task.children;
  if (counts && counts.succeeded === 0 && counts.failed > 0) throw firstFailure(run, rooms.tasks);
  return { state: 'success', result: { kind: 'deleteVms', deleted: counts?.succeeded ?? 0, freedBytes: freedBytes() } };
}

function physicalBytes({ inventory, array }: InventoryRooms): number {
  return inventory.datastores().reduce((sum, datastore) => sum + array.volume(datastore.volumeId).physicalBytes, 0);
}

function deleteBatch(rooms: InventoryRooms, tx: MetaTx, batch: readonly TaskChild[], taskId: TaskId): ChildResult[] {
  const removed: VmRecord[] = [];
  const results = batch.map((child): ChildResult => {
    const record = child.targetId === null ? undefined : rooms.inventory.findVm(child.targetId);
    const fault = record ? refusal(rooms.inventory, record) : null;
    // What does not exist any more needs no deleting.
    if (record && !fault) removed.push(record);
    return { index: child.index, targetId: child.targetId, state: fault ? 'error' : 'success', fault };
  });
  removeWithFiles(rooms, tx, removed, taskId);
  return results;
}

/** Time has passed since the task was started: why this one cannot be deleted now. */
function refusal(inventory: Inventory, record: VmRecord): FaultRecord | null {
  if (record.powerState !== 'poweredOff') {
    return { code: 'InvalidPowerState', message: `"${record.name}" was powered on meanwhile.`, names: [record.name] };
  }
  const purpose = inventory.holds.purposeOf(record.id);
  return purpose ? heldFault([record.name], purpose).toRecord() : null;
}

/** A shutdown keeps the task for the next open; a cancellation keeps what has been deleted and says so. */
function stopped(run: TaskRun, freedBytes: number): TaskEnd {
  if (!run.isCanceled) throw run.signal.reason;
  return { state: 'canceled', result: { kind: 'deleteVms', deleted: run.task.children?.succeeded ?? 0, freedBytes } };
}

function firstFailure(run: TaskRun, tasks: TaskService): Fault {
  const failed = tasks.children(run.id, 0, 1).children[0]?.fault;
  return failed ? new Fault(failed.code, failed.message, { names: failed.names, hint: failed.hint }) : new Fault('SystemError');
}
