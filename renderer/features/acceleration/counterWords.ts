/** The counters of a device as esxtop names them, and what each means. Pure. */
import type { DeviceCounters } from '../../../shared/model/offload.ts';
import { formatBytes, formatCount, formatRate } from '../../../shared/units.ts';

export type CounterId = keyof DeviceCounters;

export interface CounterWords {
  readonly id: CounterId;
  readonly name: string;
  readonly unit: 'commands' | 'bytes';
  readonly description: string;
}

export interface CounterGroup {
  readonly title: string;
  /** Whether it is about block storage, about NAS, or about both. */
  readonly of: 'VMFS' | 'NFS' | 'both';
  readonly counters: readonly CounterWords[];
}

const commands = (id: CounterId, name: string, description: string): CounterWords => ({ id, name, unit: 'commands', description });
const bytes = (id: CounterId, name: string, description: string): CounterWords => ({ id, name, unit: 'bytes', description });

export const counterGroups: readonly CounterGroup[] = [
  {
    title: 'Full Copy (XCOPY)',
    of: 'VMFS',
    counters: [
      commands('cloneRead', 'CLONE_RD', 'Copy commands that read from this device. They climb together with CLONE_WR; while neither moves, XCOPY is not in use.'),
      commands('cloneWrite', 'CLONE_WR', 'Copy commands that wrote to this device.'),
      commands('cloneFailed', 'CLONE_F', 'Copy commands that failed. The host then copies by itself.'),
      bytes('cloneReadBytes', 'MBC_RD/s', 'Data of this device that the array copied or shared.'),
      bytes('cloneWriteBytes', 'MBC_WR/s', 'Data that the array copied to this device, or shares there.'),
    ],
  },
  {
    title: 'Locks (ATS)',
    of: 'VMFS',
    counters: [
      commands('ats', 'ATS', 'Lock sectors compared and written in one step.'),
      commands('atsFailed', 'ATSF', 'Comparisons that failed because another host was first.'),
      commands('reservations', 'RESV', 'SCSI reservations of the whole device, taken instead of ATS.'),
    ],
  },
  {
    title: 'Block Zero (WRITE SAME)',
    of: 'VMFS',
    counters: [
      commands('zero', 'ZERO', 'Commands to write ranges of zeros.'),
      commands('zeroFailed', 'ZERO_F', 'Zeroing commands that failed. The host then writes the zeros by itself.'),
      bytes('zeroBytes', 'MBZERO/s', 'What the array zeroed.'),
    ],
  },
  {
    title: 'Space reclamation (UNMAP)',
    of: 'VMFS',
    counters: [
      commands('delete', 'DELETE', 'Commands to give space back.'),
      commands('deleteFailed', 'DELETE_F', 'Reclamation commands that failed. The space stays allocated.'),
      bytes('deleteBytes', 'MBDEL/s', 'Space given back.'),
    ],
  },
  {
    title: 'NAS operations',
    of: 'NFS',
    counters: [
      commands('nasFullFileClone', 'Full File Clone', 'Whole files copied by the filer.'),
      commands('nasFastFileClone', 'Fast File Clone', 'Files cloned by sharing their blocks.'),
      commands('nasReserveSpace', 'Reserve Space', 'Thick files whose space the filer set aside.'),
      commands('nasExtendedStatistics', 'Extended Statistics', 'Questions about the space a file really takes.'),
      commands('nasFailed', 'Failed', 'NAS operations that failed. The host then does the work by itself.'),
    ],
  },
  {
    title: 'Hosts over the storage network',
    of: 'both',
    counters: [
      bytes('hostReadBytes', 'Read by hosts', 'Data that data movers read from the datastore, and what hosts read to verify copies. Guests and images are not part of it.'),
      bytes('hostWriteBytes', 'Written by hosts', 'Data that data movers wrote to the datastore. Guests and images are not part of it.'),
    ],
  },
];

/** What matters to the datastore's type comes first; nothing is left out. */
export function groupsFor(type: 'VMFS' | 'NFS'): readonly CounterGroup[] {
  return counterGroups.toSorted((one, other) => Number(isOther(one, type)) - Number(isOther(other, type)));
}

function isOther(group: CounterGroup, type: 'VMFS' | 'NFS'): boolean {
  return group.of !== 'both' && group.of !== type;
}

export function totalText(counter: CounterWords, value: number): string {
  return counter.unit === 'bytes' ? formatBytes(value) : formatCount(value);
}

export function rateText(counter: CounterWords, perSecond: number): string {
  if (counter.unit === 'bytes') return formatRate(perSecond);
  return `${formatCount(perSecond)}/s`;
}
