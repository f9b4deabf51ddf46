/** The two rules that only the run itself answers; the engine adds them to an attempt that it has begun. */
import type { ObjectId } from '../../../shared/ids.ts';
import type { OffloadFix, Primitive, RuleResult } from '../../../shared/model/offload.ts';
import { formatBytes } from '../../../shared/units.ts';
import { answer, primitiveNames, quote } from './rule.ts';

/**
 * An array may reject a command at any time, and the host then goes on by itself.
 * Source: vSphere 6.7 Storage, acceleration considerations ("primitive rejected by the array").
 * @param refusal what the array said, a sentence; null when it took every command
 */
export function acceptedByArray(primitive: Primitive, datastoreName: string, refusal: string | null): RuleResult {
  const facts = refusal === null ? `The array behind ${quote(datastoreName)} took every ${primitiveNames[primitive]} command.` : `The array behind ${quote(datastoreName)} did not carry out ${primitiveNames[primitive]}: ${refusal}`;
  return answer('acceptedByArray', 'Did the array accept the commands?', refusal === null, facts);
}

/**
 * What an array says is done need not be done: a device that ignores commands instead of rejecting them prevents the fall-back.
 * Source: blog.scottlowe 2010-11-01.
 * @param problem what was found to be different, a sentence; null when everything agreed
 */
export function verified(datastoreName: string, checkedBytes: number, problem: string | null): RuleResult {
  const facts = problem === null ? `${formatBytes(checkedBytes)} on ${quote(datastoreName)} were compared with the source and agree.` : `${quote(datastoreName)} does not hold what its array says was done: ${problem}`;
  return answer('verified', 'Does the destination hold what the source holds?', problem === null, facts);
}

/** What can be done after one of the two has failed. */
export function fixAfterRun(ruleId: 'acceptedByArray' | 'verified', datastore: { readonly id: ObjectId; readonly name: string }): OffloadFix {
  if (ruleId === 'acceptedByArray') return { ruleId, text: `Find out why the array behind ${quote(datastore.name)} refused, then try again.`, action: null };
  return { ruleId, text: `Have the array behind ${quote(datastore.name)} repaired, then clear its mark.`, action: { kind: 'clearDistrust', datastoreId: datastore.id } };
}
