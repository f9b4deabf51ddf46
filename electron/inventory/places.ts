/** Where machines and folders may lie, and which names are free there. */
import { Fault } from '../../shared/faults.ts';
import type { ObjectId } from '../../shared/ids.ts';
import type { Folder } from '../../shared/model/inventory.ts';
import { nameKey, nameProblem } from '../../shared/naming.ts';
import { duplicateName, type Inventory } from './inventory.ts';
import { datacenterOf } from './networks.ts';
import type { ContainerRecord } from './records.ts';

/** @throws Fault InvalidName */
export function requireName(name: string): void {
  const problem = nameProblem(name);
  if (problem !== null) throw new Fault('InvalidName', problem, { names: [name] });
}

/** As the path of a folder below its datacenter. */
export function folderPath(inventory: Inventory, folder: Folder): string {
  const parent = inventory.findContainer(folder.parentId);
  return parent?.kind === 'folder' ? `${folderPath(inventory, parent)}/${folder.name}` : folder.name;
}

/** Of one kind no two have the same name in the same place. @throws Fault InvalidName, DuplicateName */
export function requireFreeContainerName(inventory: Inventory, place: { readonly kind: ContainerRecord['kind']; readonly parentId: ObjectId | null; readonly name: string }, self?: ObjectId): void {
  requireName(place.name);
  const key = nameKey(place.name);
  const isTaken = inventory.containers().some(({ id, kind, parentId, name }) => id !== self && kind === place.kind && parentId === place.parentId && nameKey(name) === key);
  if (isTaken) throw duplicateName([place.name], 'Choose another name.');
}

/** The folder that a machine of the datacenter of `beside` can be moved into. @throws Fault InvalidFolder */
export function requireFolderBeside(inventory: Inventory, folderId: ObjectId, beside: ObjectId): Folder {
  const folder = inventory.findContainer(folderId);
  if (folder?.kind !== 'folder') throw new Fault('InvalidFolder', 'The folder does not exist.', { hint: 'Choose another folder.' });
  if (datacenterOf(inventory, folderId)?.id !== datacenterOf(inventory, beside)?.id) {
    throw new Fault('InvalidFolder', `"${folder.name}" is in another datacenter.`, { names: [folder.name], hint: 'Choose a folder of the same datacenter.' });
  }
  return folder;
}

/** Where a folder can be put: in another one, or right below a datacenter. @throws Fault InvalidFolder */
export function requireFolderPlace(inventory: Inventory, parentId: ObjectId): ContainerRecord {
  const parent = inventory.findContainer(parentId);
  if (parent?.kind === 'folder' || parent?.kind === 'datacenter') return parent;
  throw new Fault('InvalidFolder', parent ? `There cannot be a folder in "${parent.name}".` : 'The folder does not exist.', { hint: 'Choose a datacenter or another folder.' });
}

/**
 * True when `id` is `above` or lies somewhere below it.
 * @param moved containers that are about to get another parent
 */
export function isWithin(inventory: Inventory, id: ObjectId, above: ObjectId, moved: ReadonlyMap<ObjectId, ObjectId>): boolean {
  for (let at: ObjectId | null = id; at !== null; at = moved.get(at) ?? inventory.findContainer(at)?.parentId ?? null) if (at === above) return true;
  return false;
}

/** The folder and all below it, those above ahead of those below them. */
export function foldersWithin(inventory: Inventory, id: ObjectId): Folder[] {
  const folders = inventory.containers().filter((record): record is Folder => record.kind === 'folder');
  const found = folders.filter((folder) => folder.id === id);
  for (let at = 0; at < found.length; at += 1) found.push(...folders.filter(({ parentId }) => parentId === found[at]?.id));
  return found;
}
