import { createContext } from 'react';

/**
 * Where a list in a dock puts its filter and its export: the bar of the dock, which costs no rows.
 * Null until the bar is there; undefined outside a dock.
 */
export const DockToolsContext = createContext<HTMLElement | null | undefined>(undefined);
