/**
 * What the array does not know about its volumes: names, comments, schedules, how the last run of
 * dedupe went. All in memory and in the metadata store; memory follows the store through `tx.onCommit`.
 * Tables:
 *
 * - `volumeRecords`: volume → its record
 * - `snapshotRecords`: snapshot → its record
 * - `strayFiles`: [volume, file] → true for files of what was a FlexClone that belong to no virtual machine
 * - `snapshotPartedVms`: [snapshot, number of the virtual machine] → true for those that had disks elsewhere as well when it was taken
 */
import { Fault } from '../../shared/faults.ts';
import type { FileId, ObjectId, SnapshotId, TaskId, VolumeId } from '../../shared/ids.ts';
import type { DedupeRun } from '../../shared/model/storage.ts';
import { nameKey, nameProblem } from '../../shared/naming.ts';
import type { StorageArray } from '../array/port.ts';
import type { Inventory } from '../inventory/inventory.ts';
import { vmNumberOf } from '../inventory/records.ts';
import { findFile } from '../inventory/rows.ts';
import type { Meta, MetaTx, Table } from '../meta/meta.ts';
import { ChangeFeed } from '../tasks/changeFeed.ts';
import type { VolumeObserver } from './volumeObserver.ts';

export interface VolumeRecord {
  readonly id: VolumeId;
  readonly name: string;
  readonly createdAtMs: number;
  /** Null until dedupe is turned on for the first time or a schedule is given. */
  readonly schedule: string | null;
  readonly lastRun: DedupeRun | null;
  /** What was stored when dedupe was turned on or last ran, to tell how much is new. */
  readonly physicalThenBytes: number;
  /** The size that the history tells of: what exceeds it has been added by autogrow. Left out until it is first looked at, as in all records from before that was told. */
  readonly knownSizeBytes?: number;
  /** The task that made it, so that a task taken up again knows its own work. */
  readonly madeBy: TaskId | null;
}

export interface SnapshotRecord {
  readonly id: SnapshotId;
  readonly volumeId: VolumeId;
  readonly name: string;
  readonly comment: string;
  readonly createdAtMs: number;
}

/** With more changed files in one turn than this, finding out whose they are costs more than telling all volumes. */
const mostFilesToLookUp = 64;

export class VolumeRegistry {
  readonly feed = new ChangeFeed<VolumeId>();
  /** Told inside the transaction that forgets a volume. */
  onRemove: ((tx: MetaTx, id: VolumeId) => void) | null = null;
  /** Told inside the transaction that takes a volume back to a snapshot, ahead of that. */
  onRestore: ((tx: MetaTx, id: VolumeId) => void) | null = null;
  /** Told inside the transaction that makes a FlexClone. */
  onClone: ((tx: MetaTx, baseId: VolumeId, cloneId: VolumeId) => void) | null = null;
  observer: VolumeObserver | null = null;
  readonly #volumeTable: Table<number, VolumeRecord>;
  readonly #snapshotTable: Table<number, SnapshotRecord>;
  readonly #strays: Table<[number, number], boolean>;
  /** Not in the record of the snapshot, which is kept small: there may be thousands of them. */
  readonly #parted: Table<[number, number], boolean>;
  readonly #volumes = new Map<VolumeId, VolumeRecord>();
  readonly #snapshots = new Map<SnapshotId, SnapshotRecord>();
  readonly #array: StorageArray;
  readonly #inventory: Inventory;
  readonly #stopListening: () => void;

  constructor(meta: Meta, array: StorageArray, inventory: Inventory) {
    this.#array = array;
    this.#inventory = inventory;
    this.#volumeTable = meta.table('volumeRecords');
    this.#snapshotTable = meta.table('snapshotRecords');
    this.#strays = meta.table('strayFiles');
    this.#parted = meta.table('snapshotPartedVms');
    for (const { value } of this.#volumeTable.entries()) this.#volumes.set(value.id, value);
    for (const { value } of this.#snapshotTable.entries()) this.#snapshots.set(value.id, value);
    this.#adopt(meta);
    this.#stopListening = array.onSpaceChange((files) => this.feed.mark(this.#volumesOf(files)));
  }

  /** In the order in which they were made. */
  all(): VolumeRecord[] {
    return [...this.#volumes.values()];
  }
  find(id: VolumeId): VolumeRecord | undefined {
    return this.#volumes.get(id);
  }
  /** @throws Fault ManagedObjectNotFound */
  volume(id: VolumeId): VolumeRecord {
    const record = this.#volumes.get(id);
    if (!record) throw new Fault('ManagedObjectNotFound', `There is no volume ${id}.`);
    return record;
  }
  findByName(name: string): VolumeRecord | undefined {
    const key = nameKey(name);
    return this.all().find((record) => nameKey(record.name) === key);
  }
  findSnapshot(id: SnapshotId): SnapshotRecord | undefined {
    return this.#snapshots.get(id);
  }
  /** @throws Fault ManagedObjectNotFound */
  snapshot(id: SnapshotId): SnapshotRecord {
    const record = this.#snapshots.get(id);
    if (!record) throw new Fault('ManagedObjectNotFound', `There is no snapshot ${id} of a volume.`);
    return record;
  }
  /** Oldest first. */
  snapshotsOf(volumeId: VolumeId): SnapshotRecord[] {
    return [...this.#snapshots.values()].filter((record) => record.volumeId === volumeId);
  }

  /**
   * A new volume is mounted as a datastore of the same name, so both must be free.
   * @throws Fault InvalidName, DuplicateName
   */
  requireFreeName(name: string): void {
    const problem = nameProblem(name) ?? snapshotSignProblem(name);
    if (problem !== null) throw new Fault('InvalidName', problem, { names: [name] });
    const key = nameKey(name);
    const isTaken = this.findByName(name) !== undefined || this.#inventory.datastores().some((datastore) => nameKey(datastore.name) === key);
    if (isTaken) throw new Fault('DuplicateName', `There is already a volume or datastore "${name}".`, { names: [name], hint: 'Choose another name.' });
  }

  /** @throws Fault InvalidName, DuplicateName */
  requireFreeSnapshotName(volumeId: VolumeId, name: string): void {
    const problem = nameProblem(name) ?? snapshotSignProblem(name);
    if (problem !== null) throw new Fault('InvalidName', problem, { names: [name] });
    if (!this.#isSnapshotName(volumeId, name)) return;
    throw new Fault('DuplicateName', `"${this.volume(volumeId).name}" has a snapshot "${name}" already.`, { names: [name], hint: 'Choose another name, or delete that snapshot.' });
  }

  /** `wanted`, or with a number behind it where that is taken. */
  freeSnapshotName(volumeId: VolumeId, wanted: string): string {
    let name = wanted;
    for (let number = 2; this.#isSnapshotName(volumeId, name); number += 1) name = `${wanted}-${number}`;
    return name;
  }

  add(tx: MetaTx, volume: { readonly id: VolumeId; readonly name: string; readonly sizeBytes?: number; readonly madeBy?: TaskId }): void {
    const { id, name, sizeBytes, madeBy } = volume;
    this.put(tx, { id, name, createdAtMs: Date.now(), schedule: null, lastRun: null, physicalThenBytes: 0, madeBy: madeBy ?? null, ...(sizeBytes !== undefined && { knownSizeBytes: sizeBytes }) });
  }

  put(tx: MetaTx, record: VolumeRecord): void {
    this.#volumeTable.put(tx, record.id, record);
    if (record.lastRun && record.lastRun !== this.#volumes.get(record.id)?.lastRun) this.observer?.deduped(tx, record.id, record.lastRun);
    tx.onCommit(() => {
      this.#volumes.set(record.id, record);
      this.feed.mark([record.id]);
    });
  }

  /** Forgets a volume and its snapshots. */
  remove(tx: MetaTx, id: VolumeId): void {
    this.#volumeTable.remove(tx, id);
    const snapshots = this.snapshotsOf(id);
    for (const snapshot of snapshots) {
      this.#snapshotTable.remove(tx, snapshot.id);
      this.#forgetParted(tx, snapshot.id);
    }
    for (const { key } of [...this.#strays.entries({ start: [id, 0], end: [id + 1, 0] })]) this.#strays.remove(tx, key);
    this.onRemove?.(tx, id);
    tx.onCommit(() => {
      this.#volumes.delete(id);
      for (const snapshot of snapshots) this.#snapshots.delete(snapshot.id);
      // Its base counts one FlexClone less.
      this.feed.mark([id, ...this.#volumes.keys()]);
    });
  }

  /**
   * @param partedVmIds machines that have a part of their disks on the volume and the others elsewhere: what the snapshot holds of them is
   * not all of them, wherever their disks come to lie later
   */
  addSnapshot(tx: MetaTx, snapshot: Omit<SnapshotRecord, 'createdAtMs'>, partedVmIds: readonly ObjectId[]): SnapshotRecord {
    const record: SnapshotRecord = { ...snapshot, createdAtMs: Date.now() };
    this.#snapshotTable.put(tx, record.id, record);
    for (const id of partedVmIds) this.#parted.put(tx, [record.id, vmNumberOf(id)], true);
    this.observer?.snapshotMade(tx, record);
    tx.onCommit(() => {
      this.#snapshots.set(record.id, record);
      this.feed.mark([record.volumeId]);
    });
    return record;
  }

  removeSnapshot(tx: MetaTx, record: SnapshotRecord): void {
    this.#snapshotTable.remove(tx, record.id);
    this.#forgetParted(tx, record.id);
    this.observer?.snapshotRemoved(tx, record);
    tx.onCommit(() => {
      this.#snapshots.delete(record.id);
      this.feed.mark([record.volumeId]);
    });
  }

  /** Whether the machine had disks elsewhere as well when the snapshot was taken; false of all snapshots from before that was kept. */
  wasParted(snapshotId: SnapshotId, vmId: ObjectId): boolean {
    return this.#parted.get([snapshotId, vmNumberOf(vmId)]) === true;
  }

  /** Files that belong to no virtual machine and need not. */
  addStrays(tx: MetaTx, volumeId: VolumeId, files: readonly FileId[]): void {
    for (const file of files) this.#strays.put(tx, [volumeId, file], true);
  }
  isStray(volumeId: VolumeId, file: FileId): boolean {
    return this.#strays.get([volumeId, file]) === true;
  }

  /** Tells watchers to look at every volume again. */
  markAll(): void {
    this.feed.mark(this.#volumes.keys());
  }

  close(): void {
    this.#stopListening();
    this.feed.close();
  }

  /** Volumes of data directories from before volumes had records get the name of the datastore that stands on them. */
  #adopt(meta: Meta): void {
    const nameless = this.#inventory.datastores().filter((datastore) => !this.#volumes.has(datastore.volumeId));
    if (nameless.length === 0) return;
    meta.transaction((tx) => {
      const names = new Set(this.all().map((record) => nameKey(record.name)));
      for (const { name: wanted, volumeId } of nameless) {
        let name = wanted;
        for (let number = 2; names.has(nameKey(name)); number += 1) name = `${wanted}-${number}`;
        names.add(nameKey(name));
        this.add(tx, { id: volumeId, name });
      }
    });
  }

  #forgetParted(tx: MetaTx, snapshotId: SnapshotId): void {
    for (const { key } of [...this.#parted.entries({ start: [snapshotId, 0], end: [snapshotId + 1, 0] })]) this.#parted.remove(tx, key);
  }

  #isSnapshotName(volumeId: VolumeId, name: string): boolean {
    const key = nameKey(name);
    return this.snapshotsOf(volumeId).some((snapshot) => nameKey(snapshot.name) === key);
  }

  #volumesOf(files: ReadonlySet<FileId>): Iterable<VolumeId> {
    if (files.size > mostFilesToLookUp) return this.#volumes.keys();
    const ids = new Set<VolumeId>();
    for (const id of files) {
      const file = findFile(this.#array, id);
      // Whose a deleted file was cannot be told any more.
      if (!file) return this.#volumes.keys();
      ids.add(file.volumeId);
    }
    return ids;
  }
}

/** `VOLUME@SNAPSHOT` is how the command line spells a snapshot. */
function snapshotSignProblem(name: string): string | null {
  return name.includes('@') ? 'A name cannot contain @.' : null;
}
