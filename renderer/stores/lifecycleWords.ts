/** What the tasks of the life of machines and folders have done, in words. Pure. */
import type { PowerOperation } from '../../shared/model/lifecycle.ts';
import type { Task, TaskResult } from '../../shared/model/task.ts';
import { formatCount } from '../../shared/units.ts';
import { say } from '../strings/say.ts';
import { hostingNotice } from './hostingWords.ts';

type ItemResult = Extract<TaskResult, { changed: number; unchanged: number; failed: number }>;
export type LifecycleResult = ItemResult | Extract<TaskResult, { kind: 'renameObject' | 'createFolder' | 'deleteFolder' }>;

export const powerLabels: Record<PowerOperation, string> = { powerOn: say('stores.powerOn'), powerOff: say('stores.powerOff'), suspend: say('stores.suspend'), reset: say('stores.reset') };
const powerDone: Record<PowerOperation, string> = { powerOn: say('stores.poweredOn'), powerOff: say('stores.poweredOff'), suspend: 'suspended', reset: 'reset' };

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
      return say('stores.isCalledNow', { before: result.before, after: result.after });
    case 'createFolder':
      return say('common.created');
    case 'deleteFolder': {
      // Cancelled on the way.
      if (result.folders === 0) return say('stores.folderLeftRemovedFromThe', { machines: machines(result.unregistered) });
      const folders = say('stores.folderDeleted', { count: result.folders });
      return result.unregistered === 0 ? folders : say('stores.removedFromTheInventoryThe', { folders, machines: machines(result.unregistered) });
    }
    default: {
      const { changed, unchanged, failed } = result;
      const already = unchanged === 0 ? [] : [say('stores.wasSoAlready', { count: unchanged })];
      const refused = failed === 0 ? [] : [say('stores.failed', { failed: formatCount(failed) })];
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
  if (result === null) return say('stores.hasEnded', { name });
  if (result.kind === 'renameObject') return say('stores.renamedTo', { before: result.before, after: result.after });
  if (result.kind === 'createFolder') return `${name.replace('Create folder', 'Created the folder')}.`;
  if (result.kind === 'deleteFolder') return `${target.name}: ${lifecycleWords(result)}.`;
  if (!('changed' in result)) return say('stores.hasEnded', { name });
  const isOne = children?.total === 1;
  if (isOne && result.changed === 1) return `${target.name}: ${doneWords(result)}.`;
  return `${isOne ? `${target.name}: ` : ''}${lifecycleWords(result)}.`;
}

function doneWords(result: ItemResult): string {
  switch (result.kind) {
    case 'moveObjects':
      return result.to === null ? say('stores.movedBack') : say('stores.movedTo3', { to: result.to });
    case 'convertVms':
      return result.to === 'template' ? say('stores.convertedToATemplate') : say('stores.convertedToAVirtualMachine');
    case 'powerVms':
      return powerDone[result.operation];
    case 'unregisterVms':
      return say('stores.removedFromTheInventory');
    case 'registerVms':
      return 'registered';
    default:
      return 'changed';
  }
}

function machines(count: number): string {
  return say('stores.oneMachine', { count });
}
