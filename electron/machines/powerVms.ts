/**
 * Power operations on many machines at once, each decided on by itself. The states in which an operation is allowed are those
 * of vSphere ("vSphere Web Services SDK Programming Guide", virtual machine power states), except that a machine that is
 * suspended can be powered off as well: there is no memory that would be lost with it.
 */
import * as z from 'zod';
import { Fault } from '../../shared/faults.ts';
import type { ObjectId, RequestId, TaskId } from '../../shared/ids.ts';
import type { PowerState } from '../../shared/model/inventory.ts';
import { powerOperationSchema, type PowerOperation } from '../../shared/model/lifecycle.ts';
import { heldFault } from '../inventory/holds.ts';
import { requireUsableHost } from '../inventory/hostStates.ts';
import type { Inventory } from '../inventory/inventory.ts';
import { itemsTitle, startItems } from '../inventory/itemTasks.ts';
import type { VmRecord } from '../inventory/records.ts';
import type { InventoryRooms } from '../inventory/rooms.ts';
import { runItems, type Verdict } from '../tasks/itemRun.ts';

const powerSpecSchema = z.object({ operation: powerOperationSchema });

interface Rule {
  readonly verb: string;
  /** What it ends in. */
  readonly state: PowerState;
  /** What it starts from, apart from the state it ends in. */
  readonly from: readonly PowerState[];
  /** Why nothing has to be done in the state that it ends in; null where it is done all the same. */
  readonly already: string | null;
}

const rules: Readonly<Record<PowerOperation, Rule>> = {
  powerOn: { verb: 'Power on', state: 'poweredOn', from: ['poweredOff', 'suspended'], already: 'It was powered on already.' },
  powerOff: { verb: 'Power off', state: 'poweredOff', from: ['poweredOn', 'suspended'], already: 'It was powered off already.' },
  suspend: { verb: 'Suspend', state: 'suspended', from: ['poweredOn'], already: 'It was suspended already.' },
  reset: { verb: 'Reset', state: 'poweredOn', from: [], already: null },
};

const stateWords: Readonly<Record<PowerState, string>> = { poweredOn: 'powered on', poweredOff: 'powered off', suspended: 'suspended' };

export function registerPowerVms(rooms: InventoryRooms): void {
  const { inventory } = rooms;
  rooms.tasks.register('powerVms', {
    spec: powerSpecSchema,
    lane: 'records',
    // Later than asked for, somebody else may have decided otherwise.
    isResumable: false,
    interruptedHint: 'Some machines may not have been reached. Do it again.',
    run: (run, { operation }) =>
      runItems<VmRecord>(rooms, run, {
        plan: () => ({ targetId }) => {
          const vm = targetId === null ? undefined : inventory.findVm(targetId);
          if (!vm) throw new Fault('ManagedObjectNotFound', 'It does not exist any more.');
          return planPower(inventory, vm, operation);
        },
        apply: (tx, vms) => {
          if (vms.length > 0) inventory.setPower(tx, vms, rules[operation].state);
        },
        result: (counts) => ({ kind: 'powerVms', operation, ...counts }),
      }),
  });
}

/** @throws Fault ManagedObjectNotFound */
export function startPower(
  rooms: InventoryRooms,
  { ids, operation, requestId }: { readonly ids: readonly ObjectId[]; readonly operation: PowerOperation; readonly requestId: RequestId },
  initiator: string,
): Promise<TaskId> {
  return startItems(rooms, { requestId, initiator }, () => {
    const items = Array.from(new Set(ids), (id) => rooms.inventory.vm(id));
    return { kind: 'powerVms', name: itemsTitle(rules[operation].verb, items), spec: { operation }, items };
  });
}

/** @throws Fault NotSupported for a template, InvalidPowerState, InvalidState on a host that is not in use, TaskInProgress when its disks must stay as they are */
function planPower(inventory: Inventory, vm: VmRecord, operation: PowerOperation): Verdict<VmRecord> {
  const { name, powerState } = vm;
  const { state, from, already } = rules[operation];
  if (vm.isTemplate) throw new Fault('NotSupported', `"${name}" is a template, which has no power.`, { names: [name], hint: 'Deploy from it, or convert it to a virtual machine.' });
  if (powerState === state && already !== null) return { unchanged: already };
  if (powerState !== state && !from.includes(powerState)) {
    throw new Fault('InvalidPowerState', `"${name}" is ${stateWords[powerState]}.`, { names: [name], hint: 'Power it on first.' });
  }
  // What is being copied or written as that of a machine that is off would change under the hands of that task.
  const purpose = operation === 'powerOn' && powerState === 'poweredOff' ? inventory.holds.purposeOf(vm.id) : null;
  if (purpose !== null) throw heldFault([name], purpose);
  if (operation === 'powerOn') requireUsableHost(inventory.findContainer(vm.hostId));
  return { change: vm };
}
