/** Takes back what a task of the life of machines has done, as a task of its own. */
import { Fault, type FaultRecord } from '../../shared/faults.ts';
import type { ObjectId, RequestId, TaskId } from '../../shared/ids.ts';
import { isEnded, type Task, type TaskChild } from '../../shared/model/task.ts';
import { planMoveBack, startMoveBack } from '../inventory/moveObjects.ts';
import { requireRenamable, startRename } from '../inventory/renameObject.ts';
import type { InventoryRooms } from '../inventory/rooms.ts';
import { planRemovals, startUnregister } from '../inventory/unregisterVms.ts';
import type { Verdict } from '../tasks/itemRun.ts';
import { planConversions, startConvert } from './convertVms.ts';
import { planRegistrations, startRegister } from './registerVms.ts';

/** Starts the task that takes it back. */
type WayBack = (requestId: RequestId, initiator: string) => Promise<TaskId>;

/** @throws Fault ManagedObjectNotFound, NotSupported for what cannot be taken back, InvalidState when nothing of it can be now */
export async function startUndo(rooms: InventoryRooms, { taskId, requestId }: { readonly taskId: TaskId; readonly requestId: RequestId }, initiator: string): Promise<TaskId> {
  return rooms.tasks.startedBy(requestId) ?? (await findWayBack(rooms, taskId)(requestId, initiator));
}

/** Why it cannot be taken back now; null when some of it can. @throws Fault ManagedObjectNotFound for a task that is not known */
export function undoRefusal(rooms: InventoryRooms, taskId: TaskId): FaultRecord | null {
  rooms.tasks.get(taskId);
  try {
    findWayBack(rooms, taskId);
    return null;
  } catch (error) {
    if (error instanceof Fault) return error.toRecord();
    throw error;
  }
}

/** Costs as much as looking at the items of the task until one is found that can be taken back. */
function findWayBack(rooms: InventoryRooms, taskId: TaskId): WayBack {
  const { inventory } = rooms;
  const task = rooms.tasks.get(taskId);
  if (!isEnded(task.state)) throw new Fault('InvalidState', `"${task.name}" has not ended yet.`, { hint: 'Wait until it has, or cancel it.' });
  const { result } = task;
  switch (result?.kind) {
    case 'renameObject': {
      const { id, before, after } = result;
      const name = (inventory.findVm(id) ?? inventory.findContainer(id))?.name;
      if (name !== after) throw name === undefined ? gone(after) : new Fault('InvalidState', `"${after}" was renamed once more since, to "${name}".`, { names: [name], hint: 'Undo that first, or rename it.' });
      requireRenamable(inventory, id, before);
      return (requestId, initiator) => startRename(rooms, { id, name: before, requestId }, initiator, 'Undo: rename');
    }
    case 'moveObjects': {
      const moved = changedItems(rooms, taskId);
      requireOne(task, moved, planMoveBack(rooms, taskId));
      return (requestId, initiator) => startMoveBack(rooms, { moved, undoOf: taskId, requestId }, initiator);
    }
    case 'convertVms': {
      const to = result.to === 'vm' ? 'template' : 'vm';
      const items = itemsLeft(rooms, task);
      requireOne(task, items, planConversions(inventory, to));
      return (requestId, initiator) => startConvert(rooms, { ids: idsOf(items), to, requestId }, initiator, true);
    }
    case 'unregisterVms': {
      const { unregistered } = inventory;
      const asItWas = { name: null, folderId: null, hostId: null };
      const items = changedItems(rooms, taskId).filter(({ targetId }) => targetId !== null && unregistered.find(targetId));
      if (items.length === 0) throw new Fault('InvalidState', 'None of them lies unregistered on a datastore any more.', { hint: 'They were registered or deleted meanwhile.' });
      requireOne(task, items, planRegistrations(rooms, asItWas));
      return (requestId, initiator) => startRegister(rooms, { ids: idsOf(items), ...asItWas, requestId }, initiator, true);
    }
    case 'registerVms': {
      const items = itemsLeft(rooms, task);
      requireOne(task, items, planRemovals(inventory));
      return (requestId, initiator) => startUnregister(rooms, { ids: idsOf(items), requestId }, initiator, true);
    }
    default:
      throw new Fault('NotSupported', `"${task.name}" cannot be taken back.`);
  }
}

/** What the task changed and still exists in the inventory. */
function itemsLeft(rooms: InventoryRooms, { id, target }: Task): TaskChild[] {
  const items = changedItems(rooms, id).filter(({ targetId }) => targetId !== null && rooms.inventory.findVm(targetId));
  if (items.length === 0) throw gone(target.name);
  return items;
}

/** @throws Fault InvalidState when none of the items would be changed, with the reason of the first that is refused */
function requireOne({ name }: Task, items: readonly TaskChild[], plan: (child: TaskChild) => Verdict<unknown>): void {
  let refusal: Fault | null = null;
  for (const item of items) {
    try {
      if ('change' in plan(item)) return;
    } catch (error) {
      if (!(error instanceof Fault)) throw error;
      refusal ??= error;
    }
  }
  throw new Fault('InvalidState', [`Nothing of "${name}" can be taken back now.`, refusal?.message].filter(Boolean).join(' '), refusal?.data);
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
