import type { ReactNode } from 'react';
import { say } from '../strings/say.ts';
import type { Completer, FilterProblem } from './filterLanguage.ts';
import { QueryField } from './QueryField.tsx';
import { SearchField } from './SearchField.tsx';

export interface GridToolbarProps {
  toolbar: ReactNode;
  hasFilter: boolean;
  filter: string;
  placeholder: string;
  /** Name of the grid, which the filter field repeats. */
  label: string;
  /** Null where the filter takes plain words only. */
  completer: Completer | null;
  problem: FilterProblem | null;
  onFilter: (filter: string) => void;
}

export function GridToolbar({ toolbar, hasFilter, filter, placeholder, label, completer, problem, onFilter }: GridToolbarProps) {
  if (!hasFilter && (toolbar === undefined || toolbar === null)) return null;
  const field = { label: say('ui.filterList', { list: label }), placeholder, value: filter, onChange: onFilter };
  return (
    <div className="ui-grid-toolbar">
      <div className="ui-grid-tools">{toolbar}</div>
      {hasFilter ? completer === null ? <SearchField {...field} /> : <QueryField {...field} completer={completer} problem={problem} /> : null}
    </div>
  );
}
