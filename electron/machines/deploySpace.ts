/** What disks that a deployment adds or grows take of their datastores besides the clone, and whether there is as much. */
import { Fault } from '../../shared/faults.ts';
import type { ObjectId } from '../../shared/ids.ts';
import type { PlannedDatastore } from '../../shared/model/clonePlan.ts';
import { formatBytes } from '../../shared/units.ts';
import type { FactRoute } from '../acceleration/machineFacts.ts';
import type { TargetDisk } from '../inventory/diskTargets.ts';
import type { Inventory } from '../inventory/inventory.ts';
import { datastoreOfDisk } from '../inventory/records.ts';
import { datastoreSpace } from '../inventory/rows.ts';
import { growthBytesOf } from '../inventory/volumeSpace.ts';
import { formatsOf } from '../offload/rules/diskFormats.ts';
import type { PlannedHardware } from './hardwareRules.ts';
import type { DiskPlace } from './newDisks.ts';
import type { MachineRooms } from './rooms.ts';

export interface Added {
  /** As the guest sees it. */
  readonly provisionedBytes: number;
  /** What thick disks set aside of it. */
  readonly reservedBytes: number;
}

/** What disks of the template set aside more than there, in the formats that the machine gets, by the datastore that they go to. */
export function grownThickBytes(routes: readonly FactRoute[], { grownDisks }: Pick<PlannedHardware, 'grownDisks'>): Map<ObjectId, number> {
  const sums = new Map<ObjectId, number>();
  for (const { disks, facts } of routes) {
    const formats = formatsOf(facts);
    for (const [index, { fileId }] of disks.entries()) {
      const grown = grownDisks.find((disk) => disk.fileId === fileId);
      if (grown && (formats[index] ?? 'thin') !== 'thin') sums.set(facts.target.id, (sums.get(facts.target.id) ?? 0) + grown.addedBytes);
    }
  }
  return sums;
}

/** @param targetOf where a disk of the template goes */
export function addedTo(place: DiskPlace, { newDisks, grownDisks, keptDisks }: PlannedHardware, targetOf: (disk: TargetDisk) => ObjectId, grownThick: ReadonlyMap<ObjectId, number>): Map<ObjectId, Added> {
  const sums = new Map<ObjectId, Added>();
  const add = (id: ObjectId, more: Added): void => {
    const { provisionedBytes, reservedBytes } = sums.get(id) ?? { provisionedBytes: 0, reservedBytes: 0 };
    sums.set(id, { provisionedBytes: provisionedBytes + more.provisionedBytes, reservedBytes: reservedBytes + more.reservedBytes });
  };
  for (const disk of newDisks) add(datastoreOfDisk(place, disk), { provisionedBytes: disk.sizeBytes, reservedBytes: disk.format === 'thin' ? 0 : disk.sizeBytes });
  for (const { fileId, addedBytes } of grownDisks) {
    const disk = keptDisks.find((kept) => kept.fileId === fileId);
    if (disk) add(targetOf(disk), { provisionedBytes: addedBytes, reservedBytes: 0 });
  }
  for (const [id, reservedBytes] of grownThick) add(id, { provisionedBytes: 0, reservedBytes });
  return sums;
}

/** The datastores of the clone, and behind them those that only new disks lie on, with what comes besides. */
export function withAdded(inventory: Inventory, array: MachineRooms['array'], planned: readonly PlannedDatastore[], added: ReadonlyMap<ObjectId, Added>): PlannedDatastore[] {
  const others = [...added.keys()].flatMap((id): PlannedDatastore[] => {
    const datastore = inventory.findContainer(id);
    if (datastore?.kind !== 'datastore' || planned.some((one) => one.id === id)) return [];
    const { capacityBytes, provisionedBytes, physicalBytes, freeBytes } = datastoreSpace(inventory, array, datastore);
    const before = { provisionedBytes, physicalBytes, freeBytes };
    return [{ id, name: datastore.name, capacityBytes, before, after: before, neededBytes: 0 }];
  });
  return [...planned, ...others].map((one) => {
    const { provisionedBytes, reservedBytes } = added.get(one.id) ?? { provisionedBytes: 0, reservedBytes: 0 };
    const { after } = one;
    return { ...one, neededBytes: one.neededBytes + reservedBytes, after: { ...after, provisionedBytes: after.provisionedBytes + provisionedBytes, freeBytes: Math.max(0, after.freeBytes - reservedBytes) } };
  });
}

/** @throws Fault where all disks together do not fit although the clone alone does */
export function requireRoomFor({ inventory, array }: MachineRooms, datastoreId: ObjectId, neededBytes: number): void {
  const datastore = inventory.datastore(datastoreId);
  const { freeBytes } = datastoreSpace(inventory, array, datastore);
  if (neededBytes <= freeBytes + growthBytesOf(array.volume(datastore.volumeId))) return;
  throw new Fault('InsufficientStorageSpace', `"${datastore.name}" has ${formatBytes(freeBytes)} free; the machine takes ${formatBytes(neededBytes)}, since thick disks have their whole size set aside.`, {
    names: [datastore.name],
    hint: 'Choose thin disks or another datastore, or free space on this one.',
  });
}
