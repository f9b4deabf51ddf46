/** What is decided once an array has refused a file clone, or has made none although it said so. */
import type { Decision } from '../../shared/model/offload.ts';
import { CommandFailed } from '../offload/device/deviceTypes.ts';
import type { DistrustedClone } from '../offload/engineTypes.ts';
import type { CloneRuleFacts } from '../offload/rules/facts.ts';
import { acceptedByArray, fixAfterRun, verified } from '../offload/rules/runRules.ts';

/** File clones are not tried again in this run: the host copies, and the trail tells what came before. */
export function decideAfterRefusal(decision: Decision, refusal: CommandFailed | DistrustedClone): (facts: CloneRuleFacts) => Decision {
  return ({ target }) => {
    const result = refusal instanceof CommandFailed ? acceptedByArray('nasFastFileClone', target.name, refusal.message) : verified(target.name, 0, refusal.message);
    const ruleId = refusal instanceof CommandFailed ? 'acceptedByArray' : 'verified';
    const attempts = decision.attempts.map((attempt) =>
      attempt.outcome === 'planned' ? { ...attempt, rules: [...attempt.rules, result], outcome: 'failed' as const, reason: result.facts } : attempt,
    );
    const reason = `${result.facts} The host copies every byte.`;
    return {
      operation: 'clone', mechanism: 'hostCopy', isOffloaded: false, reason, firstFailed: decision.firstFailed ?? ruleId,
      fixes: [...decision.fixes, fixAfterRun(ruleId, target)],
      attempts: [...attempts, { mechanism: 'hostCopy', primitive: null, rules: [], outcome: 'planned', reason: 'The host copies what the array did not clone.', movedBytes: 0 }],
    };
  };
}
