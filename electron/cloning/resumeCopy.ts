/** Finds what an interrupted copy has left, and makes sure that it can go on from there. */
import type { FileId } from '../../shared/ids.ts';
import type { Decision } from '../../shared/model/offload.ts';
import { blocksFor, blockSizeBytes } from '../../shared/units.ts';
import type { StorageArray } from '../array/port.ts';
import type { FileFormat, FileInfo } from '../array/portTypes.ts';
import { findFile } from '../inventory/rows.ts';
import type { Device } from '../offload/device/deviceTypes.ts';
import type { CopyJobKey, CopyJobRecord } from '../offload/copyJobs.ts';
import type { CopyFileRooms, CopyFiles } from './copyFiles.ts';
import type { SourceDisk } from './stageDisks.ts';

export interface WantedCopy {
  readonly source: Device;
  readonly target: Device;
  readonly decision: Decision;
  readonly disks: readonly SourceDisk[];
  /** Of each disk. */
  readonly formats: readonly FileFormat[];
}

/**
 * Null where there is nothing to go on with, and then nothing is left of it.
 * What lies behind the offsets is zeros again when this resolves.
 */
export async function resumeFiles(rooms: CopyFileRooms, key: CopyJobKey, wanted: WantedCopy): Promise<CopyFiles | null> {
  const { array, copyJobs } = rooms;
  const record = copyJobs.find(key);
  if (!record) return null;
  if (isFor(array, record, wanted)) {
    const offsets = record.disks.map(({ offset }, index) => usable(offset, wanted, index));
    const { mechanism } = wanted.decision;
    const disks = record.disks.map((disk, index) => ({ ...disk, offset: offsets[index] ?? 0 }));
    // The record must not claim what is about to be zeroed.
    await array.commit((tx) => copyJobs.put(tx, key, { ...record, mechanism, disks }));
    const copied = await clearTails(array, disks, wanted.disks);
    if (copied !== null) {
      const made = wanted.disks.map((disk, index) => ({ ...disk, fileId: disks[index]?.into ?? disk.fileId }));
      return { from: disks.map(({ from }) => from), disks: made, offsets, copiedBytes: copied, job: key };
    }
  }
  await array.commit((tx) => copyJobs.giveUp(tx, key));
  return null;
}

/** Whether the files are still there, and are what is to be copied now from and to. */
function isFor(array: StorageArray, record: CopyJobRecord, { source, target, decision, disks, formats }: WantedCopy): boolean {
  // What an array has made is proven by comparing whole disks when it says it is done. A host would not do that.
  if (decision.mechanism === 'hostCopy' && record.mechanism !== 'hostCopy') return false;
  // What was cloned as a whole is complete, and nothing else becomes complete by being cloned.
  if ((decision.mechanism === 'fileClone') !== (record.mechanism === 'fileClone')) return false;
  if (record.sourceVolumeId !== source.volumeId || record.targetVolumeId !== target.volumeId || record.disks.length !== disks.length) return false;
  return disks.every(({ sizeBytes }, index) => {
    const kept = record.disks[index];
    if (!kept || kept.offset > sizeBytes) return false;
    const [from, into] = [findFile(array, kept.from), findFile(array, kept.into)];
    return isLike(from, source, sizeBytes) && isLike(into, target, sizeBytes) && into?.format === (formats[index] ?? 'thin');
  });
}

function isLike(file: FileInfo | null | undefined, { volumeId }: Device, sizeBytes: number): boolean {
  return file?.volumeId === volumeId && file.sizeBytes === sizeBytes;
}

/** NAS Full File Clone makes whole files only. */
function usable(offset: number, { decision, disks }: WantedCopy, index: number): number {
  const isWhole = decision.attempts.at(-1)?.primitive === 'nasFullFileClone';
  return isWhole && offset < (disks[index]?.sizeBytes ?? 0) ? 0 : offset;
}

/**
 * What was written behind the offsets, and perhaps not all of it, goes.
 * @returns bytes of data ahead of the offsets; null where that is not as much as the source holds there
 */
async function clearTails(array: StorageArray, kept: CopyJobRecord['disks'], disks: readonly SourceDisk[]): Promise<number | null> {
  let copiedBytes = 0;
  for (const [index, { from, into, offset }] of kept.entries()) {
    const sizeBytes = disks[index]?.sizeBytes ?? offset;
    if (offset < sizeBytes) await array.unmap(into, offset, sizeBytes - offset);
    const ahead = await dataAhead(array, from, offset);
    if (array.file(into).logicalBytes !== ahead.blocks * blockSizeBytes) return null;
    copiedBytes += ahead.bytes;
  }
  return copiedBytes;
}

async function dataAhead(array: StorageArray, from: FileId, end: number): Promise<{ bytes: number; blocks: number }> {
  let bytes = 0;
  let blocks = 0;
  if (end === 0) return { bytes, blocks };
  for await (const { offset, length } of array.extents(from)) {
    if (offset >= end) break;
    const size = Math.min(length, end - offset);
    bytes += size;
    blocks += blocksFor(size);
  }
  return { bytes, blocks };
}
