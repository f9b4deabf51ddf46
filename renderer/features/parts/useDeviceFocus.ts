import { useEffect, useRef } from 'react';
import type { FocusEvent, RefObject } from 'react';

/** What a section with rows of devices is given. */
interface DeviceFocus {
  readonly ref: RefObject<HTMLElement | null>;
  readonly onFocus: (event: FocusEvent) => void;
}

/**
 * Keeps the focus near where it was when the control that had it goes: a new row that is removed, or one that is marked as going.
 * It goes to the row that stands there then, else to the last one, else to the button that adds one.
 * @param rows looked at only for whether they have changed
 */
export function useDeviceFocus(rows: readonly unknown[]): DeviceFocus {
  const ref = useRef<HTMLElement>(null);
  const lastIndex = useRef(-1);
  const rowsOf = (section: HTMLElement | null) => [...(section?.querySelectorAll<HTMLElement>('.app-device') ?? [])];
  useEffect(() => {
    if (lastIndex.current === -1 || (document.activeElement !== null && document.activeElement !== document.body)) return;
    const shown = rowsOf(ref.current);
    const place: ParentNode | null = shown[lastIndex.current] ?? shown.at(-1) ?? ref.current;
    place?.querySelector<HTMLElement>('button')?.focus();
  }, [rows]);
  return {
    ref,
    onFocus: ({ target }) => {
      lastIndex.current = rowsOf(ref.current).findIndex((row) => row.contains(target));
    },
  };
}
