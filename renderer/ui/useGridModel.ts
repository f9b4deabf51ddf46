import {
  columnOrderingFeature, columnSizingFeature, columnVisibilityFeature, tableFeatures, useTable,
} from '@tanstack/react-table';
import type { ColumnDef } from '@tanstack/react-table';
import { useContext, useMemo } from 'react';
import type { FilterReading } from './filterLanguage.ts';
import { createEntryCache, filterEntries, sortEntries } from './gridRows.ts';
import { clampColumnWidth, defaultMinWidthPx, maxWidthPx } from './gridColumns.ts';
import type { ColumnState, DataGridColumn } from './gridTypes.ts';
import { SpellingContext } from './spelling.ts';

const features = tableFeatures({ columnOrderingFeature, columnVisibilityFeature, columnSizingFeature });
/** The table manages columns only: a row object of its own for each of ten thousand rows would cost more than sorting them. */
const noData: object[] = [];

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
  filter: FilterReading<T>;
}

export function useGridModel<T extends object>({ columns, rows, getRowId, state, filter }: GridModelRequest<T>): GridModel<T> {
  const spelling = useContext(SpellingContext);
  // A new set of columns may read other texts, and sizes in them may be spelled otherwise, so what was remembered of the rows is void.
  // oxlint-disable-next-line react-hooks/exhaustive-deps
  const entryOf = useMemo(() => createEntryCache(getRowId), [getRowId, columns, spelling]);
  const entries = useMemo(() => rows.map(entryOf), [rows, entryOf]);
  const filtered = useMemo(() => filterEntries(entries, columns, filter), [entries, columns, filter]);
  const sorted = useMemo(() => sortEntries(filtered, columns, state.sort), [filtered, columns, state.sort]);

  const columnDefs = useMemo(
    () => columns.map((column): ColumnDef<typeof features, object> => ({
      id: column.id,
      size: column.width,
      minSize: column.minWidth ?? defaultMinWidthPx,
      maxSize: maxWidthPx,
    })),
    [columns],
  );
  const tableState = useMemo(
    () => ({
      columnOrder: [...state.order],
      columnVisibility: Object.fromEntries(state.hidden.map((id) => [id, false])),
      columnSizing: { ...state.widths },
    }),
    [state],
  );
  const table = useTable({ features, columns: columnDefs, data: noData, state: tableState });

  const shownRows = useMemo(() => sorted.map((entry) => entry.item), [sorted]);
  const ids = useMemo(() => sorted.map((entry) => entry.id), [sorted]);

  const visibleIds = table.getVisibleLeafColumns().map((column) => column.id).join('\n');
  const visibleColumns = useMemo(() => {
    const byId = new Map(columns.map((column) => [column.id, column]));
    return visibleIds.split('\n').flatMap((id) => byId.get(id) ?? []);
  }, [columns, visibleIds]);
  const widthsPx = visibleColumns.map((column) => clampColumnWidth(column, table.getColumn(column.id)?.getSize() ?? column.width));
  return { rows: shownRows, ids, visibleColumns, widthsPx };
}
