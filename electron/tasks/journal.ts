/**
 * The durable journal of long-running work: what was asked for, how it ended, and what became
 * of each item of a bulk task. Tables:
 *
 * - `tasks`: task number → the task as people see it, what was asked for, and what the engine keeps
 * - `tasksOpen`: numbers of tasks that have not ended, so that opening does not read the history
 * - `taskRequests`: request id → task number
 * - `taskChildren`: [task number, first index] → up to 32 items, so that a record stays below
 *   the size from which LMDB spends a page of its own on it
 */
import { Fault, type FaultRecord } from '../../shared/faults.ts';
import { taskIdSchema, type ObjectId, type RequestId, type TaskId } from '../../shared/ids.ts';
import { taskBound, type HistoryBound } from '../../shared/model/event.ts';
import type { Task, TaskChild, TaskState } from '../../shared/model/task.ts';
import type { Meta, MetaTx, Table } from '../meta/meta.ts';
import type { TaskObserver } from './observer.ts';

export interface StoredTask {
  readonly task: Task;
  /** What the runner of the kind was asked to do; parsed with the kind's schema before it runs. */
  readonly spec: unknown;
  /** Kept so that a task whose cancellation was asked for is not taken up again after a crash. */
  readonly isCancelRequested: boolean;
  /** Time spent running up to the last durable step, over all runs. */
  readonly workedMs: number;
}

/** An item of a bulk task before anything was done to it. */
export interface ChildDraft {
  readonly name: string;
  readonly targetId: ObjectId | null;
}

/** What became of one item. */
export interface ChildResult {
  readonly index: number;
  readonly targetId: ObjectId | null;
  readonly state: 'success' | 'error';
  readonly fault: FaultRecord | null;
  /** As of `taskChildSchema`. */
  readonly note?: string | undefined;
  readonly change?: TaskChild['change'];
}

type Told = Pick<TaskChild, 'note' | 'change'>;
/** The last is left out where there is nothing to say, as in all records from before there was. */
type ChildTuple = [name: string, targetId: ObjectId | null, state: number, fault: FaultRecord | null, told?: Told];

const chunkLength = 32;
/** Old tasks that are dropped when a new one is journalled, so that no transaction takes long however many are too old. */
const mostDropped = 8;
const dayMs = 86_400_000;
const childStates = ['queued', 'success', 'error'] as const satisfies readonly TaskState[];

export function taskIdOf(taskNumber: number): TaskId {
  return taskIdSchema.parse(`task-${taskNumber}`);
}

export function taskNumberOf(id: TaskId): number {
  return Number(id.slice('task-'.length));
}

export class Journal {
  readonly #tasks: Table<number, StoredTask>;
  readonly #open: Table<number, boolean>;
  readonly #requests: Table<string, number>;
  readonly #children: Table<[number, number], ChildTuple[]>;
  observer: TaskObserver | null = null;
  readonly #bound: HistoryBound;
  #lastNumber: number;
  /** No task has a lower number. */
  #firstNumber: number;

  /** @param bound how many tasks are kept, and how long after their end */
  constructor(meta: Meta, bound: HistoryBound = taskBound) {
    this.#bound = bound;
    this.#tasks = meta.table('tasks');
    this.#open = meta.table('tasksOpen');
    this.#requests = meta.table('taskRequests');
    this.#children = meta.table('taskChildren');
    const [newest] = this.#tasks.entries({ reverse: true, limit: 1 });
    this.#lastNumber = newest?.key ?? 0;
    this.#firstNumber = this.#numberFrom(1) ?? this.#lastNumber + 1;
  }

  /** How many tasks are kept. */
  get count(): number {
    return this.#lastNumber - this.#firstNumber + 1;
  }
  get oldestAtMs(): number | null {
    return this.#tasks.get(this.#firstNumber)?.task.queuedAtMs ?? null;
  }

  get lastNumber(): number {
    return this.#lastNumber;
  }

  get(taskNumber: number): StoredTask | undefined {
    return this.#tasks.get(taskNumber);
  }

  numberOfRequest(requestId: RequestId): number | undefined {
    return this.#requests.get(requestId);
  }

  openNumbers(): number[] {
    return Array.from(this.#open.entries(), (entry) => entry.key);
  }

  /** Newest first, from below `beforeNumber`. */
  newest(limit: number, beforeNumber = this.#lastNumber + 1): StoredTask[] {
    if (beforeNumber <= 1) return [];
    return Array.from(this.#tasks.entries({ reverse: true, start: beforeNumber - 1, limit }), (entry) => entry.value);
  }

  /** Journals a new task with its items. `build` is given the number it gets. */
  add(tx: MetaTx, build: (taskNumber: number) => StoredTask, children: readonly ChildDraft[]): StoredTask {
    const taskNumber = this.#lastNumber + 1;
    const stored = build(taskNumber);
    this.#tasks.put(tx, taskNumber, stored);
    this.#open.put(tx, taskNumber, true);
    this.#requests.put(tx, stored.task.requestId, taskNumber);
    this.addChildren(tx, taskNumber, 0, children);
    this.observer?.started(tx, stored.task);
    const firstNumber = this.#dropOld(tx, taskNumber, stored.task.queuedAtMs);
    tx.onCommit(() => {
      this.#lastNumber = taskNumber;
      this.#firstNumber = firstNumber;
    });
    return stored;
  }

  /** Forgets the oldest tasks beyond the bound, up to the first that has not ended. @returns the lowest number that is left */
  #dropOld(tx: MetaTx, newestNumber: number, nowMs: number): number {
    let first = Math.min(this.#firstNumber, newestNumber);
    for (let dropped = 0; dropped < mostDropped && first < newestNumber; dropped += 1) {
      const stored = this.#tasks.get(first);
      if (!stored || stored.task.completedAtMs === null) break;
      if (newestNumber - first < this.#bound.count && stored.task.completedAtMs >= nowMs - this.#bound.days * dayMs) break;
      this.#tasks.remove(tx, first);
      this.#requests.remove(tx, stored.task.requestId);
      for (const { key } of [...this.#children.entries({ start: [first, 0], end: [first + 1, 0] })]) this.#children.remove(tx, key);
      first = this.#numberFrom(first + 1) ?? newestNumber;
    }
    return first;
  }

  #numberFrom(start: number): number | undefined {
    const [found] = this.#tasks.entries({ start, limit: 1 });
    return found?.key;
  }

  put(tx: MetaTx, taskNumber: number, stored: StoredTask): void {
    this.#tasks.put(tx, taskNumber, stored);
    if (stored.task.completedAtMs === null) {
      this.observer?.stepped(tx, stored.task);
      return;
    }
    // Records of ended tasks are put again when more is known of them; that is no end.
    if (this.#open.get(taskNumber) !== undefined) this.observer?.ended(tx, stored.task);
    this.#open.remove(tx, taskNumber);
  }

  /** Items behind the `count` that the task has. */
  addChildren(tx: MetaTx, taskNumber: number, count: number, children: readonly ChildDraft[]): void {
    const first = count - (count % chunkLength);
    const added = children.map(({ name, targetId }): ChildTuple => [name, targetId, 0, null]);
    const tuples = count === first ? added : [...this.#chunk(taskNumber, first), ...added];
    for (let at = 0; at < tuples.length; at += chunkLength) this.#children.put(tx, [taskNumber, first + at], tuples.slice(at, at + chunkLength));
  }

  /** Records what became of items that had not ended. */
  putChildren(tx: MetaTx, taskNumber: number, results: readonly ChildResult[]): void {
    const chunks = new Map<number, ChildTuple[]>();
    const failed: { name: string; fault: FaultRecord | null }[] = [];
    for (const result of results) {
      const first = result.index - (result.index % chunkLength);
      const tuples = chunks.get(first) ?? [...this.#chunk(taskNumber, first)];
      const known = tuples[result.index - first];
      if (!known) throw new Fault('SystemError', `The task has no item ${result.index}.`);
      const { targetId, state, fault, note, change } = result;
      const told: Told = { ...(note !== undefined && { note }), ...(change && { change }) };
      const tuple: ChildTuple = [known[0], targetId, childStates.indexOf(state), fault];
      if (note !== undefined || change) tuple.push(told);
      tuples[result.index - first] = tuple;
      chunks.set(first, tuples);
      if (result.state === 'error') failed.push({ name: known[0], fault: result.fault });
    }
    if (failed.length > 0) this.observer?.itemsFailed(tx, failed);
    for (const [first, tuples] of chunks) this.#children.put(tx, [taskNumber, first], tuples);
  }

  /** Items from index `offset` on, at most `limit`. */
  children(taskNumber: number, offset: number, limit: number): TaskChild[] {
    const found: TaskChild[] = [];
    const start = offset - (offset % chunkLength);
    for (const { key, value } of this.#children.entries({ start: [taskNumber, start], end: [taskNumber, offset + limit] })) {
      value.forEach(([name, targetId, state, fault, told], position) => {
        const index = key[1] + position;
        if (index < offset || index >= offset + limit) return;
        found.push({ index, name, targetId, state: childStates[state] ?? 'queued', fault, ...told });
      });
    }
    return found;
  }

  #chunk(taskNumber: number, first: number): readonly ChildTuple[] {
    return this.#children.get([taskNumber, first]) ?? [];
  }
}
