/** A small router behind real ports: enough to prove what the doors do, without a yard. */
import { eventIterator, oc } from '@orpc/contract';
import { implement } from '@orpc/server';
import { MessageChannel, type MessagePort } from 'node:worker_threads';
import * as z from 'zod';
import { createPortServer } from '../../../electron/doors/portServer.ts';

export const stubContract = {
  add: oc.input(z.object({ a: z.number(), b: z.number() })).output(z.number()),
  echoFile: oc.input(z.instanceof(Blob)).output(z.instanceof(Blob)),
  /** As many items of `sizeChars` as anybody takes. */
  flood: oc.input(z.object({ sizeChars: z.number() })).output(eventIterator(z.string())),
};

export interface StubYard {
  readonly connect: () => MessagePort;
  /** Items the flood has produced so far. */
  readonly produced: () => number;
  /** Floods that have ended because their reader went away. */
  readonly ended: () => number;
}

export function stubYard(): StubYard {
  let produced = 0;
  let ended = 0;
  const contract = implement(stubContract);
  const servePort = createPortServer(
    contract.router({
      add: contract.add.handler(({ input }) => input.a + input.b),
      echoFile: contract.echoFile.handler(({ input }) => input),
      flood: contract.flood.handler(async function* ({ input }) {
        try {
          for (;;) {
            produced += 1;
            yield 'x'.repeat(input.sizeChars);
            await new Promise((resolve) => setImmediate(resolve));
          }
        } finally {
          ended += 1;
        }
      }),
    }),
  );
  return {
    connect: () => {
      const { port1, port2 } = new MessageChannel();
      servePort(port2);
      return port1;
    },
    produced: () => produced,
    ended: () => ended,
  };
}
