import type { MouseEvent } from 'react';

export interface Hit {
  rowIndex: number;
  /** The pointer was on a link or a button of a cell, which acts by itself. */
  isInteractive: boolean;
  isCheckbox: boolean;
}

/** The row under the pointer, or null. */
export function findHit(event: MouseEvent): Hit | null {
  if (!(event.target instanceof Element)) return null;
  const index = event.target.closest('[data-row]')?.getAttribute('data-row');
  if (index === undefined || index === null) return null;
  return {
    rowIndex: Number(index),
    isInteractive: event.target.closest('a, button, input, [role="button"]') !== null,
    isCheckbox: event.target.closest('[data-select]') !== null,
  };
}

/** Presses the first link or button inside an element; false when it holds none. */
export function pressInside(elementId: string | null): boolean {
  const target = elementId === null ? null : document.getElementById(elementId)?.querySelector('a, button');
  if (!(target instanceof HTMLElement)) return false;
  target.click();
  return true;
}

export function scrollColumnIntoView(scroller: HTMLElement | null, widthsPx: readonly number[], columnIndex: number, isSelectable: boolean): void {
  if (scroller === null) return;
  const before = isSelectable ? columnIndex - 1 : columnIndex;
  const startPx = before < 0 ? 0 : widthsPx.slice(0, before).reduce((sum, width) => sum + width, isSelectable ? 40 : 0);
  const endPx = startPx + (before < 0 ? 40 : (widthsPx[before] ?? 0));
  if (startPx < scroller.scrollLeft) scroller.scrollLeft = startPx;
  else if (endPx > scroller.scrollLeft + scroller.clientWidth) scroller.scrollLeft = endPx - scroller.clientWidth;
}
