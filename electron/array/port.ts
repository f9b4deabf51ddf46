/**
 * The port behind which a storage array stands: the embedded one today, a filer or Ceph RBD
 * later. Judged by the suite in `test/suites/arrayPort.ts`.
 *
 * Two kinds of calls. Those that take a `MetaTx` change metadata inside the caller's
 * transaction, so that the caller can commit its own records with them, and are synchronous.
 * Those that move data or look at much of it are asynchronous.
 */
import type { FileId, SnapshotId, VolumeId } from '../../shared/ids.ts';
import type { MetaTx } from '../meta/meta.ts';
import type {
  AggregateInfo, ArrayCheck, ArrayIo, BlockHolder, Capability, CopyMode, DedupeResult, ExactSpace, Extent, FileChange, FileInfo, FileOptions, FileRange, FileVersion, PassOptions,
  RangeCopied, ScrubReport, SnapshotInfo, SplitEstimate, VolumeInfo, VolumeSettings,
} from './portTypes.ts';

export interface StorageArray {
  /** Random at creation; part of every log record, so that segments of two arrays are never mixed up. */
  readonly arrayId: string;
  /** Calls that need a capability the array does not declare end in the fault NotSupported. */
  readonly capabilities: ReadonlySet<Capability>;

  /** All volumes share one aggregate, the space of the array. */
  aggregate(): AggregateInfo;
  /** Limits what all volumes together may store; null takes the limit away. @throws Fault InvalidArgument below what is promised already */
  setQuota(tx: MetaTx, quotaBytes: number | null): void;

  /**
   * A volume without files. What is left out of `settings` is thin, without autogrow and without dedupe.
   * @throws Fault InsufficientStorageSpace when the aggregate cannot guarantee it, InvalidArgument for settings that make no sense
   */
  createVolume(tx: MetaTx, settings: Partial<VolumeSettings> & { readonly sizeBytes: number }): VolumeId;
  /**
   * Changes some settings, the size among them, while the volume is in use.
   * @throws Fault InsufficientStorageSpace when it would become smaller than what it holds and reserves, or the aggregate has no room
   */
  updateVolume(tx: MetaTx, id: VolumeId, change: Partial<VolumeSettings>): void;
  /** Removes the volume with its files and snapshots. @throws Fault ResourceInUse while a FlexClone is based on it */
  deleteVolume(tx: MetaTx, id: VolumeId): void;
  /** @throws Fault ManagedObjectNotFound */
  volume(id: VolumeId): VolumeInfo;
  /** In the order in which they were made. */
  volumeIds(): VolumeId[];
  /** Files of a volume as it is now, or as a snapshot holds it, in id order. */
  fileIds(volumeId: VolumeId, snapshotId?: SnapshotId): Iterable<FileId>;

  /** Keeps every file of the volume as it is now: constant time, however many files there are. @throws Fault InvalidState at the limit of snapshots */
  createSnapshot(tx: MetaTx, volumeId: VolumeId): SnapshotId;
  /** @throws Fault ResourceInUse while a FlexClone is based on it */
  deleteSnapshot(tx: MetaTx, id: SnapshotId): void;
  /**
   * Makes the volume what the snapshot holds: time follows the number of its files, not their sizes. The snapshot stays.
   * @returns files that exist again, and files that came into being since and are gone now
   * @throws Fault InvalidState while there are newer snapshots, or the volume is being split
   */
  restoreSnapshot(tx: MetaTx, id: SnapshotId): { readonly returnedFileIds: FileId[]; readonly removedFileIds: FileId[] };
  /** @throws Fault ManagedObjectNotFound */
  snapshot(id: SnapshotId): SnapshotInfo;
  /** Oldest first. */
  snapshots(volumeId: VolumeId): SnapshotInfo[];

  /**
   * A writable FlexClone of what the snapshot holds: constant time. Its settings are those of the
   * original unless given; it is never guaranteed. @throws Fault InvalidState beyond 60 generations
   */
  cloneVolume(tx: MetaTx, snapshotId: SnapshotId, settings?: Partial<VolumeSettings>): VolumeId;
  /** The file of a FlexClone that began as `fileId` of its base, by arithmetic only. @throws Fault ManagedObjectNotFound for a volume that is no FlexClone */
  clonedFileId(volumeId: VolumeId, fileId: FileId): FileId;
  /** What splitting the FlexClone from its base would copy. */
  estimateSplit(volumeId: VolumeId, signal?: AbortSignal): Promise<SplitEstimate>;
  /**
   * Gives the FlexClone blocks of its own until nothing ties it to its base. Goes on where an earlier,
   * cancelled or interrupted split has stopped. @throws Fault ResourceInUse while it has snapshots, RequestCanceled
   */
  splitVolume(volumeId: VolumeId, options?: PassOptions): Promise<void>;

  /**
   * A new file that reads as zeros. A staging file is half-made by definition: if it is not
   * published before the array is closed or the process dies, the next open removes it.
   * @throws Fault InsufficientStorageSpace when a thick file cannot be reserved
   */
  createFile(tx: MetaTx, volumeId: VolumeId, sizeBytes: number, options?: FileOptions): FileId;
  publishFile(tx: MetaTx, id: FileId): void;
  /**
   * Makes the file larger, in constant time; what is new reads as zeros. Its snapshots and clones keep their size.
   * @throws Fault InvalidArgument for a size below the present one, InsufficientStorageSpace when a thick file cannot be reserved
   */
  growFile(tx: MetaTx, id: FileId, sizeBytes: number): void;
  /** Shares every block of `source`: constant time whatever its size. Both sides stay writable. The clone is thin unless told otherwise. */
  cloneFile(tx: MetaTx, source: FileId | FileVersion, options?: FileOptions): FileId;
  /** Makes the file what `to`, of the same volume, is: constant time. */
  revertFile(tx: MetaTx, id: FileId, to: FileId | FileVersion): void;
  /**
   * Puts files of one volume into one group, the first of them ahead; those that were grouped behind it stay. What only
   * they share is known when `reclaim` has run. Time that follows the number of files. @throws Fault InvalidArgument for several volumes
   */
  regroup(tx: MetaTx, ids: readonly FileId[]): void;
  /** Constant time; the space comes back when `reclaim` has run. */
  deleteFile(tx: MetaTx, id: FileId): void;
  /** Inside a transaction also what that has made so far; what is unique is told as of its beginning then. @throws Fault ManagedObjectNotFound */
  file(version: FileId | FileVersion): FileInfo;
  /** True while a snapshot of its volume holds the file. */
  isInSnapshot(id: FileId): boolean;

  /**
   * Runs `work` in one metadata transaction that also saves every block map changed so far,
   * after the data they point to is durable. When this resolves, everything is durable.
   * Data writes wait meanwhile; calls queue behind each other.
   */
  commit<T>(work: (tx: MetaTx) => T): Promise<T>;

  /** Memory for `read` and `write` that need not be copied on the way, as far as whole blocks of it at multiples of 4 KiB are used; other threads may see it. */
  transferMemory(lengthBytes: number): Uint8Array<SharedArrayBuffer>;
  /**
   * Fills `into` from `offset`. Every block is verified against its checksum on the way out. What `into` holds after a failure is undefined.
   * @throws Fault DataIntegrity naming the file and block; InvalidArgument outside the file
   */
  read(version: FileId | FileVersion, offset: number, into: Uint8Array): Promise<void>;
  /**
   * Writes any byte range. It can be read back at once, and is durable after `flush` or `commit`.
   * Zero blocks take no space. `data` must stay as it is until this ends.
   * @throws Fault InsufficientStorageSpace when the volume, the aggregate or the local disk is full
   */
  write(id: FileId, offset: number, data: Uint8Array): Promise<void>;
  /** Makes a range read as zeros, as writing zeros would, in time that follows what was mapped there. Works when the volume is full. */
  unmap(id: FileId, offset: number, length: number): Promise<void>;
  /**
   * Makes a range of one file what it is in another, inside the array. Durable as a write is. What shares blocks this way counts as saved by dedupe.
   * @throws Fault InvalidArgument for a range that is not inside both or not on blocks; what `read` and `write` throw
   */
  copyRange(range: FileRange, mode: CopyMode): Promise<RangeCopied>;
  /** Resolves when every write acknowledged before the call is durable. */
  flush(): Promise<void>;

  /** The ranges that hold data, in order, merged where they touch. */
  extents(version: FileId | FileVersion): AsyncIterable<Extent>;
  /**
   * The ranges of `after` that may differ from `before`, in order and merged: never misses a change, in time that follows
   * the changes when both have an ancestor in common. Ranges beyond the end of `before` are listed where they hold data, nothing beyond the end of `after`.
   */
  diff(before: FileId | FileVersion, after: FileId | FileVersion): AsyncIterable<Extent>;
  /** Files that differ between two snapshots of a volume, or a snapshot and now (null), in id order. */
  diffVolume(volumeId: VolumeId, before: SnapshotId, after: SnapshotId | null): AsyncIterable<FileChange>;
  /** Everything that holds the block at `offset`, itself included; nothing where it reads as zeros. */
  holders(version: FileId | FileVersion, offset: number, signal?: AbortSignal): Promise<BlockHolder[]>;

  /**
   * Finds equal blocks of the volume and stores each once: fingerprints first, then byte by byte. Files stay
   * readable and writable. `scanAll` false looks only for partners of blocks written since the last complete run.
   */
  dedupe(volumeId: VolumeId, options: PassOptions & { readonly scanAll: boolean }): Promise<DedupeResult>;

  /**
   * The exact pass: finds every block and map node in use, makes the counters exact and gives
   * what is not used back for reuse. Runs in short slices beside other work.
   * @returns bytes of blocks given back
   */
  reclaim(signal?: AbortSignal): Promise<{ freedBytes: number }>;
  /** True when deletions or overwrites may have left counters as bounds or blocks unused. */
  readonly needsReclaim: boolean;
  /** What the last exact pass found about a live file, or null before the first one. */
  exactSpace(id: FileId): ExactSpace | null;
  /** Exactly what deleting all of these files, and nothing else, would free. */
  freedByDeleting(ids: readonly FileId[], signal?: AbortSignal): Promise<{ freedBytes: number }>;

  /**
   * Verifies everything that is stored against everything that refers to it. `isDeep` also reads every stored block.
   * `repair` mends what can be mended without losing anything: counters, leftovers, checksums of intact data, blocks with an intact twin.
   */
  check(options?: PassOptions & { readonly isDeep?: boolean; readonly repair?: boolean }): Promise<ArrayCheck>;
  /** Reads every block in use, compares it with its checksum and mends it from a twin where one exists. */
  scrub(options?: PassOptions): Promise<ScrubReport>;

  /** Called with the files whose counters changed, at most once per turn of the event loop. */
  onSpaceChange(listener: (files: ReadonlySet<FileId>) => void): () => void;
  /** Back-end I/O so far; only grows while the array is open. */
  readonly io: ArrayIo;
  /** Bytes the array occupies on the local file system. */
  localUsedBytes(): number;
  /** Flushes, saves and closes. */
  close(): Promise<void>;
}
