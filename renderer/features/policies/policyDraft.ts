/** What the dialog has gathered so far, and what is wrong with it. Pure. */
import { nameKey } from '../../../shared/naming.ts';
import { defaultPolicyName, noRules, policyDescriptionLimitChars, policyValuesSchema, type PolicyRules, type PolicyValues, type StoragePolicy } from '../../../shared/model/policies.ts';
import { rulesProblem, typeOf } from '../../../shared/storagePolicy.ts';
import { formatCount } from '../../../shared/units.ts';
import { say } from '../../strings/say.ts';

/** Rules as they are, with those that are typed as the text they are typed in. */
export interface PolicyDraft extends Omit<PolicyRules, 'freePercent' | 'names'> {
  readonly name: string;
  readonly description: string;
  readonly freeText: string;
  readonly namesText: string;
}

export function draftOf(policy: StoragePolicy | null): PolicyDraft {
  const { freePercent, names, ...rules } = policy?.values.rules ?? noRules;
  return { name: policy?.values.name ?? '', description: policy?.values.description ?? '', ...rules, freeText: freePercent === null ? '' : String(freePercent), namesText: names.join(', ') };
}

/** Another type of datastore has other primitives. */
export function withType(draft: PolicyDraft, type: PolicyRules['type']): PolicyDraft {
  return { ...draft, type, primitives: draft.primitives.filter((primitive) => type === null || typeOf(primitive) === type) };
}

export interface DraftProblems {
  readonly name?: string;
  readonly description?: string;
  readonly free?: string;
  readonly names?: string;
  readonly rules?: string;
}

/** @returns the values, or null while something is wrong */
export function readDraft(draft: PolicyDraft, others: readonly StoragePolicy[]): { values: PolicyValues | null; rules: PolicyRules; problems: DraftProblems } {
  const { name, description, freeText, namesText, ...rest } = draft;
  const freePercent = freeText.trim() === '' ? null : /^\d{1,3}$/.test(freeText.trim()) ? Number(freeText) : Number.NaN;
  const names = namesText.split(',').map((text) => text.trim()).filter((text) => text !== '');
  const isFreeWrong = freePercent !== null && !(freePercent >= 1 && freePercent <= 99);
  const rules: PolicyRules = { ...rest, freePercent: isFreeWrong ? null : freePercent, names };
  const key = nameKey(name.trim());
  const isTaken = key === nameKey(defaultPolicyName) || others.some(({ values }) => nameKey(values.name) === key);
  const nameIssue = policyValuesSchema.shape.name.safeParse(name).error?.issues[0]?.message;
  const rulesIssue = rulesProblem(rules);
  const problems: DraftProblems = {
    ...(nameIssue === undefined ? isTaken && { name: say('policies.nameTaken', { name: name.trim() }) } : { name: nameIssue }),
    ...(description.length > policyDescriptionLimitChars && { description: say('policies.descriptionTooLong', { limit: policyDescriptionLimitChars, length: formatCount(description.length) }) }),
    ...(isFreeWrong && { free: say('policies.freeSpaceWrong') }),
    ...((names.length > 20 || names.some((text) => text.length > 80)) && { names: say('policies.tooManyNames') }),
    ...(rulesIssue !== null && { rules: rulesIssue }),
  };
  return { values: Object.keys(problems).length > 0 ? null : { name: name.trim(), description: description.trim(), rules }, rules, problems };
}
