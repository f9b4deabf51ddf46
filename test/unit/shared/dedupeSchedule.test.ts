import { describe, expect, it } from 'vitest';
import { nextRunAfter, parseDedupeSchedule } from '../../../shared/dedupeSchedule.ts';

const everyDay = [0, 1, 2, 3, 4, 5, 6];
const at = (month: number, day: number, hour = 0, minute = 0): number => new Date(2026, month - 1, day, hour, minute).getTime();

describe('parseDedupeSchedule', () => {
  it.each([
    ['sun-sat@0', { kind: 'times', days: everyDay, hours: [0] }],
    ['mon,wed@1-5', { kind: 'times', days: [1, 3], hours: [1, 2, 3, 4, 5] }],
    ['sun-sat@0-23/2', { kind: 'times', days: everyDay, hours: [0, 2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 22] }],
    ['0-23/6@sat', { kind: 'times', days: [6], hours: [0, 6, 12, 18] }],
    ['sat', { kind: 'times', days: [6], hours: [0] }],
    ['1,13', { kind: 'times', days: everyDay, hours: [1, 13] }],
    ['Fri-Mon@22-1', { kind: 'times', days: [0, 1, 5, 6], hours: [0, 1, 22, 23] }],
    [' tue@4 ', { kind: 'times', days: [2], hours: [4] }],
    ['auto', { kind: 'auto', percent: 20 }],
    ['auto@35', { kind: 'auto', percent: 35 }],
    ['-', { kind: 'never' }],
  ])('reads %s', (text, expected) => {
    expect(parseDedupeSchedule(text)).toEqual(expected);
  });

  it.each(['', '@', 'sun@', '@3', 'sun@1@2', 'sun-sat@24', 'today', 'mon@tue', '1@2', 'sun/2', '1-5/0', 'auto@', 'auto@0', 'auto@101', 'auto20', '1,,2', '--'])('refuses "%s"', (text) => {
    expect(() => parseDedupeSchedule(text)).toThrow(expect.objectContaining({ code: 'InvalidArgument', data: expect.objectContaining({ names: [text] }) }));
  });
});

describe('nextRunAfter', () => {
  // 2026-11-22 is a Sunday.
  it.each([
    ['sun-sat@0', at(11, 22, 9, 15), at(11, 23)],
    ['sun-sat@0', at(11, 22), at(11, 23)],
    ['sun-sat@0', at(11, 22) - 1, at(11, 22)],
    ['mon,wed@1-5', at(11, 22, 9), at(11, 23, 1)],
    ['mon,wed@1-5', at(11, 23, 3, 30), at(11, 23, 4)],
    ['mon,wed@1-5', at(11, 23, 5), at(11, 25, 1)],
    ['sun@3', at(11, 22, 3), at(11, 29, 3)],
    ['sun-sat@0-23/2', at(12, 31, 22, 1), at(13, 1, 0)],
  ])('%s', (text, afterMs, expected) => {
    expect(nextRunAfter(parseDedupeSchedule(text), afterMs)).toBe(expected);
  });

  it('goes by the clock only', () => {
    expect(nextRunAfter(parseDedupeSchedule('auto'), at(11, 22))).toBeNull();
    expect(nextRunAfter(parseDedupeSchedule('-'), at(11, 22))).toBeNull();
  });
});
