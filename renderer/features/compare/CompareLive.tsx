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
      <p className="app-note">Measured on this machine, all hosts and the whole array together, a figure for each second. The table at the end counts the halves exactly.</p>
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
            Waiting
          </StatusText>
        ) : span.toMs === null ? (
          <StatusText icon="play" tone="accent">
            Running
          </StatusText>
        ) : (
          <StatusText icon="check" tone="success">
            Done
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
        { label: 'Elapsed', value: figures === null ? unknown : formatDuration(figures.elapsedMs) },
        { label: 'Host busy', value: figures?.hostBusyShare == null ? unknown : formatPercent(figures.hostBusyShare, 1) },
        { label: 'Storage network', value: rate(figures?.networkBytesPerSecond) },
        { label: 'Array reads', value: rate(figures?.arrayReadBytesPerSecond) },
        { label: 'Array writes', value: rate(figures?.arrayWriteBytesPerSecond) },
        { label: 'Space taken', value: span?.takenBytes == null ? unknown : formatBytes(span.takenBytes) },
      ]}
    />
  );
}

const percent = (value: number) => `${value.toFixed(0)} %`;
const mibPerSecond = (value: number) => `${value >= 10 ? value.toFixed(0) : value.toFixed(1)} MiB/s`;

function Charts({ samples, halves, fromMs, toMs }: { samples: readonly HostSample[]; halves: Halves; fromMs: number; toMs: number }) {
  const { timesMs, busyPercent, networkMib, arrayMib } = useMemo(() => seriesSince(samples, fromMs), [samples, fromMs]);
  const marks = useMemo(() => marksOf(halves, toMs), [halves, toMs]);
  const common = { timesMs, fromMs, toMs, marks, heightPx: 130 };
  const busySeries = useMemo(() => [{ label: 'Data mover busy', tone: 'a' as const, values: busyPercent }], [busyPercent]);
  const rateSeries = useMemo(
    () => [
      { label: 'Storage network', tone: 'a' as const, values: networkMib },
      { label: 'Disks of the array', tone: 'b' as const, values: arrayMib },
    ],
    [networkMib, arrayMib],
  );
  return (
    <div className="app-halves">
      <TimeChart {...common} label="Hosts busy" summary={peakWords('Data mover busy', busyPercent, percent)} series={busySeries} formatValue={percent} unit="% of the time busy" leastTop={100} />
      <TimeChart
        {...common}
        label="Storage network and disks of the array"
        summary={`${peakWords('Storage network', networkMib, mibPerSecond)} ${peakWords('Disks of the array', arrayMib, mibPerSecond)}`}
        series={rateSeries}
        formatValue={mibPerSecond}
        unit="MiB/s, read and written"
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
  return values.length === 0 ? `${what}: nothing is known yet.` : `${what}: ${format(Math.max(...values))} at most so far.`;
}
