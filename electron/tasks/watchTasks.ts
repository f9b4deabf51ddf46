/** The stream behind `tasks.watch`. */
import type { TaskEvent } from '../../shared/contract/tasks.ts';
import { taskIdOf } from './journal.ts';
import type { TaskService } from './taskService.ts';

const snapshotLength = 200;

/** The newest tasks, then every change, until the signal is aborted, the consumer stops or the yard is closed. */
export async function* watchTasks(tasks: TaskService, signal?: AbortSignal): AsyncGenerator<TaskEvent, void, void> {
  const subscription = tasks.feed.subscribe(signal);
  try {
    yield { type: 'snapshot', revision: subscription.revision, tasks: tasks.list(snapshotLength) };
    for (;;) {
      const changes = await subscription.next();
      if (!changes) return;
      const { previousRevision, revision } = changes;
      const changed = Array.from(changes.keys).toSorted((a, b) => a - b);
      yield { type: 'change', previousRevision, revision, tasks: changed.map((taskNumber) => tasks.get(taskIdOf(taskNumber))) };
    }
  } finally {
    subscription.end();
  }
}
