/** The stream behind `offload.watch`. */
import type { AccelerationEvent } from '../../shared/contract/offload.ts';
import { datastoreRow, datastoreRows } from './datastores.ts';
import { hostRows } from './hostSwitches.ts';
import type { AccelerationRooms } from './rooms.ts';

/** All datastores and hosts, then every change, until the signal is aborted, the consumer stops or the yard is closed. */
export async function* watchAcceleration(rooms: AccelerationRooms, signal?: AbortSignal): AsyncGenerator<AccelerationEvent, void, void> {
  const { inventory } = rooms;
  const subscription = rooms.news.subscribe(signal);
  try {
    yield { type: 'snapshot', revision: subscription.revision, datastores: datastoreRows(rooms), hosts: hostRows(rooms) };
    for (;;) {
      const changes = await subscription.next();
      if (!changes) return;
      const { keys, previousRevision, revision } = changes;
      const datastores = inventory.datastores().filter((record) => keys.has(record.id)).map((record) => datastoreRow(rooms, record));
      const hosts = hostRows(rooms).filter((row) => keys.has(row.hostId));
      const removedIds = [...keys].filter((id) => !inventory.findContainer(id));
      yield { type: 'change', previousRevision, revision, datastores, hosts, removedIds };
    }
  } finally {
    subscription.end();
  }
}
