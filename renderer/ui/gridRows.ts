import type { FilterReading } from './filterLanguage.ts';
import type { ColumnSortState, DataGridColumn } from './gridTypes.ts';

/** A row with what has been computed from it. Kept as long as the row object lives, so unchanged rows cost nothing. */
export interface GridEntry<T extends object> {
  item: T;
  id: string;
  searchText: string | null;
  sortKeys: Map<string, string | number>;
}

/**
 * A text under which plain comparison gives natural order: case folded, runs of
 * digits padded to equal length. "vm-2" comes before "vm-10".
 */
export function naturalKey(text: string): string {
  return text.toLowerCase().replace(/\d+/g, (digits) => digits.replace(/^0+(?=\d)/, '').padStart(16, '0'));
}

/** Numbers before texts, "not a number" last of the numbers. */
export function compareSortKeys(a: string | number, b: string | number): number {
  if (typeof a === 'number' && typeof b === 'number') {
    if (Number.isNaN(a) || Number.isNaN(b)) return Number(Number.isNaN(a)) - Number(Number.isNaN(b));
    return a - b;
  }
  if (typeof a === 'number') return -1;
  if (typeof b === 'number') return 1;
  return a < b ? -1 : a > b ? 1 : 0;
}

export function readSortKey<T extends object>(entry: GridEntry<T>, column: Pick<DataGridColumn<T>, 'id' | 'sortValue'>): string | number {
  const known = entry.sortKeys.get(column.id);
  if (known !== undefined) return known;
  const value = column.sortValue(entry.item);
  const key = typeof value === 'string' ? naturalKey(value) : value;
  entry.sortKeys.set(column.id, key);
  return key;
}

function readSearchText<T extends object>(entry: GridEntry<T>, columns: readonly DataGridColumn<T>[]): string {
  if (entry.searchText !== null) return entry.searchText;
  const texts: string[] = [];
  for (const column of columns) {
    if (column.filterText !== undefined) texts.push(column.filterText(entry.item));
  }
  entry.searchText = texts.join('\n').toLowerCase();
  return entry.searchText;
}

/** The entries that the filter leaves, in their order; the very same array where it asks for nothing. */
export function filterEntries<T extends object>(
  entries: readonly GridEntry<T>[], columns: readonly DataGridColumn<T>[], { matches, needsWords }: Pick<FilterReading<T>, 'matches' | 'needsWords'>,
): readonly GridEntry<T>[] {
  if (matches === null) return entries;
  return entries.filter((entry) => matches(entry.item, needsWords ? readSearchText(entry, columns) : ''));
}

/** The entries by one column; those that are equal keep their order. Without a column, or with one that is gone, as they came. */
export function sortEntries<T extends object>(
  entries: readonly GridEntry<T>[], columns: readonly DataGridColumn<T>[], sort: ColumnSortState | null,
): readonly GridEntry<T>[] {
  const column = columns.find(({ id }) => id === sort?.columnId);
  if (sort === null || column === undefined) return entries;
  const direction = sort.isDescending ? -1 : 1;
  const keyed = entries.map((entry) => ({ entry, key: readSortKey(entry, column) }));
  keyed.sort((a, b) => direction * compareSortKeys(a.key, b.key));
  return keyed.map(({ entry }) => entry);
}

/** Makes and remembers the entry of each row object, for one set of columns. */
export function createEntryCache<T extends object>(getRowId: (row: T) => string): (row: T) => GridEntry<T> {
  const known = new WeakMap<T, GridEntry<T>>();
  return (item) => {
    const found = known.get(item);
    if (found !== undefined) return found;
    const entry: GridEntry<T> = { item, id: getRowId(item), searchText: null, sortKeys: new Map() };
    known.set(item, entry);
    return entry;
  };
}
