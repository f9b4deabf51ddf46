/** What tasks and their outcomes are called. Pure. */
import type { FaultRecord } from '../../../shared/faults.ts';
import type { ObjectId } from '../../../shared/ids.ts';
import { isEnded, type Task, type TaskChild } from '../../../shared/model/task.ts';
import { formatCount } from '../../../shared/units.ts';
import { say } from '../../strings/say.ts';
import { resultWords } from './resultWords.ts';

export const stateWords: Record<Task['state'], string> = {
  queued: say('tasks.queued'),
  running: say('common.running'),
  success: say('common.completed'),
  error: say('common.failed'),
  canceled: say('tasks.cancelled'),
};

/** The cause of a failure with its next step; otherwise what the task does or did. */
export function detailWords(task: Task): string {
  if (task.fault !== null && task.state === 'error') return [task.fault.message, task.fault.hint].filter(Boolean).join(' ');
  if (task.state === 'success' && task.result !== null) return resultWords(task.result);
  if (task.state === 'canceled' && task.children !== null) {
    return say('tasks.doneBeforeCancelled', { succeeded: formatCount(task.children.succeeded), total: formatCount(task.children.total) });
  }
  return task.detail;
}

/** The object a task is about. What an import makes is known only once it has been made. */
export function targetIdOf(task: Task): ObjectId | null {
  return task.result?.kind === 'importImage' ? task.result.vmId : task.target.id;
}

/** How long it took, or has taken so far. */
export function elapsedMs(task: Task, nowMs: number): number | null {
  if (task.startedAtMs === null) return null;
  return (task.completedAtMs ?? nowMs) - task.startedAtMs;
}

export type TaskFilter = 'all' | 'running' | 'failed';

export function matchesFilter(task: Task, filter: TaskFilter): boolean {
  if (filter === 'running') return !isEnded(task.state);
  if (filter === 'failed') return task.state === 'error' || (task.children?.failed ?? 0) > 0;
  return true;
}

export interface FailureGroup {
  readonly fault: FaultRecord;
  readonly names: readonly string[];
}

/** Failed items by their cause, the most frequent first. */
export function groupFailures(children: readonly TaskChild[]): FailureGroup[] {
  const groups = new Map<string, { fault: FaultRecord; names: string[] }>();
  for (const child of children) {
    if (child.state !== 'error') continue;
    const fault = child.fault ?? { code: 'SystemError' as const, message: say('tasks.noCauseRecorded') };
    const key = `${fault.code} ${fault.message}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, { fault, names: [child.name] });
    else group.names.push(child.name);
  }
  return [...groups.values()].sort((a, b) => b.names.length - a.names.length);
}
