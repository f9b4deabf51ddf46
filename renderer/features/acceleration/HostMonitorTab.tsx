import { useMemo, useState } from 'react';
import { Card } from '../../ui/Card.tsx';
import { Spinner } from '../../ui/Spinner.tsx';
import { TimeChart, type TimeSeries } from '../../ui/TimeChart.tsx';
import { TimeMarks } from '../../ui/TimeMarks.tsx';
import { openDialog } from '../../stores/dialogs.ts';
import { useHostUse, type HostUse } from '../../stores/hostUse.ts';
import { useTasks } from '../../stores/tasks.ts';
import type { Host } from '../../../shared/model/inventory.ts';
import type { HostSample } from '../../../shared/model/offload.ts';
import type { Task } from '../../../shared/model/task.ts';
import { say } from '../../strings/say.ts';
import { FaultAlert } from '../parts/FaultAlert.tsx';
import { spread } from './buckets.ts';
import { formatMibPerSecond, formatSharePercent, mibPerSecond, useSummary } from './chartFigures.ts';
import { taskMarks } from './taskMarks.ts';
import { useTimeWindow } from './useTimeWindow.ts';
import { WindowChoice } from './WindowChoice.tsx';

/** What copying costs a host over time, with the tasks that ran meanwhile: with offload both charts stay flat. */
export function HostMonitorTab({ host }: { host: Host }) {
  const use = useHostUse(host.id);
  if (use.samples === null) return use.fault === null ? <Spinner label={say('acceleration.loadingHostUse')} /> : <FaultAlert fault={use.fault} />;
  return (
    <>
      {use.fault === null ? null : <FaultAlert fault={use.fault} />}
      <Charts host={host} samples={use.samples} knownSinceMs={knownSince(use)} />
    </>
  );
}

/** Since when silence means that nothing happened. */
function knownSince({ samples, sinceMs }: HostUse): number {
  const first = samples?.[0];
  const answeredMs = sinceMs ?? Number.POSITIVE_INFINITY;
  return first === undefined ? answeredMs : Math.min(answeredMs, first.atMs - first.lengthMs);
}

interface ChartsProps {
  host: Host;
  samples: readonly HostSample[];
  knownSinceMs: number;
}

function Charts({ host, samples, knownSinceMs }: ChartsProps) {
  const shown = useTimeWindow();
  const { ends, window, fromMs, toMs } = shown;
  const tasks = useTasks((state) => state.tasks);
  const marks = useMemo(() => taskMarks(tasks, fromMs, toMs), [tasks, fromMs, toMs]);
  const [highlightedMarkId, setHighlighted] = useState<string | null>(null);
  const busy = useMemo((): TimeSeries[] => {
    const busyMs = spread(samples, ({ busyShare, lengthMs }) => busyShare * lengthMs, ends, window.stepMs, knownSinceMs);
    return [{ label: say('acceleration.dataMoverBusy'), tone: 'a', values: busyMs.map((value) => (value === null ? null : (value / window.stepMs) * 100)) }];
  }, [samples, ends, window, knownSinceMs]);
  const network = useMemo((): TimeSeries[] => {
    const rates = (bytesOf: (sample: HostSample) => number) => mibPerSecond(spread(samples, bytesOf, ends, window.stepMs, knownSinceMs), window.stepMs);
    return [
      { label: say('acceleration.read'), tone: 'a', values: rates(({ networkReadBytes }) => networkReadBytes) },
      { label: say('acceleration.written'), tone: 'b', values: rates(({ networkWriteBytes }) => networkWriteBytes) },
    ];
  }, [samples, ends, window, knownSinceMs]);
  const busySummary = useSummary(busy, window, formatSharePercent);
  const networkSummary = useSummary(network, window, formatMibPerSecond);
  const common = { timesMs: ends, fromMs, toMs, marks, highlightedMarkId };
  return (
    <div className="app-stack">
      <div className="app-toolbar">
        <WindowChoice shown={shown} />
      </div>
      <div className="app-charts">
        <Card title={say('acceleration.cpuDataMoverMeasured')}>
          <TimeChart {...common} label={say('acceleration.cpuUseOfDataMover', { host: host.name })} summary={busySummary} series={busy} formatValue={formatSharePercent} unit={say('acceleration.ofTheTimeBusy')} leastTop={100} />
          <p className="app-note">{say('acceleration.cpuUseExplained')}</p>
        </Card>
        <Card title={say('acceleration.storageNetworkMeasured')}>
          <TimeChart {...common} label={say('acceleration.storageNetworkOf', { host: host.name })} summary={networkSummary} series={network} formatValue={formatMibPerSecond} unit="MiB/s" leastTop={1} />
          <p className="app-note">{say('acceleration.storageNetworkExplained')}</p>
        </Card>
      </div>
      <Card title={say('acceleration.tasksInThisTime')}>
        {marks.length === 0 ? (
          <p className="app-note">{say('acceleration.noTaskRan')}</p>
        ) : (
          <TimeMarks label={say('acceleration.tasksInThisTime')} marks={marks} onHighlight={setHighlighted} onPress={(id) => openTask(id, tasks)} />
        )}
        <p className="app-note">{say('acceleration.taskMarksExplained')}</p>
      </Card>
    </div>
  );
}

function openTask(id: string, tasks: readonly Task[]): void {
  const task = tasks.find((known) => known.id === id);
  if (task !== undefined) openDialog({ type: 'taskDetail', taskId: task.id });
}
