/**
 * The embedded storage array: real bytes in 4 KiB blocks, shared between files through their
 * block maps. See FORMAT.md for what is on disk and docs/array.md for how it works.
 */
import { Fault } from '../../shared/faults.ts';
import type { FileId, SnapshotId, VolumeId } from '../../shared/ids.ts';
import type { SegmentDisk } from '../disk/segmentDisk.ts';
import type { Meta, MetaTx } from '../meta/meta.ts';
import { assembleArray, recordOf } from './assemble.ts';
import type { ArrayParts } from './parts.ts';
import { AsyncMutex } from './asyncMutex.ts';
import { Checkpoints } from './checkpoints.ts';
import { CountedDisk } from './countedDisk.ts';
import { diffMaps } from './diff.ts';
import { diffVolume } from './diffVolume.ts';
import { extentsOf, readFile } from './fileIo.ts';
import { cloneFile, createFile, deleteFile, fileInfo, growFile, regroup, revertFile, stateOf } from './operations/files.ts';
import { createSnapshot, deleteSnapshot, restoreSnapshot, snapshotInfo } from './operations/snapshots.ts';
import { aggregateInfo, growAgain, volumeInfo } from './operations/space.ts';
import { cloneVolume, clonedFileId, createVolume, deleteVolume, updateVolume } from './operations/volumes.ts';
import { Passes } from './passes.ts';
import type { StorageArray } from './port.ts';
import type {
  AggregateInfo, ArrayCheck, ArrayIo, BlockHolder, Capability, CopyMode, DedupeResult, ExactSpace, Extent, FileChange, FileInfo, FileOptions, FileRange, FileVersion, PassOptions,
  RangeCopied, ScrubReport, SnapshotInfo, SplitEstimate, VolumeInfo, VolumeSettings,
} from './portTypes.ts';
import { estimateSplit, splitVolume } from './split.ts';
import { Writes } from './writes.ts';

const capabilities: readonly Capability[] = [
  'fileClone', 'exactSpace', 'volumeSnapshot', 'volumeClone', 'dedupe', 'reservation', 'unmap', 'diff', 'holders', 'scrub', 'rangeCopy',
];

/**
 * Opens the array of a data directory, or makes a new one. Replays what the log holds beyond the
 * last checkpoint and removes files that were half-made.
 * @throws Fault NotSupported for a newer format, DataIntegrity when the metadata is damaged
 */
export async function openArray({ meta, disk }: { meta: Meta; disk: SegmentDisk }): Promise<StorageArray> {
  const counted = new CountedDisk(disk);
  const { parts, wasReplayed } = await assembleArray(meta, counted);
  const array = new EmbeddedArray(parts, counted);
  await array.removeHalfMade(wasReplayed);
  return array;
}

class EmbeddedArray implements StorageArray {
  readonly arrayId: string;
  readonly capabilities: ReadonlySet<Capability> = new Set(capabilities);
  readonly #parts: ArrayParts;
  readonly #disk: CountedDisk;
  /** Data writes and metadata transactions take turns: a transaction must find the log flushed and the maps at rest. */
  readonly #turn = new AsyncMutex();
  readonly #passes: Passes;
  readonly #writes: Writes;
  readonly #checkpoints: Checkpoints;
  readonly #listeners = new Set<(files: ReadonlySet<FileId>) => void>();
  #commitTx: MetaTx | null = null;
  #isNotifying = false;
  #isClosed = false;

  constructor(parts: ArrayParts, disk: CountedDisk) {
    this.#parts = parts;
    this.#disk = disk;
    this.arrayId = parts.record.arrayId;
    this.#passes = new Passes(parts, { turn: this.#turn, save: () => this.#commitNow(() => undefined), notify: () => this.#notify() });
    this.#checkpoints = new Checkpoints(parts.log, parts.nodes, () =>
      this.#turn.run(async () => {
        if (!this.#isClosed) await this.#commitNow(() => undefined);
      }),
    );
    this.#writes = new Writes(parts, { turn: this.#turn, passes: this.#passes, isClosed: () => this.#isClosed, after: () => this.#afterWrite() });
  }

  /** What a crash left: replayed blocks may have replaced others, and staging files never came to be. */
  async removeHalfMade(wasReplayed: boolean): Promise<void> {
    const { files } = this.#parts;
    const staging = files.records.stagingIds().filter((id) => files.find(id)?.isStaging);
    if (wasReplayed) this.#passes.need();
    const { volumes, quota } = this.#parts;
    const splitting = [...volumes.all()].filter((volume) => volume.isSplitting).map((volume) => volume.id);
    await this.commit((tx) => {
      // A split goes on when it is asked for again; until then nothing is in its way.
      for (const id of splitting) volumes.edit(id).isSplitting = false;
      for (const id of staging) this.deleteFile(tx, id);
      if (wasReplayed) growAgain(volumes, quota);
    });
  }

  aggregate(): AggregateInfo {
    return aggregateInfo(this.#parts.volumes, this.#parts.quota);
  }

  setQuota(tx: MetaTx, quotaBytes: number | null): void {
    const { quota, volumes } = this.#inside(tx);
    const { committedBytes } = aggregateInfo(volumes, quota);
    if (quotaBytes !== null && (!Number.isSafeInteger(quotaBytes) || quotaBytes < committedBytes)) {
      throw new Fault('InvalidArgument', `The volumes hold and were promised ${committedBytes} bytes; the quota cannot be lower.`);
    }
    quota.set(quotaBytes);
  }

  createVolume(tx: MetaTx, settings: Partial<VolumeSettings> & { readonly sizeBytes: number }): VolumeId {
    return createVolume(this.#inside(tx), settings);
  }

  updateVolume(tx: MetaTx, id: VolumeId, change: Partial<VolumeSettings>): void {
    updateVolume(this.#inside(tx), id, change);
  }

  deleteVolume(tx: MetaTx, id: VolumeId): void {
    const { files, inline } = this.#inside(tx);
    deleteVolume(this.#parts, id);
    this.#passes.need();
    tx.onCommit(() => {
      files.forgetVolume(id);
      inline.forgetVolume(id);
    });
  }

  volume(id: VolumeId): VolumeInfo {
    return volumeInfo(this.#parts.volumes, this.#parts.volumes.get(id));
  }

  volumeIds(): VolumeId[] {
    return Array.from(this.#parts.volumes.all(), (volume) => volume.id);
  }

  fileIds(volumeId: VolumeId, snapshotId?: SnapshotId): Iterable<FileId> {
    const { files, volumes } = this.#parts;
    const volume = volumes.get(volumeId);
    if (snapshotId === undefined) return files.ids(volume, null);
    const snapshot = volumes.snapshot(snapshotId);
    if (snapshot.volumeId !== volumeId) throw new Fault('InvalidArgument', `Snapshot ${snapshotId} is not one of volume ${volumeId}.`);
    return files.ids(volume, snapshot);
  }

  createSnapshot(tx: MetaTx, volumeId: VolumeId): SnapshotId {
    return createSnapshot(this.#inside(tx), volumeId);
  }

  deleteSnapshot(tx: MetaTx, id: SnapshotId): void {
    deleteSnapshot(this.#inside(tx), id);
    this.#passes.need();
  }

  restoreSnapshot(tx: MetaTx, id: SnapshotId): { returnedFileIds: FileId[]; removedFileIds: FileId[] } {
    const restored = restoreSnapshot(this.#inside(tx), id);
    this.#passes.need();
    return restored;
  }

  snapshot(id: SnapshotId): SnapshotInfo {
    return snapshotInfo(this.#parts, this.#parts.volumes.snapshot(id));
  }

  snapshots(volumeId: VolumeId): SnapshotInfo[] {
    this.#parts.volumes.get(volumeId);
    return this.#parts.volumes.snapshots(volumeId).map((snapshot) => snapshotInfo(this.#parts, snapshot));
  }

  cloneVolume(tx: MetaTx, snapshotId: SnapshotId, settings: Partial<VolumeSettings> = {}): VolumeId {
    return cloneVolume(this.#inside(tx), snapshotId, settings);
  }

  clonedFileId(volumeId: VolumeId, fileId: FileId): FileId {
    return clonedFileId(this.#parts, volumeId, fileId);
  }

  estimateSplit(volumeId: VolumeId, signal?: AbortSignal): Promise<SplitEstimate> {
    return estimateSplit(this.#parts, volumeId, signal);
  }

  async splitVolume(volumeId: VolumeId, options: PassOptions = {}): Promise<void> {
    await splitVolume(this.#parts, volumeId, options, {
      turn: this.#turn,
      commit: (work) => this.commit(work),
      afterPiece: () => this.#afterWrite(),
    });
    this.#passes.need();
  }

  createFile(tx: MetaTx, volumeId: VolumeId, sizeBytes: number, options: FileOptions = {}): FileId {
    return createFile(this.#inside(tx), volumeId, sizeBytes, options);
  }

  publishFile(tx: MetaTx, id: FileId): void {
    this.#inside(tx).files.edit(id).isStaging = false;
  }

  growFile(tx: MetaTx, id: FileId, sizeBytes: number): void {
    growFile(this.#inside(tx), id, sizeBytes);
  }

  cloneFile(tx: MetaTx, source: FileId | FileVersion, options: FileOptions = {}): FileId {
    return cloneFile(this.#inside(tx), source, options);
  }

  regroup(tx: MetaTx, ids: readonly FileId[]): void {
    regroup(this.#inside(tx), ids);
    this.#passes.need();
  }

  revertFile(tx: MetaTx, id: FileId, to: FileId | FileVersion): void {
    revertFile(this.#inside(tx), id, to);
    this.#passes.need();
  }

  deleteFile(tx: MetaTx, id: FileId): void {
    const { root } = this.#inside(tx).files.edit(id);
    deleteFile(this.#parts, id);
    if (root !== 0) this.#passes.need();
  }

  file(version: FileId | FileVersion): FileInfo {
    // Whoever makes a file in a transaction may look at it there.
    const edited = this.#commitTx === null || typeof version === 'object' ? null : this.#parts.files.findEdited(version);
    return fileInfo(this.#parts, version, edited);
  }

  isInSnapshot(id: FileId): boolean {
    return this.#parts.files.isInSnapshot(id);
  }

  commit<T>(work: (tx: MetaTx) => T): Promise<T> {
    return this.#turn.run(async () => this.#commitNow(work));
  }

  async #commitNow<T>(work: (tx: MetaTx) => T): Promise<T> {
    const { meta, log, files, volumes, nodes, shared, quota, table } = this.#parts;
    // Data first: the maps saved below must never point at blocks that are not on disk.
    await log.flush();
    const stagedBytes = log.stagedBytes;
    files.begin();
    volumes.begin();
    nodes.begin();
    let isCommitted = false;
    try {
      const result = meta.transaction((tx) => {
        this.#commitTx = tx;
        const made = work(tx);
        files.save(tx);
        volumes.save(tx);
        shared.save(tx);
        nodes.save(tx);
        table.put(tx, 'array', recordOf(this.#parts, this.#passes.isDue));
        return made;
      });
      isCommitted = true;
      this.#checkpoints.saved(stagedBytes);
      this.#notify();
      return result;
    } finally {
      this.#commitTx = null;
      quota.settle(isCommitted);
      if (!isCommitted) {
        files.abort();
        volumes.abort();
        nodes.abort();
      }
    }
  }

  transferMemory(lengthBytes: number): Uint8Array<SharedArrayBuffer> {
    return this.#parts.transfers.allocate(lengthBytes);
  }

  read(version: FileId | FileVersion, offset: number, into: Uint8Array): Promise<void> {
    return readFile(this.#parts, version, offset, into);
  }

  write(id: FileId, offset: number, data: Uint8Array): Promise<void> {
    return this.#writes.write(id, offset, data);
  }

  unmap(id: FileId, offset: number, length: number): Promise<void> {
    return this.#writes.unmap(id, offset, length);
  }

  copyRange(range: FileRange, mode: CopyMode): Promise<RangeCopied> {
    return this.#writes.copyRange(range, mode);
  }

  flush(): Promise<void> {
    return this.#parts.log.flush();
  }

  extents(version: FileId | FileVersion): AsyncIterable<Extent> {
    return extentsOf(this.#parts, version);
  }

  async *diff(before: FileId | FileVersion, after: FileId | FileVersion): AsyncGenerator<Extent, void, undefined> {
    const { nodes } = this.#parts;
    const { at, found } = await this.#passes.look(() => [{ ...stateOf(this.#parts, before) }, { ...stateOf(this.#parts, after) }] as const);
    try {
      const reader = { get: (id: number) => ({ slots: nodes.slotsAt(at, id) }) };
      yield* diffMaps(reader, ...found);
    } finally {
      at.release();
    }
  }

  diffVolume(volumeId: VolumeId, before: SnapshotId, after: SnapshotId | null): AsyncIterable<FileChange> {
    return diffVolume(this.#parts, volumeId, before, after);
  }

  holders(version: FileId | FileVersion, offset: number, signal?: AbortSignal): Promise<BlockHolder[]> {
    return this.#passes.holders(version, offset, signal);
  }

  dedupe(volumeId: VolumeId, options: PassOptions & { readonly scanAll: boolean }): Promise<DedupeResult> {
    return this.#passes.dedupe(volumeId, options);
  }

  get needsReclaim(): boolean {
    return this.#passes.isNeeded;
  }

  reclaim(signal?: AbortSignal): Promise<{ freedBytes: number }> {
    return this.#passes.reclaim(signal);
  }

  exactSpace(id: FileId): ExactSpace | null {
    return this.#passes.exactSpace(id);
  }

  freedByDeleting(ids: readonly FileId[], signal?: AbortSignal): Promise<{ freedBytes: number }> {
    return this.#passes.freedByDeleting(ids, signal);
  }

  check(options: PassOptions & { readonly isDeep?: boolean; readonly repair?: boolean } = {}): Promise<ArrayCheck> {
    return this.#passes.check(options);
  }

  scrub(options: PassOptions = {}): Promise<ScrubReport> {
    return this.#passes.scrub(options);
  }

  onSpaceChange(listener: (files: ReadonlySet<FileId>) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  get io(): ArrayIo {
    return this.#disk.io;
  }

  localUsedBytes(): number {
    return this.#parts.disk.usedBytes();
  }

  async close(): Promise<void> {
    if (this.#isClosed) return;
    this.#checkpoints.stop();
    // A pass under way was told to stop by its signal; its snapshot must be released before the store is closed.
    await this.#passes.settle();
    try {
      await this.#turn.run(async () => {
        this.#parts.state.isClean = true;
        await this.#commitNow(() => undefined);
        // What queued behind finds the array closed; nothing may follow in the log.
        this.#isClosed = true;
      });
    } finally {
      this.#parts.state.isClean = false;
      this.#isClosed = true;
      await this.#parts.disk.close();
    }
  }

  #inside(tx: MetaTx): ArrayParts {
    if (tx !== this.#commitTx) throw new Error('Files are created, cloned and deleted inside StorageArray.commit only.');
    return this.#parts;
  }

  #afterWrite(): void {
    this.#notify();
    this.#checkpoints.afterWrite();
  }

  #notify(): void {
    if (this.#isNotifying || !this.#parts.files.hasChanged) return;
    this.#isNotifying = true;
    setImmediate(() => {
      this.#isNotifying = false;
      const changed = this.#parts.files.takeChanged();
      for (const listener of this.#listeners) listener(changed);
    });
  }
}
