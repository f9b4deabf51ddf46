/** Tells watchers that the figures or settings of a volume are others once the transaction is durable. */
import { Fault } from '../../shared/faults.ts';
import type { VolumeId } from '../../shared/ids.ts';
import type { TaskKind } from '../../shared/model/task.ts';
import type { DatastoreRecord } from '../inventory/records.ts';
import type { MetaTx } from '../meta/meta.ts';
import type { StorageRooms } from './rooms.ts';

export function announceVolume(rooms: StorageRooms, tx: MetaTx, ...ids: VolumeId[]): void {
  tx.onCommit(() => {
    rooms.volumes.feed.mark(ids);
    rooms.inventory.feed.mark(ids.flatMap((id) => datastoreOn(rooms, id)?.id ?? []));
  });
}

/** The datastore that stands on a volume. */
export function datastoreOn({ inventory }: Pick<StorageRooms, 'inventory'>, id: VolumeId): DatastoreRecord | undefined {
  return inventory.datastores().find((datastore) => datastore.volumeId === id);
}

/** What a task about a volume shows as its target. */
export function targetOf(rooms: StorageRooms, id: VolumeId): { id: DatastoreRecord['id'] | null; name: string } {
  return { id: datastoreOn(rooms, id)?.id ?? null, name: rooms.volumes.volume(id).name };
}

/** @throws Fault TaskInProgress while maintenance of one of these kinds works on the blocks of the volume, or waits to */
export function requireNoMaintenance(rooms: StorageRooms, id: VolumeId, kinds: readonly TaskKind[] = ['dedupeVolume', 'splitVolume']): void {
  const target = targetOf(rooms, id);
  const busy = rooms.tasks.live().find((task) => kinds.includes(task.kind) && task.target.id === target.id);
  if (!busy) return;
  throw new Fault('TaskInProgress', `"${target.name}" is in use by another task: ${busy.name}.`, { names: [target.name], hint: 'Wait until that task has ended, or cancel it.' });
}
