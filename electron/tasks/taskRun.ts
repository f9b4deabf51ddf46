/** One task while it is queued or running: its state in memory and what its runner may do. */
import { faultRecordOf, type FaultRecord } from '../../shared/faults.ts';
import type { TaskId } from '../../shared/ids.ts';
import { isEnded, type Task, type TaskChild, type TaskProgress, type TaskResult } from '../../shared/model/task.ts';
import type { MetaTx } from '../meta/meta.ts';
import { taskNumberOf, type ChildDraft, type ChildResult, type Journal, type StoredTask } from './journal.ts';
import { addSample, rateOf, timeLeftMs, type ProgressSample } from './progressRate.ts';

/** How the work ended. Failures are thrown. */
export interface TaskEnd {
  readonly state: 'success' | 'canceled';
  readonly result: TaskResult | null;
}

/** Why the signal of a task was aborted when the yard is being closed: it is left as it is, to be taken up again. */
export class ShutdownError extends Error {
  constructor() {
    super('The yard is being closed.');
    this.name = 'ShutdownError';
  }
}

/** Told by the run, acted on by the service. */
export interface RunListener {
  changed(taskNumber: number): void;
  ended(taskNumber: number): void;
  /** The record in the store says less than is known now: `stored` takes its place when there is an occasion. */
  amended(taskNumber: number, stored: StoredTask): void;
  /** It takes no place in its lane for a while, or takes it again. */
  waiting(): void;
}

export class TaskRun {
  readonly taskNumber: number;
  readonly #journal: Journal;
  readonly #listener: RunListener;
  readonly #abort = new AbortController();
  /** What the open transaction has put so far, so that several steps in it build on each other. */
  readonly #steps = new WeakMap<MetaTx, StoredTask>();
  #stored: StoredTask;
  #samples: ProgressSample[] = [];
  /** Since when time is not yet part of `workedMs` in the record; null while queued. */
  #countingSinceMs: number | null = null;
  #isWaiting = false;
  #resolveEnded: (task: Task | null) => void = () => undefined;
  /** The task when it has ended, or null when the yard was closed before. */
  readonly ended: Promise<Task | null>;

  constructor(journal: Journal, stored: StoredTask, listener: RunListener) {
    this.#journal = journal;
    this.#stored = stored;
    this.#listener = listener;
    this.taskNumber = taskNumberOf(stored.task.id);
    this.ended = new Promise((resolve) => {
      this.#resolveEnded = resolve;
    });
  }

  get id(): TaskId {
    return this.#stored.task.id;
  }
  get task(): Task {
    return this.#stored.task;
  }
  get stored(): StoredTask {
    return this.#stored;
  }
  /** Aborted on cancellation and when the yard is being closed. */
  get signal(): AbortSignal {
    return this.#abort.signal;
  }
  /** True when stopping was asked for by a person, not by a shutdown. */
  get isCanceled(): boolean {
    return this.signal.aborted && !(this.signal.reason instanceof ShutdownError);
  }
  get isRunning(): boolean {
    return this.#countingSinceMs !== null;
  }
  /** True while it waits for something outside, which may take any time. */
  get isWaiting(): boolean {
    return this.#isWaiting;
  }
  /** Time spent running, over all runs before and after interruptions. */
  get workedMs(): number {
    return this.#workedUntil(performance.now());
  }

  /** How far it is, in memory only. */
  progress(unit: TaskProgress['unit'], done: number, total: number | null): void {
    this.#samples = addSample(this.#samples, { atMs: performance.now(), done });
    const ratePerSecond = rateOf(this.#samples);
    this.#setTask({ progress: { unit, done, total, ratePerSecond, timeLeftMs: timeLeftMs(done, total, ratePerSecond) } });
  }

  /** What it is doing now, in memory only. */
  detail(text: string): void {
    if (text !== this.task.detail) this.#setTask({ detail: text });
  }

  /** While it waits, others take its place in the lane; when it goes on, it does so at once, and there may be one more than the lane is wide. */
  setWaiting(isWaiting: boolean): void {
    this.#isWaiting = isWaiting;
    this.#listener.waiting();
  }

  /** Items that have not ended yet, in order. */
  pendingChildren(): TaskChild[] {
    const total = this.task.children?.total ?? 0;
    return this.#journal.children(this.taskNumber, 0, total).filter((child) => !isEnded(child.state));
  }

  /** Items for what has become part of the work since the task was started, behind the others. */
  addChildren(tx: MetaTx, children: readonly ChildDraft[]): void {
    const base = this.#base(tx);
    const before = base.task.children ?? { total: 0, succeeded: 0, failed: 0 };
    this.#journal.addChildren(tx, this.taskNumber, before.total, children);
    this.#step(tx, { ...base, task: { ...base.task, children: { ...before, total: before.total + children.length } } });
  }

  /** Records what became of items, in the transaction that did it. Returns the counts as of then. */
  childResults(tx: MetaTx, results: readonly ChildResult[]): { succeeded: number; failed: number } {
    const base = this.#base(tx);
    const before = base.task.children ?? { total: 0, succeeded: 0, failed: 0 };
    const failed = results.filter((result) => result.state === 'error').length;
    const children = { ...before, succeeded: before.succeeded + results.length - failed, failed: before.failed + failed };
    this.#journal.putChildren(tx, this.taskNumber, results);
    const done = children.succeeded + children.failed;
    this.#samples = addSample(this.#samples, { atMs: performance.now(), done });
    const ratePerSecond = rateOf(this.#samples);
    const progress = { unit: 'items' as const, done, total: children.total, ratePerSecond, timeLeftMs: timeLeftMs(done, children.total, ratePerSecond) };
    this.#step(tx, { ...base, task: { ...base.task, children, progress } });
    return children;
  }

  /** The counts as the open transaction would leave them. */
  childrenIn(tx: MetaTx): { succeeded: number; failed: number } {
    return this.#base(tx).task.children ?? { succeeded: 0, failed: 0 };
  }

  /**
   * Ends the task in the transaction that did its last piece of work.
   * @param measure the result once the transaction is durable, when it tells how long that took
   */
  end(tx: MetaTx, end: TaskEnd, measure?: () => TaskEnd['result']): TaskEnd {
    this.#endWith(tx, { state: end.state, result: end.result, fault: null }, measure);
    return end;
  }

  fail(tx: MetaTx, error: unknown): void {
    this.#endWith(tx, { state: 'error', result: null, fault: faultRecordOf(error) });
  }

  /** Called by the service only. */
  begin(nowMs: number): void {
    this.#countingSinceMs = performance.now();
    this.#setTask({ state: 'running', startedAtMs: this.task.startedAtMs ?? nowMs });
  }

  /** Called by the service only: makes the wish to stop durable, so that a crash does not undo it. */
  requestStop(tx: MetaTx): void {
    this.#step(tx, { ...this.#base(tx), isCancelRequested: true });
  }

  abort(reason: Error): void {
    this.#abort.abort(reason);
  }

  /** The yard was closed before the task ended. */
  abandon(): void {
    this.#resolveEnded(null);
  }

  #endWith(tx: MetaTx, end: { state: Task['state']; result: Task['result']; fault: FaultRecord | null }, measure?: () => TaskEnd['result']): void {
    const base = this.#base(tx);
    const rest = base.task.progress ? { ...base.task.progress, ratePerSecond: null, timeLeftMs: null } : null;
    const task: Task = { ...base.task, ...end, detail: '', progress: rest, completedAtMs: Date.now(), cancelable: false };
    this.#step(tx, { ...base, task });
    tx.onCommit(() => {
      if (measure) {
        this.#stored = { ...this.#stored, task: { ...task, result: measure(), completedAtMs: Date.now() } };
        this.#listener.amended(this.taskNumber, this.#stored);
      }
      this.#listener.ended(this.taskNumber);
      this.#resolveEnded(this.task);
    });
  }

  #base(tx: MetaTx): StoredTask {
    return this.#steps.get(tx) ?? this.#stored;
  }

  #step(tx: MetaTx, next: StoredTask): void {
    const nowMs = performance.now();
    const stored = { ...next, workedMs: this.#workedUntil(nowMs) };
    this.#steps.set(tx, stored);
    this.#journal.put(tx, this.taskNumber, stored);
    tx.onCommit(() => {
      this.#stored = stored;
      if (this.#countingSinceMs !== null) this.#countingSinceMs = nowMs;
      this.#listener.changed(this.taskNumber);
    });
  }

  #workedUntil(nowMs: number): number {
    return this.#stored.workedMs + (this.#countingSinceMs === null ? 0 : nowMs - this.#countingSinceMs);
  }

  #setTask(changes: Partial<Task>): void {
    this.#stored = { ...this.#stored, task: { ...this.#stored.task, ...changes } };
    this.#listener.changed(this.taskNumber);
  }
}
