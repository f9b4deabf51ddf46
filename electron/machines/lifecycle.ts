import type { ObjectId } from '../../shared/ids.ts';
import { registerFolders } from '../inventory/folders.ts';
import { registerMoveObjects } from '../inventory/moveObjects.ts';
import { registerRenameObject } from '../inventory/renameObject.ts';
import type { InventoryRooms } from '../inventory/rooms.ts';
import { registerUnregisterVms } from '../inventory/unregisterVms.ts';
import { registerConvertVms } from './convertVms.ts';
import { registerPowerVms } from './powerVms.ts';
import { registerRegisterVms } from './registerVms.ts';

/** Every kind of task that changes what machines and folders are called, where they lie and what state they are in. */
export function registerLifecycle(rooms: InventoryRooms): void {
  registerRenameObject(rooms);
  registerFolders(rooms);
  registerMoveObjects(rooms);
  registerConvertVms(rooms);
  registerPowerVms(rooms);
  registerUnregisterVms(rooms);
  registerRegisterVms(rooms);
}

/** Replaces what people wrote about a machine or a container. Durable when it returns. @throws Fault ManagedObjectNotFound */
export function setNotes({ meta, inventory }: InventoryRooms, { id, notes }: { readonly id: ObjectId; readonly notes: string }): void {
  const container = inventory.findContainer(id);
  if (container !== undefined) {
    const { notes: before = '', ...bare } = container;
    if (before !== notes) meta.transaction((tx) => inventory.addContainers(tx, [notes === '' ? bare : { ...bare, notes }]));
    return;
  }
  const vm = inventory.vm(id);
  if (vm.notes !== notes) meta.transaction((tx) => inventory.updateVms(tx, [{ ...vm, notes }]));
}
