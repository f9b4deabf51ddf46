/** The exact pass as the last step of a task whose work is done and durable already. */
import type { StorageArray } from '../array/port.ts';
import type { TaskRun } from '../tasks/taskRun.ts';

/** Cancelled, the pass is left to the next idle moment; the task has done what it was for. @throws the reason of a shutdown */
export async function giveSpaceBack(array: StorageArray, run: TaskRun): Promise<void> {
  if (!array.needsReclaim) return;
  try {
    await array.reclaim(run.signal);
  } catch (error) {
    if (!run.isCanceled) throw error;
  }
}
