/** Grids remember the order, width, choice and sorting of their columns under a name of their own. */
import type { ColumnState } from '../../ui/DataGrid.tsx';
import { preferencesStore, setColumns } from '../../stores/preferences.ts';

export interface GridMemory {
  readonly initialColumnState: ColumnState | undefined;
  readonly onColumnStateChange: (state: ColumnState) => void;
}

/** What a grid of that name was left as; lists of the same kind share one name. */
export function gridMemory(gridId: string): GridMemory {
  return { initialColumnState: preferencesStore.getState().columns[gridId], onColumnStateChange: (state) => setColumns(gridId, state) };
}
