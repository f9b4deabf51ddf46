import { useEffect, useId, useLayoutEffect, useMemo, useRef, useState } from 'react';
import type uPlot from 'uplot';
import { say } from '../strings/say.ts';
import { readChartColours, useColourRound } from './chartColours.ts';
import { Disclosure } from './Disclosure.tsx';
import { createTimePlot, momentText, plotData } from './timePlot.ts';
import type { TimeMark, TimePlotFacts, TimeSeries } from './timeTypes.ts';
import { TimeChartTable } from './TimeChartTable.tsx';

export type { TimeMark, TimeSeries };

export interface TimeChartProps {
  /** What is drawn: the accessible name. */
  label: string;
  /** The same in a sentence with figures, for those who do not see the drawing; shown to all. */
  summary: string;
  /** In order, each the end of the stretch that the values beside it stand for. */
  timesMs: readonly number[];
  series: readonly TimeSeries[];
  fromMs: number;
  toMs: number;
  /** Spells one value with its unit. */
  formatValue: (value: number) => string;
  /** The unit of the values, which stands above their axis. */
  unit: string;
  leastTop: number;
  marks?: readonly TimeMark[];
  highlightedMarkId?: string | null;
  heightPx?: number;
}

const noMarks: readonly TimeMark[] = [];

/** Lines over time, with the same figures as text and as a table. */
export function TimeChart({
  label, summary, timesMs, series, fromMs, toMs, formatValue, unit, leastTop, marks = noMarks, highlightedMarkId = null, heightPx = 190,
}: TimeChartProps) {
  const summaryId = useId();
  const [point, setPoint] = useState<number | null>(null);
  // Moving the pointer renders anew as well; only what is drawn from decides whether to draw.
  const facts = useMemo(
    () => ({ timesMs, series, fromMs, toMs, marks, highlightedMarkId, leastTop }),
    [timesMs, series, fromMs, toMs, marks, highlightedMarkId, leastTop],
  );
  const elementRef = usePlot(facts, heightPx, setPoint);
  const shown = point !== null && point < timesMs.length ? point : lastKnown(series);
  const shownMs = shown === null ? undefined : timesMs[shown];
  return (
    <figure className="ui-time">
      <div className="ui-time-head" aria-hidden="true">
        <ul className="ui-time-legend">
          {series.map(({ label: name, tone, values }) => {
            const value = shown === null ? null : (values[shown] ?? null);
            return (
              <li key={name}>
                <svg width={22} height={10}>
                  <line className={`ui-time-line-${tone}`} x1={0} x2={22} y1={5} y2={5} />
                </svg>
                <span>{name}</span>
                <span className="ui-time-value">{value === null ? '–' : formatValue(value)}</span>
              </li>
            );
          })}
        </ul>
        <span className="ui-time-at">{shownMs === undefined ? '' : momentText(shownMs, toMs - fromMs)}</span>
      </div>
      <div className="ui-time-unit" aria-hidden="true">
        {unit}
      </div>
      <div ref={elementRef} className="ui-time-plot" role="img" aria-label={label} aria-describedby={summaryId} style={{ height: heightPx }} />
      <figcaption id={summaryId} className="ui-time-summary">
        {summary}
      </figcaption>
      <Disclosure label={say('ui.figuresAsTable', { chart: label })}>
        <TimeChartTable label={label} timesMs={timesMs} series={series} formatValue={formatValue} lengthMs={toMs - fromMs} />
      </Disclosure>
    </figure>
  );
}

/** The newest time at which something is known. */
function lastKnown(series: readonly TimeSeries[]): number | null {
  const index = Math.max(-1, ...series.map(({ values }) => values.findLastIndex((value) => value !== null)));
  return index === -1 ? null : index;
}

/** Keeps a plot in the element that it returns the reference for, as wide as its place and in the colours of the theme. */
function usePlot(facts: TimePlotFacts, heightPx: number, onPoint: (index: number | null) => void) {
  const elementRef = useRef<HTMLDivElement>(null);
  const plotRef = useRef<uPlot | null>(null);
  const factsRef = useRef(facts);
  const round = useColourRound();
  useLayoutEffect(() => {
    factsRef.current = facts;
  });
  const shape = facts.series.map(({ label, tone }) => `${tone} ${label}`).join('\n');
  useEffect(() => {
    const element = elementRef.current;
    if (element === null) return undefined;
    const plot = createTimePlot({
      element, colours: readChartColours(element), widthPx: element.clientWidth, heightPx, facts: () => factsRef.current, onPoint,
    });
    plotRef.current = plot;
    const observer = new ResizeObserver(() => {
      if (element.clientWidth !== plot.width) plot.setSize({ width: element.clientWidth, height: heightPx });
    });
    observer.observe(element);
    return () => {
      observer.disconnect();
      plotRef.current = null;
      plot.destroy();
    };
  }, [shape, round, heightPx, onPoint]);
  useEffect(() => {
    plotRef.current?.setData(plotData(facts));
  }, [facts]);
  return elementRef;
}
