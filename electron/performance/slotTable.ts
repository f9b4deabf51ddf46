/**
 * Rows of one level by slot and object: what is written in one interval lies together, so that it takes few pages, and so does what becomes
 * too old. Which clock is wrong cannot be known, so old rows, and rows of a time that has not come, go only as new ones are written: two for each.
 */
import type { MetaTx, Table } from '../meta/meta.ts';
import type { LevelNumber } from './slots.ts';

export type SlotKey = (string | number)[];
export type SlotRows = Table<SlotKey, number[]>;

export class SlotTable {
  readonly level: LevelNumber;
  readonly #rows: SlotRows;
  readonly #mostRows: number;

  /**
   * @param rows may be shared with other levels
   * @param mostRows of all levels that share them; beyond it the oldest rows go however new they are
   */
  constructor(rows: SlotRows, level: LevelNumber, mostRows = Number.POSITIVE_INFINITY) {
    this.level = level;
    this.#rows = rows;
    this.#mostRows = mostRows;
  }

  get(slot: number, owner: string | number): readonly number[] | undefined {
    return this.#rows.get([this.level, slot, owner]);
  }

  put(tx: MetaTx, slot: number, owner: string | number, row: number[]): void {
    this.#rows.put(tx, [this.level, slot, owner], row);
  }

  count(): number {
    return this.#rows.count();
  }

  /** Keys to remove together with `newRowCount` new rows; to be asked ahead of the transaction. */
  outside({ first, last }: { readonly first: number; readonly last: number }, newRowCount: number): SlotKey[] {
    if (newRowCount === 0) return [];
    const limit = 2 * newRowCount;
    const old = this.#keys([this.level, 0], [this.level, first], limit);
    const ahead = this.#keys([this.level, last + 1], [this.level + 1], limit - old.length);
    // Counting walks through all rows, which nothing without a bound has to pay for.
    const over = Number.isFinite(this.#mostRows) ? this.#rows.count() + newRowCount - old.length - ahead.length - this.#mostRows : 0;
    const excess = Math.min(limit - old.length - ahead.length, over);
    // The oldest rows of all are those that are too old already, as far as there are any.
    return excess > 0 ? [...this.#keys([this.level, 0], [this.level, last + 1], old.length + excess), ...ahead] : [...old, ...ahead];
  }

  remove(tx: MetaTx, keys: readonly SlotKey[]): void {
    for (const key of keys) this.#rows.remove(tx, key);
  }

  #keys(start: SlotKey, end: SlotKey, limit: number): SlotKey[] {
    return limit <= 0 ? [] : Array.from(this.#rows.entries({ start, end, limit }), ({ key }) => key);
  }
}
