/** The Monitor tab of any object: what is going on now where that is to be seen, what is wrong, how it performs, what was done and what happened. */
import { useMemo } from 'react';
import type { ReactNode } from 'react';
import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';
import { AlarmDefinitions } from '../../features/alarms/AlarmDefinitions.tsx';
import { AlarmList } from '../../features/alarms/AlarmList.tsx';
import { EventList } from '../../features/events/EventList.tsx';
import { PerformanceTab } from '../../features/performance/PerformanceTab.tsx';
import { MaintenanceNotice } from '../../features/hosting/MaintenanceNotice.tsx';
import { TaskHistory } from '../../features/tasks/TaskHistory.tsx';
import { Segments } from '../../ui/Segments.tsx';
import { useInventoryIndex } from '../../stores/inventory.ts';
import { containerIdsUnder } from '../../stores/inventoryIndex.ts';
import { navigate } from '../../stores/route.ts';
import type { ObjectId } from '../../../shared/ids.ts';
import { datastoreIdsOf, type Container, type VmRow } from '../../../shared/model/inventory.ts';
import { chartsOfKind } from '../../../shared/model/performance.ts';
import { say } from '../../strings/say.ts';
import { tabLabels, type PageTab } from './pageTab.ts';

type ListId = 'live' | 'performance' | 'alarms' | 'tasks' | 'events' | 'definitions';
const labels: Record<Exclude<ListId, 'live'>, string> = { performance: say('app.performance'), alarms: say('app.issuesAndAlarms'), tasks: say('app.tasks'), events: say('app.events'), definitions: say('app.alarmDefinitions') };

/** The list stays with the user while they walk through the inventory; null: the first one of the object. */
const chosenStore = createStore<{ readonly listId: ListId | null }>()(() => ({ listId: null }));

/** Opens the alarms of the object whose page is shown. */
export function showAlarms(): void {
  chosenStore.setState({ listId: 'alarms' });
  navigate({ tab: 'monitor' });
}

/** What some kinds of objects show of what is going on at the moment. */
export interface LiveView {
  readonly label: string;
  readonly content: () => ReactNode;
}

export function monitorTab(object: Container | VmRow, live?: LiveView): PageTab {
  return { id: 'monitor', label: tabLabels.monitor, content: () => <Monitor object={object} live={live} /> };
}

function Monitor({ object, live }: { object: Container | VmRow; live: LiveView | undefined }) {
  const chosen = useStore(chosenStore, (state) => state.listId);
  const isRoot = 'kind' in object && object.kind === 'vcenter';
  const charts = chartsOfKind['kind' in object ? object.kind : 'vm'];
  const present: readonly ListId[] = [
    ...(live === undefined ? [] : ['live' as const]),
    'alarms',
    ...(charts.length === 0 ? [] : ['performance' as const]),
    'tasks',
    'events',
    ...(isRoot ? ['definitions' as const] : []),
  ];
  const listId = present.find((id) => id === chosen) ?? present[0] ?? 'alarms';
  return (
    <>
      <div className="app-toolbar">
        <Segments
          label={say('app.whatToMonitorOf', { object: object.name })}
          options={present.map((id) => ({ id, label: id === 'live' ? (live?.label ?? '') : labels[id] }))}
          value={listId}
          onChange={(id) => chosenStore.setState({ listId: present.find((known) => known === id) ?? null })}
        />
      </div>
      {listId === 'live' ? live?.content() : null}
      {listId === 'performance' ? <PerformanceTab objectId={object.id} name={object.name} charts={charts} /> : null}
      {listId === 'alarms' ? <Alarms object={object} /> : null}
      {listId === 'tasks' ? <TaskHistory key={object.id} objectId={object.id} name={object.name} /> : null}
      {listId === 'events' ? <EventList key={object.id} objectId={object.id} name={object.name} /> : null}
      {listId === 'definitions' ? <AlarmDefinitions /> : null}
    </>
  );
}

function Alarms({ object }: { object: Container | VmRow }) {
  const index = useInventoryIndex();
  const isVm = 'powerState' in object;
  const around = isVm ? [object.hostId, ...datastoreIdsOf(object)] : null;
  const key = around?.join() ?? object.id;
  // Space figures change an object many times a second; where it stands and what is in it depend on the ids alone.
  // oxlint-disable-next-line react-hooks/exhaustive-deps
  const ids = useMemo((): ReadonlySet<ObjectId> => new Set(around ?? containerIdsUnder(index, object.id)), [index, key]);
  return (
    <>
      {isVm ? <p className="app-note">{object.otherDatastoreIds === undefined ? say('app.noOwnAlarmsOneDatastore') : say('app.noOwnAlarmsManyDatastores')}</p> : null}
      {isVm ? null : <MaintenanceNotice container={object} />}
      <AlarmList aria-label={say('app.alarmsOf', { object: object.name })} ids={ids} />
    </>
  );
}
