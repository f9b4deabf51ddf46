/**
 * How events are stored: those of one type that happened in one transaction stand together in records of bounded size,
 * so that a batch of clones costs a few records and not one for each machine. Pure.
 */
import { objectIdSchema, type ObjectId } from '../../shared/ids.ts';
import { eventSeveritySchema, eventTypeSchema, type EventSeverity, type EventType, type YardEvent } from '../../shared/model/event.ts';
import type { Task } from '../../shared/model/task.ts';
import { taskIdOf } from '../tasks/journal.ts';
import { eventMessage } from './eventWords.ts';

export interface EventDraft {
  readonly type: EventType;
  /** What the type says when left out. */
  readonly severity?: EventSeverity;
  readonly id: ObjectId | null;
  readonly name: string;
  /** Containers it is or was in, nearest ones only: they are what events are looked for by. */
  readonly places?: readonly ObjectId[];
  /** What the sentence needs besides the name. */
  readonly text?: string;
  /** The task it belongs to, where that is not the one that the transaction is part of. */
  readonly chain?: Task;
}

type Entry = [id: string | null, name: string, placesAt: number, textAt: number];

/** What one record holds. Places and texts that several events have in common are stored once. */
export type EventGroup = [
  type: EventType,
  severity: number,
  atMs: number,
  taskNumber: number | null,
  initiator: string,
  places: string[][],
  texts: string[],
  entries: Entry[],
];

/** Above 2,000 bytes the store would spend a page of its own on a record. */
const mostGroupBytes = 1_700;
/** Some sentences of faults are long; the task has them in full. */
const longestTextChars = 400;
const severities = eventSeveritySchema.options;

export interface Moment {
  readonly atMs: number;
  readonly taskNumber: number | null;
  readonly initiator: string;
}

/** Packs events in the order in which they are given; neighbours of one type and severity share records. */
export function packEvents(drafts: readonly EventDraft[], { atMs, taskNumber, initiator }: Moment): EventGroup[] {
  const groups: EventGroup[] = [];
  let current: { group: EventGroup; key: string; places: Map<string, number>; texts: Map<string, number>; bytes: number } | null = null;
  for (const draft of drafts) {
    const severity = Math.max(0, severities.indexOf(draft.severity ?? eventMessage(draft.type).severity));
    const key = `${draft.type} ${severity}`;
    const text = (draft.text ?? '').slice(0, longestTextChars);
    const places = [...(draft.places ?? [])];
    const placesKey = places.join();
    const bytesOf = (from: typeof current): number =>
      32 + Buffer.byteLength(draft.name) + (from?.texts.has(text) ? 0 : Buffer.byteLength(text) + 3) + (from?.places.has(placesKey) ? 0 : placesKey.length + 3);
    if (!current || current.key !== key || current.bytes + bytesOf(current) > mostGroupBytes) {
      const group: EventGroup = [draft.type, severity, atMs, taskNumber, initiator, [], [], []];
      groups.push(group);
      current = { group, key, places: new Map(), texts: new Map(), bytes: 60 };
    }
    current.bytes += bytesOf(current);
    const [, , , , , allPlaces, allTexts, entries] = current.group;
    entries.push([draft.id, draft.name, placeIn(current.places, placesKey, () => allPlaces.push(places)), placeIn(current.texts, text, () => allTexts.push(text))]);
  }
  return groups;
}

function placeIn(known: Map<string, number>, key: string, add: () => number): number {
  const at = known.get(key) ?? add() - 1;
  known.set(key, at);
  return at;
}

/** What is looked at before a sentence is made. */
export interface PackedEvent {
  readonly key: number;
  readonly id: string | null;
  readonly name: string;
  readonly places: readonly string[];
  readonly text: string;
}

/** The events of a record, newest first. */
export function* unpackNewestFirst(firstKey: number, [, , , , , places, texts, entries]: EventGroup): IterableIterator<PackedEvent> {
  for (let at = entries.length - 1; at >= 0; at -= 1) {
    const entry = entries[at];
    if (entry) yield { key: firstKey + at, id: entry[0], name: entry[1], places: places[entry[2]] ?? [], text: texts[entry[3]] ?? '' };
  }
}

export function eventOf([type, severity, atMs, taskNumber, initiator]: EventGroup, { key, id, name, text }: PackedEvent): YardEvent {
  return {
    key,
    type: eventTypeSchema.parse(type),
    severity: severities[severity] ?? 'info',
    atMs,
    chainId: taskNumber === null ? null : taskIdOf(taskNumber),
    initiator,
    target: { id: id === null ? null : objectIdSchema.parse(id), name },
    message: eventMessage(type).words(name, text),
  };
}

export function countOf(group: EventGroup): number {
  return group[7].length;
}
export function timeOf(group: EventGroup): number {
  return group[2];
}
