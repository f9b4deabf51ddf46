/** What becomes of virtual machines when files under them go and come back. */
import type { FileId } from '../../shared/ids.ts';
import { nameKey, nameLimitChars } from '../../shared/naming.ts';
import type { VmRecord, VmSnapshotRecord } from '../inventory/records.ts';

/**
 * The machine with those of its disks and snapshots whose files exist, or null when no disk is
 * left. A snapshot that lacks one of its files is left out, and those behind it follow the one ahead of it.
 */
export function machineWithFiles(machine: VmRecord, exists: (file: FileId) => boolean): VmRecord | null {
  const disks = machine.disks.filter((disk) => exists(disk.fileId));
  if (disks.length === 0 && machine.disks.length > 0) return null;
  const { snapshots, ...rest } = machine;
  if (!snapshots) return { ...rest, disks };
  const byId = new Map(snapshots.all.map((snapshot) => [snapshot.id, snapshot]));
  const isKept = (snapshot: VmSnapshotRecord): boolean => snapshot.disks.every((disk) => exists(disk.fileId));
  const nearestKept = (id: VmSnapshotRecord['parentId']): VmSnapshotRecord['parentId'] => {
    for (let at = id; at !== null; ) {
      const snapshot = byId.get(at);
      if (!snapshot || isKept(snapshot)) return snapshot ? at : null;
      at = snapshot.parentId;
    }
    return null;
  };
  const all = snapshots.all.filter(isKept).map((snapshot) => ({ ...snapshot, parentId: nearestKept(snapshot.parentId) }));
  return all.length === 0 ? { ...rest, disks } : { ...rest, disks, snapshots: { all, currentId: nearestKept(snapshots.currentId) } };
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
