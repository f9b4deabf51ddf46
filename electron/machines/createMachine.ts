/** Makes a virtual machine that begins with empty disks. */
import { Fault } from '../../shared/faults.ts';
import type { ObjectId, RequestId, TaskId } from '../../shared/ids.ts';
import { newMachineSchema, type NewMachine } from '../../shared/model/hardware.ts';
import type { Host } from '../../shared/model/inventory.ts';
import { noHostFault } from '../inventory/hostStates.ts';
import { duplicateName } from '../inventory/inventory.ts';
import { policyPart } from '../inventory/policyOf.ts';
import { isMounted, placementFault } from '../inventory/placement.ts';
import { requireFolderBeside } from '../inventory/places.ts';
import { reachFault } from '../inventory/reach.ts';
import type { TaskEnd, TaskRun } from '../tasks/taskRun.ts';
import { startNamed } from './cloneMachine.ts';
import { labelDisks, labelNics } from './hardwareRules.ts';
import { discardStaged, publishNewDisks, requireDiskRoom, stageNewDisks, type DiskPlace } from './newDisks.ts';
import { requireNetwork } from './reconfigure.ts';
import type { MachineRooms } from './rooms.ts';

export function registerCreateMachine(rooms: MachineRooms): void {
  rooms.tasks.register('createVm', {
    spec: newMachineSchema,
    lane: 'change',
    isResumable: false,
    interruptedHint: 'Nothing was made. Create it again.',
    run: (run, spec) => runCreate(rooms, run, spec),
  });
}

/** @throws Fault InvalidName, DuplicateName, ManagedObjectNotFound, InvalidState, InvalidArgument, NotSupported, InsufficientStorageSpace */
export async function startCreate(rooms: MachineRooms, request: { readonly spec: NewMachine; readonly requestId: RequestId }, initiator: string): Promise<TaskId> {
  const { spec, requestId } = request;
  await rooms.tasks.gate.pass();
  const known = rooms.tasks.startedBy(requestId);
  if (known) return known;
  requirePossible(rooms, spec);
  return startNamed(rooms, spec.name, {
    kind: 'createVm',
    name: 'Create virtual machine',
    target: { id: null, name: spec.name },
    requestId,
    spec,
    initiator,
    isCancelable: true,
  });
}

/** @throws Fault what speaks against it, its name left out */
function requirePossible(rooms: MachineRooms, spec: NewMachine): DiskPlace {
  const { inventory } = rooms;
  if (inventory.findContainer(spec.folderId)?.kind !== 'folder') throw new Fault('ManagedObjectNotFound', `There is no folder ${spec.folderId}.`);
  const hostId = hostFor(rooms, spec);
  requireFolderBeside(inventory, spec.folderId, hostId);
  for (const { networkId } of spec.nics) requireNetwork(rooms, networkId, hostId);
  const place: DiskPlace = { vmName: spec.name, hostId, datastoreId: spec.datastoreId, groupOf: null };
  requireDiskRoom(rooms, place, labelDisks(spec.disks));
  return place;
}

async function runCreate(rooms: MachineRooms, run: TaskRun, spec: NewMachine): Promise<TaskEnd> {
  const { array, inventory } = rooms;
  run.signal.throwIfAborted();
  const place = requirePossible(rooms, spec);
  const staged = await stageNewDisks(rooms, run, place, labelDisks(spec.disks));
  try {
    run.signal.throwIfAborted();
    run.detail('Making it durable');
    return await array.commit((tx) => {
      if (inventory.findVmByName(spec.name)) throw duplicateName([spec.name]);
      const { name, folderId, datastoreId, guestOs, cpuCount, memoryBytes } = spec;
      const nics = labelNics(spec.nics);
      const [made] = inventory.addVms(tx, [
        {
          name, isTemplate: false, source: null, folderId, hostId: place.hostId, datastoreId, powerState: 'poweredOff', guestOs, cpuCount, memoryBytes, notes: '',
          disks: publishNewDisks(rooms, tx, run, place, staged), ...(nics.length > 0 && { nics }), ...policyPart(spec.policyId),
        },
      ]);
      if (!made) throw new Fault('SystemError', 'The virtual machine was not recorded.');
      const result = () => ({ kind: 'createVm' as const, vmId: made.id, diskCount: made.disks.length, elapsedMs: run.workedMs });
      return run.end(tx, { state: 'success', result: result() }, result);
    });
  } catch (error) {
    await discardStaged(rooms, staged);
    throw error;
  }
}

/** @throws Fault ManagedObjectNotFound; InvalidState where no host is connected, or none of them sees the datastores, or one of those is in maintenance mode */
function hostFor({ inventory }: MachineRooms, { computeId, datastoreId, disks }: NewMachine): ObjectId {
  const compute = inventory.findContainer(computeId);
  if (compute?.kind !== 'host' && compute?.kind !== 'cluster') throw new Fault('ManagedObjectNotFound', `There is no cluster or host ${computeId}.`);
  const hosts = inventory.containers().filter((container): container is Host => container.kind === 'host' && (container.id === compute.id || container.parentId === compute.id));
  const connected = hosts.filter(({ connectionState }) => connectionState === 'connected').toSorted((a, b) => inventory.hostVmCount(a.id) - inventory.hostVmCount(b.id));
  const datastore = inventory.datastore(datastoreId);
  const others = Array.from(new Set(disks.flatMap((disk) => disk.datastoreId ?? [])), (id) => inventory.datastore(id));
  const seesHome = connected.filter(({ id }) => isMounted(datastore, id));
  const host = seesHome.find(({ id }) => others.every((other) => isMounted(other, id))) ?? seesHome[0] ?? connected[0];
  if (!host) throw noHostFault(compute.name, hosts);
  const fault = reachFault(inventory, datastore, host.id) ?? placementFault(inventory, datastore, host.id);
  if (fault) throw fault;
  return host.id;
}
