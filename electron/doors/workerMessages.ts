/** What a shell and the worker that hosts its yard say to each other beside the calls. */
import * as z from 'zod';
import { faultRecordSchema } from '../../shared/faults.ts';

/** Given to the worker when it starts. */
export const workerStartSchema = z.object({ dataDirectory: z.string().min(1), version: z.string().min(1) });
export type WorkerStart = z.infer<typeof workerStartSchema>;

/** From the worker. `failed` and `closed` are its last words. */
export const workerReportSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('ready') }),
  z.object({ type: z.literal('log'), line: z.string() }),
  z.object({ type: z.literal('failed'), fault: faultRecordSchema }),
  z.object({ type: z.literal('closed') }),
]);
export type WorkerReport = z.infer<typeof workerReportSchema>;

/** To the worker. A port travels in the transfer list and is therefore not part of the schema. */
export const workerOrderSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('connect'), port: z.unknown() }),
  z.object({ type: z.literal('close') }),
]);
