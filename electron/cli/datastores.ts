/** What datastores are told to do, in words. */
import type { EvacuationPlan, PlannedEvacuation } from '../../shared/model/datastores.ts';
import type { MaintenanceMode } from '../../shared/model/inventory.ts';
import { mechanismWords } from '../../shared/offloadWords.ts';
import { formatBytes } from '../../shared/units.ts';
import { formatFields, formatTable } from './table.ts';
import { countOf } from './text.ts';

export const maintenanceWords: Readonly<Record<MaintenanceMode, string>> = { enteringMaintenance: 'Entering maintenance mode', inMaintenance: 'In maintenance mode' };

export function evacuationText({ datastoreName, machines, bytesToCopy, unregisteredCount, unattachedCount }: EvacuationPlan): string {
  const fields = formatFields([
    ['Datastore', datastoreName],
    ['Moves away', countOf(machines.length, 'machine')],
    ['Copies', bytesToCopy === 0 ? 'nothing' : formatBytes(bytesToCopy)],
    ...(unregisteredCount === 0 ? [] : ([['Stays there', countOf(unregisteredCount, 'unregistered machine')]] as const)),
    ...(unattachedCount === 0 ? [] : ([['Disks that stay', countOf(unattachedCount, 'unattached disk')]] as const)),
  ]);
  if (machines.length === 0) return fields;
  const isInPart = machines.some(({ diskLabels }) => diskLabels !== undefined);
  const list = formatTable(
    [
      { title: 'Machine', cell: (machine) => machine.name },
      ...(isInPart ? [{ title: 'Disks', cell: ({ diskLabels }: PlannedEvacuation) => (diskLabels === undefined ? 'all' : diskLabels.join(', ') || 'none, its home') }] : []),
      { title: 'To', cell: (machine) => machine.targetName ?? '' },
      { title: 'Mechanism', cell: (machine) => (machine.mechanism === null ? '' : mechanismWords[machine.mechanism]) },
      { title: 'Copies', cell: (machine) => formatBytes(machine.bytesToCopy), isNumber: true },
      { title: 'Stays because', cell: (machine) => machine.refusal?.message ?? '' },
    ],
    machines,
  );
  return `${fields}\n\n${list}`;
}
