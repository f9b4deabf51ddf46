/** Keeps all disks of a virtual machine as they are at one moment: constant time, whatever they hold. */
import * as z from 'zod';
import { Fault } from '../../shared/faults.ts';
import { objectIdSchema, type ObjectId, type RequestId, type TaskId } from '../../shared/ids.ts';
import type { VmRecord } from '../inventory/records.ts';
import { keepDisks } from './keepDisks.ts';
import { changeAtOnce, requireCapability, type MachineRooms } from './rooms.ts';
import { addSnapshot, requireRoomBelow } from './snapshotTree.ts';

const createSpecSchema = z.object({ vmId: objectIdSchema, name: z.string(), description: z.string() });
type CreateSpec = z.infer<typeof createSpecSchema>;

export function registerCreateSnapshot(rooms: MachineRooms): void {
  rooms.tasks.register('createVmSnapshot', {
    spec: createSpecSchema,
    lane: 'change',
    // Later than asked for it would keep other content than was meant.
    isResumable: false,
    interruptedHint: 'No snapshot was made. Take it again.',
    run: (run, spec) => {
      const { inventory } = rooms;
      run.detail('Keeping the disks');
      return changeAtOnce(
        rooms,
        run,
        { vmId: spec.vmId, mode: 'read' },
        (tx, vm) => {
          requireSnapshotable(vm);
          const disks = keepDisks(rooms, tx, vm, run.id);
          const id = inventory.newSnapshotId(tx);
          inventory.updateVms(tx, [addSnapshot(vm, { id, name: spec.name, description: spec.description, createdAtMs: Date.now(), disks })]);
          return id;
        },
        (snapshotId, elapsedMs) => ({ kind: 'createVmSnapshot', snapshotId, diskCount: inventory.vm(spec.vmId).disks.length, elapsedMs }),
      );
    },
  });
}

/** @throws Fault ManagedObjectNotFound, InvalidState for a template or one without disks, LimitExceeded, NotSupported */
export async function startCreateSnapshot(
  rooms: MachineRooms,
  request: { readonly vmId: ObjectId; readonly name: string; readonly description: string; readonly requestId: RequestId },
  initiator: string,
): Promise<TaskId> {
  await rooms.tasks.gate.pass();
  const known = rooms.tasks.startedBy(request.requestId);
  if (known) return known;
  requireCapability(rooms, 'fileClone', 'keep files as they are');
  const vm = rooms.inventory.vm(request.vmId);
  requireSnapshotable(vm);
  const spec: CreateSpec = { vmId: vm.id, name: request.name, description: request.description };
  return rooms.tasks.start({
    kind: 'createVmSnapshot',
    name: `Take snapshot "${request.name}"`,
    target: { id: vm.id, name: vm.name },
    requestId: request.requestId,
    spec,
    initiator,
    isCancelable: true,
  });
}

function requireSnapshotable(vm: VmRecord): void {
  const { name } = vm;
  if (vm.isTemplate) throw new Fault('InvalidState', `"${name}" is a template, which does not change.`, { names: [name], hint: 'Clone it and take snapshots of the clone.' });
  if (vm.disks.length === 0) throw new Fault('InvalidState', `"${name}" has no disk.`, { names: [name] });
  requireRoomBelow(vm);
}
