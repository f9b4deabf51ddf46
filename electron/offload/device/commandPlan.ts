/** What becomes of a command when a fault is put in its way. */
import type { Primitive } from '../../../shared/model/offload.ts';
import { blockSizeBytes } from '../../../shared/units.ts';
import type { CounterName } from './counters.ts';
import { CommandFailed, type CommandFailure, type InjectedFault } from './deviceTypes.ts';

export type Command = Exclude<Primitive, 'thinProvisioningStun'>;

/** How much of a command is done, and how it ends. */
export interface CommandPlan {
  readonly share: 'all' | 'half' | 'nothing';
  readonly failure: CommandFailure | null;
}

/** A command that never arrived or was refused has done nothing; one that ran out of time or space has done half. */
export function planOf(fault: InjectedFault | null): CommandPlan {
  if (!fault) return { share: 'all', failure: null };
  if (fault.kind === 'fail') {
    const isBegun = fault.failure === 'timedOut' || fault.failure === 'outOfSpace';
    return { share: isBegun ? 'half' : 'nothing', failure: fault.failure };
  }
  return { share: fault.kind === 'half' ? 'half' : 'nothing', failure: null };
}

export interface Range {
  readonly offset: number;
  readonly length: number;
}

/** The part of the range that is done: whole blocks from its beginning; null for nothing. */
export function partOf({ offset, length }: Range, { share }: CommandPlan): Range | null {
  if (share === 'all') return { offset, length };
  const done = share === 'half' ? Math.floor(length / 2 / blockSizeBytes) * blockSizeBytes : 0;
  return done > 0 ? { offset, length: done } : null;
}

/** Cuts a range into pieces of at most `mostBytes`, each the work of one command. */
export function* segmentsOf({ offset, length }: Range, mostBytes: number): Generator<Range, void, undefined> {
  for (let done = 0; done < length; done += mostBytes) yield { offset: offset + done, length: Math.min(mostBytes, length - done) };
}

/** How a command is spelled for people. */
export const commandNames: Readonly<Record<Primitive | 'read' | 'write', string>> = {
  fullCopy: 'Full Copy (XCOPY)',
  blockZero: 'Block Zero (WRITE SAME)',
  ats: 'ATS (COMPARE AND WRITE)',
  unmap: 'UNMAP',
  thinProvisioningStun: 'Thin-provisioning stun',
  nasFullFileClone: 'Full File Clone',
  nasFastFileClone: 'Fast File Clone',
  nasReserveSpace: 'Reserve Space',
  nasExtendedStatistics: 'Extended Statistics',
  read: 'a read',
  write: 'a write',
};

const failureTexts: Readonly<Record<CommandFailure, (name: string) => string>> = {
  rejected: (name) => `The array rejected ${name}.`,
  timedOut: (name) => `The array did not answer ${name} in time.`,
  linkDown: (name) => `The link to the array went down during ${name}.`,
  outOfSpace: (name) => `The array ran out of space during ${name}.`,
};

/** `why` is a sentence of its own. */
export function failed(command: CommandFailed['primitive'], failure: CommandFailure, why = '', options: ErrorOptions = {}): CommandFailed {
  const text = failureTexts[failure](commandNames[command]);
  return new CommandFailed(command, failure, why === '' ? text : `${text} ${why}`, options);
}

/** Where a command is counted when it has failed. */
export const failedCounters: Readonly<Record<Command, CounterName>> = {
  fullCopy: 'cloneFailed',
  blockZero: 'zeroFailed',
  ats: 'atsFailed',
  unmap: 'deleteFailed',
  nasFullFileClone: 'nasFailed',
  nasFastFileClone: 'nasFailed',
  nasReserveSpace: 'nasFailed',
  nasExtendedStatistics: 'nasFailed',
};
