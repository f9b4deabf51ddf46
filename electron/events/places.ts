/** Where an object stands, for finding later what happened there. */
import type { ObjectId } from '../../shared/ids.ts';
import type { Inventory } from '../inventory/inventory.ts';

/** The containers that an object is in, nearest ones only. */
export function placesOf(inventory: Inventory, id: ObjectId): ObjectId[] {
  const vm = inventory.findVm(id);
  if (vm) return [vm.folderId, vm.hostId, vm.datastoreId];
  const parentId = inventory.findContainer(id)?.parentId ?? null;
  return parentId === null ? [] : [parentId];
}
