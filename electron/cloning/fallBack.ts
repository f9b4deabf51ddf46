/** What is decided once an array has refused something, or has not done it although it said so. */
import type { Decision, Primitive } from '../../shared/model/offload.ts';
import { CommandFailed } from '../offload/device/deviceTypes.ts';
import type { DistrustedClone, Outcome } from '../offload/engineTypes.ts';
import type { CloneRuleFacts, DatastoreFacts } from '../offload/rules/facts.ts';
import { acceptedByArray, fixAfterRun, verified } from '../offload/rules/runRules.ts';

export type Refusal = CommandFailed | DistrustedClone;

/** File clones are not tried again in this run: the host copies, and the trail tells what came before. */
export function decideAfterRefusal(decision: Decision, refusal: Refusal): (facts: CloneRuleFacts) => Decision {
  return ({ target }) => afterRefusal(decision, refusal, 'nasFastFileClone', target, ['The host copies every byte.', 'The host copies what the array did not clone.']);
}

/** The space of eager-zeroed disks was not set aside, so that their zeros have to be written. */
export function zeroAfterRefusal(decision: Decision, refusal: Refusal, target: DatastoreFacts): Decision {
  return afterRefusal(decision, refusal, 'nasReserveSpace', target, ['The host writes the zeros.', 'The host writes the zeros.']);
}

/** @param instead what the host does, for the reason of the whole and for that of its attempt */
function afterRefusal(decision: Decision, refusal: Refusal, primitive: Primitive, target: DatastoreFacts, [instead, rest]: readonly [string, string]): Decision {
  const isRefused = refusal instanceof CommandFailed;
  const result = isRefused ? acceptedByArray(primitive, target.name, refusal.message) : verified(target.name, 0, refusal.message);
  const ruleId = isRefused ? 'acceptedByArray' : 'verified';
  const attempts = decision.attempts.map((attempt) =>
    attempt.outcome === 'planned' ? { ...attempt, rules: [...attempt.rules, result], outcome: 'failed' as const, reason: result.facts } : attempt,
  );
  return {
    operation: decision.operation, mechanism: 'hostCopy', isOffloaded: false, reason: `${result.facts} ${instead}`, firstFailed: decision.firstFailed ?? ruleId,
    fixes: [...decision.fixes, fixAfterRun(ruleId, target)],
    attempts: [...attempts, { mechanism: 'hostCopy', primitive: null, rules: [], outcome: 'planned', reason: rest, movedBytes: 0 }],
  };
}

/** What became of a decision that could not even be begun, or whose work was given up at the end. */
export function givenUp(outcome: Decision | Outcome, why: string): Outcome {
  const attempts = outcome.attempts.map((attempt) => (attempt.outcome === 'planned' ? { ...attempt, outcome: 'failed' as const, reason: why } : attempt));
  const moved = { networkReadBytes: 0, networkWriteBytes: 0, arrayReadBytes: 0, arrayWriteBytes: 0, allocatedBytes: 0 };
  return { moved, elapsedMs: 0, ...outcome, attempts };
}
