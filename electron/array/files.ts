/**
 * Files and volumes: their records, and the counters that answer "how much is unique" without
 * walking anything.
 *
 * Every file has a share point, the next block number at its last clone (or at its birth).
 * A block born at or after it is held by this file alone (`ownBlocks`). A block born before may
 * be held by others; how many of those are known to be exclusive is `exclusiveOldBlocks`, set
 * by the exact pass. A file whose parent has dropped nothing since the clone shares all of its
 * old blocks with the parent, so its count stays exact however many siblings come and go.
 */
import { Fault } from '../../shared/faults.ts';
import type { FileId, VolumeId } from '../../shared/ids.ts';
import { fileIdSchema, volumeIdSchema } from '../../shared/ids.ts';
import type { Meta, MetaSnapshot, MetaTx, Table } from '../meta/meta.ts';

export interface FileState {
  readonly id: FileId;
  readonly volumeId: VolumeId;
  readonly sizeBytes: number;
  isStaging: boolean;
  root: number;
  shareVbn: number;
  shareNode: number;
  /** Blocks that are not zero. */
  mappedBlocks: number;
  ownBlocks: number;
  exclusiveOldBlocks: number;
  /** The file it was cloned from, 0 for none, and how much that had dropped then. */
  parentId: number;
  parentDrops: number;
  /** How often this file let go of a block that others may hold. Only grows. */
  drops: number;
  /** How often it was cloned. Only grows; tells the exact pass that its answer is out of date. */
  shares: number;
  /** The volume's `drops` at which `exclusiveOldBlocks` was exact; negative when a clone has let go of blocks since. */
  exactAtDrops: number;
}

export interface VolumeState {
  readonly id: VolumeId;
  sizeBytes: number;
  logicalBlocks: number;
  /** Distinct blocks in use; an upper bound while `drops` is ahead of `exactAtDrops`. */
  physicalBlocks: number;
  /** How often a block was let go whose other holders are not known. */
  drops: number;
  exactAtDrops: number;
}

type FileRecord = readonly [VolumeId, number, 0 | 1, number, number, number, number, number, number, number, number, number, number, number];

function toRecord(file: FileState): FileRecord {
  return [
    file.volumeId, file.sizeBytes, file.isStaging ? 1 : 0, file.root, file.shareVbn, file.shareNode, file.mappedBlocks,
    file.ownBlocks, file.exclusiveOldBlocks, file.parentId, file.parentDrops, file.drops, file.exactAtDrops, file.shares,
  ];
}

function fromRecord(id: FileId, record: FileRecord): FileState {
  const [volumeId, sizeBytes, staging, root, shareVbn, shareNode, mappedBlocks, ownBlocks, exclusiveOldBlocks, parentId, parentDrops, drops, exactAtDrops, shares] = record;
  return {
    id, volumeId, sizeBytes, isStaging: staging === 1, root, shareVbn, shareNode, mappedBlocks,
    ownBlocks, exclusiveOldBlocks, parentId, parentDrops, drops, exactAtDrops, shares,
  };
}

/** All files and volumes: records in LMDB, the ones in use in memory. */
export class FileTable {
  readonly #files: Table<number, FileRecord>;
  readonly #volumes: Table<number, VolumeState>;
  readonly #known = new Map<number, FileState>();
  readonly #knownVolumes = new Map<number, VolumeState>();
  readonly #dirty = new Set<FileState>();
  readonly #changed = new Set<FileId>();
  /** States as an open transaction would leave them. Memory takes them over when it is durable. */
  #pending: Map<number, FileState | null> | null = null;
  #pendingVolumes: Map<number, VolumeState> | null = null;
  nextFileId: number;
  nextVolumeId: number;

  constructor(meta: Meta, next: { fileId: number; volumeId: number }) {
    this.#files = meta.table<number, FileRecord>('files');
    this.#volumes = meta.table<number, VolumeState>('volumes');
    this.nextFileId = next.fileId;
    this.nextVolumeId = next.volumeId;
    for (const { value } of this.#volumes.entries()) this.#knownVolumes.set(value.id, { ...value });
  }

  /** @throws Fault ManagedObjectNotFound */
  get(id: FileId): FileState {
    const file = this.find(id);
    if (!file) throw new Fault('ManagedObjectNotFound', `The array has no file ${id}.`);
    return file;
  }

  find(id: number): FileState | null {
    const known = this.#known.get(id);
    if (known) return known;
    const record = this.#files.get(id);
    if (!record) return null;
    const file = fromRecord(fileIdSchema.parse(id), record);
    this.#known.set(id, file);
    return file;
  }

  /** @throws Fault ManagedObjectNotFound */
  volume(id: number): VolumeState {
    const volume = this.#knownVolumes.get(id);
    if (!volume) throw new Fault('ManagedObjectNotFound', `The array has no volume ${id}.`);
    return volume;
  }

  volumes(): Iterable<VolumeState> {
    return this.#knownVolumes.values();
  }

  count(): number {
    return this.#files.count();
  }

  /** Every file, in id order; reads records that are not in memory without keeping them there. */
  *all(): Iterable<FileState> {
    for (const { key, value } of this.#files.entries()) yield this.#known.get(key) ?? fromRecord(fileIdSchema.parse(key), value);
  }

  /** The volume's counters changed along with the file's, so both are saved at the next checkpoint. */
  markDirty(file: FileState): void {
    // A file of the cache that `all` made afresh must be the one that is kept, or its change would be lost.
    this.#known.set(file.id, file);
    this.#dirty.add(file);
    this.#changed.add(file.id);
  }

  /** Files as they were when the snapshot was taken, a bounded number at a time. */
  listAt(snapshot: MetaSnapshot, afterId: number, limit: number): FileState[] {
    const listed: FileState[] = [];
    for (const { key, value } of this.#files.entriesAt(snapshot, { start: afterId + 1, limit })) {
      listed.push(fromRecord(fileIdSchema.parse(key), value));
    }
    return listed;
  }

  takeChanged(): ReadonlySet<FileId> {
    const changed = new Set(this.#changed);
    this.#changed.clear();
    return changed;
  }
  get hasChanged(): boolean {
    return this.#changed.size > 0;
  }
  get hasDirty(): boolean {
    return this.#dirty.size > 0;
  }

  /** Files and volumes changed from here on belong to the transaction. `save` ends it. */
  beginTransaction(): void {
    this.#pending = new Map();
    this.#pendingVolumes = new Map();
  }
  abortTransaction(): void {
    this.#pending = null;
    this.#pendingVolumes = null;
  }

  /** A copy that the transaction may change. */
  edit(id: FileId): FileState {
    const pending = this.#requirePending();
    const known = pending.get(id);
    if (known === null) throw new Fault('ManagedObjectNotFound', `The array has no file ${id}.`);
    if (known) return known;
    const copy = { ...this.get(id) };
    pending.set(id, copy);
    return copy;
  }

  editVolume(id: number): VolumeState {
    this.#requirePending();
    const pending = this.#pendingVolumes;
    const known = pending?.get(id);
    if (known) return known;
    const copy = { ...this.volume(id) };
    pending?.set(id, copy);
    return copy;
  }

  /** The parent as the transaction would leave it, or null when it is gone. */
  findEdited(id: number): FileState | null {
    const pending = this.#pending?.get(id);
    return pending === undefined ? this.find(id) : pending;
  }

  add(file: Omit<FileState, 'id'>): FileState {
    const id = fileIdSchema.parse(this.nextFileId);
    this.nextFileId += 1;
    const added = { ...file, id };
    this.#requirePending().set(id, added);
    return added;
  }

  addVolume(sizeBytes: number): VolumeState {
    this.#requirePending();
    const id = volumeIdSchema.parse(this.nextVolumeId);
    this.nextVolumeId += 1;
    const volume: VolumeState = { id, sizeBytes, logicalBlocks: 0, physicalBlocks: 0, drops: 0, exactAtDrops: 0 };
    this.#pendingVolumes?.set(id, volume);
    return volume;
  }

  remove(id: FileId): void {
    this.edit(id);
    this.#requirePending().set(id, null);
  }

  /** Puts everything changed since the last checkpoint, and by the transaction, into it. */
  save(tx: MetaTx): void {
    const pending = this.#requirePending();
    const volumes = this.#pendingVolumes ?? new Map<number, VolumeState>();
    for (const file of this.#dirty) if (!pending.has(file.id)) this.#files.put(tx, file.id, toRecord(file));
    for (const [id, file] of pending) {
      if (file) this.#files.put(tx, id, toRecord(file));
      else this.#files.remove(tx, id);
    }
    for (const volume of this.#knownVolumes.values()) if (!volumes.has(volume.id)) this.#volumes.put(tx, volume.id, volume);
    for (const volume of volumes.values()) this.#volumes.put(tx, volume.id, volume);
    tx.onCommit(() => {
      this.#dirty.clear();
      for (const [id, file] of pending) {
        const known = this.#known.get(id);
        if (!file) this.#known.delete(id);
        else if (known) Object.assign(known, file);
        else this.#known.set(id, file);
        this.#changed.add(fileIdSchema.parse(id));
      }
      for (const volume of volumes.values()) {
        const known = this.#knownVolumes.get(volume.id);
        if (known) Object.assign(known, volume);
        else this.#knownVolumes.set(volume.id, volume);
      }
      this.#pending = null;
      this.#pendingVolumes = null;
    });
  }

  #requirePending(): Map<number, FileState | null> {
    if (!this.#pending) throw new Error('Files are created, cloned and deleted inside StorageArray.commit only.');
    return this.#pending;
  }
}

/** True when the parent still holds every block that this file shared with it at the clone. */
export function isParentWhole(file: FileState, parent: FileState | null): boolean {
  return parent !== null && parent.drops === file.parentDrops;
}

/** Whether `ownBlocks + exclusiveOldBlocks` is the exact number of blocks that only this file holds. */
export function isFileExact(file: FileState, parent: FileState | null, volume: VolumeState): boolean {
  // A block that only this file holds can come to be shared by cloning this file alone, which starts the counters anew.
  if (file.ownBlocks + file.exclusiveOldBlocks === file.mappedBlocks) return true;
  return (isParentWhole(file, parent) && file.exclusiveOldBlocks === 0) || file.exactAtDrops === volume.drops;
}

/**
 * Marks that the file may have become the only holder of some of its blocks. Counts down, so that an exact
 * pass that was under way meanwhile sees that its answer is out of date.
 */
export function loosen(file: FileState): void {
  file.exactAtDrops = Math.min(file.exactAtDrops, 0) - 1;
}

/** What a change of one pointer meant beyond the counters. */
export const changeEffect = { none: 0, freedOrLoosened: 1, parentBecameBound: 2 } as const;

/**
 * Counts one pointer of a file changing from block `before` to block `after` (0 = zeros).
 * O(1) and without reference counts: only comparisons with the file's share point.
 * @returns a sum of `changeEffect`s
 */
export function countChange(file: FileState, parent: FileState | null, volume: VolumeState, before: number, after: number): number {
  let effect: number = changeEffect.none;
  if (before !== 0) {
    effect = changeEffect.freedOrLoosened;
    const oldBlocks = file.mappedBlocks - file.ownBlocks;
    if (before >= file.shareVbn) {
      file.ownBlocks -= 1;
      volume.physicalBlocks -= 1;
    } else if (file.exclusiveOldBlocks === oldBlocks) {
      // Every old block was known to be exclusive, so this one was.
      file.exclusiveOldBlocks -= 1;
      volume.physicalBlocks -= 1;
    } else {
      file.drops += 1;
      if (isParentWhole(file, parent) && file.exclusiveOldBlocks === 0) {
        // The parent still holds the block: nothing came free, but the parent may be its only holder now.
        effect += changeEffect.parentBecameBound;
      } else {
        // Whether it was one of the exclusive ones is not known: the lower bound gives way by one, and the
        // volume goes on counting the block until the exact pass has looked.
        if (file.exclusiveOldBlocks > 0) file.exclusiveOldBlocks -= 1;
        volume.drops += 1;
      }
    }
    file.mappedBlocks -= 1;
    volume.logicalBlocks -= 1;
  }
  if (after !== 0) {
    file.mappedBlocks += 1;
    file.ownBlocks += 1;
    volume.logicalBlocks += 1;
    volume.physicalBlocks += 1;
  }
  return effect;
}

/** Moves the share point of `source` to now and gives the record of its clone. Everything either holds is shared then. */
export function shareWithClone(source: FileState, volume: VolumeState, now: { vbn: number; nodeId: number }): Omit<FileState, 'id'> {
  // Blocks written since the source's own clone are not held by its parent, so the parent no longer vouches for all old blocks.
  if (source.ownBlocks > 0) source.parentId = 0;
  source.ownBlocks = 0;
  source.exclusiveOldBlocks = 0;
  source.shareVbn = now.vbn;
  source.shareNode = now.nodeId;
  source.exactAtDrops = volume.drops;
  source.shares += 1;
  volume.logicalBlocks += source.mappedBlocks;
  return { ...source, isStaging: false, parentId: source.id, parentDrops: source.drops, drops: 0, shares: 0 };
}

/** Takes a file that is being deleted out of the counters of its volume and family. */
export function countDeletion(file: FileState, parent: FileState | null, volume: VolumeState): void {
  const known = file.ownBlocks + file.exclusiveOldBlocks;
  volume.logicalBlocks -= file.mappedBlocks;
  volume.physicalBlocks -= known;
  if (known === file.mappedBlocks) return;
  if (isParentWhole(file, parent) && file.exclusiveOldBlocks === 0) {
    if (parent) loosen(parent);
  } else {
    volume.drops += 1;
  }
}
