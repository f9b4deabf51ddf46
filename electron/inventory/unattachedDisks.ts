/**
 * Disks that were removed from their virtual machine while their files stayed: no machine has them, but they lie on
 * their datastores, take space there, and can be attached again. In memory and in the metadata store. Table
 * `unattachedDisks`: file → the disk as its machine had it last, and when and by whom it was let go.
 */
import { Fault } from '../../shared/faults.ts';
import type { FileId, ObjectId } from '../../shared/ids.ts';
import type { Meta, MetaTx, Table } from '../meta/meta.ts';
import { datastoreOfDisk, placedFrom, type DiskRecord, type VmRecord } from './records.ts';

export interface UnattachedRecord {
  /** Where it lies is told beside it, and not in it. */
  readonly disk: DiskRecord;
  readonly datastoreId: ObjectId;
  /** The machine that had it last, as it was called then, and the host that it ran on. */
  readonly vmName: string;
  readonly hostId: ObjectId;
  readonly detachedAtMs: number;
}

export class UnattachedDisks {
  readonly #table: Table<number, UnattachedRecord>;
  readonly #records = new Map<FileId, UnattachedRecord>();
  readonly #provisioned = new Map<ObjectId, number>();

  constructor(meta: Meta) {
    this.#table = meta.table('unattachedDisks');
    for (const { value } of this.#table.entries()) this.#index(value);
  }

  all(): UnattachedRecord[] {
    return [...this.#records.values()];
  }
  on(datastoreId: ObjectId): UnattachedRecord[] {
    return this.all().filter((record) => record.datastoreId === datastoreId);
  }
  find(file: FileId): UnattachedRecord | undefined {
    return this.#records.get(file);
  }
  /** @throws Fault ManagedObjectNotFound */
  get(file: FileId): UnattachedRecord {
    const record = this.find(file);
    if (!record) throw new Fault('ManagedObjectNotFound', `There is no unattached disk ${file}.`, { hint: 'It was attached or deleted meanwhile.' });
    return record;
  }
  /** Sum of their sizes on a datastore. */
  provisionedBytes(datastoreId: ObjectId): number {
    return this.#provisioned.get(datastoreId) ?? 0;
  }

  /** To be called in the transaction that takes them from their machine, or that puts changed records in place of others. */
  put(tx: MetaTx, records: readonly UnattachedRecord[]): void {
    for (const record of records) this.#table.put(tx, record.disk.fileId, record);
    tx.onCommit(() => {
      for (const record of records) {
        this.#forget(record.disk.fileId);
        this.#index(record);
      }
    });
  }

  /** A machine has them again, or their files are gone. */
  remove(tx: MetaTx, files: readonly FileId[]): void {
    for (const file of files) this.#table.remove(tx, file);
    tx.onCommit(() => {
      for (const file of files) this.#forget(file);
    });
  }

  #index(record: UnattachedRecord): void {
    this.#records.set(record.disk.fileId, record);
    this.#count(record, record.disk.sizeBytes);
  }

  #forget(file: FileId): void {
    const record = this.#records.get(file);
    if (!record) return;
    this.#records.delete(file);
    this.#count(record, -record.disk.sizeBytes);
  }

  #count({ datastoreId }: UnattachedRecord, bytes: number): void {
    const sum = this.provisionedBytes(datastoreId) + bytes;
    if (sum === 0) this.#provisioned.delete(datastoreId);
    else this.#provisioned.set(datastoreId, sum);
  }
}

/** What becomes of disks that a machine lets go of now. */
export function unattachedOf(vm: VmRecord, disks: readonly DiskRecord[], detachedAtMs = Date.now()): UnattachedRecord[] {
  return disks.map((disk) => {
    const datastoreId = datastoreOfDisk(vm, disk);
    return { disk: placedFrom(datastoreId, disk, datastoreId), datastoreId, vmName: vm.name, hostId: vm.hostId, detachedAtMs };
  });
}

/** The disk as a machine records it that is at home on that datastore. */
export function attachedTo(homeId: ObjectId, { disk, datastoreId }: UnattachedRecord): DiskRecord {
  return placedFrom(homeId, disk, datastoreId);
}

/** "Hard disk 2 of web-01". */
export function unattachedName({ disk, vmName }: UnattachedRecord): string {
  return `${disk.label} of ${vmName}`;
}
