/** Figures of counters in words and with their units. Pure. */
import { performanceCounters, type CounterId, type CounterSeries, type PerformanceUnit } from '../../../shared/model/performance.ts';
import { byteUnitOf, formatBytes, formatCount, formatRate } from '../../../shared/units.ts';
import { say } from '../../strings/say.ts';
import type { SpanWords } from './spans.ts';

export interface Scale {
  /** What a figure is divided by to stand on the axis. */
  readonly divisor: number;
  /** Stands above the axis. */
  readonly unit: string;
  /** The axis ends here at least. */
  readonly leastTop: number;
}

/** The scale for figures up to `top`. */
export function scaleOf(unit: PerformanceUnit, top: number): Scale {
  switch (unit) {
    case 'percent':
      return { divisor: 1, unit: say('performance.unitPercentOfTime'), leastTop: 100 };
    case 'perSecond':
      return { divisor: 1, unit: say('performance.unitPerSecond'), leastTop: 1 };
    case 'count':
      return { divisor: 1, unit: say('performance.unitCount'), leastTop: 1 };
    case 'bytes':
    case 'bytesPerSecond': {
      const bytes = byteUnitOf(top);
      return { divisor: bytes.unitBytes, unit: unit === 'bytes' ? bytes.unit : `${bytes.unit}/s`, leastTop: 1 };
    }
  }
}

/** "12 MiB/s", "4.2 %", "0.35/s". */
export function figureText(unit: PerformanceUnit, value: number | null): string {
  if (value === null) return '–';
  switch (unit) {
    case 'percent':
      return `${short(value)} %`;
    case 'perSecond':
      return `${short(value)}/s`;
    case 'count':
      return short(value);
    case 'bytes':
      return formatBytes(Math.round(value));
    case 'bytesPerSecond':
      return formatRate(Math.round(value));
  }
}

/** What the rates of a counter add up to. */
export function totalText(unit: PerformanceUnit, total: number | null): string {
  if (total === null) return '–';
  return unit === 'bytesPerSecond' ? formatBytes(total) : formatCount(total);
}

function short(value: number): string {
  if (value === 0) return '0';
  if (value < 0.005) return '< 0.01';
  const digits = value >= 100 ? 0 : value >= 10 ? 1 : 2;
  return digits === 0 ? formatCount(value) : value.toFixed(digits).replace(/\.?0+$/, '');
}

/** "Read: 12 MiB/s on average, 80 MiB/s at most. Written: nothing." */
export function summaryOf(series: readonly CounterSeries[], spanWords: SpanWords): string {
  const parts = series.flatMap(({ counter, summary: { average, maximum } }) => {
    const { label, unit } = performanceCounters[counter];
    if (average === null) return [];
    return [maximum === 0 ? say('performance.figureIsNothing', { figure: label }) : say('performance.figureMeanAndPeak', { figure: label, mean: figureText(unit, average), peak: figureText(unit, maximum) })];
  });
  return parts.length === 0 ? spanWords.nothing : spanWords.figures(parts.join('. '));
}

/** "5 minutes", "an hour": how long a point is. */
export function stepWords(stepMs: number): string {
  const seconds = stepMs / 1_000;
  if (seconds < 60) return say('performance.secondsLong', { count: seconds });
  const minutes = seconds / 60;
  if (minutes < 60) return say('performance.minutesLong', { count: minutes, minutes: short(minutes) });
  const hours = minutes / 60;
  if (hours < 24) return say('performance.hoursLong', { count: hours, hours: short(hours) });
  return say('performance.daysLong', { count: hours / 24, days: short(hours / 24) });
}

export function unitOf(counters: readonly CounterId[]): PerformanceUnit {
  const [first] = counters;
  return first === undefined ? 'count' : performanceCounters[first].unit;
}
