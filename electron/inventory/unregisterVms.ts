/** Removes machines and templates from the inventory. Their disks and snapshots stay where they are. */
import * as z from 'zod';
import { Fault } from '../../shared/faults.ts';
import type { ObjectId, RequestId, TaskId } from '../../shared/ids.ts';
import type { TaskChild } from '../../shared/model/task.ts';
import type { MetaTx } from '../meta/meta.ts';
import { runItems, type Verdict } from '../tasks/itemRun.ts';
import { heldFault } from './holds.ts';
import type { Inventory } from './inventory.ts';
import { itemsTitle, startItems } from './itemTasks.ts';
import type { VmRecord } from './records.ts';
import type { InventoryRooms } from './rooms.ts';

export function registerUnregisterVms(rooms: InventoryRooms): void {
  const { inventory } = rooms;
  rooms.tasks.register('unregisterVms', {
    spec: z.object({}),
    lane: 'records',
    isResumable: true,
    interruptedHint: 'Remove what is left.',
    run: (run) =>
      runItems<VmRecord>(rooms, run, {
        plan: () => planRemovals(inventory),
        apply: (tx, vms) => unregister(inventory, tx, vms),
        result: (counts) => ({ kind: 'unregisterVms', ...counts }),
      }),
  });
}

/** @throws Fault ManagedObjectNotFound */
export function startUnregister(rooms: InventoryRooms, { ids, requestId }: { readonly ids: readonly ObjectId[]; readonly requestId: RequestId }, initiator: string, isUndo = false): Promise<TaskId> {
  return startItems(rooms, { requestId, initiator }, () => {
    const items = Array.from(new Set(ids), (id) => rooms.inventory.vm(id));
    return { kind: 'unregisterVms', name: itemsTitle('Remove', items, 'from the inventory', isUndo), spec: {}, items };
  });
}

export function planRemovals(inventory: Inventory): (child: TaskChild) => Verdict<VmRecord> {
  return ({ targetId }) => {
    const vm = targetId === null ? undefined : inventory.findVm(targetId);
    if (!vm) return { unchanged: 'It was not in the inventory any more.' };
    requireUnregistrable(inventory, vm);
    return { change: vm };
  };
}

/** @throws Fault InvalidPowerState while it is powered on, as vSphere's UnregisterVM does; TaskInProgress while it is in use */
export function requireUnregistrable(inventory: Inventory, { id, name, powerState }: VmRecord): void {
  if (powerState === 'poweredOn') throw new Fault('InvalidPowerState', `"${name}" is powered on.`, { names: [name], hint: 'Power it off first.' });
  const purpose = inventory.holds.purposeOf(id);
  if (purpose !== null) throw heldFault([name], purpose);
}

export function unregister(inventory: Inventory, tx: MetaTx, vms: readonly VmRecord[]): void {
  if (vms.length === 0) return;
  inventory.unregistered.put(tx, vms);
  inventory.removeVms(tx, vms);
}
