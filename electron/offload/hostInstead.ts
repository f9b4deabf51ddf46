/** What becomes of a decision when the array has not carried out the way that was planned, and the host takes its place. */
import type { ObjectId } from '../../shared/ids.ts';
import type { Attempt, Decision, Primitive } from '../../shared/model/offload.ts';
import { acceptedByArray, fixAfterRun, verified } from './rules/runRules.ts';

/** The rule that the run has answered with no. */
export interface RunFailure {
  readonly ruleId: 'acceptedByArray' | 'verified';
  readonly primitive: Primitive;
  /** What the array said, or what was found instead of what it said; a sentence. */
  readonly text: string;
  readonly datastore: { readonly id: ObjectId; readonly name: string };
}

/**
 * The planned attempt has failed by that rule, and one of the host is planned behind it.
 * @param instead what the host does, for the reason of the whole
 * @param attemptReason ... for that of its attempt, where it is told otherwise there
 */
export function decideHostInstead(decision: Decision, { ruleId, primitive, text, datastore }: RunFailure, instead: string, attemptReason = instead): Decision {
  const result = ruleId === 'acceptedByArray' ? acceptedByArray(primitive, datastore.name, text) : verified(datastore.name, 0, text);
  const attempts = decision.attempts.map((attempt): Attempt => (attempt.outcome === 'planned' ? { ...attempt, rules: [...attempt.rules, result], outcome: 'failed', reason: result.facts } : attempt));
  return {
    operation: decision.operation, mechanism: 'hostCopy', isOffloaded: false, reason: `${result.facts} ${instead}`, firstFailed: decision.firstFailed ?? ruleId,
    fixes: [...decision.fixes, fixAfterRun(ruleId, datastore)],
    attempts: [...attempts, { mechanism: 'hostCopy', primitive: null, rules: [], outcome: 'planned', reason: attemptReason, movedBytes: 0 }],
  };
}
