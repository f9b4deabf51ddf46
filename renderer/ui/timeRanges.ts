/** Shades behind the lines of a plot, between the lowest and the highest value of each stretch of time. */
import type uPlot from 'uplot';
import type { ChartColours } from './chartColours.ts';
import type { TimePlotFacts, TimeSeries } from './timeTypes.ts';

/** The highest value of all ranges, 0 without any. */
export function highestOf({ series }: Pick<TimePlotFacts, 'series'>): number {
  let highest = 0;
  for (const { range } of series) for (const value of range?.high ?? []) if (value !== null && value > highest) highest = value;
  return highest;
}

interface Corner {
  readonly x: number;
  readonly low: number;
  readonly high: number;
}

/** Stretches without a gap, each with its corners in order. */
export function rangeRuns({ range }: Pick<TimeSeries, 'range'>, timesMs: readonly number[]): Corner[][] {
  const runs: Corner[][] = [];
  let run: Corner[] = [];
  for (const [index, x] of timesMs.entries()) {
    const low = range?.low[index] ?? null;
    const high = range?.high[index] ?? null;
    if (low !== null && high !== null) run.push({ x, low, high });
    else if (run.length > 0) {
      runs.push(run);
      run = [];
    }
  }
  return run.length > 0 ? [...runs, run] : runs;
}

export function drawRanges(plot: uPlot, { series, timesMs }: TimePlotFacts, colours: ChartColours): void {
  const { ctx } = plot;
  ctx.save();
  ctx.beginPath();
  ctx.rect(plot.bbox.left, plot.bbox.top, plot.bbox.width, plot.bbox.height);
  ctx.clip();
  ctx.globalAlpha = 0.18;
  for (const one of series) {
    ctx.fillStyle = colours[one.tone];
    for (const run of rangeRuns(one, timesMs)) {
      ctx.beginPath();
      for (const { x, high } of run) ctx.lineTo(plot.valToPos(x / 1_000, 'x', true), plot.valToPos(high, 'y', true));
      for (const { x, low } of run.toReversed()) ctx.lineTo(plot.valToPos(x / 1_000, 'x', true), plot.valToPos(low, 'y', true));
      ctx.closePath();
      ctx.fill();
    }
  }
  ctx.restore();
}
