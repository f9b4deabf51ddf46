/** What a volume that goes back to a snapshot means for the disks on it that no machine has. */
import type { FileId, ObjectId, SnapshotId, VolumeId } from '../../shared/ids.ts';
import { findFile } from '../inventory/rows.ts';
import { unattachedName, unattachedOf, type UnattachedRecord } from '../inventory/unattachedDisks.ts';
import type { MetaTx } from '../meta/meta.ts';
import { datastoreOn } from './announce.ts';
import { holds, isWholeIn } from './machinesInSnapshot.ts';
import type { StorageRooms } from './rooms.ts';

interface UnattachedInSnapshot {
  /** Become what they were. */
  readonly reverted: readonly string[];
  /** Made since. */
  readonly removed: readonly string[];
  /** Deleted since when no machine had them: they come back. */
  readonly returned: readonly string[];
}

/** Their names. */
export function unattachedInSnapshot(rooms: StorageRooms, volumeId: VolumeId, snapshotId: SnapshotId): UnattachedInSnapshot {
  const { array, inventory } = rooms;
  const datastore = datastoreOn(rooms, volumeId);
  const isHeld = ({ disk }: UnattachedRecord): boolean => holds(array, snapshotId, disk.fileId);
  const records = unattachedOn(rooms, volumeId);
  const departed = datastore ? inventory.departed.disks.on(datastore.id).filter((record) => isHeld(record) && !findFile(array, record.disk.fileId)) : [];
  return {
    reverted: records.filter(isHeld).map(unattachedName),
    removed: records.filter((record) => !isHeld(record)).map(unattachedName),
    returned: departed.map(unattachedName),
  };
}

/**
 * In the transaction that takes the volume back. Those made since are gone; the others stay unattached, with the sizes they had then.
 * @returns how many are gone
 */
export function takeBackUnattached(rooms: StorageRooms, tx: MetaTx, volumeId: VolumeId, removedFiles: ReadonlySet<FileId>): number {
  const { inventory } = rooms;
  const records = unattachedOn(rooms, volumeId);
  const gone = records.filter(({ disk }) => removedFiles.has(disk.fileId));
  inventory.unattached.remove(tx, gone.map(({ disk }) => disk.fileId));
  putUnattached(rooms, tx, records.filter(({ disk }) => !removedFiles.has(disk.fileId)));
  return gone.length;
}

/**
 * In the same transaction: files that are there again and were disks that no machine had, or disks of deleted machines that also had some
 * on other datastores. Those are gone, and a machine does not come back in part; its disks do, so that nothing that came back is lost again.
 * @returns the files that have an owner by this
 */
export function bringBackUnattached(rooms: StorageRooms, tx: MetaTx, { snapshotId, datastoreId }: { snapshotId: SnapshotId; datastoreId: ObjectId }, returnedFiles: ReadonlySet<FileId>): FileId[] {
  const { departed } = rooms.inventory;
  const found: UnattachedRecord[] = [];
  for (const file of returnedFiles) {
    const alone = departed.disks.find(file);
    const machine = alone ? undefined : departed.find(file);
    const disk = machine?.disks.find(({ fileId }) => fileId === file);
    if (alone) found.push(alone);
    else if (machine && disk && !isWholeIn(rooms, snapshotId, machine, datastoreId)) found.push(...unattachedOf(machine, [disk]));
  }
  // Whatever stood on the volume when they were recorded, that is where they are.
  putUnattached(rooms, tx, found.map((record) => ({ ...record, datastoreId })));
  const files = found.map(({ disk }) => disk.fileId);
  departed.disks.remove(tx, files);
  return files;
}

export function unattachedOn({ inventory }: Pick<StorageRooms, 'inventory'>, volumeId: VolumeId): UnattachedRecord[] {
  const datastore = datastoreOn({ inventory }, volumeId);
  return datastore ? inventory.unattached.on(datastore.id) : [];
}

/** With the sizes that the files have now. What came back may have been a disk of a machine then, and of its group. */
function putUnattached({ array, inventory }: StorageRooms, tx: MetaTx, records: readonly UnattachedRecord[]): void {
  inventory.unattached.put(tx, records.map((record) => ({ ...record, disk: { ...record.disk, sizeBytes: array.file(record.disk.fileId).sizeBytes } })));
  for (const { disk } of records) array.regroup(tx, [disk.fileId]);
}
