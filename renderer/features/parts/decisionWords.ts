/** How a decision and what came of it are told: planned ones in the future, measured ones in the past. Pure. */
import type { IconName, IconTone } from '../../ui/Icon.tsx';
import type { Mechanism } from '../../../shared/model/inventory.ts';
import type { Attempt, Decision, MovedBytes, OffloadFix, OffloadOperation, RuleResult, Trail } from '../../../shared/model/offload.ts';
import { isCopying, mechanismWords, wayWords } from '../../../shared/offloadWords.ts';
import { formatBytes } from '../../../shared/units.ts';

export interface Look {
  readonly text: string;
  readonly icon: IconName;
  readonly tone: IconTone;
}

/** The way that was or will be taken; undefined when every way failed. */
export function chosenAttempt(decision: Pick<Decision, 'attempts'>): Attempt | undefined {
  return decision.attempts.find(({ outcome }) => outcome === 'used' || outcome === 'planned');
}

const plannedClone: Record<Mechanism, string> = {
  imported: 'its data comes from a disk image',
  created: 'it will hold nothing but zeros',
  fileClone: 'the array will share every block',
  xcopy: 'the array will share the blocks of each range',
  fullCopy: 'the array will read and write the data on its own disks',
  hostCopy: 'the host will read and write the data',
};

/** "the host read and wrote 2.1 GiB"; with two figures where they differ. */
function bothWays(who: string, readBytes: number, writeBytes: number, where = ''): string {
  if (readBytes === writeBytes) return `${who} read and wrote ${formatBytes(readBytes)}${where}`;
  return `${who} read ${formatBytes(readBytes)} and wrote ${formatBytes(writeBytes)}${where}`;
}

function measuredClone(mechanism: Mechanism, moved: MovedBytes): string {
  switch (mechanism) {
    case 'imported':
      return 'its data came from a disk image';
    case 'created':
      return 'it held nothing but zeros';
    case 'fileClone':
      return 'the array shared every block';
    case 'xcopy':
      return 'the array shared the blocks of each range';
    case 'fullCopy':
      return bothWays('the array', moved.arrayReadBytes, moved.arrayWriteBytes, ' on its own disks');
    case 'hostCopy':
      return bothWays('the host', moved.networkReadBytes, moved.networkWriteBytes);
  }
}

interface Ends {
  readonly array: string;
  readonly host: string;
}
const plannedOthers: Record<Exclude<OffloadOperation, 'clone' | 'migrate'>, Ends> = {
  zero: { array: 'the array will see to the zeros', host: 'the host will write the zeros' },
  delete: { array: 'the array will know which blocks are free', host: 'the host will not tell the array which blocks are free' },
  snapshot: { array: 'the filer will keep the state', host: 'a redo log on a host; this array will keep a file clone' },
};
const measuredOthers: Record<Exclude<OffloadOperation, 'clone' | 'migrate'>, Ends> = {
  zero: { array: 'the array saw to the zeros', host: 'the host wrote the zeros' },
  delete: { array: 'the array knew which blocks are free', host: 'the host did not tell the array which blocks are free' },
  snapshot: { array: 'the filer kept the state', host: 'a redo log on a host; this array kept a file clone' },
};

/** "File clone: the array shared every block"; with `moved`, what was measured, without it what is planned. */
export function headline(decision: Pick<Decision, 'operation' | 'mechanism' | 'isOffloaded' | 'attempts'>, moved: MovedBytes | null): string {
  const { operation, mechanism, isOffloaded } = decision;
  if (isCopying(operation)) return `${mechanismWords[mechanism]}: ${moved === null ? plannedClone[mechanism] : measuredClone(mechanism, moved)}`;
  const words = (moved === null ? plannedOthers : measuredOthers)[operation];
  if (!isOffloaded) return `Not offloaded: ${words.host}`;
  return `${wayWords(operation, chosenAttempt(decision) ?? { mechanism, primitive: null })}: ${words.array}`;
}

/** Handed to the array, done by the host, or not done at all. */
export function decisionLook(decision: Decision | Trail): Look {
  if ('failure' in decision && decision.failure !== null) return { text: 'Failed', icon: 'error', tone: 'danger' };
  return decision.isOffloaded ? { text: 'Offloaded', icon: 'check', tone: 'success' } : { text: 'Not offloaded', icon: 'warning', tone: 'warning' };
}

export const verdictLooks: Record<RuleResult['verdict'], Look> = {
  passed: { text: 'Passed', icon: 'check', tone: 'success' },
  failed: { text: 'Failed', icon: 'error', tone: 'danger' },
  notApplicable: { text: 'Does not apply', icon: 'minus', tone: 'muted' },
};

export const outcomeLooks: Record<Attempt['outcome'], Look> = {
  planned: { text: 'Will be used', icon: 'check', tone: 'success' },
  used: { text: 'Used', icon: 'check', tone: 'success' },
  refused: { text: 'Ruled out', icon: 'minus', tone: 'muted' },
  failed: { text: 'Tried and failed', icon: 'error', tone: 'danger' },
};

export const operationWords: Record<OffloadOperation, string> = { clone: 'Clone', migrate: 'Migration', zero: 'Zeroing', delete: 'Deletion', snapshot: 'Snapshot' };

/** What stands over the list of fixes: an offloaded operation can still have missed a better way. */
export function fixesTitle(decision: Decision | Trail): string {
  const what = decision.isOffloaded ? 'What would free a better way' : 'What would make it offload';
  return 'atMs' in decision ? `${what} the next time` : what;
}

/** What the button of a fix says; powering off is called by its name, since people may be working there. */
export function fixLabel(action: NonNullable<OffloadFix['action']>): string {
  return action.kind === 'powerOff' ? 'Power off' : 'Fix';
}
