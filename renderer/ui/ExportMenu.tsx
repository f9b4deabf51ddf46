import { describeCount, formatCount } from './counts.ts';
import { exportTable, fileNameOf, toCsv, toJson } from './gridExport.ts';
import type { DataGridColumn } from './gridTypes.ts';
import { MenuButton } from './MenuButton.tsx';
import { saveText } from './saveText.ts';

export interface ExportMenuProps<T> {
  /** Name of the list, which names the file. */
  label: string;
  /** The visible ones in their order. */
  columns: readonly DataGridColumn<T>[];
  /** What is shown, in the order in which it is shown. */
  rows: readonly T[];
  /** Those of the shown rows that are selected. */
  selectedRows: readonly T[];
  isSelectable: boolean;
  itemNames: readonly [string, string];
}

/** Saves rows as a file, with the visible columns and every figure in full. */
export function ExportMenu<T>({ label, columns, rows, selectedRows, isSelectable, itemNames }: ExportMenuProps<T>) {
  const save = (chosen: readonly T[], format: 'csv' | 'json') => {
    const table = exportTable(columns, chosen);
    if (format === 'csv') saveText(`${fileNameOf(label)}.csv`, 'text/csv', toCsv(table));
    else saveText(`${fileNameOf(label)}.json`, 'application/json', toJson(table));
  };
  const shown = describeCount(rows.length, rows.length, itemNames);
  const none = rows.length === 0 ? 'There are no rows to export.' : undefined;
  const noneSelected = selectedRows.length === 0 ? 'No row that is shown is selected.' : undefined;
  return (
    <MenuButton
      label="Export"
      menuLabel={`Export ${label}`}
      icon="download"
      items={[
        { id: 'csv', label: `${shown} as CSV`, disabledReason: none, onAction: () => save(rows, 'csv') },
        { id: 'json', label: `${shown} as JSON`, disabledReason: none, onAction: () => save(rows, 'json') },
        ...(isSelectable
          ? [
              { id: 'selectedCsv', label: `${formatCount(selectedRows.length)} selected as CSV`, separatorBefore: true, disabledReason: noneSelected, onAction: () => save(selectedRows, 'csv') },
              { id: 'selectedJson', label: `${formatCount(selectedRows.length)} selected as JSON`, disabledReason: noneSelected, onAction: () => save(selectedRows, 'json') },
            ]
          : []),
      ]}
    />
  );
}
