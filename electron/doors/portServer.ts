/** Serves the yard's router on message ports, one conversation per port. */
import type { Context, Router } from '@orpc/server';
import { RequestHeadersPlugin } from '@orpc/server/plugins';
import { RPCHandler } from '@orpc/server/websocket';
import type { MessagePort } from 'node:worker_threads';
import type { AnyContractRouter } from '@orpc/contract';
import { flowSchema } from './flow.ts';
import { messageOf } from './relay.ts';

/** Any implemented contract that needs no context per call. */
export type ServedRouter = Router<AnyContractRouter, Record<never, never>>;

/**
 * Returns a function that serves one port until it closes, each of its calls with `context`: who is at the other end. Built on the WebSocket peer rather
 * than the message-port one because it waits for `send`: that is what lets a slow reader slow
 * a stream down instead of filling the memory. Both speak the same language on the wire.
 */
export function createPortServer(router: ServedRouter): (port: MessagePort, context?: Context) => void {
  const handler = new RPCHandler<Context>(router, { plugins: [new RequestHeadersPlugin()] });
  return (port, context = {}) => {
    let paused: Gate | null = null;
    const setPaused = (isPaused: boolean) => {
      if (isPaused) paused ??= makeGate();
      else {
        paused?.open();
        paused = null;
      }
    };
    const peer = {
      addEventListener: () => {
        throw new Error('The port server delivers messages itself.');
      },
      send: async (message: string | ArrayBufferLike | Blob | ArrayBufferView): Promise<void> => {
        await paused?.opened;
        port.postMessage(message);
      },
    };
    port.on('message', (data: unknown) => {
      const flow = flowSchema.safeParse(data);
      if (flow.success) {
        setPaused(flow.data.flow === 'pause');
        return;
      }
      const message = messageOf(data);
      if (message === null) return;
      handler.message(peer, typeof message === 'string' ? message : message.buffer, { context }).catch(() => {
        // Only a message that is no RPC message at all ends here. Whoever sends such a thing is cut off.
        port.close();
      });
    });
    port.once('close', () => {
      handler.close(peer);
      setPaused(false);
    });
    port.start();
  };
}

interface Gate {
  readonly opened: Promise<void>;
  open(): void;
}

function makeGate(): Gate {
  let open = (): void => undefined;
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { opened, open };
}
