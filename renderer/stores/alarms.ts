/** Alarms as the client sees them: one store, fed by `alarms.watch`, and what people do about them. */
import { useMemo } from 'react';
import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';
import type { AlarmState } from '../../shared/contract/alarms.ts';
import type { ObjectId } from '../../shared/ids.ts';
import type { AlarmDefinition, AlarmId, TriggeredAlarm } from '../../shared/model/alarm.ts';
import { say } from '../strings/say.ts';
import { yard } from './connection.ts';
import { notify, notifyFault } from './notices.ts';

export interface AlarmsState extends AlarmState {
  readonly phase: 'loading' | 'ready';
  /** The worst colour of each object that has an alarm. */
  readonly worst: ReadonlyMap<ObjectId, 'yellow' | 'red'>;
}

export const initialAlarms: AlarmsState = { phase: 'loading', definitions: [], triggered: [], worst: new Map() };

export const alarmsStore = createStore<AlarmsState>()(() => initialAlarms);

/** The worst colour by object. Pure. */
export function worstByObject(triggered: readonly TriggeredAlarm[]): Map<ObjectId, 'yellow' | 'red'> {
  const worst = new Map<ObjectId, 'yellow' | 'red'>();
  for (const { target, level } of triggered) if (level === 'red' || !worst.has(target.id)) worst.set(target.id, level);
  return worst;
}

/** Each event is everything there is to know; the last one counts. */
export function receiveAlarmStates(states: readonly AlarmState[]): boolean {
  const last = states.at(-1);
  if (last !== undefined) alarmsStore.setState({ phase: 'ready', definitions: last.definitions, triggered: last.triggered, worst: worstByObject(last.triggered) }, true);
  return true;
}

export function useAlarms<Part>(select: (state: AlarmsState) => Part): Part {
  return useStore(alarmsStore, select);
}

/** The worst colour of an object, or undefined while it has no alarm. */
export function useAlarmLevel(id: ObjectId | null): 'yellow' | 'red' | undefined {
  return useAlarms((state) => (id === null ? undefined : state.worst.get(id)));
}

export function useAlarmDefinition(id: AlarmId | null): AlarmDefinition | undefined {
  return useAlarms((state) => state.definitions.find((definition) => definition.id === id));
}

/** The alarms on some objects; null: all. Keep the set identical while its members stay the same. */
export function useAlarmsOn(ids: ReadonlySet<ObjectId> | null): readonly TriggeredAlarm[] {
  const triggered = useAlarms((state) => state.triggered);
  return useMemo(() => (ids === null ? triggered : triggered.filter(({ target }) => ids.has(target.id))), [triggered, ids]);
}

const chosenOf = (alarms: readonly TriggeredAlarm[]) => ({ alarms: alarms.map(({ alarmId, target }) => ({ alarmId, objectId: target.id })) });

export async function acknowledgeAlarms(alarms: readonly TriggeredAlarm[]): Promise<void> {
  try {
    await yard().alarms.acknowledge(chosenOf(alarms));
  } catch (error) {
    notifyFault(say('stores.alarmsNotAcknowledged'), error);
  }
}

export async function resetAlarms(alarms: readonly TriggeredAlarm[]): Promise<void> {
  try {
    const { changed } = await yard().alarms.reset(chosenOf(alarms));
    if (changed > 0) notify('info', say('stores.alarmsReset', { count: changed }));
  } catch (error) {
    notifyFault(say('stores.alarmsNotReset'), error);
  }
}
