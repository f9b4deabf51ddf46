/** Deletes a volume with its datastore, its snapshots and, when asked to, the virtual machines on it. */
import * as z from 'zod';
import { Fault } from '../../shared/faults.ts';
import { volumeIdSchema, type RequestId, type TaskId, type VolumeId } from '../../shared/ids.ts';
import { deleteMachines, requireDeletable } from '../inventory/deleteVms.ts';
import { otherDatastoresOf, someNames, type VmRecord } from '../inventory/records.ts';
import { unattachedName } from '../inventory/unattachedDisks.ts';
import type { TaskEnd, TaskRun } from '../tasks/taskRun.ts';
import { datastoreOn, requireNoMaintenance, targetOf } from './announce.ts';
import { giveSpaceBack } from './giveSpaceBack.ts';
import { machinesOn } from './machinesInSnapshot.ts';
import { unattachedOn } from './restoreUnattached.ts';
import type { StorageRooms } from './rooms.ts';
import { volumeRow } from './volumeRows.ts';

const deleteSpecSchema = z.object({ volumeId: volumeIdSchema, withMachines: z.boolean() });

export function registerDeleteVolume(rooms: StorageRooms): void {
  rooms.tasks.register('deleteVolume', {
    spec: deleteSpecSchema,
    lane: 'change',
    isResumable: true,
    interruptedHint: 'Delete the volume again; what was deleted already stays deleted.',
    run: (run, spec) => runDelete(rooms, run, spec.volumeId, spec.withMachines),
  });
}

/** @throws Fault ManagedObjectNotFound, ResourceInUse naming what is in the way, machines among it that are on other datastores as well; InvalidPowerState, TaskInProgress */
export async function startDeleteVolume(rooms: StorageRooms, request: { volumeId: VolumeId; withMachines: boolean; requestId: RequestId }, initiator: string): Promise<TaskId> {
  await rooms.tasks.gate.pass();
  const known = rooms.tasks.startedBy(request.requestId);
  if (known) return known;
  const { volumeId, withMachines, requestId } = request;
  requireUnused(rooms, volumeId, withMachines);
  return rooms.tasks.start({
    kind: 'deleteVolume',
    name: 'Delete volume',
    target: targetOf(rooms, volumeId),
    requestId,
    spec: { volumeId, withMachines },
    initiator,
    isCancelable: true,
  });
}

async function runDelete(rooms: StorageRooms, run: TaskRun, volumeId: VolumeId, withMachines: boolean): Promise<TaskEnd> {
  const { array, inventory } = rooms;
  // Taken up again after its last transaction: there is nothing left to delete.
  if (!rooms.volumes.find(volumeId)) return { state: 'success', result: { kind: 'deleteVolume', deletedMachines: 0, freedBytes: 0 } };
  const beforeBytes = array.aggregate().physicalBytes;
  const freedBytes = (): number => Math.max(0, beforeBytes - array.aggregate().physicalBytes);
  const machines = requireUnused(rooms, volumeId, withMachines);
  if (machines.length > 0) {
    run.detail('Deleting virtual machines');
    await deleteMachines(rooms, run, machines);
  }
  run.signal.throwIfAborted();
  run.detail('Deleting the volume');
  const { deletedUnregistered, deletedUnattached } = await array.commit((tx) => {
    // Once more, since machines may have been made on it while others were being deleted.
    requireUnused(rooms, volumeId, false, withMachines);
    const datastore = datastoreOn(rooms, volumeId);
    array.deleteVolume(tx, volumeId);
    rooms.volumes.remove(tx, volumeId);
    if (!datastore) return { deletedUnregistered: 0, deletedUnattached: 0 };
    const unregistered = inventory.unregistered.on(datastore.id).map(({ vm }) => vm.id);
    const unattached = unattachedOn(rooms, volumeId).map(({ disk }) => disk.fileId);
    inventory.unregistered.remove(tx, unregistered);
    inventory.unattached.remove(tx, unattached);
    inventory.removeContainers(tx, [datastore.id]);
    return { deletedUnregistered: unregistered.length, deletedUnattached: unattached.length };
  });
  await inventory.departed.purge(run.signal);
  run.detail('Giving space back');
  await giveSpaceBack(array, run);
  const result = { kind: 'deleteVolume' as const, deletedMachines: machines.length, ...(deletedUnregistered > 0 && { deletedUnregistered }), ...(deletedUnattached > 0 && { deletedUnattached }), freedBytes: freedBytes() };
  return { state: 'success', result };
}

/**
 * @param withUnregistered true when what lies on it unregistered goes with it as well
 * @returns the virtual machines and templates that must be deleted with it
 */
function requireUnused(rooms: StorageRooms, volumeId: VolumeId, withMachines: boolean, withUnregistered = withMachines): VmRecord[] {
  const { name, cloneNames } = volumeRow(rooms, volumeId);
  if (cloneNames.length > 0) {
    const some = someNames(cloneNames);
    throw new Fault('ResourceInUse', `FlexClones are based on "${name}": ${some.text}.`, { names: some.names, hint: 'Split or delete them first.' });
  }
  const machines = machinesOn(rooms, volumeId);
  if (machines.length > 0 && !withMachines) {
    const some = someNames(machines.map((record) => record.name));
    throw new Fault('ResourceInUse', `There are virtual machines or templates on "${name}": ${some.text}.`, { names: some.names, hint: 'Delete them first, or delete them with the volume.' });
  }
  const datastore = datastoreOn(rooms, volumeId);
  const unregistered = datastore ? rooms.inventory.unregistered.on(datastore.id) : [];
  if (unregistered.length > 0 && !withUnregistered) {
    const some = someNames(unregistered.map(({ vm }) => vm.name));
    throw new Fault('ResourceInUse', `Unregistered virtual machines lie on "${name}": ${some.text}.`, { names: some.names, hint: 'Register them to keep them elsewhere, or delete them with the volume.' });
  }
  const unattached = unattachedOn(rooms, volumeId);
  if (unattached.length > 0 && !withUnregistered) {
    const some = someNames(unattached.map(unattachedName));
    throw new Fault('ResourceInUse', `Disks that no virtual machine has lie on "${name}": ${some.text}.`, { names: some.names, hint: 'Attach or delete them first, or delete them with the volume.' });
  }
  requireNothingElsewhere(name, machines, unregistered.map(({ vm }) => vm));
  requireNoMaintenance(rooms, volumeId);
  requireDeletable(rooms, machines);
  return machines;
}

/** Whoever deletes a volume with the machines on it does not mean data on other volumes. @throws Fault ResourceInUse */
function requireNothingElsewhere(volumeName: string, registered: readonly VmRecord[], unregistered: readonly VmRecord[]): void {
  const isApart = (machine: VmRecord): boolean => otherDatastoresOf(machine).length > 0;
  const apart = [...registered, ...unregistered].filter(isApart).map(({ name }) => name);
  if (apart.length === 0) return;
  const some = someNames(apart);
  throw new Fault('ResourceInUse', `Machines on "${volumeName}" have disks on other datastores as well: ${some.text}.`, {
    names: some.names,
    hint: `Migrate them to one datastore, or delete them first.${unregistered.some(isApart) ? ' Those outside the inventory have to be registered for that.' : ''}`,
  });
}
