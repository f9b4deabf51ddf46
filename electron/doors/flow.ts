/**
 * Flow control between a slow socket and the yard. The shell that watches the socket posts
 * these records on the port; they cannot be mistaken for messages, which are text or bytes.
 */
import * as z from 'zod';

export const flowSchema = z.object({ flow: z.enum(['pause', 'resume']) });
export type Flow = z.infer<typeof flowSchema>;

/** Bytes that may wait for a socket before the yard is asked to pause, and how few there must be to go on. */
export const flowLimits = { pauseAboveBytes: 4 * 1024 ** 2, resumeBelowBytes: 1024 ** 2 } as const;
