/** Which stored block takes the place of which: an open-addressing table of block numbers, 32 bytes or so each. */
export class Remap {
  #keys: Float64Array;
  #values: Float64Array;
  size = 0;

  /** @param expected how many it is made for; it does not grow beyond twice that */
  constructor(expected: number) {
    const slots = 2 ** Math.ceil(Math.log2(Math.max(expected, 8) * 2));
    this.#keys = new Float64Array(slots);
    this.#values = new Float64Array(slots);
  }

  /** `from` must not be in it yet. */
  set(from: number, to: number): void {
    if (this.size + 1 >= this.#keys.length) throw new Error('The table of remapped blocks is full.');
    const at = this.#placeOf(from);
    this.#keys[at] = from;
    this.#values[at] = to;
    this.size += 1;
  }

  /** 0 when the block stays. */
  get(from: number): number {
    return this.#values[this.#placeOf(from)] ?? 0;
  }

  *entries(): Generator<readonly [from: number, to: number]> {
    for (const [at, from] of this.#keys.entries()) if (from !== 0) yield [from, this.#values[at] ?? 0];
  }

  clear(): void {
    this.#keys.fill(0);
    this.#values.fill(0);
    this.size = 0;
  }

  #placeOf(vbn: number): number {
    const mask = this.#keys.length - 1;
    // Numbers of neighbours stay neighbours only within their segment's low bits; multiplying spreads the segments.
    let at = Math.imul((vbn % 0x1_0000_0000) ^ Math.imul(Math.floor(vbn / 16_384), 0x9e3779b1), 0x85ebca6b) >>> 7;
    for (at &= mask; ; at = (at + 1) & mask) {
      const key = this.#keys[at];
      if (key === vbn || key === 0) return at;
    }
  }
}
