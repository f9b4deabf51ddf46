/** The counters of a device as esxtop names them, and what each means. Pure. */
import type { DeviceCounters } from '../../../shared/model/offload.ts';
import { formatBytes, formatCount, formatRate } from '../../../shared/units.ts';
import { say } from '../../strings/say.ts';

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
    title: say('acceleration.fullCopyXCOPY'),
    of: 'VMFS',
    counters: [
      commands('cloneRead', 'CLONE_RD', say('acceleration.counterCloneRead')),
      commands('cloneWrite', 'CLONE_WR', say('acceleration.counterCloneWrite')),
      commands('cloneFailed', 'CLONE_F', say('acceleration.counterCloneFailed')),
      bytes('cloneReadBytes', 'MBC_RD/s', say('acceleration.counterCloneReadBytes')),
      bytes('cloneWriteBytes', 'MBC_WR/s', say('acceleration.counterCloneWriteBytes')),
    ],
  },
  {
    title: say('acceleration.locksATS'),
    of: 'VMFS',
    counters: [
      commands('ats', 'ATS', say('acceleration.counterAts')),
      commands('atsFailed', 'ATSF', say('acceleration.counterAtsFailed')),
      commands('reservations', 'RESV', say('acceleration.counterReservations')),
    ],
  },
  {
    title: say('acceleration.blockZeroWRITESAME'),
    of: 'VMFS',
    counters: [
      commands('zero', 'ZERO', say('acceleration.counterZero')),
      commands('zeroFailed', 'ZERO_F', say('acceleration.counterZeroFailed')),
      bytes('zeroBytes', 'MBZERO/s', say('acceleration.counterZeroBytes')),
    ],
  },
  {
    title: say('acceleration.spaceReclamationUNMAP'),
    of: 'VMFS',
    counters: [
      commands('delete', 'DELETE', say('acceleration.counterDelete')),
      commands('deleteFailed', 'DELETE_F', say('acceleration.counterDeleteFailed')),
      bytes('deleteBytes', 'MBDEL/s', say('acceleration.counterDeleteBytes')),
    ],
  },
  {
    title: say('acceleration.nasOperations'),
    of: 'NFS',
    counters: [
      commands('nasFullFileClone', say('acceleration.fullFileClone'), say('acceleration.counterFullFileClone')),
      commands('nasFastFileClone', say('acceleration.fastFileClone'), say('acceleration.counterFastFileClone')),
      commands('nasReserveSpace', say('acceleration.reserveSpace'), say('acceleration.counterReserveSpace')),
      commands('nasExtendedStatistics', say('acceleration.extendedStatistics'), say('acceleration.counterExtendedStatistics')),
      commands('nasFailed', say('common.failed'), say('acceleration.counterNasFailed')),
    ],
  },
  {
    title: say('acceleration.hostsOverTheStorageNetwork'),
    of: 'both',
    counters: [
      bytes('hostReadBytes', say('acceleration.readByHosts'), say('acceleration.counterHostReadBytes')),
      bytes('hostWriteBytes', say('acceleration.writtenByHosts'), say('acceleration.counterHostWriteBytes')),
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
