/** Takes a whole volume back to one of its snapshots, with what the virtual machines had on it then. What they have elsewhere stays. */
import * as z from 'zod';
import { snapshotIdSchema, type FileId, type ObjectId, type RequestId, type SnapshotId, type TaskId, type VolumeId } from '../../shared/ids.ts';
import { housed } from '../inventory/homes.ts';
import { requirePlaces } from '../inventory/placement.ts';
import { datastoreOfDisk, filesOfVm, filesOnDatastore, type VmRecord } from '../inventory/records.ts';
import type { MetaTx } from '../meta/meta.ts';
import type { TaskEnd, TaskRun } from '../tasks/taskRun.ts';
import { announceVolume, targetOf } from './announce.ts';
import { heldPart, isWholeIn, machinesInSnapshot, machinesOn, unregisteredOn } from './machinesInSnapshot.ts';
import { machineWithFiles, restoredNames } from './restoredMachines.ts';
import { homeRefusals, requireDatastore, restoreRefusals, throwFirst } from './restorePlan.ts';
import { bringBackUnattached, takeBackUnattached } from './restoreUnattached.ts';
import type { StorageRooms } from './rooms.ts';

const restoreSpecSchema = z.object({ snapshotId: snapshotIdSchema });

export function registerRestoreSnapshot(rooms: StorageRooms): void {
  rooms.tasks.register('restoreSnapshot', {
    spec: restoreSpecSchema,
    lane: 'change',
    isResumable: true,
    interruptedHint: 'Restore the snapshot again.',
    run: (run, spec) => runRestore(rooms, run, spec.snapshotId),
  });
}

/** @throws Fault ManagedObjectNotFound, and the first refusal of the plan: InvalidState, InvalidPowerState, TaskInProgress */
export async function startRestore(rooms: StorageRooms, request: { snapshotId: SnapshotId; requestId: RequestId }, initiator: string): Promise<TaskId> {
  await rooms.tasks.gate.pass();
  const known = rooms.tasks.startedBy(request.requestId);
  if (known) return known;
  const snapshot = rooms.volumes.snapshot(request.snapshotId);
  requireRestorable(rooms, request.snapshotId);
  const { deletedSince } = await machinesInSnapshot(rooms, snapshot.volumeId, request.snapshotId);
  throwFirst(homeRefusals(rooms, deletedSince));
  return rooms.tasks.start({
    kind: 'restoreSnapshot',
    name: `Restore snapshot ${snapshot.name}`,
    target: targetOf(rooms, snapshot.volumeId),
    requestId: request.requestId,
    spec: { snapshotId: request.snapshotId },
    initiator,
    // One transaction: either all of it or nothing.
    isCancelable: false,
  });
}

async function runRestore(rooms: StorageRooms, run: TaskRun, id: SnapshotId): Promise<TaskEnd> {
  const { array, inventory } = rooms;
  const { volumeId } = rooms.volumes.snapshot(id);
  requireRestorable(rooms, id);
  const releases: (() => void)[] = [];
  try {
    for (const machine of machinesOn(rooms, volumeId)) releases.push(inventory.holds.take(machine.id, machine.name, 'write', run.task.name));
    run.detail('Taking the volume back');
    return await array.commit((tx) => {
      requireRestorable(rooms, id, run.task.name);
      const { id: datastoreId } = requireDatastore(rooms, volumeId);
      rooms.volumes.onRestore?.(tx, volumeId);
      const restored = array.restoreSnapshot(tx, id);
      const removedFiles = new Set(restored.removedFileIds);
      const returnedFiles = new Set(restored.returnedFileIds);
      const isThere = (file: FileId): boolean => !removedFiles.has(file);
      // Disks that have grown since have the size there was.
      const isResized = ({ fileId, sizeBytes }: VmRecord['disks'][number]): boolean => isThere(fileId) && array.file(fileId).sizeBytes !== sizeBytes;
      const machines = machinesOn(rooms, volumeId);
      const before = machines.filter((machine) => !filesOfVm(machine).every(isThere) || machine.disks.some(isResized));
      const kept = before.flatMap((machine) => remaining(rooms, machine, datastoreId, isThere) ?? []);
      const back = departedMachines(rooms, id, datastoreId, returnedFiles);
      const gone = new Set(before.map((machine) => machine.id));
      for (const machine of kept) gone.delete(machine.id);
      const named = restoredNames(back.map(({ after }) => after), (name) => {
        const owner = inventory.findVmByName(name);
        return inventory.isNameTaken(name) && !(owner && gone.has(owner.id));
      });
      // Those that come back do so on the host they had, which may not see the datastore any more.
      requirePlaces(inventory, named, (placeId) => inventory.findContainer(placeId));
      const after = [...kept, ...named];
      const returnedUnattached = bringBackUnattached(rooms, tx, { snapshotId: id, datastoreId }, returnedFiles);
      // What is there again or still there and belongs to nobody any more must not be left behind.
      const claimed = new Set([...after.flatMap(filesOfVm), ...returnedUnattached]);
      const orphans = [...returnedFiles, ...before.flatMap(filesOfVm).filter(isThere)];
      for (const file of new Set(orphans)) if (!claimed.has(file)) array.deleteFile(tx, file);
      inventory.replaceVms(tx, before, after);
      const changed = new Set(before);
      regroup(rooms, tx, datastoreId, [...machines.filter((machine) => !changed.has(machine)), ...after]);
      const unregistered = takeBackUnregistered(rooms, tx, volumeId, datastoreId, isThere);
      const removedUnattached = takeBackUnattached(rooms, tx, volumeId, removedFiles);
      for (const { record } of back) inventory.departed.remove(tx, record);
      announceVolume(rooms, tx, volumeId);
      const lostDisks = unregistered.lostDisks + before.filter(({ id: vmId }) => !gone.has(vmId)).reduce((sum, { disks }) => sum + disks.filter(({ fileId }) => removedFiles.has(fileId)).length, 0);
      return run.end(tx, {
        state: 'success',
        result: {
          kind: 'restoreSnapshot', removed: gone.size, returned: named.length, removedUnregistered: unregistered.gone,
          ...(removedUnattached > 0 && { removedUnattached }), ...(returnedUnattached.length > 0 && { returnedUnattached: returnedUnattached.length }), ...(lostDisks > 0 && { lostDisks }),
        },
      });
    });
  } finally {
    for (const release of releases) release();
  }
}

/** The machine with what is left of it, its disks as large as they are now; null when no disk is left. What lies elsewhere is always left. */
function remaining({ array }: StorageRooms, machine: VmRecord, datastoreId: ObjectId, isThere: (file: FileId) => boolean): VmRecord | null {
  const left = machineWithFiles(machine, isThere, (disk) => datastoreOfDisk(machine, disk) !== datastoreId);
  return left && { ...left, disks: left.disks.map((disk) => ({ ...disk, sizeBytes: array.file(disk.fileId).sizeBytes })) };
}

/** Those made since are gone, and what the others hold may have other sizes. Nobody had them running. @returns how many are gone, and how many disks of the others */
function takeBackUnregistered(rooms: StorageRooms, tx: MetaTx, volumeId: VolumeId, datastoreId: ObjectId, isThere: (file: FileId) => boolean): { gone: number; lostDisks: number } {
  const { array, inventory } = rooms;
  let gone = 0;
  let lostDisks = 0;
  for (const vm of unregisteredOn(rooms, volumeId)) {
    const after = remaining(rooms, vm, datastoreId, isThere);
    const kept = new Set(after ? filesOfVm(after) : []);
    for (const file of filesOfVm(vm)) if (isThere(file) && !kept.has(file)) array.deleteFile(tx, file);
    if (!after) {
      gone += 1;
      inventory.unregistered.remove(tx, [vm.id]);
      continue;
    }
    lostDisks += vm.disks.length - after.disks.length;
    inventory.unregistered.put(tx, [{ ...after, powerState: 'poweredOff' }]);
    regroup(rooms, tx, datastoreId, [after]);
  }
  return { gone, lostDisks };
}

/** The deleted machines that the returned files belonged to, as they were and as they come back: at home where all of their disks were. */
function departedMachines(rooms: StorageRooms, snapshotId: SnapshotId, datastoreId: ObjectId, returnedFiles: ReadonlySet<FileId>): { record: VmRecord; after: VmRecord }[] {
  const { inventory } = rooms;
  const records = new Map<VmRecord['id'], VmRecord>();
  for (const file of returnedFiles) {
    const record = inventory.departed.disks.find(file) ? undefined : inventory.departed.find(file);
    if (record && isWholeIn(rooms, snapshotId, record, datastoreId)) records.set(record.id, record);
  }
  return [...records.values()].flatMap((record) => {
    const after = heldPart(record, datastoreId, (file) => returnedFiles.has(file));
    return after ? [{ record, after: housed(inventory, { ...after, powerState: 'poweredOff' as const }) }] : [];
  });
}

/** The groups are those of then: a disk that has left its machine since may lead one, and those that it left stand behind it. */
function regroup({ array }: StorageRooms, tx: MetaTx, datastoreId: ObjectId, machines: readonly VmRecord[]): void {
  for (const machine of machines) {
    const files = filesOnDatastore(machine, datastoreId);
    const [first] = files;
    if (files.some((file) => array.file(file).groupId !== first)) array.regroup(tx, files);
  }
}

function requireRestorable(rooms: StorageRooms, id: SnapshotId, ownPurpose?: string): void {
  throwFirst(restoreRefusals(rooms, id, ownPurpose));
}
