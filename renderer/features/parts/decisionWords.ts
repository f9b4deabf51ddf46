/** How a decision and what came of it are told: planned ones in the future, measured ones in the past. Pure. */
import type { IconName, IconTone } from '../../ui/Icon.tsx';
import type { Mechanism } from '../../../shared/model/inventory.ts';
import type { Attempt, Decision, MovedBytes, OffloadFix, OffloadOperation, RuleResult, Trail } from '../../../shared/model/offload.ts';
import { isCopying, mechanismWords, wayWords } from '../../../shared/offloadWords.ts';
import { formatBytes } from '../../../shared/units.ts';
import { say } from '../../strings/say.ts';

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
  imported: say('parts.itsDataComesFromA'),
  created: say('parts.itWillHoldNothingBut'),
  fileClone: say('parts.theArrayWillShareEvery'),
  xcopy: say('parts.theArrayWillShareThe'),
  fullCopy: say('parts.theArrayWillReadAnd'),
  hostCopy: say('parts.theHostWillReadAnd'),
};

/** "the host read and wrote 2.1 GiB"; with two figures where they differ. */
function bothWays(who: string, readBytes: number, writeBytes: number, where = ''): string {
  if (readBytes === writeBytes) return say('parts.readAndWrote', { who, read: formatBytes(readBytes), where });
  return say('parts.readAndWrote2', { who, read: formatBytes(readBytes), write: formatBytes(writeBytes), where });
}

function measuredClone(mechanism: Mechanism, moved: MovedBytes): string {
  switch (mechanism) {
    case 'imported':
      return say('parts.itsDataCameFromA');
    case 'created':
      return say('parts.itHeldNothingButZeros');
    case 'fileClone':
      return say('parts.theArraySharedEveryBlock');
    case 'xcopy':
      return say('parts.theArraySharedTheBlocks');
    case 'fullCopy':
      return bothWays(say('parts.theArray'), moved.arrayReadBytes, moved.arrayWriteBytes, say('parts.onItsOwnDisks'));
    case 'hostCopy':
      return bothWays(say('parts.theHost'), moved.networkReadBytes, moved.networkWriteBytes);
  }
}

interface Ends {
  readonly array: string;
  readonly host: string;
}
const plannedOthers: Record<Exclude<OffloadOperation, 'clone' | 'migrate'>, Ends> = {
  zero: { array: say('parts.theArrayWillSeeTo'), host: say('parts.theHostWillWriteThe') },
  delete: { array: say('parts.theArrayWillKnowWhich'), host: say('parts.theHostWillNotTell') },
  snapshot: { array: say('parts.theFilerWillKeepThe'), host: say('parts.aRedoLogOnA') },
};
const measuredOthers: Record<Exclude<OffloadOperation, 'clone' | 'migrate'>, Ends> = {
  zero: { array: say('parts.theArraySawToThe'), host: say('parts.theHostWroteTheZeros') },
  delete: { array: say('parts.theArrayKnewWhichBlocks'), host: say('parts.theHostDidNotTell') },
  snapshot: { array: say('parts.theFilerKeptTheState'), host: say('parts.aRedoLogOnAHost') },
};

/** "File clone: the array shared every block"; with `moved`, what was measured, without it what is planned. */
export function headline(decision: Pick<Decision, 'operation' | 'mechanism' | 'isOffloaded' | 'attempts'>, moved: MovedBytes | null): string {
  const { operation, mechanism, isOffloaded } = decision;
  if (isCopying(operation)) return `${mechanismWords[mechanism]}: ${moved === null ? plannedClone[mechanism] : measuredClone(mechanism, moved)}`;
  const words = (moved === null ? plannedOthers : measuredOthers)[operation];
  if (!isOffloaded) return say('parts.notOffloaded', { host: words.host });
  return `${wayWords(operation, chosenAttempt(decision) ?? { mechanism, primitive: null })}: ${words.array}`;
}

/** Handed to the array, done by the host, or not done at all. */
export function decisionLook(decision: Decision | Trail): Look {
  if ('failure' in decision && decision.failure !== null) return { text: say('common.failed'), icon: 'error', tone: 'danger' };
  return decision.isOffloaded ? { text: say('parts.offloaded'), icon: 'check', tone: 'success' } : { text: say('parts.notOffloaded2'), icon: 'warning', tone: 'warning' };
}

export const verdictLooks: Record<RuleResult['verdict'], Look> = {
  passed: { text: say('parts.passed'), icon: 'check', tone: 'success' },
  failed: { text: say('common.failed'), icon: 'error', tone: 'danger' },
  notApplicable: { text: say('parts.doesNotApply'), icon: 'minus', tone: 'muted' },
};

export const outcomeLooks: Record<Attempt['outcome'], Look> = {
  planned: { text: say('parts.willBeUsed'), icon: 'check', tone: 'success' },
  used: { text: say('common.used'), icon: 'check', tone: 'success' },
  refused: { text: say('parts.ruledOut'), icon: 'minus', tone: 'muted' },
  failed: { text: say('parts.triedAndFailed'), icon: 'error', tone: 'danger' },
};

/** What was done, to how many, and to which disks where it was not all of them. */
export function operationTitle({ operation, vmCount, disks }: Trail): string {
  const done = operationWords[operation];
  const machines = vmCount > 1 ? say('counts.virtualMachine', { count: vmCount }) : null;
  const labels = disks?.join(', ');
  if (machines !== null && labels !== undefined) return say('parts.operationOnDisksOf', { operation: done, machines, labels });
  const what = machines ?? labels;
  return what === undefined ? done : say('parts.operationOn', { operation: done, what });
}

export const operationWords: Record<OffloadOperation, string> = { clone: say('common.clone'), migrate: say('parts.migration'), zero: say('parts.zeroing'), delete: say('parts.deletion'), snapshot: say('parts.snapshot') };

/** What stands over the list of fixes: an offloaded operation can still have missed a better way. */
export function fixesTitle(decision: Decision | Trail): string {
  const what = decision.isOffloaded ? say('parts.whatWouldFreeABetter') : say('parts.whatWouldMakeItOffload');
  return 'atMs' in decision ? say('parts.theNextTime', { what }) : what;
}

/** What the button of a fix says; powering off is called by its name, since people may be working there. */
export function fixLabel(action: NonNullable<OffloadFix['action']>): string {
  return action.kind === 'powerOff' ? say('parts.powerOff') : say('parts.fix');
}
