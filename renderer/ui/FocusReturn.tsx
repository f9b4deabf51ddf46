import { useEffect, useState } from 'react';

/** Where the focus was before the first of the dialogs that follow one another. */
let returnTo: Element | null = null;

/**
 * In every dialog: gives the focus back to the page when it would get lost. React Aria gives it back to what had it
 * before; that is gone where one dialog took the place of another, as the settings take that of their loading.
 */
export function FocusReturn() {
  const [focusedBefore] = useState(() => document.activeElement);
  useEffect(() => {
    if (focusedBefore?.closest('.ui-overlay') == null) returnTo = focusedBefore;
    return () => {
      // After React Aria, which waits for a frame as well.
      requestAnimationFrame(() => {
        const isLost = document.activeElement === document.body && document.querySelector('.ui-overlay') === null;
        if (isLost && returnTo instanceof HTMLElement && returnTo.isConnected) returnTo.focus();
      });
    };
  }, [focusedBefore]);
  return null;
}
