/** Changes the virtual hardware of a machine: everything that was asked for in one transaction, or nothing. */
import * as z from 'zod';
import { Fault } from '../../shared/faults.ts';
import { objectIdSchema, type ObjectId, type RequestId, type TaskId } from '../../shared/ids.ts';
import { hardwareChangeSchema, type HardwareChange } from '../../shared/model/hardware.ts';
import { discardMoved } from '../acceleration/discards.ts';
import { datacenterOf } from '../inventory/networks.ts';
import { regroupVm } from '../inventory/groups.ts';
import { datastoreOfDisk, vmNumberOf, type DiskRecord, type VmRecord } from '../inventory/records.ts';
import { attachedTo, unattachedOf } from '../inventory/unattachedDisks.ts';
import type { MetaTx } from '../meta/meta.ts';
import type { TaskEnd, TaskRun } from '../tasks/taskRun.ts';
import { planHardware, type PlannedHardware } from './hardwareRules.ts';
import { discardStaged, publishNewDisks, requireDiskPlaces, requireDiskRoom, stageNewDisks, type DiskPlace, type StagedDisks } from './newDisks.ts';
import type { MachineRooms } from './rooms.ts';

const reconfigureSpecSchema = z.object({ vmId: objectIdSchema, change: hardwareChangeSchema });
type ReconfigureSpec = z.infer<typeof reconfigureSpecSchema>;

export function registerReconfigure(rooms: MachineRooms): void {
  rooms.tasks.register('reconfigureVm', {
    spec: reconfigureSpecSchema,
    lane: 'change',
    // By now the settings may be others than those that the change was meant for.
    isResumable: false,
    interruptedHint: 'Nothing was changed. Change the settings again.',
    run: (run, spec) => runReconfigure(rooms, run, spec),
  });
}

/** @throws Fault ManagedObjectNotFound, InvalidState, InvalidPowerState, InvalidArgument, LimitExceeded, NotSupported, InsufficientStorageSpace */
export async function startReconfigure(
  rooms: MachineRooms,
  request: { readonly vmId: ObjectId; readonly change: HardwareChange; readonly requestId: RequestId },
  initiator: string,
): Promise<TaskId> {
  await rooms.tasks.gate.pass();
  const known = rooms.tasks.startedBy(request.requestId);
  if (known) return known;
  const vm = rooms.inventory.vm(request.vmId);
  requirePossible(rooms, vm, request.change);
  const spec: ReconfigureSpec = { vmId: vm.id, change: request.change };
  return rooms.tasks.start({
    kind: 'reconfigureVm',
    name: 'Reconfigure virtual machine',
    target: { id: vm.id, name: vm.name },
    requestId: request.requestId,
    spec,
    initiator,
    isCancelable: true,
  });
}

/** @throws Fault what speaks against the change */
function requirePossible(rooms: MachineRooms, vm: VmRecord, change: HardwareChange): PlannedHardware {
  const plan = planHardware(vm, change, attachableDisks(rooms, vm, change));
  for (const { networkId } of [...change.addNics, ...change.changeNics]) if (networkId !== undefined) requireNetwork(rooms, networkId, vm.hostId);
  requireDiskRoom(rooms, placeOf(vm), plan.newDisks, grownThickBytes(rooms, vm, plan));
  return plan;
}

function grownThickBytes({ array }: MachineRooms, vm: VmRecord, { grownDisks, keptDisks }: PlannedHardware): Map<ObjectId, number> {
  const bytes = new Map<ObjectId, number>();
  for (const { fileId, addedBytes } of grownDisks) {
    const disk = keptDisks.find((one) => one.fileId === fileId);
    if (!disk || array.file(fileId).format === 'thin') continue;
    const id = datastoreOfDisk(vm, disk);
    bytes.set(id, (bytes.get(id) ?? 0) + addedBytes);
  }
  return bytes;
}

/** @throws Fault ManagedObjectNotFound, InvalidArgument for a network of another datacenter */
export function requireNetwork({ inventory }: Pick<MachineRooms, 'inventory'>, networkId: ObjectId, hostId: ObjectId): void {
  const network = inventory.findContainer(networkId);
  if (network?.kind !== 'network') throw new Fault('ManagedObjectNotFound', `There is no network ${networkId}.`);
  const datacenter = datacenterOf(inventory, hostId);
  if (datacenter?.id === network.parentId) return;
  throw new Fault('InvalidArgument', `The host of the virtual machine does not offer the network "${network.name}".`, { names: [network.name], hint: 'Choose a network of the same datacenter.' });
}

async function runReconfigure(rooms: MachineRooms, run: TaskRun, { vmId, change }: ReconfigureSpec): Promise<TaskEnd> {
  const { array, inventory } = rooms;
  run.signal.throwIfAborted();
  const { name } = inventory.vm(vmId);
  const release = inventory.holds.take(vmId, name, 'write', run.task.name);
  try {
    const vm = inventory.vm(vmId);
    const { newDisks } = requirePossible(rooms, vm, change);
    const staged = await stageNewDisks(rooms, run, placeOf(vm), newDisks);
    try {
      run.signal.throwIfAborted();
      run.detail('Changing the settings');
      return await array.commit((tx) => {
        applyChange(rooms, tx, run, { vmId, change, staged });
        const result = () => ({ kind: 'reconfigureVm' as const, elapsedMs: run.workedMs });
        return run.end(tx, { state: 'success', result: result() }, result);
      });
    } catch (error) {
      await discardStaged(rooms, staged);
      throw error;
    }
  } finally {
    release();
  }
}

/** As the machine is by now: its power state may have changed while disks were zeroed. */
function applyChange(rooms: MachineRooms, tx: MetaTx, run: TaskRun, { vmId, change, staged }: ReconfigureSpec & { readonly staged: StagedDisks }): void {
  const { array, inventory } = rooms;
  const vm = inventory.vm(vmId);
  const plan = planHardware(vm, change, attachableDisks(rooms, vm, change));
  requireDiskPlaces(rooms, placeOf(vm), plan.newDisks);
  for (const { fileId, sizeBytes } of plan.grownDisks) array.growFile(tx, fileId, sizeBytes);
  if (plan.removedDisks.length > 0) {
    const { snapshots: _snapshots, ...rest } = vm;
    discardMoved(rooms, tx, { ...rest, disks: plan.removedDisks }, run.id);
  }
  inventory.unattached.put(tx, unattachedOf(vm, plan.detachedDisks));
  inventory.unattached.remove(tx, change.attachDisks);
  const added = publishNewDisks(rooms, tx, run, placeOf(vm), staged);
  const nics = [...plan.keptNics, ...inventory.withAddresses(vmNumberOf(vm.id), plan.newNics, plan.keptNics)];
  const { nics: _nics, ...rest } = vm;
  const after: VmRecord = {
    ...rest, cpuCount: plan.cpuCount, memoryBytes: plan.memoryBytes, disks: [...plan.keptDisks, ...added, ...plan.attachedDisks], ...(nics.length > 0 && { nics }),
  };
  inventory.updateVms(tx, [after]);
  const isOtherFiles = plan.removedDisks.length + plan.detachedDisks.length + plan.attachedDisks.length > 0;
  // What only the files of a machine share is told as its own, so others are not among them, and the first of them is one that it has.
  if (isOtherFiles) regroupVm(array, tx, after);
  for (const { fileId } of plan.detachedDisks) array.regroup(tx, [fileId]);
}

/** @throws Fault ManagedObjectNotFound; InvalidArgument for one that is named twice; InvalidState for one that the host does not reach, or on a datastore in maintenance mode */
function attachableDisks(rooms: MachineRooms, vm: VmRecord, { attachDisks }: HardwareChange): DiskRecord[] {
  if (new Set(attachDisks).size < attachDisks.length) throw new Fault('InvalidArgument', 'A disk is attached once.', { names: [vm.name] });
  const disks = attachDisks.map((fileId) => attachedTo(vm.datastoreId, rooms.inventory.unattached.get(fileId)));
  requireDiskPlaces(rooms, placeOf(vm), disks);
  return disks;
}

function placeOf(vm: VmRecord): DiskPlace {
  return { vmName: vm.name, hostId: vm.hostId, datastoreId: vm.datastoreId, groupOf: vm };
}
