import { useContext } from 'react';
import type { ReactNode } from 'react';
import { createPortal } from 'react-dom';
import { say } from '../strings/say.ts';
import { DockToolsContext } from './dockTools.ts';
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
  /** Where there is no footer to hold it. */
  exportMenu: ReactNode;
}

export function GridToolbar({ toolbar, hasFilter, filter, placeholder, label, completer, problem, onFilter, exportMenu }: GridToolbarProps) {
  const dock = useContext(DockToolsContext);
  if (!hasFilter && (toolbar === undefined || toolbar === null)) return null;
  const field = { label: say('ui.filterList', { list: label }), placeholder, value: filter, onChange: onFilter };
  const tools = (
    <>
      <div className="ui-grid-tools">{toolbar}</div>
      {hasFilter ? completer === null ? <SearchField {...field} /> : <QueryField {...field} completer={completer} problem={problem} /> : null}
      {exportMenu}
    </>
  );
  if (dock === undefined) return <div className="ui-grid-toolbar">{tools}</div>;
  return dock === null ? null : createPortal(tools, dock);
}
