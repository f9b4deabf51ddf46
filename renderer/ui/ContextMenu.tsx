import { useRef } from 'react';
import type { KeyboardEvent } from 'react';
import { createPortal } from 'react-dom';
import type { MenuEntry } from './actions.ts';
import { MenuPopover } from './MenuPopover.tsx';

/** Where a context menu was asked for, in viewport pixels. */
export interface MenuPoint {
  xPx: number;
  yPx: number;
}

export interface ContextMenuProps {
  'aria-label': string;
  items: readonly MenuEntry[];
  point: MenuPoint;
  onClose: () => void;
}

/** A menu at a point of the page. Mount it to open it. */
export function ContextMenu({ 'aria-label': ariaLabel, items, point, onClose }: ContextMenuProps) {
  const anchorRef = useRef<HTMLSpanElement>(null);
  return (
    <>
      {createPortal(<span ref={anchorRef} className="ui-menu-anchor" style={{ left: point.xPx, top: point.yPx }} />, document.body)}
      <MenuPopover key={`${point.xPx}:${point.yPx}`} aria-label={ariaLabel} items={items} anchorRef={anchorRef} onClose={onClose} />
    </>
  );
}

/** The two ways a keyboard asks for a context menu. */
export function isContextMenuKey(event: KeyboardEvent): boolean {
  return event.key === 'ContextMenu' || (event.key === 'F10' && event.shiftKey);
}

/** A point just inside the lower left of an element, for menus asked for by keyboard. */
export function pointBelow(element: Element): MenuPoint {
  const box = element.getBoundingClientRect();
  return { xPx: box.left + Math.min(40, box.width / 2), yPx: box.bottom };
}
