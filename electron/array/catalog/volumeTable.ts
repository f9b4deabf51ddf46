/** All volumes and snapshots: records in LMDB, all of them in memory. */
import { Fault } from '../../../shared/faults.ts';
import { snapshotIdSchema, volumeIdSchema, type SnapshotId, type VolumeId } from '../../../shared/ids.ts';
import type { Meta, MetaSnapshot, MetaTx, Table } from '../../meta/meta.ts';
import type { VolumeSettings } from '../portTypes.ts';
import { newVolume, type SnapshotState, type VolumeState } from './volumeState.ts';

/** What an open transaction would make of the volumes. Memory takes it over when it is durable. */
interface Pending {
  readonly volumes: Map<number, VolumeState | null>;
  readonly snapshots: Map<number, SnapshotState | null>;
}

export class VolumeTable {
  readonly #volumes: Table<number, VolumeState>;
  readonly #snapshots: Table<number, SnapshotState>;
  readonly #known = new Map<number, VolumeState>();
  readonly #knownSnapshots = new Map<number, SnapshotState>();
  /** Snapshots of each volume, oldest first. */
  readonly #ofVolume = new Map<number, SnapshotState[]>();
  readonly #dirty = new Set<number>();
  readonly #dirtySnapshots = new Set<number>();
  #pending: Pending | null = null;
  nextVolumeId: number;
  nextSnapshotId: number;

  constructor(meta: Meta, next: { volumeId: number; snapshotId: number }) {
    this.#volumes = meta.table<number, VolumeState>('volumes');
    this.#snapshots = meta.table<number, SnapshotState>('snapshots');
    this.nextVolumeId = next.volumeId;
    this.nextSnapshotId = next.snapshotId;
    for (const { value } of this.#volumes.entries()) this.#known.set(value.id, { ...value });
    for (const { value } of this.#snapshots.entries()) this.#keepSnapshot({ ...value });
  }

  /** @throws Fault ManagedObjectNotFound */
  get(id: number): VolumeState {
    const volume = this.find(id);
    if (!volume) throw new Fault('ManagedObjectNotFound', `The array has no volume ${id}.`);
    return volume;
  }

  /** As the open transaction would leave it, or as it is. */
  find(id: number): VolumeState | null {
    const edited = this.#pending?.volumes.get(id);
    return edited === undefined ? (this.#known.get(id) ?? null) : edited;
  }

  all(): Iterable<VolumeState> {
    return this.#known.values();
  }

  /** Volumes and snapshots as they were when the metadata snapshot was taken. */
  allAt(at: MetaSnapshot): { volumes: VolumeState[]; snapshots: SnapshotState[] } {
    return {
      volumes: Array.from(this.#volumes.entriesAt(at, {}), ({ value }) => value),
      snapshots: Array.from(this.#snapshots.entriesAt(at, {}), ({ value }) => value),
    };
  }

  /** Volumes as the open transaction would leave them, or as they are. */
  *allEdited(): Iterable<VolumeState> {
    for (const volume of this.#known.values()) {
      const edited = this.#pending?.volumes.get(volume.id);
      if (edited !== null) yield edited ?? volume;
    }
    for (const [id, volume] of this.#pending?.volumes ?? []) if (volume && !this.#known.has(id)) yield volume;
  }

  /** @throws Fault ManagedObjectNotFound */
  snapshot(id: number): SnapshotState {
    const snapshot = this.findSnapshot(id);
    if (!snapshot) throw new Fault('ManagedObjectNotFound', `The array has no snapshot ${id}.`);
    return snapshot;
  }

  /** As the open transaction would leave it, or as it is. */
  findSnapshot(id: number): SnapshotState | null {
    if (id === 0) return null;
    const edited = this.#pending?.snapshots.get(id);
    return edited === undefined ? (this.#knownSnapshots.get(id) ?? null) : edited;
  }

  /** Oldest first, as the open transaction would leave them. */
  snapshots(volumeId: number): readonly SnapshotState[] {
    const known = this.#ofVolume.get(volumeId) ?? [];
    const pending = this.#pending?.snapshots;
    if (!pending || pending.size === 0) return known;
    const listed = known.flatMap((snapshot) => {
      const edited = pending.get(snapshot.id);
      return edited === null ? [] : [edited ?? snapshot];
    });
    for (const [id, edited] of pending) if (edited?.volumeId === volumeId && !this.#knownSnapshots.has(id)) listed.push(edited);
    return listed;
  }

  newestSnapshot(volumeId: number): SnapshotState | null {
    return this.snapshots(volumeId).at(-1) ?? null;
  }

  /** The counters of the volume, or of one of its snapshots, have changed and are saved at the next checkpoint. */
  markDirty(volumeId: number, snapshotId = 0): void {
    this.#dirty.add(volumeId);
    if (snapshotId !== 0) this.#dirtySnapshots.add(snapshotId);
  }

  begin(): void {
    this.#pending = { volumes: new Map(), snapshots: new Map() };
  }
  abort(): void {
    this.#pending = null;
  }

  /** A copy that the transaction may change. @throws Fault ManagedObjectNotFound */
  edit(id: number): VolumeState {
    const { volumes } = this.#requirePending();
    const known = volumes.get(id);
    if (known === null) throw new Fault('ManagedObjectNotFound', `The array has no volume ${id}.`);
    if (known) return known;
    const copy = { ...this.get(id) };
    volumes.set(id, copy);
    return copy;
  }

  editSnapshot(id: number): SnapshotState {
    const { snapshots } = this.#requirePending();
    const known = snapshots.get(id);
    if (known) return known;
    const copy = { ...this.snapshot(id) };
    snapshots.set(id, copy);
    return copy;
  }

  add(settings: VolumeSettings): VolumeState {
    const volume = newVolume(volumeIdSchema.parse(this.nextVolumeId), settings);
    this.nextVolumeId += 1;
    this.#requirePending().volumes.set(volume.id, volume);
    return volume;
  }

  addSnapshot(snapshot: Omit<SnapshotState, 'id'>): SnapshotState {
    const added = { ...snapshot, id: snapshotIdSchema.parse(this.nextSnapshotId) };
    this.nextSnapshotId += 1;
    this.#requirePending().snapshots.set(added.id, added);
    return added;
  }

  remove(id: VolumeId): void {
    this.#requirePending().volumes.set(id, null);
  }
  removeSnapshot(id: SnapshotId): void {
    this.#requirePending().snapshots.set(id, null);
  }

  save(tx: MetaTx): void {
    const { volumes, snapshots } = this.#requirePending();
    for (const id of this.#dirty) {
      const volume = this.#known.get(id);
      if (volume && !volumes.has(id)) this.#volumes.put(tx, id, volume);
    }
    for (const [id, volume] of volumes) {
      if (volume) this.#volumes.put(tx, id, volume);
      else this.#volumes.remove(tx, id);
    }
    for (const id of this.#dirtySnapshots) {
      const snapshot = this.#knownSnapshots.get(id);
      if (snapshot && !snapshots.has(id)) this.#snapshots.put(tx, id, snapshot);
    }
    for (const [id, snapshot] of snapshots) {
      if (snapshot) this.#snapshots.put(tx, id, snapshot);
      else this.#snapshots.remove(tx, id);
    }
    tx.onCommit(() => {
      this.#dirty.clear();
      this.#dirtySnapshots.clear();
      for (const [id, volume] of volumes) {
        const known = this.#known.get(id);
        if (!volume) this.#known.delete(id);
        else if (known) Object.assign(known, volume);
        else this.#known.set(id, volume);
      }
      for (const [id, snapshot] of snapshots) {
        const known = this.#knownSnapshots.get(id);
        if (!snapshot) this.#dropSnapshot(id);
        else if (known) Object.assign(known, snapshot);
        else this.#keepSnapshot(snapshot);
      }
      this.#pending = null;
    });
  }

  #keepSnapshot(snapshot: SnapshotState): void {
    this.#knownSnapshots.set(snapshot.id, snapshot);
    const list = this.#ofVolume.get(snapshot.volumeId) ?? [];
    list.push(snapshot);
    this.#ofVolume.set(snapshot.volumeId, list);
  }

  #dropSnapshot(id: number): void {
    const snapshot = this.#knownSnapshots.get(id);
    if (!snapshot) return;
    this.#knownSnapshots.delete(id);
    const left = (this.#ofVolume.get(snapshot.volumeId) ?? []).filter((one) => one.id !== id);
    if (left.length > 0) this.#ofVolume.set(snapshot.volumeId, left);
    else this.#ofVolume.delete(snapshot.volumeId);
  }

  #requirePending(): Pending {
    if (!this.#pending) throw new Error('Volumes are changed inside StorageArray.commit only.');
    return this.#pending;
  }
}
