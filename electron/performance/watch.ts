/** The stream behind `performance.watch`. */
import type { PerformanceNews } from '../../shared/contract/performance.ts';
import type { PerformanceRooms } from './rooms.ts';

/** At once, then whenever figures have been recorded, until the signal is aborted, the consumer stops or the yard is closed. */
export async function* watchPerformance({ recorder }: PerformanceRooms, signal?: AbortSignal): AsyncGenerator<PerformanceNews, void, void> {
  const subscription = recorder.feed.subscribe(signal);
  const news = (revision: number): PerformanceNews => ({ revision, recordedAtMs: recorder.recordedAtMs, nextAtMs: recorder.nextAtMs });
  try {
    yield news(subscription.revision);
    for (;;) {
      const changes = await subscription.next();
      if (!changes) return;
      yield news(changes.revision);
    }
  } finally {
    subscription.end();
  }
}
