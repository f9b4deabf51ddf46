/** Looks through the whole history of tasks, newest first. */
import type { TaskFilter, TaskPage } from '../../shared/contract/events.ts';
import type { TaskId } from '../../shared/ids.ts';
import { taskBound } from '../../shared/model/event.ts';
import type { Task } from '../../shared/model/task.ts';
import type { Inventory } from '../inventory/inventory.ts';
import { Pacer } from '../tasks/pacer.ts';
import type { TaskService } from '../tasks/taskService.ts';
import { placesOfVm } from './places.ts';
import { isInScope, scopeOf, type Scope } from './scope.ts';

const readLength = 100;
const childrenLength = 1000;

export interface TaskQuery extends TaskFilter {
  readonly limit: number;
  readonly beforeId: TaskId | null;
}

/** @throws the reason of the signal */
export async function listTasks(tasks: TaskService, inventory: Inventory, query: TaskQuery, signal?: AbortSignal): Promise<TaskPage> {
  const scope = scopeOf(inventory, query.objectId);
  const madeAtMs = query.objectId === null ? null : (inventory.findVm(query.objectId)?.createdAtMs ?? null);
  const wanted = query.text.trim().toLowerCase();
  const pacer = new Pacer();
  const found: Task[] = [];
  let beforeId = query.beforeId ?? undefined;
  for (;;) {
    signal?.throwIfAborted();
    const page = tasks.list(readLength, beforeId);
    for (const task of page) {
      // Nothing that ended before a machine was made can be about it. Older ones can: tasks run side by side, and the one that made it may have begun long before.
      if (madeAtMs !== null && task.completedAtMs !== null && task.completedAtMs < madeAtMs && task.result?.kind !== 'importImage') continue;
      if (query.states.length > 0 && !query.states.includes(task.state)) continue;
      if (wanted !== '' && !`${task.name}\n${task.target.name}\n${task.fault?.message ?? ''}`.toLowerCase().includes(wanted)) continue;
      if (!isAbout(tasks, inventory, scope, task)) continue;
      if (found.length === query.limit) return pageOf(tasks, found, found.at(-1)?.id ?? null);
      found.push(task);
    }
    const last = page.at(-1);
    if (!last || page.length < readLength) return pageOf(tasks, found, null);
    beforeId = last.id;
    await pacer.pause();
  }
}

function isAbout(tasks: TaskService, inventory: Inventory, scope: Scope | null, task: Task): boolean {
  if (scope === null) return true;
  const targetId = task.result?.kind === 'importImage' ? task.result.vmId : task.target.id;
  const vm = targetId === null ? undefined : inventory.findVm(targetId);
  if (isInScope(scope, targetId, vm ? placesOfVm(vm) : [])) return true;
  const madeVmId = task.result !== null && 'vmId' in task.result ? task.result.vmId : null;
  if (madeVmId === scope.rootId) return true;
  // Items are looked through for a single machine only: what a container holds would be found by the target as a rule.
  return inventory.findVm(scope.rootId) !== undefined && hasItem(tasks, task, scope.rootId);
}

function hasItem(tasks: TaskService, task: Task, id: Scope['rootId']): boolean {
  const total = task.children?.total ?? 0;
  for (let offset = 0; offset < total; offset += childrenLength) {
    if (tasks.children(task.id, offset, childrenLength).children.some(({ targetId }) => targetId === id)) return true;
  }
  return false;
}

function pageOf(tasks: TaskService, found: Task[], nextBeforeId: TaskId | null): TaskPage {
  return { tasks: found, nextBeforeId, kept: { count: tasks.count, oldestAtMs: tasks.oldestAtMs, bound: taskBound } };
}
