/**
 * A set of numbers below 2^48 as bits, in pages as long as a segment that exist only where
 * something is set: 2 KiB for each. Page and bit of a block number are its segment and slot.
 */
import { segmentOf, slotsPerSegment } from '../layout.ts';

export const wordsPerPage = slotsPerSegment / 32;

/** The bits of a word that lie in the range from slot `from` up to, not including, slot `end`. */
export function maskOf(word: number, from: number, end: number): number {
  const low = from - word * 32;
  const high = end - word * 32;
  const below = high >= 32 ? -1 : (1 << high) - 1;
  return low > 0 ? below & (-1 << low) : below;
}

export function countBits(word: number): number {
  let bits = word - ((word >>> 1) & 0x5555_5555);
  bits = (bits & 0x3333_3333) + ((bits >>> 2) & 0x3333_3333);
  return Math.imul((bits + (bits >>> 4)) & 0x0f0f_0f0f, 0x0101_0101) >>> 24;
}

/** The remainder of a division of large numbers costs far more than this. */
function slotIn(page: number, number: number): number {
  return number - page * slotsPerSegment;
}

/** Cuts a range of numbers where pages end. */
function forEachPage(first: number, length: number, visit: (page: number, from: number, end: number) => void): void {
  let at = first;
  let left = length;
  while (left > 0) {
    const page = segmentOf(at);
    const from = slotIn(page, at);
    const take = Math.min(left, slotsPerSegment - from);
    visit(page, from, from + take);
    at += take;
    left -= take;
  }
}

const noBits = new Uint32Array(0);

export class SparseBitmap {
  readonly #pages = new Map<number, Uint32Array>();
  /** The page used last: numbers come in rows. */
  #recentPage = -1;
  #recent: Uint32Array = noBits;

  has(number: number): boolean {
    const page = segmentOf(number);
    return this.isUsed(page, slotIn(page, number));
  }

  /** The same for a block given by its segment and slot. */
  isUsed(segment: number, slot: number): boolean {
    return (((this.#pages.get(segment)?.[slot >>> 5] ?? 0) >>> (slot & 31)) & 1) === 1;
  }

  /** @returns true when the number is new */
  add(number: number): boolean {
    const page = segmentOf(number);
    const bits = this.makePage(page);
    const slot = slotIn(page, number);
    const before = bits[slot >>> 5] ?? 0;
    bits[slot >>> 5] = before | (1 << (slot & 31));
    return ((before >>> (slot & 31)) & 1) === 0;
  }

  addRange(first: number, length: number): void {
    forEachPage(first, length, (page, from, end) => {
      const bits = this.makePage(page);
      for (let word = from >>> 5; word * 32 < end; word += 1) bits[word] = (bits[word] ?? 0) | maskOf(word, from, end);
    });
  }

  removeRange(first: number, length: number): void {
    forEachPage(first, length, (page, from, end) => {
      const bits = this.#pages.get(page);
      if (!bits) return;
      for (let word = from >>> 5; word * 32 < end; word += 1) bits[word] = (bits[word] ?? 0) & ~maskOf(word, from, end);
    });
  }

  /** How many numbers of the range are in the set. They are added to `into` when it is given. */
  countRange(first: number, length: number, into?: SparseBitmap): number {
    let count = 0;
    forEachPage(first, length, (page, from, end) => {
      const bits = this.#pages.get(page);
      if (!bits) return;
      for (let word = from >>> 5; word * 32 < end; word += 1) {
        const found = (bits[word] ?? 0) & maskOf(word, from, end);
        if (found === 0) continue;
        count += countBits(found);
        if (!into) continue;
        const target = into.makePage(page);
        target[word] = (target[word] ?? 0) | found;
      }
    });
    return count;
  }

  /** Whether the two sets have a number in common. */
  meets(other: SparseBitmap): boolean {
    for (const [page, bits] of this.#pages) {
      const others = other.#pages.get(page);
      if (others && bits.some((word, at) => (word & (others[at] ?? 0)) !== 0)) return true;
    }
    return false;
  }

  count(): number {
    let count = 0;
    for (const bits of this.#pages.values()) for (const word of bits) count += countBits(word);
    return count;
  }

  /** Pages, that is segments, in which anything is set. */
  pages(): Iterable<number> {
    return this.#pages.keys();
  }

  /** Every number of the set, page by page, ascending in each. */
  *numbers(): Iterable<number> {
    for (const [page, bits] of this.#pages) {
      for (let slot = 0; slot < slotsPerSegment; slot += 1) {
        if ((((bits[slot >>> 5] ?? 0) >>> (slot & 31)) & 1) === 1) yield page * slotsPerSegment + slot;
      }
    }
  }

  /** The bits of a page, made when there is none. */
  makePage(page: number): Uint32Array {
    if (page === this.#recentPage) return this.#recent;
    let bits = this.#pages.get(page);
    if (!bits) {
      bits = new Uint32Array(wordsPerPage);
      this.#pages.set(page, bits);
    }
    this.#recentPage = page;
    this.#recent = bits;
    return bits;
  }
}
