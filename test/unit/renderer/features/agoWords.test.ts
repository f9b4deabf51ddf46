import { describe, expect, it } from 'vitest';
import { agoWords } from '../../../../renderer/features/parts/agoWords.ts';

const nowMs = Date.UTC(2024, 4, 5, 12);
const ago = (minutes: number) => agoWords(nowMs - minutes * 60_000, nowMs);

describe('agoWords', () => {
  it('says how long ago in the largest unit that is full', () => {
    expect([0, 0.9, 1, 2.5, 59, 60, 119, 120, 23 * 60, 24 * 60, 72 * 60].map(ago)).toEqual([
      'just now', 'just now', 'a minute ago', '2 minutes ago', '59 minutes ago', 'an hour ago', 'an hour ago', '2 hours ago', '23 hours ago', 'a day ago', '3 days ago',
    ]);
  });
  it('says what is still to come, and lets clocks differ a little', () => {
    expect([-0.5, -1, -90, -3 * 24 * 60].map(ago)).toEqual(['just now', 'in a minute', 'in an hour', 'in 3 days']);
  });
});
