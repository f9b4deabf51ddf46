/**
 * All files: records in LMDB, the ones in use in memory.
 *
 * A record belongs to the epoch of its volume in which it was begun. Before a record that a
 * snapshot sees is changed for the first time, it is put aside as a version (`freshen`), so a
 * snapshot costs nothing until then. Files of a FlexClone have no record of their own either,
 * until they are changed: they are what their base's snapshot holds, under other ids.
 */
import { Fault } from '../../../shared/faults.ts';
import type { FileId } from '../../../shared/ids.ts';
import type { Meta, MetaTx } from '../../meta/meta.ts';
import { shareWithSnapshot } from './counting.ts';
import { FileRecords } from './fileRecords.ts';
import { fileIdOf, inodeOf, toFileId, volumeNumberOf, type FileState, type FileVersionState } from './fileState.ts';
import type { VolumeTable } from './volumeTable.ts';
import type { SnapshotState, VolumeState } from './volumeState.ts';

/** States as an open transaction would leave them. Memory takes them over when it is durable. */
interface Pending {
  readonly files: Map<number, FileState | null>;
  readonly versions: FileVersionState[];
}

export class FileTable {
  readonly records: FileRecords;
  readonly #volumes: VolumeTable;
  readonly #known = new Map<number, FileState>();
  readonly #dirty = new Set<FileState>();
  readonly #changed = new Set<FileId>();
  /** Versions put aside since the last checkpoint, by file. */
  readonly #aside = new Map<number, FileVersionState[]>();
  #pending: Pending | null = null;

  constructor(meta: Meta, volumes: VolumeTable) {
    this.records = new FileRecords(meta);
    this.#volumes = volumes;
  }

  /** @throws Fault ManagedObjectNotFound */
  get(id: FileId): FileState {
    const file = this.find(id);
    if (!file) throw new Fault('ManagedObjectNotFound', `The array has no file ${id}.`);
    return file;
  }

  /** The file as it is now; null when there is none or its volume is gone. */
  find(id: number): FileState | null {
    if (id === 0) return null;
    const known = this.#known.get(id) ?? this.#load(id);
    return known && this.#volumes.find(known.volumeId) ? known : null;
  }

  #load(id: number): FileState | null {
    const file = this.records.get(id) ?? this.#inherited(id);
    if (file) this.#known.set(id, file);
    return file;
  }

  /** A file of a FlexClone that has not been changed: what the base's snapshot holds. */
  #inherited(id: number): FileState | null {
    const volume = this.#volumes.find(volumeNumberOf(id));
    if (!volume?.base || inodeOf(id) >= volume.base.inodeLimit || this.records.isGone(id)) return null;
    return this.#inheritedFrom(volume, id);
  }

  #inheritedFrom(volume: VolumeState, id: number): FileState | null {
    const { base } = volume;
    const origin = base && this.#volumes.find(base.volumeId);
    const snapshot = base && this.#volumes.findSnapshot(base.snapshotId);
    if (!base || !origin || !snapshot) return null;
    const original = this.version(fileIdOf(origin, inodeOf(id)), snapshot);
    return original ? inheritedState(volume, id, original) : null;
  }

  /** The file as a snapshot of its volume holds it, or null when it does not hold it. */
  version(id: number, snapshot: SnapshotState): FileState | null {
    const live = this.findEdited(id);
    if (live && live.volumeId === snapshot.volumeId && live.epoch <= snapshot.epoch) return live;
    const unsaved = [...(this.#aside.get(id) ?? []), ...(this.#pending?.versions.filter((version) => version.id === id) ?? [])];
    for (const version of unsaved) if (version.volumeId === snapshot.volumeId && isSeenBy(version, snapshot)) return version;
    const saved = this.records.versionBefore(snapshot.volumeId, toFileId(id), snapshot.epoch);
    return saved && isSeenBy(saved, snapshot) ? saved : null;
  }

  /** Ids of a volume's files now, or in a snapshot, ascending; as the open transaction would leave them. */
  *ids(volume: VolumeState, snapshot: SnapshotState | null): Iterable<FileId> {
    if (snapshot) {
      yield* [...this.contentAt(volume, snapshot).values()].map((file) => file.id).toSorted((a, b) => a - b);
      return;
    }
    const listed = new Set<number>();
    for (const file of this.records.ofVolume(volume)) listed.add(file.id);
    for (const file of this.#known.values()) if (file.volumeId === volume.id) listed.add(file.id);
    for (const id of this.#pending?.files.keys() ?? []) listed.add(id);
    for (const id of this.#inheritedContent(volume).keys()) listed.add(id);
    for (const id of [...listed].toSorted((a, b) => a - b)) {
      const file = this.findEdited(id);
      if (file && file.volumeId === volume.id) yield file.id;
    }
  }

  /** Everything that a snapshot of the volume holds, by id: what `version` gives for each, with one look at all records. */
  contentAt(volume: VolumeState, snapshot: SnapshotState): Map<number, FileState> {
    const content = this.#inheritedContent(volume);
    const take = (id: number, file: FileState | null): void => {
      if (file && file.volumeId !== volume.id) return;
      if (file && file.epoch <= snapshot.epoch) content.set(id, file);
      else content.delete(id);
    };
    for (const id of content.keys()) if (this.records.isGone(id)) content.delete(id);
    for (const file of this.records.ofVolume(volume)) take(file.id, file);
    // What was changed since the last checkpoint, and by the open transaction, comes after what is stored.
    for (const [id, file] of this.#known) take(id, file);
    for (const [id, file] of this.#pending?.files ?? []) if (file || volumeOf(this.#known.get(id)) === volume.id) take(id, file);
    const older = [...this.records.versionsOf(volume.id), ...[...this.#aside.values()].flat(), ...(this.#pending?.versions ?? [])];
    for (const version of older) if (version.volumeId === volume.id && isSeenBy(version, snapshot)) content.set(version.id, version);
    return content;
  }

  /** What the files of a FlexClone begin as, whether or not they are that still. */
  #inheritedContent(volume: VolumeState): Map<number, FileState> {
    const { base } = volume;
    const origin = base && this.#volumes.find(base.volumeId);
    const from = base && this.#volumes.findSnapshot(base.snapshotId);
    if (!origin || !from) return new Map();
    return new Map([...this.contentAt(origin, from)].map(([id, original]) => {
      const own = fileIdOf(volume, inodeOf(id));
      return [own, inheritedState(volume, own, original)];
    }));
  }

  /** Every file that has a record, in id order. */
  *all(): Iterable<FileState> {
    for (const file of this.records.all()) {
      const known = this.#known.get(file.id) ?? file;
      if (this.#volumes.find(known.volumeId)) yield known;
    }
  }

  /** Whether a snapshot of its volume sees the file as it is or as it was. */
  isInSnapshot(id: FileId): boolean {
    const volumeId = this.find(id)?.volumeId ?? volumeNumberOf(id);
    return this.#volumes.snapshots(volumeId).some((snapshot) => this.version(id, snapshot) !== null);
  }

  /** True while the record is part of a snapshot: what it holds is shared with that, whatever its counters say. */
  isHeld(file: FileState): boolean {
    return this.#holderOf(file) !== null;
  }

  #holderOf(file: FileState): SnapshotState | null {
    const newest = this.#volumes.newestSnapshot(file.volumeId);
    return newest && newest.epoch >= file.epoch ? newest : null;
  }

  /**
   * Makes the record one that may be changed: if a snapshot sees it, it is put aside first and goes on as one that
   * shares everything with the snapshot. Every change of a map, and of counters that follow from it, comes after this.
   */
  freshen(file: FileState): void {
    const volume = this.#pending ? this.#volumes.edit(file.volumeId) : this.#volumes.get(file.volumeId);
    if (file.epoch === volume.epoch) return;
    const holder = this.#holderOf(file);
    if (holder) {
      const version: FileVersionState = { ...file, untilEpoch: volume.epoch };
      if (this.#pending) this.#pending.versions.push(version);
      else this.#aside.set(file.id, [...(this.#aside.get(file.id) ?? []), version]);
      const { epoch } = file;
      const seenBy = this.#volumes.snapshots(file.volumeId).filter((snapshot) => snapshot.epoch >= epoch).length;
      shareWithSnapshot(file, volume, holder, seenBy === 1);
    }
    file.epoch = volume.epoch;
    if (!this.#pending) this.markDirty(file);
  }

  /** The volume's counters changed along with the file's, so both are saved at the next checkpoint. */
  markDirty(file: FileState): void {
    // A file that `all` made afresh must be the one that is kept, or its change would be lost.
    this.#known.set(file.id, file);
    this.#dirty.add(file);
    this.#changed.add(file.id);
    this.#volumes.markDirty(file.volumeId, file.voucherId);
  }

  takeChanged(): ReadonlySet<FileId> {
    const changed = new Set(this.#changed);
    this.#changed.clear();
    return changed;
  }
  get hasChanged(): boolean {
    return this.#changed.size > 0;
  }

  /** Files changed from here on belong to the transaction. `save` ends it. */
  begin(): void {
    this.#pending = { files: new Map(), versions: [] };
  }
  abort(): void {
    this.#pending = null;
  }

  /** A fresh copy that the transaction may change. @throws Fault ManagedObjectNotFound */
  edit(id: FileId): FileState {
    const { files } = this.#requirePending();
    const known = files.get(id);
    if (known === null) throw new Fault('ManagedObjectNotFound', `The array has no file ${id}.`);
    if (known) {
      this.freshen(known);
      return known;
    }
    const copy = { ...this.get(id) };
    // The volume may be on its way out in the same transaction.
    this.#volumes.edit(copy.volumeId);
    files.set(id, copy);
    this.freshen(copy);
    return copy;
  }

  /** As the open transaction would leave it, or as it is; null when it is gone. */
  findEdited(id: number): FileState | null {
    const pending = this.#pending?.files.get(id);
    return pending === undefined ? this.find(id) : pending;
  }

  /** Adds a file to a volume that the transaction edits; a group and a family of its own unless given. */
  add(volume: VolumeState, file: Omit<FileState, 'id' | 'groupId'>, groupId?: FileId): FileState {
    const id = fileIdOf(volume, volume.nextInode);
    volume.nextInode += 1;
    const added: FileState = { ...file, id, groupId: groupId ?? id, familyId: file.familyId === 0 ? id : file.familyId };
    this.#requirePending().files.set(id, added);
    return added;
  }

  /** Makes a file exist again under its old id. */
  bringBack(file: FileState): void {
    this.#requirePending().files.set(file.id, file);
  }

  remove(id: FileId): void {
    this.edit(id);
    this.#requirePending().files.set(id, null);
  }

  /** Forgets what is in memory of files whose volume is gone. */
  forgetVolume(volumeId: number): void {
    for (const [id, file] of this.#known) {
      if (file.volumeId !== volumeId) continue;
      this.#known.delete(id);
      this.#dirty.delete(file);
      this.#aside.delete(id);
    }
  }

  /** Puts everything changed since the last checkpoint, and by the transaction, into it. */
  save(tx: MetaTx): void {
    const { files, versions } = this.#requirePending();
    for (const file of this.#dirty) if (!files.has(file.id)) this.records.put(tx, file);
    for (const [id, file] of files) {
      const isFromBase = this.#isFromBase(id);
      if (!file) this.records.remove(tx, id, isFromBase);
      else this.records.put(tx, file);
      if (file && isFromBase) this.records.removeGone(tx, [id]);
      const wasStaging = this.#known.get(id)?.isStaging ?? false;
      if (wasStaging !== (file?.isStaging ?? false)) this.records.putStaging(tx, id, !wasStaging);
    }
    for (const list of this.#aside.values()) for (const version of list) this.records.putVersion(tx, version);
    for (const version of versions) this.records.putVersion(tx, version);
    tx.onCommit(() => {
      this.#dirty.clear();
      this.#aside.clear();
      for (const [id, file] of files) {
        const known = this.#known.get(id);
        if (!file) this.#known.delete(id);
        else if (known) Object.assign(known, file);
        else this.#known.set(id, file);
        this.#changed.add(toFileId(id));
      }
      this.#pending = null;
    });
  }

  /** Whether a file that is being removed would otherwise be found in the base again. */
  #isFromBase(id: number): boolean {
    const base = this.#volumes.find(volumeNumberOf(id))?.base;
    return base !== null && base !== undefined && inodeOf(id) < base.inodeLimit;
  }

  #requirePending(): Pending {
    if (!this.#pending) throw new Error('Files are created, cloned and deleted inside StorageArray.commit only.');
    return this.#pending;
  }
}

function volumeOf(file: FileState | undefined): number {
  return file?.volumeId ?? 0;
}

function isSeenBy(version: FileVersionState, snapshot: SnapshotState): boolean {
  return version.epoch <= snapshot.epoch && snapshot.epoch < version.untilEpoch;
}

/** The record that a file of a FlexClone begins with. Epoch 0 is older than any snapshot of the FlexClone. */
function inheritedState(volume: VolumeState, id: number, original: FileState): FileState {
  const base = volume.base;
  const vbn = base?.vbn ?? 0;
  return {
    ...original, id: toFileId(id), volumeId: volume.id, isStaging: false, shareVbn: vbn, shareNode: base?.node ?? 0,
    ownBlocks: 0, exclusiveOldBlocks: 0, exclusiveAtHits: 0, parentId: 0, parentDrops: 0, voucherId: 0, drops: 0, shares: 0, exactAtDrops: 0,
    epoch: 0, snapVbn: vbn, snapOwnBlocks: 0, isSoleSnapshot: false, dedupedBlocks: 0, inheritedBlocks: original.mappedBlocks,
    groupId: fileIdOf(volume, inodeOf(original.groupId)), groupBlocks: 0,
  };
}
