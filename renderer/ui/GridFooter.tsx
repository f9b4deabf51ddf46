import { useEffect, useState } from 'react';
import type { ReactNode } from 'react';
import { say } from '../strings/say.ts';
import { ColumnPicker } from './ColumnPicker.tsx';
import { describeCount, type ItemNames } from './counts.ts';
import type { DataGridColumn } from './gridTypes.ts';

export interface GridFooterProps<T> {
  selectedCount: number;
  shownCount: number;
  totalCount: number;
  filter: string;
  itemNames: ItemNames;
  columns: readonly DataGridColumn<T>[];
  hidden: readonly string[];
  onColumnChange: (columnId: string, isHidden: boolean) => void;
  onColumnReset: () => void;
  exportMenu: ReactNode;
  /** What was just done with the rows, such as copying some. */
  note: string;
}

const announceAfterMs = 600;

export function GridFooter<T>({
  selectedCount, shownCount, totalCount, filter, itemNames, columns, hidden, onColumnChange, onColumnReset, exportMenu, note,
}: GridFooterProps<T>) {
  const count = describeCount(shownCount, totalCount, itemNames);
  const [announced, setAnnounced] = useState('');
  useEffect(() => {
    // Read out what a filter left, once typing pauses; live changes of the rows are not news.
    const timer = setTimeout(() => setAnnounced(filter === '' ? '' : count), announceAfterMs);
    return () => clearTimeout(timer);
    // oxlint-disable-next-line react-hooks/exhaustive-deps
  }, [filter]);
  return (
    <div className="ui-grid-footer">
      <ColumnPicker columns={columns} hidden={hidden} onChange={onColumnChange} onReset={onColumnReset} />
      {exportMenu}
      <span className="ui-grid-selected">{selectedCount === 0 ? '' : say('ui.rowsSelected', { count: selectedCount })}</span>
      <span role="status">{note}</span>
      <span>{count}</span>
      <span role="status" className="ui-visually-hidden">
        {announced}
      </span>
    </div>
  );
}
