/** The yard itself: where it lives, whether it has been set up, whether it is sound. */
import * as z from 'zod';

const bytes = z.number().int().nonnegative();
const count = bytes;

export const yardInfoSchema = z.object({
  version: z.string(),
  dataDirectory: z.string(),
  /** `empty` until the first `initialize` has finished. */
  setup: z.enum(['empty', 'initializing', 'ready']),
  arrayId: z.string(),
  startedAtMs: z.number().int(),
  processId: count,
  vmCount: count,
  templateCount: count,
  /** Measured on the local file system, not part of the simulated hardware. */
  localDisk: z.object({ usedBytes: bytes, freeBytes: bytes }),
});
export type YardInfo = z.infer<typeof yardInfoSchema>;

/** Machines that a sample yard may be laid out for. */
export const machineCountLimit = 200_000;

export const checkOptionsSchema = z.object({
  /** Also reads every stored block and compares it with its checksum. */
  isDeep: z.boolean().default(false),
  /** Mends what can be mended without losing anything. */
  repair: z.boolean().default(false),
});
export type CheckOptions = z.infer<typeof checkOptionsSchema>;

/** The verdict of the array checker. */
export const checkReportSchema = z.object({
  /** True when no problem is left. */
  ok: z.boolean(),
  /** One sentence per problem, most serious first. What was repaired is no problem any more. */
  problems: z.array(z.string()),
  /** What was repaired, a sentence each. */
  repaired: z.array(z.string()),
  isDeep: z.boolean(),
  checked: z.object({ files: count, mapNodes: count, blocks: count, segments: count, virtualMachines: count }),
  elapsedMs: z.number().nonnegative(),
});
export type CheckReport = z.infer<typeof checkReportSchema>;
