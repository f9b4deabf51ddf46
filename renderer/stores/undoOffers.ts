/** Notices that offer to take back what a task did, each only for as long as that can be done. */
import type { TaskId } from '../../shared/ids.ts';
import { isEnded } from '../../shared/model/task.ts';
import { yard } from './connection.ts';
import { noticesStore, withdrawAction } from './notices.ts';
import { tasksStore } from './tasks.ts';
import type { TasksState } from './taskEvents.ts';

/** Lets go what offers to take back the task, because it is being done. */
export function endOffers(taskId: TaskId): void {
  for (const { id, undoes } of noticesStore.getState().notices) if (undoes === taskId) withdrawAction(id);
}

/** Another one whenever a task has ended, which may have changed what can be taken back. */
export function lastEnd({ tasks }: TasksState): string {
  let endedCount = 0;
  let lastMs = 0;
  for (const { state, completedAtMs } of tasks) {
    if (!isEnded(state)) continue;
    endedCount += 1;
    lastMs = Math.max(lastMs, completedAtMs ?? 0);
  }
  return `${endedCount} ${lastMs}`;
}

/** Asks again at each end of a task, for as long as the page lives: what it did may stand in the way. */
export function followOffers(): void {
  let last = '';
  let isAsking = false;
  let isStale = false;
  const askAgain = async () => {
    isStale = true;
    if (isAsking) return;
    isAsking = true;
    while (isStale) {
      isStale = false;
      await Promise.all(noticesStore.getState().notices.map(({ id, undoes }) => (undoes === undefined ? undefined : check(id, undoes))));
    }
    isAsking = false;
  };
  tasksStore.subscribe((state) => {
    if (!noticesStore.getState().notices.some(({ undoes }) => undoes !== undefined)) return;
    const now = lastEnd(state);
    if (now === last) return;
    last = now;
    void askAgain();
  });
}

async function check(noticeId: number, taskId: TaskId): Promise<void> {
  try {
    if ((await yard().lifecycle.undoRefusal({ taskId })) !== null) withdrawAction(noticeId);
  } catch {
    // It is not known then, and whoever takes the offer is told why it cannot be done.
  }
}
