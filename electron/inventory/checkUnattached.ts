/** Verifies the disks that no machine has against the array. Changes nothing. */
import type { StorageArray } from '../array/port.ts';
import type { Pacer } from '../tasks/pacer.ts';
import type { DiskSums } from './checkDisks.ts';
import type { Inventory } from './inventory.ts';
import { findFile } from './rows.ts';
import { unattachedName } from './unattachedDisks.ts';

/** @param sums which these are added to */
export async function checkUnattached(inventory: Inventory, array: StorageArray, sums: DiskSums, report: (problem: string) => void, pacer: Pacer): Promise<void> {
  for (const record of inventory.unattached.all()) {
    const { disk, datastoreId } = record;
    const name = `The unattached disk "${unattachedName(record)}"`;
    const datastore = inventory.findContainer(datastoreId);
    const file = findFile(array, disk.fileId);
    if (datastore?.kind !== 'datastore') report(`${name} lies on the datastore ${datastoreId}, which does not exist.`);
    else if (file && file.volumeId !== datastore.volumeId) report(`${name} is not on its datastore "${datastore.name}".`);
    if (!file) report(`${name} has no file in the array.`);
    else if (file.sizeBytes !== disk.sizeBytes) report(`${name} should have ${disk.sizeBytes} bytes but has ${file.sizeBytes}.`);
    if (inventory.ownerOf(disk.fileId) !== undefined || inventory.unregistered.ownerOf(disk.fileId) !== undefined) report(`${name} belongs to a virtual machine as well.`);
    if (disk.datastoreId !== undefined) report(`${name} tells where it lies in itself as well.`);
    sums.diskCount += 1;
    sums.add(datastoreId, file?.logicalBytes ?? 0, disk.sizeBytes);
    await pacer.pause();
  }
}
