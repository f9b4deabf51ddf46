/** Makes and deletes snapshots of volumes. Restoring has a file of its own. */
import { Fault } from '../../shared/faults.ts';
import type { SnapshotId, VolumeId } from '../../shared/ids.ts';
import type { VolumeSnapshot } from '../../shared/model/storage.ts';
import { someNames } from '../inventory/records.ts';
import type { MetaTx } from '../meta/meta.ts';
import { announceVolume } from './announce.ts';
import { partedOn } from './machinesInSnapshot.ts';
import type { StorageRooms } from './rooms.ts';
import { snapshotRow } from './volumeRows.ts';

/** @param request.name null for one made from date and time @throws Fault ManagedObjectNotFound, DuplicateName, InvalidName, InvalidState at the limit */
export async function createSnapshot(rooms: StorageRooms, request: { volumeId: VolumeId; name: string | null; comment: string }): Promise<VolumeSnapshot> {
  const id = await rooms.array.commit((tx) => {
    rooms.volumes.volume(request.volumeId);
    const name = request.name ?? rooms.volumes.freeSnapshotName(request.volumeId, nameAt(new Date()));
    return addSnapshot(rooms, tx, { ...request, name });
  });
  return snapshotRow(rooms, id);
}

/** The step inside a transaction. @throws Fault DuplicateName, InvalidName */
export function addSnapshot(rooms: StorageRooms, tx: MetaTx, request: { volumeId: VolumeId; name: string; comment: string }): SnapshotId {
  const { volumeId, name, comment } = request;
  rooms.volumes.requireFreeSnapshotName(volumeId, name);
  const id = rooms.array.createSnapshot(tx, volumeId);
  rooms.volumes.addSnapshot(tx, { id, volumeId, name, comment }, partedOn(rooms, volumeId));
  announceVolume(rooms, tx, volumeId);
  return id;
}

/** @throws Fault ManagedObjectNotFound, ResourceInUse while a FlexClone is based on it */
export async function deleteSnapshot(rooms: StorageRooms, id: SnapshotId): Promise<void> {
  await rooms.array.commit((tx) => {
    const record = rooms.volumes.snapshot(id);
    const { cloneNames } = snapshotRow(rooms, id);
    if (cloneNames.length > 0) {
      const some = someNames(cloneNames);
      throw new Fault('ResourceInUse', `FlexClones are based on the snapshot "${record.name}": ${some.text}.`, { names: some.names, hint: 'Split or delete them first.' });
    }
    rooms.array.deleteSnapshot(tx, id);
    rooms.volumes.removeSnapshot(tx, record);
    announceVolume(rooms, tx, record.volumeId);
  });
  await rooms.inventory.departed.purge();
}

/** For example `snap-2026-11-22-0915`, in local time. */
function nameAt(time: Date): string {
  const two = (value: number): string => String(value).padStart(2, '0');
  return `snap-${time.getFullYear()}-${two(time.getMonth() + 1)}-${two(time.getDate())}-${two(time.getHours())}${two(time.getMinutes())}`;
}
