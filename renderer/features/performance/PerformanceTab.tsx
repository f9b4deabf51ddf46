import { useMemo, useState } from 'react';
import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';
import { DateTimeField } from '../../ui/DateTimeField.tsx';
import { fileNameOf, toCsv, toJson } from '../../ui/gridExport.ts';
import { MenuButton } from '../../ui/MenuButton.tsx';
import { saveText } from '../../ui/saveText.ts';
import { Segments } from '../../ui/Segments.tsx';
import { Select } from '../../ui/Select.tsx';
import { Spinner } from '../../ui/Spinner.tsx';
import { usePerformanceSeries, type AskedSeries, type PerformanceSpan } from '../../stores/performance.ts';
import type { ObjectId } from '../../../shared/ids.ts';
import type { PerformanceChart } from '../../../shared/model/performance.ts';
import { say } from '../../strings/say.ts';
import { FaultAlert } from '../parts/FaultAlert.tsx';
import { PerformanceChartCard } from './PerformanceChartCard.tsx';
import { performanceTable } from './performanceExport.ts';
import { customSpanId, spanChoices, spanLengthOf, spanProblem, spanWords } from './spans.ts';

/** Chart and time stay with the user while they walk through the inventory; null: the first chart of the object. */
const chosenStore = createStore<{ readonly chartId: string | null; readonly spanId: string }>()(() => ({ chartId: null, spanId: 'realTime' }));

const dayMs = 86_400_000;

export interface PerformanceTabProps {
  objectId: ObjectId;
  name: string;
  /** At least one. */
  charts: readonly PerformanceChart[];
}

/** What was measured of an object: one chart at a time, over a time that is chosen. */
export function PerformanceTab({ objectId, name, charts }: PerformanceTabProps) {
  const { chartId, spanId } = useStore(chosenStore);
  const [custom, setCustom] = useState<{ fromMs: number | null; toMs: number | null }>(() => ({ fromMs: Date.now() - dayMs, toMs: Date.now() }));
  const chart = charts.find(({ id }) => id === chartId) ?? charts[0];
  const problem = spanId === customSpanId ? spanProblem(custom.fromMs, custom.toMs) : null;
  const span = useMemo((): PerformanceSpan | null => {
    const lengthMs = spanLengthOf(spanId);
    if (lengthMs !== null) return { lengthMs };
    return problem === null && custom.fromMs !== null && custom.toMs !== null ? { fromMs: custom.fromMs, toMs: custom.toMs } : null;
  }, [spanId, custom, problem]);
  const { value, fault, reload } = usePerformanceSeries(objectId, chart?.counters ?? [], chart === undefined ? null : span);
  if (chart === undefined) return null;
  // An answer about another object, chart or time is not shown under the name of this one.
  const asked = value !== null && value.series.objectId === objectId && value.counters === chart.counters && value.span === span ? value : null;
  return (
    <div className="app-stack">
      <div className="app-toolbar">
        <Select label={say('performance.chart')} isLabelHidden options={charts.map(({ id, label }) => ({ id, label }))} value={chart.id} onChange={(id) => chosenStore.setState({ chartId: id })} />
        <Segments label={say('common.time')} options={spanChoices} value={spanId} onChange={(id) => chosenStore.setState({ spanId: id })} />
        <ExportFigures name={name} chart={chart} asked={asked} />
      </div>
      {spanId === customSpanId ? (
        <div className="app-toolbar">
          <DateTimeField label={say('performance.from')} valueMs={custom.fromMs} onChange={(fromMs) => setCustom((before) => ({ ...before, fromMs }))} />
          <DateTimeField label={say('common.to')} valueMs={custom.toMs} onChange={(toMs) => setCustom((before) => ({ ...before, toMs }))} errorText={problem ?? undefined} />
        </div>
      ) : null}
      {fault === null ? null : <FaultAlert fault={fault} action={{ label: say('common.tryAgain'), onAction: reload }} />}
      {asked === null && fault === null && span !== null ? <Spinner label={say('performance.loadingFigures')} /> : null}
      {asked === null ? null : <PerformanceChartCard name={name} chart={chart} asked={asked} spanWords={spanWords(spanId)} />}
    </div>
  );
}

/** Saves every point that is shown. */
function ExportFigures({ name, chart, asked }: { name: string; chart: PerformanceChart; asked: AskedSeries | null }) {
  const none = asked === null || asked.series.endsMs.length === 0 ? say('performance.nothingToExport') : undefined;
  const fileName = fileNameOf(say('performance.chartOf', { chart: chart.label, object: name }));
  return (
    <MenuButton
      label={say('common.export')}
      menuLabel={say('performance.exportOf', { chart: chart.label, object: name })}
      icon="download"
      items={[
        {
          id: 'csv',
          label: say('performance.figuresAsCSV'),
          disabledReason: none,
          onAction: () => {
            if (asked !== null) saveText(`${fileName}.csv`, 'text/csv', toCsv(performanceTable(asked.series)));
          },
        },
        {
          id: 'json',
          label: say('performance.figuresAsJSON'),
          disabledReason: none,
          onAction: () => {
            if (asked !== null) saveText(`${fileName}.json`, 'application/json', toJson(performanceTable(asked.series)));
          },
        },
      ]}
    />
  );
}
