import type { ReactNode } from 'react';
import { SearchField } from './SearchField.tsx';

export interface GridToolbarProps {
  toolbar: ReactNode;
  hasFilter: boolean;
  filter: string;
  placeholder: string;
  /** Name of the grid, which the filter field repeats. */
  label: string;
  onFilter: (filter: string) => void;
}

export function GridToolbar({ toolbar, hasFilter, filter, placeholder, label, onFilter }: GridToolbarProps) {
  if (!hasFilter && (toolbar === undefined || toolbar === null)) return null;
  return (
    <div className="ui-grid-toolbar">
      <div className="ui-grid-tools">{toolbar}</div>
      {hasFilter ? <SearchField label={`Filter ${label}`} placeholder={placeholder} value={filter} onChange={onFilter} /> : null}
    </div>
  );
}
