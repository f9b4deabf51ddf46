import { createContext } from 'react';

/**
 * True inside the cells of a data grid. The grid is one tab stop, so links in
 * its cells leave the tab order; Enter on the cell activates them instead.
 */
export const InsideGridContext = createContext(false);
