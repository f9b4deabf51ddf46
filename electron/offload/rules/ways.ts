/** Tries the ways of an operation in order: the first that no rule speaks against is taken, and the host is the last one. */
import type { Mechanism } from '../../../shared/model/inventory.ts';
import type { Attempt, Decision, OffloadFix, OffloadOperation, Primitive, RuleResult } from '../../../shared/model/offload.ts';
import type { CloneRuleFacts } from './facts.ts';
import { fixesFor } from './fixes.ts';
import type { Rule } from './rule.ts';

/** A way by the array. */
export interface Way {
  readonly mechanism: Exclude<Mechanism, 'imported' | 'created' | 'hostCopy'>;
  readonly primitive: Primitive;
  /** In the order in which they are asked: that of `offloadRuleIdSchema`. */
  readonly rules: readonly Rule[];
  /** Why this way is taken; `refused` is what spoke against the best way, null when this is the best one. */
  readonly reason: (refused: RuleResult | null) => string;
}

/** What the host does when no array will. */
export interface HostWay {
  /** What the host does, whatever led to it. */
  readonly what: string;
  /** What follows for this operation, after the facts of the rule that failed. */
  readonly instead: string;
}

interface Considered {
  readonly way: Way;
  /** Up to and including the first that failed. */
  readonly rules: RuleResult[];
  readonly failed: RuleResult | null;
}

/** @param ways best first, at least one */
export function decideWays(operation: OffloadOperation, facts: CloneRuleFacts, ways: readonly [Way, ...Way[]], host: HostWay): Decision {
  const refused: (Considered & { readonly failed: RuleResult })[] = [];
  for (const way of ways) {
    const considered = consider(way, facts);
    const { failed, rules } = considered;
    const best = refused[0]?.failed ?? null;
    if (failed === null) {
      const reason = way.reason(best);
      const planned: Attempt = { mechanism: way.mechanism, primitive: way.primitive, rules, outcome: 'planned', reason, movedBytes: 0 };
      return {
        operation, mechanism: way.mechanism, isOffloaded: true, reason, attempts: [...refused.map(refusal), planned],
        firstFailed: best?.id ?? null, fixes: refused[0] ? fixesOf(refused[0].way, facts) : [],
      };
    }
    refused.push({ ...considered, failed });
  }
  const best = refused[0]?.failed ?? null;
  return {
    operation, mechanism: 'hostCopy', isOffloaded: false, reason: best === null ? host.what : `${best.facts} ${host.instead}`,
    attempts: [...refused.map(refusal), hostAttempt(host.what)], firstFailed: best?.id ?? null, fixes: fewestFixes(refused.map(({ way }) => way), facts),
  };
}

/** The host does it because it was told to. No rule is asked. */
export function decideForHost(operation: OffloadOperation, reason: string): Decision {
  return { operation, mechanism: 'hostCopy', isOffloaded: false, reason, attempts: [hostAttempt(reason)], firstFailed: null, fixes: [] };
}

function consider(way: Way, facts: CloneRuleFacts): Considered {
  const rules: RuleResult[] = [];
  for (const rule of way.rules) {
    const result = rule(facts, way.primitive);
    rules.push(result);
    if (result.verdict === 'failed') return { way, rules, failed: result };
  }
  return { way, rules, failed: null };
}

function refusal({ way, rules, failed }: Considered & { readonly failed: RuleResult }): Attempt {
  return { mechanism: way.mechanism, primitive: way.primitive, rules, outcome: 'refused', reason: failed.facts, movedBytes: 0 };
}

function hostAttempt(reason: string): Attempt {
  return { mechanism: 'hostCopy', primitive: null, rules: [], outcome: 'planned', reason, movedBytes: 0 };
}

/**
 * What has to be done for this way to be free. The trail stops at the first rule that failed; here all of them count,
 * or doing what is asked for would only lead to the next refusal.
 */
function fixesOf(way: Way, facts: CloneRuleFacts): OffloadFix[] {
  return way.rules.flatMap((rule) => {
    const { id, verdict } = rule(facts, way.primitive);
    return verdict === 'failed' ? fixesFor(id, facts, way.primitive) : [];
  });
}

/** Where a lesser way by the array needs less than the best one, that is enough; it must do away with what is shown as the first that failed. */
function fewestFixes(ways: readonly Way[], facts: CloneRuleFacts): OffloadFix[] {
  const [best = [], ...others] = ways.map((way) => fixesOf(way, facts));
  return others.filter((fixes) => fixes[0]?.ruleId === best[0]?.ruleId).reduce((least, fixes) => (fixes.length < least.length ? fixes : least), best);
}
