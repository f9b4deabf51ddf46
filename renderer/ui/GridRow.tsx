import { memo, useContext } from 'react';
import { say } from '../strings/say.ts';
import { Icon } from './Icon.tsx';
import type { SelectionMode } from './gridSelection.ts';
import type { DataGridColumn } from './gridTypes.ts';
import { SpellingContext } from './spelling.ts';

export interface GridRowProps<T> {
  gridId: string;
  row: T;
  rowId: string;
  index: number;
  topPx: number;
  columns: readonly DataGridColumn<T>[];
  selectionMode: SelectionMode;
  isSelected: boolean;
  /** 'row' when the row is current as a whole, a cell's index when that cell is. */
  active: 'row' | number | null;
}

/** Ids of rows and cells, by which the grid names its active descendant. */
export function rowElementId(gridId: string, index: number): string {
  return `${gridId}-r${index}`;
}

export function cellElementId(gridId: string, index: number, columnIndex: number): string {
  return `${gridId}-r${index}c${columnIndex}`;
}

function GridRowView<T>({ gridId, row, rowId, index, topPx, columns, selectionMode, isSelected, active }: GridRowProps<T>) {
  // Cells spell sizes, and the row object stays the same when they are spelled otherwise.
  useContext(SpellingContext);
  const classes = ['ui-grid-row'];
  if (isSelected) classes.push('is-selected');
  if (active === 'row') classes.push('is-active');
  const isSelectable = selectionMode !== 'none';
  const offset = isSelectable ? 1 : 0;
  return (
    <div
      id={rowElementId(gridId, index)}
      role="row"
      className={classes.join(' ')}
      aria-rowindex={index + 2}
      data-row={index}
      data-row-id={rowId}
      style={{ transform: `translateY(${topPx}px)` }}
      {...(isSelectable ? { 'aria-selected': isSelected } : {})}
    >
      {isSelectable ? (
        <div
          id={cellElementId(gridId, index, 0)}
          role="gridcell"
          aria-colindex={1}
          className={active === 0 ? 'ui-grid-cell ui-grid-check is-active' : 'ui-grid-cell ui-grid-check'}
          data-select=""
        >
          <SelectionMark isSelected={isSelected} isSingle={selectionMode === 'single'} />
        </div>
      ) : null}
      {columns.map((column, position) => {
        const columnIndex = position + offset;
        const cellClasses = ['ui-grid-cell'];
        if (column.align === 'end') cellClasses.push('is-end');
        if (active === columnIndex) cellClasses.push('is-active');
        return (
          <div
            key={column.id}
            id={cellElementId(gridId, index, columnIndex)}
            role="gridcell"
            aria-colindex={columnIndex + 1}
            className={cellClasses.join(' ')}
          >
            {column.cell(row)}
          </div>
        );
      })}
    </div>
  );
}

/** A box with a check mark, or a dot in a circle where one row is chosen. */
function SelectionMark({ isSelected, isSingle }: { isSelected: boolean; isSingle: boolean }) {
  const classes = ['ui-grid-box'];
  if (isSingle) classes.push('is-round');
  if (isSelected) classes.push('is-on');
  return (
    <span className={classes.join(' ')} role="img" aria-label={isSelected ? say('ui.rowSelected') : say('ui.rowNotSelected')}>
      {isSelected && !isSingle ? <Icon name="check" sizePx={12} /> : null}
    </span>
  );
}

/** Rerenders only when its own row object, place or state changed, or figures are spelled otherwise. */
export const GridRow = memo(GridRowView) as typeof GridRowView;
