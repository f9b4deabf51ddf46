import type { FileId } from '../../shared/ids.ts';
import type { StorageArray } from '../array/port.ts';
import type { MetaTx } from '../meta/meta.ts';

/** The disks with clones of their files, all in one group: what only they share is unique to the machine that they are made for. */
export function cloneDisks<D extends { readonly fileId: FileId }>(array: StorageArray, tx: MetaTx, disks: readonly D[]): D[] {
  let groupOf: FileId | undefined;
  return disks.map((disk) => {
    const fileId = array.cloneFile(tx, disk.fileId, groupOf === undefined ? {} : { groupOf });
    groupOf ??= fileId;
    return { ...disk, fileId };
  });
}
