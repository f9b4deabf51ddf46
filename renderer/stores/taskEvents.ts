/** What the client knows of tasks, and how an event of `tasks.watch` changes it. */
import type { TaskEvent } from '../../shared/contract/tasks.ts';
import type { TaskId } from '../../shared/ids.ts';
import type { Task } from '../../shared/model/task.ts';

/** The client keeps this many; older ones are fetched with `tasks.list`. */
export const taskKeepCount = 500;

export interface TasksState {
  readonly phase: 'loading' | 'ready';
  readonly revision: number;
  /** Newest first. */
  readonly tasks: readonly Task[];
}

export const initialTasks: TasksState = { phase: 'loading', revision: 0, tasks: [] };

/** The state after `event`, or `'resubscribe'` when something was missed. Known changes are left out. */
export function applyTaskEvent(state: TasksState, event: TaskEvent): TasksState | 'resubscribe' {
  if (event.type === 'snapshot') {
    return { phase: 'ready', revision: event.revision, tasks: newestFirst(event.tasks) };
  }
  if (state.phase !== 'ready') return 'resubscribe';
  if (event.revision <= state.revision) return state;
  if (event.previousRevision !== state.revision) return 'resubscribe';
  const changed = new Map<TaskId, Task>(event.tasks.map((task) => [task.id, task]));
  const kept = state.tasks.map((task) => {
    const update = changed.get(task.id);
    if (update === undefined) return task;
    changed.delete(task.id);
    return update;
  });
  const tasks = changed.size === 0 ? kept : newestFirst([...changed.values(), ...kept]);
  return { ...state, revision: event.revision, tasks };
}

function newestFirst(tasks: readonly Task[]): Task[] {
  return [...tasks].sort((a, b) => b.queuedAtMs - a.queuedAtMs || taskNumber(b.id) - taskNumber(a.id)).slice(0, taskKeepCount);
}

/** Task ids are numbered in the order of their making. */
function taskNumber(id: TaskId): number {
  return Number(id.slice('task-'.length));
}
