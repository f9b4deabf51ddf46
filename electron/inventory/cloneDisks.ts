import type { FileId, ObjectId } from '../../shared/ids.ts';
import type { StorageArray } from '../array/port.ts';
import type { MetaTx } from '../meta/meta.ts';

/** The disks with clones of their files, those of each datastore in one group: what only they share is unique to the machine that they are made for. */
export function cloneDisks<D extends { readonly fileId: FileId; readonly datastoreId?: ObjectId }>(array: StorageArray, tx: MetaTx, disks: readonly D[]): D[] {
  const leaders = new Map<ObjectId | undefined, FileId>();
  return disks.map((disk) => {
    const groupOf = leaders.get(disk.datastoreId);
    const fileId = array.cloneFile(tx, disk.fileId, groupOf === undefined ? {} : { groupOf });
    if (groupOf === undefined) leaders.set(disk.datastoreId, fileId);
    return { ...disk, fileId };
  });
}
