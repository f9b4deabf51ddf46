import { expect, it } from 'vitest';
import { alarmsStore, receiveAlarmStates, worstByObject } from '../../../../renderer/stores/alarms.ts';
import { triggeredAlarmSchema, type TriggeredAlarm } from '../../../../shared/model/alarm.ts';

const alarm = (number: number, objectId: string, level: 'yellow' | 'red'): TriggeredAlarm =>
  triggeredAlarmSchema.parse({ alarmId: `alarm-${number}`, alarmName: 'A', target: { id: objectId, name: objectId }, level, sinceMs: 0, text: '', acknowledged: null });

it('knows the worst colour of each object, in whatever order alarms come', () => {
  const triggered = [alarm(1, 'host-1', 'yellow'), alarm(2, 'host-1', 'red'), alarm(3, 'host-1', 'yellow'), alarm(1, 'datastore-2', 'yellow')];
  expect(Object.fromEntries(worstByObject(triggered))).toEqual({ 'host-1': 'red', 'datastore-2': 'yellow' });
  expect(worstByObject(triggered.toReversed())).toEqual(worstByObject(triggered));
});

it('keeps the last state that was told', () => {
  expect(receiveAlarmStates([{ definitions: [], triggered: [alarm(1, 'host-1', 'red')] }, { definitions: [], triggered: [] }])).toBe(true);
  expect(alarmsStore.getState()).toMatchObject({ phase: 'ready', triggered: [], worst: new Map() });
  expect(receiveAlarmStates([])).toBe(true);
  expect(alarmsStore.getState().phase).toBe('ready');
});
