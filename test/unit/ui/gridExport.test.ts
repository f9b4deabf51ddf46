import fc from 'fast-check';
import { expect, test } from 'vitest';
import { exportTable, fileNameOf, toCsv, toJson, toTabs } from '../../../renderer/ui/gridExport.ts';
import type { DataGridColumn } from '../../../renderer/ui/gridTypes.ts';
import { testSeed } from '../../sim/random.ts';

interface Row {
  readonly name: string;
  readonly sizeBytes: number;
  readonly isExact: boolean;
  readonly createdAtMs: number;
}

const columns: readonly DataGridColumn<Row>[] = [
  { id: 'name', header: 'Name', width: 1, cell: () => 'shown', sortValue: () => 0, filterText: ({ name }) => name },
  { id: 'size', header: 'Size', width: 1, cell: () => '1 GiB', sortValue: ({ sizeBytes }) => sizeBytes, unit: 'bytes', bound: ({ isExact }) => (isExact ? 'exact' : 'at least') },
  { id: 'created', header: 'Created', width: 1, cell: () => 'today', sortValue: ({ createdAtMs }) => createdAtMs, filterText: () => 'today', unit: 'time' },
  { id: 'odd', header: 'Odd', width: 1, cell: () => '', sortValue: () => 1, exportValue: () => null },
];
const rows: readonly Row[] = [
  { name: 'a, "b"', sizeBytes: 1_234_567_890_123, isExact: true, createdAtMs: Date.UTC(2026, 2, 31, 14, 30) },
  { name: 'c\td', sizeBytes: 0, isExact: false, createdAtMs: Number.POSITIVE_INFINITY },
];

test('figures are whole, their units in the titles, and bounds are told', () => {
  expect(toCsv(exportTable(columns, rows))).toBe('\uFEFFName,Size (bytes),Size is,Created (UTC),Odd\r\n"a, ""b""",1234567890123,exact,2026-03-31T14:30:00.000Z,\r\nc\td,0,at least,,\r\n');
  expect(JSON.parse(toJson(exportTable(columns, rows)))).toEqual([
    { name: 'a, "b"', sizeBytes: 1_234_567_890_123, sizeBound: 'exact', createdAt: '2026-03-31T14:30:00.000Z', odd: null },
    { name: 'c\td', sizeBytes: 0, sizeBound: 'at least', createdAt: null, odd: null },
  ]);
});

test('the clipboard gets one line per row, whatever stands in the cells', () => {
  expect(toTabs(exportTable(columns.slice(0, 2), rows))).toBe('Name\tSize (bytes)\tSize is\na, "b"\t1234567890123\texact\nc d\t0\tat least');
});

/** A stupid reader of RFC 4180. */
function readCsv(text: string): string[][] {
  const lines: string[][] = [[]];
  let cell = '';
  let isQuoted = false;
  for (let at = 0; at < text.length; at += 1) {
    const sign = text.charAt(at);
    if (isQuoted) {
      if (sign !== '"') cell += sign;
      else if (text.charAt(at + 1) === '"') {
        cell += sign;
        at += 1;
      } else isQuoted = false;
    } else if (sign === '"') isQuoted = true;
    else if (sign === ',' || sign === '\n') {
      lines.at(-1)?.push(cell.replace(/\r$/, ''));
      cell = '';
      if (sign === '\n') lines.push([]);
    } else cell += sign;
  }
  return lines.slice(0, -1);
}

test('no text of a CSV is carried out as a formula; figures and JSON stay as they are', () => {
  const table = exportTable(columns.slice(0, 2), ['=1+1', '+a', '-a', '@a', '\ta', 'a=1'].map((name) => ({ name, sizeBytes: -5, isExact: true, createdAtMs: 0 })));
  expect(readCsv(toCsv(table).slice(1)).slice(1).map(([name]) => name)).toEqual(["'=1+1", "'+a", "'-a", "'@a", "'\ta", 'a=1']);
  expect(readCsv(toCsv(table).slice(1))[1]?.[1]).toBe('-5');
  expect(JSON.parse(toJson(table))[0]).toMatchObject({ name: '=1+1' });
});

test('any other text comes back from a CSV as it was', () => {
  const text = fc.string({ unit: fc.constantFrom('a', '"', ',', '\n', ' ', 'ü'), maxLength: 8 });
  fc.assert(
    fc.property(fc.array(text, { minLength: 1, maxLength: 5 }), (names) => {
      const table = exportTable(columns.slice(0, 1), names.map((name) => ({ name, sizeBytes: 0, isExact: true, createdAtMs: 0 })));
      expect(readCsv(toCsv(table).slice(1))).toEqual([['Name'], ...names.map((name) => [name])]);
    }),
    { seed: testSeed('CSV'), numRuns: 300 },
  );
});

test('files are named after their list', () => {
  expect(fileNameOf('Virtual machines in prod-cluster-01')).toBe('virtual-machines-in-prod-cluster-01');
  expect(fileNameOf('../..')).toBe('rows');
  expect(fileNameOf('Größe: alles')).toBe('größe-alles');
});
