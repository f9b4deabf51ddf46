/** Pieces of human output that several commands share. */
import type { VmDetail } from '../../shared/model/inventory.ts';
import type { Task } from '../../shared/model/task.ts';
import { mechanismWords } from '../../shared/offloadWords.ts';
import { formatBytes, formatCount, formatPercent } from '../../shared/units.ts';
import type { Inventory } from './inventory.ts';
import { diskFormatWords } from './offloadWords.ts';
import { formatTable } from './table.ts';

/** `1 clone`, `100 clones`. */
export function countOf(count: number, noun: string): string {
  return `${formatCount(count)} ${noun}${count === 1 ? '' : 's'}`;
}

/** A lower bound is marked as one until it is exact. */
export function atLeast(isExact: boolean, sizeBytes: number): string {
  return isExact ? formatBytes(sizeBytes) : `≥ ${formatBytes(sizeBytes)}`;
}

export function atMost(isExact: boolean, sizeBytes: number): string {
  return isExact ? formatBytes(sizeBytes) : `≤ ${formatBytes(sizeBytes)}`;
}

/** A size for people with the exact count behind it. */
export function exactBytes(sizeBytes: number): string {
  return sizeBytes < 1024 ? formatBytes(sizeBytes) : `${formatBytes(sizeBytes)} (${formatCount(sizeBytes)} bytes)`;
}

interface Space {
  readonly provisionedBytes: number;
  readonly logicalBytes: number;
  readonly uniqueBytes: number;
  readonly sharedBytes: number;
  readonly snapshotCount: number;
  readonly snapshotBytes: number;
  readonly isExact: boolean;
}

export function spaceFields(space: Space): [string, string][] {
  return [
    ['Provisioned', exactBytes(space.provisionedBytes)],
    ['Logical', exactBytes(space.logicalBytes)],
    ['Unique', `${space.isExact ? '' : '≥ '}${exactBytes(space.uniqueBytes)}`],
    ['Shared', `${space.isExact ? '' : '≤ '}${exactBytes(space.sharedBytes)}`],
    ...(space.snapshotCount === 0 ? [] : [['Snapshots', `${formatCount(space.snapshotCount)}, only they hold ≥ ${exactBytes(space.snapshotBytes)}`] satisfies [string, string]]),
  ];
}

/** With the datastore of each disk where they do not all lie at home. */
export function diskLines(detail: VmDetail, { containers }: Pick<Inventory, 'containers'>): string {
  return formatTable<VmDetail['disks'][number]>(
    [
      { title: 'Disk', cell: (disk) => disk.label },
      ...(detail.otherDatastoreIds === undefined ? [] : [{ title: 'Datastore', cell: ({ datastoreId }: VmDetail['disks'][number]) => containers.get(datastoreId)?.name ?? datastoreId }]),
      { title: 'Size', cell: (disk) => formatBytes(disk.sizeBytes), isNumber: true },
      { title: 'Logical', cell: (disk) => formatBytes(disk.space.logicalBytes), isNumber: true },
      { title: 'Unique', cell: (disk) => atLeast(disk.space.isExact, disk.space.uniqueBytes), isNumber: true },
      { title: 'Format', cell: (disk) => diskFormatWords[disk.format] },
      { title: 'Made by', cell: (disk) => `${mechanismWords[disk.mechanism]}: ${disk.mechanismReason}` },
    ],
    detail.disks,
  );
}

/** Nothing for a machine without adapters. */
export function nicLines({ nics }: VmDetail, { containers }: Pick<Inventory, 'containers'>): string[] {
  if (nics.length === 0) return [];
  return [
    formatTable(
      [
        { title: 'Adapter', cell: (nic) => nic.label },
        { title: 'Network', cell: (nic) => containers.get(nic.networkId)?.name ?? nic.networkId },
        { title: 'MAC address', cell: (nic) => nic.macAddress },
        { title: 'Connected', cell: (nic) => (nic.isConnected ? 'yes' : 'no') },
      ],
      nics,
    ),
  ];
}

/** `running 43 %`, `success`, `error InsufficientStorageSpace`. */
export function taskStatus(task: Task): string {
  if (task.state === 'error' && task.fault) return `error ${task.fault.code}`;
  const progress = task.state === 'running' ? task.progress : null;
  return progress?.total ? `${task.state} ${formatPercent(progress.done, progress.total)}` : task.state;
}

/** Every line that has something on it, moved to the right. */
export function indent(text: string, columns = 3): string {
  return text.replaceAll(/^(?=.)/gm, ' '.repeat(columns));
}
