/** The storage policy in the record of a machine: left out for "Datastore default". */
import type { StoragePolicyId } from '../../shared/ids.ts';
import type { VmRecord } from './records.ts';

/** What is asked for of a policy: one, "Datastore default" by null, or by nothing at all what there is already. */
export type PolicyWish = StoragePolicyId | null | undefined;

/** Of a machine that is made. @param before what it is made from has */
export function policyPart(wish: PolicyWish, before?: StoragePolicyId): Pick<VmRecord, 'policyId'> {
  const policyId = wish === undefined ? before : wish;
  return policyId === undefined || policyId === null ? {} : { policyId };
}

/** The record with another policy, or as it is where nothing is asked for. */
export function withPolicy(record: VmRecord, wish: PolicyWish): VmRecord {
  if (wish === undefined) return record;
  const { policyId: _before, ...rest } = record;
  return { ...rest, ...policyPart(wish) };
}
