import type { ColumnState, DataGridColumn } from './gridTypes.ts';

type AnyColumn = Pick<DataGridColumn<never>, 'id' | 'width' | 'minWidth' | 'isHiddenByDefault'>;

export const defaultMinWidthPx = 56;
export const maxWidthPx = 1200;

/**
 * A stored state brought in line with the columns there are now: unknown ids are
 * dropped, new columns come in at their declared place, hidden if so declared.
 */
export function reconcileColumnState(columns: readonly AnyColumn[], stored: ColumnState | undefined): ColumnState {
  const declared = columns.map((column) => column.id);
  if (stored === undefined) {
    return {
      order: declared, widths: {}, hidden: columns.filter((column) => column.isHiddenByDefault === true).map((column) => column.id), sort: null,
    };
  }
  const known = new Set(declared);
  const order = [...new Set(stored.order)].filter((id) => known.has(id));
  const hidden = new Set(stored.hidden.filter((id) => known.has(id)));
  columns.forEach((column, index) => {
    if (order.includes(column.id)) return;
    const before = declared.slice(0, index).findLast((id) => order.includes(id));
    order.splice(before === undefined ? 0 : order.indexOf(before) + 1, 0, column.id);
    if (column.isHiddenByDefault === true) hidden.add(column.id);
  });
  const widths: Record<string, number> = {};
  for (const column of columns) {
    const width = stored.widths[column.id];
    if (width !== undefined && Number.isFinite(width)) widths[column.id] = clampColumnWidth(column, width);
  }
  const sort = stored.sort !== null && known.has(stored.sort.columnId) ? stored.sort : null;
  return { order, widths, hidden: [...hidden], sort };
}

export function clampColumnWidth(column: Pick<AnyColumn, 'minWidth'>, widthPx: number): number {
  return Math.round(Math.max(column.minWidth ?? defaultMinWidthPx, Math.min(maxWidthPx, widthPx)));
}

/** The tracks of header and rows: the flexible column, or an empty last track, takes what is left over. */
export function trackTemplate(columns: readonly Pick<DataGridColumn<never>, 'isFlexible'>[], widthsPx: readonly number[], isSelectable: boolean): string {
  const flexibleIndex = columns.findIndex((column) => column.isFlexible === true);
  const tracks = widthsPx.map((widthPx, index) => (index === flexibleIndex ? `minmax(${widthPx}px, 1fr)` : `${widthPx}px`));
  return [...(isSelectable ? ['40px'] : []), ...tracks, ...(flexibleIndex === -1 ? ['minmax(0, 1fr)'] : [])].join(' ');
}

/** The state after a press on a column's header: ascending, then descending, then the caller's own order. */
export function cycleSort(state: ColumnState, columnId: string): ColumnState {
  if (state.sort?.columnId !== columnId) return { ...state, sort: { columnId, isDescending: false } };
  if (!state.sort.isDescending) return { ...state, sort: { columnId, isDescending: true } };
  return { ...state, sort: null };
}

export function setColumnHidden(state: ColumnState, columnId: string, isHidden: boolean): ColumnState {
  const hidden = state.hidden.filter((id) => id !== columnId);
  return { ...state, hidden: isHidden ? [...hidden, columnId] : hidden };
}

/** Puts a column where another one is; those in between make room. */
export function placeColumn(state: ColumnState, columnId: string, targetId: string): ColumnState {
  const from = state.order.indexOf(columnId);
  const to = state.order.indexOf(targetId);
  if (from === -1 || to === -1 || from === to) return state;
  const order = state.order.filter((id) => id !== columnId);
  order.splice(to, 0, columnId);
  return { ...state, order };
}

/** Moves a column by so many places among the visible ones; hidden columns keep their neighbours. */
export function moveColumn(state: ColumnState, columnId: string, places: -1 | 1): ColumnState {
  const visible = state.order.filter((id) => !state.hidden.includes(id));
  const neighbour = visible[visible.indexOf(columnId) + places];
  if (neighbour === undefined || !visible.includes(columnId)) return state;
  const order = state.order.filter((id) => id !== columnId);
  order.splice(order.indexOf(neighbour) + (places === 1 ? 1 : 0), 0, columnId);
  return { ...state, order };
}
