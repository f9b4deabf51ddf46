import { describe, expect, it } from 'vitest';
import { touchedRuns } from '../../../renderer/ui/RangeStrip.tsx';

describe('touchedRuns', () => {
  it('marks every part that a range touches, however small it is', () => {
    expect(touchedRuns([{ offset: 0, length: 1 }, { offset: 3999, length: 1 }], 4000)).toEqual([{ first: 0, count: 1 }, { first: 399, count: 1 }]);
  });
  it('joins neighbours, so that there are never more marks than parts', () => {
    const many = Array.from({ length: 10_000 }, (_, n) => ({ offset: n * 10, length: 1 }));
    expect(touchedRuns(many, 100_000)).toEqual([{ first: 0, count: 400 }]);
  });
  it('marks nothing on nothing', () => {
    expect(touchedRuns([], 100)).toEqual([]);
    expect(touchedRuns([{ offset: 0, length: 1 }], 0)).toEqual([]);
  });
});
