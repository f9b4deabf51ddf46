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
  const [a, b, c, d] = [bytes[at] ?? 0, bytes[at + 1] ?? 0, bytes[at + 2] ?? 0, bytes[at + 3] ?? 0];
  return (a | (b << 8) | (c << 16) | (d << 24)) >>> 0;
}

/** An entry lies at its place or behind it, with no free slot between and less than `windowSlots` away. */
class Shard {
  readonly #slotLimit: number;
  #low = new Uint32Array(firstSlots);
  #high = new Uint32Array(firstSlots);
  #vbn = new Float64Array(firstSlots);
  count = 0;

  constructor(slotLimit: number) {
    this.#slotLimit = slotLimit;
  }

  get slots(): number {
    return this.#low.length;
  }

  find(low: number, high: number): number {
    const at = this.#locate(low, high);
    return at < 0 ? 0 : (this.#vbn[at] ?? 0);
  }

  put(low: number, high: number, vbn: number): void {
    const known = this.#locate(low, high);
    if (known >= 0) {
      this.#vbn[known] = vbn;
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
    if (at >= 0 && this.#vbn[at] === vbn) this.#removeAt(at);
  }

  #removeAt(index: number): void {
    let free = index;
    const mask = this.slots - 1;
    // What lies behind moves up, so that no search ends at a gap in front of what it looks for.
    for (let at = (free + 1) & mask; this.#low[at] !== 0; at = (at + 1) & mask) {
      const place = (this.#low[at] ?? 0) & mask;
      if (((at - place) & mask) < ((at - free) & mask)) continue;
      this.#move(at, free);
      free = at;
    }
    this.#low[free] = 0;
    this.count -= 1;
  }

  retain(isKept: (vbn: number) => boolean): void {
    this.#rebuild(this.slots, isKept);
  }

  #locate(low: number, high: number): number {
    const mask = this.#low.length - 1;
    for (let step = 0; step < windowSlots; step += 1) {
      const at = (low + step) & mask;
      const found = this.#low[at];
      if (found === 0) return -1;
      if (found === low && this.#high[at] === high) return at;
    }
    return -1;
  }

  #insert(low: number, high: number, vbn: number): boolean {
    // One slot always stays free: it ends the search of `#removeAt`.
    if (this.count + 1 >= this.slots) return false;
    const mask = this.slots - 1;
    for (let step = 0; step < windowSlots; step += 1) {
      const at = (low + step) & mask;
      if (this.#low[at] !== 0) continue;
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
      if (this.#low[at] !== 0 && (oldest < 0 || (this.#vbn[at] ?? 0) < (this.#vbn[oldest] ?? 0))) oldest = at;
    }
    return oldest;
  }

  #set(at: number, low: number, high: number, vbn: number): void {
    this.#low[at] = low;
    this.#high[at] = high;
    this.#vbn[at] = vbn;
  }

  #move(from: number, to: number): void {
    this.#set(to, this.#low[from] ?? 0, this.#high[from] ?? 0, this.#vbn[from] ?? 0);
  }

  #rebuild(slots: number, isKept: (vbn: number) => boolean): void {
    const [low, high, vbn] = [this.#low, this.#high, this.#vbn];
    this.#low = new Uint32Array(slots);
    this.#high = new Uint32Array(slots);
    this.#vbn = new Float64Array(slots);
    this.count = 0;
    for (let at = 0; at < low.length; at += 1) {
      const lowWord = low[at] ?? 0;
      const block = vbn[at] ?? 0;
      if (lowWord === 0 || !isKept(block)) continue;
      if (!this.#insert(lowWord, high[at] ?? 0, block)) this.#replaceOldest(lowWord, high[at] ?? 0, block);
    }
  }
}
