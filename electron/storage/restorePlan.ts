/** What restoring a snapshot of a volume would do, and why it cannot be done. Changes nothing. */
import { Fault, faultRecordOf, type FaultRecord } from '../../shared/faults.ts';
import type { FileId, ObjectId, SnapshotId, VolumeId } from '../../shared/ids.ts';
import type { RestorePlan } from '../../shared/model/storage.ts';
import { heldFault } from '../inventory/holds.ts';
import { homeFault } from '../inventory/homes.ts';
import { datastoreOfDisk, someNames, type DatastoreRecord, type SnapshotDiskRecord, type VmRecord } from '../inventory/records.ts';
import { unattachedOf, unattachedName } from '../inventory/unattachedDisks.ts';
import { datastoreOn, requireNoMaintenance } from './announce.ts';
import { holds, machinesInSnapshot, machinesOn, type HeldMachine } from './machinesInSnapshot.ts';
import { wordsElsewhere } from './restoredMachines.ts';
import { unattachedInSnapshot } from './restoreUnattached.ts';
import type { StorageRooms } from './rooms.ts';
import { snapshotRow } from './volumeRows.ts';

const shownPoweredOn = 5;
const shownNames = 20;

/** @throws Fault ManagedObjectNotFound */
export async function planRestore(rooms: StorageRooms, id: SnapshotId): Promise<RestorePlan> {
  const { volumeId } = rooms.volumes.snapshot(id);
  const datastoreId = datastoreOn(rooms, volumeId)?.id;
  const { kept, madeSince, apart, deletedSince, incomplete, unregistered } = await machinesInSnapshot(rooms, volumeId, id);
  const unattached = unattachedInSnapshot(rooms, volumeId, id);
  const staying = [...kept.map(({ now }) => now), ...apart, ...unregistered.kept.map(({ now }) => now), ...unregistered.apart];
  const isHeld = (fileId: FileId): boolean => holds(rooms.array, id, fileId);
  return {
    volumeName: rooms.volumes.volume(volumeId).name,
    snapshot: snapshotRow(rooms, id),
    reverted: listOf(kept.map(({ held }) => held)),
    removed: listOf(madeSince),
    returned: listOf(deletedSince.map(({ held }) => held)),
    unregistered: { reverted: listOf(unregistered.kept.map(({ held }) => held)), removed: listOf(unregistered.madeSince) },
    unattached: {
      reverted: namesOf(unattached.reverted),
      removed: namesOf(unattached.removed),
      returned: namesOf([...unattached.returned, ...incomplete.flatMap(({ now, returning }) => unattachedOf(now, returning).map(unattachedName))]),
    },
    ...(datastoreId === undefined
      ? { elsewhere: namesOf([]), lostDisks: namesOf([]), incomplete: namesOf([]) }
      : {
          elsewhere: namesOf(staying.flatMap((machine) => withElsewhere(rooms, machine, datastoreId))),
          lostDisks: namesOf([
            ...staying.flatMap((machine) => lostDisks(machine, datastoreId, isHeld)),
            ...[...madeSince, ...unregistered.madeSince].flatMap((machine) => lostElsewhere(rooms, machine, datastoreId)),
          ]),
          incomplete: namesOf(incomplete.flatMap(({ now }) => incompleteName(rooms, now, datastoreId))),
        }),
    refusals: [...restoreRefusals(rooms, id), ...homeRefusals(rooms, deletedSince)],
  };
}

/** With the disks that lay elsewhere when it was deleted; all lay here by then where it had them elsewhere only when the snapshot was taken. */
function incompleteName(rooms: StorageRooms, machine: VmRecord, datastoreId: ObjectId): string[] {
  const named = withElsewhere(rooms, machine, datastoreId);
  return named.length > 0 ? named : [machine.name];
}

/** Where those that come back have no place: the first of them is enough. Asked once for each host and folder, however many were there. */
export function homeRefusals({ inventory }: StorageRooms, deletedSince: readonly HeldMachine[]): FaultRecord[] {
  const homes = new Map(deletedSince.map(({ held }) => [`${held.hostId}/${held.folderId}`, held]));
  for (const machine of homes.values()) {
    const fault = homeFault(inventory, machine);
    if (fault) return [fault.toRecord()];
  }
  return [];
}

/** @throws Fault for the first of them */
export function throwFirst([refusal]: readonly FaultRecord[]): void {
  if (refusal) throw new Fault(refusal.code, refusal.message, { names: refusal.names, hint: refusal.hint });
}

/** What comes back has to have a place in the inventory. @throws Fault InvalidState for a volume without a datastore */
export function requireDatastore(rooms: StorageRooms, volumeId: VolumeId): DatastoreRecord {
  const datastore = datastoreOn(rooms, volumeId);
  if (datastore) return datastore;
  const { name } = rooms.volumes.volume(volumeId);
  throw new Fault('InvalidState', `No datastore stands on the volume "${name}", so that nothing on it could come back.`, { names: [name], hint: 'Create a datastore on it first.' });
}

/** @param ownPurpose holds of this purpose are the restore's own */
export function restoreRefusals(rooms: StorageRooms, id: SnapshotId, ownPurpose?: string): FaultRecord[] {
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
    requireDatastore(rooms, volumeId);
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

/** What a machine that stays loses: disks made on the volume since, and those in snapshots of which something is left elsewhere. */
function lostDisks(machine: VmRecord, datastoreId: ObjectId, isHeld: (file: FileId) => boolean): string[] {
  const isLost = (disk: SnapshotDiskRecord): boolean => datastoreOfDisk(machine, disk) === datastoreId && !isHeld(disk.fileId);
  const ofSnapshots = (machine.snapshots?.all ?? []).flatMap(({ name, disks }) =>
    disks.some((disk) => datastoreOfDisk(machine, disk) !== datastoreId) ? disks.filter(isLost).map(({ label }) => `${label} in the snapshot "${name}" of ${machine.name}`) : [],
  );
  return [...machine.disks.filter(isLost).map(({ label }) => `${label} of ${machine.name}`), ...ofSnapshots];
}

/** What a machine that disappears has elsewhere in its snapshots, though no disk any more. It goes with it. */
function lostElsewhere({ inventory }: StorageRooms, machine: VmRecord, datastoreId: ObjectId): string[] {
  return (machine.snapshots?.all ?? []).flatMap(({ name, disks }) => wordsElsewhere(inventory, machine, disks, datastoreId).map((words) => `${words} in the snapshot "${name}" of ${machine.name}`));
}

/** A machine with those of its disks that lie elsewhere, if any do. */
function withElsewhere({ inventory }: StorageRooms, machine: VmRecord, datastoreId: ObjectId): string[] {
  const words = wordsElsewhere(inventory, machine, machine.disks, datastoreId);
  return words.length === 0 ? [] : [`${machine.name} (${words.join(', ')})`];
}

function listOf(machines: readonly VmRecord[]): RestorePlan['removed'] {
  return namesOf(machines.map((machine) => machine.name));
}

function namesOf(names: readonly string[]): RestorePlan['removed'] {
  return { count: names.length, names: names.slice(0, shownNames) };
}
