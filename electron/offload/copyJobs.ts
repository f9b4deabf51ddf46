/**
 * Copies of disks that go on where they stopped, also after the client was killed. While a machine is being copied, its job
 * holds the files: what is copied, as it was when the copy began, and what it is copied into. They belong to no virtual
 * machine until the copy is recorded as one. Table:
 *
 * - `copyJobs`: [task id, index of the clone in the task] → the job; of a machine whose disks go different ways, one for each
 *   way under [task id, index, number of the way]
 *
 * Memory follows the store through `tx.onCommit`.
 */
import * as z from 'zod';
import { Fault } from '../../shared/faults.ts';
import { fileIdSchema, taskIdSchema, volumeIdSchema, type FileId, type TaskId, type VolumeId } from '../../shared/ids.ts';
import { mechanismSchema } from '../../shared/model/inventory.ts';
import { mibBytes } from '../../shared/units.ts';
import type { StorageArray } from '../array/port.ts';
import { formatOfDisksApart, type Meta, type MetaTx, type Table } from '../meta/meta.ts';

/** How often a copy makes durable how far it is: when either has passed. */
export interface SavePace {
  readonly everyMs: number;
  readonly everyBytes: number;
}

const defaultPace: SavePace = { everyMs: 2_000, everyBytes: 256 * mibBytes };

const copyJobSchema = z.object({
  sourceVolumeId: volumeIdSchema,
  targetVolumeId: volumeIdSchema,
  /** The way that was begun with. What an array said it had done is proven at the end only, so a host does not go on from there. */
  mechanism: mechanismSchema,
  disks: z.array(
    z.object({
      /** A clone of the disk as it was when the copy began. Nobody writes to it. */
      from: fileIdSchema,
      into: fileIdSchema,
      /** Everything ahead of it is in place and durable. */
      offset: z.number().int().nonnegative(),
    }),
  ),
  createdAtMs: z.number().int(),
});
export type CopyJobRecord = z.infer<typeof copyJobSchema>;

export interface CopyJobKey {
  readonly taskId: TaskId;
  /** Of the clone in its task. */
  readonly index: number;
  /** Of the way, from 0, where the disks of the machine go different ways; left out where all go the same, and for all ways together. */
  readonly part?: number;
}

type StoredKey = [string, number] | [string, number, number];

interface KnownJob {
  readonly key: CopyJobKey;
  readonly record: CopyJobRecord;
}

export interface CopyJobsOptions {
  readonly meta: Meta;
  readonly array: StorageArray;
  readonly log: (text: string) => void;
  readonly pace?: SavePace | undefined;
}

export class CopyJobs {
  readonly pace: SavePace;
  /** Told of what could not be saved and keeps nobody from going on. */
  readonly log: (text: string) => void;
  readonly #meta: Meta;
  readonly #array: StorageArray;
  readonly #table: Table<StoredKey, unknown>;
  readonly #jobs = new Map<string, KnownJob>();
  /** Tasks that may have jobs of several ways, those of open transactions among them: of others, which are nearly all, the store need not be asked. */
  readonly #partedTasks = new Set<TaskId>();
  #sweeping: Promise<unknown> = Promise.resolve();

  constructor({ meta, array, log, pace = defaultPace }: CopyJobsOptions) {
    this.#meta = meta;
    this.#array = array;
    this.log = log;
    this.pace = pace;
    this.#table = meta.table('copyJobs');
    for (const { key, value } of this.#table.entries()) {
      const record = copyJobSchema.safeParse(value).data;
      const taskId = taskIdSchema.safeParse(key[0]).data;
      if (record && taskId) this.#remember({ taskId, index: key[1], ...(key[2] !== undefined && { part: key[2] }) }, record);
    }
  }

  /** What an array must be able to do, so that a copy can go on where it stopped. */
  get isPossible(): boolean {
    return this.#array.capabilities.has('fileClone') && this.#array.capabilities.has('unmap');
  }

  find(key: CopyJobKey): CopyJobRecord | undefined {
    return this.#jobs.get(nameOf(key))?.record;
  }

  /** The copy of the whole machine or, where that goes several ways, the first of them. */
  findAny({ taskId, index }: CopyJobKey): CopyJobRecord | undefined {
    return this.find({ taskId, index }) ?? this.find({ taskId, index, part: 0 });
  }

  /** True for files that belong to no virtual machine because a copy is under way, or waits to go on. */
  holds(file: FileId): boolean {
    return [...this.#jobs.values()].some(({ record }) => record.disks.some(({ from, into }) => from === file || into === file));
  }

  put(tx: MetaTx, key: CopyJobKey, record: CopyJobRecord): void {
    this.#table.put(tx, storedKey(key), record);
    if (key.part !== undefined) {
      // Versions that know of no ways would leave the files of such a copy behind, and what its task says of single disks out.
      this.#meta.requireFormat(tx, formatOfDisksApart);
      this.#partedTasks.add(key.taskId);
    }
    tx.onCommit(() => this.#remember(key, record));
  }

  /** Makes durable how far each disk is: the data first, then the record. What comes in meanwhile is not part of it. */
  async saveOffsets(key: CopyJobKey, offsets: readonly number[]): Promise<void> {
    const reached = [...offsets];
    await this.#array.flush();
    const record = this.find(key);
    if (!record) return;
    const disks = record.disks.map((disk, index) => ({ ...disk, offset: reached[index] ?? disk.offset }));
    this.#meta.transaction((tx) => this.put(tx, key, { ...record, disks }));
  }

  /** The copy is complete: what it was made from goes, what was made is the caller's. */
  complete(tx: MetaTx, key: CopyJobKey): void {
    for (const { from } of this.#forget(tx, key)) this.#deleteFile(tx, from);
  }

  /** Nobody goes on with the copy: all of its files go, those of every way where the key names none. Does nothing when there is no such job. */
  giveUp(tx: MetaTx, key: CopyJobKey): void {
    const parts = key.part === undefined ? this.#partsOf(key) : [];
    for (const { from, into } of [key, ...parts].flatMap((one) => this.#forget(tx, one))) {
      this.#deleteFile(tx, from);
      this.#deleteFile(tx, into);
    }
  }

  /** The volume goes, or becomes what it was at another time: no copy from it or to it can go on. */
  giveUpOnVolume(tx: MetaTx, volumeId: VolumeId): void {
    for (const { key, record } of this.#jobs.values()) {
      if (record.sourceVolumeId === volumeId || record.targetVolumeId === volumeId) this.giveUp(tx, key);
    }
  }

  /** Removes what tasks have left behind that will not go on. */
  sweep(isOpen: (taskId: TaskId) => boolean): Promise<void> {
    const sweep = async (): Promise<void> => {
      const left = [...this.#jobs.values()].filter(({ key }) => !isOpen(key.taskId));
      if (left.length === 0) return;
      await this.#array.commit((tx) => {
        for (const { key } of left) this.giveUp(tx, key);
      });
    };
    const swept = this.#sweeping.then(sweep);
    this.#sweeping = swept.catch(() => undefined);
    return swept;
  }

  /** Resolves when nothing is being swept, so that the array may be closed. */
  async settle(): Promise<void> {
    await this.#sweeping;
  }

  /** One sentence for each record that cannot be read. */
  problems(): string[] {
    return [...this.#table.entries()].flatMap(({ key: [taskId, index], value }) => {
      const { error } = copyJobSchema.safeParse(value);
      return error ? [`The record of the copy of clone ${index} of ${taskId} cannot be read.`] : [];
    });
  }

  #remember(key: CopyJobKey, record: CopyJobRecord): void {
    this.#jobs.set(nameOf(key), { key, record });
    if (key.part !== undefined) this.#partedTasks.add(key.taskId);
  }

  /** The ways that the disks of one machine go, where they go different ones. As the store has them, as below. */
  #partsOf({ taskId, index }: CopyJobKey): CopyJobKey[] {
    if (!this.#partedTasks.has(taskId)) return [];
    return Array.from(this.#table.entries({ start: [taskId, index, 0], end: [taskId, index + 1] }), ({ key: [, , part] }): CopyJobKey => ({ taskId, index, part: part ?? 0 }));
  }

  /** The store is asked, since memory does not know yet what the open transaction has completed or given up. */
  #forget(tx: MetaTx, key: CopyJobKey): CopyJobRecord['disks'] {
    const record = copyJobSchema.safeParse(this.#table.get(storedKey(key))).data;
    if (!record) return [];
    this.#table.remove(tx, storedKey(key));
    tx.onCommit(() => void this.#jobs.delete(nameOf(key)));
    return record.disks;
  }

  /** One may be gone already, with its volume or with what the volume was taken back to. */
  #deleteFile(tx: MetaTx, file: FileId): void {
    try {
      this.#array.deleteFile(tx, file);
    } catch (error) {
      if (!(error instanceof Fault) || error.code !== 'ManagedObjectNotFound') throw error;
    }
  }
}

function storedKey({ taskId, index, part }: CopyJobKey): StoredKey {
  return part === undefined ? [taskId, index] : [taskId, index, part];
}

function nameOf(key: CopyJobKey): string {
  return storedKey(key).join('/');
}
