/** What becomes of virtual machines when files under them go and come back. */
import type { FileId, ObjectId } from '../../shared/ids.ts';
import { nameKey, nameLimitChars } from '../../shared/naming.ts';
import type { Inventory } from '../inventory/inventory.ts';
import { datastoreOfDisk, partsOfVm, type SnapshotDiskRecord, type VmRecord, type VmSnapshotRecord } from '../inventory/records.ts';

/**
 * The machine with those of its disks and snapshots whose files exist, or null when no disk is
 * left. A snapshot that lacks one of its files is left out, and those behind it follow the one ahead of it.
 * @param isApart whether a disk lies where nothing happens: a snapshot that has such disks is kept with what is left of it
 */
export function machineWithFiles(machine: VmRecord, exists: (file: FileId) => boolean, isApart: (disk: SnapshotDiskRecord) => boolean = () => false): VmRecord | null {
  const disks = machine.disks.filter((disk) => exists(disk.fileId));
  if (disks.length === 0 && machine.disks.length > 0) return null;
  const { snapshots, ...rest } = machine;
  if (!snapshots) return { ...rest, disks };
  const byId = new Map(snapshots.all.map((snapshot) => [snapshot.id, snapshot]));
  const isKept = (snapshot: VmSnapshotRecord): boolean => snapshot.disks.every((disk) => exists(disk.fileId)) || snapshot.disks.some((disk) => isApart(disk) && exists(disk.fileId));
  const nearestKept = (id: VmSnapshotRecord['parentId']): VmSnapshotRecord['parentId'] => {
    for (let at = id; at !== null; ) {
      const snapshot = byId.get(at);
      if (!snapshot || isKept(snapshot)) return snapshot ? at : null;
      at = snapshot.parentId;
    }
    return null;
  };
  const all = snapshots.all.filter(isKept).map((snapshot) => ({ ...snapshot, parentId: nearestKept(snapshot.parentId), disks: snapshot.disks.filter((disk) => exists(disk.fileId)) }));
  return all.length === 0 ? { ...rest, disks } : { ...rest, disks, snapshots: { all, currentId: nearestKept(snapshots.currentId) } };
}

/** What lies on the datastore of a machine, as if it were at home there; null where that is nothing. */
export function partOn(machine: VmRecord, datastoreId: ObjectId): VmRecord | null {
  return partsOfVm(machine).find((part) => part.datastoreId === datastoreId) ?? null;
}

/** The disks of a machine that do not lie on the datastore. */
export function disksElsewhere(machine: VmRecord, datastoreId: ObjectId): VmRecord['disks'] {
  return machine.disks.filter((disk) => datastoreOfDisk(machine, disk) !== datastoreId);
}

/** Those of the disks that do not lie on the datastore, and where they do: for example "Hard disk 2 on datastore2". */
export function wordsElsewhere(inventory: Pick<Inventory, 'findContainer'>, machine: VmRecord, disks: readonly SnapshotDiskRecord[], datastoreId: ObjectId): string[] {
  return disks.flatMap((disk) => {
    const id = datastoreOfDisk(machine, disk);
    return id === datastoreId ? [] : `${disk.label} on ${inventory.findContainer(id)?.name ?? 'a datastore that is gone'}`;
  });
}

/** The machines with names that nobody else has: their own, or with `-restored` behind them where that is taken. */
export function restoredNames(machines: readonly VmRecord[], isTaken: (name: string) => boolean): VmRecord[] {
  const given = new Set<string>();
  return machines.map((machine) => {
    const name = freeName(machine.name, '-restored', (candidate) => isTaken(candidate) || given.has(nameKey(candidate)));
    given.add(nameKey(name));
    return { ...machine, name };
  });
}

/** `wanted`, or with the ending, and then with numbers, behind it. */
export function freeName(wanted: string, ending: string, isTaken: (name: string) => boolean): string {
  if (!isTaken(wanted)) return wanted;
  for (let number = 1; ; number += 1) {
    const suffix = number === 1 ? ending : `${ending}-${number}`;
    const name = `${wanted.slice(0, nameLimitChars - suffix.length).trimEnd()}${suffix}`;
    if (!isTaken(name)) return name;
  }
}
