/** Commands about hosts that need no dialog. */
import { newRequestId } from '../api/environment.ts';
import type { ObjectId } from '../../shared/ids.ts';
import { say } from '../strings/say.ts';
import { yard } from './connection.ts';
import { follow } from './lifecycle.ts';
import { notifyFault } from './notices.ts';

export async function exitMaintenance(id: ObjectId): Promise<void> {
  try {
    const { taskId } = await yard().hosting.exitMaintenance({ id, requestId: newRequestId() });
    await follow(taskId);
  } catch (error) {
    notifyFault(say('stores.hostStaysInMaintenance'), error);
  }
}
