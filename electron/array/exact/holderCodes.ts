/**
 * Who holds something, in 32 bits. A code says "nobody", "one", "several of one group" or
 * "several"; joining codes is commutative, associative and idempotent, so that it does not
 * matter in which order, or how often, holders turn up.
 */
import { slotsPerSegment } from '../layout.ts';
import { maskOf, wordsPerPage } from './sparseBitmap.ts';

export const nobody = 0;
/** More than one holder, and not all of one group. */
export const several = 0x7fff_ffff;

/** The code of one holder, counted from 0. */
export function oneHolder(index: number): number {
  return index + 1;
}
/** The code of more than one holder of a group, counted from 0. */
export function groupHolders(group: number): number {
  return -1 - group;
}

/** The group of each holder. Holders without groups (snapshots) have an empty list. */
export type GroupOf = readonly number[];

export function joinHolders(a: number, b: number, groupOf: GroupOf): number {
  if (a === b || b === nobody) return a;
  if (a === nobody) return b;
  if (a === several || b === several) return several;
  const group = a < 0 ? -1 - a : (groupOf[a - 1] ?? -1);
  const other = b < 0 ? -1 - b : (groupOf[b - 1] ?? -2);
  return group === other ? groupHolders(group) : several;
}

/**
 * The holders of each slot of a segment. Most blocks of a volume full of clones are held by
 * several, and stay so: they are bits, so that a run of them costs a few words and not a step
 * for each block. Codes exist only in segments that have something else.
 */
export class HolderColumn {
  readonly #several = new Uint32Array(wordsPerPage);
  #codes: Int32Array | null = null;

  at(slot: number): number {
    if ((((this.#several[slot >>> 5] ?? 0) >>> (slot & 31)) & 1) === 1) return several;
    return this.#codes === null ? nobody : (this.#codes[slot] ?? nobody);
  }

  /** Adds a holder to the slots from `from` up to, not including, `end`. */
  add(from: number, end: number, code: number, groupOf: GroupOf): void {
    for (let word = from >>> 5; word * 32 < end; word += 1) {
      const known = this.#several[word] ?? 0;
      const open = maskOf(word, from, end) & ~known;
      if (open === 0) continue;
      this.#several[word] = known | (code === several ? open : this.#join(word * 32, open, code, groupOf));
    }
  }

  /** @returns the bits of the slots that are held by several now */
  #join(firstSlot: number, open: number, code: number, groupOf: GroupOf): number {
    this.#codes ??= new Int32Array(slotsPerSegment);
    const codes = this.#codes;
    let became = 0;
    let left = open;
    while (left !== 0) {
      const bit = left & -left;
      left ^= bit;
      const slot = firstSlot + 31 - Math.clz32(bit);
      const before = codes[slot] ?? nobody;
      if (before === code) continue;
      const joined = joinHolders(before, code, groupOf);
      if (joined === several) became |= bit;
      else codes[slot] = joined;
    }
    return became;
  }
}
