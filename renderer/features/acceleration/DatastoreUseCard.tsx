import { useMemo } from 'react';
import { Card } from '../../ui/Card.tsx';
import { TimeChart, type TimeSeries } from '../../ui/TimeChart.tsx';
import { useAcceleration } from '../../stores/acceleration.ts';
import type { Activity } from '../../stores/activity.ts';
import type { DatastoreAcceleration } from '../../../shared/model/offload.ts';
import { spread } from './buckets.ts';
import { formatMibPerSecond, mibPerSecond, useSummary } from './chartFigures.ts';
import { useTimeWindow } from './useTimeWindow.ts';
import { WindowChoice } from './WindowChoice.tsx';

const noActivity: readonly Activity[] = [];

/** What hosts read and wrote themselves, against what the array moved for them: the relief, to be seen. */
export function DatastoreUseCard({ row }: { row: DatastoreAcceleration }) {
  const shown = useTimeWindow();
  const { ends, window } = shown;
  const activity = useAcceleration((state) => state.activity.get(row.datastoreId) ?? noActivity);
  const knownSinceMs = useAcceleration((state) => state.knownSinceMs);
  const series = useMemo((): TimeSeries[] => {
    const rates = (bytesOf: (item: Activity) => number) => mibPerSecond(spread(activity, bytesOf, ends, window.stepMs, knownSinceMs), window.stepMs);
    return [
      { label: 'Moved by the array', tone: 'a', values: rates(({ arrayBytes }) => arrayBytes) },
      { label: 'Read and written by hosts', tone: 'b', values: rates(({ hostBytes }) => hostBytes) },
    ];
  }, [activity, ends, window, knownSinceMs]);
  const summary = useSummary(series, window, formatMibPerSecond);
  return (
    <Card title="Data moved, measured" aside={<WindowChoice shown={shown} />}>
      <TimeChart
        label={`Data moved on ${row.name}`}
        summary={summary}
        timesMs={ends}
        series={series}
        fromMs={shown.fromMs}
        toMs={shown.toMs}
        formatValue={formatMibPerSecond}
        unit="MiB/s"
        leastTop={1}
      />
      <p className="app-note">
        The array reads and writes the same data that hosts would, but none of it crosses the storage network. Clones that share blocks move nothing at all and do not show here.
        Recorded while this window is open.
      </p>
    </Card>
  );
}
