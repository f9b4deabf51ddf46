import { say } from '../strings/say.ts';
import type { ItemNames } from './counts.ts';
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
  itemNames: ItemNames;
  /** Beside other tools of a list, where a word has no room. */
  isIconOnly?: boolean;
}

/** Saves rows as a file, with the visible columns and every figure in full. */
export function ExportMenu<T>({ label, columns, rows, selectedRows, isSelectable, itemNames, isIconOnly = false }: ExportMenuProps<T>) {
  const save = (chosen: readonly T[], format: 'csv' | 'json') => {
    const table = exportTable(columns, chosen);
    if (format === 'csv') saveText(`${fileNameOf(label)}.csv`, 'text/csv', toCsv(table));
    else saveText(`${fileNameOf(label)}.json`, 'application/json', toJson(table));
  };
  const shown = itemNames.counted(rows.length);
  const none = rows.length === 0 ? say('ui.noRowsToExport') : undefined;
  const noneSelected = selectedRows.length === 0 ? say('ui.noShownRowSelected') : undefined;
  return (
    <MenuButton
      label={isIconOnly ? say('ui.exportList', { list: label }) : say('ui.export')}
      isIconOnly={isIconOnly}
      menuLabel={say('ui.exportList', { list: label })}
      icon="download"
      items={[
        { id: 'csv', label: say('ui.itemsAsCsv', { items: shown }), disabledReason: none, onAction: () => save(rows, 'csv') },
        { id: 'json', label: say('ui.itemsAsJson', { items: shown }), disabledReason: none, onAction: () => save(rows, 'json') },
        ...(isSelectable
          ? [
              { id: 'selectedCsv', label: say('ui.selectedAsCsv', { count: selectedRows.length }), separatorBefore: true, disabledReason: noneSelected, onAction: () => save(selectedRows, 'csv') },
              { id: 'selectedJson', label: say('ui.selectedAsJson', { count: selectedRows.length }), disabledReason: noneSelected, onAction: () => save(selectedRows, 'json') },
            ]
          : []),
      ]}
    />
  );
}
