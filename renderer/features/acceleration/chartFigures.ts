/** Figures of charts and the sentences about them. */
import { useMemo } from 'react';
import type { TimeSeries } from '../../ui/TimeChart.tsx';
import { mibBytes } from '../../../shared/units.ts';
import { say } from '../../strings/say.ts';
import { peakAndMean, type TimeWindow, type WindowId } from './buckets.ts';

/** Bytes per step as MiB per second. */
export function mibPerSecond(bytesPerStep: readonly (number | null)[], stepMs: number): (number | null)[] {
  return bytesPerStep.map((bytes) => (bytes === null ? null : ((bytes / mibBytes) * 1_000) / stepMs));
}

export function formatMibPerSecond(value: number): string {
  return say('acceleration.mibPerSecond', { rate: shortNumber(value) });
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

const nothingKnown: Readonly<Record<WindowId, string>> = { '1min': say('acceleration.nothingKnownOfLastMinute'), '15min': say('acceleration.nothingKnownOfLast15Minutes'), '1h': say('acceleration.nothingKnownOfLastHour') };

function figuresOf(windowId: WindowId, figures: string): string {
  switch (windowId) {
    case '1min': return say('acceleration.figuresOfLastMinute', { figures });
    case '15min': return say('acceleration.figuresOfLast15Minutes', { figures });
    case '1h': return say('acceleration.figuresOfLastHour', { figures });
  }
}

/** "In the last minute: Network read 12 MiB/s on average, 80 MiB/s at most; …" */
export function summaryOf(series: readonly TimeSeries[], window: TimeWindow, format: (value: number) => string): string {
  const parts = series.flatMap(({ label, values }) => {
    const figures = peakAndMean(values);
    if (figures === null) return [];
    return [figures.peak === 0 ? say('acceleration.figureIsNothing', { figure: label }) : say('acceleration.figureMeanAndPeak', { figure: label, mean: format(figures.mean), peak: format(figures.peak) })];
  });
  if (parts.length === 0) return nothingKnown[window.id];
  return figuresOf(window.id, parts.join('. '));
}

export function useSummary(series: readonly TimeSeries[], window: TimeWindow, format: (value: number) => string): string {
  return useMemo(() => summaryOf(series, window, format), [series, window, format]);
}
