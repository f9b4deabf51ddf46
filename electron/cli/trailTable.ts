import type { Trail } from '../../shared/model/offload.ts';
import { formatBytes, formatCount, formatDuration } from '../../shared/units.ts';
import { decisionWords, operationWords } from './offloadWords.ts';
import { formatTable } from './table.ts';

/** One line for each operation, in the order given. */
export function trailTable(trails: readonly Trail[]): string {
  return formatTable(
    [
      { title: 'Trail', cell: (trail) => trail.id },
      { title: 'When', cell: (trail) => new Date(trail.atMs).toISOString() },
      { title: 'Task', cell: (trail) => trail.taskId ?? '-' },
      { title: 'Operation', cell: (trail) => operationWords[trail.operation] },
      { title: 'VMs', cell: (trail) => formatCount(trail.vmCount), isNumber: true },
      { title: 'Datastore', cell: (trail) => trail.datastoreName },
      { title: 'Mechanism', cell: decisionWords },
      { title: 'Network', cell: ({ moved }) => formatBytes(moved.networkReadBytes + moved.networkWriteBytes), isNumber: true },
      { title: 'Took', cell: (trail) => formatDuration(trail.elapsedMs), isNumber: true },
      { title: 'Why', cell: (trail) => trail.failure ?? trail.reason },
    ],
    trails,
  );
}
