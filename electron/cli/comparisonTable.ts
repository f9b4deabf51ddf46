/** A comparison for people: measured here, and modelled for other hardware, in columns of their own. */
import { comparisonRows, comparisonText, comparisonTitles, type ComparisonRow } from '../../shared/comparison.ts';
import type { Comparison } from '../../shared/model/offload.ts';
import { formatBytes } from '../../shared/units.ts';
import { formatFields, formatTable } from './table.ts';
import { countOf } from './text.ts';

export function comparisonTable(comparison: Comparison): string {
  const { spec, sourceName, datastoreName, sizeBytes, logicalBytes, decision, notes = [] } = comparison;
  const { host, offload, measured, modelled } = comparisonTitles(comparison);
  const fields = formatFields([
    ['Source', `${sourceName}, ${formatBytes(sizeBytes)}, ${formatBytes(logicalBytes)} of it data`],
    ['Made', `${countOf(spec.count, 'clone')} each way on ${datastoreName}, and removed again`],
    ['Why this way', decision.reason],
  ]);
  const figure = ({ unit }: ComparisonRow, value: ComparisonRow['measured']['host']): string => comparisonText(unit, value) || '-';
  const table = formatTable<ComparisonRow>(
    [
      { title: '', cell: (row) => row.label },
      { title: `${host}, measured`, cell: (row) => figure(row, row.measured.host), isNumber: true },
      { title: `${offload}, measured`, cell: (row) => figure(row, row.measured.offload), isNumber: true },
      { title: `${host}, modelled`, cell: (row) => figure(row, row.modelled.host), isNumber: true },
      { title: `${offload}, modelled`, cell: (row) => figure(row, row.modelled.offload), isNumber: true },
    ],
    comparisonRows(comparison),
  );
  return [fields, table, [`${measured}, in this run. ${modelled}.`, ...notes.map((note) => `Note: ${note}`)].join('\n')].join('\n\n');
}
