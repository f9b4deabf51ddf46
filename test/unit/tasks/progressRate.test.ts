import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { addSample, rateOf, rateWindowMs, timeLeftMs, type ProgressSample } from '../../../electron/tasks/progressRate.ts';

const samplesOf = (steps: readonly { gapMs: number; units: number }[]): ProgressSample[] => {
  let samples: ProgressSample[] = [];
  let atMs = 0;
  let done = 0;
  for (const { gapMs, units } of steps) {
    atMs += gapMs;
    done += units;
    samples = addSample(samples, { atMs, done });
  }
  return samples;
};

test('a constant pace is measured as what it is', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 400 }), fc.integer({ min: 1, max: 1_000_000 }), (gapMs, units) => {
      const rate = rateOf(samplesOf(Array.from({ length: 2 + Math.ceil(1000 / gapMs) }, () => ({ gapMs, units }))));
      expect(rate).toBeCloseTo((units / gapMs) * 1000, 3);
    }),
  );
});

test('the window forgets an earlier pace', () => {
  const slow = Array.from({ length: 100 }, () => ({ gapMs: 100, units: 1 }));
  const fast = Array.from({ length: 60 }, () => ({ gapMs: 100, units: 1000 }));
  expect(rateOf(samplesOf([...slow, ...fast]))).toBeCloseTo(10_000, 0);
});

test('few samples are kept, all of them within the window', () => {
  fc.assert(
    fc.property(fc.array(fc.record({ gapMs: fc.integer({ min: 0, max: 300 }), units: fc.nat(1000) }), { minLength: 1, maxLength: 400 }), (steps) => {
      const samples = samplesOf(steps);
      const newest = samples.at(-1)?.atMs ?? 0;
      expect(samples.length).toBeLessThanOrEqual(2 * (rateWindowMs / 100) + 2);
      expect(samples.every((sample) => newest - sample.atMs <= rateWindowMs)).toBe(true);
    }),
  );
});

test('a count that goes back starts a new measurement', () => {
  const samples = addSample(samplesOf([{ gapMs: 500, units: 10 }, { gapMs: 500, units: 10 }]), { atMs: 1100, done: 0 });
  expect(samples).toEqual([{ atMs: 1100, done: 0 }]);
  expect(rateOf(samples)).toBeNull();
});

test('time left needs a total and a rate', () => {
  expect(timeLeftMs(25, 100, 25)).toBe(3000);
  expect(timeLeftMs(120, 100, 25)).toBe(0);
  expect(timeLeftMs(25, null, 25)).toBeNull();
  expect(timeLeftMs(25, 100, null)).toBeNull();
  expect(timeLeftMs(25, 100, 0)).toBeNull();
});
