/** Who has which storage policy, and what they lie on. */
import { Fault } from '../../shared/faults.ts';
import type { ObjectId, StoragePolicyId } from '../../shared/ids.ts';
import type { PolicyCompliance } from '../../shared/model/policies.ts';
import { formatCount } from '../../shared/units.ts';
import { datastoresOfVm, someNames, type VmRecord } from '../inventory/records.ts';
import { withPolicy } from '../inventory/policyOf.ts';
import type { InventoryRooms } from '../inventory/rooms.ts';
import { Pacer } from '../tasks/pacer.ts';
import type { PolicyBoard } from './policyBoard.ts';
import type { PolicyStore } from './policyStore.ts';

export interface PolicyRooms extends InventoryRooms {
  readonly policies: PolicyStore;
  readonly policyBoard: PolicyBoard;
}

/** A transaction of this many records takes a few milliseconds. */
const batchLength = 100;

/** The first of them are named. */
const mostListed = 100;

/**
 * Gives machines and templates a policy, or takes theirs away with null. Their disks stay where they are. Each batch
 * is durable by itself; to ask again for what was interrupted is no harm.
 * @returns how many had another one
 * @throws Fault ManagedObjectNotFound, before anything has changed
 */
export async function assignPolicy({ meta, inventory, policies }: PolicyRooms, vmIds: readonly ObjectId[], policyId: StoragePolicyId | null): Promise<number> {
  if (policyId !== null) policies.get(policyId);
  for (const id of vmIds) inventory.vm(id);
  const ids = [...new Set(vmIds)];
  const pacer = new Pacer();
  let changed = 0;
  for (let first = 0; first < ids.length; first += batchLength) {
    await pacer.pause();
    meta.transaction((tx) => {
      // As they are by now: somebody may have deleted one while others had their turn.
      const records = ids.slice(first, first + batchLength).flatMap((id): VmRecord[] => {
        const vm = inventory.findVm(id);
        return vm && (vm.policyId ?? null) !== policyId ? [withPolicy(vm, policyId)] : [];
      });
      changed += records.length;
      if (records.length > 0) inventory.updateVms(tx, records, false);
    });
  }
  return changed;
}

/** @throws Fault ManagedObjectNotFound, ResourceInUse with the names of those that have it */
export function removePolicy({ inventory, policies }: PolicyRooms, id: StoragePolicyId): void {
  const { name } = policies.get(id).values;
  const users: string[] = [];
  for (const vm of inventory.vms()) if (vm.policyId === id) users.push(vm.name);
  for (const { vm } of inventory.unregistered.all()) if (vm.policyId === id) users.push(vm.name);
  if (users.length > 0) {
    const { names, text } = someNames(users);
    throw new Fault('ResourceInUse', `${users.length === 1 ? `${text} has` : `${formatCount(users.length)} machines have`} the storage policy "${name}"${users.length === 1 ? '' : `: ${text}`}.`, {
      names, hint: 'Give them another policy first.',
    });
  }
  policies.remove(id);
}

/** Looks at everybody who has the policy. @throws Fault ManagedObjectNotFound */
export function checkCompliance({ inventory, policies, policyBoard }: PolicyRooms, id: StoragePolicyId): PolicyCompliance {
  policies.get(id);
  const book = policyBoard.book();
  const counts = new Map<ObjectId, number>();
  const nonCompliant: PolicyCompliance['nonCompliant'] = [];
  let nonCompliantCount = 0;
  for (const vm of inventory.vms()) {
    if (vm.policyId !== id) continue;
    const places = datastoresOfVm(vm);
    for (const datastoreId of places) counts.set(datastoreId, (counts.get(datastoreId) ?? 0) + 1);
    const failing = places.find((datastoreId) => book.shortfalls(id, datastoreId).length > 0);
    if (failing === undefined) continue;
    nonCompliantCount += 1;
    if (nonCompliant.length < mostListed) nonCompliant.push({ id: vm.id, name: vm.name, datastoreId: failing });
  }
  const datastores = inventory.datastores().map(({ id: datastoreId, name }) => ({
    datastoreId, name, shortfalls: [...book.shortfalls(id, datastoreId)], vmCount: counts.get(datastoreId) ?? 0,
  }));
  return { checkedAtMs: Date.now(), datastores, nonCompliantCount, nonCompliant };
}

/** What the records of machines say of policies that cannot be. */
export async function policyProblems({ inventory, policies }: Pick<PolicyRooms, 'inventory' | 'policies'>): Promise<string[]> {
  const problems: string[] = [];
  const pacer = new Pacer();
  for (const id of Array.from(inventory.vms(), (vm) => vm.id)) {
    await pacer.pause();
    const vm = inventory.findVm(id);
    // One that was deleted may come back with its machine from a snapshot; one that never was, may not.
    if (vm?.policyId !== undefined && !policies.wasGivenOut(vm.policyId)) problems.push(`"${vm.name}" has the storage policy ${vm.policyId}, which has not been given out yet.`);
  }
  return problems.slice(0, mostListed);
}
