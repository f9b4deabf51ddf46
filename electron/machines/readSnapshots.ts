import type { ObjectId } from '../../shared/ids.ts';
import type { VmSnapshotTree } from '../../shared/model/machine.ts';
import { findFile, snapshotSpace } from '../inventory/rows.ts';
import type { MachineRooms } from './rooms.ts';
import { snapshotsOf } from './snapshotTree.ts';

/** The snapshots of a virtual machine with what the array counts. @throws Fault ManagedObjectNotFound */
export function readSnapshots({ inventory, array }: MachineRooms, vmId: ObjectId): VmSnapshotTree {
  const { all, currentId } = snapshotsOf(inventory.vm(vmId));
  const snapshots = all.map((snapshot) => {
    const { id, name, description, createdAtMs, parentId } = snapshot;
    const disks = snapshot.disks.map(({ label, fileId }) => {
      const file = findFile(array, fileId);
      return { label, sizeBytes: file?.sizeBytes ?? 0, logicalBytes: file?.logicalBytes ?? 0 };
    });
    return { id, name, description, createdAtMs, parentId, disks, ...snapshotSpace(array, snapshot) };
  });
  return { vmId, currentId, snapshots };
}
