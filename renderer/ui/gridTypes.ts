import type { ReactNode } from 'react';

export interface DataGridColumn<T> {
  id: string;
  header: string;
  /** First width in CSS pixels. */
  width: number;
  /** In CSS pixels; 56 when left out. */
  minWidth?: number;
  align?: 'start' | 'end';
  cell: (row: T) => ReactNode;
  /** Numbers sort by size; texts sort naturally, "vm-2" before "vm-10". */
  sortValue: (row: T) => string | number;
  /** Text the quick filter looks in; columns without it are not searched. */
  filterText?: (row: T) => string;
  /** What `sortValue` counts, for exports and for filters that compare figures. Times are milliseconds since 1970. */
  unit?: 'bytes' | 'percent' | 'time' | 'ms' | 'count';
  /** Says which way the figure of a row is only a bound, so that exports can tell. */
  bound?: (row: T) => 'exact' | 'at least' | 'at most';
  /** What is exported and copied, where it is neither the searched text nor `sortValue`. */
  exportValue?: (row: T) => string | number | null;
  isHiddenByDefault?: boolean;
  /** Takes the room that the columns leave over; at most one column of a grid should. */
  isFlexible?: boolean;
  /** False keeps the column out of the column picker; true when left out. */
  canHide?: boolean;
}

export interface ColumnSortState {
  columnId: string;
  isDescending: boolean;
}

/** What the user changed about the columns; plain JSON, made to be stored. */
export interface ColumnState {
  order: readonly string[];
  /** In CSS pixels, by column id. */
  widths: Readonly<Record<string, number>>;
  hidden: readonly string[];
  sort: ColumnSortState | null;
}
