/** The groups that the array counts the files of a machine in: one for each datastore, since none reaches over several volumes. */
import type { FileId, ObjectId } from '../../shared/ids.ts';
import type { StorageArray } from '../array/port.ts';
import type { MetaTx } from '../meta/meta.ts';
import { datastoreOfDisk, datastoresOfVm, filesOnDatastore, type VmRecord } from './records.ts';

/** What only the files of a machine on one datastore share is told as its own: the first of its disks there is ahead. */
export function regroupVm(array: Pick<StorageArray, 'regroup'>, tx: MetaTx, vm: Pick<VmRecord, 'datastoreId' | 'disks' | 'snapshots'>): void {
  for (const datastoreId of datastoresOfVm(vm)) {
    const files = filesOnDatastore(vm, datastoreId);
    if (files.length > 0) array.regroup(tx, files);
  }
}

/** A file of the machine on the datastore that new ones there join, if it has any. */
export function groupOn(vm: Pick<VmRecord, 'datastoreId' | 'disks'>, datastoreId: ObjectId): FileId | undefined {
  return vm.disks.find((disk) => datastoreOfDisk(vm, disk) === datastoreId)?.fileId;
}
