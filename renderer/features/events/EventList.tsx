import { useMemo, useState } from 'react';
import { DataGrid } from '../../ui/DataGrid.tsx';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { SearchField } from '../../ui/SearchField.tsx';
import { Segments } from '../../ui/Segments.tsx';
import { useEventHistory } from '../../stores/history.ts';
import type { EventFilter } from '../../../shared/contract/events.ts';
import type { ObjectId } from '../../../shared/ids.ts';
import type { EventSeverity, YardEvent } from '../../../shared/model/event.ts';
import { say } from '../../strings/say.ts';
import { FaultAlert } from '../parts/FaultAlert.tsx';
import { gridMemory } from '../parts/gridMemory.ts';
import { HistoryFooter } from '../parts/HistoryFooter.tsx';
import { itemNames } from '../parts/itemNames.ts';
import { eventColumns } from './eventColumns.tsx';

const severityChoices: readonly { id: string; label: string; severities: readonly EventSeverity[] }[] = [
  { id: 'all', label: say('common.all'), severities: [] },
  { id: 'warnings', label: say('events.warningsAndErrors'), severities: ['warning', 'error'] },
  { id: 'errors', label: say('events.errors'), severities: ['error'] },
];
const hourMs = 3_600_000;
const timeChoices: readonly { id: string; label: string; spanMs: number | null }[] = [
  { id: 'all', label: say('events.anyTime'), spanMs: null },
  { id: 'hour', label: say('events.lastHour'), spanMs: hourMs },
  { id: 'day', label: say('events.lastDay'), spanMs: 24 * hourMs },
  { id: 'week', label: say('events.lastWeek'), spanMs: 7 * 24 * hourMs },
];
const none: readonly YardEvent[] = [];
const rowId = (event: YardEvent) => String(event.key);

/** What happened to an object and to what is or was in it, newest first. */
export function EventList({ objectId, name }: { objectId: ObjectId; name: string }) {
  const [text, setText] = useState('');
  const [severity, setSeverity] = useState('all');
  const [time, setTime] = useState<{ id: string; sinceMs: number | null }>({ id: 'all', sinceMs: null });
  const filter = useMemo((): EventFilter => {
    const severities = severityChoices.find(({ id }) => id === severity)?.severities ?? [];
    return { objectId, types: [], severities: [...severities], sinceMs: time.sinceMs, beforeMs: null, chainId: null, text };
  }, [objectId, severity, time, text]);
  const { value, fault, isLoading, reload, showMore } = useEventHistory(filter);
  const chooseTime = (id: string) => {
    const spanMs = timeChoices.find((choice) => choice.id === id)?.spanMs ?? null;
    setTime({ id, sinceMs: spanMs === null ? null : Date.now() - spanMs });
  };
  return (
    <>
      {fault === null ? null : <FaultAlert fault={fault} action={{ label: say('common.tryAgain'), onAction: reload }} />}
      <DataGrid
        aria-label={say('events.eventsOf', { name })}
        columns={eventColumns}
        rows={value?.rows ?? none}
        getRowId={rowId}
        hasFilter={false}
        itemNames={itemNames.event}
        {...gridMemory('events')}
        toolbar={
          <>
            <SearchField label={say('events.searchEventsOf', { name })} placeholder={say('events.searchPlaceholder')} value={text} onChange={setText} />
            <Segments label={say('events.severity')} options={severityChoices} value={severity} onChange={setSeverity} />
            <Segments label={say('common.time')} options={timeChoices} value={time.id} onChange={chooseTime} />
          </>
        }
        emptyState={<EmptyState icon={isLoading ? 'clock' : 'info'} title={isLoading ? say('events.loadingTheEvents') : say('events.noEvents')} text={isLoading ? '' : say('events.nothingKeptFits')} />}
      />
      <HistoryFooter what="events" kept={value?.kept} hasMore={value?.hasMore ?? false} isLoading={isLoading && value !== null} onMore={showMore} />
    </>
  );
}
