import {
  columnOrderingFeature, columnSizingFeature, columnVisibilityFeature, createSortedRowModel, rowSortingFeature, tableFeatures, useTable,
} from '@tanstack/react-table';
import type { ColumnDef } from '@tanstack/react-table';
import { useMemo } from 'react';
import { compareSortKeys, createEntryCache, filterEntries, readSortKey } from './gridRows.ts';
import type { GridEntry } from './gridRows.ts';
import { clampColumnWidth, defaultMinWidthPx, maxWidthPx } from './gridColumns.ts';
import type { ColumnState, DataGridColumn } from './gridTypes.ts';

const features = tableFeatures({
  columnOrderingFeature, columnVisibilityFeature, columnSizingFeature, rowSortingFeature, sortedRowModel: createSortedRowModel(),
});

export interface GridModel<T> {
  /** What is shown, filtered and sorted. The array changes only when its content or order may have changed. */
  rows: readonly T[];
  ids: readonly string[];
  /** Stable while only widths change. */
  visibleColumns: readonly DataGridColumn<T>[];
  widthsPx: readonly number[];
}

export interface GridModelRequest<T extends object> {
  columns: readonly DataGridColumn<T>[];
  rows: readonly T[];
  getRowId: (row: T) => string;
  state: ColumnState;
  filter: string;
}

export function useGridModel<T extends object>({ columns, rows, getRowId, state, filter }: GridModelRequest<T>): GridModel<T> {
  // A new set of columns may read other texts, so what was remembered of the rows is void.
  // oxlint-disable-next-line react-hooks/exhaustive-deps
  const entryOf = useMemo(() => createEntryCache(getRowId), [getRowId, columns]);
  const entries = useMemo(() => rows.map(entryOf), [rows, entryOf]);
  const filtered = useMemo(() => [...filterEntries(entries, columns, filter)], [entries, columns, filter]);

  const columnDefs = useMemo(
    () => columns.map((column): ColumnDef<typeof features, GridEntry<T>> => ({
      id: column.id,
      accessorFn: (entry) => readSortKey(entry, column),
      size: column.width,
      minSize: column.minWidth ?? defaultMinWidthPx,
      maxSize: maxWidthPx,
      sortFn: (a, b) => compareSortKeys(readSortKey(a.original, column), readSortKey(b.original, column)),
    })),
    [columns],
  );
  const tableState = useMemo(
    () => ({
      columnOrder: [...state.order],
      columnVisibility: Object.fromEntries(state.hidden.map((id) => [id, false])),
      columnSizing: { ...state.widths },
      sorting: state.sort === null ? [] : [{ id: state.sort.columnId, desc: state.sort.isDescending }],
    }),
    [state],
  );
  const table = useTable({ features, columns: columnDefs, data: filtered, getRowId: (entry) => entry.id, state: tableState });

  const sorted = table.getRowModel().rows;
  const shownRows = useMemo(() => sorted.map((row) => row.original.item), [sorted]);
  const ids = useMemo(() => sorted.map((row) => row.original.id), [sorted]);

  const visibleIds = table.getVisibleLeafColumns().map((column) => column.id).join('\n');
  const visibleColumns = useMemo(() => {
    const byId = new Map(columns.map((column) => [column.id, column]));
    return visibleIds.split('\n').flatMap((id) => byId.get(id) ?? []);
  }, [columns, visibleIds]);
  const widthsPx = visibleColumns.map((column) => clampColumnWidth(column, table.getColumn(column.id)?.getSize() ?? column.width));
  return { rows: shownRows, ids, visibleColumns, widthsPx };
}
