/**
 * What was measured of hosts, datastores and what contains them, at every level at once: each sample is merged into the five buckets it
 * belongs to in one transaction, so nothing is left to be rolled up after a crash.
 * Table `performance`: [level, slot, object] → see `buckets.ts`.
 */
import type { ObjectId } from '../../shared/ids.ts';
import type { Meta, MetaTx } from '../meta/meta.ts';
import { decodeBucket, encodeBucket, mergeBuckets, type Bucket } from './buckets.ts';
import { keptSlots, levelNumbers, slotOver, type LevelNumber } from './slots.ts';
import { SlotTable, type SlotRows } from './slotTable.ts';

export class ContainerStore {
  readonly #tables: readonly SlotTable[];

  constructor(meta: Meta) {
    const rows: SlotRows = meta.table('performance');
    this.#tables = levelNumbers.map((level) => new SlotTable(rows, level));
  }

  /** Works out what has to be written, and answers with the writing. @param sampleSlot the finest slot of the sample */
  prepare(sampleSlot: number, samples: ReadonlyMap<ObjectId, Bucket>, nowMs: number): (tx: MetaTx) => void {
    const writes = this.#tables.map((table) => {
      const slot = slotOver(table.level, sampleSlot);
      let newRowCount = 0;
      const rows = Array.from(samples, ([id, bucket]): [ObjectId, number[]] => {
        const before = table.get(slot, id);
        if (!before) newRowCount += 1;
        return [id, encodeBucket(before ? mergeBuckets(decodeBucket(before), bucket) : bucket)];
      });
      return { table, slot, rows, outside: table.outside(keptSlots(table.level, nowMs), newRowCount) };
    });
    return (tx) => {
      for (const { table, slot, rows, outside } of writes) {
        table.remove(tx, outside);
        for (const [id, row] of rows) table.put(tx, slot, id, row);
      }
    };
  }

  get(level: LevelNumber, slot: number, id: ObjectId): Bucket | null {
    const row = this.#tables[level]?.get(slot, id);
    return row ? decodeBucket(row) : null;
  }
}
