import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readPlainWords } from '../../../renderer/ui/filterLanguage.ts';
import { compareSortKeys, createEntryCache, filterEntries, naturalKey, readSortKey, sortEntries } from '../../../renderer/ui/gridRows.ts';
import type { DataGridColumn } from '../../../renderer/ui/gridTypes.ts';

interface Row {
  id: string;
  name: string;
  size: number;
}

const columns: DataGridColumn<Row>[] = [
  { id: 'name', header: 'Name', width: 100, cell: (row) => row.name, sortValue: (row) => row.name, filterText: (row) => row.name },
  { id: 'size', header: 'Size', width: 100, cell: (row) => row.size, sortValue: (row) => row.size, filterText: (row) => `${row.size} GB` },
  { id: 'silent', header: 'Silent', width: 100, cell: () => 'secret', sortValue: () => 0 },
];

function sortTexts(texts: readonly string[]): string[] {
  return [...texts].sort((a, b) => compareSortKeys(naturalKey(a), naturalKey(b)));
}

test('texts sort naturally and without regard to case', () => {
  expect(sortTexts(['vm-10', 'VM-9', 'vm-2', 'vm-010a', 'db'])).toEqual(['db', 'vm-2', 'VM-9', 'vm-10', 'vm-010a']);
});

test('numbers inside texts compare by value whatever their padding', () => {
  fc.assert(fc.property(fc.nat(), fc.nat(), fc.nat(6), (a, b, zeros) => {
    const left = naturalKey(`host-${'0'.repeat(zeros)}${a}`);
    const right = naturalKey(`host-${b}`);
    expect(Math.sign(compareSortKeys(left, right))).toBe(Math.sign(a - b));
  }));
});

test('numbers sort by size, texts after numbers, and not-a-number last of the numbers', () => {
  const keys = ['b', 10, Number.NaN, 'a', 9, -1];
  expect([...keys].sort(compareSortKeys)).toEqual([-1, 9, 10, Number.NaN, 'a', 'b']);
});

test('comparison is antisymmetric, so that every sort ends in the same order', () => {
  const key = fc.oneof(fc.string(), fc.double(), fc.constant(Number.NaN));
  fc.assert(fc.property(key, key, (a, b) => {
    expect(Math.sign(compareSortKeys(a, b)) + Math.sign(compareSortKeys(b, a))).toBe(0);
  }));
});

test('a filter keeps rows in which every word occurs, in whichever searched column', () => {
  const entryOf = createEntryCache<Row>((row) => row.id);
  const entries = [
    { id: '1', name: 'web-01', size: 40 }, { id: '2', name: 'web-02', size: 80 }, { id: '3', name: 'db-40', size: 10 },
  ].map(entryOf);
  const idsFor = (filter: string) => filterEntries(entries, columns, readPlainWords(filter)).map((entry) => entry.id);
  expect(idsFor('  ')).toEqual(['1', '2', '3']);
  expect(idsFor('WEB')).toEqual(['1', '2']);
  expect(idsFor('40')).toEqual(['1', '3']);
  expect(idsFor('40 gb')).toEqual(['1', '3']);
  expect(idsFor('gb web 8')).toEqual(['2']);
  expect(idsFor('secret')).toEqual([]);
});

test('words never match across the border of two columns', () => {
  const entryOf = createEntryCache<Row>((row) => row.id);
  const entries = [entryOf({ id: '1', name: 'web', size: 40 })];
  expect(filterEntries(entries, columns, readPlainWords('web40'))).toHaveLength(0);
});

test('what was computed of a row is kept while the row object lives, and not for its successor', () => {
  const entryOf = createEntryCache<Row>((row) => row.id);
  const [nameColumn] = columns;
  if (nameColumn === undefined) throw new Error('no column');
  let reads = 0;
  const counted = { ...nameColumn, sortValue: (row: Row) => { reads += 1; return row.name; } };
  const row = { id: '1', name: 'vm-1', size: 1 };
  readSortKey(entryOf(row), counted);
  readSortKey(entryOf(row), counted);
  expect(reads).toBe(1);
  expect(readSortKey(entryOf({ ...row, name: 'vm-2' }), counted)).toBe(naturalKey('vm-2'));
  expect(reads).toBe(2);
});

test('sorting goes by one column, keeps equals in their order both ways, and leaves rows alone without a column', () => {
  const entryOf = createEntryCache<Row>((row) => row.id);
  fc.assert(fc.property(fc.array(fc.record({ name: fc.string({ maxLength: 2 }), size: fc.nat(3) })), fc.boolean(), (parts, isDescending) => {
    const entries = parts.map((part, index) => entryOf({ id: String(index), ...part }));
    const sorted = sortEntries(entries, columns, { columnId: 'size', isDescending });
    expect(new Set(sorted)).toEqual(new Set(entries));
    sorted.slice(1).forEach((entry, index) => {
      const before = sorted[index];
      if (before === undefined) throw new Error('There is an entry before each but the first.');
      const step = (entry.item.size - before.item.size) * (isDescending ? -1 : 1);
      expect(step > 0 || (step === 0 && Number(entry.id) > Number(before.id))).toBe(true);
    });
    expect(sortEntries(entries, columns, null)).toBe(entries);
    expect(sortEntries(entries, columns, { columnId: 'gone', isDescending })).toBe(entries);
  }));
});
