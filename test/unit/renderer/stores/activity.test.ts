import { describe, expect, it } from 'vitest';
import { movedBetween, withActivity } from '../../../../renderer/stores/activity.ts';
import { counters } from './accelerationRows.ts';

describe('movedBetween', () => {
  it('knows nothing from one reading alone, from equal ones, and from counters that were reset', () => {
    expect(movedBetween(undefined, counters({ hostReadBytes: 8 }), 0)).toBeNull();
    expect(movedBetween(counters({ hostReadBytes: 8 }), counters({ hostReadBytes: 8, ats: 4 }), 0)).toBeNull();
    expect(movedBetween(counters({ hostReadBytes: 8, cloneReadBytes: 1 }), counters({ cloneReadBytes: 3 }), 0)).toBeNull();
  });
  it('tells what hosts moved from what the array moved', () => {
    const before = counters({ hostReadBytes: 100, cloneWriteBytes: 50 });
    const after = counters({ hostReadBytes: 130, hostWriteBytes: 30, cloneReadBytes: 8, cloneWriteBytes: 58 });
    expect(movedBetween(before, after, 9)).toMatchObject({ atMs: 9, hostBytes: 60, arrayBytes: 16 });
  });
});

describe('withActivity', () => {
  const moved = (atMs: number) => ({ atMs, lengthMs: 1_000, hostBytes: 1, arrayBytes: 0 });
  it('lets no stretch begin before the one ahead of it has ended', () => {
    const known = withActivity(withActivity([], moved(10_000)), moved(10_500));
    expect(known.map(({ lengthMs }) => lengthMs)).toEqual([1_000, 500]);
    expect(withActivity(known, moved(20_000)).at(-1)?.lengthMs).toBe(1_000);
  });
  it('keeps an hour', () => {
    const known = withActivity(withActivity([], moved(1_000)), moved(2_000_000));
    expect(withActivity(known, moved(3_602_000)).map(({ atMs }) => atMs)).toEqual([2_000_000, 3_602_000]);
  });
});
