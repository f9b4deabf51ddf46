import { describe, expect, it } from 'vitest';
import { lastStepEnd, peakAndMean, spread, stepEnds, timeWindows } from '../../../../renderer/features/acceleration/buckets.ts';

describe('the steps of a window', () => {
  it.each(timeWindows)('are whole ones and cover $label', (window) => {
    const last = lastStepEnd(1_700_000_003_456, window);
    const ends = stepEnds(last, window);
    expect(last % window.stepMs).toBe(0);
    expect(last).toBeLessThanOrEqual(1_700_000_002_456);
    expect(ends.length * window.stepMs).toBe(window.lengthMs);
    expect(ends.at(-1)).toBe(last);
    expect(ends[0]).toBe(last - window.lengthMs + window.stepMs);
  });
});

describe('spread', () => {
  const ends = [1_000, 2_000, 3_000];
  const amountOf = ({ amount }: { amount: number }) => amount;
  it('shares an amount out by time and loses none of it', () => {
    expect(spread([{ atMs: 2_500, lengthMs: 1_000, amount: 10 }], amountOf, ends, 1_000, 0)).toEqual([0, 5, 5]);
    expect(spread([{ atMs: 3_000, lengthMs: 3_000, amount: 9 }, { atMs: 1_000, lengthMs: 1_000, amount: 1 }], amountOf, ends, 1_000, 0)).toEqual([4, 3, 3]);
  });
  it('counts only the part that lies within the window', () => {
    expect(spread([{ atMs: 500, lengthMs: 1_000, amount: 10 }, { atMs: 3_500, lengthMs: 1_000, amount: 4 }], amountOf, ends, 1_000, 0)).toEqual([5, 0, 2]);
  });
  it('tells nothing of the time before anything was known', () => {
    expect(spread([], amountOf, ends, 1_000, 1_500)).toEqual([null, null, 0]);
  });
});

describe('peakAndMean', () => {
  it('leaves out what is not known', () => {
    expect(peakAndMean([null, 2, 4])).toEqual({ peak: 4, mean: 3 });
    expect(peakAndMean([null])).toBeNull();
  });
});
