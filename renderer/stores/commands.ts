/** Commands that need no dialog of their own: their failures become notices, their success shows in the inventory. */
import { newRequestId } from '../api/environment.ts';
import type { ObjectId, TaskId } from '../../shared/ids.ts';
import { say } from '../strings/say.ts';
import { yard } from './connection.ts';
import { notifyFault } from './notices.ts';

/** Starts the comparison of two disks; the verdict is told by its task. */
export async function compareDisks(firstId: ObjectId, secondId: ObjectId): Promise<void> {
  try {
    await yard().disks.compareDisks({ firstId, secondId, requestId: newRequestId() });
  } catch (error) {
    notifyFault(say('stores.disksNotCompared'), error);
  }
}

export async function cancelTask(id: TaskId): Promise<void> {
  try {
    await yard().tasks.cancel({ id });
  } catch (error) {
    notifyFault(say('stores.taskNotCancelled'), error);
  }
}
