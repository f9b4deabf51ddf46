import { useMemo } from 'react';
import { Card } from '../../ui/Card.tsx';
import { KeyValueList } from '../../ui/KeyValueList.tsx';
import { StatusText } from '../../ui/StatusText.tsx';
import { TimeChart, type TimeMark } from '../../ui/TimeChart.tsx';
import { useHalves, type Halves, type HalfSpan } from '../../stores/comparisonHalves.ts';
import { useHostUse } from '../../stores/hostUse.ts';
import { comparisonHalves, type ComparisonHalf } from '../../../shared/comparison.ts';
import type { HostSample } from '../../../shared/model/offload.ts';
import type { Task } from '../../../shared/model/task.ts';
import { formatBytes, formatDuration, formatPercent, formatRate } from '../../../shared/units.ts';
import { say } from '../../strings/say.ts';
import { FaultAlert } from '../parts/FaultAlert.tsx';
import { TaskProgress } from '../parts/TaskProgress.tsx';
import { useNow } from '../parts/useNow.ts';
import { figuresOf, seriesSince } from './liveFigures.ts';

const tickMs = 500;
const leastShownMs = 10_000;
const none: readonly HostSample[] = [];

/** A comparison while it runs: both halves side by side, and what hosts and array do second by second. */
export function CompareLive({ task }: { task: Task }) {
  const halves = useHalves(task.id);
  const use = useHostUse(null);
  const nowMs = useNow(tickMs);
  const samples = use.samples ?? none;
  const startedMs = task.startedAtMs ?? nowMs;
  return (
    <Card title={task.name}>
      <TaskProgress task={task} />
      {use.fault === null ? null : <FaultAlert fault={use.fault} />}
      <div className="app-halves">
        <Half half="host" span={halves.host} samples={samples} nowMs={nowMs} />
        <Half half="offload" span={halves.offload} samples={samples} nowMs={nowMs} />
      </div>
      <Charts samples={samples} halves={halves} fromMs={startedMs} toMs={Math.max(nowMs, startedMs + leastShownMs)} />
      <p className="app-note">{say('compare.liveExplained')}</p>
    </Card>
  );
}

interface HalfProps {
  half: ComparisonHalf;
  span: HalfSpan | null;
  samples: readonly HostSample[];
  nowMs: number;
}

function Half({ half, span, samples, nowMs }: HalfProps) {
  const title = comparisonHalves[half];
  return (
    <section className="app-compare-half" aria-label={title}>
      <div className="app-compare-half-head">
        <h3 className="app-subhead">{title}</h3>
        {span === null ? (
          <StatusText icon="clock" tone="muted">
            {say('compare.waiting')}
          </StatusText>
        ) : span.toMs === null ? (
          <StatusText icon="play" tone="accent">
            {say('common.running')}
          </StatusText>
        ) : (
          <StatusText icon="check" tone="success">
            {say('common.done')}
          </StatusText>
        )}
      </div>
      <HalfFigures span={span} samples={samples} nowMs={nowMs} />
    </section>
  );
}

const unknown = '–';

function HalfFigures({ span, samples, nowMs }: Omit<HalfProps, 'half'>) {
  const figures = useMemo(() => (span === null ? null : figuresOf(samples, span, nowMs)), [span, samples, nowMs]);
  const rate = (bytesPerSecond: number | null | undefined) => (bytesPerSecond == null ? unknown : formatRate(bytesPerSecond));
  return (
    <KeyValueList
      items={[
        { label: say('compare.elapsed'), value: figures === null ? unknown : formatDuration(figures.elapsedMs) },
        { label: say('compare.hostBusy'), value: figures?.hostBusyShare == null ? unknown : formatPercent(figures.hostBusyShare, 1) },
        { label: say('compare.storageNetwork'), value: rate(figures?.networkBytesPerSecond) },
        { label: say('compare.arrayReads'), value: rate(figures?.arrayReadBytesPerSecond) },
        { label: say('compare.arrayWrites'), value: rate(figures?.arrayWriteBytesPerSecond) },
        { label: say('compare.spaceTaken'), value: span?.takenBytes == null ? unknown : formatBytes(span.takenBytes) },
      ]}
    />
  );
}

const percent = (value: number) => `${value.toFixed(0)} %`;
const mibPerSecond = (value: number) => say('compare.mibPerSecond', { rate: value >= 10 ? value.toFixed(0) : value.toFixed(1) });

function Charts({ samples, halves, fromMs, toMs }: { samples: readonly HostSample[]; halves: Halves; fromMs: number; toMs: number }) {
  const { timesMs, busyPercent, networkMib, arrayMib } = useMemo(() => seriesSince(samples, fromMs), [samples, fromMs]);
  const marks = useMemo(() => marksOf(halves, toMs), [halves, toMs]);
  const common = { timesMs, fromMs, toMs, marks, heightPx: 130 };
  const busySeries = useMemo(() => [{ label: say('compare.dataMoverBusy'), tone: 'a' as const, values: busyPercent }], [busyPercent]);
  const rateSeries = useMemo(
    () => [
      { label: say('compare.storageNetwork'), tone: 'a' as const, values: networkMib },
      { label: say('compare.disksOfTheArray'), tone: 'b' as const, values: arrayMib },
    ],
    [networkMib, arrayMib],
  );
  return (
    <div className="app-halves">
      <TimeChart {...common} label={say('compare.hostsBusy')} summary={peakWords(say('compare.dataMoverBusy'), busyPercent, percent)} series={busySeries} formatValue={percent} unit={say('compare.ofTheTimeBusy')} leastTop={100} />
      <TimeChart
        {...common}
        label={say('compare.networkAndArrayDisks')}
        summary={`${peakWords(say('compare.storageNetwork'), networkMib, mibPerSecond)} ${peakWords(say('compare.disksOfTheArray'), arrayMib, mibPerSecond)}`}
        series={rateSeries}
        formatValue={mibPerSecond}
        unit={say('compare.mibPerSecondReadAndWritten')}
        leastTop={1}
      />
    </div>
  );
}

function marksOf(halves: Halves, nowMs: number): TimeMark[] {
  return (['host', 'offload'] as const).flatMap((half) => {
    const span = halves[half];
    return span === null ? [] : [{ id: half, label: comparisonHalves[half], fromMs: span.fromMs, toMs: span.toMs ?? nowMs }];
  });
}

function peakWords(what: string, values: readonly number[], format: (value: number) => string): string {
  return values.length === 0 ? say('compare.figureUnknown', { figure: what }) : say('compare.figureMostSoFar', { figure: what, most: format(Math.max(...values)) });
}
