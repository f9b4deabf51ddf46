/** Holds the rules of storage policies against datastores, and says them in words. Pure: yard, client and command line judge alike. */
import type { ObjectId, StoragePolicyId } from './ids.ts';
import { datastoreIdsOf, type VmRow } from './model/inventory.ts';
import { primitiveSchema, type Primitive } from './model/offload.ts';
import { defaultPolicyName, type PolicyFacts, type PolicyRules, type StoragePolicy, type Usability } from './model/policies.ts';
import { nameKey } from './naming.ts';
import { primitiveWords } from './offloadWords.ts';
import { matchesWildcard } from './query/wildcard.ts';

/** Why the datastore does not fit, a sentence for each rule that does not hold; empty when it fits. */
export function shortfallsOf(rules: PolicyRules, facts: PolicyFacts): string[] {
  const found: string[] = [];
  const { type, sharesClones, primitives, dedupe, guarantee, freePercent, arrayName, names } = rules;
  if (type !== null && facts.type !== type) found.push(`It is ${facts.type}; the policy asks for ${type}.`);
  if (sharesClones) found.push(...usabilityProblem('Cloning by sharing blocks', facts.sharesClones));
  for (const primitive of primitives) {
    found.push(...usabilityProblem(primitiveWords[primitive], facts.primitives.find((state) => state.primitive === primitive)?.usability ?? null));
  }
  if (dedupe !== null && facts.isDedupeOn !== (dedupe === 'on')) found.push(`Dedupe is ${facts.isDedupeOn ? 'on' : 'off'}; the policy asks for ${dedupe}.`);
  if (guarantee !== null && facts.guarantee !== guarantee) found.push(guarantee === 'none' ? 'Its volume is not thin: the whole size is set aside.' : 'Its volume is thin: the space is not guaranteed.');
  if (freePercent !== null && facts.freePercent < freePercent) found.push(`${facts.freePercent} % is free; the policy asks for at least ${freePercent} %.`);
  if (arrayName !== null && nameKey(facts.arrayName) !== nameKey(arrayName)) found.push(`It lies on "${facts.arrayName}"; the policy asks for "${arrayName}".`);
  if (names.length > 0 && !names.some((pattern) => matchesWildcard(nameKey(pattern), nameKey(facts.name)))) found.push(`Its name does not fit ${listOf(names.map((name) => `"${name}"`))}.`);
  return found;
}

function usabilityProblem(what: string, usability: Usability | null): string[] {
  if (usability === 'usable') return [];
  if (usability === null) return [`${what}: the array does not offer it.`];
  return [usability === 'switchedOff' ? `${what}: switched off for this datastore.` : `${what}: the device is not trusted, since it did not do what it had accepted.`];
}

/** Every rule as a short phrase; none for a policy that asks for nothing. */
export function ruleWords({ type, sharesClones, primitives, dedupe, guarantee, freePercent, arrayName, names }: PolicyRules): string[] {
  return [
    ...(type === null ? [] : [`type ${type}`]),
    ...(sharesClones ? ['clones share blocks'] : []),
    ...primitives.map((primitive) => primitiveWords[primitive]),
    ...(dedupe === null ? [] : [`dedupe ${dedupe}`]),
    ...(guarantee === null ? [] : [guarantee === 'none' ? 'thin volume' : 'space of the volume guaranteed']),
    ...(freePercent === null ? [] : [`at least ${freePercent} % free`]),
    ...(arrayName === null ? [] : [`array "${arrayName}"`]),
    ...(names.length === 0 ? [] : [`named ${listOf(names.map((name) => `"${name}"`))}`]),
  ];
}

/** All rules in one line: "Type NFS; at least 25 % free". */
export function rulesText(rules: PolicyRules): string {
  const text = ruleWords(rules).join('; ');
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
}

/** What keeps rules from making sense, or null. */
export function rulesProblem(rules: PolicyRules): string | null {
  if (ruleWords(rules).length === 0) return 'Choose at least one rule: without any, every datastore fits.';
  const { type, primitives } = rules;
  const other = primitives.find((primitive) => type !== null && typeOf(primitive) !== type);
  if (other !== undefined) return `${primitiveWords[other]} belongs to ${typeOf(other)}, so no ${type} datastore has it.`;
  const types = new Set(primitives.map(typeOf));
  return types.size > 1 ? 'Primitives of block storage and of NAS are asked for: no datastore has both.' : null;
}

/** The type of datastore that a primitive is about. */
export function typeOf(primitive: Primitive): 'NFS' | 'VMFS' {
  return primitive.startsWith('nas') ? 'NFS' : 'VMFS';
}

/** In the order of the schema, each once. */
export function inOrder(primitives: readonly Primitive[]): Primitive[] {
  return primitiveSchema.options.filter((primitive) => primitives.includes(primitive));
}

function listOf(items: readonly string[]): string {
  return items.length < 2 ? items.join('') : `${items.slice(0, -1).join(', ')} or ${items.at(-1) ?? ''}`;
}

/** `none`: no policy, or one that has been deleted since. */
export type ComplianceState = 'compliant' | 'nonCompliant' | 'none';

type Placed = Pick<VmRow, 'policyId' | 'datastoreId' | 'otherDatastoreIds'>;

/** Policies held against datastores: each pair is judged once, however many machines ask. */
export class PolicyBook {
  readonly #policies: ReadonlyMap<StoragePolicyId, StoragePolicy>;
  readonly #facts: ReadonlyMap<ObjectId, PolicyFacts>;
  readonly #judged = new Map<string, readonly string[]>();

  constructor({ policies, datastores }: { readonly policies: readonly StoragePolicy[]; readonly datastores: readonly PolicyFacts[] }) {
    this.#policies = new Map(policies.map((policy) => [policy.id, policy]));
    this.#facts = new Map(datastores.map((facts) => [facts.datastoreId, facts]));
  }

  find(id: StoragePolicyId | null | undefined): StoragePolicy | undefined {
    return id === null || id === undefined ? undefined : this.#policies.get(id);
  }

  /** "Datastore default" where there is none. */
  nameOf(id: StoragePolicyId | null | undefined): string {
    return this.find(id)?.values.name ?? defaultPolicyName;
  }

  /** Why the datastore does not fit the policy; empty when it does, and while either is not known. */
  shortfalls(id: StoragePolicyId | null | undefined, datastoreId: ObjectId): readonly string[] {
    const policy = this.find(id);
    const facts = this.#facts.get(datastoreId);
    if (policy === undefined || facts === undefined) return [];
    const key = `${policy.id}/${datastoreId}`;
    const known = this.#judged.get(key);
    if (known !== undefined) return known;
    const found = shortfallsOf(policy.values.rules, facts);
    this.#judged.set(key, found);
    return found;
  }

  /** Why the machine does not comply: what is wrong with any datastore that holds something of it, by name where there are several. */
  machineShortfalls(vm: Placed): readonly string[] {
    if (vm.otherDatastoreIds === undefined) return this.shortfalls(vm.policyId, vm.datastoreId);
    return datastoreIdsOf(vm).flatMap((id) => this.shortfalls(vm.policyId, id).map((text) => `${this.#facts.get(id)?.name ?? ''}: ${text}`));
  }

  /** The worst of its datastores counts. */
  stateOf(vm: Placed): ComplianceState {
    if (this.find(vm.policyId) === undefined) return 'none';
    return this.machineShortfalls(vm).length === 0 ? 'compliant' : 'nonCompliant';
  }
}
