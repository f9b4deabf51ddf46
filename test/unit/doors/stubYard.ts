/** A small router behind real ports: enough to prove what the doors do, without a yard. */
import { eventIterator, oc } from '@orpc/contract';
import { implement, ORPCError } from '@orpc/server';
import { MessageChannel, type MessagePort } from 'node:worker_threads';
import * as z from 'zod';
import { endPort } from '../../../electron/doors/ending.ts';
import { createPortServer } from '../../../electron/doors/portServer.ts';
import type { AccessKeyId } from '../../../shared/ids.ts';
import type { AccessEnd } from '../../../shared/model/access.ts';

export const stubContract = {
  add: oc.input(z.object({ a: z.number(), b: z.number() })).output(z.number()),
  /** The key that the connection came with. */
  whoAmI: oc.output(z.string().nullable()),
  echoFile: oc.input(z.instanceof(Blob)).output(z.instanceof(Blob)),
  /** One item, and then nothing as long as somebody listens. */
  watch: oc.output(eventIterator(z.string())),
  /** As many items of `sizeChars` as anybody takes. */
  flood: oc.input(z.object({ sizeChars: z.number() })).output(eventIterator(z.string())),
};

export interface StubYard {
  readonly connect: (accessKeyId?: AccessKeyId | null) => MessagePort;
  /** Ends everybody who has come with a key. */
  readonly end: (why: AccessEnd) => void;
  /** Items the flood has produced so far. */
  readonly produced: () => number;
  /** Streams that have ended because their reader went away. */
  readonly ended: () => number;
}

export function stubYard(): StubYard {
  let produced = 0;
  let ended = 0;
  const contract = implement(stubContract).$context<{ readonly accessKeyId?: AccessKeyId | null }>();
  const visitors = new Set<MessagePort>();
  const servePort = createPortServer(
    contract.router({
      add: contract.add.handler(({ input }) => input.a + input.b),
      whoAmI: contract.whoAmI.handler(({ context }) => {
        if (context.accessKeyId === undefined) throw new ORPCError('NOBODY');
        return context.accessKeyId;
      }),
      echoFile: contract.echoFile.handler(({ input }) => input),
      watch: contract.watch.handler(async function* ({ signal }) {
        yield 'here';
        await new Promise((resolve) => signal?.addEventListener('abort', resolve, { once: true }));
        ended += 1;
      }),
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
    connect: (accessKeyId = null) => {
      const { port1, port2 } = new MessageChannel();
      if (accessKeyId !== null) visitors.add(port2);
      servePort(port2, { accessKeyId });
      return port1;
    },
    end: (why) => {
      for (const port of visitors) endPort(port, why);
    },
    produced: () => produced,
    ended: () => ended,
  };
}
