import { useContext, useMemo } from 'react';
import { Card } from '../../ui/Card.tsx';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { SpellingContext } from '../../ui/spelling.ts';
import { TimeChart, type TimeSeries } from '../../ui/TimeChart.tsx';
import { tones } from '../../ui/timeTypes.ts';
import { useNextRecord, type AskedSeries } from '../../stores/performance.ts';
import { performanceCounters, type PerformanceChart } from '../../../shared/model/performance.ts';
import { say } from '../../strings/say.ts';
import { FigureTable } from './FigureTable.tsx';
import { figureText, scaleOf, stepWords, summaryOf, unitOf } from './figureWords.ts';
import type { SpanWords } from './spans.ts';

interface CardProps {
  name: string;
  chart: PerformanceChart;
  asked: AskedSeries;
  spanWords: SpanWords;
}

/** One chart with its figures, or why there is nothing to draw. */
export function PerformanceChartCard({ name, chart, asked, spanWords }: CardProps) {
  const { series, endsMs, stepMs } = asked.series;
  const isKnown = series.some(({ summary }) => summary.average !== null);
  return (
    <Card title={say('performance.chartMeasured', { chart: chart.label })}>
      {isKnown ? (
        <>
          <Chart name={name} chart={chart} asked={asked} spanWords={spanWords} />
          <FigureTable label={chart.label} series={series} />
          <p className="app-note">
            {stepMs <= 20_000 ? say('performance.eachPointIsOneSample') : say('performance.eachPointIsAverage', { duration: stepWords(stepMs) })}{' '}
            {endsMs.length > 0 ? say('performance.gapsClosedOrAbsent') : say('performance.gapsClosed')}
          </p>
        </>
      ) : (
        <Nothing title={spanWords.nothing} />
      )}
    </Card>
  );
}

function Nothing({ title }: { title: string }) {
  const nextAtMs = useNextRecord();
  const text = nextAtMs === null ? say('performance.recordedWhileOpen') : say('performance.recordedEvery20Seconds', { time: new Date(nextAtMs).toLocaleTimeString() });
  return <EmptyState icon="clock" title={title} text={text} />;
}

function Chart({ name, chart, asked: { series, fromMs, toMs }, spanWords }: CardProps) {
  const unit = unitOf(chart.counters);
  const spelling = useContext(SpellingContext);
  const { scale, drawn } = useMemo(() => {
    let top = 0;
    for (const { maximum } of series.series) for (const value of maximum) if (value !== null && value > top) top = value;
    const made = scaleOf(unit, top);
    const scaled = (values: readonly (number | null)[]) => values.map((value) => (value === null ? null : value / made.divisor));
    const isRolledUp = series.stepMs > 20_000;
    return {
      scale: made,
      drawn: series.series.map(({ counter, average, minimum, maximum }, index): TimeSeries => ({
        label: performanceCounters[counter].label,
        tone: tones[index % tones.length] ?? 'a',
        values: scaled(average),
        ...(isRolledUp && { range: { low: scaled(minimum), high: scaled(maximum) } }),
      })),
    };
    // oxlint-disable-next-line react-hooks/exhaustive-deps
  }, [series, unit, spelling]);
  return (
    <TimeChart
      label={say('performance.chartOf', { chart: chart.label, object: name })}
      summary={summaryOf(series.series, spanWords)}
      timesMs={series.endsMs}
      series={drawn}
      fromMs={fromMs}
      toMs={toMs}
      formatValue={(value) => figureText(unit, value * scale.divisor)}
      unit={scale.unit}
      leastTop={scale.leastTop}
      heightPx={260}
    />
  );
}
