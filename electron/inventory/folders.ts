/** Folders of the VMs and Templates view: making them, and deleting them with or without what lies in them. */
import * as z from 'zod';
import { Fault } from '../../shared/faults.ts';
import { objectIdSchema, type ObjectId, type RequestId, type TaskId } from '../../shared/ids.ts';
import type { Folder } from '../../shared/model/inventory.ts';
import type { ChildResult } from '../tasks/journal.ts';
import { Pacer } from '../tasks/pacer.ts';
import type { TaskEnd, TaskRun } from '../tasks/taskRun.ts';
import type { Inventory } from './inventory.ts';
import { foldersWithin, requireFolderPlace, requireFreeContainerName } from './places.ts';
import { someNames, type VmRecord } from './records.ts';
import type { InventoryRooms } from './rooms.ts';
import { requireUnregistrable, unregister } from './unregisterVms.ts';

const batchLength = 200;

const createSpecSchema = z.object({ parentId: objectIdSchema, name: z.string() });
const deleteSpecSchema = z.object({ id: objectIdSchema, withContent: z.boolean() });

export function registerFolders(rooms: InventoryRooms): void {
  const { tasks, inventory, meta } = rooms;
  tasks.register('createFolder', {
    spec: createSpecSchema,
    lane: 'records',
    isResumable: false,
    interruptedHint: 'No folder was made. Create it again.',
    run: async (run, spec) =>
      meta.transaction((tx) => {
        const record = draftFolder(inventory, spec);
        const folderId = inventory.newContainerId(tx, 'folder');
        inventory.addContainers(tx, [{ ...record, id: folderId }]);
        return run.end(tx, { state: 'success', result: { kind: 'createFolder', folderId } });
      }),
  });
  tasks.register('deleteFolder', {
    spec: deleteSpecSchema,
    lane: 'records',
    isResumable: true,
    interruptedHint: 'Delete what is left of the folder.',
    run: (run, spec) => runDelete(rooms, run, spec.id, spec.withContent),
  });
}

/** @throws Fault InvalidName, DuplicateName, InvalidFolder */
export async function startCreateFolder(rooms: InventoryRooms, request: { readonly parentId: ObjectId; readonly name: string; readonly requestId: RequestId }, initiator: string): Promise<TaskId> {
  await rooms.tasks.gate.pass();
  const known = rooms.tasks.startedBy(request.requestId);
  if (known) return known;
  const { parentId, name, requestId } = request;
  draftFolder(rooms.inventory, request);
  const parent = requireFolderPlace(rooms.inventory, parentId);
  return rooms.tasks.start({
    kind: 'createFolder',
    name: `Create folder "${name}"`,
    target: { id: parent.id, name: parent.name },
    requestId,
    spec: { parentId, name },
    initiator,
    isCancelable: false,
  });
}

function draftFolder(inventory: Inventory, { parentId, name }: { readonly parentId: ObjectId; readonly name: string }): Omit<Folder, 'id'> {
  requireFolderPlace(inventory, parentId);
  const draft = { kind: 'folder' as const, name, parentId };
  requireFreeContainerName(inventory, draft);
  return draft;
}

/** @throws Fault ManagedObjectNotFound, ResourceInUse naming what is in it, InvalidPowerState, TaskInProgress */
export async function startDeleteFolder(rooms: InventoryRooms, request: { readonly id: ObjectId; readonly withContent: boolean; readonly requestId: RequestId }, initiator: string): Promise<TaskId> {
  await rooms.tasks.gate.pass();
  const known = rooms.tasks.startedBy(request.requestId);
  if (known) return known;
  const { id, withContent, requestId } = request;
  const folder = requireFolder(rooms.inventory, id);
  const machines = requireDeletable(rooms.inventory, folder, withContent);
  return rooms.tasks.start({
    kind: 'deleteFolder',
    name: 'Delete folder',
    target: { id, name: folder.name },
    requestId,
    spec: { id, withContent },
    initiator,
    isCancelable: true,
    ...(machines.length > 0 && { children: machines.map((vm) => ({ name: vm.name, targetId: vm.id })) }),
  });
}

async function runDelete(rooms: InventoryRooms, run: TaskRun, id: ObjectId, withContent: boolean): Promise<TaskEnd> {
  const { inventory, meta } = rooms;
  const found = inventory.findContainer(id);
  // Taken up again after its last transaction: there is nothing left to delete.
  if (!found && run.task.resumeCount > 0) return { state: 'success', result: { kind: 'deleteFolder', folders: 0, unregistered: run.task.children?.succeeded ?? 0 } };
  const folder = requireFolder(inventory, id);
  const machines = requireDeletable(inventory, folder, withContent);
  run.detail('Removing its machines from the inventory');
  const pacer = new Pacer();
  const items = new Map(run.pendingChildren().map((item) => [item.targetId, item]));
  // Those that came into the folder after it was asked for are no items.
  let others = 0;
  const unregistered = (): number => (run.task.children?.succeeded ?? 0) + others;
  for (let first = 0; first < machines.length; first += batchLength) {
    await pacer.pause();
    if (run.signal.aborted) {
      if (!run.isCanceled) throw run.signal.reason;
      return { state: 'canceled', result: { kind: 'deleteFolder', folders: 0, unregistered: unregistered() } };
    }
    const batch = machines.slice(first, first + batchLength).flatMap((vm) => inventory.findVm(vm.id) ?? []);
    const done = batch.flatMap(({ id: targetId }): ChildResult[] => {
      const item = items.get(targetId);
      return item ? [{ index: item.index, targetId, state: 'success', fault: null }] : [];
    });
    meta.transaction((tx) => {
      for (const vm of batch) requireUnregistrable(inventory, vm);
      unregister(inventory, tx, batch);
      if (done.length > 0) run.childResults(tx, done);
    });
    others += batch.length - done.length;
    for (const { targetId } of done) items.delete(targetId);
  }
  const counted = unregistered();
  return meta.transaction((tx) => {
    const folders = foldersWithin(inventory, id);
    const left = machinesIn(inventory, folders);
    if (left.length > 0) throw inUse(folder, left.map(({ name }) => name));
    inventory.removeContainers(tx, folders.map((one) => one.id));
    const gone = Array.from(items.values(), ({ index, targetId }): ChildResult => ({ index, targetId, state: 'success', fault: null, note: 'It was not in the folder any more.' }));
    if (gone.length > 0) run.childResults(tx, gone);
    return run.end(tx, { state: 'success', result: { kind: 'deleteFolder', folders: folders.length, unregistered: counted } });
  });
}

function requireFolder(inventory: Inventory, id: ObjectId): Folder {
  const folder = inventory.findContainer(id);
  if (folder?.kind !== 'folder') throw new Fault('ManagedObjectNotFound', `There is no folder ${id}.`);
  return folder;
}

/** @returns the machines that would be removed from the inventory with it */
function requireDeletable(inventory: Inventory, folder: Folder, withContent: boolean): VmRecord[] {
  const folders = foldersWithin(inventory, folder.id);
  const machines = machinesIn(inventory, folders);
  const content = [...folders.filter(({ id }) => id !== folder.id), ...machines].map(({ name }) => name);
  if (content.length > 0 && !withContent) throw inUse(folder, content);
  // Something has to be left to import into.
  const others = inventory.containers().some((record) => record.kind === 'folder' && !folders.some(({ id }) => id === record.id));
  if (!others) throw new Fault('ResourceInUse', `"${folder.name}" is the last folder, and every machine needs one.`, { names: [folder.name], hint: 'Create another folder first, or rename this one.' });
  for (const vm of machines) requireUnregistrable(inventory, vm);
  return machines;
}

function machinesIn(inventory: Inventory, folders: readonly Folder[]): VmRecord[] {
  const ids = new Set(folders.map(({ id }) => id));
  return [...inventory.vms()].filter((vm) => ids.has(vm.folderId));
}

function inUse(folder: Folder, content: readonly string[]): Fault {
  const some = someNames(content);
  return new Fault('ResourceInUse', `There is something in the folder "${folder.name}": ${some.text}.`, { names: some.names, hint: 'Move it elsewhere first, or delete the folder with what is in it.' });
}
