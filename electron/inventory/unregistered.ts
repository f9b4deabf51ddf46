/**
 * Virtual machines and templates that were removed from the inventory: nobody works with them, but their disks and
 * snapshots lie on their datastores and take space there, and they can be registered again. In memory and in the
 * metadata store. Table `unregisteredVms`: number of the virtual machine → its record as it was last, and when it was removed.
 */
import type { FileId, ObjectId } from '../../shared/ids.ts';
import type { Meta, MetaTx, Table } from '../meta/meta.ts';
import { datastoreOfDisk, filesOfVm, isOnDatastore, vmNumberOf, type VmRecord } from './records.ts';

export interface UnregisteredRecord {
  readonly vm: VmRecord;
  readonly unregisteredAtMs: number;
}

export class Unregistered {
  readonly #table: Table<number, UnregisteredRecord>;
  readonly #records = new Map<ObjectId, UnregisteredRecord>();
  readonly #ownerByFile = new Map<FileId, ObjectId>();

  constructor(meta: Meta) {
    this.#table = meta.table('unregisteredVms');
    for (const { value } of this.#table.entries()) this.#index(value);
  }

  all(): UnregisteredRecord[] {
    return [...this.#records.values()];
  }
  /** Those that have anything on the datastore. */
  on(datastoreId: ObjectId): UnregisteredRecord[] {
    return this.all().filter(({ vm }) => isOnDatastore(vm, datastoreId));
  }
  find(id: ObjectId): VmRecord | undefined {
    return this.#records.get(id)?.vm;
  }
  /** The one that a file belongs to. */
  ownerOf(file: FileId): VmRecord | undefined {
    const id = this.#ownerByFile.get(file);
    return id === undefined ? undefined : this.find(id);
  }
  /** Sum of the sizes of their disks on a datastore. */
  provisionedBytes(datastoreId: ObjectId): number {
    if (this.#records.size === 0) return 0;
    return this.on(datastoreId).reduce((sum, { vm }) => sum + vm.disks.reduce((bytes, disk) => bytes + (datastoreOfDisk(vm, disk) === datastoreId ? disk.sizeBytes : 0), 0), 0);
  }

  /** To be called in the transaction that removes them from the inventory, or that puts changed records in place of others. */
  put(tx: MetaTx, vms: readonly VmRecord[], unregisteredAtMs = Date.now()): void {
    const records = vms.map((vm): UnregisteredRecord => ({ vm, unregisteredAtMs: this.#records.get(vm.id)?.unregisteredAtMs ?? unregisteredAtMs }));
    for (const record of records) this.#table.put(tx, vmNumberOf(record.vm.id), record);
    tx.onCommit(() => {
      for (const record of records) this.#forget(record.vm.id);
      for (const record of records) this.#index(record);
    });
  }

  /** They are registered again, or their files are gone. */
  remove(tx: MetaTx, ids: readonly ObjectId[]): void {
    for (const id of ids) this.#table.remove(tx, vmNumberOf(id));
    tx.onCommit(() => {
      for (const id of ids) this.#forget(id);
    });
  }

  #index(record: UnregisteredRecord): void {
    this.#records.set(record.vm.id, record);
    for (const file of filesOfVm(record.vm)) this.#ownerByFile.set(file, record.vm.id);
  }

  #forget(id: ObjectId): void {
    const record = this.#records.get(id);
    if (!record) return;
    for (const file of filesOfVm(record.vm)) this.#ownerByFile.delete(file);
    this.#records.delete(id);
  }
}
