/**
 * Events as they are kept: append-only, in the transaction of what they tell of, oldest ones dropped beyond a bound.
 * Table `events`: key of the first event of a record → see `eventGroups.ts`.
 */
import { eventBound, type HistoryBound } from '../../shared/model/event.ts';
import type { Task } from '../../shared/model/task.ts';
import type { Meta, MetaTx, Table } from '../meta/meta.ts';
import { ChangeFeed } from '../tasks/changeFeed.ts';
import { taskNumberOf } from '../tasks/journal.ts';
import { Pacer } from '../tasks/pacer.ts';
import { currentCaller } from './caller.ts';
import { countOf, packEvents, timeOf, type EventDraft, type EventGroup } from './eventGroups.ts';

/** Records dropped in one transaction, so that none takes long however much has become too old. */
const mostDropped = 64;
/** Records are checked so many at a time. */
const checkLength = 200;

interface Pending {
  /** Made when the transaction ends, when it is known which task it belongs to and what it has come to. */
  readonly makers: ((task: Task | null) => readonly EventDraft[])[];
  task: Task | null;
}

interface FirstRecord {
  readonly key: number;
  readonly count: number;
  readonly atMs: number;
}

export interface EventLogOptions {
  readonly meta: Meta;
  readonly bound?: HistoryBound;
  readonly now?: () => number;
}

export class EventLog {
  /** Told once with every transaction that has brought events. */
  readonly feed = new ChangeFeed<'events'>();
  readonly bound: HistoryBound;
  readonly #groups: Table<number, EventGroup>;
  readonly #now: () => number;
  readonly #pending = new WeakMap<MetaTx, Pending>();
  #nextKey: number;
  /** The first record that is left, or null when there is none. */
  #oldest: FirstRecord | null;

  constructor({ meta, bound = eventBound, now = Date.now }: EventLogOptions) {
    this.#groups = meta.table('events');
    this.bound = bound;
    this.#now = now;
    const [newest] = this.#groups.entries({ reverse: true, limit: 1 });
    this.#nextKey = newest ? newest.key + countOf(newest.value) : 1;
    this.#oldest = this.#oldestFrom(0);
  }

  get newestKey(): number {
    return this.#nextKey - 1;
  }
  /** How many are kept. */
  get count(): number {
    return this.#oldest ? this.#nextKey - this.#oldest.key : 0;
  }
  get oldestAtMs(): number | null {
    return this.#oldest?.atMs ?? null;
  }

  /** Records events with the transaction. */
  add(tx: MetaTx, ...drafts: readonly EventDraft[]): void {
    this.addLater(tx, () => drafts);
  }

  /** As `add`, for events that can be told only when the transaction has done all of its work. @param make gets the task that the transaction belongs to */
  addLater(tx: MetaTx, make: (task: Task | null) => readonly EventDraft[]): void {
    this.#of(tx).makers.push(make);
  }

  /** All events of the transaction belong to the task, those recorded ahead of this as well. */
  attribute(tx: MetaTx, task: Task): void {
    const pending = this.#pending.get(tx);
    if (pending) pending.task = task;
    else this.#of(tx).task = task;
  }

  /** Records below a key, newest first. */
  before(key: number, limit: number): { key: number; value: EventGroup }[] {
    return key <= 1 ? [] : Array.from(this.#groups.entries({ reverse: true, start: key - 1, limit }));
  }

  /** One sentence per problem: keys must follow each other without a gap, up to the newest one. Others have their turn meanwhile. */
  async problems(): Promise<string[]> {
    const pacer = new Pacer();
    // What is recorded or dropped while this is looking is not looked at.
    const { newestKey } = this;
    let expected: number | null = null;
    for (let start = 0; ; ) {
      const records = Array.from(this.#groups.entries({ start, limit: checkLength }));
      for (const { key, value } of records) {
        if (key > newestKey) return [];
        if (expected !== null && key !== expected) return [`After the event ${expected - 1} comes the event ${key}.`];
        expected = key + countOf(value);
      }
      if (records.length < checkLength || expected === null) break;
      start = expected;
      await pacer.pause();
    }
    return expected === null || expected > newestKey ? [] : [`The newest event is ${expected - 1} and should be ${newestKey}.`];
  }

  close(): void {
    this.feed.close();
  }

  #of(tx: MetaTx): Pending {
    const known = this.#pending.get(tx);
    if (known) return known;
    const pending: Pending = { makers: [], task: null };
    this.#pending.set(tx, pending);
    tx.beforeCommit(() => this.#write(tx, pending));
    return pending;
  }

  #write(tx: MetaTx, { makers, task }: Pending): void {
    const drafts = makers.flatMap((make) => make(task));
    if (drafts.length === 0) return;
    const atMs = this.#now();
    let key = this.#nextKey;
    for (const run of runsOf(drafts, task)) {
      const moment = { atMs, taskNumber: run.task ? taskNumberOf(run.task.id) : null, initiator: run.task?.initiator ?? currentCaller() };
      for (const group of packEvents(run.drafts, moment)) {
        this.#groups.put(tx, key, group);
        key += countOf(group);
      }
    }
    const oldest = this.#drop(tx, key, atMs);
    tx.onCommit(() => {
      this.#nextKey = key;
      this.#oldest = oldest;
      this.feed.mark(['events']);
    });
  }

  /** Drops what is beyond the bound. @returns the first record that is left */
  #drop(tx: MetaTx, nextKey: number, nowMs: number): FirstRecord | null {
    const cutOffMs = nowMs - this.bound.days * 86_400_000;
    let oldest = this.#oldest ?? this.#oldestFrom(0);
    // A record goes when all of it is beyond the bound, so there may be a part of one more.
    for (let dropped = 0; oldest && dropped < mostDropped && (nextKey - oldest.key - oldest.count >= this.bound.count || oldest.atMs < cutOffMs); dropped += 1) {
      this.#groups.remove(tx, oldest.key);
      oldest = this.#oldestFrom(oldest.key + 1);
    }
    return oldest;
  }

  #oldestFrom(start: number): FirstRecord | null {
    const [first] = this.#groups.entries({ start, limit: 1 });
    return first ? { key: first.key, count: countOf(first.value), atMs: timeOf(first.value) } : null;
  }
}

/** Neighbours that belong to the same task. */
function runsOf(drafts: readonly EventDraft[], task: Task | null): { readonly task: Task | null; readonly drafts: EventDraft[] }[] {
  const runs: { readonly task: Task | null; readonly drafts: EventDraft[] }[] = [];
  for (const draft of drafts) {
    const owner = draft.chain ?? task;
    const last = runs.at(-1);
    if (last && last.task?.id === owner?.id) last.drafts.push(draft);
    else runs.push({ task: owner, drafts: [draft] });
  }
  return runs;
}
