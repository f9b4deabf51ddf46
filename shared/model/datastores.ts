/** What happens to a datastore besides the space on it: it is emptied for maintenance, and hosts see it or not. */
import * as z from 'zod';
import { faultRecordSchema } from '../faults.ts';
import { objectIdSchema } from '../ids.ts';
import { mechanismSchema } from './inventory.ts';

const count = z.number().int().nonnegative();
const bytes = count;

/** Where the machines of a datastore go that enters maintenance mode. */
export const evacuationSpecSchema = z.object({
  datastoreId: objectIdSchema,
  /** Null: each machine goes where there is room, to a datastore of the same type first and to the one with the most free space among those. */
  targetId: objectIdSchema.nullable(),
});
export type EvacuationSpec = z.infer<typeof evacuationSpecSchema>;

export const plannedEvacuationSchema = z.object({
  vmId: objectIdSchema,
  name: z.string(),
  isTemplate: z.boolean(),
  /** Null where it cannot go anywhere. */
  targetName: z.string().nullable(),
  mechanism: mechanismSchema.nullable(),
  /** The disks that go, of a machine that has something elsewhere, which stays there: none where only its home is here. Left out where all of it goes. */
  diskLabels: z.array(z.string()).optional(),
  /** Data of its disks and snapshots. */
  bytesToCopy: bytes,
  /** Why it cannot be moved away; null when it can. */
  refusal: faultRecordSchema.nullable(),
});
export type PlannedEvacuation = z.infer<typeof plannedEvacuationSchema>;

/** What entering maintenance mode would do. Unregistered machines and snapshots of the volume stay where they are. */
export const evacuationPlanSchema = z.object({
  spec: evacuationSpecSchema,
  datastoreName: z.string(),
  /** Virtual machines and templates on it, in the order in which they were made. */
  machines: z.array(plannedEvacuationSchema),
  bytesToCopy: bytes,
  unregisteredCount: count,
  /** Disks that no machine has; they stay as well. */
  unattachedCount: count,
  /** Not empty: it cannot be entered now, and why. */
  refusals: z.array(faultRecordSchema),
});
export type EvacuationPlan = z.infer<typeof evacuationPlanSchema>;

export const datastoreTaskKinds = ['enterDatastoreMaintenance', 'exitDatastoreMaintenance', 'growVolume'] as const;

/** What the tasks of this model have to say when they have ended; members of `taskResultSchema`. */
export const datastoreResultSchemas = [
  z.object({
    kind: z.literal('enterDatastoreMaintenance'),
    /** Machines and templates that were moved away; `failed` ones are still there. */
    moved: count,
    failed: count,
    mechanisms: z.array(z.object({ mechanism: mechanismSchema, count })),
    /** As of migrations. */
    bytesCopied: bytes,
    elapsedMs: z.number().nonnegative(),
  }),
  z.object({ kind: z.literal('exitDatastoreMaintenance') }),
  /** What autogrow has done. */
  z.object({ kind: z.literal('growVolume'), fromBytes: bytes, toBytes: bytes }),
] as const;
