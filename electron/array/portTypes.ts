/** The shapes that cross the array port. Sizes are bytes; counters say when they are bounds. */
import type { FileId, SnapshotId, VolumeId } from '../../shared/ids.ts';

/** What an array can do. Callers ask before they call; a plan explains what is missing. */
export type Capability =
  | 'fileClone' | 'exactSpace' | 'volumeSnapshot' | 'volumeClone' | 'dedupe' | 'reservation' | 'unmap' | 'diff' | 'holders' | 'scrub' | 'rangeCopy';

export interface AggregateInfo {
  /** The most that may be stored, or null when only the local disk sets a limit. */
  readonly quotaBytes: number | null;
  /** Distinct stored bytes of all volumes; an upper bound while one of them is not exact. */
  readonly physicalBytes: number;
  /** What is stored, plus what guarantees and reservations have promised on top. */
  readonly committedBytes: number;
}

export interface VolumeSettings {
  readonly sizeBytes: number;
  /** `volume`: the whole size is set aside in the aggregate, so that a write inside the volume never fails for want of space there. */
  readonly guarantee: 'none' | 'volume';
  /** Grows by `incrementBytes`, a twentieth where that is left out, at most up to `maximumBytes`, when a write would fill it beyond `atPercent`. */
  readonly autogrow: { readonly maximumBytes: number; readonly atPercent: number; readonly incrementBytes?: number | undefined } | null;
  readonly nearlyFullPercent: number;
  readonly fullPercent: number;
  readonly isDedupeOn: boolean;
  /** Looks for equal blocks while writing; best effort. Needs `isDedupeOn`. */
  readonly isDedupeInline: boolean;
}

export interface VolumeInfo extends VolumeSettings {
  readonly id: VolumeId;
  /** Sum of the non-zero bytes of the files as they are now. */
  readonly logicalBytes: number;
  /** Distinct stored bytes charged to the volume, snapshots included; what a FlexClone inherits is charged to its base. An upper bound while `isExact` is false. */
  readonly physicalBytes: number;
  /** The part of `physicalBytes` that only snapshots hold; a lower bound while `isExact` is false. */
  readonly snapshotBytes: number;
  /** For a FlexClone: bytes that its files still share with its base and that are not charged to it. An upper bound while not exact. */
  readonly inheritedBytes: number;
  /** Set aside for thick files and not written yet. */
  readonly reservedBytes: number;
  /** What the files would take more without the pointers that dedupe has made. The rest of the saving is due to clones. A lower bound while not exact. */
  readonly savedByDedupeBytes: number;
  /** Written since the last complete run of dedupe; left out by arrays that do not count it. */
  readonly unscannedBytes?: number;
  readonly isExact: boolean;
  readonly fill: 'normal' | 'nearlyFull' | 'full';
  readonly base: { readonly volumeId: VolumeId; readonly snapshotId: SnapshotId } | null;
  readonly snapshotCount: number;
  readonly isSplitting: boolean;
}

export interface SnapshotInfo {
  readonly id: SnapshotId;
  readonly volumeId: VolumeId;
  /** Non-zero bytes of the files that it holds. */
  readonly logicalBytes: number;
  /** Bytes nothing else holds: what deleting it would free. A lower bound while `isExact` is false. */
  readonly uniqueBytes: number;
  readonly isExact: boolean;
  /** FlexClones based on it. */
  readonly cloneCount: number;
}

export interface SplitEstimate {
  /** Bytes that the split would write and that the volume would then hold itself. */
  readonly copyBytes: number;
  /** Room in the volume after that; negative when it does not fit. */
  readonly freeAfterBytes: number;
}

/** `thin` takes space as it is written; the others set the whole size aside. Zeros are never stored, so eager zeroing needs no writing. */
export type FileFormat = 'thin' | 'lazyZeroedThick' | 'eagerZeroedThick';

export interface FileOptions {
  readonly isStaging?: boolean;
  readonly format?: FileFormat;
  /** The first file of the group, a virtual machine's disks and their snapshots, that this one belongs to. Blocks shared only inside a group are unique to the group. */
  readonly groupOf?: FileId;
}

/** A file as a snapshot of its volume holds it. Read-only. */
export interface FileVersion {
  readonly fileId: FileId;
  readonly snapshotId: SnapshotId;
}

export interface FileInfo {
  readonly id: FileId;
  readonly volumeId: VolumeId;
  readonly groupId: FileId;
  readonly sizeBytes: number;
  readonly format: FileFormat;
  /** Sum of its non-zero blocks. */
  readonly logicalBytes: number;
  /** Distinct bytes that nothing else holds; a lower bound while `isExact` is false. Of a snapshot's version: 0, see `SnapshotInfo`. */
  readonly uniqueBytes: number;
  /** Only for the first file of a group: bytes that only files of the group share; otherwise 0. A lower bound while one file of the group is not exact. */
  readonly groupBytes: number;
  readonly isExact: boolean;
}

/** What an exact pass found. Over all files of a volume, `fairShareBytes` and the volume's `snapshotBytes` add up to its `physicalBytes`. */
export interface ExactSpace {
  /** Stored bytes divided by the number of pointers of live files to them; what a FlexClone inherits does not count. */
  readonly fairShareBytes: number;
  readonly asOfMs: number;
}

/** A half-open range of bytes that holds data; what lies between extents reads as zeros. */
export interface Extent {
  readonly offset: number;
  readonly length: number;
}

/** A range of one file that is to stand at the same place of another. Begins and ends on blocks of 4 KiB, or ends with both files. */
export interface FileRange {
  readonly from: FileId | FileVersion;
  readonly to: FileId;
  readonly offset: number;
  readonly length: number;
}

/** `share`: blocks of the same volume are shared where that is possible. `copy`: every block is stored once more. */
export type CopyMode = 'share' | 'copy';

/** Bytes of data of a copied range; holes count as neither. */
export interface RangeCopied {
  readonly sharedBytes: number;
  readonly copiedBytes: number;
}

/** What the array read from and wrote to its disks since it was opened: data with its headers and summaries, not the metadata store. */
export interface ArrayIo {
  readonly readBytes: number;
  readonly writtenBytes: number;
}

export interface FileChange {
  readonly fileId: FileId;
  readonly change: 'created' | 'deleted' | 'changed';
}

export interface BlockHolder {
  readonly fileId: FileId;
  /** The snapshot that holds it, or null for the file as it is now. */
  readonly snapshotId: SnapshotId | null;
  readonly offset: number;
}

export interface PassOptions {
  readonly signal?: AbortSignal | undefined;
  /** Told now and then how far the pass has come; the total may still grow. */
  readonly onProgress?: ((doneBytes: number, totalBytes: number) => void) | undefined;
}

export interface DedupeResult {
  readonly scannedBytes: number;
  /** Bytes that turned out to be stored more than once and are stored once now. */
  readonly savedBytes: number;
  /** Equal bytes left alone because a block has reached the sharing limit. */
  readonly overLimitBytes: number;
}

export interface DamagedBlock {
  readonly holders: readonly BlockHolder[];
  readonly isRepaired: boolean;
}

export interface ScrubReport {
  readonly scannedBytes: number;
  readonly damaged: readonly DamagedBlock[];
  /** Records of the array's own, such as checksums of intact data, that were damaged and are whole again; a sentence each. */
  readonly mended: readonly string[];
  /** ... and those that could not be put right. */
  readonly unmended: readonly string[];
}

export interface ArrayCheck {
  readonly problems: string[];
  /** What `repair` has mended, a sentence each. */
  readonly repaired: string[];
  readonly fileCount: number;
  readonly nodeCount: number;
  readonly blockCount: number;
  readonly segmentCount: number;
}
