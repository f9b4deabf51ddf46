/** How many unused blocks of each segment an exact pass has given back, so that no later one, in this process or another, counts them again. */
import type { Meta, MetaTx, Table } from '../meta/meta.ts';

export class PunchedBlocks {
  readonly #table: Table<number, number>;

  constructor(meta: Meta) {
    this.#table = meta.table<number, number>('punched');
  }

  get(segment: number): number {
    return this.#table.get(segment) ?? 0;
  }

  set(tx: MetaTx, segment: number, blocks: number): void {
    this.#table.put(tx, segment, blocks);
  }

  /** For a segment that is no more. */
  forget(tx: MetaTx, segment: number): void {
    this.#table.remove(tx, segment);
  }
}
