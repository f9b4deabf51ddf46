/** What a volume that goes back to a snapshot means for the disks on it that no machine has. */
import type { FileId, SnapshotId, VolumeId } from '../../shared/ids.ts';
import { unattachedName, type UnattachedRecord } from '../inventory/unattachedDisks.ts';
import type { MetaTx } from '../meta/meta.ts';
import { datastoreOn } from './announce.ts';
import { holds } from './machinesInSnapshot.ts';
import type { StorageRooms } from './rooms.ts';

/** Names of those that become what they were, and of those that were made since. */
export function unattachedInSnapshot(rooms: StorageRooms, volumeId: VolumeId, snapshotId: SnapshotId): Readonly<Record<'reverted' | 'removed', readonly string[]>> {
  const records = unattachedOn(rooms, volumeId);
  const namesOf = (isHeld: boolean): string[] => records.filter(({ disk }) => holds(rooms.array, snapshotId, disk.fileId) === isHeld).map(unattachedName);
  return { reverted: namesOf(true), removed: namesOf(false) };
}

/**
 * In the transaction that takes the volume back. Those made since are gone; the others stay unattached, with the sizes they had then.
 * @returns how many are gone
 */
export function takeBackUnattached(rooms: StorageRooms, tx: MetaTx, volumeId: VolumeId, removedFiles: ReadonlySet<FileId>): number {
  const { array, inventory } = rooms;
  const records = unattachedOn(rooms, volumeId);
  const gone = records.filter(({ disk }) => removedFiles.has(disk.fileId));
  inventory.unattached.remove(tx, gone.map(({ disk }) => disk.fileId));
  const kept = records.filter(({ disk }) => !removedFiles.has(disk.fileId));
  inventory.unattached.put(tx, kept.map((record) => ({ ...record, disk: { ...record.disk, sizeBytes: array.file(record.disk.fileId).sizeBytes } })));
  // Then they may have been disks of a machine, and of its group.
  for (const { disk } of kept) array.regroup(tx, [disk.fileId]);
  return gone.length;
}

export function unattachedOn({ inventory }: Pick<StorageRooms, 'inventory'>, volumeId: VolumeId): UnattachedRecord[] {
  const datastore = datastoreOn({ inventory }, volumeId);
  return datastore ? inventory.unattached.on(datastore.id) : [];
}
