import { useRef, useState } from 'react';
import type { PointerEvent } from 'react';
import { say } from '../strings/say.ts';
import { clampColumnWidth } from './gridColumns.ts';
import { headerRowIndex } from './gridKeys.ts';
import { cellElementId } from './GridRow.tsx';
import type { SelectAllState, SelectionMode } from './gridSelection.ts';
import type { ColumnSortState, DataGridColumn } from './gridTypes.ts';
import { Icon } from './Icon.tsx';

export interface GridHeaderProps<T> {
  gridId: string;
  columns: readonly DataGridColumn<T>[];
  widthsPx: readonly number[];
  sort: ColumnSortState | null;
  selectionMode: SelectionMode;
  selectAll: SelectAllState;
  activeColumnIndex: number | null;
  onSort: (columnId: string) => void;
  onToggleAll: () => void;
  onResize: (columnId: string, widthPx: number) => void;
  /** One header was dropped on another. */
  onPlace: (columnId: string, targetId: string) => void;
}

const selectionWords = { all: say('ui.selectionAll'), none: say('ui.selectionNone'), some: say('ui.selectionSome') } as const;
const ariaSorts = { none: 'none', asc: 'ascending', desc: 'descending' } as const;

export function GridHeader<T>({
  gridId, columns, widthsPx, sort, selectionMode, selectAll, activeColumnIndex, onSort, onToggleAll, onResize, onPlace,
}: GridHeaderProps<T>) {
  const offset = selectionMode === 'none' ? 0 : 1;
  const [draggedId, setDraggedId] = useState<string | null>(null);
  const [targetId, setTargetId] = useState<string | null>(null);
  return (
    <div role="row" aria-rowindex={1} className="ui-grid-row ui-grid-header">
      {selectionMode === 'none' ? null : (
        <div
          id={cellElementId(gridId, headerRowIndex, 0)}
          role="columnheader"
          aria-colindex={1}
          className={activeColumnIndex === 0 ? 'ui-grid-head ui-grid-check is-active' : 'ui-grid-head ui-grid-check'}
          {...(selectionMode === 'multiple' ? { onClick: onToggleAll } : {})}
        >
          <span className="ui-visually-hidden">{selectionMode === 'multiple' ? selectionWords[selectAll] : say('ui.selectionOfRows')}</span>
          {selectionMode === 'multiple' ? (
            <span className={selectAll === 'none' ? 'ui-grid-box' : 'ui-grid-box is-on'}>
              {selectAll === 'none' ? null : <Icon name={selectAll === 'all' ? 'check' : 'minus'} sizePx={12} />}
            </span>
          ) : null}
        </div>
      )}
      {columns.map((column, position) => {
        const columnIndex = position + offset;
        const direction = sort?.columnId === column.id ? (sort.isDescending ? 'desc' : 'asc') : 'none';
        const classes = ['ui-grid-head'];
        if (column.align === 'end') classes.push('is-end');
        if (activeColumnIndex === columnIndex) classes.push('is-active');
        if (draggedId !== null && targetId === column.id && draggedId !== targetId) classes.push('is-drop-target');
        return (
          <div
            key={column.id}
            id={cellElementId(gridId, headerRowIndex, columnIndex)}
            role="columnheader"
            aria-colindex={columnIndex + 1}
            aria-sort={ariaSorts[direction]}
            className={classes.join(' ')}
            title={column.header}
            onClick={() => onSort(column.id)}
            draggable
            onDragStart={() => setDraggedId(column.id)}
            onDragEnd={() => {
              setDraggedId(null);
              setTargetId(null);
            }}
            onDragOver={(event) => {
              if (draggedId === null) return;
              event.preventDefault();
              setTargetId(column.id);
            }}
            onDrop={(event) => {
              event.preventDefault();
              if (draggedId !== null) onPlace(draggedId, column.id);
            }}
          >
            <span className="ui-grid-head-text">{column.header}</span>
            {direction === 'none' ? null : <Icon name={direction === 'asc' ? 'sortUp' : 'sortDown'} sizePx={12} className="ui-grid-sort" />}
            <ColumnResizer
              widthPx={widthsPx[position] ?? column.width}
              onResize={(widthPx) => onResize(column.id, clampColumnWidth(column, widthPx))}
            />
          </div>
        );
      })}
    </div>
  );
}

interface ColumnResizerProps {
  widthPx: number;
  onResize: (widthPx: number) => void;
}

/** Pointer only: with the keyboard the header cell itself is widened by Shift and the arrow keys. */
function ColumnResizer({ widthPx, onResize }: ColumnResizerProps) {
  const drag = useRef<{ startPx: number; startWidthPx: number } | null>(null);
  const finish = (event: PointerEvent) => {
    event.stopPropagation();
    drag.current = null;
  };
  return (
    <span
      className="ui-grid-resizer"
      aria-hidden="true"
      onClick={(event) => event.stopPropagation()}
      // Without this the header would be dragged away instead of being widened.
      onMouseDown={(event) => event.preventDefault()}
      onPointerDown={(event) => {
        event.stopPropagation();
        event.currentTarget.setPointerCapture(event.pointerId);
        // A flexible column may be wider than its stored width says.
        drag.current = { startPx: event.clientX, startWidthPx: event.currentTarget.parentElement?.offsetWidth ?? widthPx };
      }}
      onPointerMove={(event) => {
        if (drag.current !== null) onResize(drag.current.startWidthPx + event.clientX - drag.current.startPx);
      }}
      onPointerUp={finish}
      onPointerCancel={finish}
    />
  );
}
