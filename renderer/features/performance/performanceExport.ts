/** The figures of a chart as a file: every point, in the unit of the counter and not rounded. Pure. */
import { performanceCounters, type PerformanceSeries, type PerformanceUnit } from '../../../shared/model/performance.ts';
import { say } from '../../strings/say.ts';
import type { ExportTable } from '../../ui/gridExport.ts';

const unitTitles: Readonly<Record<PerformanceUnit, string>> = { percent: '%', bytes: say('performance.unitBytes'), bytesPerSecond: say('performance.unitBytesPerSecond'), perSecond: '1/s', count: say('performance.unitCount') };

export function performanceTable({ startMs, endsMs, series }: PerformanceSeries): ExportTable {
  return {
    titles: [
      say('performance.exportUntil'),
      say('performance.exportLength'),
      ...series.flatMap(({ counter }) => {
        const { label, unit: id } = performanceCounters[counter];
        const unit = unitTitles[id];
        return [say('performance.exportAverage', { counter: label, unit }), say('performance.exportMinimum', { counter: label, unit }), say('performance.exportMaximum', { counter: label, unit })];
      }),
    ],
    keys: ['untilAt', 'lengthSeconds', ...series.flatMap(({ counter }) => [`${counter}.average`, `${counter}.minimum`, `${counter}.maximum`])],
    rows: endsMs.map((endMs, index) => [
      new Date(endMs).toISOString(),
      (endMs - (endsMs[index - 1] ?? startMs)) / 1_000,
      ...series.flatMap(({ average, minimum, maximum }) => [average[index] ?? null, minimum[index] ?? null, maximum[index] ?? null]),
    ]),
  };
}
