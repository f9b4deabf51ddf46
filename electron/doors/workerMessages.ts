/** What a shell and the worker that hosts its yard say to each other beside the calls. */
import * as z from 'zod';
import { faultRecordSchema } from '../../shared/faults.ts';
import { accessKeyIdSchema } from '../../shared/ids.ts';
import { roleSchema } from '../../shared/model/access.ts';

/** A key that a shell has taken out of the operating system's keychain. */
const keychainKeySchema = z.object({
  id: z.string().min(1),
  /** Base64 of 32 bytes. */
  key: z.base64(),
});
export type KeychainKey = z.infer<typeof keychainKeySchema>;

/** Given to the worker when it starts. */
export const workerStartSchema = z.object({
  dataDirectory: z.string().min(1),
  version: z.string().min(1),
  /** Left out where there is no keychain: a key file protects secrets then. */
  keychainKey: keychainKeySchema.optional(),
});
export type WorkerStart = z.infer<typeof workerStartSchema>;

/** Questions and answers find each other by it. */
const number = z.number().int().positive();
const admissionSchema = z.object({ id: accessKeyIdSchema, role: roleSchema });
export type Admission = z.infer<typeof admissionSchema>;

/** From the worker. `failed` and `closed` are its last words. */
export const workerReportSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('ready') }),
  z.object({ type: z.literal('log'), line: z.string() }),
  z.object({ type: z.literal('failed'), fault: faultRecordSchema }),
  z.object({ type: z.literal('closed') }),
  /** The answer to `admit`; null for whoever may not come in. */
  z.object({ type: z.literal('admitted'), number, admission: admissionSchema.nullable() }),
]);
export type WorkerReport = z.infer<typeof workerReportSchema>;

/** To the worker. A port travels in the transfer list and is therefore not part of the schema. */
export const workerOrderSchema = z.discriminatedUnion('type', [
  /** Null is the local user; it has to be said, so that nobody becomes that by an oversight. */
  z.object({ type: z.literal('connect'), port: z.unknown(), accessKeyId: accessKeyIdSchema.nullable() }),
  z.object({ type: z.literal('admit'), number, secret: z.string() }),
  z.object({ type: z.literal('close') }),
]);
export type WorkerOrder = z.infer<typeof workerOrderSchema>;
