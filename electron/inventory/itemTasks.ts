/** Starts tasks over several objects of the inventory, each an item that is decided on by itself. */
import type { ObjectId, RequestId, TaskId } from '../../shared/ids.ts';
import type { TaskKind } from '../../shared/model/task.ts';
import { formatCount } from '../../shared/units.ts';
import type { InventoryRooms } from './rooms.ts';

export interface Item {
  readonly id: ObjectId;
  readonly name: string;
  readonly isTemplate?: boolean;
  readonly kind?: 'folder';
}

export interface ItemTask {
  readonly kind: TaskKind;
  readonly name: string;
  readonly spec: unknown;
  readonly items: readonly Item[];
}

/** @param build called unless the request id has started a task before; it refuses what could not be done to any item */
export async function startItems(rooms: InventoryRooms, request: { readonly requestId: RequestId; readonly initiator: string }, build: () => ItemTask): Promise<TaskId> {
  await rooms.tasks.gate.pass();
  const known = rooms.tasks.startedBy(request.requestId);
  if (known) return known;
  const { items, ...task } = build();
  const [first] = items;
  const target = items.length === 1 && first ? { id: first.id, name: first.name } : { id: null, name: `${first?.name ?? ''} and ${formatCount(items.length - 1)} more` };
  return rooms.tasks.start({ ...task, ...request, target, isCancelable: true, children: items.map(({ id, name }) => ({ name, targetId: id })) });
}

/** "Power on 100 virtual machines", "Remove template from the inventory". */
export function itemsTitle(verb: string, items: readonly Item[], ending = '', isUndo = false): string {
  const what = items.every(({ kind }) => kind === 'folder') ? 'folder' : items.some(({ kind }) => kind === 'folder') ? 'object' : items.every(({ isTemplate }) => isTemplate === true) ? 'template' : 'virtual machine';
  const words = items.length === 1 ? what : `${formatCount(items.length)} ${what}s`;
  return [isUndo ? `Undo: ${verb.toLowerCase()}` : verb, words, ending].filter((word) => word !== '').join(' ');
}
