/** A worker thread's message port as an end of a relay. */
import type { MessagePort } from 'node:worker_threads';
import type { Flow } from './flow.ts';
import { messageOf, type End } from './relay.ts';

export interface PortEnd extends End {
  /** Asks the yard behind the port to hold its answers back, or to go on. */
  setFlow(flow: Flow['flow']): void;
}

export function portEnd(port: MessagePort): PortEnd {
  return {
    send: (message) => port.postMessage(message),
    onMessage: (listener) => {
      port.on('message', (data: unknown) => {
        const message = messageOf(data);
        if (message !== null) listener(message);
      });
    },
    onClose: (listener) => {
      port.once('close', listener);
    },
    start: () => port.start(),
    close: () => port.close(),
    setFlow: (flow) => port.postMessage({ flow } satisfies Flow),
  };
}
