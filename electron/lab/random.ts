/** A small seeded source of randomness: the same seed makes the same yard on every machine. */

/** Numbers from a 32-bit xorshift generator. */
export class Random {
  #state: number;

  constructor(seed: number) {
    // Neighbouring seeds are spread apart; zero would stay zero for ever.
    let mixed = Math.imul(seed ^ (seed >>> 16), 0x45d9f3b);
    mixed = Math.imul(mixed ^ (mixed >>> 16), 0x45d9f3b);
    this.#state = (mixed ^ (mixed >>> 16)) | 0 || 0x9e3779b9;
  }

  /** The next 32 bits, as a signed integer. */
  next(): number {
    let state = this.#state;
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    this.#state = state;
    return state;
  }

  /** A whole number from 0 to below `limit`. */
  below(limit: number): number {
    return (this.next() >>> 0) % limit;
  }

  /** Fills whole 32-bit words; `mask` clears bits, as the words of programs and tables are far from evenly spread. */
  fillWords(words: Int32Array, mask = -1): void {
    let state = this.#state;
    for (let index = 0; index < words.length; index += 1) {
      state ^= state << 13;
      state ^= state >>> 17;
      state ^= state << 5;
      words[index] = state & mask;
    }
    this.#state = state;
  }
}
