/**
 * Gives numbers below 2^53 dense indexes in the order in which they come: an open-addressing hash
 * table, 15 to 22 bytes for each number. It is split into shards that grow on their own, so that
 * growing never stops the event loop for long, however many numbers there are.
 *
 * Node ids are given out in a row, and trees that changed together are walked together. So 16
 * consecutive numbers have their slots side by side, in one line of the processor's cache: with
 * millions of nodes, waiting for memory is most of the time that a walk takes.
 */
const shardBits = 8;
const neighbours = 16;
const firstSlots = 4 * neighbours;
/** Neighbours that find their slots taken move on together. Odd, so that every slot is tried in the end. */
const probeStep = neighbours + 1;
const pageBits = 11;
/** Columns that hold something for every index are kept in pages of this length, so that nothing is copied when they grow. */
export const indexesPerPage = 1 << pageBits;

export function pageOf(index: number): number {
  return index >>> pageBits;
}
export function inPage(index: number): number {
  return index & (indexesPerPage - 1);
}

interface Shard {
  /** Index + 1 of the number in each slot, 0 where the slot is empty. */
  slots: Uint32Array;
  count: number;
}

/** The same for all numbers of a neighbourhood. */
function hashOf(number: number): number {
  const high = Math.floor(number / 0x1_0000_0000);
  let hash = Math.imul(((number >>> 0) >>> 4) ^ Math.imul(high, 0x85eb_ca6b), 0x9e37_79b1);
  hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b_3c6d);
  return (hash ^ (hash >>> 13)) >>> 0;
}

export class NumberIndex {
  readonly #shards: (Shard | undefined)[] = Array.from({ length: 1 << shardBits }, () => undefined);
  readonly #pages: Float64Array[] = [];
  #size = 0;

  get size(): number {
    return this.#size;
  }

  numberAt(index: number): number {
    return this.#pages[pageOf(index)]?.[inPage(index)] ?? 0;
  }

  /** The index of the number, or -1. */
  find(number: number): number {
    const hash = hashOf(number);
    const shard = this.#shards[hash & ((1 << shardBits) - 1)];
    return shard ? (shard.slots[this.#slotOf(shard.slots, number, hash)] ?? 0) - 1 : -1;
  }

  /** The index of the number, which is added when it is new: then the index is the `size` from before. */
  add(number: number): number {
    const hash = hashOf(number);
    const shard = this.#shardOf(hash & ((1 << shardBits) - 1));
    const slot = this.#slotOf(shard.slots, number, hash);
    const known = shard.slots[slot] ?? 0;
    if (known !== 0) return known - 1;
    const index = this.#size;
    this.#size += 1;
    shard.slots[slot] = index + 1;
    shard.count += 1;
    if (inPage(index) === 0) this.#pages.push(new Float64Array(indexesPerPage));
    const page = this.#pages[pageOf(index)];
    if (page) page[inPage(index)] = number;
    if (shard.count * 5 > shard.slots.length * 3) this.#grow(shard);
    return index;
  }

  #shardOf(at: number): Shard {
    const known = this.#shards[at];
    if (known) return known;
    const shard = { slots: new Uint32Array(firstSlots), count: 0 };
    this.#shards[at] = shard;
    return shard;
  }

  /** The slot that holds the number, or the empty one where it belongs. */
  #slotOf(slots: Uint32Array, number: number, hash: number): number {
    const mask = slots.length - 1;
    let slot = (((hash >>> shardBits) * neighbours) | (number & (neighbours - 1))) & mask;
    for (;;) {
      const index = slots[slot] ?? 0;
      if (index === 0 || this.numberAt(index - 1) === number) return slot;
      slot = (slot + probeStep) & mask;
    }
  }

  #grow(shard: Shard): void {
    const before = shard.slots;
    shard.slots = new Uint32Array(before.length * 2);
    for (const index of before) {
      if (index === 0) continue;
      const number = this.numberAt(index - 1);
      shard.slots[this.#slotOf(shard.slots, number, hashOf(number))] = index;
    }
  }
}

/** One unsigned 32-bit number for each index, 0 until it is set. */
export class Uint32Column {
  readonly #pages: (Uint32Array | undefined)[] = [];

  get(index: number): number {
    return this.#pages[pageOf(index)]?.[inPage(index)] ?? 0;
  }

  set(index: number, value: number): void {
    let page = this.#pages[pageOf(index)];
    if (!page) {
      page = new Uint32Array(indexesPerPage);
      this.#pages[pageOf(index)] = page;
    }
    page[inPage(index)] = value;
  }
}
