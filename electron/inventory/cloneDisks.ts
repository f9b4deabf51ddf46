import type { FileId, VolumeId } from '../../shared/ids.ts';
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

/** The disks with half-made files of a volume, all in one group, that read as zeros; `from` is what is to be copied into them. */
export function stageDisks<D extends { readonly fileId: FileId; readonly sizeBytes: number }>(
  array: StorageArray,
  tx: MetaTx,
  volumeId: VolumeId,
  disks: readonly D[],
): (D & { readonly from: FileId })[] {
  let groupOf: FileId | undefined;
  return disks.map((disk) => {
    const fileId = array.createFile(tx, volumeId, disk.sizeBytes, groupOf === undefined ? { isStaging: true } : { isStaging: true, groupOf });
    groupOf ??= fileId;
    return { ...disk, fileId, from: disk.fileId };
  });
}
