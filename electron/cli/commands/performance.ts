import type { Command } from 'commander';
import { mostCounters } from '../../../shared/contract/performance.ts';
import { counterIdSchema, performanceCounters, performanceLevels, type CounterId, type PerformanceSeries } from '../../../shared/model/performance.ts';
import { findObject, parseSince } from '../history.ts';
import { readInventory } from '../inventory.ts';
import { collectCounter, figureText, parseSpan, seriesView, stepText } from '../performanceText.ts';
import type { Shell } from '../shell.ts';
import { formatTable } from '../table.ts';
import { parsePointLimit } from '../values.ts';

interface Options {
  counter?: CounterId[];
  last: number;
  from?: number;
  to?: number;
  points: number;
}

export function addPerformance(program: Command, shell: Shell): void {
  program
    .command('performance')
    .description('what was measured of an object over time')
    .argument('<object>', 'name or id of a host, cluster, datacenter, vCenter, datastore, virtual machine or template')
    .option('--counter <counter>', `such as ${counterIdSchema.options.slice(0, 2).join(' or ')}, see docs/performance.md; several times for several (default: those of the first chart)`, collectCounter)
    .option('--last <time>', 'hour, day, week, month or year, up to now', parseSpan, performanceLevels[0].keptMs)
    .option('--from <time>', 'in place of --last: 30m, 2d, or a time', parseSince)
    .option('--to <time>', 'with --from: until then, in place of now', parseSince)
    .option('--points <n>', 'at most so many points; neighbours are merged', parsePointLimit, 400)
    .action(async (name: string, options: Options) => {
      await shell.inYard(async ({ client }) => {
        const { id: objectId, name: objectName } = findObject(await readInventory(client), name);
        const charts = await client.performance.counters({ objectId });
        const counters = (options.counter ?? charts[0]?.counters.map((counter) => counter.id) ?? []).slice(0, mostCounters);
        if (counters.length === 0) {
          shell.answer([], () => `Nothing is measured of ${objectName}.`);
          return;
        }
        const toMs = options.to ?? Date.now();
        const fromMs = options.from ?? toMs - options.last;
        const series = await client.performance.series({ objectId, counters, fromMs: Math.max(0, fromMs), toMs, maxPoints: options.points });
        shell.answer(seriesView(series), () => performanceText(objectName, series));
      }, { resumesInterrupted: false });
    });
}

/** Points at which something is known, oldest first, then the figures of the whole time. */
function performanceText(name: string, { endsMs, stepMs, series }: PerformanceSeries): string {
  const known = endsMs.flatMap((endMs, index) => (series.some(({ average }) => average[index] !== null) ? [{ endMs, index }] : []));
  if (known.length === 0) return `Nothing was recorded of ${name} in this time. Figures are recorded while the yard is open.`;
  const points = formatTable(
    [
      { title: 'Until', cell: ({ endMs }) => new Date(endMs).toISOString() },
      ...series.map(({ counter, average }) => ({
        title: performanceCounters[counter].label, isNumber: true, cell: ({ index }: (typeof known)[number]) => figureText(counter, average[index] ?? null),
      })),
    ],
    known,
  );
  const figures = formatTable(
    [
      { title: 'Counter', cell: ({ counter }) => performanceCounters[counter].label },
      ...(['latest', 'minimum', 'average', 'maximum'] as const).map((what) => ({
        title: what.charAt(0).toUpperCase() + what.slice(1), isNumber: true, cell: ({ counter, summary }: (typeof series)[number]) => figureText(counter, summary[what]),
      })),
    ],
    series,
  );
  return `${points}\n\nAverages over ${stepText(stepMs)}, measured. In this time:\n\n${figures}`;
}
