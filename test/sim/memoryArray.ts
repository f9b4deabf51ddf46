/**
 * A storage array in memory, as simple as it can be: per file a map from block number to a block
 * object. Two files share a block when they hold the same object, so every counter is found by
 * counting. The real array is compared with it.
 */
import { randomUUID } from 'node:crypto';
import type { StorageArray } from '../../electron/array/port.ts';
import type {
  AggregateInfo, ArrayCheck, ArrayIo, BlockHolder, Capability, CopyMode, DedupeResult, ExactSpace, Extent, FileChange, FileInfo, FileOptions, FileRange, FileVersion, PassOptions,
  RangeCopied, ScrubReport, SnapshotInfo, SplitEstimate, VolumeInfo, VolumeSettings,
} from '../../electron/array/portTypes.ts';
import type { MetaTx } from '../../electron/meta/meta.ts';
import { Fault } from '../../shared/faults.ts';
import { fileIdSchema, snapshotIdSchema, volumeIdSchema, type FileId, type SnapshotId, type VolumeId } from '../../shared/ids.ts';
import { blockSizeBytes } from '../../shared/units.ts';
import { checkState } from './memoryCheck.ts';
import { diffFileMaps, diffFiles, extentsOf, holdersOf } from './memoryCompare.ts';
import { countAggregate, countFairShare, countFile, countFreedByDeleting, countSnapshot, countVolume, filledBytes } from './memoryCounting.ts';
import { dedupeVolume } from './memoryDedupe.ts';
import { addClone, addFile, copyBlocks, growTo, readBytes, regroupFiles, revertTo, unmapRange, writeBytes } from './memoryFiles.ts';
import { filesOf, requireFile, requireRange, requireSnapshot, requireVolume, snapshotsOf, type MemoryFile, type State } from './memoryState.ts';
import { MemoryStore, type MemoryArrayOptions } from './memoryStore.ts';
import {
  addFlexClone, addSnapshot, addVolume, changeVolume, inheritedBlocks, removeSnapshot, removeVolume, requireSplittable, restoreVolume, splitFromBase,
} from './memoryVolumes.ts';

const allCapabilities: ReadonlySet<Capability> = new Set<Capability>([
  'fileClone', 'exactSpace', 'volumeSnapshot', 'volumeClone', 'dedupe', 'reservation', 'unmap', 'diff', 'holders', 'scrub', 'rangeCopy',
]);

/** Reports the start, so that whoever listens may still call the pass off, and gives way once. */
async function startPass({ signal, onProgress }: PassOptions, totalBytes: number): Promise<void> {
  onProgress?.(0, totalBytes);
  await Promise.resolve();
  if (signal?.aborted) throw new Fault('RequestCanceled');
}

export class MemoryArray implements StorageArray {
  readonly arrayId = randomUUID();
  readonly capabilities: ReadonlySet<Capability>;
  readonly needsReclaim = false;
  readonly #store: MemoryStore;
  #exactSpaces = new Map<FileId, ExactSpace>();
  #nextFileId = 1;
  #nextVolumeId = 1;
  #nextSnapshotId = 1;
  #readBytes = 0;
  #writtenBytes = 0;

  constructor(options: MemoryArrayOptions = {}) {
    this.#store = new MemoryStore(options);
    this.capabilities = options.capabilities ?? allCapabilities;
  }

  get #state(): State {
    return this.#store.state;
  }

  aggregate(): AggregateInfo {
    return countAggregate(this.#state);
  }

  setQuota(tx: MetaTx, quotaBytes: number | null): void {
    const draft = this.#store.draft(tx);
    const { committedBytes } = countAggregate(draft);
    if (quotaBytes !== null && !(quotaBytes >= committedBytes)) throw new Fault('InvalidArgument', `${committedBytes} bytes are promised already.`);
    draft.quotaBytes = quotaBytes;
  }

  createVolume(tx: MetaTx, settings: Partial<VolumeSettings> & { readonly sizeBytes: number }): VolumeId {
    const id = volumeIdSchema.parse(this.#nextVolumeId++);
    addVolume(this.#store.draft(tx), id, settings);
    return id;
  }

  updateVolume(tx: MetaTx, id: VolumeId, change: Partial<VolumeSettings>): void {
    changeVolume(this.#store.draft(tx), id, change);
  }

  deleteVolume(tx: MetaTx, id: VolumeId): void {
    this.#store.notifyAfter(tx, removeVolume(this.#store.draft(tx), id));
  }

  volume(id: VolumeId): VolumeInfo {
    return countVolume(this.#state, id, this.#store.usage(id));
  }

  volumeIds(): VolumeId[] {
    return [...this.#state.volumes.keys()];
  }

  fileIds(volumeId: VolumeId, snapshotId?: SnapshotId): Iterable<FileId> {
    requireVolume(this.#state, volumeId);
    return snapshotId === undefined ? this.#idsOf(this.#state, volumeId) : [...this.#snapshotOf(volumeId, snapshotId).keys()];
  }

  createSnapshot(tx: MetaTx, volumeId: VolumeId): SnapshotId {
    this.#need('volumeSnapshot');
    const id = snapshotIdSchema.parse(this.#nextSnapshotId++);
    const draft = this.#store.draft(tx);
    addSnapshot(draft, id, volumeId);
    this.#store.notifyAfter(tx, this.#idsOf(draft, volumeId));
    return id;
  }

  deleteSnapshot(tx: MetaTx, id: SnapshotId): void {
    this.#need('volumeSnapshot');
    const draft = this.#store.draft(tx);
    const { volumeId } = requireSnapshot(draft, id);
    removeSnapshot(draft, id);
    this.#store.notifyAfter(tx, this.#idsOf(draft, volumeId));
  }

  restoreSnapshot(tx: MetaTx, id: SnapshotId): { readonly returnedFileIds: FileId[]; readonly removedFileIds: FileId[] } {
    this.#need('volumeSnapshot');
    const draft = this.#store.draft(tx);
    const restored = restoreVolume(draft, id);
    this.#store.notifyAfter(tx, [...requireSnapshot(draft, id).files.keys(), ...restored.removedFileIds]);
    return restored;
  }

  snapshot(id: SnapshotId): SnapshotInfo {
    return countSnapshot(this.#state, id, this.#store.usage(requireSnapshot(this.#state, id).volumeId));
  }

  snapshots(volumeId: VolumeId): SnapshotInfo[] {
    requireVolume(this.#state, volumeId);
    return snapshotsOf(this.#state, volumeId).map((snapshot) => this.snapshot(snapshot.id));
  }

  cloneVolume(tx: MetaTx, snapshotId: SnapshotId, settings: Partial<VolumeSettings> = {}): VolumeId {
    this.#need('volumeClone');
    const draft = this.#store.draft(tx);
    const id = volumeIdSchema.parse(this.#nextVolumeId++);
    this.#nextFileId = addFlexClone(draft, id, snapshotId, this.#nextFileId, settings);
    this.#store.notifyAfter(tx, this.#idsOf(draft, id));
    return id;
  }

  /** Also inside the transaction that makes the FlexClone: its machines are recorded there. */
  clonedFileId(volumeId: VolumeId, fileId: FileId): FileId {
    this.#need('volumeClone');
    const { base } = requireVolume(this.#store.draftOrState, volumeId);
    if (!base) throw new Fault('ManagedObjectNotFound', `Volume ${volumeId} is no FlexClone.`);
    return fileIdSchema.parse(fileId + base.idDistance);
  }

  async estimateSplit(volumeId: VolumeId, signal?: AbortSignal): Promise<SplitEstimate> {
    this.#need('volumeClone');
    const { settings, base } = requireVolume(this.#state, volumeId);
    if (!base) throw new Fault('InvalidState', 'The volume is no FlexClone.');
    await startPass({ signal }, 0);
    const copyBytes = inheritedBlocks(this.#state, volumeId).size * blockSizeBytes;
    return { copyBytes, freeAfterBytes: settings.sizeBytes - filledBytes(this.#state, volumeId) - copyBytes };
  }

  async splitVolume(volumeId: VolumeId, options: PassOptions = {}): Promise<void> {
    this.#need('volumeClone');
    requireSplittable(this.#state, volumeId);
    const totalBytes = inheritedBlocks(this.#state, volumeId).size * blockSizeBytes;
    await startPass(options, totalBytes);
    await this.#change(this.#idsOf(this.#state, volumeId), () => splitFromBase(this.#state, volumeId));
    options.onProgress?.(totalBytes, totalBytes);
  }

  createFile(tx: MetaTx, volumeId: VolumeId, sizeBytes: number, options: FileOptions = {}): FileId {
    this.#need(...capabilitiesFor(options));
    const id = fileIdSchema.parse(this.#nextFileId++);
    addFile(this.#store.draft(tx), id, volumeId, sizeBytes, options);
    this.#store.notifyAfter(tx, [id]);
    return id;
  }

  publishFile(tx: MetaTx, id: FileId): void {
    const draft = this.#store.draft(tx);
    draft.files.set(id, { ...requireFile(draft, id), isStaging: false });
  }

  growFile(tx: MetaTx, id: FileId, sizeBytes: number): void {
    growTo(this.#store.draft(tx), id, sizeBytes);
    this.#store.notifyAfter(tx, [id]);
  }

  cloneFile(tx: MetaTx, source: FileId | FileVersion, options: FileOptions = {}): FileId {
    this.#need('fileClone', ...capabilitiesFor(options));
    const id = fileIdSchema.parse(this.#nextFileId++);
    addClone(this.#store.draft(tx), id, source, options);
    this.#store.notifyAfter(tx, typeof source === 'number' ? [id, source] : [id]);
    return id;
  }

  revertFile(tx: MetaTx, id: FileId, to: FileId | FileVersion): void {
    this.#need('fileClone');
    revertTo(this.#store.draft(tx), id, to);
    this.#store.notifyAfter(tx, typeof to === 'number' ? [id, to] : [id]);
  }

  regroup(tx: MetaTx, ids: readonly FileId[]): void {
    regroupFiles(this.#store.draft(tx), ids);
    this.#store.notifyAfter(tx, ids);
  }

  deleteFile(tx: MetaTx, id: FileId): void {
    const draft = this.#store.draft(tx);
    requireFile(draft, id);
    draft.files.delete(id);
    this.#store.notifyAfter(tx, [id]);
  }

  file(version: FileId | FileVersion): FileInfo {
    // Also what the open transaction has made; its counters are those of the state ahead of it.
    const state = this.#store.draftOrState;
    return countFile(state, version, this.#store.usage(requireFile(state, version).volumeId));
  }

  isInSnapshot(id: FileId): boolean {
    return [...this.#state.snapshots.values()].some((snapshot) => snapshot.files.has(id));
  }

  commit<T>(work: (tx: MetaTx) => T): Promise<T> {
    return this.#store.commit(work);
  }

  transferMemory(lengthBytes: number): Uint8Array<SharedArrayBuffer> {
    return new Uint8Array(new SharedArrayBuffer(lengthBytes));
  }

  async read(version: FileId | FileVersion, offset: number, into: Uint8Array): Promise<void> {
    this.#readBytes += into.length;
    readBytes(this.#state, version, offset, into);
  }

  write(id: FileId, offset: number, data: Uint8Array): Promise<void> {
    this.#writtenBytes += data.length;
    return this.#change([id], () => writeBytes(this.#state, id, offset, data));
  }

  async unmap(id: FileId, offset: number, length: number): Promise<void> {
    this.#need('unmap');
    return this.#change([id], () => unmapRange(this.#state, id, offset, length));
  }

  async copyRange(range: FileRange, mode: CopyMode): Promise<RangeCopied> {
    this.#need('rangeCopy');
    let copied: RangeCopied = { sharedBytes: 0, copiedBytes: 0 };
    await this.#change([range.to], () => {
      const made = copyBlocks(this.#state, range, mode);
      copied = made.copied;
      this.#readBytes += copied.copiedBytes;
      this.#writtenBytes += copied.copiedBytes;
      return made.state;
    });
    return copied;
  }

  async flush(): Promise<void> {
    await this.#store.takeTurn(() => undefined);
  }

  async *extents(version: FileId | FileVersion): AsyncGenerator<Extent, void, undefined> {
    yield* extentsOf(requireFile(this.#state, version));
  }

  async *diff(before: FileId | FileVersion, after: FileId | FileVersion): AsyncGenerator<Extent, void, undefined> {
    this.#need('diff');
    yield* diffFiles(requireFile(this.#state, before), requireFile(this.#state, after));
  }

  async *diffVolume(volumeId: VolumeId, before: SnapshotId, after: SnapshotId | null): AsyncGenerator<FileChange, void, undefined> {
    this.#need('diff');
    const now = new Map(filesOf(this.#state, volumeId).map((file) => [file.id, file]));
    yield* diffFileMaps(this.#snapshotOf(volumeId, before), after === null ? now : this.#snapshotOf(volumeId, after));
  }

  async holders(version: FileId | FileVersion, offset: number, signal?: AbortSignal): Promise<BlockHolder[]> {
    this.#need('holders');
    const file = requireFile(this.#state, version);
    requireRange(file, offset, 1);
    await startPass({ signal }, 0);
    const block = file.blocks.get(Math.floor(offset / blockSizeBytes));
    return block ? holdersOf(this.#state, block) : [];
  }

  async dedupe(volumeId: VolumeId, options: PassOptions & { readonly scanAll: boolean }): Promise<DedupeResult> {
    this.#need('dedupe');
    await startPass(options, this.#store.usage(volumeId).size * blockSizeBytes);
    // Whatever `scanAll` says: old blocks have been compared with each other by the last complete run.
    const result = await this.#store.takeTurn(() => {
      const deduped = dedupeVolume(this.#state, volumeId);
      this.#store.become(deduped.after);
      this.#store.notify(this.#idsOf(this.#state, volumeId));
      return deduped.result;
    });
    options.onProgress?.(result.scannedBytes, result.scannedBytes);
    return result;
  }

  async reclaim(signal?: AbortSignal): Promise<{ freedBytes: number }> {
    await startPass({ signal }, 0);
    const asOfMs = Date.now();
    const share = (file: MemoryFile): ExactSpace => ({ fairShareBytes: countFairShare(this.#state, file.id, this.#store.usage(file.volumeId)), asOfMs });
    this.#exactSpaces = new Map([...this.#state.files].map(([id, file]) => [id, share(file)]));
    return { freedBytes: 0 };
  }

  exactSpace(id: FileId): ExactSpace | null {
    this.#need('exactSpace');
    return this.#exactSpaces.get(id) ?? null;
  }

  async freedByDeleting(ids: readonly FileId[], signal?: AbortSignal): Promise<{ freedBytes: number }> {
    this.#need('exactSpace');
    await startPass({ signal }, 0);
    return { freedBytes: countFreedByDeleting(this.#state, new Set(ids)) };
  }

  async check(options: PassOptions = {}): Promise<ArrayCheck> {
    await startPass(options, this.localUsedBytes());
    return checkState(this.#state);
  }

  async scrub(options: PassOptions = {}): Promise<ScrubReport> {
    this.#need('scrub');
    const scannedBytes = this.localUsedBytes();
    await startPass(options, scannedBytes);
    options.onProgress?.(scannedBytes, scannedBytes);
    return { scannedBytes, damaged: [], mended: [], unmended: [] };
  }

  onSpaceChange(listener: (files: ReadonlySet<FileId>) => void): () => void {
    return this.#store.listen(listener);
  }

  get io(): ArrayIo {
    return { readBytes: this.#readBytes, writtenBytes: this.#writtenBytes };
  }

  localUsedBytes(): number {
    return this.aggregate().physicalBytes;
  }

  async close(): Promise<void> {
    await this.flush();
  }

  /** What the next open would do with files that were never published. */
  removeHalfMade(): void {
    this.#store.become({ ...this.#state, files: new Map([...this.#state.files].filter(([, file]) => !file.isStaging)) });
  }

  #need(...capabilities: Capability[]): void {
    const missing = capabilities.filter((capability) => !this.capabilities.has(capability));
    if (missing.length > 0) throw new Fault('NotSupported', `The array does not offer ${missing.join(', ')}.`);
  }

  #snapshotOf(volumeId: VolumeId, id: SnapshotId): ReadonlyMap<FileId, MemoryFile> {
    const snapshot = requireSnapshot(this.#state, id);
    if (snapshot.volumeId !== volumeId) throw new Fault('InvalidArgument', `Snapshot ${id} is not one of volume ${volumeId}.`);
    return snapshot.files;
  }

  /** Waits for its turn, takes the state that `work` makes and tells whose counters changed. */
  #change(ids: Iterable<FileId>, work: () => State): Promise<void> {
    return this.#store.takeTurn(() => {
      this.#store.become(work());
      this.#store.notify(ids);
    });
  }

  #idsOf(state: State, volumeId: VolumeId): FileId[] {
    return filesOf(state, volumeId).map((file) => file.id);
  }
}

function capabilitiesFor({ format = 'thin' }: FileOptions): Capability[] {
  return format === 'thin' ? [] : ['reservation'];
}
