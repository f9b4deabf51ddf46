/** Work that can be left to a running client. */
import { randomUUID } from 'node:crypto';
import { requestIdOf, type RequestId, type TaskId } from '../../shared/ids.ts';
import type { TaskResult } from '../../shared/model/task.ts';
import type { Session } from './session.ts';
import type { Shell } from './shell.ts';
import { runTask, type Ended } from './tasks.ts';

/**
 * Waits for the task and answers with `told`. Without `isWaiting` it only answers `{task}` when a
 * running client does the work; in a yard of its own a command always waits, since the work would stop with it.
 */
export async function runOrLeave<K extends TaskResult['kind']>(
  shell: Shell,
  session: Session,
  request: { readonly kind: K; readonly isWaiting: boolean; readonly start: (requestId: RequestId) => Promise<{ taskId: TaskId }> },
  told: (ended: Ended<K>) => void | Promise<void>,
): Promise<void> {
  if (request.isWaiting || !session.isShared) return await told(await runTask(shell, session, request.kind, request.start));
  const { taskId } = await request.start(requestIdOf(randomUUID()));
  shell.answer({ task: taskId }, () => `Started ${taskId} in the running client. See how far it is with: cloneyard task show ${taskId}`);
}

export const waitOption = ['--wait', 'wait for the end, also when a running client does the work'] as const;
