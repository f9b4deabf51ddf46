/** A message port of Electron's main process as an end of a relay. */
import type { MessagePortMain } from 'electron';
import { messageOf, type End } from '../doors/relay.ts';

export function mainEnd(port: MessagePortMain): End {
  return {
    send: (message) => port.postMessage(message),
    onMessage: (listener) => {
      port.on('message', (event) => {
        const data: unknown = event.data;
        const message = messageOf(data);
        if (message !== null) listener(message);
      });
    },
    onClose: (listener) => {
      port.once('close', listener);
    },
    start: () => port.start(),
    close: () => port.close(),
  };
}
