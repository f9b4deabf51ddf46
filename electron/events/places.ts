/** Where an object stands, for finding later what happened there. */
import type { ObjectId } from '../../shared/ids.ts';
import type { Inventory } from '../inventory/inventory.ts';
import { datastoresOfVm, type VmRecord } from '../inventory/records.ts';

/** The containers that an object is in, nearest ones only. */
export function placesOf(inventory: Inventory, id: ObjectId): ObjectId[] {
  const vm = inventory.findVm(id);
  if (vm) return placesOfVm(vm);
  const parentId = inventory.findContainer(id)?.parentId ?? null;
  return parentId === null ? [] : [parentId];
}

/** The folder and the host of a machine, and every datastore that holds something of it. */
export function placesOfVm(vm: VmRecord): ObjectId[] {
  return [vm.folderId, vm.hostId, ...datastoresOfVm(vm)];
}
