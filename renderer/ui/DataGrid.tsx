import { defaultRangeExtractor, useVirtualizer } from '@tanstack/react-virtual';
import { useCallback, useContext, useId, useMemo, useRef, useState } from 'react';
import type { MouseEvent, ReactNode } from 'react';
import { say } from '../strings/say.ts';
import type { MenuEntry } from './actions.ts';
import { ContextMenu, pointBelow } from './ContextMenu.tsx';
import type { MenuPoint } from './ContextMenu.tsx';
import type { ItemNames } from './counts.ts';
import { ExportMenu } from './ExportMenu.tsx';
import { ColumnLanguageContext, readPlainWords } from './filterLanguage.ts';
import type { FilterLanguage } from './filterLanguage.ts';
import { clampColumnWidth, cycleSort, moveColumn, placeColumn, reconcileColumnState, setColumnHidden, trackTemplate } from './gridColumns.ts';
import { InsideGridContext } from './gridContext.ts';
import { exportCell, exportTable, tabCell, toTabs } from './gridExport.ts';
import { GridFooter } from './GridFooter.tsx';
import { GridHeader } from './GridHeader.tsx';
import { handleGridKey } from './gridKeyboard.ts';
import { headerRowIndex } from './gridKeys.ts';
import type { GridPosition } from './gridKeys.ts';
import { findHit, pressInside, scrollColumnIntoView } from './gridPointer.ts';
import { cellElementId, GridRow, rowElementId } from './GridRow.tsx';
import { changeSelection, readSelectAllState, toggleAll } from './gridSelection.ts';
import type { SelectionGesture, SelectionMode } from './gridSelection.ts';
import { GridEmpty } from './GridEmpty.tsx';
import { GridToolbar } from './GridToolbar.tsx';
import type { ColumnState, DataGridColumn } from './gridTypes.ts';
import { useGridCopy } from './useGridCopy.ts';
import { useGridModel } from './useGridModel.ts';
import { useScrollAnchor } from './useScrollAnchor.ts';

export type { ColumnSortState, ColumnState, DataGridColumn } from './gridTypes.ts';

export interface DataGridProps<T extends object> {
  'aria-label': string;
  /** Keep the array identical between renders. */
  columns: readonly DataGridColumn<T>[];
  /** Keep unchanged row objects identical between renders: only changed ones are drawn again. */
  rows: readonly T[];
  /** Keep the function identical between renders. */
  getRowId: (row: T) => string;
  selectedIds?: ReadonlySet<string>;
  /** Without it rows cannot be selected and there is no checkbox column. */
  onSelectionChange?: (ids: ReadonlySet<string>) => void;
  /** `multiple` when left out. With `single` every way of selecting a row selects it alone, Enter too where nothing opens. */
  selectionMode?: 'single' | 'multiple';
  /** Double click, or Enter on a row. */
  onOpen?: (row: T) => void;
  /** Entries of the context menu. The rows are the selection when the row asked about belongs to it, else that row alone. */
  contextActions?: (rows: readonly T[]) => readonly MenuEntry[];
  /** Buttons at the left, above the rows. */
  toolbar?: ReactNode;
  hasFilter?: boolean;
  /** What the filter begins with; read on the first render only. */
  initialFilter?: string;
  onFilterChange?: (filter: string) => void;
  filterPlaceholder?: string;
  /** What the filter can ask for; made from the columns when left out. Keep the object identical between renders. */
  filterLanguage?: FilterLanguage<T>;
  /** Shown instead of rows when there are none at all. */
  emptyState?: ReactNode;
  /** No frame and no footer, for a panel that has its own frame, such as the dock; with a filter, the export is beside it. */
  isBare?: boolean;
  /** What the rows are called. */
  itemNames?: ItemNames;
  /** What the user had chosen; read on the first render only. */
  initialColumnState?: ColumnState | undefined;
  /** Called after each change of order, width, visibility or sorting, for persisting. */
  onColumnStateChange?: (state: ColumnState) => void;
}

const rowHeightPx = 28;
const headerHeightPx = 30;
const noneSelected: ReadonlySet<string> = new Set();
const defaultItemNames: ItemNames = { counted: (count) => say('ui.item', { count }), none: say('ui.noItems'), noneMatches: (filter) => say('ui.noItemsMatch', { filter }) };

/** A table of any length: sorting, quick filter, column choice, multiple selection, all of it by keyboard too. */
export function DataGrid<T extends object>({
  'aria-label': ariaLabel, columns, rows, getRowId, selectedIds = noneSelected, onSelectionChange, selectionMode: wantedMode = 'multiple', onOpen, contextActions, toolbar,
  hasFilter = true, initialFilter = '', onFilterChange, filterPlaceholder = say('ui.quickFilter'), filterLanguage, emptyState, isBare = false, itemNames = defaultItemNames, initialColumnState, onColumnStateChange,
}: DataGridProps<T>) {
  const gridId = useId();
  const scrollerRef = useRef<HTMLDivElement>(null);
  const anchorId = useRef<string | null>(null);
  const [filter, setFilter] = useState(initialFilter);
  const [storedState, setStoredState] = useState(initialColumnState);
  const [note, setNote] = useState('');
  const [active, setActive] = useState<{ rowId: string | null; position: GridPosition } | null>(null);
  const [menu, setMenu] = useState<{ rows: readonly T[]; point: MenuPoint } | null>(null);

  const state = useMemo(() => reconcileColumnState(columns, storedState), [columns, storedState]);
  const changeState = useCallback((next: ColumnState) => {
    setStoredState(next);
    onColumnStateChange?.(next);
  }, [onColumnStateChange]);
  const changeFilter = (next: string) => {
    setFilter(next);
    onFilterChange?.(next);
  };
  const columnLanguage = useContext(ColumnLanguageContext);
  const language = useMemo(() => filterLanguage ?? columnLanguage?.forColumns(columns) ?? null, [filterLanguage, columnLanguage, columns]);
  const reading = useMemo(() => language?.read(filter) ?? readPlainWords(filter), [language, filter]);
  const completer = useMemo(() => language?.completer(rows) ?? null, [language, rows]);
  const model = useGridModel({ columns, rows, getRowId, state, filter: reading });
  const selectionMode: SelectionMode = onSelectionChange === undefined ? 'none' : wantedMode;
  const isSelectable = selectionMode !== 'none';
  const columnCount = model.visibleColumns.length + (isSelectable ? 1 : 0);

  // The current row is remembered by identity, so that it survives sorting and live changes.
  const activeRowIndex = useMemo(() => {
    if (active === null || active.rowId === null) return active?.position.rowIndex ?? 0;
    const found = model.ids.indexOf(active.rowId);
    return found === -1 ? Math.max(0, Math.min(active.position.rowIndex, model.ids.length - 1)) : found;
  }, [active, model.ids]);
  const position: GridPosition = { rowIndex: activeRowIndex, columnIndex: active?.position.columnIndex ?? null };

  const virtualizer = useVirtualizer({
    count: model.rows.length,
    getScrollElement: () => scrollerRef.current,
    estimateSize: () => rowHeightPx,
    overscan: 5,
    paddingStart: headerHeightPx,
    scrollPaddingStart: headerHeightPx,
    getItemKey: (index) => model.ids[index] ?? index,
    rangeExtractor: (range) => {
      const indexes = defaultRangeExtractor(range);
      if (activeRowIndex < 0 || activeRowIndex >= range.count || indexes.includes(activeRowIndex)) return indexes;
      return [...indexes, activeRowIndex].sort((a, b) => a - b);
    },
  });

  const orderKey = `${filter}\n${state.sort === null ? '' : `${state.sort.columnId} ${state.sort.isDescending}`}`;
  const rememberPlace = useScrollAnchor({ scrollerRef, ids: model.ids, rowHeightPx, orderKey });

  const moveTo = (next: GridPosition) => {
    setNote('');
    setActive({ rowId: model.ids[next.rowIndex] ?? null, position: next });
    if (next.rowIndex >= 0) virtualizer.scrollToIndex(next.rowIndex, { align: 'auto' });
    if (next.columnIndex !== null) scrollColumnIntoView(scrollerRef.current, model.widthsPx, next.columnIndex, isSelectable);
  };
  const select = (rowIndex: number, gesture: SelectionGesture) => {
    const targetId = model.ids[rowIndex];
    if (targetId === undefined || onSelectionChange === undefined || selectionMode === 'none') return;
    const result = changeSelection({ ids: model.ids, selected: selectedIds, anchorId: anchorId.current, targetId, gesture, mode: selectionMode });
    anchorId.current = result.anchorId;
    setNote('');
    onSelectionChange(result.selected);
  };
  const openMenu = (rowIndex: number, point: MenuPoint) => {
    const row = model.rows[rowIndex];
    const id = model.ids[rowIndex];
    if (row === undefined || id === undefined || contextActions === undefined) return;
    const isInSelection = selectedIds.has(id);
    if (!isInSelection) select(rowIndex, 'replace');
    setMenu({ rows: isInSelection ? model.rows.filter((_, index) => selectedIds.has(model.ids[index] ?? '')) : [row], point });
  };
  const columnAt = (columnIndex: number) => model.visibleColumns[columnIndex];
  const resizeColumn = (columnId: string, widthPx: number) => changeState({ ...state, widths: { ...state.widths, [columnId]: widthPx } });

  const handleClick = (event: MouseEvent) => {
    const hit = findHit(event);
    if (hit === null) return;
    setActive({ rowId: model.ids[hit.rowIndex] ?? null, position: { rowIndex: hit.rowIndex, columnIndex: null } });
    if (hit.isInteractive) return;
    if (event.shiftKey) select(hit.rowIndex, event.ctrlKey || event.metaKey ? 'addRange' : 'range');
    else select(hit.rowIndex, hit.isCheckbox || event.ctrlKey || event.metaKey ? 'toggle' : 'replace');
  };

  // Ids of rows that are gone do not count, whether or not the caller has dropped them yet.
  const selectedCount = useMemo(
    () => (selectedIds.size === 0 ? 0 : rows.filter((row) => selectedIds.has(getRowId(row))).length),
    [rows, selectedIds, getRowId],
  );
  const selectedRows = useMemo(() => (selectedIds.size === 0 ? [] : model.rows.filter((_, index) => selectedIds.has(model.ids[index] ?? ''))), [model.rows, model.ids, selectedIds]);
  const readCopy = (): string | null => {
    const row = model.rows[activeRowIndex];
    const column = position.columnIndex === null ? undefined : model.visibleColumns[position.columnIndex - (isSelectable ? 1 : 0)];
    if (selectedRows.length < 2 && column !== undefined && row !== undefined && position.rowIndex >= 0) {
      setNote(say('ui.columnCopied', { column: column.header }));
      return tabCell(exportCell(column, row));
    }
    const copied = selectedRows.length > 0 ? selectedRows : row === undefined ? [] : [row];
    if (copied.length === 0) return null;
    setNote(say('ui.itemsCopied', { items: itemNames.counted(copied.length) }));
    return toTabs(exportTable(model.visibleColumns, copied));
  };
  useGridCopy(scrollerRef, readCopy);
  const toggleShown = () => {
    if (selectionMode === 'multiple') onSelectionChange?.(toggleAll(model.ids, selectedIds));
  };
  const selectAllState = readSelectAllState(model.ids, selectedIds);
  const activeElementId = position.rowIndex >= model.rows.length
    ? undefined
    : position.columnIndex === null
      ? rowElementId(gridId, position.rowIndex)
      : cellElementId(gridId, position.rowIndex, position.columnIndex);
  const template = trackTemplate(model.visibleColumns, model.widthsPx, isSelectable);
  const totalWidthPx = model.widthsPx.reduce((sum, width) => sum + width, isSelectable ? 40 : 0);
  const exportMenu = <ExportMenu label={ariaLabel} columns={model.visibleColumns} rows={model.rows} selectedRows={selectedRows} isSelectable={selectionMode === 'multiple'} itemNames={itemNames} isIconOnly={isBare} />;
  const menuItems = menu === null || contextActions === undefined ? [] : contextActions(menu.rows);

  return (
    <div className={isBare ? 'ui-grid is-bare' : 'ui-grid'}>
      <GridToolbar
        toolbar={toolbar}
        hasFilter={hasFilter}
        filter={filter}
        placeholder={filterPlaceholder}
        label={ariaLabel}
        completer={completer}
        problem={reading.problem}
        onFilter={changeFilter}
        exportMenu={isBare && hasFilter ? exportMenu : null}
      />
      <div className="ui-grid-frame">
        <div
          ref={scrollerRef}
          className="ui-grid-scroller"
          role="grid"
          aria-label={ariaLabel}
          aria-rowcount={model.rows.length + 1}
          aria-colcount={columnCount}
          tabIndex={0}
          {...(isSelectable ? { 'aria-multiselectable': selectionMode === 'multiple' } : {})}
          {...(activeElementId === undefined ? {} : { 'aria-activedescendant': activeElementId })}
          onKeyDown={(event) => handleGridKey(event, {
            position,
            rowCount: model.rows.length,
            columnCount,
            isSelectable,
            readRowsPerPage: () => Math.max(1, Math.floor(((scrollerRef.current?.clientHeight ?? 0) - headerHeightPx) / rowHeightPx) - 1),
            moveTo,
            select,
            selectAll: () => {
              if (selectionMode === 'multiple') onSelectionChange?.(new Set([...selectedIds, ...model.ids]));
            },
            toggleAll: toggleShown,
            activateCell: (at) => pressInside(at.columnIndex === null ? null : cellElementId(gridId, at.rowIndex, at.columnIndex)),
            open: (rowIndex) => {
              const row = model.rows[rowIndex];
              if (row === undefined) return;
              if (onOpen !== undefined) onOpen(row);
              else if (selectionMode === 'single') select(rowIndex, 'replace');
            },
            openMenu: (rowIndex) => {
              const element = document.getElementById(rowElementId(gridId, rowIndex));
              if (element !== null) openMenu(rowIndex, pointBelow(element));
            },
            sort: (columnIndex) => {
              const column = columnAt(columnIndex);
              if (column !== undefined) changeState(cycleSort(state, column.id));
            },
            resize: (columnIndex, byPx) => {
              const column = columnAt(columnIndex);
              if (column !== undefined) resizeColumn(column.id, clampColumnWidth(column, (model.widthsPx[columnIndex] ?? column.width) + byPx));
            },
            reorder: (columnIndex, places) => {
              const column = columnAt(columnIndex);
              if (column === undefined) return;
              const next = moveColumn(state, column.id, places);
              if (next === state) return;
              changeState(next);
              moveTo({ rowIndex: headerRowIndex, columnIndex: columnIndex + places + (isSelectable ? 1 : 0) });
            },
          })}
          onMouseDown={(event) => {
            // A press with Shift would mark the texts between here and the last press.
            if (!isSelectable || !event.shiftKey || findHit(event) === null) return;
            event.preventDefault();
            scrollerRef.current?.focus({ preventScroll: true });
          }}
          onScroll={rememberPlace}
          onClick={handleClick}
          onDoubleClick={(event) => {
            const hit = findHit(event);
            const row = hit === null || hit.isInteractive || hit.isCheckbox ? undefined : model.rows[hit.rowIndex];
            if (row !== undefined) onOpen?.(row);
          }}
          onContextMenu={(event) => {
            const hit = findHit(event);
            if (hit === null || contextActions === undefined) return;
            event.preventDefault();
            scrollerRef.current?.focus({ preventScroll: true });
            setActive({ rowId: model.ids[hit.rowIndex] ?? null, position: { rowIndex: hit.rowIndex, columnIndex: null } });
            openMenu(hit.rowIndex, { xPx: event.clientX, yPx: event.clientY });
          }}
        >
          <div
            role="rowgroup"
            className="ui-grid-sizer"
            style={{ height: virtualizer.getTotalSize(), minWidth: totalWidthPx, gridTemplateColumns: template }}
          >
            <GridHeader
              gridId={gridId}
              columns={model.visibleColumns}
              widthsPx={model.widthsPx}
              sort={state.sort}
              selectionMode={selectionMode}
              selectAll={selectAllState}
              activeColumnIndex={position.rowIndex === headerRowIndex ? (position.columnIndex ?? 0) : null}
              onSort={(columnId) => changeState(cycleSort(state, columnId))}
              onToggleAll={toggleShown}
              onResize={resizeColumn}
              onPlace={(columnId, targetId) => changeState(placeColumn(state, columnId, targetId))}
            />
            <InsideGridContext value>
              {virtualizer.getVirtualItems().map((item) => {
                const row = model.rows[item.index];
                const rowId = model.ids[item.index];
                if (row === undefined || rowId === undefined) return null;
                return (
                  <GridRow
                    key={rowId}
                    gridId={gridId}
                    row={row}
                    rowId={rowId}
                    index={item.index}
                    topPx={item.start}
                    columns={model.visibleColumns}
                    selectionMode={selectionMode}
                    isSelected={selectedIds.has(rowId)}
                    active={item.index === position.rowIndex ? (position.columnIndex ?? 'row') : null}
                  />
                );
              })}
            </InsideGridContext>
          </div>
        </div>
        {model.rows.length > 0 ? null : (
          <GridEmpty isFiltered={rows.length > 0} filter={filter} itemNames={itemNames} emptyState={emptyState} onClearFilter={() => changeFilter('')} />
        )}
        {isBare ? (
          <span role="status" className="ui-visually-hidden">
            {note}
          </span>
        ) : (
          <GridFooter
            selectedCount={selectedCount}
            shownCount={model.rows.length}
            totalCount={rows.length}
            filter={filter}
            itemNames={itemNames}
            columns={columns}
            hidden={state.hidden}
            onColumnChange={(columnId, isHidden) => changeState(setColumnHidden(state, columnId, isHidden))}
            onColumnReset={() => changeState(reconcileColumnState(columns, undefined))}
            exportMenu={exportMenu}
            note={note}
          />
        )}
      </div>
      {menu === null || menuItems.length === 0 ? null : (
        <ContextMenu aria-label={say('ui.actionsForTheSelection')} items={menuItems} point={menu.point} onClose={() => setMenu(null)} />
      )}
    </div>
  );
}
