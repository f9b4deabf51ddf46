import { describe, expect, test } from 'vitest';
import { partOf, planOf, segmentsOf } from '../../../../electron/offload/device/commandPlan.ts';
import type { CommandFailure } from '../../../../electron/offload/device/deviceTypes.ts';
import { createRandom, testSeed } from '../../../sim/random.ts';

describe('command segments', () => {
  test('cover the range once, in order, none longer than allowed', () => {
    const random = createRandom(testSeed('segments'));
    for (let i = 0; i < 200; i += 1) {
      const range = { offset: random.below(1_000) * 4096, length: random.below(100_000) };
      const most = random.between(1, 50_000);
      const segments = [...segmentsOf(range, most)];
      let at = range.offset;
      for (const { offset, length } of segments) {
        expect(offset).toBe(at);
        expect(length).toBeGreaterThan(0);
        expect(length).toBeLessThanOrEqual(most);
        at += length;
      }
      expect(at).toBe(range.offset + range.length);
      expect(segments).toHaveLength(Math.ceil(range.length / most));
    }
  });

  test('are done as far as the fault lets them', () => {
    const range = { offset: 8192, length: 5 * 4096 };
    expect(partOf(range, planOf(null))).toEqual(range);
    expect(partOf(range, planOf({ kind: 'half' }))).toEqual({ offset: 8192, length: 2 * 4096 });
    expect(partOf({ offset: 0, length: 4096 }, planOf({ kind: 'half' }))).toBeNull();
    expect(partOf(range, planOf({ kind: 'ignore' }))).toBeNull();
    const done = (failure: CommandFailure): number => partOf(range, planOf({ kind: 'fail', failure }))?.length ?? 0;
    expect({ rejected: done('rejected'), linkDown: done('linkDown'), timedOut: done('timedOut'), outOfSpace: done('outOfSpace') }).toEqual({
      rejected: 0, linkDown: 0, timedOut: 2 * 4096, outOfSpace: 2 * 4096,
    });
  });
});
