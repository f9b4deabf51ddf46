/** What the tasks about datacenters, clusters, hosts and networks have done, in words. Pure. */
import type { Task, TaskResult } from '../../shared/model/task.ts';
import { say } from '../strings/say.ts';

export type HostingResult = Extract<TaskResult, { kind: 'createObject' | 'removeObject' | 'editObject' | 'moveHost' | 'enterMaintenance' | 'exitMaintenance' }>;

/** As the list of tasks tells it. */
export function hostingWords(result: HostingResult): string {
  switch (result.kind) {
    case 'createObject':
      return say('common.created');
    case 'removeObject':
      return say('stores.removed');
    case 'editObject':
      return say('stores.changed');
    case 'moveHost':
      return say('stores.movedTo', { place: result.to });
    case 'enterMaintenance': {
      const { migrated, failed, stayed } = result;
      const moved = migrated === 0 ? say('stores.nothingHadToLeave') : say('stores.machinesMovedAway', { count: migrated });
      return [moved, ...(stayed === 0 ? [] : [say('stores.notRunningStay', { count: stayed })]), ...(failed === 0 ? [] : [say('stores.failedCount', { count: failed })])].join(', ');
    }
    case 'exitMaintenance':
      return say('stores.inUseAgain');
  }
}

/** The sentence of a notice about a task that has ended well; null for tasks about other things. */
export function hostingNotice({ name, target, result }: Task): string | null {
  switch (result?.kind) {
    case 'createObject':
      return createdNotice(name);
    case 'removeObject':
      return say('stores.objectRemoved', { object: target.name });
    case 'editObject':
      return say('stores.objectChanged', { object: target.name });
    case 'moveHost':
      return say('stores.hostMovedTo', { host: target.name, place: result.to });
    case 'enterMaintenance':
      return say('stores.hostInMaintenance', { host: target.name, whatHappened: hostingWords(result) });
    case 'exitMaintenance':
      return say('stores.hostInUseAgain', { host: target.name });
    default:
      return null;
  }
}

/** The yard names these tasks after the object, of which the result knows the id alone. */
const createdNotices: readonly (readonly [taskName: RegExp, notice: (name: string) => string])[] = [
  [/^Create datacenter "(.*)"$/, (name) => say('stores.createdDatacenter', { name })],
  [/^Create cluster "(.*)"$/, (name) => say('stores.createdCluster', { name })],
  [/^Create network "(.*)"$/, (name) => say('stores.createdNetwork', { name })],
  [/^Create folder "(.*)"$/, (name) => say('stores.createdFolder', { name })],
  [/^Add host (.*)$/, (name) => say('stores.addedHost', { name })],
];

/** The sentence about a new object. */
export function createdNotice(taskName: string): string {
  for (const [pattern, notice] of createdNotices) {
    const name = pattern.exec(taskName)?.[1];
    if (name !== undefined) return notice(name);
  }
  return say('stores.taskEnded', { task: taskName });
}
