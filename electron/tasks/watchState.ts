/** The streams behind `access.watch`, `alarms.watch` and `policies.watch`: so few things that every change brings all of them. */
import type { ChangeFeed } from './changeFeed.ts';

/** The whole state, then again with every change, until the signal is aborted, the consumer stops or the yard is closed. */
export async function* watchState<K, S extends object>(feed: ChangeFeed<K>, state: () => S, signal?: AbortSignal): AsyncGenerator<S & { revision: number }, void, void> {
  const subscription = feed.subscribe(signal);
  try {
    yield { revision: subscription.revision, ...state() };
    for (;;) {
      const changes = await subscription.next();
      if (!changes) return;
      yield { revision: changes.revision, ...state() };
    }
  } finally {
    subscription.end();
  }
}
