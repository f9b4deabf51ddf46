/** Verifies where the disks of machines lie, and their files, against the array. Changes nothing. */
import type { FileId, ObjectId } from '../../shared/ids.ts';
import type { StorageArray } from '../array/port.ts';
import type { FileInfo } from '../array/portTypes.ts';
import type { Inventory } from './inventory.ts';
import { customizationDiskLabel, datastoreOfDisk, datastoresOfVm, type SnapshotDiskRecord, type VmRecord } from './records.ts';
import { findFile } from './rows.ts';

type Report = (problem: string) => void;

/** Of all disks on each datastore. */
export class DiskSums {
  readonly logicalBytes = new Map<ObjectId, number>();
  readonly provisionedBytes = new Map<ObjectId, number>();
  diskCount = 0;
  snapshotDiskCount = 0;

  add(datastoreId: ObjectId, logicalBytes: number, provisionedBytes: number): void {
    this.logicalBytes.set(datastoreId, (this.logicalBytes.get(datastoreId) ?? 0) + logicalBytes);
    this.provisionedBytes.set(datastoreId, (this.provisionedBytes.get(datastoreId) ?? 0) + provisionedBytes);
  }
}

/**
 * @param sums which the disks and those of the snapshots of the machine are added to
 * @param isOwn whether a file leads back to the machine and to no other
 * @param name how sentences call it
 */
export function checkDisks(inventory: Inventory, array: StorageArray, vm: VmRecord, sums: DiskSums, report: Report, isOwn: (file: FileId) => boolean, name = `"${vm.name}"`): void {
  const check = (disk: SnapshotDiskRecord, what: string): FileInfo | null => {
    const file = findFile(array, disk.fileId);
    const datastore = inventory.findContainer(datastoreOfDisk(vm, disk));
    if (!file) report(`${what} has no file in the array.`);
    else if (datastore?.kind === 'datastore' && file.volumeId !== datastore.volumeId) report(`${what} is not on its datastore "${datastore.name}".`);
    if (!isOwn(disk.fileId)) report(`${what} has a file that belongs to another virtual machine as well.`);
    if (disk.datastoreId === vm.datastoreId) report(`${what} is recorded as apart, and lies at home.`);
    return file;
  };
  for (const disk of vm.disks) {
    const what = `The disk "${disk.label}" of ${name}`;
    const file = check(disk, what);
    if (file && file.sizeBytes !== disk.sizeBytes) report(`${what} should have ${disk.sizeBytes} bytes but has ${file.sizeBytes}.`);
    if (disk.label === customizationDiskLabel && datastoreOfDisk(vm, disk) !== vm.datastoreId) report(`${what} does not lie at home.`);
    sums.diskCount += 1;
    sums.add(datastoreOfDisk(vm, disk), file?.logicalBytes ?? 0, disk.sizeBytes);
  }
  for (const snapshot of vm.snapshots?.all ?? []) {
    for (const disk of snapshot.disks) {
      const what = `The disk "${disk.label}" in the snapshot "${snapshot.name}" of ${name}`;
      const file = check(disk, what);
      const present = vm.disks.find(({ label }) => label === disk.label);
      // It is put back within one volume.
      if (present && datastoreOfDisk(vm, present) !== datastoreOfDisk(vm, disk)) report(`${what} lies on another datastore than the disk itself.`);
      sums.snapshotDiskCount += 1;
      sums.add(datastoreOfDisk(vm, disk), file?.logicalBytes ?? 0, 0);
    }
  }
}

/** What disks of the machine name as their datastore, and is none. */
export function missingDatastores(inventory: Inventory, vm: VmRecord): ObjectId[] {
  return datastoresOfVm(vm).filter((id) => inventory.findContainer(id)?.kind !== 'datastore');
}
