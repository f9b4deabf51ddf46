/** Inventory records joined with what the array counts, as clients see them. */
import { Fault } from '../../shared/faults.ts';
import type { FileId, ObjectId } from '../../shared/ids.ts';
import type { Container, Datastore, DatastoreSpace, VmDetail, VmRow, VmSpace } from '../../shared/model/inventory.ts';
import type { StorageArray } from '../array/port.ts';
import type { FileInfo } from '../array/portTypes.ts';
import type { Inventory } from './inventory.ts';
import { networkIdsOf } from './nics.ts';
import { maintenanceModeOf } from './placement.ts';
import { datastoreOfDisk, otherDatastoresOf, vmNumberOf, type ContainerRecord, type DatastoreRecord, type DiskRecord, type VmRecord, type VmSnapshotRecord } from './records.ts';
import { volumeFigures } from './volumeSpace.ts';

/** The file behind a disk, or null when the array has lost it. */
export function findFile(array: StorageArray, id: FileId): FileInfo | null {
  try {
    return array.file(id);
  } catch (error) {
    if (error instanceof Fault && error.code === 'ManagedObjectNotFound') return null;
    throw error;
  }
}

export function diskSpace(array: StorageArray, disk: DiskRecord): VmSpace {
  const file = findFile(array, disk.fileId);
  // The checker reports it; one damaged disk must not keep all others from being shown.
  if (!file) return { provisionedBytes: disk.sizeBytes, logicalBytes: 0, uniqueBytes: 0, sharedBytes: 0, snapshotBytes: 0, isExact: false };
  return {
    provisionedBytes: file.sizeBytes,
    logicalBytes: file.logicalBytes,
    uniqueBytes: file.uniqueBytes,
    sharedBytes: file.logicalBytes - file.uniqueBytes,
    snapshotBytes: 0,
    isExact: file.isExact,
  };
}

/** From the counters of its files: what it costs follows the number of its disks and snapshots, not what they hold. */
export function vmSpace(array: StorageArray, vm: VmRecord): VmSpace {
  const total = { provisionedBytes: 0, logicalBytes: 0, isExact: true };
  let onDisksBytes = 0;
  for (const disk of vm.disks) {
    const space = diskSpace(array, disk);
    total.provisionedBytes += space.provisionedBytes;
    total.logicalBytes += space.logicalBytes;
    total.isExact &&= space.isExact;
    // What only its files on one datastore share is counted with the first one of them there. What of it cannot be on the disks is left to the snapshots.
    onDisksBytes += space.uniqueBytes + (findFile(array, disk.fileId)?.groupBytes ?? 0);
  }
  let uniqueBytes = onDisksBytes;
  for (const snapshot of vm.snapshots?.all ?? []) {
    const space = snapshotSpace(array, snapshot);
    uniqueBytes += space.uniqueBytes;
    total.isExact &&= space.isExact;
  }
  const sharedBytes = Math.max(0, total.logicalBytes - onDisksBytes);
  return { ...total, uniqueBytes, sharedBytes, snapshotBytes: uniqueBytes + sharedBytes - total.logicalBytes };
}

/** What a snapshot holds alone. */
export function snapshotSpace(array: StorageArray, snapshot: VmSnapshotRecord): { uniqueBytes: number; isExact: boolean } {
  const files = snapshot.disks.map((disk) => findFile(array, disk.fileId));
  return { uniqueBytes: files.reduce((sum, file) => sum + (file?.uniqueBytes ?? 0), 0), isExact: files.every((file) => file?.isExact ?? false) };
}

export function vmRow(array: StorageArray, vm: VmRecord): VmRow {
  const { disks: _disks, notes: _notes, snapshots, nics, customization: _customization, madeTrailId: _madeTrailId, madeApartTrailIds: _madeApartTrailIds, ...row } = vm;
  const elsewhere = otherDatastoresOf(vm);
  return { ...row, ...(elsewhere.length > 0 && { otherDatastoreIds: [...elsewhere] }), networkIds: networkIdsOf(nics), snapshotCount: snapshots?.all.length ?? 0, space: vmSpace(array, vm) };
}

/**
 * The rows of at most `limit` virtual machines behind `afterId`, in the order in which they were made.
 * @throws Fault InvalidArgument when `afterId` is not the id of a virtual machine, existing or not
 */
export function vmRowsAfter(inventory: Inventory, array: StorageArray, afterId: ObjectId | null, limit: number): { rows: VmRow[]; nextAfterId: ObjectId | null } {
  const page = inventory.vmsAfter(afterId === null ? 0 : vmNumberOf(afterId), limit + 1);
  const hasMore = page.length > limit;
  const rows = page.slice(0, limit).map((vm) => vmRow(array, vm));
  return { rows, nextAfterId: hasMore ? (rows.at(-1)?.id ?? null) : null };
}

export function vmDetail(inventory: Inventory, array: StorageArray, vm: VmRecord): VmDetail {
  const disks = vm.disks.map((disk) => {
    const space = diskSpace(array, disk);
    const { label, mechanism, mechanismReason } = disk;
    const format = findFile(array, disk.fileId)?.format ?? 'thin';
    return { label, datastoreId: datastoreOfDisk(vm, disk), format, sizeBytes: space.provisionedBytes, mechanism, mechanismReason, space };
  });
  return { ...vmRow(array, vm), disks, nics: [...(vm.nics ?? [])], notes: vm.notes, cloneCount: inventory.cloneCount(vm.id) };
}

export function datastoreSpace(inventory: Inventory, array: StorageArray, datastore: DatastoreRecord): DatastoreSpace {
  const volume = array.volume(datastore.volumeId);
  const { sizeBytes, logicalBytes, physicalBytes, snapshotBytes, reservedBytes, isExact } = volume;
  return {
    capacityBytes: sizeBytes,
    provisionedBytes: inventory.provisionedBytes(datastore.id),
    logicalBytes,
    physicalBytes,
    snapshotBytes,
    reservedBytes,
    ...volumeFigures(volume),
    isExact,
  };
}

export function datastoreRow(inventory: Inventory, array: StorageArray, datastore: DatastoreRecord): Datastore {
  const { volumeId: _volumeId, maintenanceMode: _maintenanceMode, ...row } = datastore;
  const maintenanceMode = maintenanceModeOf(inventory, datastore);
  return { ...row, ...(maintenanceMode && { maintenanceMode }), space: datastoreSpace(inventory, array, datastore) };
}

export function containerRow(inventory: Inventory, array: StorageArray, record: ContainerRecord): Container {
  return record.kind === 'datastore' ? datastoreRow(inventory, array, record) : record;
}
