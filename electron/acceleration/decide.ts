/** What cloning would come to now, before anybody does it. */
import { Fault } from '../../shared/faults.ts';
import type { ObjectId, VmSnapshotId } from '../../shared/ids.ts';
import type { DiskFormat } from '../../shared/model/inventory.ts';
import type { Decision } from '../../shared/model/offload.ts';
import type { VmRecord } from '../inventory/records.ts';
import { decideClone } from '../offload/rules/decideClone.ts';
import { requireHost } from './hostSwitches.ts';
import { cloneFacts, type CloneQuestion, type FactRooms } from './machineFacts.ts';

export interface DecideRequest {
  readonly vmId: ObjectId;
  /** Null: where the virtual machine is. */
  readonly datastoreId: ObjectId | null;
  readonly hostId: ObjectId | null;
  /** Left out: the disks as they are now. */
  readonly snapshotId?: VmSnapshotId | undefined;
  /** Left out: each disk keeps its own. */
  readonly diskFormat?: DiskFormat | undefined;
}

/** Changes nothing. @throws Fault ManagedObjectNotFound */
export function decide(rooms: FactRooms, { vmId, datastoreId, hostId, snapshotId, diskFormat }: DecideRequest): Decision {
  const vm = rooms.inventory.vm(vmId);
  if (datastoreId !== null) rooms.inventory.datastore(datastoreId);
  if (hostId !== null) requireHost(rooms, hostId);
  const disks = snapshotId === undefined ? undefined : disksOf(rooms, vm, snapshotId);
  return decideClone(cloneFacts(rooms, { vm, disks, datastoreId, hostId, count: 1, diskFormat }));
}

function disksOf({ array }: FactRooms, vm: VmRecord, snapshotId: VmSnapshotId): CloneQuestion['disks'] {
  const snapshot = vm.snapshots?.all.find(({ id }) => id === snapshotId);
  if (!snapshot) throw new Fault('ManagedObjectNotFound', `"${vm.name}" has no snapshot ${snapshotId}.`, { names: [vm.name] });
  return snapshot.disks.map(({ label, fileId }) => ({ label, fileId, sizeBytes: array.file(fileId).sizeBytes }));
}
