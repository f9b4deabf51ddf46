/**
 * The fingerprints of one volume in memory: from the low 64 bits of a block's digest to where the
 * block is stored. A hint and no more: whoever finds a block here compares it byte by byte, and
 * what is not found is found by the next pass over stored data.
 *
 * Open addressing in shards that grow on their own, so that no growth stops the event loop.
 */
import type { TimeSlice } from '../timeSlice.ts';

const shardBits = 6;
const shardCount = 1 << shardBits;
const firstSlots = 64;
/** 16 bytes each: 64 MiB when full, for 16 GiB of distinct data. */
const defaultEntryLimit = 4 * 1024 * 1024;
/** How far from its place an entry may lie. */
const windowSlots = 32;
/** Beyond this share of used slots a shard grows, as long as it may. */
const loadLimit = 0.7;
/** A shard that may not grow any further is kept at this load: short searches, and room for what is new. */
const fullLoad = 0.85;
/** At the limit, the oldest of this many gives way. */
const victimSlots = 8;

export class Fingerprints {
  readonly #shards: Shard[];

  /** @param options.entryLimit the most blocks it remembers; rounded down to a power of two, at least 4,096 */
  constructor(options: { readonly entryLimit?: number } = {}) {
    const limit = Math.max((options.entryLimit ?? defaultEntryLimit) / shardCount, firstSlots);
    const slotLimit = 2 ** Math.floor(Math.log2(limit));
    this.#shards = Array.from({ length: shardCount }, () => new Shard(slotLimit));
  }

  get size(): number {
    return this.#shards.reduce((sum, shard) => sum + shard.count, 0);
  }

  get memoryBytes(): number {
    return this.#shards.reduce((sum, shard) => sum + shard.slots * 16, 0);
  }

  /** The block with the digest at `bytes[offset]`, or 0. */
  find(bytes: Uint8Array, offset = 0): number {
    const high = highOf(bytes, offset);
    return this.#shardOf(high).find(lowOf(bytes, offset), high);
  }

  /** Remembers the block; takes the place of one with the same digest and, where there is no room, of an old one. */
  put(bytes: Uint8Array, offset: number, vbn: number): void {
    const high = highOf(bytes, offset);
    this.#shardOf(high).put(lowOf(bytes, offset), high, vbn);
  }

  /** Forgets the digest if it still leads to this block. */
  remove(bytes: Uint8Array, offset: number, vbn: number): void {
    const high = highOf(bytes, offset);
    this.#shardOf(high).remove(lowOf(bytes, offset), high, vbn);
  }

  /** Forgets every block that `isKept` denies. What is put meanwhile is asked about or not. */
  async retain(isKept: (vbn: number) => boolean, slice: TimeSlice): Promise<void> {
    for (const shard of this.#shards) {
      shard.retain(isKept);
      if (slice.isOver) await slice.pause();
    }
  }

  #shardOf(high: number): Shard {
    const shard = this.#shards[high >>> (32 - shardBits)];
    if (!shard) throw new Error('A shard is missing.');
    return shard;
  }
}

/** Never 0, which marks a free slot. */
function lowOf(bytes: Uint8Array, offset: number): number {
  return wordAt(bytes, offset) || 1;
}
function highOf(bytes: Uint8Array, offset: number): number {
  return wordAt(bytes, offset + 4);
}
function wordAt(bytes: Uint8Array, at: number): number {
  return ((bytes[at] ?? 0) | ((bytes[at + 1] ?? 0) << 8) | ((bytes[at + 2] ?? 0) << 16) | ((bytes[at + 3] ?? 0) << 24)) >>> 0;
}

/** Words of an entry: both halves of the key, then both of the block's number. Side by side, as each miss of the cache costs more than the search. */
const entryWords = 4;
const high32 = 0x1_0000_0000;

/** An entry lies at its place or behind it, with no free slot between and less than `windowSlots` away. */
class Shard {
  readonly #slotLimit: number;
  #words = new Uint32Array(firstSlots * entryWords);
  count = 0;

  constructor(slotLimit: number) {
    this.#slotLimit = slotLimit;
  }

  get slots(): number {
    return this.#words.length / entryWords;
  }

  find(low: number, high: number): number {
    const at = this.#locate(low, high);
    return at < 0 ? 0 : this.#vbnAt(at);
  }

  put(low: number, high: number, vbn: number): void {
    const known = this.#locate(low, high);
    if (known >= 0) {
      this.#set(known, low, high, vbn);
      return;
    }
    if (this.slots < this.#slotLimit) {
      if (this.count >= this.slots * loadLimit) this.#rebuild(this.slots * 2, () => true);
    } else if (this.count >= this.slots * fullLoad) {
      const oldest = this.#oldestNear(low);
      if (oldest >= 0) this.#removeAt(oldest);
    }
    if (this.#insert(low, high, vbn)) return;
    if (this.slots < this.#slotLimit && this.count > this.slots / 2) {
      this.#rebuild(this.slots * 2, () => true);
      if (this.#insert(low, high, vbn)) return;
    }
    this.#replaceOldest(low, high, vbn);
  }

  remove(low: number, high: number, vbn: number): void {
    const at = this.#locate(low, high);
    if (at >= 0 && this.#vbnAt(at) === vbn) this.#removeAt(at);
  }

  retain(isKept: (vbn: number) => boolean): void {
    this.#rebuild(this.slots, isKept);
  }

  #removeAt(index: number): void {
    let free = index;
    const mask = this.slots - 1;
    // What lies behind moves up, so that no search ends at a gap in front of what it looks for.
    for (let at = (free + 1) & mask; this.#lowAt(at) !== 0; at = (at + 1) & mask) {
      const place = this.#lowAt(at) & mask;
      if (((at - place) & mask) < ((at - free) & mask)) continue;
      this.#words.copyWithin(free * entryWords, at * entryWords, (at + 1) * entryWords);
      free = at;
    }
    this.#words[free * entryWords] = 0;
    this.count -= 1;
  }

  /** The slot of the key, or -1. */
  #locate(low: number, high: number): number {
    const words = this.#words;
    const mask = words.length / entryWords - 1;
    for (let step = 0; step < windowSlots; step += 1) {
      const at = (low + step) & mask;
      const found = words[at * entryWords];
      if (found === 0) return -1;
      if (found === low && words[at * entryWords + 1] === high) return at;
    }
    return -1;
  }

  #insert(low: number, high: number, vbn: number): boolean {
    // One slot always stays free: it ends the search of `#removeAt`.
    if (this.count + 1 >= this.slots) return false;
    const mask = this.slots - 1;
    for (let step = 0; step < windowSlots; step += 1) {
      const at = (low + step) & mask;
      if (this.#lowAt(at) !== 0) continue;
      this.#set(at, low, high, vbn);
      this.count += 1;
      return true;
    }
    return false;
  }

  /** For a full window only: no search passes a free slot to get there. */
  #replaceOldest(low: number, high: number, vbn: number): void {
    const oldest = this.#oldestNear(low);
    if (oldest >= 0) this.#set(oldest, low, high, vbn);
  }

  #oldestNear(low: number): number {
    const mask = this.slots - 1;
    let oldest = -1;
    for (let step = 0; step < victimSlots; step += 1) {
      const at = (low + step) & mask;
      // Block numbers only grow, so the lowest one is the oldest.
      if (this.#lowAt(at) !== 0 && (oldest < 0 || this.#vbnAt(at) < this.#vbnAt(oldest))) oldest = at;
    }
    return oldest;
  }

  #lowAt(at: number): number {
    return this.#words[at * entryWords] ?? 0;
  }

  #vbnAt(at: number): number {
    return (this.#words[at * entryWords + 2] ?? 0) + (this.#words[at * entryWords + 3] ?? 0) * high32;
  }

  #set(at: number, low: number, high: number, vbn: number): void {
    const word = at * entryWords;
    this.#words[word] = low;
    this.#words[word + 1] = high;
    this.#words[word + 2] = vbn % high32;
    this.#words[word + 3] = Math.floor(vbn / high32);
  }

  #rebuild(slots: number, isKept: (vbn: number) => boolean): void {
    const before = this.#words;
    this.#words = new Uint32Array(slots * entryWords);
    this.count = 0;
    for (let word = 0; word < before.length; word += entryWords) {
      const low = before[word] ?? 0;
      if (low === 0) continue;
      const vbn = (before[word + 2] ?? 0) + (before[word + 3] ?? 0) * high32;
      if (!isKept(vbn)) continue;
      const high = before[word + 1] ?? 0;
      if (!this.#insert(low, high, vbn)) this.#replaceOldest(low, high, vbn);
    }
  }
}
