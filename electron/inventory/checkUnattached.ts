/** Verifies the disks that no machine has against the array. Changes nothing. */
import type { ObjectId } from '../../shared/ids.ts';
import type { StorageArray } from '../array/port.ts';
import type { Pacer } from '../tasks/pacer.ts';
import type { Inventory } from './inventory.ts';
import { findFile } from './rows.ts';
import { unattachedName } from './unattachedDisks.ts';

export interface DiskSums {
  readonly logicalBytes: Map<ObjectId, number>;
  readonly provisionedBytes: Map<ObjectId, number>;
}

/** @param sums of all disks on each datastore, which these are added to @returns how many there are */
export async function checkUnattached(inventory: Inventory, array: StorageArray, sums: DiskSums, report: (problem: string) => void, pacer: Pacer): Promise<number> {
  const records = inventory.unattached.all();
  for (const record of records) {
    const { disk, datastoreId } = record;
    const name = `The unattached disk "${unattachedName(record)}"`;
    const datastore = inventory.findContainer(datastoreId);
    const file = findFile(array, disk.fileId);
    if (datastore?.kind !== 'datastore') report(`${name} lies on the datastore ${datastoreId}, which does not exist.`);
    else if (file && file.volumeId !== datastore.volumeId) report(`${name} is not on its datastore "${datastore.name}".`);
    if (!file) report(`${name} has no file in the array.`);
    else if (file.sizeBytes !== disk.sizeBytes) report(`${name} should have ${disk.sizeBytes} bytes but has ${file.sizeBytes}.`);
    if (inventory.ownerOf(disk.fileId) !== undefined || inventory.unregistered.ownerOf(disk.fileId) !== undefined) report(`${name} belongs to a virtual machine as well.`);
    add(sums.provisionedBytes, datastoreId, disk.sizeBytes);
    add(sums.logicalBytes, datastoreId, file?.logicalBytes ?? 0);
    await pacer.pause();
  }
  return records.length;
}

function add(sums: Map<ObjectId, number>, id: ObjectId, bytes: number): void {
  sums.set(id, (sums.get(id) ?? 0) + bytes);
}
