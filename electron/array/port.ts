/**
 * The port behind which a storage array stands: the embedded one today, a filer or Ceph RBD
 * later. Judged by the suite in `test/suites/arrayPort.ts`.
 *
 * Two kinds of calls. Those that take a `MetaTx` change metadata inside the caller's
 * transaction, so that the caller can commit its own records with them, and are synchronous.
 * Those that move data are asynchronous.
 */
import type { FileId, VolumeId } from '../../shared/ids.ts';
import type { MetaTx } from '../meta/meta.ts';

/** What an array can do. Callers ask before they call; a plan explains what is missing. */
export type Capability = 'fileClone' | 'exactSpace';

export interface VolumeInfo {
  readonly id: VolumeId;
  readonly sizeBytes: number;
  /** Sum of the files' non-zero bytes. */
  readonly logicalBytes: number;
  /** Distinct stored bytes; an upper bound while `isExact` is false. */
  readonly physicalBytes: number;
  readonly isExact: boolean;
}

export interface FileInfo {
  readonly id: FileId;
  readonly volumeId: VolumeId;
  readonly sizeBytes: number;
  readonly logicalBytes: number;
  /** Bytes no other file holds; a lower bound while `isExact` is false. */
  readonly uniqueBytes: number;
  readonly isExact: boolean;
}

/** A half-open range of bytes that holds data; what lies between extents reads as zeros. */
export interface Extent {
  readonly offset: number;
  readonly length: number;
}

export interface ArrayCheck {
  readonly problems: string[];
  readonly fileCount: number;
  readonly nodeCount: number;
  readonly blockCount: number;
  readonly segmentCount: number;
}

export interface StorageArray {
  /** Random at creation; part of every log record, so that segments of two arrays are never mixed up. */
  readonly arrayId: string;
  readonly capabilities: ReadonlySet<Capability>;

  createVolume(tx: MetaTx, sizeBytes: number): VolumeId;
  volume(id: VolumeId): VolumeInfo;

  /**
   * A new file that reads as zeros. A staging file is half-made by definition: if it is not
   * published before the array is closed or the process dies, the next open removes it.
   */
  createFile(tx: MetaTx, volumeId: VolumeId, sizeBytes: number, options?: { isStaging?: boolean }): FileId;
  publishFile(tx: MetaTx, id: FileId): void;

  /** Shares every block of `source`: constant time whatever its size. Both sides stay writable. */
  cloneFile(tx: MetaTx, source: FileId): FileId;

  /** Constant time; the space comes back when `reclaim` has run. */
  deleteFile(tx: MetaTx, id: FileId): void;

  /** @throws Fault ManagedObjectNotFound */
  file(id: FileId): FileInfo;

  /**
   * Runs `work` in one metadata transaction that also saves every block map changed so far,
   * after the data they point to is durable. When this resolves, everything is durable.
   * Data writes wait meanwhile; calls queue behind each other.
   */
  commit<T>(work: (tx: MetaTx) => T): Promise<T>;

  /**
   * Fills `into` from `offset`. Every block is verified against its checksum on the way out.
   * @throws Fault DataIntegrity naming the file and block; InvalidArgument outside the file
   */
  read(id: FileId, offset: number, into: Uint8Array): Promise<void>;

  /**
   * Writes any byte range. It can be read back at once, and is durable after `flush` or `commit`.
   * Zero blocks take no space.
   * @throws Fault InsufficientStorageSpace when the volume or the local disk is full
   */
  write(id: FileId, offset: number, data: Uint8Array): Promise<void>;

  /** Resolves when every write acknowledged before the call is durable. */
  flush(): Promise<void>;

  /** The ranges that hold data, in order, merged where they touch. */
  extents(id: FileId): AsyncIterable<Extent>;

  /**
   * The exact pass: finds every block and map node in use, makes the counters exact and gives
   * what is not used back for reuse. Runs in short slices beside other work.
   * @returns bytes of blocks given back
   */
  reclaim(signal?: AbortSignal): Promise<{ freedBytes: number }>;

  /** True when deletions or overwrites may have left counters as bounds or blocks unused. */
  readonly needsReclaim: boolean;

  /** Verifies everything that is stored against everything that refers to it. Changes nothing. */
  check(signal?: AbortSignal): Promise<ArrayCheck>;

  /** Called with the files whose counters changed, at most once per turn of the event loop. */
  onSpaceChange(listener: (files: ReadonlySet<FileId>) => void): () => void;

  /** Bytes the array occupies on the local file system. */
  localUsedBytes(): number;

  /** Flushes, saves and closes. */
  close(): Promise<void>;
}
