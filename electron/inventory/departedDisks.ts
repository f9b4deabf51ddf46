/**
 * Deleted disks that no machine had, and that a snapshot of their volume still holds, so that restoring it can bring
 * them back under the names they had. Few, and kept in memory as well. Table `departedDisks`: file → its record as it was last.
 */
import type { FileId, ObjectId } from '../../shared/ids.ts';
import type { StorageArray } from '../array/port.ts';
import type { Meta, MetaTx, Table } from '../meta/meta.ts';
import type { UnattachedRecord } from './unattachedDisks.ts';

export class DepartedDisks {
  readonly #table: Table<number, UnattachedRecord>;
  readonly #records = new Map<FileId, UnattachedRecord>();
  readonly #array: StorageArray;

  constructor(meta: Meta, array: StorageArray) {
    this.#array = array;
    this.#table = meta.table('departedDisks');
    for (const { value } of this.#table.entries()) this.#records.set(value.disk.fileId, value);
  }

  /** To be called in the transaction that deletes them, before their files are deleted. Keeps those that a snapshot holds. */
  keep(tx: MetaTx, records: readonly UnattachedRecord[]): void {
    const held = records.filter(({ disk }) => this.#array.isInSnapshot(disk.fileId));
    for (const record of held) this.#table.put(tx, record.disk.fileId, record);
    tx.onCommit(() => {
      for (const record of held) this.#records.set(record.disk.fileId, record);
    });
  }

  on(datastoreId: ObjectId): UnattachedRecord[] {
    return [...this.#records.values()].filter((record) => record.datastoreId === datastoreId);
  }
  get count(): number {
    return this.#records.size;
  }
  find(file: FileId): UnattachedRecord | undefined {
    return this.#records.get(file);
  }

  remove(tx: MetaTx, files: readonly FileId[]): void {
    for (const file of files) this.#table.remove(tx, file);
    tx.onCommit(() => {
      for (const file of files) this.#records.delete(file);
    });
  }

  /** Drops those that no snapshot could bring back any more. */
  purge(tx: MetaTx): void {
    this.remove(tx, [...this.#records.keys()].filter((file) => !this.#array.isInSnapshot(file)));
  }
}
