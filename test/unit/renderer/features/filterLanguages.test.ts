import { describe, expect, it } from 'vitest';
import { columnLanguage, fieldsOfColumns, languageFor, languageWith, tellProblem } from '../../../../renderer/features/parts/filterLanguages.ts';
import { vmColumns } from '../../../../renderer/features/inventory/vmColumns.tsx';
import { volumeColumns } from '../../../../renderer/features/volumes/volumeColumns.tsx';
import type { DataGridColumn } from '../../../../renderer/ui/gridTypes.ts';
import { createEntryCache, filterEntries } from '../../../../renderer/ui/gridRows.ts';
import { PolicyBook } from '../../../../shared/storagePolicy.ts';
import { readQuery } from '../../../../shared/query/readQuery.ts';
import { volumeFields } from '../../../../shared/query/storageFields.ts';
import { volumeRow } from '../stores/volumeRows.ts';

interface Row {
  readonly id: string;
  readonly state: string;
  readonly sizeBytes: number;
  readonly count: number;
  readonly endedAtMs: number;
}

const columns: readonly DataGridColumn<Row>[] = [
  { id: 'name', header: 'Name', width: 1, cell: () => '', sortValue: ({ id }) => id, filterText: ({ id }) => id },
  { id: 'runState', header: 'State', width: 1, cell: () => '', sortValue: ({ state }) => state },
  { id: 'size', header: 'Size', width: 1, cell: () => '', align: 'end', sortValue: ({ sizeBytes }) => sizeBytes, unit: 'bytes' },
  { id: 'count', header: 'Count', width: 1, cell: () => '', align: 'end', sortValue: ({ count }) => count },
  { id: 'ended', header: 'Ended', width: 1, cell: () => '', sortValue: ({ endedAtMs }) => endedAtMs, unit: 'time' },
];
const rows: Row[] = [
  { id: 'one', state: 'Running', sizeBytes: 1024 ** 3, count: 1, endedAtMs: Infinity },
  { id: 'two', state: 'Done', sizeBytes: 1024, count: 12, endedAtMs: new Date(2026, 0, 2).getTime() },
];

function shown(text: string): string[] {
  const reading = columnLanguage.forColumns(columns).read(text);
  expect(reading.problem, text).toBeNull();
  return filterEntries(rows.map(createEntryCache<Row>(({ id }) => id)), columns, reading).map(({ id }) => id);
}

describe('the language of a grid without declared fields', () => {
  it('has its columns as fields, with figures, sizes and times', () => {
    expect(shown('')).toEqual(['one', 'two']);
    expect(shown('runstate:run')).toEqual(['one']);
    expect(shown('size>=1GiB')).toEqual(['one']);
    expect(shown('count>2')).toEqual(['two']);
    expect(shown('ended:2026')).toEqual(['two']);
    expect(shown('-name:one')).toEqual(['two']);
  });
  it('takes plain words as ever', () => {
    expect(shown('TW')).toEqual(['two']);
    expect(shown('o')).toEqual(['one', 'two']);
    expect(shown('running')).toEqual([]);
  });
  it('tells what it cannot read, and shows what the other terms leave', () => {
    const reading = columnLanguage.forColumns(columns).read('one siz>1');
    expect(reading.problem).toEqual({ text: 'There is no field siz. Did you mean size? Text that is looked for as it is goes in quotes. The term is left out.', isError: true });
    const [one, two] = rows;
    if (one === undefined || two === undefined) throw new Error('There are two rows.');
    expect([reading.matches?.(one, 'one'), reading.matches?.(two, 'two')]).toEqual([true, false]);
  });
  it('asks only for what is missing while a term is typed', () => {
    expect(tellProblem(readQuery('name:', fieldsOfColumns(columns)).problems)).toEqual({ text: 'Give one, for example name:web*.', isError: false });
    expect(columnLanguage.forColumns(columns).read('name:').matches).toBeNull();
  });
  it('makes no two fields of one name from the columns there are', () => {
    for (const names of [fieldsOfColumns(vmColumns(() => '', new PolicyBook({ policies: [], datastores: [] }))), fieldsOfColumns(volumeColumns)].map((fields) => fields.map(({ name }) => name))) {
      expect(new Set(names).size).toBe(names.length);
      expect(names).not.toContain('');
    }
  });
});

it('asks volumes for what is declared', () => {
  const language = languageFor(volumeFields);
  const volume = volumeRow(1, { name: 'vol-1', fill: 'nearlyFull', sizeBytes: 100, freeBytes: 20 });
  expect(language.read('fill:nearlyfull used:80% -name:x').matches?.(volume, '')).toBe(true);
  expect(language.read('used>80%').matches?.(volume, '')).toBe(false);
  expect(language.completer([volume]).complete({ text: 'name:', caret: 5 }).items.map(({ insert }) => insert)).toEqual(['vol-1']);
});

it('asks for columns besides what is declared, of which the declared one counts', () => {
  const language = languageWith(volumeFields, (volume: ReturnType<typeof volumeRow>) => volume, volumeColumns);
  const volume = volumeRow(1, { savedByCloneBytes: 2048, snapshotCount: 3 });
  expect(language.read('savedbyclones:2KiB snapshots:3').matches?.(volume, '')).toBe(true);
  expect(language.read('savedbyclones>2KiB').matches?.(volume, '')).toBe(false);
  expect(language.read('dedupe:sometimes').problem?.isError).toBe(true);
});
