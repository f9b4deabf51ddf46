/** Makes machines again of what was removed from the inventory while its disks stayed on the datastore. */
import * as z from 'zod';
import { Fault } from '../../shared/faults.ts';
import { objectIdSchema, type ObjectId, type RequestId, type TaskId } from '../../shared/ids.ts';
import type { UnregisteredVm } from '../../shared/model/lifecycle.ts';
import { nameKey } from '../../shared/naming.ts';
import { requireUsableHost } from '../inventory/hostStates.ts';
import { duplicateName } from '../inventory/inventory.ts';
import { itemsTitle, startItems } from '../inventory/itemTasks.ts';
import { datacenterOf } from '../inventory/networks.ts';
import { placementFault } from '../inventory/placement.ts';
import { requireFolderBeside, requireName } from '../inventory/places.ts';
import { datastoresOfVm, filesOfVm, otherDatastoresOf, type VmRecord } from '../inventory/records.ts';
import type { InventoryRooms } from '../inventory/rooms.ts';
import { findFile, vmSpace } from '../inventory/rows.ts';
import { runItems, type Verdict } from '../tasks/itemRun.ts';
import type { TaskChild } from '../../shared/model/task.ts';

const registerSpecSchema = z.object({ name: z.string().nullable(), folderId: objectIdSchema.nullable(), hostId: objectIdSchema.nullable() });
type RegisterSpec = z.infer<typeof registerSpecSchema>;

export interface RegisterRequest extends RegisterSpec {
  readonly ids: readonly ObjectId[];
  readonly requestId: RequestId;
}

export function registerRegisterVms(rooms: InventoryRooms): void {
  const { inventory } = rooms;
  rooms.tasks.register('registerVms', {
    spec: registerSpecSchema,
    lane: 'records',
    isResumable: true,
    interruptedHint: 'Register what is left.',
    run: (run, spec) =>
      runItems<VmRecord>(rooms, run, {
        plan: () => planRegistrations(rooms, spec),
        apply: (tx, vms) => {
          if (vms.length === 0) return;
          inventory.unregistered.remove(tx, vms.map(({ id }) => id));
          inventory.replaceVms(tx, [], vms);
        },
        result: (counts) => ({ kind: 'registerVms', ...counts }),
      }),
  });
}

/** Those that have anything on a datastore, or all, by name. */
export function listUnregistered({ inventory, array }: InventoryRooms, datastoreId: ObjectId | null): UnregisteredVm[] {
  const { unregistered } = inventory;
  const records = datastoreId === null ? unregistered.all() : unregistered.on(inventory.datastore(datastoreId).id);
  const rows = records.map(({ vm, unregisteredAtMs }): UnregisteredVm => {
    const { id, name, isTemplate, folderId, hostId, guestOs } = vm;
    const { provisionedBytes, logicalBytes, uniqueBytes, isExact } = vmSpace(array, vm);
    const elsewhere = otherDatastoresOf(vm);
    return {
      id, name, isTemplate, datastoreId: vm.datastoreId, ...(elsewhere.length > 0 && { otherDatastoreIds: [...elsewhere] }), folderId, hostId, guestOs,
      diskCount: vm.disks.length,
      snapshotCount: vm.snapshots?.all.length ?? 0,
      provisionedBytes, logicalBytes, uniqueBytes, isExact, unregisteredAtMs,
    };
  });
  const byName = new Intl.Collator('en', { numeric: true });
  return rows.toSorted((a, b) => byName.compare(a.name, b.name));
}

/** @throws Fault ManagedObjectNotFound, InvalidArgument for one name for several */
export function startRegister(rooms: InventoryRooms, { ids, requestId, name, folderId, hostId }: RegisterRequest, initiator: string, isUndo = false): Promise<TaskId> {
  return startItems(rooms, { requestId, initiator }, () => {
    const items = Array.from(new Set(ids), (id) => {
      const vm = rooms.inventory.unregistered.find(id);
      if (!vm) throw new Fault('ManagedObjectNotFound', `No machine ${id} lies unregistered on a datastore.`);
      return vm;
    });
    if (name !== null && items.length > 1) throw new Fault('InvalidArgument', 'Several machines cannot have one name.', { hint: 'Register them one by one, or under the names they had.' });
    const spec: RegisterSpec = { name, folderId, hostId };
    return { kind: 'registerVms', name: itemsTitle('Register', items, '', isUndo), spec, items };
  });
}

/** What is null in the specification is as it was. */
export function planRegistrations({ inventory, array }: InventoryRooms, spec: RegisterSpec): (child: TaskChild) => Verdict<VmRecord> {
  const given = new Set<string>();
  return ({ targetId }) => {
    const vm = targetId === null ? undefined : inventory.unregistered.find(targetId);
    if (!vm) {
      if (targetId !== null && inventory.findVm(targetId)) return { unchanged: 'It was in the inventory already.' };
      throw new Fault('ManagedObjectNotFound', 'It does not lie on the datastore any more.');
    }
    const name = spec.name ?? vm.name;
    requireName(name);
    if (inventory.isNameTaken(name) || given.has(nameKey(name))) throw duplicateName([name], 'Register it under another name.');
    const hostId = spec.hostId ?? vm.hostId;
    const host = inventory.findContainer(hostId);
    if (host?.kind !== 'host' || datacenterOf(inventory, hostId)?.id !== datacenterOf(inventory, vm.datastoreId)?.id) {
      throw new Fault('InvalidArgument', 'The host does not see the datastore.', { names: host ? [host.name] : [], hint: 'Choose a host of the same datacenter.' });
    }
    for (const datastoreId of datastoresOfVm(vm)) {
      const fault = placementFault(inventory, inventory.datastore(datastoreId), hostId);
      if (fault) throw fault;
    }
    requireUsableHost(host);
    const { id: folderId } = requireFolderBeside(inventory, spec.folderId ?? vm.folderId, hostId);
    if (filesOfVm(vm).some((file) => !findFile(array, file))) throw new Fault('FileNotFound', `A disk of "${vm.name}" is not on its datastore any more.`, { names: [vm.name] });
    given.add(nameKey(name));
    const disks = vm.disks.map((disk) => ({ ...disk, sizeBytes: array.file(disk.fileId).sizeBytes }));
    return { change: { ...vm, name, folderId, hostId, disks } };
  };
}
