/** Commands of the life of machines and folders: each is followed to its end, told of, and can be taken back where that is possible. */
import { newRequestId } from '../api/environment.ts';
import { faultOf } from '../api/faults.ts';
import type { ObjectId, TaskId } from '../../shared/ids.ts';
import type { MachineKind, PowerOperation } from '../../shared/model/lifecycle.ts';
import { say } from '../strings/say.ts';
import { yard } from './connection.ts';
import { openDialog } from './dialogs.ts';
import { isUndoable, noticeWords } from './lifecycleWords.ts';
import { notify, notifyFault } from './notices.ts';
import { endOffers } from './undoOffers.ts';

/** Starts what needs no dialog. Machines that are so already were left out by whoever chose them. */
export async function power(ids: readonly ObjectId[], operation: PowerOperation): Promise<void> {
  // The state of a single machine is in sight, so only what went wrong is told.
  await run((requestId) => yard().lifecycle.power({ ids: [...ids], operation, requestId }), ids.length > 1);
}

export async function convert(ids: readonly ObjectId[], to: MachineKind): Promise<void> {
  await run((requestId) => yard().lifecycle.convert({ ids: [...ids], to, requestId }));
}

/** Takes back what the task has done. */
export async function undo(taskId: TaskId): Promise<void> {
  endOffers(taskId);
  await run((requestId) => yard().lifecycle.undo({ taskId, requestId }));
}

async function run(start: (requestId: ReturnType<typeof newRequestId>) => Promise<{ taskId: TaskId }>, isToldWell = true): Promise<void> {
  try {
    const { taskId } = await start(newRequestId());
    await follow(taskId, isToldWell);
  } catch (error) {
    notifyFault(say('stores.notDone'), error);
  }
}

/** Waits for the end of a task and tells of it, with a way to take it back or to look at what failed. */
export async function follow(taskId: TaskId, isToldWell = true): Promise<void> {
  try {
    const task = await yard().tasks.wait({ id: taskId });
    if (task.state === 'error') {
      notify('danger', [say('stores.taskFailed', { task: task.name }), task.fault?.message, task.fault?.hint].filter(Boolean).join(' '));
      return;
    }
    if (task.state === 'canceled') return;
    const failed = task.children?.failed ?? 0;
    if (failed > 0) notify('warning', noticeWords(task), { label: say('stores.showWhy'), onAction: () => openDialog({ type: 'taskDetail', taskId }) });
    else if (isUndoable(task)) notify('success', noticeWords(task), { label: say('common.undo'), onAction: () => void undo(taskId) }, taskId);
    else if (isToldWell) notify('success', noticeWords(task));
  } catch (error) {
    // With the connection gone, the list of tasks tells once it is back.
    if (faultOf(error).code !== 'Interrupted') notifyFault(say('stores.taskEndUnknown'), error);
  }
}
