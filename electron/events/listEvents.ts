/** Looks through the events that are kept, newest first. */
import type { EventFilter, EventPage } from '../../shared/contract/events.ts';
import { eventSeveritySchema, type YardEvent } from '../../shared/model/event.ts';
import type { Inventory } from '../inventory/inventory.ts';
import { taskNumberOf } from '../tasks/journal.ts';
import { Pacer } from '../tasks/pacer.ts';
import { eventOf, timeOf, unpackNewestFirst, type EventGroup } from './eventGroups.ts';
import type { EventLog } from './eventLog.ts';
import { eventMessage } from './eventWords.ts';
import { isInScope, scopeOf } from './scope.ts';

/** Records are read so many at a time; others have their turn between. */
const readLength = 100;

export interface EventQuery extends EventFilter {
  readonly limit: number;
  readonly beforeKey: number | null;
}

/** @throws the reason of the signal */
export async function listEvents(log: EventLog, inventory: Inventory, query: EventQuery, signal?: AbortSignal): Promise<EventPage> {
  const scope = scopeOf(inventory, query.objectId);
  const wanted = query.text.trim().toLowerCase();
  const isWanted = groupFilter(query);
  const pacer = new Pacer();
  const events: YardEvent[] = [];
  let cursor = query.beforeKey ?? log.newestKey + 1;
  for (;;) {
    signal?.throwIfAborted();
    const records = log.before(cursor, readLength);
    for (const { key: firstKey, value: group } of records) {
      // Records follow each other in time, so nothing before this one can be wanted.
      if (query.sinceMs !== null && timeOf(group) < query.sinceMs) return pageOf(log, events, null);
      if (!isWanted(group)) continue;
      for (const packed of unpackNewestFirst(firstKey, group)) {
        if (packed.key >= cursor || !isInScope(scope, packed.id, packed.places)) continue;
        if (wanted !== '' && !matches(group, packed.name, packed.text, wanted)) continue;
        if (events.length === query.limit) return pageOf(log, events, (events.at(-1)?.key ?? cursor));
        events.push(eventOf(group, packed));
      }
    }
    const last = records.at(-1);
    if (!last || records.length < readLength) return pageOf(log, events, null);
    cursor = last.key;
    await pacer.pause();
  }
}

function groupFilter({ types, severities, beforeMs, chainId }: EventQuery): (group: EventGroup) => boolean {
  const wantedTypes = new Set<string>(types);
  const wantedSeverities = new Set(severities.map((severity) => eventSeveritySchema.options.indexOf(severity)));
  const chain = chainId === null ? null : taskNumberOf(chainId);
  return ([type, severity, atMs, taskNumber]) =>
    (wantedTypes.size === 0 || wantedTypes.has(type)) &&
    (wantedSeverities.size === 0 || wantedSeverities.has(severity)) &&
    (beforeMs === null || atMs < beforeMs) &&
    (chain === null || taskNumber === chain);
}

function matches([type]: EventGroup, name: string, text: string, wanted: string): boolean {
  return name.toLowerCase().includes(wanted) || eventMessage(type).words(name, text).toLowerCase().includes(wanted);
}

function pageOf(log: EventLog, events: YardEvent[], nextBeforeKey: number | null): EventPage {
  return { events, nextBeforeKey, kept: { count: log.count, oldestAtMs: log.oldestAtMs, bound: log.bound } };
}
