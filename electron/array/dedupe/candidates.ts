/**
 * Finding equal digests among very many blocks in bounded memory. One look at all digests marks
 * in two bit fields which occur and which occur again; a second look loads only blocks whose
 * digest was marked, and those are chained into groups.
 */
import type { TimeSlice } from '../timeSlice.ts';

/** Bits for each block: with eight, about one unrelated block in nine is loaded along. */
const bitsPerBlock = 8;
const leastBits = 16;
const mostBits = 31;

/** Digests that were seen, once or again, up to chance collisions. Two to four bytes for each block it is made for. */
export class DigestMarks {
  readonly #once: Uint8Array;
  readonly #again: Uint8Array;
  readonly #shift: number;

  constructor(blockCount: number) {
    const bits = Math.min(Math.max(Math.ceil(Math.log2(Math.max(blockCount, 1) * bitsPerBlock)), leastBits), mostBits);
    this.#shift = 32 - bits;
    this.#once = new Uint8Array(2 ** (bits - 3));
    this.#again = new Uint8Array(2 ** (bits - 3));
  }

  mark(low: number): void {
    const at = low >>> this.#shift;
    const bit = 1 << (at & 7);
    const byte = this.#once[at >>> 3] ?? 0;
    if ((byte & bit) === 0) this.#once[at >>> 3] = byte | bit;
    else this.#again[at >>> 3] = (this.#again[at >>> 3] ?? 0) | bit;
  }

  isMarked(low: number): boolean {
    return isSet(this.#once, low >>> this.#shift);
  }

  isRepeated(low: number): boolean {
    return isSet(this.#again, low >>> this.#shift);
  }
}

function isSet(bits: Uint8Array, at: number): boolean {
  return ((bits[at >>> 3] ?? 0) & (1 << (at & 7))) !== 0;
}

const firstCapacity = 4_096;
const highEnd = 0x1_0000_0000;
const slicedSteps = 8_192;

/**
 * Blocks by the low 64 bits of their digest, in the order added: 20 bytes each, and 8 to 16 for the
 * table that groups them. When more come than it has room for it gives up the upper half of its
 * digests, which then are another round's.
 */
export class Candidates {
  readonly #fromHigh: number;
  readonly #limit: number;
  #toHigh = highEnd;
  #low = new Uint32Array(firstCapacity);
  #high = new Uint32Array(firstCapacity);
  #vbn = new Float64Array(firstCapacity);
  #next = new Uint32Array(0);
  #follows = new Uint8Array(0);
  count = 0;

  /** Takes digests whose second word is at or above `fromHigh`. */
  constructor(fromHigh: number, limit: number) {
    this.#fromHigh = fromHigh;
    this.#limit = limit;
  }

  /** Where the next round begins; null when this one takes all that is left. */
  get nextFromHigh(): number | null {
    return this.#toHigh === highEnd ? null : this.#toHigh;
  }

  add(low: number, high: number, vbn: number): void {
    if (high < this.#fromHigh || high >= this.#toHigh) return;
    if (this.count === this.#low.length) {
      this.#makeRoom();
      if (high >= this.#toHigh) return;
    }
    this.#low[this.count] = low;
    this.#high[this.count] = high;
    this.#vbn[this.count] = vbn;
    this.count += 1;
  }

  /** Chains blocks with equal digests. Nothing can be added afterwards. */
  async group(slice: TimeSlice): Promise<void> {
    const heads = new Uint32Array(2 ** Math.ceil(Math.log2(Math.max(this.count, 1) * 2)));
    const mask = heads.length - 1;
    this.#next = new Uint32Array(this.count);
    this.#follows = new Uint8Array(this.count);
    // From the last to the first, each in front of its chain, so that chains ascend.
    for (let index = this.count - 1; index >= 0; index -= 1) {
      if (index % slicedSteps === 0 && slice.isOver) await slice.pause();
      const low = this.#low[index] ?? 0;
      const high = this.#high[index] ?? 0;
      let at = (low ^ (high >>> 5)) & mask;
      for (;;) {
        const head = heads[at] ?? 0;
        if (head === 0) break;
        if (this.#low[head - 1] === low && this.#high[head - 1] === high) {
          this.#next[index] = head;
          this.#follows[head - 1] = 1;
          break;
        }
        at = (at + 1) & mask;
      }
      heads[at] = index + 1;
    }
  }

  /** Whether a group of two or more begins at this index. Groups are numbered by their first member. */
  isGroup(index: number): boolean {
    return this.#follows[index] === 0 && this.#next[index] !== 0;
  }

  /** The next member of the group, or -1. */
  following(index: number): number {
    return (this.#next[index] ?? 0) - 1;
  }

  vbnAt(index: number): number {
    return this.#vbn[index] ?? 0;
  }

  #makeRoom(): void {
    // A single digest cannot be shared out between rounds, however many blocks have it.
    while (this.count === this.#low.length && this.count >= this.#limit && this.#toHigh - this.#fromHigh > 1) {
      this.#toHigh = this.#fromHigh + Math.ceil((this.#toHigh - this.#fromHigh) / 2);
      this.#dropUpper();
    }
    if (this.count < this.#low.length) return;
    this.#low = grown(this.#low, new Uint32Array(this.count * 2));
    this.#high = grown(this.#high, new Uint32Array(this.count * 2));
    this.#vbn = grown(this.#vbn, new Float64Array(this.count * 2));
  }

  #dropUpper(): void {
    let kept = 0;
    for (let index = 0; index < this.count; index += 1) {
      if ((this.#high[index] ?? 0) >= this.#toHigh) continue;
      this.#low[kept] = this.#low[index] ?? 0;
      this.#high[kept] = this.#high[index] ?? 0;
      this.#vbn[kept] = this.#vbn[index] ?? 0;
      kept += 1;
    }
    this.count = kept;
  }
}

function grown<T extends Uint32Array | Float64Array>(from: T, into: T): T {
  into.set(from);
  return into;
}
