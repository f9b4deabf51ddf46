/** The files of one copy: what is copied, what it is copied into, and how both come to belong to a machine or go. */
import type { FileId } from '../../shared/ids.ts';
import type { Mechanism } from '../../shared/model/inventory.ts';
import type { StorageArray } from '../array/port.ts';
import type { MetaTx } from '../meta/meta.ts';
import type { CopyJobKey, CopyJobs } from '../offload/copyJobs.ts';
import { stageDisks, type SourceDisk, type Staging } from './stageDisks.ts';

export interface CopyFiles {
  /** Does not change while it is copied. */
  readonly from: readonly FileId[];
  /** Half-made: belongs to a machine once it is published, in the transaction that records the machine. */
  readonly disks: readonly SourceDisk[];
  /** Everything ahead of it, disk by disk, was copied before an interruption. */
  readonly offsets: readonly number[];
  /** How much data that was. */
  readonly copiedBytes: number;
  /** What keeps the files over an interruption; null where the array cannot freeze what is copied, and the copy is made anew. */
  readonly job: CopyJobKey | null;
}

export interface CopyFileRooms {
  readonly array: StorageArray;
  readonly copyJobs: CopyJobs;
}

/**
 * What is copied is frozen by clones of its files, so that it is the same when the copy goes on after an interruption.
 * @param fileClones makes the files where nothing is to be copied into them: they are complete at once
 * @throws what `stageDisks` and `fileClones` throw
 */
export function makeFiles(
  rooms: CopyFileRooms,
  tx: MetaTx,
  key: CopyJobKey,
  mechanism: Mechanism,
  staging: Omit<Staging, 'isStaging'>,
  fileClones: ((isStaging: boolean) => SourceDisk[]) | null = null,
): CopyFiles {
  const { array, copyJobs } = rooms;
  const isKept = copyJobs.isPossible;
  const disks = fileClones ? fileClones(!isKept) : stageDisks(rooms, tx, { ...staging, isStaging: !isKept });
  const offsets = disks.map(({ sizeBytes }) => (fileClones ? sizeBytes : 0));
  if (!isKept) return { from: staging.disks.map(({ fileId }) => fileId), disks, offsets, copiedBytes: 0, job: null };
  const from = cloneFiles(array, tx, staging.disks, 'thin').map(({ fileId }) => fileId);
  const [first] = from;
  if (first !== undefined) {
    copyJobs.put(tx, key, {
      sourceVolumeId: array.file(first).volumeId, targetVolumeId: staging.target.volumeId, mechanism, createdAtMs: Date.now(),
      disks: disks.flatMap(({ fileId }, index) => ({ from: from[index] ?? first, into: fileId, offset: offsets[index] ?? 0 })),
    });
  }
  return { from, disks, offsets, copiedBytes: 0, job: key };
}

/**
 * The files are a machine's from now on. A snapshot of the volume that was made on the way holds one half-made, and whoever
 * restores it must not find that in the machine: then the machine gets clones, which no snapshot holds.
 * @returns the disks to record
 */
export function publishFiles({ array, copyJobs }: CopyFileRooms, tx: MetaTx, { disks, job }: CopyFiles): SourceDisk[] {
  if (job) copyJobs.complete(tx, job);
  else for (const { fileId } of disks) array.publishFile(tx, fileId);
  if (!disks.some(({ fileId }) => array.isInSnapshot(fileId)) || !array.capabilities.has('fileClone')) return [...disks];
  const clones = cloneFiles(array, tx, disks, 'same');
  for (const { fileId } of disks) array.deleteFile(tx, fileId);
  return clones;
}

/** All in one group. */
function cloneFiles(array: StorageArray, tx: MetaTx, disks: readonly SourceDisk[], format: 'thin' | 'same'): SourceDisk[] {
  let groupOf: FileId | undefined;
  return disks.map((disk) => {
    const fileId = array.cloneFile(tx, disk.fileId, { format: format === 'thin' ? 'thin' : array.file(disk.fileId).format, ...(groupOf !== undefined && { groupOf }) });
    groupOf ??= fileId;
    return { ...disk, fileId };
  });
}

/** Takes back what a copy has made. */
export function discardFiles({ array, copyJobs }: CopyFileRooms, tx: MetaTx, { disks, job }: CopyFiles): void {
  if (job) copyJobs.giveUp(tx, job);
  else for (const { fileId } of disks) array.deleteFile(tx, fileId);
}
