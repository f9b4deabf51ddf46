/** What a trail says besides the decision itself. */
import type { TaskId, TrailId } from '../../shared/ids.ts';
import type { Decision, MovedBytes, OffloadOperation } from '../../shared/model/offload.ts';
import type { MetaTx } from '../meta/meta.ts';
import type { CopyOutcome, Outcome } from './engineTypes.ts';
import type { CloneRuleFacts, LocalRuleFacts } from './rules/facts.ts';
import type { TrailDraft, TrailStore } from './trails.ts';

export interface TrailPlace {
  readonly taskId: TaskId | null;
  readonly vmNames: readonly string[];
  readonly hostName: string;
  readonly sourceName: string | null;
  readonly sourceDatastoreName: string | null;
  readonly datastoreName: string;
  /** The labels of the disks that it is about; left out where it is about all. */
  readonly disks?: string[];
}

export const nothingMoved: MovedBytes = { networkReadBytes: 0, networkWriteBytes: 0, arrayReadBytes: 0, arrayWriteBytes: 0, allocatedBytes: 0 };

/** @param isPart whether other disks of the machine go another way */
export function placeOf(facts: CloneRuleFacts, taskId: TaskId | null, vmNames: readonly string[], isPart = false): TrailPlace {
  const { host, machine, source, target } = facts;
  return { taskId, vmNames, hostName: host.name, sourceName: machine.name, sourceDatastoreName: source.name, datastoreName: target.name, ...(isPart && { disks: machine.disks.map(({ label }) => label) }) };
}

export function localPlace({ host, datastore }: LocalRuleFacts, taskId: TaskId | null, vmNames: readonly string[]): TrailPlace {
  return { taskId, vmNames, hostName: host.name, sourceName: null, sourceDatastoreName: null, datastoreName: datastore.name };
}

export function trailOf(operation: OffloadOperation, outcome: Outcome, place: TrailPlace, failure: string | null = null): TrailDraft {
  const { mechanism, isOffloaded, reason, attempts, firstFailed, fixes, moved, elapsedMs } = outcome;
  return {
    operation, mechanism, isOffloaded, reason, attempts: [...attempts], firstFailed, fixes: [...fixes], moved, elapsedMs, failure,
    ...place, vmCount: place.vmNames.length, vmNames: [...place.vmNames], atMs: Date.now(),
  };
}

/** A decision that was carried out as planned, in no time worth telling apart from the transaction it belongs to. */
export function carriedOut(decision: Decision, moved: MovedBytes, elapsedMs: number): Outcome {
  const attempts = decision.attempts.map((attempt) => (attempt.outcome === 'planned' ? { ...attempt, outcome: 'used' as const } : attempt));
  return { ...decision, attempts, moved, elapsedMs };
}

/** The trail of a copy and, where holes were zeroed, that of the zeroing. */
export function addCopyTrails(
  trails: TrailStore,
  tx: MetaTx,
  outcome: CopyOutcome,
  place: TrailPlace,
  failure: string | null = null,
  operation: 'clone' | 'migrate' = 'clone',
): { readonly made: TrailId; readonly zeroed: TrailId | null } {
  const { id } = trails.add(tx, trailOf(operation, outcome, place, failure));
  return { made: id, zeroed: outcome.zero ? trails.add(tx, trailOf('zero', outcome.zero, place)).id : null };
}
