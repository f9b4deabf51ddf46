/**
 * Deleted virtual machines whose disks a snapshot of their volume still holds, so that restoring
 * it, or one of them from it, can bring them back as what they were. Tables:
 *
 * - `departedVms`: number of the virtual machine → its record as it was last
 * - `departedFiles`: file → number of the virtual machine it belonged to
 */
import type { FileId, ObjectId } from '../../shared/ids.ts';
import type { StorageArray } from '../array/port.ts';
import type { Meta, MetaTx, Table } from '../meta/meta.ts';
import { Pacer } from '../tasks/pacer.ts';
import { DepartedDisks } from './departedDisks.ts';
import { filesOfVm, vmNumberOf, type VmRecord } from './records.ts';

/** How many are looked at in one transaction. */
const batchLength = 200;

export class Departed {
  /** Told inside the transaction that drops one for good. */
  onDrop: ((tx: MetaTx, record: VmRecord) => void) | null = null;
  /** Disks that no machine had, likewise. */
  readonly disks: DepartedDisks;
  readonly #vms: Table<number, VmRecord>;
  readonly #files: Table<number, number>;
  readonly #meta: Meta;
  readonly #array: StorageArray;

  constructor(meta: Meta, array: StorageArray) {
    this.#meta = meta;
    this.#array = array;
    this.disks = new DepartedDisks(meta, array);
    this.#vms = meta.table('departedVms');
    this.#files = meta.table('departedFiles');
  }

  /** To be called in the transaction that deletes it, before its files are deleted. Keeps nothing when no snapshot holds any of them. */
  keep(tx: MetaTx, record: VmRecord): void {
    const held = filesOfVm(record).filter((fileId) => this.#array.isInSnapshot(fileId));
    if (held.length === 0) return;
    const vmNumber = vmNumberOf(record.id);
    this.#vms.put(tx, vmNumber, record);
    for (const fileId of held) this.#files.put(tx, fileId, vmNumber);
  }

  /** The deleted virtual machine that had the id. */
  get(id: ObjectId): VmRecord | undefined {
    return this.#vms.get(vmNumberOf(id));
  }

  /** The virtual machine that a file belonged to. */
  find(fileId: FileId): VmRecord | undefined {
    const vmNumber = this.#files.get(fileId);
    return vmNumber === undefined ? undefined : this.#vms.get(vmNumber);
  }

  /** All of them, read in pages, since a reader that stays open would keep the store from using its free space. */
  async *all(): AsyncGenerator<VmRecord, void, undefined> {
    for (let from = 0; ; ) {
      const page = Array.from(this.#vms.entries({ start: from, limit: batchLength }));
      const last = page.at(-1);
      if (!last) return;
      for (const { value } of page) yield value;
      from = last.key + 1;
    }
  }

  remove(tx: MetaTx, record: VmRecord): void {
    this.#vms.remove(tx, vmNumberOf(record.id));
    for (const fileId of filesOfVm(record)) this.#files.remove(tx, fileId);
  }

  /** Drops those that no snapshot could bring back any more; to be called when snapshots were deleted. */
  async purge(signal?: AbortSignal): Promise<void> {
    const pacer = new Pacer();
    if (this.disks.count > 0) this.#meta.transaction((tx) => this.disks.purge(tx));
    for (let from = 0; ; ) {
      const page = Array.from(this.#vms.entries({ start: from, limit: batchLength }));
      const last = page.at(-1);
      if (!last || signal?.aborted) return;
      const lost = page.filter(({ value }) => !filesOfVm(value).some((fileId) => this.#array.isInSnapshot(fileId)));
      if (lost.length > 0) {
        this.#meta.transaction((tx) => {
          for (const { value } of lost) {
            this.remove(tx, value);
            this.onDrop?.(tx, value);
          }
        });
      }
      from = last.key + 1;
      await pacer.pause();
    }
  }
}
