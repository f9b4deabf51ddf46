/** The stream behind `events.watch`. */
import type { EventLog } from './eventLog.ts';

/** The newest key, then again whenever there is a newer one, until the signal is aborted, the consumer stops or the yard is closed. */
export async function* watchEvents(log: EventLog, signal?: AbortSignal): AsyncGenerator<{ revision: number; newestKey: number }, void, void> {
  const subscription = log.feed.subscribe(signal);
  try {
    yield { revision: subscription.revision, newestKey: log.newestKey };
    for (;;) {
      const changes = await subscription.next();
      if (!changes) return;
      yield { revision: changes.revision, newestKey: log.newestKey };
    }
  } finally {
    subscription.end();
  }
}
