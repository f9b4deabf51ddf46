/**
 * What the yard posts on a port ahead of closing it when the access key that the connection came with is no longer good. As
 * with flow control, it cannot be mistaken for a message, which is text or bytes.
 */
import type { MessagePort } from 'node:worker_threads';
import * as z from 'zod';

export const endingSchema = z.object({ ended: z.enum(['revoked', 'expired']) });
export type Ending = z.infer<typeof endingSchema>;

/** Says why, then closes the port. */
export function endPort(port: MessagePort, ended: Ending['ended']): void {
  port.postMessage({ ended } satisfies Ending);
  port.close();
}
