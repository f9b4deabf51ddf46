/** A set of stored blocks, as one bit for each slot of the segments that have any: 2 KiB a segment. */
import { segmentOf, slotOf, slotsPerSegment } from '../layout.ts';

export class BlockSet {
  readonly #segments = new Map<number, Uint8Array>();
  #lastSegment = -1;
  #lastBits: Uint8Array | undefined;
  size = 0;

  /** @returns true when it was not in the set before */
  add(vbn: number): boolean {
    const segment = segmentOf(vbn);
    let bits = this.#bitsOf(segment);
    if (!bits) {
      bits = new Uint8Array(slotsPerSegment / 8);
      this.#segments.set(segment, bits);
      this.#lastBits = bits;
    }
    const slot = slotOf(vbn);
    const before = bits[slot >> 3] ?? 0;
    const after = before | (1 << (slot & 7));
    if (after === before) return false;
    bits[slot >> 3] = after;
    this.size += 1;
    return true;
  }

  has(vbn: number): boolean {
    const bits = this.#bitsOf(segmentOf(vbn));
    if (!bits) return false;
    const slot = slotOf(vbn);
    return ((bits[slot >> 3] ?? 0) & (1 << (slot & 7))) !== 0;
  }

  /** Segments with blocks of the set, ascending. */
  segments(): number[] {
    return [...this.#segments.keys()].sort((a, b) => a - b);
  }

  *slots(segment: number): Generator<number> {
    const bits = this.#segments.get(segment);
    if (!bits) return;
    for (const [index, byte] of bits.entries()) {
      for (let bit = 0; byte >> bit !== 0; bit += 1) if ((byte & (1 << bit)) !== 0) yield index * 8 + bit;
    }
  }

  #bitsOf(segment: number): Uint8Array | undefined {
    if (segment !== this.#lastSegment) {
      this.#lastSegment = segment;
      this.#lastBits = this.#segments.get(segment);
    }
    return this.#lastBits;
  }
}
