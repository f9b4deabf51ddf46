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
  imported: say('parts.plannedImported'),
  created: say('parts.plannedCreated'),
  fileClone: say('parts.plannedFileClone'),
  xcopy: say('parts.plannedXcopy'),
  fullCopy: say('parts.plannedArrayCopy'),
  hostCopy: say('parts.plannedHostCopy'),
};

/** "the array read and wrote 2.1 GiB on its own disks"; with two figures where they differ. */
function arrayCopyWords({ arrayReadBytes, arrayWriteBytes }: MovedBytes): string {
  const read = formatBytes(arrayReadBytes);
  if (arrayReadBytes === arrayWriteBytes) return say('parts.measuredArrayCopy', { size: read });
  return say('parts.measuredArrayCopyUneven', { read, written: formatBytes(arrayWriteBytes) });
}

/** "the host read and wrote 2.1 GiB"; with two figures where they differ. */
function hostCopyWords({ networkReadBytes, networkWriteBytes }: MovedBytes): string {
  const read = formatBytes(networkReadBytes);
  if (networkReadBytes === networkWriteBytes) return say('parts.measuredHostCopy', { size: read });
  return say('parts.measuredHostCopyUneven', { read, written: formatBytes(networkWriteBytes) });
}

function measuredClone(mechanism: Mechanism, moved: MovedBytes): string {
  switch (mechanism) {
    case 'imported':
      return say('parts.measuredImported');
    case 'created':
      return say('parts.measuredCreated');
    case 'fileClone':
      return say('parts.measuredFileClone');
    case 'xcopy':
      return say('parts.measuredXcopy');
    case 'fullCopy':
      return arrayCopyWords(moved);
    case 'hostCopy':
      return hostCopyWords(moved);
  }
}

interface Ends {
  readonly array: string;
  readonly host: string;
}
const plannedOthers: Record<Exclude<OffloadOperation, 'clone' | 'migrate'>, Ends> = {
  zero: { array: say('parts.plannedArrayZero'), host: say('parts.plannedHostZero') },
  delete: { array: say('parts.plannedArrayUnmap'), host: say('parts.plannedHostUnmap') },
  snapshot: { array: say('parts.plannedFilerSnapshot'), host: say('parts.plannedRedoLog') },
};
const measuredOthers: Record<Exclude<OffloadOperation, 'clone' | 'migrate'>, Ends> = {
  zero: { array: say('parts.measuredArrayZero'), host: say('parts.measuredHostZero') },
  delete: { array: say('parts.measuredArrayUnmap'), host: say('parts.measuredHostUnmap') },
  snapshot: { array: say('parts.measuredFilerSnapshot'), host: say('parts.measuredRedoLog') },
};

/** "File clone: the array shared every block"; with `moved`, what was measured, without it what is planned. */
export function headline(decision: Pick<Decision, 'operation' | 'mechanism' | 'isOffloaded' | 'attempts'>, moved: MovedBytes | null): string {
  const { operation, mechanism, isOffloaded } = decision;
  if (isCopying(operation)) return say('parts.wayAndOutcome', { way: mechanismWords[mechanism], outcome: moved === null ? plannedClone[mechanism] : measuredClone(mechanism, moved) });
  const words = (moved === null ? plannedOthers : measuredOthers)[operation];
  if (!isOffloaded) return say('parts.notOffloadedBut', { outcome: words.host });
  return say('parts.wayAndOutcome', { way: wayWords(operation, chosenAttempt(decision) ?? { mechanism, primitive: null }), outcome: words.array });
}

/** Handed to the array, done by the host, or not done at all. */
export function decisionLook(decision: Decision | Trail): Look {
  if ('failure' in decision && decision.failure !== null) return { text: say('common.failed'), icon: 'error', tone: 'danger' };
  return decision.isOffloaded ? { text: say('parts.offloaded'), icon: 'check', tone: 'success' } : { text: say('parts.notOffloaded'), icon: 'warning', tone: 'warning' };
}

export const verdictLooks: Record<RuleResult['verdict'], Look> = {
  passed: { text: say('parts.rulePassed'), icon: 'check', tone: 'success' },
  failed: { text: say('common.failed'), icon: 'error', tone: 'danger' },
  notApplicable: { text: say('parts.ruleDoesNotApply'), icon: 'minus', tone: 'muted' },
};

export const outcomeLooks: Record<Attempt['outcome'], Look> = {
  planned: { text: say('parts.wayWillBeUsed'), icon: 'check', tone: 'success' },
  used: { text: say('common.used'), icon: 'check', tone: 'success' },
  refused: { text: say('parts.wayRuledOut'), icon: 'minus', tone: 'muted' },
  failed: { text: say('parts.wayTriedAndFailed'), icon: 'error', tone: 'danger' },
};

/** What was done, to how many, and to which disks where it was not all of them. */
export function operationTitle({ operation, vmCount, disks }: Trail): string {
  const done = operationWords[operation];
  const machines = vmCount > 1 ? say('counts.virtualMachine', { count: vmCount }) : null;
  const labels = disks?.join(', ');
  if (machines !== null && labels !== undefined) return say('parts.operationOfDisks', { operation: done, machines, disks: labels });
  const objects = machines ?? labels;
  return objects === undefined ? done : say('parts.operationOf', { operation: done, objects });
}

export const operationWords: Record<OffloadOperation, string> = { clone: say('common.clone'), migrate: say('parts.migration'), zero: say('parts.zeroing'), delete: say('parts.deletion'), snapshot: say('parts.snapshot') };

/** What stands over the list of fixes: an offloaded operation can still have missed a better way. */
export function fixesTitle(decision: Decision | Trail): string {
  const isDone = 'atMs' in decision;
  if (decision.isOffloaded) return isDone ? say('parts.whatFreesBetterWayNextTime') : say('parts.whatFreesBetterWay');
  return isDone ? say('parts.whatMakesItOffloadNextTime') : say('parts.whatMakesItOffload');
}

/** What the button of a fix says; powering off is called by its name, since people may be working there. */
export function fixLabel(action: NonNullable<OffloadFix['action']>): string {
  return action.kind === 'powerOff' ? say('parts.powerOff') : say('parts.fix');
}
