/** Queues, runs, cancels and remembers long-running work. */
import { setImmediate as nextTurn } from 'node:timers/promises';
import { Fault } from '../../shared/faults.ts';
import type { RequestId, TaskId } from '../../shared/ids.ts';
import type { HistoryBound } from '../../shared/model/event.ts';
import { isEnded, type Task, type TaskChild, type TaskKind } from '../../shared/model/task.ts';
import type { Meta, MetaTx } from '../meta/meta.ts';
import { ChangeFeed } from './changeFeed.ts';
import { Journal, taskIdOf, taskNumberOf, type StoredTask } from './journal.ts';
import { laneWidths, type Lane, type TaskKindOptions, type TaskRequest } from './taskKinds.ts';
import type { TaskObserver } from './observer.ts';
import { ShutdownError, TaskRun, type RunListener, type TaskEnd } from './taskRun.ts';
import { TurnGate } from './turnGate.ts';

interface Registered {
  readonly lane: Lane;
  readonly isResumable: boolean;
  readonly interruptedHint: string;
  run(run: TaskRun): Promise<TaskEnd>;
}

export class TaskService {
  readonly feed = new ChangeFeed<number>();
  /** To be passed ahead of `start` by whoever answers calls: journalling is a transaction of its own. */
  readonly gate = new TurnGate();
  readonly #meta: Meta;
  readonly #journal: Journal;
  readonly #log: (text: string) => void;
  readonly #kinds = new Map<TaskKind, Registered>();
  readonly #live = new Map<number, TaskRun>();
  /** Records of ended tasks that are to be written with the next transaction. */
  readonly #amended = new Map<number, StoredTask>();
  readonly #running = new Set<Promise<void>>();
  readonly #idleListeners = new Set<() => void>();
  #isClosing = false;

  /** @param bound how much of the history is kept; the default when left out */
  constructor(meta: Meta, log: (text: string) => void, bound?: HistoryBound) {
    this.#meta = meta;
    this.#journal = new Journal(meta, bound);
    this.#log = log;
  }

  register<Spec>(kind: TaskKind, options: TaskKindOptions<Spec>): void {
    const { lane, isResumable, interruptedHint } = options;
    this.#kinds.set(kind, { lane, isResumable, interruptedHint, run: (run) => options.run(run, options.spec.parse(run.stored.spec)) });
  }

  /** Told of every step that is journalled; to be set ahead of `recover`. */
  set observer(observer: TaskObserver) {
    this.#journal.observer = observer;
  }

  /** The task that a request id has started before, if any. */
  startedBy(requestId: RequestId): TaskId | undefined {
    const taskNumber = this.#journal.numberOfRequest(requestId);
    return taskNumber === undefined ? undefined : taskIdOf(taskNumber);
  }

  /** Journals the task and queues it. It is durable when this returns; a request id that was used before starts nothing. */
  start(request: TaskRequest): TaskId {
    const known = this.startedBy(request.requestId);
    if (known) return known;
    if (this.#isClosing) throw new Fault('InvalidState', 'The data directory is being closed.');
    const children = request.children ?? [];
    const stored = this.#meta.transaction((tx) => {
      request.alongside?.(tx);
      this.#saveAmended(tx);
      return this.#journal.add(tx, (taskNumber) => newTask(taskNumber, request), children);
    });
    this.#adopt(stored);
    this.#schedule();
    return stored.task.id;
  }

  /**
   * Deals with what was interrupted by a crash or shutdown; to be called once, after all kinds
   * are registered. Kinds that can be resumed are queued again unless `isResuming` is false.
   */
  recover(isResuming: boolean): void {
    const open = this.#journal.openNumbers().flatMap((taskNumber) => this.#journal.get(taskNumber) ?? []);
    if (open.length === 0) return;
    const resumed = this.#meta.transaction((tx) =>
      open.flatMap((stored): StoredTask[] => {
        const kind = this.#kinds.get(stored.task.kind);
        const taskNumber = taskNumberOf(stored.task.id);
        if (!stored.isCancelRequested && kind?.isResumable) {
          const resumeCount = stored.task.resumeCount + (isResuming ? 1 : 0);
          const task: Task = { ...stored.task, state: 'queued', resumeCount, detail: 'Waiting to be resumed' };
          this.#journal.put(tx, taskNumber, { ...stored, task });
          return isResuming ? [{ ...stored, task }] : [];
        }
        const fault = { code: 'Interrupted' as const, message: 'The client was closed or stopped before this had ended.', hint: kind?.interruptedHint ?? 'Start it again.' };
        const end = stored.isCancelRequested ? { state: 'canceled' as const } : { state: 'error' as const, fault };
        this.#journal.put(tx, taskNumber, { ...stored, task: { ...stored.task, ...end, detail: '', completedAtMs: Date.now(), cancelable: false } });
        return [];
      }),
    );
    for (const stored of resumed) this.#adopt(stored);
    this.#schedule();
  }

  get(id: TaskId): Task {
    const taskNumber = taskNumberOf(id);
    const task = this.#live.get(taskNumber)?.task ?? (this.#amended.get(taskNumber) ?? this.#journal.get(taskNumber))?.task;
    if (!task) throw new Fault('ManagedObjectNotFound', `There is no task ${id}.`);
    return task;
  }

  /** How many tasks are kept, and since when. */
  get count(): number {
    return this.#journal.count;
  }
  get oldestAtMs(): number | null {
    return this.#journal.oldestAtMs;
  }

  /** True while it is queued or running, or waits to be taken up again. */
  isOpen(id: TaskId): boolean {
    const taskNumber = taskNumberOf(id);
    const task = this.#live.get(taskNumber)?.task ?? this.#journal.get(taskNumber)?.task;
    return task !== undefined && !isEnded(task.state);
  }

  /** Newest first. */
  list(limit: number, beforeId?: TaskId): Task[] {
    const stored = this.#journal.newest(limit, beforeId === undefined ? undefined : taskNumberOf(beforeId));
    return stored.map(({ task }) => this.get(task.id));
  }

  children(id: TaskId, offset: number, limit: number): { total: number; children: TaskChild[] } {
    const total = this.get(id).children?.total ?? 0;
    return { total, children: this.#journal.children(taskNumberOf(id), offset, limit) };
  }

  /** Asks a task to stop at its next safe point; does nothing to one that has ended. */
  cancel(id: TaskId): Task {
    const task = this.get(id);
    if (isEnded(task.state)) return task;
    if (!task.cancelable) throw new Fault('NotSupported', `"${task.name}" cannot be cancelled.`);
    const taskNumber = taskNumberOf(id);
    const run = this.#live.get(taskNumber);
    if (!run) {
      // Interrupted earlier and not taken up again: nobody runs it, so it ends here.
      const stored = this.#journal.get(taskNumber);
      if (!stored) throw new Fault('ManagedObjectNotFound', `There is no task ${id}.`);
      const waiting = new TaskRun(this.#journal, stored, this.#listener);
      this.#meta.transaction((tx) => waiting.end(tx, { state: 'canceled', result: null }));
    } else if (run.isRunning) {
      if (run.signal.aborted) return task;
      this.#meta.transaction((tx) => run.requestStop(tx));
      run.detail('Stopping');
      run.abort(new Fault('RequestCanceled'));
    } else {
      this.#meta.transaction((tx) => run.end(tx, { state: 'canceled', result: null }));
    }
    return this.get(id);
  }

  /** The task when it has ended. @throws Fault Interrupted when the yard is closed before */
  async wait(id: TaskId, signal?: AbortSignal): Promise<Task> {
    const task = this.get(id);
    const run = this.#live.get(taskNumberOf(id));
    if (isEnded(task.state)) return task;
    if (!run) throw new Fault('InvalidState', `"${task.name}" is waiting to be resumed.`);
    const ended = await (signal ? Promise.race([run.ended, aborted(signal)]) : run.ended);
    if (!ended) throw new Fault('Interrupted', 'The client was closed before the task had ended.', { hint: 'Look at the task after the next start.' });
    return ended;
  }

  /** Runs `work` when the task has ended or the yard is closed, whichever comes first. */
  whenEnded(id: TaskId, work: (task: Task | null) => void): void {
    const run = this.#live.get(taskNumberOf(id));
    if (run) void run.ended.then(work);
    else work(this.get(id));
  }

  /** True when nothing is queued or running, apart from what waits for something outside. */
  get isIdle(): boolean {
    for (const run of this.#live.values()) if (!run.isWaiting) return false;
    return true;
  }

  /** True when nothing is queued or running that changes what exists or what disks hold. */
  get isQuiet(): boolean {
    for (const run of this.#live.values()) if (this.#kindOf(run).lane !== 'maintenance') return false;
    return true;
  }

  /** What is queued or running. */
  live(): Task[] {
    return Array.from(this.#live.values(), (run) => run.task);
  }

  /** True while the task is queued or running; false for one that was interrupted and not taken up again. */
  isLive(id: TaskId): boolean {
    return this.#live.has(taskNumberOf(id));
  }

  /** Calls `listener` whenever the last task has ended. */
  onIdle(listener: () => void): () => void {
    this.#idleListeners.add(listener);
    return () => this.#idleListeners.delete(listener);
  }

  /** Resolves when nothing is queued or running. */
  async drain(): Promise<void> {
    while (this.#live.size > 0 && !this.#isClosing) await Promise.all(Array.from(this.#live.values(), (run) => run.ended));
  }

  /** As `drain`, apart from what waits for something outside: that may take any time. */
  async settle(signal: AbortSignal): Promise<void> {
    const changes = this.feed.subscribe(signal);
    try {
      while (!this.isIdle && !this.#isClosing && (await changes.next())) continue;
    } finally {
      changes.end();
    }
  }

  /** Stops running tasks at their next safe point; what can be resumed is taken up at the next open. */
  async close(): Promise<void> {
    this.#isClosing = true;
    this.feed.close();
    for (const run of this.#live.values()) run.abort(new ShutdownError());
    await Promise.all(this.#running);
    for (const run of this.#live.values()) run.abandon();
    this.#live.clear();
    if (this.#amended.size > 0) this.#meta.transaction((tx) => this.#saveAmended(tx));
  }

  readonly #listener: RunListener = {
    changed: (taskNumber) => this.feed.mark([taskNumber]),
    amended: (taskNumber, stored) => void this.#amended.set(taskNumber, stored),
    waiting: () => this.#schedule(),
    ended: (taskNumber) => {
      this.#live.delete(taskNumber);
      this.feed.mark([taskNumber]);
      if (this.#live.size === 0) for (const listener of this.#idleListeners) listener();
    },
  };

  #saveAmended(tx: MetaTx): void {
    const saved = [...this.#amended];
    for (const [taskNumber, stored] of saved) this.#journal.put(tx, taskNumber, stored);
    tx.onCommit(() => {
      for (const [taskNumber] of saved) this.#amended.delete(taskNumber);
    });
  }

  #adopt(stored: StoredTask): void {
    const run = new TaskRun(this.#journal, stored, this.#listener);
    this.#live.set(run.taskNumber, run);
    this.feed.mark([run.taskNumber]);
  }

  #schedule(): void {
    if (this.#isClosing) return;
    const free = { ...laneWidths };
    for (const run of this.#live.values()) if (run.isRunning && !run.isWaiting) free[this.#kindOf(run).lane] -= 1;
    for (const run of this.#live.values()) {
      const kind = this.#kindOf(run);
      if (run.isRunning || free[kind.lane] <= 0) continue;
      free[kind.lane] -= 1;
      run.begin(Date.now());
      const work = this.#execute(run, kind).finally(() => {
        this.#running.delete(work);
        this.#schedule();
      });
      this.#running.add(work);
    }
  }

  async #execute(run: TaskRun, kind: Registered): Promise<void> {
    try {
      // The caller gets its task id before any work is done, and the work does not lengthen the turn that journalled it.
      await nextTurn();
      const end = await kind.run(run);
      if (!isEnded(run.task.state)) this.#meta.transaction((tx) => run.end(tx, end));
    } catch (error) {
      if (isEnded(run.task.state)) {
        this.#log(`After the end of "${run.task.name}": ${describe(error)}`);
      } else if (run.signal.aborted && !run.isCanceled) {
        // A shutdown leaves the journal as it is; the next open decides what becomes of the task.
      } else {
        this.#endFailed(run, error);
      }
    }
  }

  #endFailed(run: TaskRun, error: unknown): void {
    try {
      if (!(error instanceof Fault)) this.#log(`"${run.task.name}" failed: ${describe(error)}`);
      this.#meta.transaction((tx) => {
        if (run.isCanceled && isStop(error)) run.end(tx, { state: 'canceled', result: null });
        else run.fail(tx, error);
      });
    } catch (journalError) {
      // The journal itself cannot be written (a full disk): nobody must wait for ever, and the next open ends the task.
      this.#log(`The end of "${run.task.name}" could not be recorded: ${describe(journalError)}`);
      this.#listener.ended(run.taskNumber);
      run.abandon();
    }
  }

  #kindOf(run: TaskRun): Registered {
    const kind = this.#kinds.get(run.task.kind);
    if (!kind) throw new Fault('NotSupported', `Tasks of the kind ${run.task.kind} cannot be run.`);
    return kind;
  }
}

function newTask(taskNumber: number, request: TaskRequest): StoredTask {
  const total = request.children?.length;
  return {
    task: {
      id: taskIdOf(taskNumber),
      kind: request.kind,
      name: request.name,
      target: { ...request.target },
      state: 'queued',
      progress: total === undefined ? null : { unit: 'items', done: 0, total, ratePerSecond: null, timeLeftMs: null },
      detail: 'Waiting for other tasks',
      initiator: request.initiator,
      requestId: request.requestId,
      queuedAtMs: Date.now(),
      startedAtMs: null,
      completedAtMs: null,
      cancelable: request.isCancelable,
      resumeCount: 0,
      fault: null,
      children: total === undefined ? null : { total, succeeded: 0, failed: 0 },
      result: null,
    },
    spec: request.spec,
    isCancelRequested: false,
    workedMs: 0,
  };
}

/** True for what the work throws because it was asked to stop, as opposed to a failure on the way. */
function isStop(error: unknown): boolean {
  if (error instanceof Fault) return error.code === 'RequestCanceled';
  return error instanceof Error && error.name === 'AbortError';
}

function describe(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    const stop = (): void => reject(new Fault('RequestCanceled', 'Nobody waits for the task any more.'));
    if (signal.aborted) stop();
    else signal.addEventListener('abort', stop, { once: true });
  });
}
