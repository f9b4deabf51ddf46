/** Hosts, what is on them, and the mode they are in. */
import { Fault } from '../../shared/faults.ts';
import type { ObjectId, TaskId } from '../../shared/ids.ts';
import type { Host } from '../../shared/model/inventory.ts';
import type { Inventory } from '../inventory/inventory.ts';
import type { VmRecord } from '../inventory/records.ts';
import type { MetaTx } from '../meta/meta.ts';
import type { TaskService } from '../tasks/taskService.ts';
import type { HostingRooms } from './rooms.ts';

/** @throws Fault ManagedObjectNotFound */
export function requireHost(inventory: Inventory, id: ObjectId): Host {
  const host = inventory.findContainer(id);
  if (host?.kind !== 'host') throw new Fault('ManagedObjectNotFound', `There is no host ${id}.`);
  return host;
}

/** Looks at every machine there is, so it is for what people ask for, not for what happens all the time. */
export function machinesOn(inventory: Inventory, hostId: ObjectId): VmRecord[] {
  return inventory.hostVmCount(hostId) === 0 ? [] : [...inventory.vms()].filter((vm) => vm.hostId === hostId);
}

/** @param taskId of the task that takes it into maintenance mode, while it does so */
export function setHostState(inventory: Inventory, tx: MetaTx, id: ObjectId, connectionState: Host['connectionState'], taskId: TaskId | null = null): void {
  const { maintenanceTaskId: _ended, ...host } = requireHost(inventory, id);
  inventory.addContainers(tx, [{ ...host, connectionState, ...(taskId !== null && { maintenanceTaskId: taskId }) }]);
}

/** True while the task that takes it into maintenance mode is queued or running, or waits to be taken up again. */
export function isOnItsWay({ tasks }: { readonly tasks: Pick<TaskService, 'isOpen'> }, { connectionState, maintenanceTaskId }: Host): boolean {
  return connectionState === 'enteringMaintenance' && maintenanceTaskId !== undefined && tasks.isOpen(maintenanceTaskId);
}

/**
 * Brings hosts back into use whose way into maintenance mode was cancelled while nobody could act on it. To be called when the yard
 * is opened, behind the recovery of tasks.
 */
export function recoverHosts({ meta, inventory, tasks }: Pick<HostingRooms, 'meta' | 'inventory' | 'tasks'>): void {
  const left = inventory.containers().filter((one): one is Host => one.kind === 'host' && one.connectionState === 'enteringMaintenance' && !isOnItsWay({ tasks }, one));
  if (left.length === 0) return;
  meta.transaction((tx) => {
    for (const { id } of left) setHostState(inventory, tx, id, 'connected');
  });
}
