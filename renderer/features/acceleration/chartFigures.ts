/** Figures of charts and the sentences about them. */
import { useMemo } from 'react';
import type { TimeSeries } from '../../ui/TimeChart.tsx';
import { mibBytes } from '../../../shared/units.ts';
import { say } from '../../strings/say.ts';
import { peakAndMean, type TimeWindow } from './buckets.ts';

/** Bytes per step as MiB per second. */
export function mibPerSecond(bytesPerStep: readonly (number | null)[], stepMs: number): (number | null)[] {
  return bytesPerStep.map((bytes) => (bytes === null ? null : ((bytes / mibBytes) * 1_000) / stepMs));
}

export function formatMibPerSecond(value: number): string {
  return say('acceleration.miBS', { shortNumber: shortNumber(value) });
}

export function formatSharePercent(value: number): string {
  return `${shortNumber(value)} %`;
}

/** Three digits are enough to compare by: "0", "0.42", "7.1", "148". */
export function shortNumber(value: number): string {
  if (value === 0) return '0';
  if (value < 0.005) return '< 0.01';
  const digits = value >= 100 ? 0 : value >= 10 ? 1 : 2;
  const text = value.toFixed(digits);
  return digits === 0 ? Number(text).toLocaleString('en-US') : text.replace(/\.?0+$/, '');
}

const windowWords: Readonly<Record<string, string>> = { '1min': 'minute', '15min': '15 minutes', '1h': 'hour' };

/** "In the last minute: Network read 12 MiB/s on average, 80 MiB/s at most; …" */
export function summaryOf(series: readonly TimeSeries[], window: TimeWindow, format: (value: number) => string): string {
  const parts = series.flatMap(({ label, values }) => {
    const figures = peakAndMean(values);
    if (figures === null) return [];
    return [figures.peak === 0 ? `${label}: nothing` : say('acceleration.onAverageAtMost', { label, mean: format(figures.mean), peak: format(figures.peak) })];
  });
  if (parts.length === 0) return say('acceleration.nothingIsKnownYetOf', { windowWords: windowWords[window.id] ?? window.label });
  return say('acceleration.inTheLast', { windowWords: windowWords[window.id] ?? window.label, parts: parts.join('. ') });
}

export function useSummary(series: readonly TimeSeries[], window: TimeWindow, format: (value: number) => string): string {
  return useMemo(() => summaryOf(series, window, format), [series, window, format]);
}
