import { afterEach, expect, test } from 'vitest';
import { registerFolders, startDeleteFolder } from '../../../electron/inventory/folders.ts';
import type { InventoryRooms } from '../../../electron/inventory/rooms.ts';
import type { ObjectId, TaskId } from '../../../shared/ids.ts';
import { newRequestId } from '../../fixtures/yard.ts';
import { MachineBench } from '../machines/machineBench.ts';

const open: MachineBench[] = [];
afterEach(async () => {
  for (const bench of open.splice(0)) await bench.close();
});

/** More than two transactions' worth, so that there is something between them. */
const count = 450;

/** A folder with many machines beside the one that there is. */
async function openWithFolder(): Promise<{ bench: MachineBench; rooms: InventoryRooms; folderId: ObjectId; remove: () => Promise<TaskId> }> {
  const bench = await MachineBench.open({ kind: 'memory' });
  open.push(bench);
  const { meta, inventory } = bench;
  const rooms: InventoryRooms = { ...bench.rooms, meta };
  registerFolders(rooms);
  const first = await bench.addVm('outside', 0);
  const beside = inventory.findContainer(first.folderId);
  if (beside?.kind !== 'folder') throw new Error('There is no folder.');
  const folderId = meta.transaction((tx) => {
    const id = inventory.newContainerId(tx, 'folder');
    inventory.addContainers(tx, [{ id, kind: 'folder', name: 'Inner', parentId: beside.parentId }]);
    return id;
  });
  const { id: _id, createdAtMs: _createdAtMs, nics: _nics, ...like } = first;
  meta.transaction((tx) => inventory.addVms(tx, Array.from({ length: count }, (_, index) => ({ ...like, name: `vm-${index}`, folderId }))));
  return { bench, rooms, folderId, remove: () => startDeleteFolder(rooms, { id: folderId, withContent: true, requestId: newRequestId() }, 'Test') };
}

test('a deletion that is cancelled between transactions tells what it has removed from the inventory', async () => {
  const { bench, folderId, remove } = await openWithFolder();
  const { tasks, inventory } = bench;
  let isAsked = false;
  // Asked for as soon as the first items are done.
  const cancelOnce = (taskId: TaskId): void => {
    if (isAsked || inventory.unregistered.all().length === 0) return;
    isAsked = true;
    tasks.cancel(taskId);
  };
  tasks.observer = {
    started: () => undefined,
    itemsFailed: () => undefined,
    ended: () => undefined,
    stepped: (tx, task) => tx.onCommit(() => queueMicrotask(() => cancelOnce(task.id))),
  };
  const ended = await tasks.wait(await remove());
  const gone = inventory.unregistered.all().length;
  expect(gone).toBeGreaterThan(0);
  expect(gone).toBeLessThan(count);
  expect(ended).toMatchObject({ state: 'canceled', children: { total: count, succeeded: gone, failed: 0 }, result: { kind: 'deleteFolder', folders: 0, unregistered: gone } });
  expect(inventory.findContainer(folderId)?.name).toBe('Inner');
  // Asked for again, it counts what was left.
  expect(await tasks.wait(await remove())).toMatchObject({ state: 'success', result: { folders: 1, unregistered: count - gone } });
  expect([...inventory.vms()].map(({ name }) => name)).toEqual(['outside']);
});

test('one that was moved away meanwhile is no part of it', async () => {
  const { bench, remove } = await openWithFolder();
  const { tasks, inventory, meta } = bench;
  const taskId = await remove();
  const [outside, moved] = [...inventory.vms()];
  if (!outside || !moved) throw new Error('There are no machines.');
  meta.transaction((tx) => inventory.updateVms(tx, [{ ...moved, folderId: outside.folderId }]));
  expect(await tasks.wait(taskId)).toMatchObject({ state: 'success', children: { total: count, succeeded: count }, result: { unregistered: count - 1 } });
  const { children } = tasks.children(taskId, 0, 1);
  expect(children).toMatchObject([{ name: moved.name, note: 'It was not in the folder any more.' }]);
});
