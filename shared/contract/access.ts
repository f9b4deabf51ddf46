import { eventIterator } from '@orpc/contract';
import * as z from 'zod';
import { accessKeyIdSchema } from '../ids.ts';
import { accessKeySchema, newAccessKeySchema, personSchema } from '../model/access.ts';
import { call, readCall } from './base.ts';

/** All keys; they are few, so every change brings all of them. */
export const accessStateSchema = z.object({ keys: z.array(accessKeySchema) });
export type AccessState = z.infer<typeof accessStateSchema>;

export const accessContract = {
  /** Who is calling. It stays the same as long as the connection lasts. */
  me: readCall.output(personSchema),
  /** In the order in which they were made; those that have expired stay until they are revoked. */
  watch: call.output(eventIterator(accessStateSchema.extend({ revision: z.number().int().nonnegative() }))),
  keys: {
    list: call.output(accessStateSchema),
    /**
     * `secret` is what lets its holder in, as the token in the address of the served client: `<address>/#token=<secret>`. It is told here and
     * never again. DuplicateName, InvalidName, InvalidArgument for an expiry that has passed, LimitExceeded.
     */
    create: call.input(newAccessKeySchema).output(z.object({ key: accessKeySchema, secret: z.string() })),
    /** At once: connections with it are closed. What they have started goes on. */
    revoke: call.input(z.object({ id: accessKeyIdSchema })).output(z.object({})),
  },
};
