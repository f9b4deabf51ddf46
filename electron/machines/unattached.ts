/** Disks that no machine has: what there are, and deleting them. */
import * as z from 'zod';
import { Fault } from '../../shared/faults.ts';
import { fileIdSchema, type FileId, type ObjectId, type RequestId, type TaskId } from '../../shared/ids.ts';
import type { UnattachedDisk } from '../../shared/model/hardware.ts';
import { formatCount } from '../../shared/units.ts';
import { discardUnattached } from '../acceleration/discards.ts';
import { diskSpace, findFile } from '../inventory/rows.ts';
import { unattachedName } from '../inventory/unattachedDisks.ts';
import { giveSpaceBack } from '../storage/giveSpaceBack.ts';
import type { ChildResult } from '../tasks/journal.ts';
import type { TaskEnd, TaskRun } from '../tasks/taskRun.ts';
import type { MachineRooms } from './rooms.ts';

const deleteSpecSchema = z.object({ fileIds: z.array(fileIdSchema) });

export function registerDeleteDisks(rooms: MachineRooms): void {
  rooms.tasks.register('deleteDisks', {
    spec: deleteSpecSchema,
    lane: 'change',
    isResumable: true,
    interruptedHint: 'Delete what is left.',
    run: (run, { fileIds }) => runDelete(rooms, run, fileIds),
  });
}

/** Those on a datastore, or on all, by name. @throws Fault ManagedObjectNotFound */
export function listUnattached({ inventory, array }: MachineRooms, datastoreId: ObjectId | null): UnattachedDisk[] {
  const records = datastoreId === null ? inventory.unattached.all() : inventory.unattached.on(inventory.datastore(datastoreId).id);
  const rows = records.map((record): UnattachedDisk => {
    const { disk, vmName, detachedAtMs } = record;
    const { logicalBytes, uniqueBytes, isExact } = diskSpace(array, disk);
    return {
      fileId: disk.fileId, label: disk.label, vmName, datastoreId: record.datastoreId, sizeBytes: disk.sizeBytes,
      format: findFile(array, disk.fileId)?.format ?? 'thin', logicalBytes, uniqueBytes, isExact, detachedAtMs,
    };
  });
  const byName = new Intl.Collator('en', { numeric: true });
  return rows.toSorted((a, b) => byName.compare(a.vmName, b.vmName) || byName.compare(a.label, b.label) || a.fileId - b.fileId);
}

/** @throws Fault ManagedObjectNotFound */
export async function startDeleteDisks({ inventory, tasks }: MachineRooms, request: { readonly fileIds: readonly FileId[]; readonly requestId: RequestId }, initiator: string): Promise<TaskId> {
  await tasks.gate.pass();
  const known = tasks.startedBy(request.requestId);
  if (known) return known;
  const records = Array.from(new Set(request.fileIds), (fileId) => inventory.unattached.get(fileId));
  const [first] = records;
  if (!first) throw new Fault('InvalidArgument', 'There is nothing to delete.');
  const isOne = records.length === 1;
  return tasks.start({
    kind: 'deleteDisks',
    name: isOne ? 'Delete disk' : `Delete ${formatCount(records.length)} disks`,
    target: { id: first.datastoreId, name: isOne ? unattachedName(first) : `${unattachedName(first)} and ${formatCount(records.length - 1)} more` },
    requestId: request.requestId,
    spec: { fileIds: records.map(({ disk }) => disk.fileId) },
    initiator,
    isCancelable: true,
    children: records.map((record) => ({ name: unattachedName(record), targetId: null })),
  });
}

/** All of them in one transaction; what is not there any more needs no deleting. */
async function runDelete(rooms: MachineRooms, run: TaskRun, fileIds: readonly FileId[]): Promise<TaskEnd> {
  const { array, inventory } = rooms;
  const beforeBytes = array.aggregate().physicalBytes;
  run.signal.throwIfAborted();
  run.detail('Deleting disks');
  const found = await array.commit((tx) => {
    const records = fileIds.flatMap((fileId) => inventory.unattached.find(fileId) ?? []);
    const there = new Set(records.map(({ disk }) => disk.fileId));
    inventory.unattached.remove(tx, [...there]);
    inventory.departed.disks.keep(tx, records);
    discardUnattached(rooms, tx, records, run.id);
    const items = run.pendingChildren().map(({ index, targetId }): ChildResult => {
      const fileId = fileIds[index];
      const isDeleted = fileId !== undefined && there.has(fileId);
      return { index, targetId, state: 'success', fault: null, note: isDeleted ? undefined : 'It was attached or deleted meanwhile.' };
    });
    if (items.length > 0) run.childResults(tx, items);
    return records.length;
  });
  run.detail('Giving space back');
  await giveSpaceBack(array, run);
  return { state: 'success', result: { kind: 'deleteDisks', deleted: deletedCount(rooms, run) ?? found, freedBytes: Math.max(0, beforeBytes - array.aggregate().physicalBytes) } };
}

/** What the task has deleted, before an interruption too; null for one that was started when its disks were no items yet. */
function deletedCount({ tasks }: MachineRooms, run: TaskRun): number | null {
  if (!run.task.children) return null;
  return tasks.children(run.id, 0, run.task.children.total).children.filter(({ note }) => note === undefined).length;
}
