/** The stream behind `alarms.watch`. */
import type { AlarmState } from '../../../shared/contract/alarms.ts';
import type { AlarmBoard } from './board.ts';

/** All definitions and all that is triggered, then again with every change, until the signal is aborted, the consumer stops or the yard is closed. */
export async function* watchAlarms(board: AlarmBoard, signal?: AbortSignal): AsyncGenerator<AlarmState & { revision: number }, void, void> {
  const subscription = board.feed.subscribe(signal);
  try {
    yield { revision: subscription.revision, ...board.state() };
    for (;;) {
      const changes = await subscription.next();
      if (!changes) return;
      yield { revision: changes.revision, ...board.state() };
    }
  } finally {
    subscription.end();
  }
}
