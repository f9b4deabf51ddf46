import { useCallback, useLayoutEffect, useRef } from 'react';
import type { RefObject } from 'react';

export interface ScrollAnchorRequest {
  scrollerRef: RefObject<HTMLElement | null>;
  /** Ids in display order. */
  ids: readonly string[];
  rowHeightPx: number;
  /** Names what the user chose about order and filter; when it changes, rows may move. */
  orderKey: string;
}

/**
 * Keeps the rows in sight where they are when others come or go above them. At the very top the
 * list stays at the top, so that what comes first is seen.
 * @returns the handler for the scroller's `onScroll`
 */
export function useScrollAnchor({ scrollerRef, ids, rowHeightPx, orderKey }: ScrollAnchorRequest): () => void {
  const anchor = useRef<{ id: string; offsetPx: number } | null>(null);
  const shown = useRef({ ids, orderKey });
  const remember = useCallback(() => {
    const topPx = scrollerRef.current?.scrollTop ?? 0;
    const id = shown.current.ids[Math.floor(topPx / rowHeightPx)];
    anchor.current = topPx === 0 || id === undefined ? null : { id, offsetPx: topPx % rowHeightPx };
  }, [scrollerRef, rowHeightPx]);
  useLayoutEffect(() => {
    const before = shown.current;
    shown.current = { ids, orderKey };
    if (before.ids === ids || anchor.current === null) return;
    const scroller = scrollerRef.current;
    const index = before.orderKey === orderKey ? ids.indexOf(anchor.current.id) : -1;
    if (index === -1 || scroller === null) remember();
    else scroller.scrollTop = index * rowHeightPx + anchor.current.offsetPx;
  }, [ids, orderKey, rowHeightPx, scrollerRef, remember]);
  return remember;
}
