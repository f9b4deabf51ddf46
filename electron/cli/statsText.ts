import { statusWords } from '../../shared/offloadWords.ts';
import { formatBytes, formatCount, formatRate } from '../../shared/units.ts';
import type { StatsView } from './offload.ts';
import { formatTable, type Column } from './table.ts';

const esxtopNames = [
  'CLONE_RD', 'CLONE_WR', 'CLONE_F', 'MBC_RD/s', 'MBC_WR/s', 'ATS', 'ATSF', 'ZERO', 'ZERO_F', 'MBZERO/s', 'DELETE', 'DELETE_F', 'MBDEL/s',
] as const satisfies readonly (keyof StatsView)[];

/** What esxtop shows for each device, and below it what esxtop does not: the operations of NAS, bytes in all, and what hosts moved themselves. */
export function statsText(views: readonly StatsView[]): string {
  const name: Column<StatsView> = { title: 'Datastore', cell: (view) => view.name };
  const number = (title: string, cell: (view: StatsView) => string): Column<StatsView> => ({ title, cell, isNumber: true });
  return [
    formatTable(
      [
        name,
        { title: 'Hardware acceleration', cell: (view) => statusWords[view.status] },
        ...esxtopNames.map((title) => number(title, (view) => (title.endsWith('/s') ? view[title].toFixed(2) : formatCount(view[title])))),
      ],
      views,
    ),
    formatTable(
      [
        name,
        number('Full file clones', (view) => formatCount(view.nasFullFileClone)),
        number('Fast file clones', (view) => formatCount(view.nasFastFileClone)),
        number('Reserve space', (view) => formatCount(view.nasReserveSpace)),
        number('Statistics', (view) => formatCount(view.nasExtendedStatistics)),
        number('NAS failed', (view) => formatCount(view.nasFailed)),
        number('RESV', (view) => formatCount(view.RESV)),
      ],
      views,
    ),
    formatTable(
      [
        name,
        number('Copied or shared by the array', (view) => formatBytes(view.cloneWriteBytes)),
        number('Zeroed', (view) => formatBytes(view.zeroBytes)),
        number('Unmapped', (view) => formatBytes(view.deleteBytes)),
        number('Read by hosts', (view) => formatBytes(view.hostReadBytes)),
        number('Written by hosts', (view) => formatBytes(view.hostWriteBytes)),
        number('Hosts read/s', (view) => formatRate(view['hostReadBytes/s'])),
        number('Hosts write/s', (view) => formatRate(view['hostWriteBytes/s'])),
      ],
      views,
    ),
  ].join('\n\n');
}
