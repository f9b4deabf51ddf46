/** What plans say of storage policies. An incompatible datastore may be used nevertheless, as in vSphere. */
import type { StoragePolicyId } from '../../shared/ids.ts';
import type { MigrationPlan, MigrationSpec } from '../../shared/model/migration.ts';
import type { VmRow } from '../../shared/model/inventory.ts';
import { formatCount } from '../../shared/units.ts';
import type { PolicyWish } from '../inventory/policyOf.ts';
import { someNames } from '../inventory/records.ts';
import type { PolicyRooms } from './policyUse.ts';

/** @throws Fault ManagedObjectNotFound for a policy that does not exist */
export function requirePolicy({ policies }: Pick<PolicyRooms, 'policies'>, wish: PolicyWish): void {
  if (wish !== undefined && wish !== null) policies.get(wish);
}

interface Placed {
  readonly policyId?: PolicyWish;
  /** Null: where the source is. */
  readonly datastoreId: VmRow['datastoreId'] | null;
}

/** Of a machine that would be made from `sourceId`: empty when its datastore fits its policy. */
export function placementWarnings({ inventory, policyBoard }: PolicyRooms, sourceId: VmRow['id'], { policyId: wish, datastoreId }: Placed): string[] {
  const source = inventory.findVm(sourceId);
  if (!source) return [];
  return warningsFor(policyBoard, wish === undefined ? source.policyId : wish, inventory.datastore(datastoreId ?? source.datastoreId));
}

function warningsFor(board: PolicyRooms['policyBoard'], policyId: StoragePolicyId | null | undefined, datastore: { readonly id: VmRow['datastoreId']; readonly name: string }): string[] {
  const book = board.book();
  const shortfalls = book.shortfalls(policyId, datastore.id);
  return shortfalls.length === 0 ? [] : [`"${datastore.name}" does not fit the storage policy "${book.nameOf(policyId)}". ${shortfalls.join(' ')}`];
}

/** Of those that are migrated: who would not be compliant afterwards. */
export function migrationWarnings({ inventory, policyBoard }: PolicyRooms, { policyId: wish, datastoreId }: MigrationSpec, { machines }: MigrationPlan): string[] {
  if (datastoreId === null) return [];
  const target = inventory.datastore(datastoreId);
  const book = policyBoard.book();
  const policyOf = (vmId: VmRow['id']): StoragePolicyId | null | undefined => (wish === undefined ? inventory.findVm(vmId)?.policyId : wish);
  const going = machines.filter(({ refusal }) => refusal === null);
  const failing = going.filter(({ vmId }) => book.shortfalls(policyOf(vmId), target.id).length > 0);
  const [first, ...others] = failing;
  if (!first) return [];
  if (others.length === 0 && going.length === 1) return warningsFor(policyBoard, policyOf(first.vmId), target);
  const reasons = new Set(failing.flatMap(({ vmId }) => book.shortfalls(policyOf(vmId), target.id)));
  const who = others.length === 0 ? '1 machine does' : `${formatCount(failing.length)} machines do`;
  return [`"${target.name}" does not fit the storage policy of ${someNames(failing.map(({ name }) => name)).text}: ${who} not comply there. ${[...reasons].join(' ')}`];
}
