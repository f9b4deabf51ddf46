import { InvalidArgumentError } from 'commander';
import { describe, expect, it } from 'vitest';
import { parseBytes, parseCloneCount, parsePort, parseStartNumber, parseTaskId } from '../../../electron/cli/values.ts';

describe('bytes', () => {
  it.each([
    ['0', 0],
    ['4096', 4096],
    ['4096B', 4096],
    ['4KiB', 4096],
    ['4kib', 4096],
    ['1 MiB', 1024 ** 2],
    ['1.5GiB', 1.5 * 1024 ** 3],
    ['2TiB', 2 * 1024 ** 4],
  ])('reads %s', (text, sizeBytes) => expect(parseBytes(text)).toBe(sizeBytes));

  it.each(['', '-1', '4KB', '4 K', 'MiB', '0.3', '1e3', '0x10', '99999999999TiB', '4096 4096'])('refuses %j', (text) =>
    expect(() => parseBytes(text)).toThrow(InvalidArgumentError),
  );
});

describe('whole numbers', () => {
  it('reads a count from 1 to the limit of one run', () => {
    expect([parseCloneCount('1'), parseCloneCount('10000')]).toEqual([1, 10_000]);
    for (const text of ['0', '10001', '1.5', '-3', 'ten', '', '1e2', ' 1']) expect(() => parseCloneCount(text)).toThrow(/from 1 to 10,000/);
  });

  it('reads start numbers and ports from 0', () => {
    expect([parseStartNumber('0'), parsePort('0'), parsePort('65535')]).toEqual([0, 0, 65_535]);
    expect(() => parsePort('65536')).toThrow(InvalidArgumentError);
  });
});

describe('task ids', () => {
  it('reads the id and the number alone', () => expect([parseTaskId('task-7'), parseTaskId('7')]).toEqual(['task-7', 'task-7']));
  it.each(['vm-7', 'task-', 'task-7x', ''])('refuses %j', (text) => expect(() => parseTaskId(text)).toThrow(InvalidArgumentError));
});
