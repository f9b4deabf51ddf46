/** What a comparison is asked for, and what can be said about it before it runs. Pure. */
import type { ObjectId } from '../../../shared/ids.ts';
import type { VmRow } from '../../../shared/model/inventory.ts';
import type { Comparison, ComparisonSpec, HardwareProfileId } from '../../../shared/model/offload.ts';
import type { Task } from '../../../shared/model/task.ts';
import { formatCount } from '../../../shared/units.ts';
import { say } from '../../strings/say.ts';

export const mostClones = 1_000;

export interface CompareDraft {
  readonly sourceId: ObjectId | null;
  /** NaN while the field is empty. */
  readonly count: number;
  readonly hardwareProfile: HardwareProfileId;
}

export function countProblem(count: number): string {
  if (!Number.isInteger(count) || count < 1) return say('compare.cloneCountMissing');
  return count > mostClones ? say('compare.tooManyClones', { limit: formatCount(mostClones) }) : '';
}

/** Only what holds still can be copied by both sides alike. */
export function sourceProblem(source: Pick<VmRow, 'name' | 'isTemplate' | 'powerState'> | undefined): string {
  if (source === undefined) return say('compare.chooseWhatIsCloned');
  return source.isTemplate || source.powerState === 'poweredOff' ? '' : say('compare.sourceIsPoweredOn', { source: source.name });
}

export function specOf({ sourceId, count, hardwareProfile }: CompareDraft): ComparisonSpec | null {
  return sourceId === null || countProblem(count) !== '' ? null : { sourceId, count, hardwareProfile };
}

/** What the clones of the host take at most at one time, in bytes of data. */
export function hostCopyBytes(source: Pick<VmRow, 'space'>, count: number): number {
  return source.space.logicalBytes * count;
}

export interface Estimate {
  readonly durationMs: number;
  readonly bytesPerSecond: number;
}

/** How long the host's side will take, by the rate of the newest comparison; null when none has moved anything yet. */
export function estimateOf(bytes: number, comparisons: readonly Comparison[]): Estimate | null {
  const known = comparisons.find(({ host }) => host.networkWriteBytes > 0 && host.elapsedMs > 0);
  if (known === undefined) return null;
  const bytesPerSecond = (known.host.networkWriteBytes / known.host.elapsedMs) * 1_000;
  return { durationMs: (bytes / bytesPerSecond) * 1_000, bytesPerSecond };
}

export interface Finished {
  readonly task: Task;
  readonly comparison: Comparison;
}

/** The comparisons that have come to an end with a result, newest first. */
export function finishedOf(tasks: readonly Task[]): Finished[] {
  return tasks.flatMap((task) => (task.result?.kind === 'compareOffload' ? [{ task, comparison: task.result.comparison }] : []));
}

/** Templates first, then `opened`, which may be any machine: a list of ten thousand would be of no use. */
export function sourcesOf(vms: Iterable<VmRow>, opened: VmRow | undefined): VmRow[] {
  const templates = [...vms].filter((vm) => vm.isTemplate).toSorted((a, b) => a.name.localeCompare(b.name, 'en', { numeric: true }));
  return opened === undefined || opened.isTemplate ? templates : [opened, ...templates];
}
