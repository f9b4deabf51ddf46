/** The stream behind `storage.watch`. */
import type { StorageEvent } from '../../shared/contract/storage.ts';
import type { StorageRooms } from './rooms.ts';
import { aggregateRow, volumeRows } from './volumeRows.ts';

/** All volumes, then every change, until the signal is aborted, the consumer stops or the yard is closed. */
export async function* watchStorage(rooms: StorageRooms, signal?: AbortSignal): AsyncGenerator<StorageEvent, void, void> {
  const { volumes } = rooms;
  const subscription = volumes.feed.subscribe(signal);
  try {
    yield { type: 'snapshot', revision: subscription.revision, aggregate: aggregateRow(rooms), volumes: volumeRows(rooms) };
    for (;;) {
      const changes = await subscription.next();
      if (!changes) return;
      const { previousRevision, revision } = changes;
      const ids = [...changes.keys].toSorted((a, b) => a - b);
      const changed = volumeRows(rooms, ids.flatMap((id) => volumes.find(id) ?? []));
      yield { type: 'change', previousRevision, revision, aggregate: aggregateRow(rooms), volumes: changed, removedIds: ids.filter((id) => !volumes.find(id)) };
    }
  } finally {
    subscription.end();
  }
}
