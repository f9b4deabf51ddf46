/** Moves machines, templates and folders into a folder. Only the inventory changes: nothing on a datastore or host does. */
import * as z from 'zod';
import { Fault } from '../../shared/faults.ts';
import { objectIdSchema, taskIdSchema, type ObjectId, type RequestId, type TaskId } from '../../shared/ids.ts';
import type { Folder } from '../../shared/model/inventory.ts';
import type { TaskChild } from '../../shared/model/task.ts';
import type { MetaTx } from '../meta/meta.ts';
import { runItems, type Verdict } from '../tasks/itemRun.ts';
import { itemsTitle, startItems, type Item } from './itemTasks.ts';
import { isWithin, requireFolderBeside, requireFolderPlace, requireFreeContainerName } from './places.ts';
import { duplicateName, type Inventory } from './inventory.ts';
import { datacenterOf } from './networks.ts';
import type { VmRecord } from './records.ts';
import type { InventoryRooms } from './rooms.ts';
import { nameKey } from '../../shared/naming.ts';

/** Either one place for all, or back to where a move has taken each from. */
const moveSpecSchema = z.union([z.object({ folderId: objectIdSchema }), z.object({ undoOf: taskIdSchema })]);
type MoveSpec = z.infer<typeof moveSpecSchema>;

type Moved = { readonly vm: VmRecord } | { readonly folder: Folder };

export function registerMoveObjects(rooms: InventoryRooms): void {
  const { inventory } = rooms;
  rooms.tasks.register('moveObjects', {
    spec: moveSpecSchema,
    lane: 'records',
    isResumable: true,
    interruptedHint: 'Move what is left.',
    run: (run, spec) => {
      const placeOf = placesOf(rooms, spec);
      return runItems<Moved>(rooms, run, {
        plan: () => planMoves(inventory, placeOf),
        apply: (tx, moved) => applyMoves(inventory, tx, moved),
        result: (counts) => ({ kind: 'moveObjects', to: 'folderId' in spec ? (inventory.findContainer(spec.folderId)?.name ?? null) : null, ...counts }),
      });
    },
  });
}

/** @throws Fault ManagedObjectNotFound, InvalidFolder */
export function startMove(
  rooms: InventoryRooms,
  { ids, folderId, requestId }: { readonly ids: readonly ObjectId[]; readonly folderId: ObjectId; readonly requestId: RequestId },
  initiator: string,
): Promise<TaskId> {
  const { inventory } = rooms;
  return startItems(rooms, { requestId, initiator }, () => {
    const place = requireFolderPlace(inventory, folderId);
    const items = Array.from(new Set(ids), (id) => movable(inventory, id));
    const spec: MoveSpec = { folderId };
    return { kind: 'moveObjects', name: itemsTitle('Move', items, `to ${place.name}`), spec, items };
  });
}

/** Moves back what a task moved, each to where it was. @throws Fault InvalidState when nothing of it exists any more */
export function startMoveBack(rooms: InventoryRooms, request: { readonly moved: readonly TaskChild[]; readonly undoOf: TaskId; readonly requestId: RequestId }, initiator: string): Promise<TaskId> {
  const { inventory } = rooms;
  return startItems(rooms, { requestId: request.requestId, initiator }, () => {
    const items = request.moved.flatMap(({ targetId }) => (targetId !== null && (inventory.findVm(targetId) ?? inventory.findContainer(targetId)) ? [movable(inventory, targetId)] : []));
    if (items.length === 0) throw new Fault('InvalidState', 'What was moved does not exist any more.');
    const spec: MoveSpec = { undoOf: request.undoOf };
    return { kind: 'moveObjects', name: itemsTitle('Move', items, '', true), spec, items };
  });
}

/** What becomes of each item when what a task moved is moved back, as everything is now. */
export function planMoveBack(rooms: InventoryRooms, undoOf: TaskId): (child: TaskChild) => Verdict<unknown> {
  return planMoves(rooms.inventory, placesOf(rooms, { undoOf }));
}

interface Place {
  readonly id: ObjectId;
  /** Where it must still be for a move to be taken back. */
  readonly fromId: ObjectId | null;
}

function placesOf({ tasks }: InventoryRooms, spec: MoveSpec): (id: ObjectId) => Place | null {
  if ('folderId' in spec) return () => ({ id: spec.folderId, fromId: null });
  const places = new Map<ObjectId, Place>();
  const { total } = tasks.children(spec.undoOf, 0, 1);
  for (const { targetId, change } of tasks.children(spec.undoOf, 0, total).children) {
    if (targetId !== null && change) places.set(targetId, { id: objectIdSchema.parse(change.before), fromId: objectIdSchema.parse(change.after) });
  }
  return (id) => places.get(id) ?? null;
}

function movable(inventory: Inventory, id: ObjectId): Item {
  const vm = inventory.findVm(id);
  if (vm) return vm;
  const folder = inventory.findContainer(id);
  if (folder?.kind === 'folder') return folder;
  throw folder ? new Fault('NotSupported', `"${folder.name}" cannot be moved into a folder.`, { names: [folder.name] }) : new Fault('ManagedObjectNotFound', `There is no object ${id}.`);
}

function planMoves(inventory: Inventory, placeOf: (id: ObjectId) => Place | null): (child: TaskChild) => Verdict<Moved> {
  /** Folders that earlier items of the batch move, with their new parents. */
  const parents = new Map<ObjectId, ObjectId>();
  const names = new Set<string>();
  return ({ targetId }) => {
    const place = targetId === null ? null : placeOf(targetId);
    const vm = targetId === null ? undefined : inventory.findVm(targetId);
    const folder = targetId === null ? undefined : inventory.findContainer(targetId);
    if (!place || !(vm || folder?.kind === 'folder')) throw new Fault('ManagedObjectNotFound', 'It does not exist any more.');
    const isAt = vm ? vm.folderId : folder?.parentId;
    if (isAt === place.id) return { unchanged: 'It was there already.' };
    if (place.fromId !== null && place.fromId !== isAt) throw new Fault('InvalidState', 'It was moved once more since.', { hint: 'Undo that first, or move it.' });
    const undo = { before: String(isAt), after: place.id };
    if (vm) {
      requireFolderBeside(inventory, place.id, vm.hostId);
      return { change: { vm: { ...vm, folderId: place.id } }, undo };
    }
    if (folder?.kind !== 'folder') throw new Fault('ManagedObjectNotFound');
    const { name } = folder;
    requireFolderPlace(inventory, place.id);
    if (datacenterOf(inventory, place.id)?.id !== datacenterOf(inventory, folder.id)?.id) throw new Fault('InvalidFolder', `"${name}" cannot be moved to another datacenter.`, { names: [name] });
    if (isWithin(inventory, place.id, folder.id, parents)) throw new Fault('InvalidFolder', `"${name}" cannot be moved into itself or a folder in it.`, { names: [name] });
    requireFreeContainerName(inventory, { ...folder, parentId: place.id }, folder.id);
    const key = `${place.id}/${nameKey(name)}`;
    if (names.has(key)) throw duplicateName([name], 'Rename one of them first.');
    names.add(key);
    parents.set(folder.id, place.id);
    return { change: { folder: { ...folder, parentId: place.id } }, undo };
  };
}

function applyMoves(inventory: Inventory, tx: MetaTx, moved: readonly Moved[]): void {
  const vms = moved.flatMap((one) => ('vm' in one ? [one.vm] : []));
  const folders = moved.flatMap((one) => ('folder' in one ? [one.folder] : []));
  if (vms.length > 0) inventory.updateVms(tx, vms, false);
  if (folders.length > 0) inventory.addContainers(tx, folders);
}
