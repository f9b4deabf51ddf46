/** The stream behind `access.watch`. */
import type { AccessState } from '../../shared/contract/access.ts';
import type { AccessDesk } from './accessDesk.ts';

/** All keys, then again with every change, until the signal is aborted, the consumer stops or the yard is closed. */
export async function* watchAccess(desk: AccessDesk, signal?: AbortSignal): AsyncGenerator<AccessState & { revision: number }, void, void> {
  const subscription = desk.feed.subscribe(signal);
  try {
    yield { revision: subscription.revision, ...desk.state() };
    for (;;) {
      const changes = await subscription.next();
      if (!changes) return;
      yield { revision: changes.revision, ...desk.state() };
    }
  } finally {
    subscription.end();
  }
}
