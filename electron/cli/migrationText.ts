/** A plan of a migration for people: which machines go, how their disks are moved, and what both datastores hold afterwards. */
import type { MigrationPlan } from '../../shared/model/migration.ts';
import { mechanismWords } from '../../shared/offloadWords.ts';
import { formatBytes, formatCount, formatDuration } from '../../shared/units.ts';
import { decisionText } from './decisionText.ts';
import type { NameOf } from './offload.ts';
import { diskFormatWords } from './offloadWords.ts';
import { formatFields, formatTable } from './table.ts';
import { countOf } from './text.ts';

export function migrationText(plan: MigrationPlan, nameOf: NameOf): string {
  const { spec, machines, mechanisms, datastores, warnings } = plan;
  const going = machines.filter(({ refusal }) => refusal === null);
  const disks = going.flatMap(({ name, disks: ofMachine }) => ofMachine.map((disk) => ({ ...disk, name })));
  const isApart = new Set(disks.map(({ fromDatastoreId, toDatastoreId }) => `${fromDatastoreId} ${toDatastoreId}`)).size > 1;
  const fields: [string, string][] = [
    ['Migrates', countOf(going.length, 'virtual machine')],
    ['To host', plan.hostName ?? 'none, each stays on its host'],
    ['To datastore', spec.datastoreId === null ? (datastores.length === 0 ? 'none, no disk is moved' : 'none but for single disks') : nameOf(spec.datastoreId)],
    ...(mechanisms.length === 0
      ? []
      : [['Disks', spec.diskFormat === undefined ? 'each keeps its format where that is offered' : diskFormatWords[spec.diskFormat]] satisfies [string, string]]),
    ...mechanisms.map(({ mechanism, count, decision }): [string, string] => ['Mechanism', `${mechanismWords[mechanism]} for ${formatCount(count)}: ${decision.reason}`]),
    ['Copies', plan.bytesToCopy === 0 ? 'nothing' : formatBytes(plan.bytesToCopy)],
    ...datastores.flatMap(({ name, before, after, isAtLeast }): [string, string][] => [
      [`Free on ${name}`, `${formatBytes(before.freeBytes)} before, ${isAtLeast ? '≥ ' : ''}${formatBytes(after.freeBytes)} after`],
      [`Provisioned on ${name}`, `${formatBytes(before.provisionedBytes)} before, ${formatBytes(after.provisionedBytes)} after`],
    ]),
    ['Time', plan.estimateMs === null ? 'not measured on this machine yet' : plan.estimateMs === 0 ? 'at once' : `about ${formatDuration(plan.estimateMs)}, as last measured here`],
  ];
  const list = formatTable(
    [
      { title: 'Virtual machine', cell: (machine) => machine.name },
      { title: 'Host', cell: (machine) => machine.fromHostName },
      { title: 'Datastore', cell: (machine) => machine.fromDatastoreName },
      { title: 'Copies', cell: (machine) => formatBytes(machine.bytesToCopy), isNumber: true },
      { title: 'Snapshots', cell: (machine) => formatCount(machine.snapshotCount), isNumber: true },
      { title: 'Stays because', cell: (machine) => machine.refusal?.message ?? '' },
    ],
    machines,
  );
  const diskList = formatTable(
    [
      { title: 'Virtual machine', cell: (disk) => disk.name },
      { title: 'Disk', cell: (disk) => disk.label },
      { title: 'From', cell: (disk) => disk.fromDatastoreName },
      { title: 'To', cell: (disk) => (disk.mechanism === null ? 'stays' : disk.toDatastoreName) },
      { title: 'Copies', cell: (disk) => formatBytes(disk.bytesToCopy), isNumber: true },
      { title: 'By', cell: (disk) => (disk.mechanism === null ? '' : mechanismWords[disk.mechanism]) },
    ],
    disks,
  );
  const decisions = mechanisms.map(({ count, decision }) => `How the disks of ${countOf(count, 'virtual machine')} would be moved\n\n${decisionText(decision, nameOf)}`);
  return [[formatFields(fields), ...warnings.map((warning) => `Warning: ${warning}`)].join('\n'), list, ...(isApart ? [diskList] : []), ...decisions].join('\n\n');
}
