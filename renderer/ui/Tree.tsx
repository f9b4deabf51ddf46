import { defaultRangeExtractor, useVirtualizer } from '@tanstack/react-virtual';
import { memo, useEffect, useId, useRef, useState } from 'react';
import type { KeyboardEvent, MouseEvent, ReactNode } from 'react';
import { say } from '../strings/say.ts';
import type { MenuEntry } from './actions.ts';
import { ContextMenu, isContextMenuKey, pointBelow } from './ContextMenu.tsx';
import type { MenuPoint } from './ContextMenu.tsx';
import { Icon } from './Icon.tsx';
import type { IconName, IconTone } from './Icon.tsx';
import { resolveTreeKey } from './treeKeys.ts';
import { findByPrefix, useTypeAhead } from './typeAhead.ts';

export interface TreeRow {
  id: string;
  /** 1 for the roots. */
  level: number;
  label: string;
  icon: IconName;
  iconTone?: IconTone;
  /** What the icon's shape or colour says, for those who cannot see it: "powered on". */
  iconText?: string;
  isExpandable: boolean;
  isExpanded: boolean;
  /** How many siblings there are, this row included. */
  setSize: number;
  /** 1 for the first of the siblings. */
  posInSet: number;
  badge?: ReactNode;
  /** A state beside the label that asks for attention, in a word for those who cannot see it. */
  mark?: { readonly icon: IconName; readonly tone: IconTone; readonly label: string };
}

export interface TreeProps {
  'aria-label': string;
  /** The visible rows, flattened, in display order. Keep unchanged rows identical between renders. */
  rows: readonly TreeRow[];
  selectedId: string | null;
  onSelect: (id: string) => void;
  onToggle: (id: string, isExpanded: boolean) => void;
  /** Entries of the context menu of a row; an empty list opens none. */
  contextActions?: (id: string) => readonly MenuEntry[];
}

const rowHeightPx = 26;

/** A tree of any size: only the rows in sight exist in the page. */
export function Tree({ 'aria-label': ariaLabel, rows, selectedId, onSelect, onToggle, contextActions }: TreeProps) {
  const baseId = useId();
  const scrollerRef = useRef<HTMLDivElement>(null);
  const [activeId, setActiveId] = useState<string | null>(selectedId);
  const [menu, setMenu] = useState<{ id: string; point: MenuPoint } | null>(null);
  const typeAhead = useTypeAhead();
  const foundIndex = rows.findIndex((row) => row.id === activeId);
  const activeIndex = foundIndex === -1 ? Math.max(0, rows.findIndex((row) => row.id === selectedId)) : foundIndex;

  const virtualizer = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scrollerRef.current,
    estimateSize: () => rowHeightPx,
    overscan: 12,
    getItemKey: (index) => rows[index]?.id ?? index,
    // The current row always exists, because the tree names it as its active descendant.
    rangeExtractor: (range) => {
      const indexes = defaultRangeExtractor(range);
      if (indexes.includes(activeIndex) || activeIndex >= range.count) return indexes;
      return [...indexes, activeIndex].sort((a, b) => a - b);
    },
  });

  const selectedIndex = rows.findIndex((row) => row.id === selectedId);
  const isSelectedShown = selectedIndex >= 0;
  const isScrollDue = useRef(false);
  useEffect(() => {
    setActiveId(selectedId);
    isScrollDue.current = true;
  }, [selectedId]);
  useEffect(() => {
    // Once per selection, as soon as the row is there: it may first have to be loaded or unfolded.
    if (!isScrollDue.current || !isSelectedShown) return;
    isScrollDue.current = false;
    virtualizer.scrollToIndex(selectedIndex, { align: 'auto' });
  });

  const moveTo = (index: number) => {
    setActiveId(rows[index]?.id ?? null);
    virtualizer.scrollToIndex(index, { align: 'auto' });
  };
  const openMenu = (id: string, point: MenuPoint) => {
    setActiveId(id);
    if (contextActions !== undefined && contextActions(id).length > 0) setMenu({ id, point });
  };
  const handleKey = (event: KeyboardEvent<HTMLDivElement>) => {
    const active = rows[activeIndex];
    if (active === undefined) return;
    if (isContextMenuKey(event)) {
      event.preventDefault();
      const element = document.getElementById(`${baseId}-${active.id}`);
      openMenu(active.id, pointBelow(element ?? event.currentTarget));
      return;
    }
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    const rowsPerPage = Math.max(1, Math.floor((scrollerRef.current?.clientHeight ?? rowHeightPx) / rowHeightPx) - 1);
    const result = resolveTreeKey(event.key, rows, activeIndex, rowsPerPage);
    if (result === null) {
      if (event.key.length !== 1) return;
      const found = findByPrefix(rows.map((row) => row.label), activeIndex, typeAhead(event.key));
      if (found !== null) moveTo(found);
      return;
    }
    event.preventDefault();
    if (result.kind === 'move') moveTo(result.index);
    else if (result.kind === 'select') onSelect(result.id);
    else onToggle(result.id, result.kind === 'expand');
  };
  const rowOf = (event: MouseEvent): { row: TreeRow; isToggle: boolean } | null => {
    if (!(event.target instanceof Element)) return null;
    const index = Number(event.target.closest('[data-row]')?.getAttribute('data-row') ?? Number.NaN);
    const row = rows[index];
    return row === undefined ? null : { row, isToggle: event.target.closest('.ui-tree-toggle') !== null };
  };

  const activeRow = rows[activeIndex];
  const menuItems = menu === null || contextActions === undefined ? [] : contextActions(menu.id);
  return (
    <>
      <div
        ref={scrollerRef}
        className="ui-tree"
        role="tree"
        aria-label={ariaLabel}
        tabIndex={0}
        {...(activeRow === undefined ? {} : { 'aria-activedescendant': `${baseId}-${activeRow.id}` })}
        onKeyDown={handleKey}
        onClick={(event) => {
          const hit = rowOf(event);
          if (hit === null) return;
          setActiveId(hit.row.id);
          if (hit.isToggle) onToggle(hit.row.id, !hit.row.isExpanded);
          else onSelect(hit.row.id);
        }}
        onDoubleClick={(event) => {
          const hit = rowOf(event);
          if (hit !== null && !hit.isToggle && hit.row.isExpandable) onToggle(hit.row.id, !hit.row.isExpanded);
        }}
        onContextMenu={(event) => {
          const hit = rowOf(event);
          if (hit === null || contextActions === undefined) return;
          event.preventDefault();
          openMenu(hit.row.id, { xPx: event.clientX, yPx: event.clientY });
        }}
      >
        <div role="none" className="ui-tree-sizer" style={{ height: virtualizer.getTotalSize() }}>
          {virtualizer.getVirtualItems().map((item) => {
            const row = rows[item.index];
            if (row === undefined) return null;
            return (
              <TreeRowView
                key={row.id}
                elementId={`${baseId}-${row.id}`}
                row={row}
                index={item.index}
                topPx={item.start}
                isSelected={row.id === selectedId}
                isActive={item.index === activeIndex}
              />
            );
          })}
        </div>
      </div>
      {menu === null || menuItems.length === 0 ? null : (
        <ContextMenu
          aria-label={say('ui.actionsFor', { object: rows.find((row) => row.id === menu.id)?.label ?? '' })}
          items={menuItems}
          point={menu.point}
          onClose={() => setMenu(null)}
        />
      )}
    </>
  );
}

interface TreeRowViewProps {
  elementId: string;
  row: TreeRow;
  index: number;
  topPx: number;
  isSelected: boolean;
  isActive: boolean;
}

const TreeRowView = memo(function TreeRowView({ elementId, row, index, topPx, isSelected, isActive }: TreeRowViewProps) {
  const classes = ['ui-tree-row'];
  if (isSelected) classes.push('is-selected');
  if (isActive) classes.push('is-active');
  return (
    <div
      id={elementId}
      role="treeitem"
      data-row={index}
      className={classes.join(' ')}
      aria-level={row.level}
      aria-setsize={row.setSize}
      aria-posinset={row.posInSet}
      aria-selected={isSelected}
      {...(row.isExpandable ? { 'aria-expanded': row.isExpanded } : {})}
      style={{ transform: `translateY(${topPx}px)`, paddingInlineStart: 6 + (row.level - 1) * 16 }}
    >
      <span className={row.isExpandable ? 'ui-tree-toggle' : 'ui-tree-toggle is-leaf'}>
        {row.isExpandable ? <Icon name="chevron" sizePx={12} className={row.isExpanded ? 'is-open' : ''} /> : null}
      </span>
      <Icon name={row.icon} tone={row.iconTone ?? 'inherit'} {...(row.iconText === undefined ? {} : { label: row.iconText })} />
      {row.mark === undefined ? null : <Icon name={row.mark.icon} tone={row.mark.tone} sizePx={14} label={row.mark.label} />}
      <span className="ui-tree-label" title={row.label}>
        {row.label}
      </span>
      {row.badge === undefined ? null : <span className="ui-tree-badge">{row.badge}</span>}
    </div>
  );
});
