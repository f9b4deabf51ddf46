/** Starting a task, showing how far it is and telling how it ended. */
import { randomUUID } from 'node:crypto';
import { Fault } from '../../shared/faults.ts';
import { requestIdOf, type RequestId, type TaskId } from '../../shared/ids.ts';
import { isEnded, type Task, type TaskResult } from '../../shared/model/task.ts';
import { TaskFault } from './faults.ts';
import type { Session } from './session.ts';
import type { Shell } from './shell.ts';

type ResultKind = TaskResult['kind'];
type ResultOf<K extends ResultKind> = Extract<TaskResult, { kind: K }>;

export interface Ended<K extends ResultKind> {
  readonly task: Task;
  readonly result: ResultOf<K>;
  /** From start to end as the journal has it. */
  readonly elapsedMs: number;
}

/**
 * Starts a task, waits for its end and gives its result. Ctrl-C cancels it where it can be
 * cancelled; one that cannot goes on when the yard is next opened, since it is in the journal.
 * @throws TaskFault when the task failed or was cancelled; Fault RequestCanceled when it was left behind
 */
export async function runTask<K extends ResultKind>(
  shell: Shell,
  session: Session,
  kind: K,
  start: (requestId: RequestId) => Promise<{ taskId: TaskId }>,
): Promise<Ended<K>> {
  shell.signal.throwIfAborted();
  const { taskId } = await start(requestIdOf(randomUUID()));
  const task = await waitForTask(shell, session, taskId);
  if (task.state !== 'success') throw new TaskFault(task);
  if (!isKind(task.result, kind)) throw new Error(`${task.id} ended without the result of a ${kind} task.`);
  return { task, result: task.result, elapsedMs: (task.completedAtMs ?? 0) - (task.startedAtMs ?? 0) };
}

function isKind<K extends ResultKind>(result: TaskResult | null, kind: K): result is ResultOf<K> {
  return result?.kind === kind;
}

async function waitForTask(shell: Shell, session: Session, id: TaskId): Promise<Task> {
  const watching = new AbortController();
  const shown = showProgress(shell, session, id, watching.signal);
  const interruption = interruptionOf(shell.signal, watching.signal);
  try {
    const waiting = session.client.tasks.wait({ id });
    const ended = await Promise.race([waiting, interruption]);
    if (ended) return ended;
    const task = await session.client.tasks.get({ id });
    if (task.cancelable) {
      shell.terminal.note(`Cancelling "${task.name}" …`);
      await session.client.tasks.cancel({ id });
      return await waiting;
    }
    if (isEnded(task.state)) return task;
    // The wait is given up with the yard it waits in; its rejection says nothing new then.
    waiting.catch(() => undefined);
    const where = session.isShared ? 'goes on in the running client' : 'goes on when the yard is next opened, if it can be taken up again';
    throw new Fault('RequestCanceled', `"${task.name}" cannot be cancelled; it is in the journal and ${where}.`);
  } finally {
    watching.abort();
    await shown;
    shell.terminal.clearProgress();
  }
}

/** Resolves with null on Ctrl-C, and also when nobody waits for that any more. */
async function interruptionOf(interrupted: AbortSignal, done: AbortSignal): Promise<null> {
  if (interrupted.aborted || done.aborted) return null;
  // Not AbortSignal.any: Node 20 may collect its signal while only a listener knows it.
  return await new Promise((resolve) => {
    // One session waits for many tasks: what listened for the last of them must not stay with it.
    interrupted.addEventListener('abort', () => resolve(null), { once: true, signal: done });
    done.addEventListener('abort', () => resolve(null), { once: true });
  });
}

async function showProgress(shell: Shell, session: Session, id: TaskId, until: AbortSignal): Promise<void> {
  if (!shell.terminal.showsProgress) return;
  try {
    for await (const event of await session.client.tasks.watch(undefined, { signal: until })) {
      const task = event.tasks.find((candidate) => candidate.id === id);
      if (task && !until.aborted) shell.terminal.progress(task.detail || task.name, task.progress);
    }
  } catch (error) {
    // The bar is a courtesy: the task is not affected when its stream breaks, so that is only told.
    if (!until.aborted) shell.terminal.note(`Progress cannot be shown: ${error instanceof Error ? error.message : String(error)}`);
  }
}
