/** What the array keeps of a file, how its id is made up, and how its record is stored. */
import { isFileId, isVolumeId, type FileId, type VolumeId } from '../../../shared/ids.ts';
import { Fault } from '../../../shared/faults.ts';
import { blocksFor } from '../../../shared/units.ts';
import type { FileFormat } from '../portTypes.ts';
import type { VolumeState } from './volumeState.ts';

export interface FileState {
  readonly id: FileId;
  readonly volumeId: VolumeId;
  sizeBytes: number;
  isStaging: boolean;
  root: number;
  /** The next block number and node id at the last moment when everything the file holds came to be shared. */
  shareVbn: number;
  shareNode: number;
  /** Blocks that are not zero. */
  mappedBlocks: number;
  /** Pointers to blocks born since `shareVbn` that are not the target of dedupe: nothing else holds those. */
  ownBlocks: number;
  /** Of the older ones: how many are known to be exclusive. Void when dedupe has pointed to older blocks since, see `exclusiveAtHits`. */
  exclusiveOldBlocks: number;
  exclusiveAtHits: number;
  /** The file it was cloned from, 0 for none, and how much that had dropped then. */
  parentId: number;
  parentDrops: number;
  /** A snapshot that holds every older block of the file, or 0. */
  voucherId: number;
  /** How often this file let go of a block that others may hold. Only grows. */
  drops: number;
  /** How often it was cloned. Only grows; tells the exact pass that its answer is out of date. */
  shares: number;
  /** The volume's `drops` at which `exclusiveOldBlocks` was exact; negative when a clone has let go of blocks since. */
  exactAtDrops: number;
  /** The epoch of its volume in which the record was begun: snapshots of that epoch and later ones see it. */
  epoch: number;
  /** Older blocks from here up to `shareVbn` were its own when `voucherId` was made: if it lets go of them, only snapshots hold them. */
  snapVbn: number;
  /** How many of those it still has. */
  snapOwnBlocks: number;
  /** Whether the one snapshot `voucherId` is all that holds those besides the file. */
  isSoleSnapshot: boolean;
  /** Pointers of the file to targets of dedupe that neither its parent nor its voucher has. */
  dedupedBlocks: number;
  /** Pointers to blocks of the base of a FlexClone. */
  inheritedBlocks: number;
  /** Files that descend from one another by cloning have the same family, the id of the first. */
  familyId: number;
  /** The first file of the group, itself when it is alone. */
  groupId: FileId;
  /**
   * Of the first file: blocks shared inside the group only, as the last exact pass found them and clones inside the group have
   * added to them. Valid like `exclusiveOldBlocks`. Below zero when it is a lower bound: −1 stands for none, −2 for one.
   */
  groupBlocks: number;
  format: FileFormat;
}

/** A record that is no longer the current one: snapshots with `epoch ≤ theirs < untilEpoch` see it. */
export interface FileVersionState extends FileState {
  readonly untilEpoch: number;
}

const formats: readonly FileFormat[] = ['thin', 'lazyZeroedThick', 'eagerZeroedThick'];

/** File ids of one volume are its id in the upper bits and a number of its own below, so that a FlexClone's ids follow from those of its base. */
const inodeSpan = 2 ** 32;

/** The id of file number `inode` of a volume. Numbers from format 1 are ids themselves. */
export function fileIdOf(volume: VolumeState, inode: number): FileId {
  return toFileId(inode < volume.legacyInodes ? inode : volume.id * inodeSpan + inode);
}
export function inodeOf(id: number): number {
  return id % inodeSpan;
}
/** The volume whose file this is by its id alone, or 0 for a file of format 1. */
export function volumeNumberOf(id: number): number {
  return Math.floor(id / inodeSpan);
}

/** @throws Fault DataIntegrity for a number no file can have: the record it comes from is damaged */
export function toFileId(id: unknown): FileId {
  if (isFileId(id)) return id;
  throw new Fault('DataIntegrity', `${String(id)} is not the id of a file.`);
}

export function toVolumeId(id: unknown): VolumeId {
  if (isVolumeId(id)) return id;
  throw new Fault('DataIntegrity', `${String(id)} is not the id of a volume.`);
}

/** First id of a volume's files, and the one behind the last. */
export function idRangeOf(volumeId: number): [number, number] {
  return [volumeId * inodeSpan, (volumeId + 1) * inodeSpan];
}

export function reserveOf(file: FileState): number {
  return file.format === 'thin' ? 0 : Math.max(0, blocksFor(file.sizeBytes) - file.mappedBlocks);
}

/** A record as it is stored: MessagePack of an array, half the size of an object with names. */
export type FileRecord = readonly (number | boolean)[];

export function toFileRecord(file: FileState): FileRecord {
  return [
    file.volumeId, file.sizeBytes, file.isStaging, file.root, file.shareVbn, file.shareNode, file.mappedBlocks, file.ownBlocks,
    file.exclusiveOldBlocks, file.exclusiveAtHits, file.parentId, file.parentDrops, file.voucherId, file.drops, file.shares, file.exactAtDrops,
    file.epoch, file.snapVbn, file.snapOwnBlocks, file.isSoleSnapshot, file.dedupedBlocks, file.inheritedBlocks, file.familyId, file.groupId,
    file.groupBlocks, formats.indexOf(file.format),
  ];
}

export function fromFileRecord(id: FileId, record: FileRecord): FileState {
  const number = (index: number): number => Number(record[index] ?? 0);
  return {
    id, volumeId: toVolumeId(record[0]), sizeBytes: number(1), isStaging: record[2] === true, root: number(3), shareVbn: number(4),
    shareNode: number(5), mappedBlocks: number(6), ownBlocks: number(7), exclusiveOldBlocks: number(8), exclusiveAtHits: number(9),
    parentId: number(10), parentDrops: number(11), voucherId: number(12), drops: number(13), shares: number(14), exactAtDrops: number(15),
    epoch: number(16), snapVbn: number(17), snapOwnBlocks: number(18), isSoleSnapshot: record[19] === true, dedupedBlocks: number(20),
    inheritedBlocks: number(21), familyId: number(22), groupId: toFileId(record[23]), groupBlocks: number(24),
    format: formats[number(25)] ?? 'thin',
  };
}

/** A file record of format 1: it knew neither snapshots nor dedupe, groups or formats. */
export function fromFileRecord1(id: FileId, record: FileRecord): FileState {
  const number = (index: number): number => Number(record[index] ?? 0);
  return {
    id, volumeId: toVolumeId(record[0]), sizeBytes: number(1), isStaging: record[2] === 1, root: number(3), shareVbn: number(4),
    shareNode: number(5), mappedBlocks: number(6), ownBlocks: number(7), exclusiveOldBlocks: number(8), exclusiveAtHits: 0, parentId: number(9),
    parentDrops: number(10), voucherId: 0, drops: number(11), shares: number(13), exactAtDrops: number(12), epoch: 1, snapVbn: number(4),
    snapOwnBlocks: 0, isSoleSnapshot: false, dedupedBlocks: 0, inheritedBlocks: 0, familyId: 0, groupId: id, groupBlocks: 0, format: 'thin',
  };
}
