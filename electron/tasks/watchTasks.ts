/** The stream behind `tasks.watch`. */
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { TaskEvent } from '../../shared/contract/tasks.ts';
import { taskIdOf } from './journal.ts';
import type { TaskService } from './taskService.ts';

const snapshotLength = 200;
/** More changed tasks at once come in several events, so that none of them holds up the yard's thread. */
const changeLength = 200;

/** The newest tasks, then every change, until the signal is aborted, the consumer stops or the yard is closed. */
export async function* watchTasks(tasks: TaskService, signal?: AbortSignal): AsyncGenerator<TaskEvent, void, void> {
  const subscription = tasks.feed.subscribe(signal);
  try {
    yield { type: 'snapshot', revision: subscription.revision, tasks: tasks.list(snapshotLength) };
    for (;;) {
      const changes = await subscription.next();
      if (!changes) return;
      const { revision } = changes;
      let { previousRevision } = changes;
      const changed = Array.from(changes.keys).toSorted((a, b) => a - b);
      for (let first = 0; first < changed.length; first += changeLength) {
        if (first > 0) await nextTurn();
        if (signal?.aborted) return;
        const part = changed.slice(first, first + changeLength);
        yield { type: 'change', previousRevision, revision, tasks: part.map((taskNumber) => tasks.get(taskIdOf(taskNumber))) };
        // The parts of a big change follow each other without a gap.
        previousRevision = revision;
      }
    }
  } finally {
    subscription.end();
  }
}
