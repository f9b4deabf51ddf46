import { useEffect, useRef } from 'react';
import type { RefObject } from 'react';

/**
 * Serves Ctrl+C while an element has the focus and no text is marked. The browser sends the event
 * to where the marked text is, which is nowhere, so it is heard at the document.
 *
 * @param read what goes to the clipboard; null for nothing
 */
export function useGridCopy(elementRef: RefObject<HTMLElement | null>, read: () => string | null): void {
  const readRef = useRef(read);
  useEffect(() => {
    readRef.current = read;
  });
  useEffect(() => {
    const copy = (event: ClipboardEvent) => {
      const selection = document.getSelection();
      if (elementRef.current === null || document.activeElement !== elementRef.current || (selection !== null && !selection.isCollapsed)) return;
      const text = readRef.current();
      if (text === null) return;
      event.clipboardData?.setData('text/plain', text);
      event.preventDefault();
    };
    document.addEventListener('copy', copy);
    return () => document.removeEventListener('copy', copy);
  }, [elementRef]);
}
