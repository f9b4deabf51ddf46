/** The rows of the list of policies. Pure. */
import type { StoragePolicyId } from '../../../shared/ids.ts';
import type { VmRow } from '../../../shared/model/inventory.ts';
import { defaultPolicyName, type PolicyFacts, type StoragePolicy } from '../../../shared/model/policies.ts';
import { rulesText, type PolicyBook } from '../../../shared/storagePolicy.ts';
import { say } from '../../strings/say.ts';

export interface PolicyRow {
  readonly id: string;
  /** Null for "Datastore default", which is built in. */
  readonly policy: StoragePolicy | null;
  readonly name: string;
  readonly description: string;
  readonly rules: string;
  /** Machines and templates that have it. */
  readonly vmCount: number;
  readonly nonCompliantCount: number;
  readonly compatibleCount: number;
  readonly datastoreCount: number;
}

interface Use {
  vmCount: number;
  nonCompliantCount: number;
}

export function policyRows(policies: readonly StoragePolicy[], datastores: readonly PolicyFacts[], book: PolicyBook, vms: Iterable<VmRow>): PolicyRow[] {
  const uses = new Map<StoragePolicyId | null, Use>();
  for (const vm of vms) {
    const id = book.find(vm.policyId)?.id ?? null;
    const use = uses.get(id) ?? { vmCount: 0, nonCompliantCount: 0 };
    use.vmCount += 1;
    if (book.stateOf(vm) === 'nonCompliant') use.nonCompliantCount += 1;
    uses.set(id, use);
  }
  const countsOf = (id: StoragePolicyId | null): Use => uses.get(id) ?? { vmCount: 0, nonCompliantCount: 0 };
  const datastoreCount = datastores.length;
  return [
    { id: 'default', policy: null, name: defaultPolicyName, description: say('policies.builtInDescription'), rules: say('policies.anyDatastore'), ...countsOf(null), compatibleCount: datastoreCount, datastoreCount },
    ...policies.map((policy): PolicyRow => {
      const { id, values } = policy;
      const compatibleCount = datastores.filter(({ datastoreId }) => book.shortfalls(id, datastoreId).length === 0).length;
      return { id, policy, name: values.name, description: values.description, rules: rulesText(values.rules), ...countsOf(id), compatibleCount, datastoreCount };
    }),
  ];
}
