/** What virtual machines take with their snapshots, and what deleting them would free. */
import type { ObjectId } from '../../shared/ids.ts';
import type { MachineSpace } from '../../shared/model/machine.ts';
import { filesOfVm, type VmRecord } from '../inventory/records.ts';
import { vmSpace } from '../inventory/rows.ts';
import { Pacer } from '../tasks/pacer.ts';
import { requireCapability, type MachineRooms } from './rooms.ts';

/** In the order that was asked for. @throws Fault ManagedObjectNotFound */
export async function readSpace(rooms: MachineRooms, ids: readonly ObjectId[], signal?: AbortSignal): Promise<MachineSpace[]> {
  const { inventory } = rooms;
  const vms = ids.map((id) => inventory.vm(id));
  const pacer = new Pacer();
  const spaces: MachineSpace[] = [];
  for (const vm of vms) {
    await pacer.pause();
    signal?.throwIfAborted();
    // Those that are deleted while others are being counted are left out.
    const now = inventory.findVm(vm.id);
    if (now) spaces.push(spaceOf(rooms, now));
  }
  return spaces;
}

function spaceOf({ array }: MachineRooms, vm: VmRecord): MachineSpace {
  const { uniqueBytes, sharedBytes, snapshotBytes, isExact } = vmSpace(array, vm);
  let fairShareBytes: number | null = 0;
  let exactAsOfMs: number | null = null;
  for (const fileId of filesOfVm(vm)) {
    const exact = array.exactSpace(fileId);
    if (!exact || fairShareBytes === null) {
      fairShareBytes = null;
      continue;
    }
    fairShareBytes += exact.fairShareBytes;
    exactAsOfMs = Math.min(exactAsOfMs ?? Infinity, exact.asOfMs);
  }
  if (fairShareBytes === null || exactAsOfMs === null) {
    fairShareBytes = null;
    exactAsOfMs = null;
  }
  return { vmId: vm.id, name: vm.name, uniqueBytes, sharedBytes, snapshotBytes, isExact, fairShareBytes, exactAsOfMs };
}

/** Exactly what deleting all of them, and nothing else, would free. @throws Fault ManagedObjectNotFound, NotSupported */
export async function freedIfDeleted(rooms: MachineRooms, ids: readonly ObjectId[], signal?: AbortSignal): Promise<{ freedBytes: number }> {
  requireCapability(rooms, 'exactSpace', 'tell what deleting would free');
  const files = Array.from(new Set(ids), (id) => filesOfVm(rooms.inventory.vm(id))).flat();
  return rooms.array.freedByDeleting(files, signal);
}
