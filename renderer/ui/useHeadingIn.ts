import { useEffect, useRef } from 'react';
import type { PointerEvent } from 'react';
import { submenuSelector } from './SubmenuPopover.tsx';

/** How long a pointer may cross other entries on its way into an open submenu. */
const crossingMs = 300;

/**
 * Lets a pointer go slantwise from an entry into its submenu: the entries on the
 * way take over only when the pointer stays on one of them, or turns away.
 */
export function useHeadingIn() {
  const timer = useRef<number | undefined>(undefined);
  const forget = () => window.clearTimeout(timer.current);
  useEffect(() => () => window.clearTimeout(timer.current), []);
  return {
    forget,
    /** @param takeOver done at once, or after a moment while the pointer seems to be on its way into the submenu that is open */
    unlessHeadingIn: (event: PointerEvent, takeOver: () => void) => {
      forget();
      if (isHeadingIn(event)) timer.current = window.setTimeout(takeOver, crossingMs);
      else takeOver();
    },
  };
}

/** A submenu lies to the right of its entry where there is room, else to the left. */
function isHeadingIn({ clientX, movementX }: PointerEvent): boolean {
  const submenu = document.querySelector(submenuSelector)?.getBoundingClientRect();
  return submenu !== undefined && (submenu.left > clientX ? movementX > 0 : movementX < 0);
}
