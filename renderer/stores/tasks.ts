/** Recent tasks, fed by `tasks.watch`. */
import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';
import type { TaskEvent } from '../../shared/contract/tasks.ts';
import type { ObjectId, TaskId } from '../../shared/ids.ts';
import { isEnded, type Task, type TaskKind } from '../../shared/model/task.ts';
import { applyTaskEvent, initialTasks, type TasksState } from './taskEvents.ts';

export const tasksStore = createStore<TasksState>()(() => initialTasks);

/** Applies events in order; false when something was missed and a new snapshot is needed. */
export function receiveTaskEvents(events: readonly TaskEvent[]): boolean {
  let state = tasksStore.getState();
  let isComplete = true;
  for (const event of events) {
    const next = applyTaskEvent(state, event);
    if (next === 'resubscribe') {
      isComplete = false;
      break;
    }
    state = next;
  }
  tasksStore.setState(state, true);
  return isComplete;
}

export function useTasks<Part>(select: (state: TasksState) => Part): Part {
  return useStore(tasksStore, select);
}

export function useTask(id: TaskId | null): Task | undefined {
  return useTasks((state) => (id === null ? undefined : state.tasks.find((task) => task.id === id)));
}

/** The newest task of a kind, whatever its state; undefined when the list knows none. */
export function useLatestTask(kind: TaskKind): Task | undefined {
  return useTasks((state) => state.tasks.find((task) => task.kind === kind));
}

/** The task of a kind that works on an object now. */
export function useRunningTask(kind: TaskKind, targetId: ObjectId): Task | undefined {
  return useTasks((state) => state.tasks.find((task) => task.kind === kind && task.target.id === targetId && !isEnded(task.state)));
}
