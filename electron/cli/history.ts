/** Events and alarms on the command line: what people type, and the shapes that `--json` prints. */
import { InvalidArgumentError } from 'commander';
import { Fault } from '../../shared/faults.ts';
import type { ObjectId } from '../../shared/ids.ts';
import type { AlarmState } from '../../shared/contract/alarms.ts';
import { alarmMetrics, type AlarmDefinition, type TriggeredAlarm } from '../../shared/model/alarm.ts';
import { eventSeveritySchema, eventTypeSchema, type EventSeverity, type EventType, type YardEvent } from '../../shared/model/event.ts';
import { nameKey } from '../../shared/naming.ts';
import { matchName, type Inventory } from './inventory.ts';

const msPerUnit: Readonly<Record<string, number>> = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** Reads `30m`, `1h`, `2d` or a time such as `2026-11-22T09:15` as milliseconds since 1970. */
export function parseSince(text: string): number {
  const span = /^(\d+)\s*([smhd])$/i.exec(text.trim());
  const unitMs = msPerUnit[span?.[2]?.toLowerCase() ?? ''];
  const atMs = span && unitMs !== undefined ? Date.now() - Number(span[1]) * unitMs : Date.parse(text);
  if (!Number.isFinite(atMs)) throw new InvalidArgumentError('Give a time span such as 30m, 1h or 2d, or a time such as 2026-11-22T09:15.');
  return Math.round(atMs);
}

/** One or several of a list; each use of the option adds one. */
export function collectEventType(text: string, before: readonly EventType[] = []): EventType[] {
  const type = eventTypeSchema.options.find((known) => [known.toLowerCase(), known.replace(/Event$/, '').toLowerCase()].includes(text.toLowerCase()));
  if (!type) throw new InvalidArgumentError('There is no such type of event; docs/events.md lists them, such as VmClonedEvent.');
  return [...before, type];
}

export function collectSeverity(text: string, before: readonly EventSeverity[] = []): EventSeverity[] {
  const severity = eventSeveritySchema.safeParse(text.toLowerCase());
  if (!severity.success) throw new InvalidArgumentError('Give info, warning or error.');
  return [...before, severity.data];
}

/** Any object of the inventory, by its name or id; an id also when the object is gone. */
export function findObject(inventory: Inventory, name: string): { readonly id: ObjectId; readonly name: string } {
  const found = matchName<{ readonly id: ObjectId; readonly name: string }>([...inventory.containers.values(), ...inventory.vms], name);
  if (found) return found;
  throw new Fault('ManagedObjectNotFound', `There is no object "${name}".`, { names: [name], hint: 'Give the name or the id of a virtual machine, template, host, cluster, folder, datastore or datacenter.' });
}

export interface EventView {
  key: number;
  at: string;
  type: EventType;
  severity: EventSeverity;
  task: string | null;
  initiator: string;
  object: string;
  objectId: string | null;
  message: string;
}

export function eventView(event: YardEvent): EventView {
  const { key, type, severity, initiator, message } = event;
  return { key, at: new Date(event.atMs).toISOString(), type, severity, task: event.chainId, initiator, object: event.target.name, objectId: event.target.id, message };
}

export function alarmView(alarm: TriggeredAlarm): Record<string, string | null> {
  const { alarmId, alarmName, target, level, text, acknowledged } = alarm;
  return {
    alarm: alarmName, alarmId, object: target.name, objectId: target.id, level, since: new Date(alarm.sinceMs).toISOString(), text,
    acknowledgedBy: acknowledged?.by ?? null, acknowledgedAt: acknowledged ? new Date(acknowledged.atMs).toISOString() : null,
  };
}

/** "75 %", "24 h", or a dash. */
export function thresholdText({ metric }: Pick<AlarmDefinition, 'metric'>, value: number | null): string {
  if (value === null) return '-';
  return alarmMetrics[metric].unit === 'hours' ? `${value} h` : `${value} %`;
}

/**
 * The triggered alarms that somebody means.
 * @param name of an alarm, or its id; null: all alarms @param objectId null: on all objects
 * @throws Fault ManagedObjectNotFound when none is triggered
 */
export function chooseAlarms({ triggered }: AlarmState, name: string | null, objectId: ObjectId | null): TriggeredAlarm[] {
  const found = triggered.filter((alarm) => (name === null || alarm.alarmId === name || nameKey(alarm.alarmName) === nameKey(name)) && (objectId === null || alarm.target.id === objectId));
  if (found.length > 0) return found;
  throw new Fault('ManagedObjectNotFound', name === null ? 'No alarm is triggered there.' : `The alarm "${name}" is not triggered there.`, { hint: 'See what is with: cloneyard alarm ls' });
}
