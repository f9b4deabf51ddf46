import { expect, it } from 'vitest';
import { formatFields, formatTable } from '../../../electron/cli/table.ts';

const columns = [
  { title: 'Name', cell: (row: { name: string; size: string }) => row.name },
  { title: 'Size', cell: (row: { name: string; size: string }) => row.size, isNumber: true },
];

it('pads every column to its widest cell and aligns numbers at their end', () => {
  const text = formatTable(columns, [
    { name: 'a', size: '4 KiB' },
    { name: 'longer name', size: '1.48 GiB' },
  ]);
  expect(text).toBe(['Name             Size', 'a               4 KiB', 'longer name  1.48 GiB'].join('\n'));
});

it('shows the titles alone for no rows', () => expect(formatTable(columns, [])).toBe('Name  Size'));

it('counts characters, so that an emoji does not shift its row', () => {
  const lines = formatTable(columns, [
    { name: '🦊', size: '1' },
    { name: 'ab', size: '2' },
  ]).split('\n');
  expect(lines.map((line) => [...line].length)).toEqual([10, 10, 10]);
});

it('puts the values of fields under each other without trailing spaces', () => {
  expect(formatFields([['Id', 'vm-1'], ['Datastore', 'ds1'], ['Notes', '']])).toBe('Id         vm-1\nDatastore  ds1\nNotes');
});
