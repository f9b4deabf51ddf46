/** Gives a FlexClone blocks of its own, until nothing ties it to its base. */
import * as z from 'zod';
import { Fault } from '../../shared/faults.ts';
import { volumeIdSchema, type FileId, type RequestId, type TaskId, type VolumeId } from '../../shared/ids.ts';
import { formatBytes } from '../../shared/units.ts';
import type { SplitEstimate } from '../array/portTypes.ts';
import { someNames } from '../inventory/records.ts';
import { Pacer } from '../tasks/pacer.ts';
import type { TaskEnd, TaskRun } from '../tasks/taskRun.ts';
import { requireNoMaintenance, targetOf } from './announce.ts';
import type { StorageRooms } from './rooms.ts';

const batchLength = 500;
const splitSpecSchema = z.object({ volumeId: volumeIdSchema });

export function registerSplitVolume(rooms: StorageRooms): void {
  rooms.tasks.register('splitVolume', {
    spec: splitSpecSchema,
    lane: 'maintenance',
    isResumable: true,
    interruptedHint: 'Start the split again; it goes on where it stopped.',
    run: (run, spec) => runSplit(rooms, run, spec.volumeId),
  });
}

/** @throws Fault ManagedObjectNotFound, InvalidState for a volume that is no FlexClone */
export async function estimateSplit(rooms: StorageRooms, volumeId: VolumeId, signal?: AbortSignal): Promise<SplitEstimate> {
  requireBase(rooms, volumeId);
  return rooms.array.estimateSplit(volumeId, signal);
}

/** @throws Fault ManagedObjectNotFound, InvalidState, ResourceInUse while it has snapshots */
export async function startSplit(rooms: StorageRooms, request: { volumeId: VolumeId; requestId: RequestId }, initiator: string): Promise<TaskId> {
  await rooms.tasks.gate.pass();
  const known = rooms.tasks.startedBy(request.requestId);
  if (known) return known;
  const { volumeId, requestId } = request;
  requireSplittable(rooms, volumeId);
  requireNoMaintenance(rooms, volumeId, ['splitVolume']);
  return rooms.tasks.start({
    kind: 'splitVolume',
    name: 'Split FlexClone',
    target: targetOf(rooms, volumeId),
    requestId,
    spec: { volumeId },
    initiator,
    isCancelable: true,
  });
}

async function runSplit(rooms: StorageRooms, run: TaskRun, volumeId: VolumeId): Promise<TaskEnd> {
  const { array, volumes, inventory } = rooms;
  // Taken up again after the last step.
  if (array.volume(volumeId).base === null && run.task.resumeCount > 0) return { state: 'success', result: { kind: 'splitVolume', copiedBytes: 0 } };
  const baseId = requireSplittable(rooms, volumeId);
  run.detail('Looking at what is shared');
  const estimate = await array.estimateSplit(volumeId, run.signal);
  if (estimate.freeAfterBytes < 0) {
    throw new Fault('InsufficientStorageSpace', `Splitting "${volumes.volume(volumeId).name}" takes ${formatBytes(estimate.copyBytes)}, ${formatBytes(-estimate.freeAfterBytes)} more than there is room for.`, {
      hint: 'Make the volume larger, or delete what is not needed on it.',
    });
  }
  await rememberStrays(rooms, run, volumeId);
  run.detail('Giving it blocks of its own');
  await array.splitVolume(volumeId, { signal: run.signal, onProgress: (done, total) => run.progress('bytes', done, total) });
  volumes.feed.mark([volumeId, baseId]);
  inventory.feed.mark(inventory.datastores().filter((one) => one.volumeId === volumeId || one.volumeId === baseId).map((one) => one.id));
  return { state: 'success', result: { kind: 'splitVolume', copiedBytes: estimate.copyBytes } };
}

/** While there is a base, what belongs to no virtual machine is known to have come from it. Afterwards nobody could tell it from a leak. */
async function rememberStrays({ array, inventory, volumes, meta }: StorageRooms, run: TaskRun, volumeId: VolumeId): Promise<void> {
  const pacer = new Pacer();
  let batch: FileId[] = [];
  const save = (): void => {
    if (batch.length > 0) meta.transaction((tx) => volumes.addStrays(tx, volumeId, batch));
    batch = [];
  };
  for (const file of [...array.fileIds(volumeId)]) {
    if (inventory.ownerOf(file) === undefined && inventory.unattached.find(file) === undefined) batch.push(file);
    if (batch.length === batchLength) save();
    run.signal.throwIfAborted();
    await pacer.pause();
  }
  save();
}

/** @returns the volume it is based on */
function requireSplittable(rooms: StorageRooms, volumeId: VolumeId): VolumeId {
  const baseId = requireBase(rooms, volumeId);
  const snapshots = rooms.volumes.snapshotsOf(volumeId).map((snapshot) => snapshot.name);
  if (snapshots.length > 0) {
    const some = someNames(snapshots);
    throw new Fault('ResourceInUse', `"${rooms.volumes.volume(volumeId).name}" has snapshots: ${some.text}.`, { names: some.names, hint: 'Delete them first.' });
  }
  return baseId;
}

function requireBase({ array, volumes }: StorageRooms, volumeId: VolumeId): VolumeId {
  const { name } = volumes.volume(volumeId);
  const { base } = array.volume(volumeId);
  if (!base) throw new Fault('InvalidState', `"${name}" is no FlexClone, or has been split already.`, { names: [name] });
  return base.volumeId;
}
