/**
 * Storage policies as they are kept, all in memory and in the metadata store. Tables:
 *
 * - `storagePolicies`: number → policy
 * - `policyCounters`: `nextPolicy`, so that an id is never given out twice and a machine never gets another policy than its own
 */
import { Fault } from '../../shared/faults.ts';
import { storagePolicyIdSchema, type StoragePolicyId } from '../../shared/ids.ts';
import type { PolicyRules, PolicyValues, StoragePolicy } from '../../shared/model/policies.ts';
import { nameKey } from '../../shared/naming.ts';
import { defaultPolicyName } from '../../shared/model/policies.ts';
import { inOrder, rulesProblem } from '../../shared/storagePolicy.ts';
import type { Meta, MetaTx, Table } from '../meta/meta.ts';

export class PolicyStore {
  /** Told when a policy was made, changed or removed, once that is durable. */
  onChange: (() => void) | null = null;
  readonly #meta: Meta;
  readonly #table: Table<number, StoragePolicy>;
  readonly #counters: Table<string, number>;
  readonly #policies = new Map<StoragePolicyId, StoragePolicy>();

  constructor(meta: Meta) {
    this.#meta = meta;
    this.#table = meta.table('storagePolicies');
    this.#counters = meta.table('policyCounters');
    for (const { value } of this.#table.entries()) this.#policies.set(value.id, value);
  }

  /** In the order in which they were made. */
  all(): StoragePolicy[] {
    return [...this.#policies.values()];
  }
  find(id: StoragePolicyId): StoragePolicy | undefined {
    return this.#policies.get(id);
  }
  /** @throws Fault ManagedObjectNotFound */
  get(id: StoragePolicyId): StoragePolicy {
    const policy = this.#policies.get(id);
    if (!policy) throw new Fault('ManagedObjectNotFound', `There is no storage policy ${id}.`, { hint: 'Choose another one, or "Datastore default".' });
    return policy;
  }
  /** Whether the id belongs to a policy or did once. */
  wasGivenOut(id: StoragePolicyId): boolean {
    return numberOf(id) < this.#next();
  }

  /** @throws Fault DuplicateName, InvalidArgument for rules that no datastore or every datastore fits */
  create(values: PolicyValues): StoragePolicy {
    return this.#meta.transaction((tx) => this.add(tx, values));
  }

  /** As `create`, as part of something larger. */
  add(tx: MetaTx, values: PolicyValues): StoragePolicy {
    this.#require(values, null);
    const number = this.#next();
    const policy: StoragePolicy = { id: storagePolicyIdSchema.parse(`policy-${number}`), version: 1, modifiedAtMs: Date.now(), values: tidied(values) };
    this.#counters.put(tx, 'nextPolicy', number + 1);
    this.#put(tx, policy);
    return policy;
  }

  /** @throws Fault ManagedObjectNotFound, InvalidState when it was changed meanwhile, DuplicateName, InvalidArgument */
  update(id: StoragePolicyId, version: number, values: PolicyValues): StoragePolicy {
    const before = this.get(id);
    if (before.version !== version) {
      throw new Fault('InvalidState', `"${before.values.name}" was changed meanwhile.`, { names: [before.values.name], hint: 'Look at it again, then change it.' });
    }
    this.#require(values, id);
    const policy: StoragePolicy = { id, version: version + 1, modifiedAtMs: Date.now(), values: tidied(values) };
    this.#meta.transaction((tx) => this.#put(tx, policy));
    return policy;
  }

  remove(id: StoragePolicyId): void {
    this.get(id);
    this.#meta.transaction((tx) => {
      this.#table.remove(tx, numberOf(id));
      tx.onCommit(() => {
        this.#policies.delete(id);
        this.onChange?.();
      });
    });
  }

  #put(tx: MetaTx, policy: StoragePolicy): void {
    this.#table.put(tx, numberOf(policy.id), policy);
    tx.onCommit(() => {
      this.#policies.set(policy.id, policy);
      this.onChange?.();
    });
  }

  #next(): number {
    return this.#counters.get('nextPolicy') ?? 1;
  }

  #require({ name, rules }: PolicyValues, exceptId: StoragePolicyId | null): void {
    const key = nameKey(name);
    const isTaken = key === nameKey(defaultPolicyName) || this.all().some(({ id, values }) => id !== exceptId && nameKey(values.name) === key);
    if (isTaken) throw new Fault('DuplicateName', `There is a storage policy "${name}" already.`, { names: [name], hint: 'Choose another name.' });
    const problem = rulesProblem(rules);
    if (problem !== null) throw new Fault('InvalidArgument', problem, { names: [name] });
  }
}

function tidied({ rules, ...values }: PolicyValues): PolicyValues {
  const tidy: PolicyRules = { ...rules, primitives: inOrder(rules.primitives), names: [...new Set(rules.names)] };
  return { ...values, rules: tidy };
}

function numberOf(id: StoragePolicyId): number {
  return Number(id.slice('policy-'.length));
}
