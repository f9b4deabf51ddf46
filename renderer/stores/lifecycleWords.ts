/** What the tasks of the life of machines and folders have done, in words. Pure. */
import type { PowerOperation } from '../../shared/model/lifecycle.ts';
import type { Task, TaskResult } from '../../shared/model/task.ts';
import { say } from '../strings/say.ts';
import { createdNotice, hostingNotice } from './hostingWords.ts';

type ItemResult = Extract<TaskResult, { changed: number; unchanged: number; failed: number }>;
export type LifecycleResult = ItemResult | Extract<TaskResult, { kind: 'renameObject' | 'createFolder' | 'deleteFolder' }>;

export const powerLabels: Record<PowerOperation, string> = { powerOn: say('stores.powerOn'), powerOff: say('stores.powerOff'), suspend: say('stores.suspend'), reset: say('stores.reset') };

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
      return say('stores.renamedFromTo', { before: result.before, after: result.after });
    case 'createFolder':
      return say('common.created');
    case 'deleteFolder': {
      // Cancelled on the way.
      if (result.folders === 0) return say('stores.folderLeft', { count: result.unregistered });
      const foldersDeleted = say('stores.foldersDeleted', { count: result.folders });
      return result.unregistered === 0 ? foldersDeleted : say('stores.foldersDeletedMachinesRemoved', { count: result.unregistered, foldersDeleted });
    }
    default: {
      const { changed, unchanged, failed } = result;
      const already = unchanged === 0 ? [] : [say('stores.wereSoAlready', { count: unchanged })];
      const refused = failed === 0 ? [] : [say('stores.failedCount', { count: failed })];
      const done = changed === 0 && already.length > 0 ? [] : [countedWords(result)];
      return [...done, ...already, ...refused].join(', ');
    }
  }
}

/** The sentence of a notice about a task that has ended well. */
export function noticeWords(task: Task): string {
  const { name, target, children, result } = task;
  const ofHosting = hostingNotice(task);
  if (ofHosting !== null) return ofHosting;
  if (result === null) return say('stores.taskEnded', { task: name });
  if (result.kind === 'renameObject') return say('stores.objectRenamed', { before: result.before, after: result.after });
  if (result.kind === 'createFolder') return createdNotice(name);
  if (result.kind === 'deleteFolder') return say('stores.endedFor', { object: target.name, whatHappened: lifecycleWords(result) });
  if (!('changed' in result)) return say('stores.taskEnded', { task: name });
  const isOne = children?.total === 1;
  if (isOne && result.changed === 1) return oneNotice(result, target.name);
  const whatHappened = lifecycleWords(result);
  return isOne ? say('stores.endedFor', { object: target.name, whatHappened }) : say('stores.ended', { whatHappened });
}

/** "97 powered on". */
function countedWords(result: ItemResult): string {
  const { changed: count } = result;
  switch (result.kind) {
    case 'moveObjects':
      return result.to === null ? say('stores.manyMovedBack', { count }) : say('stores.manyMovedTo', { count, place: result.to });
    case 'convertVms':
      return result.to === 'template' ? say('stores.manyBecameTemplates', { count }) : say('stores.manyBecameMachines', { count });
    case 'powerVms':
      return powerNotices[result.operation].many(count);
    case 'unregisterVms':
      return say('stores.manyUnregistered', { count });
    case 'registerVms':
      return say('stores.manyRegistered', { count });
  }
}

/** "web-01: powered on." */
function oneNotice(result: ItemResult, object: string): string {
  switch (result.kind) {
    case 'moveObjects':
      return result.to === null ? say('stores.oneMovedBack', { object }) : say('stores.oneMovedTo', { object, place: result.to });
    case 'convertVms':
      return result.to === 'template' ? say('stores.oneBecameTemplate', { object }) : say('stores.oneBecameMachine', { object });
    case 'powerVms':
      return powerNotices[result.operation].one(object);
    case 'unregisterVms':
      return say('stores.oneUnregistered', { object });
    case 'registerVms':
      return say('stores.oneRegistered', { object });
  }
}

interface PowerNotice {
  readonly one: (object: string) => string;
  readonly many: (count: number) => string;
}

const powerNotices: Record<PowerOperation, PowerNotice> = {
  powerOn: { one: (object) => say('stores.onePoweredOn', { object }), many: (count) => say('stores.manyPoweredOn', { count }) },
  powerOff: { one: (object) => say('stores.onePoweredOff', { object }), many: (count) => say('stores.manyPoweredOff', { count }) },
  suspend: { one: (object) => say('stores.oneSuspended', { object }), many: (count) => say('stores.manySuspended', { count }) },
  reset: { one: (object) => say('stores.oneReset', { object }), many: (count) => say('stores.manyReset', { count }) },
};
