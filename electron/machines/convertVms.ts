/** Makes templates of machines and the other way round: the disks stay as they are. */
import * as z from 'zod';
import { Fault } from '../../shared/faults.ts';
import type { ObjectId, RequestId, TaskId } from '../../shared/ids.ts';
import { machineKindSchema, type MachineKind } from '../../shared/model/lifecycle.ts';
import type { TaskChild } from '../../shared/model/task.ts';
import { heldFault } from '../inventory/holds.ts';
import type { Inventory } from '../inventory/inventory.ts';
import { itemsTitle, startItems } from '../inventory/itemTasks.ts';
import type { VmRecord } from '../inventory/records.ts';
import type { InventoryRooms } from '../inventory/rooms.ts';
import { runItems, type Verdict } from '../tasks/itemRun.ts';

const convertSpecSchema = z.object({ to: machineKindSchema });

export function registerConvertVms(rooms: InventoryRooms): void {
  const { inventory } = rooms;
  rooms.tasks.register('convertVms', {
    spec: convertSpecSchema,
    lane: 'records',
    isResumable: true,
    interruptedHint: 'Convert what is left.',
    run: (run, { to }) =>
      runItems<VmRecord>(rooms, run, {
        plan: () => planConversions(inventory, to),
        apply: (tx, vms) => {
          if (vms.length > 0) inventory.updateVms(tx, vms);
        },
        result: (counts) => ({ kind: 'convertVms', to, ...counts }),
      }),
  });
}

/** @throws Fault ManagedObjectNotFound */
export function startConvert(
  rooms: InventoryRooms,
  { ids, to, requestId }: { readonly ids: readonly ObjectId[]; readonly to: MachineKind; readonly requestId: RequestId },
  initiator: string,
  isUndo = false,
): Promise<TaskId> {
  return startItems(rooms, { requestId, initiator }, () => {
    const items = Array.from(new Set(ids), (id) => rooms.inventory.vm(id));
    const ending = to === 'template' ? (items.length === 1 ? 'to a template' : 'to templates') : items.length === 1 ? 'to a virtual machine' : 'to virtual machines';
    return { kind: 'convertVms', name: itemsTitle('Convert', items, ending, isUndo), spec: { to }, items };
  });
}

export function planConversions(inventory: Inventory, to: MachineKind): (child: TaskChild) => Verdict<VmRecord> {
  return ({ targetId }) => {
    const vm = targetId === null ? undefined : inventory.findVm(targetId);
    if (!vm) throw new Fault('ManagedObjectNotFound', 'It does not exist any more.');
    return planConversion(inventory, vm, to);
  };
}

/** @throws Fault InvalidPowerState, InvalidState for a machine with snapshots, TaskInProgress */
function planConversion(inventory: Inventory, vm: VmRecord, to: MachineKind): Verdict<VmRecord> {
  const { id, name } = vm;
  if (vm.isTemplate === (to === 'template')) return { unchanged: to === 'template' ? 'It was a template already.' : 'It was a virtual machine already.' };
  if (vm.powerState !== 'poweredOff') throw new Fault('InvalidPowerState', `"${name}" is not powered off.`, { names: [name], hint: 'Power it off first.' });
  if (to === 'template' && (vm.snapshots?.all.length ?? 0) > 0) {
    throw new Fault('InvalidState', `"${name}" has snapshots, and a template does not change.`, { names: [name], hint: 'Delete its snapshots first, or clone it.' });
  }
  const purpose = inventory.holds.purposeOf(id);
  if (purpose !== null) throw heldFault([name], purpose);
  return { change: { ...vm, isTemplate: to === 'template' } };
}
