/** What plans say of storage policies. An incompatible datastore may be used nevertheless, as in vSphere. */
import type { ObjectId, StoragePolicyId } from '../../shared/ids.ts';
import type { DiskPlacement } from '../../shared/model/inventory.ts';
import type { MigrationPlan, MigrationSpec } from '../../shared/model/migration.ts';
import { formatCount } from '../../shared/units.ts';
import { targetOfDisk } from '../inventory/diskTargets.ts';
import type { PolicyWish } from '../inventory/policyOf.ts';
import { someNames } from '../inventory/records.ts';
import type { PolicyRooms } from './policyUse.ts';

/** @throws Fault ManagedObjectNotFound for a policy that does not exist */
export function requirePolicy({ policies }: Pick<PolicyRooms, 'policies'>, wish: PolicyWish): void {
  if (wish !== undefined && wish !== null) policies.get(wish);
}

interface Placed {
  readonly policyId?: PolicyWish;
  /** Null: where the source is, each disk beside its original. */
  readonly datastoreId: ObjectId | null;
  readonly diskPlacement?: DiskPlacement | undefined;
  /** Disks that it gets besides. */
  readonly hardware?: { readonly addDisks: readonly { readonly datastoreId?: ObjectId | undefined }[] };
}

/** Of a machine that would be made from `sourceId`: empty when every datastore that holds something of it fits its policy. */
export function placementWarnings({ inventory, policyBoard }: PolicyRooms, sourceId: ObjectId, { policyId: wish, hardware, ...targets }: Placed): string[] {
  const source = inventory.findVm(sourceId);
  if (!source) return [];
  const added = (hardware?.addDisks ?? []).flatMap(({ datastoreId }) => datastoreId ?? []);
  const places = new Set([targets.datastoreId ?? source.datastoreId, ...source.disks.map((disk) => targetOfDisk(source, disk, targets)), ...added]);
  return warningsFor(policyBoard, wish === undefined ? source.policyId : wish, Array.from(places, (id) => inventory.datastore(id)));
}

function warningsFor(board: PolicyRooms['policyBoard'], policyId: StoragePolicyId | null | undefined, datastores: readonly { readonly id: ObjectId; readonly name: string }[]): string[] {
  const book = board.book();
  return datastores.flatMap(({ id, name }) => {
    const shortfalls = book.shortfalls(policyId, id);
    return shortfalls.length === 0 ? [] : [`"${name}" does not fit the storage policy "${book.nameOf(policyId)}". ${shortfalls.join(' ')}`];
  });
}

/** Of those that are migrated: who would not be compliant afterwards, for each datastore that would hold something of them. */
export function migrationWarnings({ inventory, policyBoard }: PolicyRooms, { policyId: wish, datastoreId }: MigrationSpec, { machines }: MigrationPlan): string[] {
  const going = machines.filter(({ refusal, isDatastoreChanged }) => refusal === null && isDatastoreChanged);
  const book = policyBoard.book();
  const policyOf = (vmId: ObjectId): StoragePolicyId | null | undefined => (wish === undefined ? inventory.findVm(vmId)?.policyId : wish);
  const byDatastore = new Map<ObjectId, typeof going>();
  for (const machine of going) {
    const homeId = datastoreId ?? inventory.vm(machine.vmId).datastoreId;
    for (const id of new Set([homeId, ...machine.disks.map(({ toDatastoreId }) => toDatastoreId)])) {
      if (book.shortfalls(policyOf(machine.vmId), id).length > 0) byDatastore.set(id, [...(byDatastore.get(id) ?? []), machine]);
    }
  }
  return Array.from(byDatastore).flatMap(([id, failing]) => {
    const target = inventory.datastore(id);
    const [first] = failing;
    if (first && going.length === 1) return warningsFor(policyBoard, policyOf(first.vmId), [target]);
    const reasons = new Set(failing.flatMap(({ vmId }) => book.shortfalls(policyOf(vmId), id)));
    const who = failing.length === 1 ? '1 machine does' : `${formatCount(failing.length)} machines do`;
    return [`"${target.name}" does not fit the storage policy of ${someNames(failing.map(({ name }) => name)).text}: ${who} not comply there. ${[...reasons].join(' ')}`];
  });
}
