/** The stream behind `policies.watch`. */
import type { PolicyState } from '../../shared/contract/policies.ts';
import type { PolicyBoard } from './policyBoard.ts';

/** All policies and datastores, then again with every change, until the signal is aborted, the consumer stops or the yard is closed. */
export async function* watchPolicies(board: PolicyBoard, signal?: AbortSignal): AsyncGenerator<PolicyState & { revision: number }, void, void> {
  const subscription = board.feed.subscribe(signal);
  try {
    yield { revision: subscription.revision, ...board.stateToFollow() };
    for (;;) {
      const changes = await subscription.next();
      if (!changes) return;
      yield { revision: changes.revision, ...board.stateToFollow() };
    }
  } finally {
    subscription.end();
  }
}
