/** What the tasks of the life of machines and folders have done, in words. Pure. */
import type { PowerOperation } from '../../shared/model/lifecycle.ts';
import type { Task, TaskResult } from '../../shared/model/task.ts';
import { formatCount } from '../../shared/units.ts';
import { hostingNotice } from './hostingWords.ts';

type ItemResult = Extract<TaskResult, { changed: number; unchanged: number; failed: number }>;
export type LifecycleResult = ItemResult | Extract<TaskResult, { kind: 'renameObject' | 'createFolder' | 'deleteFolder' }>;

export const powerLabels: Record<PowerOperation, string> = { powerOn: 'Power on', powerOff: 'Power off', suspend: 'Suspend', reset: 'Reset' };
const powerDone: Record<PowerOperation, string> = { powerOn: 'powered on', powerOff: 'powered off', suspend: 'suspended', reset: 'reset' };

const undoableKinds: ReadonlySet<Task['kind']> = new Set<Task['kind']>(['renameObject', 'moveObjects', 'convertVms', 'unregisterVms', 'registerVms']);

/** True for a task of which something is left to take back, as far as its result tells. */
export function isUndoable({ kind, result }: Task): boolean {
  if (result === null || !undoableKinds.has(kind)) return false;
  return result.kind === 'renameObject' || ('changed' in result && result.changed > 0);
}

/** "97 powered on, 2 were so already, 1 failed". */
export function lifecycleWords(result: LifecycleResult): string {
  switch (result.kind) {
    case 'renameObject':
      return `${result.before} is called ${result.after} now`;
    case 'createFolder':
      return 'Created';
    case 'deleteFolder': {
      // Cancelled on the way.
      if (result.folders === 0) return `Folder left, ${machines(result.unregistered)} removed from the inventory; the disks stay`;
      const folders = result.folders === 1 ? 'Folder deleted' : `${formatCount(result.folders)} folders deleted`;
      return result.unregistered === 0 ? folders : `${folders}, ${machines(result.unregistered)} removed from the inventory; the disks stay`;
    }
    default: {
      const { changed, unchanged, failed } = result;
      const already = unchanged === 0 ? [] : [`${formatCount(unchanged)} ${unchanged === 1 ? 'was' : 'were'} so already`];
      const refused = failed === 0 ? [] : [`${formatCount(failed)} failed`];
      const done = changed === 0 && already.length > 0 ? [] : [`${formatCount(changed)} ${doneWords(result)}`];
      return [...done, ...already, ...refused].join(', ');
    }
  }
}

/** The sentence of a notice about a task that has ended well. */
export function noticeWords(task: Task): string {
  const { name, target, children, result } = task;
  const ofHosting = hostingNotice(task);
  if (ofHosting !== null) return ofHosting;
  if (result === null) return `${name} has ended.`;
  if (result.kind === 'renameObject') return `Renamed ${result.before} to ${result.after}.`;
  if (result.kind === 'createFolder') return `${name.replace('Create folder', 'Created the folder')}.`;
  if (result.kind === 'deleteFolder') return `${target.name}: ${lifecycleWords(result)}.`;
  if (!('changed' in result)) return `${name} has ended.`;
  const isOne = children?.total === 1;
  if (isOne && result.changed === 1) return `${target.name}: ${doneWords(result)}.`;
  return `${isOne ? `${target.name}: ` : ''}${lifecycleWords(result)}.`;
}

function doneWords(result: ItemResult): string {
  switch (result.kind) {
    case 'moveObjects':
      return result.to === null ? 'moved back' : `moved to ${result.to}`;
    case 'convertVms':
      return result.to === 'template' ? 'converted to a template' : 'converted to a virtual machine';
    case 'powerVms':
      return powerDone[result.operation];
    case 'unregisterVms':
      return 'removed from the inventory';
    case 'registerVms':
      return 'registered';
    default:
      return 'changed';
  }
}

function machines(count: number): string {
  return count === 1 ? 'one machine' : `${formatCount(count)} machines`;
}
