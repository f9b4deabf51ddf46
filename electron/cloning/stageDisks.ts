/** Makes the half-made files that a copy goes into. */
import type { FileId } from '../../shared/ids.ts';
import type { StorageArray } from '../array/port.ts';
import type { FileFormat, FileOptions } from '../array/portTypes.ts';
import type { MetaTx } from '../meta/meta.ts';
import type { Device } from '../offload/device/deviceTypes.ts';
import { DistrustedClone } from '../offload/engineTypes.ts';

export interface SourceDisk {
  readonly fileId: FileId;
  readonly sizeBytes: number;
  readonly label: string;
}

export interface Staging {
  readonly target: Device;
  readonly disks: readonly SourceDisk[];
  /** Of each disk. */
  readonly formats: readonly FileFormat[];
  /** Whether Reserve Space is used for thick disks. */
  readonly isReserved: boolean;
  /** True for files that the next open removes unless they have been published. */
  readonly isStaging: boolean;
}

/**
 * The files read as zeros and are all in one group.
 * @throws Fault InsufficientStorageSpace; CommandFailed when Reserve Space is refused; DistrustedClone when it was not carried out
 */
export function stageDisks({ array }: { readonly array: StorageArray }, tx: MetaTx, { target, disks, formats, isReserved, isStaging }: Staging): SourceDisk[] {
  let groupOf: FileId | undefined;
  return disks.map((disk, index) => {
    const format = formats[index] ?? 'thin';
    const options: FileOptions = { isStaging, ...(groupOf !== undefined && { groupOf }) };
    const fileId =
      format !== 'thin' && isReserved ? target.reserveSpace(tx, disk.sizeBytes, format, options) : array.createFile(tx, target.volumeId, disk.sizeBytes, { ...options, format });
    groupOf ??= fileId;
    // What Extended Statistics would tell: a disk whose space was not set aside is thin.
    if (array.file(fileId).format !== format) throw new DistrustedClone(`Reserve Space was reported as done, but "${disk.label}" is thin.`);
    return { ...disk, fileId };
  });
}
