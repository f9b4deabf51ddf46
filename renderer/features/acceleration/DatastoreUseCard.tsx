import { useMemo } from 'react';
import { Card } from '../../ui/Card.tsx';
import { TimeChart, type TimeSeries } from '../../ui/TimeChart.tsx';
import { useAcceleration } from '../../stores/acceleration.ts';
import type { Activity } from '../../stores/activity.ts';
import type { DatastoreAcceleration } from '../../../shared/model/offload.ts';
import { say } from '../../strings/say.ts';
import { spread } from './buckets.ts';
import { formatMibPerSecond, mibPerSecond, useSummary } from './chartFigures.ts';
import { useTimeWindow } from './useTimeWindow.ts';
import { WindowChoice } from './WindowChoice.tsx';

const noActivity: readonly Activity[] = [];

/** What hosts read and wrote themselves, against what the array copied, shared and zeroed for them: the relief, to be seen. */
export function DatastoreUseCard({ row }: { row: DatastoreAcceleration }) {
  const shown = useTimeWindow();
  const { ends, window } = shown;
  const activity = useAcceleration((state) => state.activity.get(row.datastoreId) ?? noActivity);
  const knownSinceMs = useAcceleration((state) => state.knownSinceMs);
  const series = useMemo((): TimeSeries[] => {
    const rates = (bytesOf: (item: Activity) => number) => mibPerSecond(spread(activity, bytesOf, ends, window.stepMs, knownSinceMs), window.stepMs);
    return [
      { label: say('acceleration.doneByTheArray'), tone: 'a', values: rates(({ arrayBytes }) => arrayBytes) },
      { label: say('acceleration.readAndWrittenByHosts'), tone: 'b', values: rates(({ hostBytes }) => hostBytes) },
    ];
  }, [activity, ends, window, knownSinceMs]);
  const summary = useSummary(series, window, formatMibPerSecond);
  return (
    <Card title={say('acceleration.dataMovedMeasured')} aside={<WindowChoice shown={shown} />}>
      <TimeChart
        label={say('acceleration.dataMovedOn', { datastore: row.name })}
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
        {say('acceleration.dataMovedExplained')}
      </p>
    </Card>
  );
}
