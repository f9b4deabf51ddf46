/** The fair shares that the last exact pass found, kept for as long as the files exist. */
import { blockSizeBytes } from '../../../shared/units.ts';
import type { FileId } from '../../../shared/ids.ts';
import type { Meta, MetaTx, Table } from '../../meta/meta.ts';

/** Files saved in one transaction: it holds up other work. */
export const sharesPerTransaction = 2_000;

export class ExactShares {
  /** Blocks, with their fractions, by file. */
  readonly #table: Table<number, number>;

  constructor(meta: Meta) {
    this.#table = meta.table<number, number>('fairShares');
  }

  /** Bytes, or null for a file that no pass has seen. */
  fairShareBytes(id: FileId): number | null {
    const blocks = this.#table.get(id);
    return blocks === undefined ? null : blocks * blockSizeBytes;
  }

  save(tx: MetaTx, shares: readonly (readonly [number, number])[]): void {
    for (const [id, blocks] of shares) if (this.#table.get(id) !== blocks) this.#table.put(tx, id, blocks);
  }

  /** Forgets some files that are not among those of the last pass. @returns where to go on, or -1 */
  forgetOthers(tx: MetaTx, seen: ReadonlyMap<number, number>, fromId: number): number {
    let next = -1;
    for (const { key } of [...this.#table.entries({ start: fromId, limit: sharesPerTransaction })]) {
      if (!seen.has(key)) this.#table.remove(tx, key);
      next = key + 1;
    }
    return next;
  }
}
