/** Rows as files and for the clipboard: every figure in full, its unit in the header. Pure. */
import { say } from '../strings/say.ts';
import type { DataGridColumn } from './gridTypes.ts';

export type ExportCell = string | number | null;

export interface ExportTable {
  /** As a person reads them: `Provisioned (bytes)`. */
  readonly titles: readonly string[];
  /** As a program reads them: `provisionedBytes`. */
  readonly keys: readonly string[];
  readonly rows: readonly (readonly ExportCell[])[];
}

const unitKeys = { bytes: 'Bytes', percent: 'Percent', time: 'At', ms: 'Ms', count: '' } as const;

/** The columns in their order; behind one whose figures may be bounds, a column that says which way. */
export function exportTable<T>(columns: readonly DataGridColumn<T>[], rows: readonly T[]): ExportTable {
  return {
    titles: columns.flatMap((column) => {
      const title = titleOf(column);
      return column.bound === undefined ? [title] : [title, say('ui.columnIs', { column: column.header })];
    }),
    keys: columns.flatMap((column) => {
      const key = `${column.id}${column.unit === undefined ? '' : unitKeys[column.unit]}`;
      return column.bound === undefined ? [key] : [key, `${column.id}Bound`];
    }),
    rows: rows.map((row) => columns.flatMap((column) => (column.bound === undefined ? [exportCell(column, row)] : [exportCell(column, row), column.bound(row)]))),
  };
}

function titleOf<T>({ header, unit }: DataGridColumn<T>): string {
  switch (unit) {
    case 'bytes':
      return say('ui.columnInBytes', { column: header });
    case 'percent':
      return say('ui.columnInPercent', { column: header });
    case 'time':
      return say('ui.columnInUtc', { column: header });
    case 'ms':
      return say('ui.columnInMs', { column: header });
    default:
      return header;
  }
}

/** One figure or text of a row; null where there is none. */
export function exportCell<T>(column: DataGridColumn<T>, row: T): ExportCell {
  if (column.exportValue !== undefined) return column.exportValue(row);
  const value = column.unit === undefined && column.filterText !== undefined ? column.filterText(row) : column.sortValue(row);
  if (typeof value === 'string') return value;
  if (!Number.isFinite(value)) return null;
  return column.unit === 'time' ? new Date(value).toISOString() : value;
}

/** Comma-separated as RFC 4180 has it, with a mark ahead by which spreadsheets know the encoding. */
export function toCsv({ titles, rows }: ExportTable): string {
  const lines = [titles, ...rows].map((cells) => `${cells.map((cell) => csvCell(cell)).join(',')}\r\n`);
  return `\uFEFF${lines.join('')}`;
}

function csvCell(cell: ExportCell): string {
  const text = cell === null ? '' : typeof cell === 'string' ? asText(cell) : String(cell);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/**
 * A text that a spreadsheet would take for a formula, with an apostrophe ahead of it: it would be carried out when the file is
 * opened ("OWASP, CSV Injection"). Figures and JSON are never changed.
 */
function asText(text: string): string {
  return /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
}

/** An array of objects, one per row. */
export function toJson({ keys, rows }: ExportTable): string {
  const objects = rows.map((cells) => Object.fromEntries(keys.map((key, index) => [key, cells[index] ?? null])));
  return `${JSON.stringify(objects, null, 2)}\n`;
}

/** Tab-separated with its titles, as spreadsheets take it from the clipboard. */
export function toTabs({ titles, rows }: ExportTable): string {
  return [titles, ...rows].map((cells) => cells.map((cell) => tabCell(cell)).join('\t')).join('\n');
}

/** A cell alone, on one line. */
export function tabCell(cell: ExportCell): string {
  return cell === null ? '' : String(cell).replaceAll(/[\t\r\n]+/g, ' ');
}

/** A file name from the name of a list, without its ending. */
export function fileNameOf(label: string): string {
  const plain = label.toLowerCase().replaceAll(/[^\p{L}\p{N}]+/gu, '-').replaceAll(/^-+|-+$/g, '');
  return plain === '' ? 'rows' : plain.slice(0, 80);
}
