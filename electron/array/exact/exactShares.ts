/** The fair shares that the last exact pass found, kept for as long as the files exist. */
import { blockSizeBytes } from '../../../shared/units.ts';
import type { FileId } from '../../../shared/ids.ts';
import type { Meta, MetaTx, Table } from '../../meta/meta.ts';

/** Files saved in one transaction: it holds up other work. */
export const sharesPerTransaction = 2_000;

export class ExactShares {
  readonly #table: Table<number, number>;
  readonly #known = new Map<number, number>();

  constructor(meta: Meta) {
    this.#table = meta.table<number, number>('fairShares');
    for (const { key, value } of this.#table.entries()) this.#known.set(key, value);
  }

  /** Bytes, or null for a file that no pass has seen. */
  fairShareBytes(id: FileId): number | null {
    const blocks = this.#known.get(id);
    return blocks === undefined ? null : blocks * blockSizeBytes;
  }

  /** Files whose share differs from what is kept. */
  changed(shares: ReadonlyMap<number, number>): [number, number][] {
    return [...shares].filter(([id, blocks]) => this.#known.get(id) !== blocks);
  }

  save(tx: MetaTx, shares: readonly (readonly [number, number])[]): void {
    for (const [id, blocks] of shares) this.#table.put(tx, id, blocks);
    tx.onCommit(() => {
      for (const [id, blocks] of shares) this.#known.set(id, blocks);
    });
  }

  /** Forgets files that are not among those of the last pass. */
  forgetOthers(tx: MetaTx, seen: ReadonlyMap<number, number>): void {
    const gone = [...this.#known.keys()].filter((id) => !seen.has(id)).slice(0, sharesPerTransaction);
    for (const id of gone) this.#table.remove(tx, id);
    tx.onCommit(() => {
      for (const id of gone) this.#known.delete(id);
    });
  }
}
