/** What cloning would come to now, before anybody does it. */
import { Fault } from '../../shared/faults.ts';
import type { ObjectId, VmSnapshotId } from '../../shared/ids.ts';
import type { DiskRoute } from '../../shared/model/clonePlan.ts';
import type { DiskFormat, DiskPlacement } from '../../shared/model/inventory.ts';
import type { Decision } from '../../shared/model/offload.ts';
import { requirePlacement } from '../inventory/diskTargets.ts';
import type { VmRecord } from '../inventory/records.ts';
import { worstOf } from '../cloning/cloneGroups.ts';
import { decideClone } from '../offload/rules/decideClone.ts';
import { requireHost } from './hostSwitches.ts';
import { cloneRoutes, type FactRooms, type QuestionDisk } from './machineFacts.ts';

export interface DecideRequest {
  readonly vmId: ObjectId;
  /** Null: where the virtual machine is, and each disk beside its original. */
  readonly datastoreId: ObjectId | null;
  readonly hostId: ObjectId | null;
  /** Disks that go elsewhere than the others. */
  readonly diskPlacement?: DiskPlacement | undefined;
  /** Left out: the disks as they are now. */
  readonly snapshotId?: VmSnapshotId | undefined;
  /** Left out: each disk keeps its own. */
  readonly diskFormat?: DiskFormat | undefined;
}

/**
 * Changes nothing. Where disks go different ways, the decision is that about the ones that take longest, and `routes` tells of each.
 * @throws Fault ManagedObjectNotFound, InvalidArgument for a placement of disks that are not there
 */
export function decide(rooms: FactRooms, { vmId, datastoreId, hostId, diskPlacement, snapshotId, diskFormat }: DecideRequest): Decision & { routes: DiskRoute[] } {
  const vm = rooms.inventory.vm(vmId);
  if (datastoreId !== null) rooms.inventory.datastore(datastoreId);
  if (hostId !== null) requireHost(rooms, hostId);
  const disks = snapshotId === undefined ? undefined : disksOf(rooms, vm, snapshotId);
  requirePlacement(rooms.inventory, vm, disks ?? vm.disks, diskPlacement);
  const decided = cloneRoutes(rooms, { vm, disks, datastoreId, diskPlacement, hostId, count: 1, diskFormat }).map(({ facts }) => ({ facts, decision: decideClone(facts) }));
  const decision = worstOf(decided.map((one) => one.decision));
  if (!decision) throw new Fault('SystemError', 'The disks go no way.');
  const routes = decided.map(({ facts, decision: own }): DiskRoute => ({
    disks: facts.machine.disks.map(({ label }) => label),
    source: { id: facts.source.id, name: facts.source.name },
    target: { id: facts.target.id, name: facts.target.name },
    mechanisms: [{ mechanism: own.mechanism, count: 1, reason: own.reason, decision: own }],
  }));
  return { ...decision, routes };
}

function disksOf({ array }: FactRooms, vm: VmRecord, snapshotId: VmSnapshotId): QuestionDisk[] {
  const snapshot = vm.snapshots?.all.find(({ id }) => id === snapshotId);
  if (!snapshot) throw new Fault('ManagedObjectNotFound', `"${vm.name}" has no snapshot ${snapshotId}.`, { names: [vm.name] });
  return snapshot.disks.map((disk) => ({ ...disk, sizeBytes: array.file(disk.fileId).sizeBytes }));
}
