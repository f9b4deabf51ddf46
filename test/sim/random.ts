/** Seeded randomness for tests: the same seed gives the same run on every machine. */
import { randomInt } from 'node:crypto';

export interface Random {
  readonly seed: number;
  nextUint32(): number;
  /** A whole number from 0 up to, not including, `limit` (at most 2^32). */
  below(limit: number): number;
  /** A whole number from `low` to `high`, both included. */
  between(low: number, high: number): number;
  chance(probability: number): boolean;
  pick<T>(items: readonly T[]): T;
  fill(bytes: Uint8Array): void;
  bytes(length: number): Uint8Array;
}

/** The generator sfc32, started from one 32-bit seed. */
export function createRandom(seed: number): Random {
  let a = 0x9e3779b9 ^ seed;
  let b = 0x243f6a88;
  let c = seed | 0;
  let counter = 1;
  const nextUint32 = (): number => {
    const sum = (a + b + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = ((c << 21) | (c >>> 11)) + sum;
    return sum >>> 0;
  };
  // The first outputs still show the seed.
  for (let i = 0; i < 16; i += 1) nextUint32();
  const below = (limit: number): number => Math.floor((nextUint32() / 2 ** 32) * limit);
  const fill = (bytes: Uint8Array): void => {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    let at = 0;
    for (; at + 4 <= bytes.length; at += 4) view.setUint32(at, nextUint32(), true);
    for (; at < bytes.length; at += 1) bytes[at] = nextUint32() & 0xff;
  };
  return {
    seed,
    nextUint32,
    below,
    between: (low, high) => low + below(high - low + 1),
    chance: (probability) => nextUint32() / 2 ** 32 < probability,
    pick: (items) => {
      if (items.length === 0) throw new RangeError('Nothing to pick from.');
      return items[below(items.length)] as (typeof items)[number];
    },
    fill,
    bytes: (length) => {
      const bytes = new Uint8Array(length);
      fill(bytes);
      return bytes;
    },
  };
}

/** The seed of a run: CLONEYARD_SEED when it is set, otherwise a fresh one. It is printed, so that a failure can be repeated. */
export function testSeed(purpose: string): number {
  const given = process.env['CLONEYARD_SEED'];
  const seed = given === undefined || given === '' ? randomInt(2 ** 32) : Number(given) >>> 0;
  console.info(`${purpose}: CLONEYARD_SEED=${seed}`);
  return seed;
}
