/** A comparison of the host's way with the array's as rows and as CSV. What was measured and what was modelled never share a column. */
import { hardwareProfiles } from './costModel/hardware.ts';
import type { Mechanism } from './model/inventory.ts';
import type { Comparison, MeasuredRun, ModelledRun } from './model/offload.ts';
import { formatBytes, formatCount, formatDuration } from './units.ts';

/** Milliseconds, bytes, megahertz and counts are numbers; null where that side was not measured or is not modelled. */
export type ComparisonValue = number | string | null;

export interface ComparisonRow {
  readonly label: string;
  readonly unit: 'milliseconds' | 'bytes' | 'megahertz' | 'count' | 'text';
  readonly measured: { readonly host: ComparisonValue; readonly offload: ComparisonValue };
  readonly modelled: { readonly host: ComparisonValue; readonly offload: ComparisonValue };
}

/** What stands above the columns. */
export interface ComparisonTitles {
  readonly host: string;
  readonly offload: string;
  readonly measured: string;
  /** With the hardware: "Modelled: 10 GbE NFS, disk array". */
  readonly modelled: string;
}

/** As the field calls them. */
const mechanismTitles: Readonly<Record<Mechanism, string>> = {
  imported: 'Imported',
  created: 'Created empty',
  fileClone: 'File clone',
  xcopy: 'Full Copy (XCOPY)',
  fullCopy: 'Full copy in the array',
  hostCopy: 'Software data mover',
};

const bottleneckTitles: Readonly<Record<ModelledRun['bottleneck'], string>> = {
  network: 'Storage network',
  arrayRead: 'Reading on the array',
  arrayWrite: 'Writing on the array',
  hostCpu: 'Host processor',
  commands: 'Commands of the array',
  latency: 'Round trips',
};

/** The halves of a comparison, one after the other; the second takes the way that the rules give, which may be the host's after all. */
export const comparisonHalves = { host: 'Through the host', offload: 'By the rules' } as const;
export type ComparisonHalf = keyof typeof comparisonHalves;

/** Which half a running comparison is in, by the detail of its task, which begins with the half's name; null ahead of them, between them and behind them. */
export function comparisonHalfOf(detail: string): ComparisonHalf | null {
  if (detail.startsWith(`${comparisonHalves.host}:`)) return 'host';
  return detail.startsWith(`${comparisonHalves.offload}:`) ? 'offload' : null;
}

export function comparisonTitles({ modelled, decision }: Comparison): ComparisonTitles {
  return {
    host: comparisonHalves.host,
    offload: decision.isOffloaded ? 'Offloaded' : comparisonHalves.offload,
    measured: 'Measured on this machine',
    modelled: `Modelled: ${hardwareProfiles[modelled.hardwareProfile].name}`,
  };
}

/** In the order in which they are shown. */
export function comparisonRows({ host, offload, modelled }: Comparison): ComparisonRow[] {
  const row = (
    label: string,
    unit: ComparisonRow['unit'],
    ofMeasured: ((run: MeasuredRun) => ComparisonValue) | null,
    ofModelled: ((run: ModelledRun) => ComparisonValue) | null,
  ): ComparisonRow => ({
    label,
    unit,
    measured: { host: ofMeasured?.(host) ?? null, offload: ofMeasured?.(offload) ?? null },
    modelled: { host: ofModelled?.(modelled.host) ?? null, offload: ofModelled?.(modelled.offload) ?? null },
  });
  return [
    row('Way', 'text', ({ mechanism }) => mechanismTitles[mechanism], null),
    row('Elapsed', 'milliseconds', ({ elapsedMs }) => elapsedMs, ({ elapsedMs }) => elapsedMs),
    row('Host busy', 'milliseconds', ({ hostBusyMs }) => hostBusyMs, ({ hostBusyMs }) => hostBusyMs),
    row('Host processor while it lasts', 'megahertz', null, ({ hostMhz }) => hostMhz),
    row('Storage network', 'bytes', ({ networkReadBytes, networkWriteBytes }) => networkReadBytes + networkWriteBytes, ({ networkBytes }) => networkBytes),
    row('Read by the array', 'bytes', ({ arrayReadBytes }) => arrayReadBytes, ({ arrayReadBytes }) => arrayReadBytes),
    row('Written by the array', 'bytes', ({ arrayWriteBytes }) => arrayWriteBytes, ({ arrayWriteBytes }) => arrayWriteBytes),
    row('Space allocated', 'bytes', ({ allocatedBytes }) => allocatedBytes, null),
    row('Commands', 'count', null, ({ commandCount }) => commandCount),
    row('Limited by', 'text', null, ({ bottleneck }) => bottleneckTitles[bottleneck]),
  ];
}

/** For people: `3 min 20 s`, `1.5 GiB`, `240 MHz`; empty where there is nothing. */
export function comparisonText(unit: ComparisonRow['unit'], value: ComparisonValue): string {
  if (value === null || typeof value === 'string') return value ?? '';
  switch (unit) {
    case 'milliseconds':
      return formatDuration(value);
    case 'bytes':
      return formatBytes(value);
    case 'megahertz':
      return `${value > 0 && value < 9.95 ? value.toFixed(1) : formatCount(value)} MHz`;
    case 'count':
    case 'text':
      return formatCount(value);
  }
}

/** RFC 4180, one line for each row with plain numbers, after lines that say what was compared. */
export function comparisonCsv(comparison: Comparison): string {
  const { spec, sourceName, datastoreName, sizeBytes, logicalBytes, atMs, decision, notes = [] } = comparison;
  const { measured, modelled, host, offload } = comparisonTitles(comparison);
  const lines: ComparisonValue[][] = [
    ['Figure', 'Unit', `${host}. ${measured}`, `${offload}. ${measured}`, `${host}. ${modelled}`, `${offload}. ${modelled}`],
    ...comparisonRows(comparison).map((row) => [row.label, row.unit === 'text' ? null : row.unit, row.measured.host, row.measured.offload, row.modelled.host, row.modelled.offload]),
    ['Source', null, sourceName],
    ['Datastore', null, datastoreName],
    ['Clones', 'count', spec.count],
    ['Size of the source', 'bytes', sizeBytes],
    ['Data of the source', 'bytes', logicalBytes],
    ['Why this way', null, decision.reason],
    ['At', null, new Date(atMs).toISOString()],
    ...notes.map((note) => ['Note', null, note]),
  ];
  return lines.map((line) => `${line.map(csvCell).join(',')}\r\n`).join('');
}

/** Names that a spreadsheet would take for formulas are made text. */
function csvCell(value: ComparisonValue): string {
  if (value === null) return '';
  if (typeof value === 'number') return String(Math.round(value * 1_000) / 1_000);
  const text = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
