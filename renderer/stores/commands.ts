/** Commands that need no dialog of their own: their failures become notices, their success shows in the inventory. */
import { newRequestId } from '../api/environment.ts';
import type { ObjectId, TaskId } from '../../shared/ids.ts';
import { formatCount } from '../../shared/units.ts';
import { yard } from './connection.ts';
import { notify, notifyFault } from './notices.ts';

/** Sets the power state of those that do not have it yet. */
export async function setPower(ids: readonly ObjectId[], state: 'poweredOn' | 'poweredOff'): Promise<void> {
  if (ids.length === 0) return;
  try {
    const { changed } = await yard().inventory.power({ ids: [...ids], state });
    if (ids.length > 1) {
      notify('success', `${formatCount(changed)} virtual machines powered ${state === 'poweredOn' ? 'on' : 'off'}.`);
    }
  } catch (error) {
    notifyFault(state === 'poweredOn' ? 'Power on failed.' : 'Power off failed.', error);
  }
}

/** Starts the comparison of two disks; the verdict is told by its task. */
export async function compareDisks(firstId: ObjectId, secondId: ObjectId): Promise<void> {
  try {
    await yard().disks.compareDisks({ firstId, secondId, requestId: newRequestId() });
  } catch (error) {
    notifyFault('The disks cannot be compared.', error);
  }
}

export async function cancelTask(id: TaskId): Promise<void> {
  try {
    await yard().tasks.cancel({ id });
  } catch (error) {
    notifyFault('The task could not be cancelled.', error);
  }
}
