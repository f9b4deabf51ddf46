/** Storage commands that need no dialog of their own: their failures become notices, their work shows among the tasks. */
import { newRequestId } from '../api/environment.ts';
import type { ObjectId, VolumeId } from '../../shared/ids.ts';
import { say } from '../strings/say.ts';
import { yard } from './connection.ts';
import { notify, notifyFault } from './notices.ts';

/** Starts the exact pass over the whole array. */
export async function countExactly(): Promise<void> {
  try {
    await yard().storage.exactPass({ requestId: newRequestId() });
  } catch (error) {
    notifyFault(say('stores.exactPassNotStarted'), error);
  }
}

/** Starts a run of dedupe; with `scanAll` it also looks at data that was there before. */
export async function startDedupe(volumeId: VolumeId, scanAll: boolean): Promise<void> {
  try {
    await yard().storage.startDedupe({ volumeId, scanAll, requestId: newRequestId() });
  } catch (error) {
    notifyFault(say('stores.dedupeNotStarted'), error);
  }
}

export async function stopDedupe(volumeId: VolumeId): Promise<void> {
  try {
    const { taskId } = await yard().storage.stopDedupe({ volumeId });
    if (taskId === null) notify('info', say('stores.noDedupeToStop'));
  } catch (error) {
    notifyFault(say('stores.dedupeNotStopped'), error);
  }
}

/** Back to normal operation; its task shows among the others. */
export async function exitMaintenance(datastoreId: ObjectId): Promise<void> {
  try {
    await yard().datastores.exitMaintenance({ datastoreId, requestId: newRequestId() });
  } catch (error) {
    notifyFault(say('stores.maintenanceNotExited'), error);
  }
}
