/** What the wizard has gathered so far, and what of it can be judged without asking the yard. Pure. */
import { Fault } from '../../../shared/faults.ts';
import type { ObjectId, StoragePolicyId } from '../../../shared/ids.ts';
import { cloneCountLimit, type ClonePlan, type CloneSpec } from '../../../shared/model/clonePlan.ts';
import type { RapidCloneDraft } from '../../../shared/model/draft.ts';
import type { DiskFormat, VmRow } from '../../../shared/model/inventory.ts';
import { nameAt, nameKey, nameProblem, parseNamePattern, type NamePattern } from '../../../shared/naming.ts';
import { formatCount } from '../../../shared/units.ts';
import { say } from '../../strings/say.ts';

export interface CloneDraft {
  readonly sourceId: ObjectId | null;
  /** NaN while the field is empty. */
  readonly count: number;
  readonly pattern: string;
  /** NaN while the field is empty. */
  readonly startNumber: number;
  /** Null: where the source is. The same for the next two. */
  readonly computeId: ObjectId | null;
  readonly folderId: ObjectId | null;
  readonly datastoreId: ObjectId | null;
  readonly powerOn: boolean;
  /** Null: "Datastore default"; 'same': that of the source. */
  readonly policy: StoragePolicyId | null | 'same';
  /** Null: each disk keeps the format of the source. */
  readonly diskFormat: DiskFormat | null;
}

/** As it is kept when the wizard is put aside. */
export function keptOf({ count, startNumber, pattern, ...rest }: CloneDraft, stepId: string): RapidCloneDraft {
  const orNull = (value: number): number | null => (Number.isFinite(value) ? value : null);
  return { ...rest, type: 'rapidClone', version: 1, stepId, pattern: pattern.slice(0, 200), count: orNull(count), startNumber: orNull(startNumber) };
}

export function openedFrom({ type: _type, version: _version, stepId: _stepId, count, startNumber, ...rest }: RapidCloneDraft): CloneDraft {
  return { ...rest, count: count ?? Number.NaN, startNumber: startNumber ?? Number.NaN };
}

export const maxStartNumber = 999_999_999;

/** Only templates and powered-off machines hold still enough to be cloned. */
export function canBeSource(vm: VmRow): boolean {
  return vm.isTemplate || vm.powerState === 'poweredOff';
}

export function countProblem(count: number): string {
  if (!Number.isInteger(count) || count < 1) return say('rapidClone.countMissing');
  return count > cloneCountLimit ? say('rapidClone.tooManyClones', { limit: formatCount(cloneCountLimit) }) : '';
}

export function startProblem(startNumber: number): string {
  if (!Number.isInteger(startNumber) || startNumber < 0) return say('rapidClone.startNumberMissing');
  return startNumber > maxStartNumber ? say('rapidClone.startNumberTooHigh', { limit: formatCount(maxStartNumber) }) : '';
}

/** The parsed pattern, or what is wrong with it. */
export function readPattern(pattern: string): NamePattern | string {
  if (pattern === '') return say('rapidClone.patternMissing');
  try {
    return parseNamePattern(pattern);
  } catch (error) {
    if (error instanceof Fault) return error.message;
    throw error;
  }
}

/** What is wrong with the pattern for these numbers: the longest name decides. */
export function patternProblem(draft: CloneDraft): string {
  const pattern = readPattern(draft.pattern);
  if (typeof pattern === 'string') return pattern;
  if (countProblem(draft.count) !== '' || startProblem(draft.startNumber) !== '') return '';
  return nameProblem(nameAt(pattern, draft.startNumber + draft.count - 1)) ?? '';
}

/** Names of the clones as the wizard previews them: the first few and the last one. */
export function previewNames(draft: CloneDraft): { first: string[]; last: string | null } | null {
  const pattern = readPattern(draft.pattern);
  if (typeof pattern === 'string' || countProblem(draft.count) !== '' || startProblem(draft.startNumber) !== '') return null;
  const firstCount = Math.min(3, draft.count);
  const first = Array.from({ length: firstCount }, (_, n) => nameAt(pattern, draft.startNumber + n));
  return { first, last: draft.count > firstCount ? nameAt(pattern, draft.startNumber + draft.count - 1) : null };
}

/** What to plan, or null while something is missing. */
export function specOf(draft: CloneDraft): CloneSpec | null {
  const { sourceId, count, pattern, startNumber, datastoreId, computeId, folderId, powerOn, policy, diskFormat } = draft;
  if (sourceId === null || countProblem(count) !== '' || startProblem(startNumber) !== '' || patternProblem(draft) !== '') return null;
  return { sourceId, count, pattern, startNumber, datastoreId, computeId, folderId, powerOn, ...(policy === 'same' ? {} : { policyId: policy }), ...(diskFormat === null ? {} : { diskFormat }) };
}

/** The names of the plan that exist already; empty when none do. */
export function collisionsOf(plan: ClonePlan | null): { names: readonly string[]; message: string } | null {
  const refusal = plan?.refusals.find((fault) => fault.code === 'DuplicateName');
  return refusal === undefined ? null : { names: refusal.names ?? [], message: refusal.message };
}

/** The number after the highest one that the pattern has been used with, so that a run can follow the last one. */
export function nextFreeNumber(patternText: string, names: Iterable<string>): number | null {
  const pattern = readPattern(patternText);
  if (typeof pattern === 'string') return null;
  const prefix = nameKey(pattern.prefix);
  const suffix = nameKey(pattern.suffix);
  let highest = -1;
  for (const name of names) {
    const key = nameKey(name);
    if (!key.startsWith(prefix) || !key.endsWith(suffix) || key.length <= prefix.length + suffix.length) continue;
    const digits = key.slice(prefix.length, key.length - suffix.length);
    if (/^\d{1,9}$/.test(digits)) highest = Math.max(highest, Number(digits));
  }
  return highest === -1 || highest >= maxStartNumber ? null : highest + 1;
}
