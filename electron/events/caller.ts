/** Who asked for what is being done now, for events of work that is no task. */
import { AsyncLocalStorage } from 'node:async_hooks';

/** What nobody asked for. */
export const systemInitiator = 'System';

const callers = new AsyncLocalStorage<string>();

/** Everything that `work` begins, however late, is done in the name of `initiator`. */
export function asCaller<T>(initiator: string, work: () => T): T {
  return callers.run(initiator, work);
}

export function currentCaller(): string {
  return callers.getStore() ?? systemInitiator;
}
