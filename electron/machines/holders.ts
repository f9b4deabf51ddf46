/** Who holds a block of a virtual disk. */
import { Fault } from '../../shared/faults.ts';
import type { ObjectId } from '../../shared/ids.ts';
import type { VmBlockHolder, VmHolders, VmState } from '../../shared/model/machine.ts';
import { blockSizeBytes } from '../../shared/units.ts';
import type { BlockHolder } from '../array/portTypes.ts';
import type { Inventory } from '../inventory/inventory.ts';
import { requireCapability, type MachineRooms } from './rooms.ts';
import { snapshotsOf } from './snapshotTree.ts';
import { disksAt } from './states.ts';

export interface HoldersRequest {
  readonly vmId: ObjectId;
  readonly state: VmState;
  /** Label; null for the first one. */
  readonly disk: string | null;
  readonly offset: number;
  readonly limit: number;
}

/** @throws Fault ManagedObjectNotFound, InvalidArgument outside the disk, NotSupported */
export async function findHolders(rooms: MachineRooms, request: HoldersRequest, signal?: AbortSignal): Promise<VmHolders> {
  requireCapability(rooms, 'holders', 'tell who holds a block');
  const { array, inventory } = rooms;
  const vm = inventory.vm(request.vmId);
  const disks = disksAt(vm, request.state);
  const disk = request.disk === null ? disks[0] : disks.find(({ label }) => label === request.disk);
  if (!disk) {
    const labels = disks.map(({ label }) => label);
    throw new Fault('ManagedObjectNotFound', `"${vm.name}" has no disk "${request.disk ?? ''}".`, { names: labels, hint: `There are: ${labels.join(', ')}` });
  }
  const { sizeBytes } = array.file(disk.fileId);
  if (request.offset >= sizeBytes) {
    throw new Fault('InvalidArgument', `${request.offset} is outside the disk "${disk.label}" of "${vm.name}", which has ${sizeBytes} bytes.`, { names: [vm.name] });
  }
  const offset = request.offset - (request.offset % blockSizeBytes);
  const found = await array.holders(disk.fileId, offset, signal);
  const holders = found.slice(0, request.limit).map((holder) => describeHolder(inventory, holder));
  return { disk: disk.label, offset, isZero: found.length === 0, total: found.length, holders };
}

function describeHolder(inventory: Inventory, { fileId, snapshotId, offset }: BlockHolder): VmBlockHolder {
  const place = { volumeSnapshotId: snapshotId, offset };
  const ownerId = inventory.ownerOf(fileId);
  const owner = ownerId === undefined ? inventory.unregistered.ownerOf(fileId) : inventory.findVm(ownerId);
  if (!owner) return { vm: null, disk: null, snapshot: null, ...place };
  const vm = { id: owner.id, name: owner.name };
  const disk = owner.disks.find((one) => one.fileId === fileId);
  if (disk) return { vm, disk: disk.label, snapshot: null, ...place };
  for (const { id, name, disks } of snapshotsOf(owner).all) {
    const kept = disks.find((one) => one.fileId === fileId);
    if (kept) return { vm, disk: kept.label, snapshot: { id, name }, ...place };
  }
  return { vm, disk: null, snapshot: null, ...place };
}
