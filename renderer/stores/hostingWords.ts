/** What the tasks about datacenters, clusters, hosts and networks have done, in words. Pure. */
import type { Task, TaskResult } from '../../shared/model/task.ts';
import { formatCount } from '../../shared/units.ts';

export type HostingResult = Extract<TaskResult, { kind: 'createObject' | 'removeObject' | 'editObject' | 'moveHost' | 'enterMaintenance' | 'exitMaintenance' }>;

/** As the list of tasks tells it. */
export function hostingWords(result: HostingResult): string {
  switch (result.kind) {
    case 'createObject':
      return 'Created';
    case 'removeObject':
      return 'Removed';
    case 'editObject':
      return 'Changed';
    case 'moveHost':
      return `Moved to ${result.to}`;
    case 'enterMaintenance': {
      const { migrated, failed, stayed } = result;
      const moved = migrated === 0 ? 'Nothing had to leave' : `${formatCount(migrated)} ${migrated === 1 ? 'machine' : 'machines'} moved away`;
      return [moved, ...(stayed === 0 ? [] : [`${formatCount(stayed)} not running ${stayed === 1 ? 'stays' : 'stay'}`]), ...(failed === 0 ? [] : [`${formatCount(failed)} failed`])].join(', ');
    }
    case 'exitMaintenance':
      return 'In use again';
  }
}

/** The sentence of a notice about a task that has ended well; null for tasks about other things. */
export function hostingNotice({ name, target, result }: Task): string | null {
  switch (result?.kind) {
    case 'createObject':
      return `${name.replace(/^Create/, 'Created').replace(/^Add/, 'Added')}.`;
    case 'removeObject':
      return `Removed ${target.name}.`;
    case 'editObject':
      return `Changed ${target.name}.`;
    case 'moveHost':
      return `Moved ${target.name} to ${result.to}.`;
    case 'enterMaintenance':
      return `${target.name} is in maintenance mode. ${hostingWords(result)}.`;
    case 'exitMaintenance':
      return `${target.name} is in use again.`;
    default:
      return null;
  }
}
