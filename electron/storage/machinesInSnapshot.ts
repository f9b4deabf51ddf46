/** Which virtual machines a snapshot of a volume holds, found out bit by bit, so that nobody is held up by thousands of them. */
import { Fault } from '../../shared/faults.ts';
import type { FileId, ObjectId, SnapshotId, VolumeId } from '../../shared/ids.ts';
import type { StorageArray } from '../array/port.ts';
import { isOnDatastore, otherDatastoresOf, type VmRecord } from '../inventory/records.ts';
import { findFile } from '../inventory/rows.ts';
import { Pacer } from '../tasks/pacer.ts';
import { datastoreOn } from './announce.ts';
import { disksElsewhere, machineWithFiles, partOn } from './restoredMachines.ts';
import type { StorageRooms } from './rooms.ts';

/** A machine that the snapshot holds disks of. */
export interface HeldMachine {
  /** As it is, or as it was when it was deleted. */
  readonly now: VmRecord;
  /** With the disks and snapshots that the snapshot of the volume holds and nothing else, at home on that volume. */
  readonly held: VmRecord;
}

interface IncompleteMachine extends HeldMachine {
  /** Those of its disks that come back with the volume: not those that came back earlier, nor those that were deleted after that. */
  readonly returning: VmRecord['disks'];
}

interface PresentMachines {
  /** There now and then. What they have on other volumes is not in the snapshot, and stays. */
  readonly kept: readonly HeldMachine[];
  /** Made since, as they are now. No disk of them lies on another volume. */
  readonly madeSince: readonly VmRecord[];
  /** As they are now: the snapshot holds nothing of them, and they have disks on other volumes, or nothing but those. */
  readonly apart: readonly VmRecord[];
}

export interface MachinesInSnapshot extends PresentMachines {
  /** Deleted since, all disks of which were on the volume, also when the snapshot was taken. */
  readonly deletedSince: readonly HeldMachine[];
  /** Deleted since with disks on other volumes, which are gone: only a part of them could come back. */
  readonly incomplete: readonly IncompleteMachine[];
  /** Those that lie on the volume without being in the inventory. */
  readonly unregistered: PresentMachines;
}

/** @throws the reason of the signal */
export async function machinesInSnapshot(rooms: StorageRooms, volumeId: VolumeId, snapshotId: SnapshotId, signal?: AbortSignal): Promise<MachinesInSnapshot> {
  const { array, inventory } = rooms;
  const datastoreId = datastoreOn(rooms, volumeId)?.id;
  if (datastoreId === undefined) return { kept: [], madeSince: [], apart: [], deletedSince: [], incomplete: [], unregistered: { kept: [], madeSince: [], apart: [] } };
  const isHeld = (fileId: FileId): boolean => holds(array, snapshotId, fileId);
  const pacer = new Pacer();
  const splitUp = async (machines: readonly VmRecord[]): Promise<PresentMachines> => {
    const kept: HeldMachine[] = [];
    const madeSince: VmRecord[] = [];
    const apart: VmRecord[] = [];
    for (const now of machines) {
      const held = heldPart(now, datastoreId, isHeld);
      if (held) kept.push({ now, held });
      else if (disksElsewhere(now, datastoreId).length > 0) apart.push(now);
      else madeSince.push(now);
      signal?.throwIfAborted();
      await pacer.pause();
    }
    return { kept, madeSince, apart };
  };
  const present = await splitUp(machinesOn(rooms, volumeId));
  const unregistered = await splitUp(unregisteredOn(rooms, volumeId));
  const deletedSince: HeldMachine[] = [];
  const incomplete: IncompleteMachine[] = [];
  for await (const now of inventory.departed.all()) {
    const held = isOnDatastore(now, datastoreId) ? heldPart(now, datastoreId, isHeld) : null;
    if (held && isWholeIn(rooms, snapshotId, now, datastoreId)) deletedSince.push({ now, held });
    else if (held) {
      const returning = held.disks.filter(({ fileId }) => inventory.departed.find(fileId)?.id === now.id && !inventory.departed.disks.find(fileId) && !findFile(array, fileId));
      if (returning.length > 0) incomplete.push({ now, held, returning });
    }
    signal?.throwIfAborted();
    await pacer.pause();
  }
  return { ...present, deletedSince, incomplete, unregistered };
}

/**
 * Whether a snapshot of the volume under the datastore holds all of a machine: its disks lie there, and did so when the snapshot was
 * taken. One that lay elsewhere then and came here later is not in it.
 */
export function isWholeIn({ volumes }: Pick<StorageRooms, 'volumes'>, snapshotId: SnapshotId, machine: VmRecord, datastoreId: ObjectId): boolean {
  return disksElsewhere(machine, datastoreId).length === 0 && !volumes.wasParted(snapshotId, machine.id);
}

/** The machines, those outside the inventory among them, that have disks on the volume and elsewhere at the moment. */
export function partedOn(rooms: Pick<StorageRooms, 'inventory'>, volumeId: VolumeId): ObjectId[] {
  const datastoreId = datastoreOn(rooms, volumeId)?.id;
  if (datastoreId === undefined) return [];
  const found: ObjectId[] = [];
  const consider = (machine: VmRecord): void => {
    if (otherDatastoresOf(machine).length > 0 && isOnDatastore(machine, datastoreId) && disksElsewhere(machine, datastoreId).length > 0) found.push(machine.id);
  };
  for (const machine of rooms.inventory.vms()) consider(machine);
  for (const machine of unregisteredOn(rooms, volumeId)) consider(machine);
  return found;
}

/** What a snapshot of its volume holds of a machine, as if it were at home there; null where that is no disk of those that it has. */
export function heldPart(machine: VmRecord, datastoreId: ObjectId, isHeld: (file: FileId) => boolean): VmRecord | null {
  const part = partOn(machine, datastoreId);
  const held = part && machineWithFiles(part, isHeld);
  // Without any disk a machine is nothing but its record.
  return held && (held.disks.length > 0 || machine.disks.length === 0) ? held : null;
}

/** The virtual machines and templates that have anything on a volume as it is now. */
export function machinesOn(rooms: Pick<StorageRooms, 'inventory'>, volumeId: VolumeId): VmRecord[] {
  const datastoreId = datastoreOn(rooms, volumeId)?.id;
  return datastoreId === undefined ? [] : [...rooms.inventory.vms()].filter((machine) => isOnDatastore(machine, datastoreId));
}

/** Those on a volume that were removed from the inventory while their disks stayed. */
export function unregisteredOn(rooms: Pick<StorageRooms, 'inventory'>, volumeId: VolumeId): VmRecord[] {
  const datastoreId = datastoreOn(rooms, volumeId)?.id;
  return datastoreId === undefined ? [] : rooms.inventory.unregistered.on(datastoreId).map(({ vm }) => vm);
}

/** True when the snapshot holds a version of the file. */
export function holds(array: StorageArray, snapshotId: SnapshotId, fileId: FileId): boolean {
  try {
    array.file({ fileId, snapshotId });
    return true;
  } catch (error) {
    if (error instanceof Fault && error.code === 'ManagedObjectNotFound') return false;
    throw error;
  }
}
