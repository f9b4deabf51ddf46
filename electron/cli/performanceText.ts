/** Performance on the command line: what people type, and how figures are spelled. */
import { InvalidArgumentError } from 'commander';
import { counterIdSchema, performanceCounters, performanceLevels, type CounterId, type PerformanceSeries } from '../../shared/model/performance.ts';
import { formatBytes, formatCount, formatRate } from '../../shared/units.ts';

/** One or several; each use of the option adds one. */
export function collectCounter(text: string, before: readonly CounterId[] = []): CounterId[] {
  const found = counterIdSchema.options.find((id) => id.toLowerCase() === text.trim().toLowerCase());
  if (!found) throw new InvalidArgumentError('There is no such counter; docs/performance.md lists them, such as network.read.');
  return [...before, found];
}

/** Reads `hour`, `day`, `week`, `month` or `year` as milliseconds. */
export function parseSpan(text: string): number {
  const word = text.trim().toLowerCase();
  const level = performanceLevels.find(({ id }) => id === word || (id === 'realTime' && word === 'hour'));
  if (!level) throw new InvalidArgumentError('Give hour, day, week, month or year.');
  return level.keptMs;
}

export function figureText(counter: CounterId, value: number | null): string {
  if (value === null) return '-';
  switch (performanceCounters[counter].unit) {
    case 'percent':
      return `${value.toFixed(1)} %`;
    case 'bytes':
      return formatBytes(Math.round(value));
    case 'bytesPerSecond':
      return formatRate(Math.round(value));
    case 'perSecond':
      return `${value.toFixed(2)}/s`;
    case 'count':
      return formatCount(value);
  }
}

/** "20 seconds", "5 minutes", "a day". */
export function stepText(stepMs: number): string {
  const units = [['day', 86_400_000], ['hour', 3_600_000], ['minute', 60_000], ['second', 1_000]] as const;
  const [word, unitMs] = units.find(([, ms]) => stepMs >= ms && stepMs % ms === 0) ?? ['second', 1_000];
  const count = stepMs / unitMs;
  return count === 1 ? `1 ${word}` : `${formatCount(count)} ${word}s`;
}

/** As `--json` prints it: figures in full, in the unit that stands beside them. */
export function seriesView({ objectId, endsMs, stepMs, series }: PerformanceSeries) {
  return {
    objectId,
    stepSeconds: stepMs / 1_000,
    until: endsMs.map((endMs) => new Date(endMs).toISOString()),
    counters: series.map(({ counter, ...figures }) => ({ counter, label: performanceCounters[counter].label, unit: performanceCounters[counter].unit, ...figures })),
  };
}
