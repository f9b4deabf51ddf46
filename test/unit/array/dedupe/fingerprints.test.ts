import { describe, expect, it } from 'vitest';
import { Fingerprints } from '../../../../electron/array/dedupe/fingerprints.ts';
import { TimeSlice } from '../../../../electron/array/timeSlice.ts';
import { createRandom, testSeed } from '../../../sim/random.ts';

const digestBytes = 16;

function digestsOf(count: number, seed: number): Uint8Array {
  return createRandom(seed).bytes(count * digestBytes);
}

describe('the fingerprint table', () => {
  it('finds everything below its limit, whatever was removed and replaced', () => {
    const random = createRandom(testSeed('fingerprints'));
    const count = 30_000;
    const digests = digestsOf(count, random.seed);
    const table = new Fingerprints({ entryLimit: 65_536 });
    const expected = new Map<number, number>();
    let wrong = 0;
    for (let step = 1; step <= 150_000; step += 1) {
      const index = random.below(count);
      const offset = index * digestBytes;
      const action = random.below(10);
      if (action < 5) {
        table.put(digests, offset, step);
        expected.set(index, step);
      } else if (action < 7) {
        // Removing is for the block the digest leads to; any other one was replaced before.
        const vbn = expected.get(index) ?? 0;
        table.remove(digests, offset, vbn + 1_000_000);
        table.remove(digests, offset, vbn);
        expected.delete(index);
      } else {
        if (table.find(digests, offset) !== (expected.get(index) ?? 0)) wrong += 1;
      }
    }
    for (let index = 0; index < count; index += 1) if (table.find(digests, index * digestBytes) !== (expected.get(index) ?? 0)) wrong += 1;
    expect(wrong).toBe(0);
    expect(table.size).toBe(expected.size);
  });

  it('keeps most of the newest at its limit and never mistakes one block for another', () => {
    const seed = testSeed('fingerprints at the limit');
    const limit = 16_384;
    const count = limit * 6;
    const digests = digestsOf(count, seed);
    const table = new Fingerprints({ entryLimit: limit });
    for (let index = 0; index < count; index += 1) table.put(digests, index * digestBytes, index + 1);
    let newest = 0;
    let wrong = 0;
    for (let index = 0; index < count; index += 1) {
      const found = table.find(digests, index * digestBytes);
      if (found === 0) continue;
      if (found !== index + 1) wrong += 1;
      if (index >= count - limit / 4) newest += 1;
    }
    expect(wrong).toBe(0);
    expect(newest).toBeGreaterThan((limit / 4) * 0.95);
    expect(table.memoryBytes).toBe(limit * 16);
    expect(table.size).toBeGreaterThan(limit * 0.7);
    for (let index = 0; index < count; index += 1) table.remove(digests, index * digestBytes, index + 1);
    expect(table.size).toBe(0);
  });

  it('drops what is not kept', async () => {
    const digests = digestsOf(5_000, testSeed('fingerprints kept'));
    const table = new Fingerprints();
    for (let index = 0; index < 5_000; index += 1) table.put(digests, index * digestBytes, index + 1);
    await table.retain((vbn) => vbn % 3 === 0, new TimeSlice());
    const found = Array.from({ length: 5_000 }, (_, index) => table.find(digests, index * digestBytes));
    expect(found).toEqual(found.map((_, index) => ((index + 1) % 3 === 0 ? index + 1 : 0)));
  });

  it('takes digests whose words are zero', () => {
    const table = new Fingerprints();
    table.put(new Uint8Array(16), 0, 42);
    expect(table.find(new Uint8Array(16))).toBe(42);
    table.remove(new Uint8Array(16), 0, 42);
    expect(table.find(new Uint8Array(16))).toBe(0);
  });
});
