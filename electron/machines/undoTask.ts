/** Takes back what a task of the life of machines has done, as a task of its own. */
import { Fault } from '../../shared/faults.ts';
import type { ObjectId, RequestId, TaskId } from '../../shared/ids.ts';
import { isEnded, type TaskChild } from '../../shared/model/task.ts';
import { startMoveBack } from '../inventory/moveObjects.ts';
import { startRename } from '../inventory/renameObject.ts';
import type { InventoryRooms } from '../inventory/rooms.ts';
import { startUnregister } from '../inventory/unregisterVms.ts';
import { startConvert } from './convertVms.ts';
import { startRegister } from './registerVms.ts';

/** @throws Fault ManagedObjectNotFound, NotSupported for what cannot be taken back, InvalidState when there is nothing of it left */
export async function startUndo(rooms: InventoryRooms, { taskId, requestId }: { readonly taskId: TaskId; readonly requestId: RequestId }, initiator: string): Promise<TaskId> {
  const known = rooms.tasks.startedBy(requestId);
  if (known) return known;
  const task = rooms.tasks.get(taskId);
  if (!isEnded(task.state)) throw new Fault('InvalidState', `"${task.name}" has not ended yet.`, { hint: 'Wait until it has, or cancel it.' });
  const { result } = task;
  switch (result?.kind) {
    case 'renameObject': {
      const { id, before, after } = result;
      const name = (rooms.inventory.findVm(id) ?? rooms.inventory.findContainer(id))?.name;
      if (name !== after) throw name === undefined ? gone(after) : new Fault('InvalidState', `"${after}" was renamed once more since, to "${name}".`, { names: [name] });
      return startRename(rooms, { id, name: before, requestId }, initiator, 'Undo: rename');
    }
    case 'moveObjects':
      return startMoveBack(rooms, { moved: changedItems(rooms, taskId), undoOf: taskId, requestId }, initiator);
    case 'convertVms':
      return startConvert(rooms, { ids: idsLeft(rooms, taskId), to: result.to === 'vm' ? 'template' : 'vm', requestId }, initiator, true);
    case 'unregisterVms': {
      const { unregistered } = rooms.inventory;
      const ids = idsOf(changedItems(rooms, taskId)).filter((id) => unregistered.find(id));
      if (ids.length === 0) throw new Fault('InvalidState', 'None of them lies unregistered on a datastore any more.');
      return startRegister(rooms, { ids, name: null, folderId: null, hostId: null, requestId }, initiator, true);
    }
    case 'registerVms':
      return startUnregister(rooms, { ids: idsLeft(rooms, taskId), requestId }, initiator, true);
    default:
      throw new Fault('NotSupported', `"${task.name}" cannot be taken back.`);
  }
}

/** What the task changed and still exists in the inventory. */
function idsLeft(rooms: InventoryRooms, taskId: TaskId): ObjectId[] {
  const ids = idsOf(changedItems(rooms, taskId)).filter((id) => rooms.inventory.findVm(id));
  if (ids.length === 0) throw gone(rooms.tasks.get(taskId).target.name);
  return ids;
}

function changedItems({ tasks }: InventoryRooms, taskId: TaskId): TaskChild[] {
  const { total } = tasks.children(taskId, 0, 1);
  return tasks.children(taskId, 0, total).children.filter(({ state, note }) => state === 'success' && note === undefined);
}

function idsOf(children: readonly TaskChild[]): ObjectId[] {
  return children.flatMap(({ targetId }) => targetId ?? []);
}

function gone(name: string): Fault {
  return new Fault('InvalidState', `"${name}" does not exist any more.`, { names: [name] });
}
