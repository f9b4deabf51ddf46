/** A worker thread's message port as an end of a relay. */
import type { MessagePort } from 'node:worker_threads';
import type { AccessEnd } from '../../shared/model/access.ts';
import { endingSchema } from './ending.ts';
import type { Flow } from './flow.ts';
import { messageOf, type End } from './relay.ts';

export interface PortEnd extends End {
  /** Asks the yard behind the port to hold its answers back, or to go on. */
  setFlow(flow: Flow['flow']): void;
  /** Why the yard has closed the port, where that is because of the access key; null otherwise. */
  endedBy(): AccessEnd | null;
}

export function portEnd(port: MessagePort): PortEnd {
  let endedBy: AccessEnd | null = null;
  return {
    send: (message) => port.postMessage(message),
    onMessage: (listener) => {
      port.on('message', (data: unknown) => {
        const message = messageOf(data);
        if (message !== null) listener(message);
        else endedBy = endingSchema.safeParse(data).data?.ended ?? endedBy;
      });
    },
    onClose: (listener) => {
      port.once('close', listener);
    },
    start: () => port.start(),
    close: () => port.close(),
    setFlow: (flow) => port.postMessage({ flow } satisfies Flow),
    endedBy: () => endedBy,
  };
}
