import uPlot from 'uplot';
import type { ChartColours } from './chartColours.ts';
import { drawRanges, highestOf } from './timeRanges.ts';
import type { TimeMark, TimePlotFacts, Tone } from './timeTypes.ts';

const shortestMarkPx = 2;
const leastLabelPx = 44;
export const dashOf = { a: [], b: [5, 3], c: [2, 2], d: [9, 3, 2, 3] } as const satisfies Record<Tone, readonly number[]>;

const longMs = 129_600_000;
const yearLongMs = 20 * 86_400_000;

/** "14:03:05" for short stretches of time, "14:03" for long ones, with the day beyond a day and a half and without the time beyond weeks; as the reader's language writes it. */
export function clockText(timeMs: number, lengthMs: number): string {
  if (lengthMs > yearLongMs) return new Date(timeMs).toLocaleDateString([], { day: 'numeric', month: 'short' });
  if (lengthMs > longMs) return new Date(timeMs).toLocaleString([], { day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' });
  return new Date(timeMs).toLocaleTimeString([], { hour: '2-digit', minute: '2-digit', ...(lengthMs <= 300_000 ? { second: '2-digit' } : {}) });
}

/** A moment in full: with seconds, and with the day where the stretch of time is longer than one. */
export function momentText(timeMs: number, lengthMs: number): string {
  return lengthMs > longMs / 2 ? new Date(timeMs).toLocaleString([], { dateStyle: 'medium', timeStyle: 'short' }) : clockText(timeMs, 0);
}

/** The data in the shape in which uPlot takes it; its times are seconds. */
export function plotData({ timesMs, series }: Pick<TimePlotFacts, 'timesMs' | 'series'>): uPlot.AlignedData {
  return [timesMs.map((timeMs) => timeMs / 1000), ...series.map(({ values }) => [...values])];
}

export interface TimePlotOptions {
  readonly element: HTMLElement;
  readonly colours: ChartColours;
  readonly widthPx: number;
  readonly heightPx: number;
  readonly facts: () => TimePlotFacts;
  /** Index of the time under the pointer, or null. */
  readonly onPoint: (index: number | null) => void;
}

/** Draws lines over time with bands behind them for what lasted a while. */
export function createTimePlot({ element, colours, widthPx, heightPx, facts, onPoint }: TimePlotOptions): uPlot {
  const font = `11px ${colours.font}`;
  const axis = { stroke: colours.text, font, grid: { stroke: colours.grid, width: 1 }, ticks: { stroke: colours.grid, width: 1, size: 4 } };
  return new uPlot(
    {
      width: widthPx,
      height: heightPx,
      legend: { show: false },
      padding: [10, 32, 0, 0],
      cursor: { y: false, drag: { x: false, y: false }, points: { size: 7 } },
      scales: {
        x: { time: true, range: () => [facts().fromMs / 1000, facts().toMs / 1000] },
        y: { range: (_plot, _min, max) => [0, Math.max(facts().leastTop, Math.max(max ?? 0, highestOf(facts())) * 1.08)] },
      },
      axes: [
        { ...axis, space: 90, size: 30, values: (_plot, splits) => splits.map((seconds) => clockText(seconds * 1000, facts().toMs - facts().fromMs)) },
        { ...axis, space: 36, size: 52, values: (_plot, splits) => splits.map((value) => value.toLocaleString()) },
      ],
      series: [
        {},
        ...facts().series.map(({ label, tone }) => ({ label, stroke: colours[tone], width: 2, dash: [...dashOf[tone]], points: { show: true, size: 6, filter: lonePoints }, spanGaps: false })),
      ],
      hooks: {
        drawClear: [(plot) => drawBands(plot, facts(), colours), (plot) => drawRanges(plot, facts(), colours)],
        draw: [(plot) => drawLabels(plot, facts(), colours)],
        setCursor: [(plot) => onPoint(plot.cursor.idx ?? null)],
      },
    },
    plotData(facts()),
    element,
  );
}

/** A value with nothing on either side of it is no line, and would not be seen. */
function lonePoints(plot: uPlot, seriesIndex: number): number[] {
  const values = plot.data[seriesIndex] ?? [];
  const isKnown = (index: number) => (values[index] ?? null) !== null;
  return Array.from(values.keys()).filter((index) => isKnown(index) && !isKnown(index - 1) && !isKnown(index + 1));
}

interface Band {
  readonly mark: TimeMark;
  readonly left: number;
  readonly width: number;
}

/** Where the marks lie, in pixels of the canvas, cut off at the edges of the plot. */
function bandsOf(plot: uPlot, { marks, fromMs, toMs }: TimePlotFacts): Band[] {
  const scale = plot.bbox.width / Math.max(1, toMs - fromMs);
  return marks.flatMap((mark) => {
    if (mark.toMs < fromMs || mark.fromMs > toMs) return [];
    const left = plot.bbox.left + Math.max(0, mark.fromMs - fromMs) * scale;
    const right = plot.bbox.left + Math.min(toMs - fromMs, mark.toMs - fromMs) * scale;
    return [{ mark, left, width: Math.max(shortestMarkPx * uPlot.pxRatio, right - left) }];
  });
}

function drawBands(plot: uPlot, facts: TimePlotFacts, colours: ChartColours): void {
  const { ctx, bbox } = plot;
  ctx.save();
  for (const { mark, left, width } of bandsOf(plot, facts)) {
    ctx.fillStyle = mark.id === facts.highlightedMarkId ? colours.markStrong : colours.mark;
    ctx.fillRect(left, bbox.top, width, bbox.height);
    // Where it began is to be seen even if it took no time to speak of.
    ctx.fillStyle = colours.markStrong;
    ctx.fillRect(left, bbox.top, uPlot.pxRatio, bbox.height);
  }
  ctx.restore();
}

/** The names of the bands, each from the left edge of its own to where the next one begins, as far as they fit. */
function drawLabels(plot: uPlot, facts: TimePlotFacts, colours: ChartColours): void {
  const { ctx, bbox } = plot;
  const ratio = uPlot.pxRatio;
  ctx.save();
  ctx.font = `${11 * ratio}px ${colours.font}`;
  ctx.textBaseline = 'top';
  ctx.textAlign = 'left';
  // A rim in the colour of the ground keeps the words legible where a line runs behind them.
  ctx.strokeStyle = colours.ground;
  ctx.lineWidth = 3 * ratio;
  ctx.lineJoin = 'round';
  ctx.fillStyle = colours.text;
  const bands = bandsOf(plot, facts).toSorted((one, other) => one.left - other.left);
  for (const [index, { mark, left }] of bands.entries()) {
    const end = bands[index + 1]?.left ?? bbox.left + bbox.width;
    const room = end - left - 8 * ratio;
    if (room < leastLabelPx * ratio) continue;
    const text = fitText(ctx, mark.label, room);
    const place = [left + 4 * ratio, bbox.top + 3 * ratio] as const;
    ctx.strokeText(text, ...place);
    ctx.fillText(text, ...place);
  }
  ctx.restore();
}

function fitText(ctx: CanvasRenderingContext2D, text: string, room: number): string {
  if (ctx.measureText(text).width <= room) return text;
  let length = text.length - 1;
  while (length > 1 && ctx.measureText(`${text.slice(0, length)}…`).width > room) length -= 1;
  return `${text.slice(0, length).trimEnd()}…`;
}
