/**
 * The embedded storage array: real bytes in 4 KiB blocks, shared between files through their
 * block maps. See FORMAT.md for what is on disk and docs/array.md for how it works.
 */
import { Fault } from '../../shared/faults.ts';
import type { FileId, SnapshotId, VolumeId } from '../../shared/ids.ts';
import { blockSizeBytes } from '../../shared/units.ts';
import type { SegmentDisk } from '../disk/segmentDisk.ts';
import type { Meta, MetaTx } from '../meta/meta.ts';
import { assembleArray, type ArrayParts, type ArrayRecord } from './assemble.ts';
import { AsyncMutex } from './asyncMutex.ts';
import { runCheck } from './check.ts';
import { extentsOf, pieceBytes, readFile, requireRange, writePiece } from './fileIo.ts';
import { countDeletion, isFileExact, shareWithClone } from './files.ts';
import type { StorageArray } from './port.ts';
import type {
  AggregateInfo, ArrayCheck, BlockHolder, Capability, DedupeResult, ExactSpace, Extent, FileChange, FileInfo, FileOptions, FileVersion, PassOptions, ScrubReport,
  SnapshotInfo, SplitEstimate, VolumeInfo, VolumeSettings,
} from './portTypes.ts';
import { runReclaim, type PassStart } from './reclaim.ts';

/** A checkpoint is made after this much was staged, so that recovery replays little. */
const checkpointBytes = 64 * 1024 * 1024;
/** ... or when this many nodes wait in memory: saving them takes about 30 ms. */
const checkpointNodes = 2_000;
const checkpointDelayMs = 5_000;

/**
 * Opens the array of a data directory, or makes a new one. Replays what the log holds beyond the
 * last checkpoint and removes files that were half-made.
 * @throws Fault NotSupported for a newer format, DataIntegrity when the metadata is damaged
 */
export async function openArray({ meta, disk }: { meta: Meta; disk: SegmentDisk }): Promise<StorageArray> {
  const { parts, wasReplayed } = await assembleArray(meta, disk);
  const array = new EmbeddedArray(parts);
  await array.removeHalfMade(wasReplayed);
  return array;
}

class EmbeddedArray implements StorageArray {
  readonly arrayId: string;
  readonly capabilities: ReadonlySet<Capability> = new Set<Capability>(['fileClone', 'exactSpace']);
  readonly #parts: ArrayParts;
  /** Data writes and metadata transactions take turns: a transaction must find the log flushed and the maps at rest. */
  readonly #turn = new AsyncMutex();
  readonly #listeners = new Set<(files: ReadonlySet<FileId>) => void>();
  readonly #punched = new Map<number, number>();
  #reclaiming: Promise<{ freedBytes: number }> | null = null;
  #commitTx: MetaTx | null = null;
  #needsReclaim: boolean;
  /** While true the store says that a pass is due, whatever is saved meanwhile: a crash must not make anybody forget it. */
  #isPassUnfinished = false;
  #stagedAtCheckpoint = 0;
  #checkpointTimer: NodeJS.Timeout | null = null;
  #isNotifying = false;
  #isClosed = false;

  constructor(parts: ArrayParts) {
    this.#parts = parts;
    this.arrayId = parts.record.arrayId;
    this.#needsReclaim = parts.record.needsReclaim;
  }

  /** What a crash left: replayed blocks may have replaced others, and staging files never came to be. */
  async removeHalfMade(wasReplayed: boolean): Promise<void> {
    const staging = [...this.#parts.files.all()].filter((file) => file.isStaging).map((file) => file.id);
    if (wasReplayed) this.#needsReclaim = true;
    await this.commit((tx) => {
      for (const id of staging) this.deleteFile(tx, id);
    });
  }

  createVolume(tx: MetaTx, { sizeBytes }: Partial<VolumeSettings> & { readonly sizeBytes: number }): VolumeId {
    this.#requireCommit(tx);
    return this.#parts.files.addVolume(sizeBytes).id;
  }

  volume(id: VolumeId): VolumeInfo {
    const volume = this.#parts.files.volume(id);
    return {
      id,
      sizeBytes: volume.sizeBytes,
      logicalBytes: volume.logicalBlocks * blockSizeBytes,
      physicalBytes: volume.physicalBlocks * blockSizeBytes,
      isExact: volume.drops === volume.exactAtDrops,
      guarantee: 'none', autogrow: null, nearlyFullPercent: 75, fullPercent: 85, isDedupeOn: false, isDedupeInline: false,
      snapshotBytes: 0, inheritedBytes: 0, reservedBytes: 0, savedByDedupeBytes: 0, fill: 'normal', base: null, snapshotCount: 0, isSplitting: false,
    };
  }

  #later(): never {
    throw new Fault('NotSupported', 'The array cannot do this yet.');
  }
  aggregate(): AggregateInfo { return this.#later(); }
  setQuota(_tx: MetaTx, _quotaBytes: number | null): void { this.#later(); }
  updateVolume(_tx: MetaTx, _id: VolumeId, _change: Partial<VolumeSettings>): void { this.#later(); }
  deleteVolume(_tx: MetaTx, _id: VolumeId): void { this.#later(); }
  volumeIds(): VolumeId[] { return [...this.#parts.files.volumes()].map((volume) => volume.id); }
  fileIds(_volumeId: VolumeId, _snapshotId?: SnapshotId): Iterable<FileId> { return this.#later(); }
  createSnapshot(_tx: MetaTx, _volumeId: VolumeId): SnapshotId { return this.#later(); }
  deleteSnapshot(_tx: MetaTx, _id: SnapshotId): void { this.#later(); }
  restoreSnapshot(_tx: MetaTx, _id: SnapshotId): { returnedFileIds: FileId[]; removedFileIds: FileId[] } { return this.#later(); }
  snapshot(_id: SnapshotId): SnapshotInfo { return this.#later(); }
  snapshots(_volumeId: VolumeId): SnapshotInfo[] { return []; }
  cloneVolume(_tx: MetaTx, _snapshotId: SnapshotId, _settings?: Partial<VolumeSettings>): VolumeId { return this.#later(); }
  clonedFileId(_volumeId: VolumeId, _fileId: FileId): FileId { return this.#later(); }
  async estimateSplit(_volumeId: VolumeId): Promise<SplitEstimate> { return this.#later(); }
  async splitVolume(_volumeId: VolumeId, _options?: PassOptions): Promise<void> { return this.#later(); }
  revertFile(_tx: MetaTx, _id: FileId, _to: FileId | FileVersion): void { this.#later(); }
  isInSnapshot(_id: FileId): boolean { return false; }
  async unmap(_id: FileId, _offset: number, _length: number): Promise<void> { this.#later(); }
  diff(_before: FileId | FileVersion, _after: FileId | FileVersion): AsyncIterable<Extent> { return this.#later(); }
  diffVolume(_volumeId: VolumeId, _before: SnapshotId, _after: SnapshotId | null): AsyncIterable<FileChange> { return this.#later(); }
  async holders(_version: FileId | FileVersion, _offset: number): Promise<BlockHolder[]> { return this.#later(); }
  async dedupe(_volumeId: VolumeId, _options: PassOptions & { readonly scanAll: boolean }): Promise<DedupeResult> { return this.#later(); }
  exactSpace(_id: FileId): ExactSpace | null { return null; }
  async freedByDeleting(_ids: readonly FileId[]): Promise<{ freedBytes: number }> { return this.#later(); }
  async scrub(_options?: PassOptions): Promise<ScrubReport> { return this.#later(); }

  createFile(tx: MetaTx, volumeId: VolumeId, sizeBytes: number, options: FileOptions = {}): FileId {
    this.#requireCommit(tx);
    const { files, log, nodes } = this.#parts;
    files.editVolume(volumeId);
    return files.add({
      volumeId, sizeBytes, isStaging: options.isStaging ?? false, root: 0, shareVbn: log.nextVbn, shareNode: nodes.nextId,
      mappedBlocks: 0, ownBlocks: 0, exclusiveOldBlocks: 0, parentId: 0, parentDrops: 0, drops: 0, shares: 0, exactAtDrops: 0,
    }).id;
  }

  publishFile(tx: MetaTx, id: FileId): void {
    this.#requireCommit(tx);
    this.#parts.files.edit(id).isStaging = false;
  }

  cloneFile(tx: MetaTx, sourceId: FileId | FileVersion): FileId {
    this.#requireCommit(tx);
    if (typeof sourceId === 'object') return this.#later();
    const { files, log, nodes } = this.#parts;
    const source = files.edit(sourceId);
    const volume = files.editVolume(source.volumeId);
    return files.add(shareWithClone(source, volume, { vbn: log.nextVbn, nodeId: nodes.nextId })).id;
  }

  deleteFile(tx: MetaTx, id: FileId): void {
    this.#requireCommit(tx);
    const { files } = this.#parts;
    const file = files.edit(id);
    const parent = files.findEdited(file.parentId) ? files.edit(files.findEdited(file.parentId)?.id ?? id) : null;
    countDeletion(file, parent, files.editVolume(file.volumeId));
    files.remove(id);
    if (file.root !== 0) this.#needsReclaim = true;
  }

  file(id: FileId | FileVersion): FileInfo {
    if (typeof id === 'object') return this.#later();
    const { files } = this.#parts;
    const file = files.get(id);
    return {
      id,
      volumeId: file.volumeId,
      sizeBytes: file.sizeBytes,
      logicalBytes: file.mappedBlocks * blockSizeBytes,
      uniqueBytes: (file.ownBlocks + file.exclusiveOldBlocks) * blockSizeBytes,
      groupId: file.id, format: 'thin', groupBytes: 0,
      isExact: isFileExact(file, files.find(file.parentId), files.volume(file.volumeId)),
    };
  }

  commit<T>(work: (tx: MetaTx) => T): Promise<T> {
    return this.#turn.run(async () => this.#commitNow(work));
  }

  async #commitNow<T>(work: (tx: MetaTx) => T): Promise<T> {
    const { meta, log, files, nodes, table } = this.#parts;
    // Data first: the maps saved below must never point at blocks that are not on disk.
    await log.flush();
    const stagedBytes = log.stagedBytes;
    files.beginTransaction();
    let result: T;
    try {
      result = meta.transaction((tx) => {
        this.#commitTx = tx;
        const made = work(tx);
        files.save(tx);
        nodes.save(tx);
        table.put(tx, 'array', this.#record());
        return made;
      });
    } catch (error) {
      files.abortTransaction();
      throw error;
    } finally {
      this.#commitTx = null;
    }
    this.#stagedAtCheckpoint = stagedBytes;
    this.#notify();
    return result;
  }

  #record(): ArrayRecord {
    const { log, nodes, files, record } = this.#parts;
    return {
      formatVersion: record.formatVersion, arrayId: record.arrayId, seed: record.seed, ...log.position,
      nextNodeId: nodes.nextId, nextFileId: files.nextFileId, nextVolumeId: files.nextVolumeId, needsReclaim: this.#needsReclaim || this.#isPassUnfinished,
    };
  }

  read(id: FileId | FileVersion, offset: number, into: Uint8Array): Promise<void> {
    if (typeof id === 'object') return this.#later();
    return readFile(this.#parts, id, offset, into);
  }

  async write(id: FileId, offset: number, data: Uint8Array): Promise<void> {
    requireRange(this.#parts.files.get(id).sizeBytes, offset, data.length);
    let done = 0;
    while (done < data.length) {
      const at = offset + done;
      const take = Math.min(data.length - done, pieceBytes - (at % blockSizeBytes));
      await this.#writePiece(id, at, data.subarray(done, done + take));
      done += take;
    }
    this.#notify();
    this.#considerCheckpoint();
  }

  async #writePiece(id: FileId, offset: number, data: Uint8Array): Promise<void> {
    for (let attempt = 0; ; attempt += 1) {
      const outcome = await this.#turn.run(async () => {
        if (this.#isClosed) throw new Fault('InvalidState', 'The array is being closed.');
        return writePiece(this.#parts, id, offset, data);
      });
      if (outcome === 'stagedOverOldData') this.#needsReclaim = true;
      if (outcome !== 'full') return;
      // The counter is an upper bound after deletions. Only the exact pass can tell whether the volume really is full.
      const { isExact } = this.volume(this.#parts.files.get(id).volumeId);
      if (isExact || attempt > 0) throw this.#volumeFull(id);
      await this.reclaim();
    }
  }

  #volumeFull(id: FileId): Fault {
    const volume = this.volume(this.#parts.files.get(id).volumeId);
    return new Fault('InsufficientStorageSpace', `The volume is full: ${volume.physicalBytes} of ${volume.sizeBytes} bytes are used.`, {
      hint: 'Delete virtual machines that are no longer needed, or use another datastore.',
    });
  }

  flush(): Promise<void> {
    return this.#parts.log.flush();
  }

  extents(id: FileId | FileVersion): AsyncIterable<Extent> {
    if (typeof id === 'object') return this.#later();
    return extentsOf(this.#parts, id);
  }

  get needsReclaim(): boolean {
    return this.#needsReclaim;
  }

  reclaim(signal?: AbortSignal): Promise<{ freedBytes: number }> {
    if (this.#reclaiming) return this.#reclaiming.then(() => this.reclaim(signal));
    this.#reclaiming = this.#reclaimOnce(signal).finally(() => {
      this.#reclaiming = null;
    });
    return this.#reclaiming;
  }

  async #reclaimOnce(signal?: AbortSignal): Promise<{ freedBytes: number }> {
    const start = await this.#startPass(() => {
      this.#needsReclaim = false;
      this.#isPassUnfinished = true;
    });
    try {
      const freedBytes = await runReclaim(
        {
          ...this.#parts,
          punched: this.#punched,
          exclusively: (apply) => this.#turn.run(async () => apply()),
        },
        start,
        signal,
      );
      return { freedBytes };
    } catch (error) {
      this.#needsReclaim = true;
      throw error;
    } finally {
      this.#isPassUnfinished = false;
      await this.commit(() => undefined);
    }
  }

  async check({ signal }: PassOptions = {}): Promise<ArrayCheck> {
    let isReclaimed = false;
    const start = await this.#startPass(() => {
      isReclaimed = !this.#needsReclaim && this.#reclaiming === null;
    });
    return runCheck({ ...this.#parts, isReclaimed, vbnLimit: this.#parts.log.nextVbn }, start, signal);
  }

  /** Saves everything and takes the snapshot that a pass looks at. */
  #startPass(alongside: () => void): Promise<PassStart> {
    return this.#turn.run(async () => {
      await this.#commitNow(() => undefined);
      alongside();
      const { meta, nodes, files, log } = this.#parts;
      return {
        snapshot: meta.snapshot(),
        nodeLimit: nodes.nextId,
        segmentLimit: log.position.segment,
        volumes: [...files.volumes()].map((volume) => ({ ...volume })),
      };
    });
  }

  onSpaceChange(listener: (files: ReadonlySet<FileId>) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  localUsedBytes(): number {
    return this.#parts.disk.usedBytes();
  }

  async close(): Promise<void> {
    if (this.#isClosed) return;
    if (this.#checkpointTimer) clearTimeout(this.#checkpointTimer);
    // A pass under way was told to stop by its signal; its snapshot must be released before the store is closed.
    await this.#reclaiming?.catch(() => undefined);
    try {
      await this.commit(() => undefined);
    } finally {
      this.#isClosed = true;
      await this.#parts.disk.close();
    }
  }

  #requireCommit(tx: MetaTx): void {
    if (tx !== this.#commitTx) throw new Error('Files are created, cloned and deleted inside StorageArray.commit only.');
  }

  #considerCheckpoint(): void {
    const { log, nodes } = this.#parts;
    if (log.stagedBytes - this.#stagedAtCheckpoint > checkpointBytes || nodes.dirtyCount > checkpointNodes) {
      this.#checkpoint();
    } else {
      this.#checkpointTimer ??= setTimeout(() => this.#checkpoint(), checkpointDelayMs).unref();
    }
  }

  #checkpoint(): void {
    if (this.#checkpointTimer) clearTimeout(this.#checkpointTimer);
    this.#checkpointTimer = null;
    this.#stagedAtCheckpoint = this.#parts.log.stagedBytes;
    // A failure here stays in the log, and the next write or flush meets it; nobody waits for this call.
    if (!this.#isClosed) this.commit(() => undefined).catch(() => undefined);
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
