/** Takes a whole volume back to one of its snapshots, with the virtual machines that were on it then. */
import * as z from 'zod';
import { Fault, faultRecordOf, type FaultRecord } from '../../shared/faults.ts';
import { snapshotIdSchema, type FileId, type RequestId, type SnapshotId, type TaskId } from '../../shared/ids.ts';
import type { RestorePlan } from '../../shared/model/storage.ts';
import { heldFault } from '../inventory/holds.ts';
import { requirePlaces } from '../inventory/placement.ts';
import { homeFault, housed } from '../inventory/homes.ts';
import { filesOfVm, someNames, type VmRecord } from '../inventory/records.ts';
import type { MetaTx } from '../meta/meta.ts';
import type { TaskEnd, TaskRun } from '../tasks/taskRun.ts';
import { announceVolume, requireNoMaintenance, targetOf } from './announce.ts';
import { machinesInSnapshot, machinesOn, unregisteredOn } from './machinesInSnapshot.ts';
import { machineWithFiles, restoredNames } from './restoredMachines.ts';
import { takeBackUnattached, unattachedInSnapshot } from './restoreUnattached.ts';
import type { StorageRooms } from './rooms.ts';
import { snapshotRow } from './volumeRows.ts';

const shownPoweredOn = 5;
const shownNames = 20;
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

/** What restoring would do. Changes nothing. @throws Fault ManagedObjectNotFound */
export async function planRestore(rooms: StorageRooms, id: SnapshotId): Promise<RestorePlan> {
  const { volumeId } = rooms.volumes.snapshot(id);
  const { kept, madeSince, deletedSince, unregistered } = await machinesInSnapshot(rooms, volumeId, id);
  const unattached = unattachedInSnapshot(rooms, volumeId, id);
  return {
    volumeName: rooms.volumes.volume(volumeId).name,
    snapshot: snapshotRow(rooms, id),
    reverted: listOf(kept),
    removed: listOf(madeSince),
    returned: listOf(deletedSince),
    unregistered: { reverted: listOf(unregistered.kept), removed: listOf(unregistered.madeSince) },
    unattached: { reverted: namesOf(unattached.reverted), removed: namesOf(unattached.removed) },
    refusals: [...refusals(rooms, id), ...homeRefusals(rooms, deletedSince)],
  };
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
      rooms.volumes.onRestore?.(tx, volumeId);
      const { returnedFileIds, removedFileIds } = array.restoreSnapshot(tx, id);
      const removedFiles = new Set(removedFileIds);
      // Disks that have grown since have the size there was.
      const isResized = ({ fileId, sizeBytes }: VmRecord['disks'][number]): boolean => !removedFiles.has(fileId) && array.file(fileId).sizeBytes !== sizeBytes;
      const before = machinesOn(rooms, volumeId).filter((machine) => filesOfVm(machine).some((file) => removedFiles.has(file)) || machine.disks.some(isResized));
      const kept = before
        .flatMap((machine) => machineWithFiles(machine, (file) => !removedFiles.has(file)) ?? [])
        .map((machine) => ({ ...machine, disks: machine.disks.map((disk) => ({ ...disk, sizeBytes: array.file(disk.fileId).sizeBytes })) }));
      const back = departedMachines(rooms, returnedFileIds);
      const gone = new Set(before.map((machine) => machine.id));
      for (const machine of kept) gone.delete(machine.id);
      const named = restoredNames(back.map(({ after }) => after), (name) => {
        const owner = inventory.findVmByName(name);
        return inventory.isNameTaken(name) && !(owner && gone.has(owner.id));
      });
      // Those that come back do so on the host they had, which may not see the datastore any more.
      requirePlaces(inventory, named, (placeId) => inventory.findContainer(placeId));
      const after = [...kept, ...named];
      // What is there again or still there and belongs to nobody any more must not be left behind.
      const claimed = new Set(after.flatMap(filesOfVm));
      const orphans = [...returnedFileIds, ...before.flatMap(filesOfVm).filter((file) => !removedFiles.has(file))];
      for (const file of new Set(orphans)) if (!claimed.has(file)) array.deleteFile(tx, file);
      inventory.replaceVms(tx, before, after);
      const removedUnregistered = takeBackUnregistered(rooms, tx, id, removedFiles);
      const removedUnattached = takeBackUnattached(rooms, tx, volumeId, removedFiles);
      for (const { record } of back) inventory.departed.remove(tx, record);
      announceVolume(rooms, tx, volumeId);
      return run.end(tx, { state: 'success', result: { kind: 'restoreSnapshot', removed: gone.size, returned: named.length, removedUnregistered, ...(removedUnattached > 0 && { removedUnattached }) } });
    });
  } finally {
    for (const release of releases) release();
  }
}

/** Those made since are gone, and what the others hold may have other sizes. Nobody had them running. @returns how many are gone */
function takeBackUnregistered(rooms: StorageRooms, tx: MetaTx, snapshotId: SnapshotId, removedFiles: ReadonlySet<FileId>): number {
  const { array, inventory } = rooms;
  let gone = 0;
  for (const vm of unregisteredOn(rooms, rooms.volumes.snapshot(snapshotId).volumeId)) {
    const after = machineWithFiles(vm, (file) => !removedFiles.has(file));
    const kept = new Set(after ? filesOfVm(after) : []);
    for (const file of filesOfVm(vm)) if (!removedFiles.has(file) && !kept.has(file)) array.deleteFile(tx, file);
    if (!after) {
      gone += 1;
      inventory.unregistered.remove(tx, [vm.id]);
      continue;
    }
    inventory.unregistered.put(tx, [{ ...after, powerState: 'poweredOff', disks: after.disks.map((disk) => ({ ...disk, sizeBytes: array.file({ fileId: disk.fileId, snapshotId }).sizeBytes })) }]);
  }
  return gone;
}

/** The deleted machines that the returned files belonged to, as they were and as they come back. */
function departedMachines({ inventory }: StorageRooms, returnedFileIds: readonly FileId[]): { record: VmRecord; after: VmRecord }[] {
  const files = new Set(returnedFileIds);
  const records = new Map<VmRecord['id'], VmRecord>();
  for (const file of files) {
    const record = inventory.departed.find(file);
    if (record) records.set(record.id, record);
  }
  return [...records.values()].flatMap((record) => {
    const after = machineWithFiles(record, (file) => files.has(file));
    return after ? [{ record, after: housed(inventory, { ...after, powerState: 'poweredOff' as const }) }] : [];
  });
}

function requireRestorable(rooms: StorageRooms, id: SnapshotId, ownPurpose?: string): void {
  throwFirst(refusals(rooms, id, ownPurpose));
}

function throwFirst([refusal]: readonly FaultRecord[]): void {
  if (refusal) throw new Fault(refusal.code, refusal.message, { names: refusal.names, hint: refusal.hint });
}

/** Where those that come back have no place: the first of them is enough. Asked once for each host and folder, however many were there. */
function homeRefusals({ inventory }: StorageRooms, deletedSince: readonly VmRecord[]): FaultRecord[] {
  const homes = new Map(deletedSince.map((machine) => [`${machine.hostId}/${machine.folderId}`, machine]));
  for (const machine of homes.values()) {
    const fault = homeFault(inventory, machine);
    if (fault) return [fault.toRecord()];
  }
  return [];
}

/** @param ownPurpose holds of this purpose are the restore's own */
function refusals(rooms: StorageRooms, id: SnapshotId, ownPurpose?: string): FaultRecord[] {
  const { volumeId, name } = rooms.volumes.snapshot(id);
  const found: FaultRecord[] = [];
  const snapshots = rooms.volumes.snapshotsOf(volumeId);
  const newer = snapshots.slice(snapshots.findIndex((snapshot) => snapshot.id === id) + 1).map((snapshot) => snapshot.name);
  if (newer.length > 0) {
    const some = someNames(newer);
    found.push({ code: 'InvalidState', message: `There are snapshots newer than "${name}": ${some.text}.`, names: some.names, hint: 'Delete them first, the newest first.' });
  }
  if (rooms.array.volume(volumeId).isSplitting) {
    found.push({ code: 'InvalidState', message: 'The volume is being split from its base.', hint: 'Let the split end first.' });
  }
  try {
    requireNoMaintenance(rooms, volumeId);
  } catch (error) {
    found.push(faultRecordOf(error));
  }
  const machines = machinesOn(rooms, volumeId);
  const poweredOn = machines.filter((machine) => machine.powerState !== 'poweredOff').map((machine) => machine.name);
  if (poweredOn.length > 0) {
    const some = someNames(poweredOn);
    found.push({ code: 'InvalidPowerState', message: `Not powered off: ${some.text}.`, names: some.names.slice(0, shownPoweredOn), hint: 'Power them off first.' });
  }
  for (const machine of machines) {
    const purpose = rooms.inventory.holds.purposeOf(machine.id);
    if (purpose === null || purpose === ownPurpose) continue;
    found.push(heldFault([machine.name], purpose).toRecord());
    break;
  }
  return found;
}

function listOf(machines: readonly VmRecord[]): RestorePlan['removed'] {
  return namesOf(machines.map((machine) => machine.name));
}

function namesOf(names: readonly string[]): RestorePlan['removed'] {
  return { count: names.length, names: names.slice(0, shownNames) };
}
