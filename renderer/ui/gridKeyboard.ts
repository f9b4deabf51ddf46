import type { KeyboardEvent } from 'react';
import { isContextMenuKey } from './ContextMenu.tsx';
import { headerRowIndex, moveInGrid } from './gridKeys.ts';
import type { GridPosition } from './gridKeys.ts';
import type { SelectionGesture } from './gridSelection.ts';

export interface GridKeyboardActions {
  position: GridPosition;
  rowCount: number;
  columnCount: number;
  isSelectable: boolean;
  readRowsPerPage: () => number;
  moveTo: (position: GridPosition) => void;
  select: (rowIndex: number, gesture: SelectionGesture) => void;
  selectAll: () => void;
  toggleAll: () => void;
  /** Presses the link or button of the current cell; false when it holds none. */
  activateCell: (position: GridPosition) => boolean;
  open: (rowIndex: number) => void;
  openMenu: (rowIndex: number) => void;
  /** Index among the data columns. */
  sort: (columnIndex: number) => void;
  resize: (columnIndex: number, byPx: number) => void;
  reorder: (columnIndex: number, places: -1 | 1) => void;
}

const resizeStepPx = 16;

/** The grid's key handler. The element with the grid role has the focus; cells never do. */
export function handleGridKey(event: KeyboardEvent<HTMLElement>, actions: GridKeyboardActions): void {
  if (event.target !== event.currentTarget) return;
  const { position, isSelectable } = actions;
  const isHandled = isContextMenuKey(event)
    ? runMenuKey(actions)
    : position.rowIndex === headerRowIndex
      ? runHeaderKey(event, actions) || runMove(event, actions)
      : runRowKey(event, actions, isSelectable) || runMove(event, actions);
  if (isHandled) event.preventDefault();
}

function runMenuKey({ position, rowCount, openMenu }: GridKeyboardActions): boolean {
  if (position.rowIndex >= 0 && position.rowIndex < rowCount) openMenu(position.rowIndex);
  return true;
}

function runMove(event: KeyboardEvent, actions: GridKeyboardActions): boolean {
  if (event.altKey || event.metaKey) return false;
  const { position, rowCount, columnCount } = actions;
  const next = moveInGrid(event.key, event.ctrlKey, position, { rowCount, columnCount, rowsPerPage: actions.readRowsPerPage() });
  if (next === null) return false;
  actions.moveTo(next);
  if (event.shiftKey && actions.isSelectable && next.rowIndex !== position.rowIndex && next.rowIndex >= 0) {
    actions.select(next.rowIndex, 'range');
  }
  return true;
}

function runRowKey(event: KeyboardEvent, actions: GridKeyboardActions, isSelectable: boolean): boolean {
  const { position } = actions;
  if (position.rowIndex >= actions.rowCount) return false;
  if (event.key === 'Enter') {
    if (position.columnIndex === null || !actions.activateCell(position)) actions.open(position.rowIndex);
    return true;
  }
  if (!isSelectable) return false;
  if (event.key === ' ') {
    actions.select(position.rowIndex, event.shiftKey ? 'range' : 'toggle');
    return true;
  }
  if (event.key.toLowerCase() === 'a' && (event.ctrlKey || event.metaKey)) {
    actions.selectAll();
    return true;
  }
  return false;
}

function runHeaderKey(event: KeyboardEvent, actions: GridKeyboardActions): boolean {
  const cellIndex = actions.position.columnIndex ?? 0;
  const columnIndex = actions.isSelectable ? cellIndex - 1 : cellIndex;
  if (event.key === 'Enter' || event.key === ' ') {
    if (columnIndex < 0) actions.toggleAll();
    else actions.sort(columnIndex);
    return true;
  }
  const direction = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : null;
  if (direction === null || columnIndex < 0) return false;
  if (event.shiftKey) {
    actions.resize(columnIndex, direction * resizeStepPx);
    return true;
  }
  if (event.altKey) {
    actions.reorder(columnIndex, direction);
    return true;
  }
  return false;
}
