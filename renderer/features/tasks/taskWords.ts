/** What tasks and their outcomes are called. Pure. */
import type { FaultRecord } from '../../../shared/faults.ts';
import type { ObjectId } from '../../../shared/ids.ts';
import { isEnded, type Task, type TaskChild, type TaskResult } from '../../../shared/model/task.ts';
import { formatBytes, formatCount, formatDuration } from '../../../shared/units.ts';
import { countOf } from '../parts/objectLook.ts';

export const stateWords: Record<Task['state'], string> = {
  queued: 'Queued',
  running: 'Running',
  success: 'Completed',
  error: 'Failed',
  canceled: 'Cancelled',
};

/** What a finished task has to say for itself. */
export function resultWords(result: TaskResult): string {
  switch (result.kind) {
    case 'initializeYard':
      return `${countOf(result.vmCount, 'virtual machine')} and ${countOf(result.templateCount, 'template')}, ${formatBytes(result.bytesWritten)} written`;
    case 'importImage':
      return `${formatBytes(result.sizeBytes)} disk, ${formatBytes(result.bytesRead)} read, ${formatBytes(result.logicalBytes)} of data`;
    case 'exportDisk':
      return `${formatBytes(result.bytesWritten)} written to ${result.path}`;
    case 'writeDisk':
      return `${formatBytes(result.bytesWritten)} written`;
    case 'compareDisks':
      return result.identical
        ? `Identical: ${formatBytes(result.comparedBytes)} compared`
        : `Different, first at byte ${formatCount(result.firstDifferenceOffset ?? 0)}`;
    case 'rapidClone': {
      const failed = result.failed === 0 ? '' : `, ${formatCount(result.failed)} failed`;
      return `${countOf(result.created, 'clone')} in ${formatDuration(result.elapsedMs)}${failed}`;
    }
    case 'deleteVms':
      return `${formatCount(result.deleted)} deleted, ${formatBytes(result.freedBytes)} freed`;
    case 'cloneVm':
      return `Cloned in ${formatDuration(result.elapsedMs)}, ${result.bytesCopied === 0 ? 'every block shared' : `${formatBytes(result.bytesCopied)} copied`}`;
    case 'createVmSnapshot':
      return `${countOf(result.diskCount, 'disk')} kept in ${formatDuration(result.elapsedMs)}`;
    case 'revertVm':
      return `Reverted in ${formatDuration(result.elapsedMs)}`;
    case 'removeVmSnapshot':
      return `${countOf(result.removed, 'snapshot')} deleted, ${formatBytes(result.freedBytes)} freed`;
  }
}

/** The cause of a failure with its next step; otherwise what the task does or did. */
export function detailWords(task: Task): string {
  if (task.fault !== null && task.state === 'error') return [task.fault.message, task.fault.hint].filter(Boolean).join(' ');
  if (task.state === 'success' && task.result !== null) return resultWords(task.result);
  if (task.state === 'canceled' && task.children !== null) {
    return `${formatCount(task.children.succeeded)} of ${formatCount(task.children.total)} were done before it was cancelled`;
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
    const fault = child.fault ?? { code: 'SystemError' as const, message: 'No cause was recorded.' };
    const key = `${fault.code} ${fault.message}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, { fault, names: [child.name] });
    else group.names.push(child.name);
  }
  return [...groups.values()].sort((a, b) => b.names.length - a.names.length);
}
