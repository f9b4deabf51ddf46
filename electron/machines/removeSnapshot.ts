/** Deletes snapshots of a virtual machine and gives the space of their files back. */
import * as z from 'zod';
import { objectIdSchema, vmSnapshotIdSchema, type ObjectId, type RequestId, type TaskId, type VmSnapshotId } from '../../shared/ids.ts';
import { formatCount } from '../../shared/units.ts';
import { datastoresOfVm } from '../inventory/records.ts';
import { giveSpaceBack } from '../storage/giveSpaceBack.ts';
import type { TaskEnd, TaskRun } from '../tasks/taskRun.ts';
import type { MachineRooms } from './rooms.ts';
import { dropSnapshots, requireSnapshot, snapshotsBelow, snapshotsOf } from './snapshotTree.ts';

const removeSpecSchema = z.object({ vmId: objectIdSchema, snapshotIds: z.array(vmSnapshotIdSchema).min(1) });
type RemoveSpec = z.infer<typeof removeSpecSchema>;

export function registerRemoveSnapshot(rooms: MachineRooms): void {
  rooms.tasks.register('removeVmSnapshot', {
    spec: removeSpecSchema,
    lane: 'change',
    isResumable: true,
    interruptedHint: 'Delete what is left.',
    run: (run, spec) => runRemove(rooms, run, spec),
  });
}

/** @throws Fault ManagedObjectNotFound */
export async function startRemoveSnapshot(
  rooms: MachineRooms,
  request: { readonly vmId: ObjectId; readonly snapshotId: VmSnapshotId; readonly withChildren: boolean; readonly requestId: RequestId },
  initiator: string,
): Promise<TaskId> {
  await rooms.tasks.gate.pass();
  const known = rooms.tasks.startedBy(request.requestId);
  if (known) return known;
  const vm = rooms.inventory.vm(request.vmId);
  const root = requireSnapshot(vm, request.snapshotId);
  // Settled now, so that a snapshot made while the task waits is not deleted with those that were there.
  const doomed = snapshotsBelow(snapshotsOf(vm), root, request.withChildren);
  const spec: RemoveSpec = { vmId: vm.id, snapshotIds: doomed.map(({ id }) => id) };
  return rooms.tasks.start({
    kind: 'removeVmSnapshot',
    name: doomed.length === 1 ? `Delete snapshot "${root.name}"` : `Delete ${formatCount(doomed.length)} snapshots`,
    target: { id: vm.id, name: vm.name },
    requestId: request.requestId,
    spec,
    initiator,
    isCancelable: true,
  });
}

async function runRemove({ array, inventory }: MachineRooms, run: TaskRun, spec: RemoveSpec): Promise<TaskEnd> {
  run.signal.throwIfAborted();
  const volumeIds = datastoresOfVm(inventory.vm(spec.vmId)).map((id) => inventory.datastore(id).volumeId);
  const physicalBytes = (): number => volumeIds.reduce((sum, id) => sum + array.volume(id).physicalBytes, 0);
  const beforeBytes = physicalBytes();
  const release = inventory.holds.take(spec.vmId, inventory.vm(spec.vmId).name, 'read', run.task.name);
  try {
    run.detail('Deleting snapshots');
    await array.commit((tx) => {
      const vm = inventory.vm(spec.vmId);
      // What does not exist any more needs no deleting: the task may have been interrupted after this.
      const doomed = snapshotsOf(vm).all.filter(({ id }) => spec.snapshotIds.includes(id));
      for (const { disks } of doomed) for (const { fileId } of disks) array.deleteFile(tx, fileId);
      if (doomed.length > 0) inventory.updateVms(tx, [dropSnapshots(vm, doomed)]);
    });
  } finally {
    release();
  }
  run.detail('Giving space back');
  await giveSpaceBack(array, run);
  const freedBytes = Math.max(0, beforeBytes - physicalBytes());
  return { state: 'success', result: { kind: 'removeVmSnapshot', removed: spec.snapshotIds.length, freedBytes } };
}
