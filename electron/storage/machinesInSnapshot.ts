/** Which virtual machines a snapshot of a volume holds, found out bit by bit, so that nobody is held up by thousands of them. */
import { Fault } from '../../shared/faults.ts';
import type { FileId, SnapshotId, VolumeId } from '../../shared/ids.ts';
import type { StorageArray } from '../array/port.ts';
import type { VmRecord } from '../inventory/records.ts';
import { Pacer } from '../tasks/pacer.ts';
import { datastoreOn } from './announce.ts';
import { machineWithFiles } from './restoredMachines.ts';
import type { StorageRooms } from './rooms.ts';

export interface MachinesInSnapshot {
  /** There now and then, with the disks and snapshots that the snapshot of the volume holds. */
  readonly kept: readonly VmRecord[];
  /** Made since, as they are now. */
  readonly madeSince: readonly VmRecord[];
  /** Deleted since, with the disks that the snapshot holds. */
  readonly deletedSince: readonly VmRecord[];
  /** Those that lie on the volume without being in the inventory, likewise. */
  readonly unregistered: Readonly<Record<'kept' | 'madeSince', readonly VmRecord[]>>;
}

/** @throws the reason of the signal */
export async function machinesInSnapshot(rooms: StorageRooms, volumeId: VolumeId, snapshotId: SnapshotId, signal?: AbortSignal): Promise<MachinesInSnapshot> {
  const { array, inventory } = rooms;
  const datastoreId = datastoreOn(rooms, volumeId)?.id;
  const isHeld = (fileId: FileId): boolean => holds(array, snapshotId, fileId);
  const pacer = new Pacer();
  const splitUp = async (machines: readonly VmRecord[]): Promise<MachinesInSnapshot['unregistered']> => {
    const kept: VmRecord[] = [];
    const madeSince: VmRecord[] = [];
    for (const machine of machines) {
      const then = machineWithFiles(machine, isHeld);
      if (then) kept.push(then);
      else madeSince.push(machine);
      signal?.throwIfAborted();
      await pacer.pause();
    }
    return { kept, madeSince };
  };
  const { kept, madeSince } = await splitUp(machinesOn(rooms, volumeId));
  const unregistered = await splitUp(unregisteredOn(rooms, volumeId));
  const deletedSince: VmRecord[] = [];
  for await (const machine of inventory.departed.all()) {
    const then = machine.datastoreId === datastoreId ? machineWithFiles(machine, isHeld) : null;
    if (then) deletedSince.push(then);
    signal?.throwIfAborted();
    await pacer.pause();
  }
  return { kept, madeSince, deletedSince, unregistered };
}

/** The virtual machines and templates on a volume as it is now. */
export function machinesOn(rooms: Pick<StorageRooms, 'inventory'>, volumeId: VolumeId): VmRecord[] {
  const datastoreId = datastoreOn(rooms, volumeId)?.id;
  return [...rooms.inventory.vms()].filter((machine) => machine.datastoreId === datastoreId);
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
