/** Makes the disks of a virtual machine what one of its snapshots holds: constant time. */
import * as z from 'zod';
import { objectIdSchema, vmSnapshotIdSchema, type ObjectId, type RequestId, type TaskId, type VmSnapshotId } from '../../shared/ids.ts';
import { customizationDiskLabel } from '../inventory/records.ts';
import { changeAtOnce, type MachineRooms } from './rooms.ts';
import { requireSnapshot, snapshotsOf } from './snapshotTree.ts';

const revertSpecSchema = z.object({ vmId: objectIdSchema, snapshotId: vmSnapshotIdSchema });
type RevertSpec = z.infer<typeof revertSpecSchema>;

export function registerRevertMachine(rooms: MachineRooms): void {
  rooms.tasks.register('revertVm', {
    spec: revertSpecSchema,
    lane: 'change',
    // What is written after a restart must not be lost to a wish from before it.
    isResumable: false,
    interruptedHint: 'Nothing was changed. Revert again.',
    run: (run, spec) => {
      const { array, inventory } = rooms;
      run.detail('Putting the disks back');
      return changeAtOnce(
        rooms,
        run,
        { vmId: spec.vmId, mode: 'write' },
        (tx, vm) => {
          const snapshot = requireSnapshot(vm, spec.snapshotId);
          const laterDisks: string[] = [];
          const disks = vm.disks.map((disk) => {
            // What a guest is told is no state of the guest.
            if (disk.label === customizationDiskLabel) return disk;
            const kept = snapshot.disks.find(({ label }) => label === disk.label);
            // Added since. vSphere would take it away from the machine; here it stays as it is, so that no data is lost.
            if (!kept) {
              laterDisks.push(disk.label);
              return disk;
            }
            array.revertFile(tx, disk.fileId, kept.fileId);
            return { ...disk, sizeBytes: array.file(kept.fileId).sizeBytes };
          });
          inventory.updateVms(tx, [{ ...vm, disks, powerState: 'poweredOff', snapshots: { all: snapshotsOf(vm).all, currentId: snapshot.id } }]);
          return laterDisks;
        },
        (laterDisks, elapsedMs) => ({ kind: 'revertVm', snapshotId: spec.snapshotId, laterDisks, elapsedMs }),
      );
    },
  });
}

/** @throws Fault ManagedObjectNotFound */
export async function startRevert(
  rooms: MachineRooms,
  request: { readonly vmId: ObjectId; readonly snapshotId: VmSnapshotId; readonly requestId: RequestId },
  initiator: string,
): Promise<TaskId> {
  await rooms.tasks.gate.pass();
  const known = rooms.tasks.startedBy(request.requestId);
  if (known) return known;
  const vm = rooms.inventory.vm(request.vmId);
  const snapshot = requireSnapshot(vm, request.snapshotId);
  const spec: RevertSpec = { vmId: vm.id, snapshotId: snapshot.id };
  return rooms.tasks.start({
    kind: 'revertVm',
    name: `Revert to snapshot "${snapshot.name}"`,
    target: { id: vm.id, name: vm.name },
    requestId: request.requestId,
    spec,
    initiator,
    isCancelable: true,
  });
}
