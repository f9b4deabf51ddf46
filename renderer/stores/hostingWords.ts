/** What the tasks about datacenters, clusters, hosts and networks have done, in words. Pure. */
import type { Task, TaskResult } from '../../shared/model/task.ts';
import { formatCount } from '../../shared/units.ts';
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
      return say('stores.movedTo', { to: result.to });
    case 'enterMaintenance': {
      const { migrated, failed, stayed } = result;
      const moved = migrated === 0 ? say('stores.nothingHadToLeave') : say('stores.machineMovedAway', { count: migrated });
      return [moved, ...(stayed === 0 ? [] : [say('stores.notRunningStays', { count: stayed })]), ...(failed === 0 ? [] : [say('stores.failed', { failed: formatCount(failed) })])].join(', ');
    }
    case 'exitMaintenance':
      return say('stores.inUseAgain');
  }
}

/** The sentence of a notice about a task that has ended well; null for tasks about other things. */
export function hostingNotice({ name, target, result }: Task): string | null {
  switch (result?.kind) {
    case 'createObject':
      return `${name.replace(/^Create/, 'Created').replace(/^Add/, 'Added')}.`;
    case 'removeObject':
      return say('stores.removed2', { target: target.name });
    case 'editObject':
      return say('stores.changed2', { target: target.name });
    case 'moveHost':
      return say('stores.movedTo2', { target: target.name, to: result.to });
    case 'enterMaintenance':
      return say('stores.isInMaintenanceMode', { target: target.name, hostingWords: hostingWords(result) });
    case 'exitMaintenance':
      return say('stores.isInUseAgain', { target: target.name });
    default:
      return null;
  }
}
