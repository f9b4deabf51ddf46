/** The stream behind `offload.hostUse`. */
import { setImmediate as nextTurn, setTimeout as delay } from 'node:timers/promises';
import type { HostUseEvent } from '../../shared/contract/offload.ts';
import type { ObjectId } from '../../shared/ids.ts';
import { requireHost } from './hostSwitches.ts';
import type { AccelerationRooms } from './rooms.ts';

/** Every event is checked against the contract in one go. */
const pageLength = 600;
/** Pieces of work are recorded when they end: those that end right after a second still count for it. */
const graceMs = 250;

/**
 * What is known of the last day, in one event or several, then a sample a second, whether anything happens or not, until
 * the signal is aborted, the consumer stops or the yard is closed.
 * @param hostId null: all hosts together @throws Fault ManagedObjectNotFound
 */
export async function* watchHostUse(rooms: AccelerationRooms, hostId: ObjectId | null, signal?: AbortSignal): AsyncGenerator<HostUseEvent, void, void> {
  const { hostUse } = rooms;
  if (hostId !== null) requireHost(rooms, hostId);
  const stop = signal ? AbortSignal.any([signal, hostUse.closing]) : hostUse.closing;
  const history = hostUse.history(hostId);
  let knownMs = history.at(-1)?.atMs ?? 0;
  for (let first = 0; first === 0 || first < history.length; first += pageLength) {
    yield { samples: history.slice(first, first + pageLength) };
    await nextTurn();
    if (stop.aborted) return;
  }
  for (;;) {
    try {
      await delay(hostUse.untilNextMs + graceMs, undefined, { signal: stop, ref: false });
    } catch (error) {
      if (stop.aborted) return;
      throw error;
    }
    const samples = hostUse.since(hostId, knownMs);
    const newest = samples.at(-1);
    if (!newest) continue;
    knownMs = newest.atMs;
    yield { samples };
  }
}
