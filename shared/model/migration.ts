/** A migration before it happens: which machines go where, how their disks are moved, and what both datastores hold afterwards. */
import * as z from 'zod';
import { faultRecordSchema } from '../faults.ts';
import { objectIdSchema, storagePolicyIdSchema } from '../ids.ts';
import { diskFormatSchema, mechanismSchema } from './inventory.ts';
import { decisionSchema } from './offload.ts';

/** The most machines that one run migrates. */
export const migrationCountLimit = 1_000;

const count = z.number().int().nonnegative();
const bytes = count;

export const migrationSpecSchema = z.object({
  vmIds: z.array(objectIdSchema).min(1).max(migrationCountLimit),
  /** Null: each machine stays on its host. */
  hostId: objectIdSchema.nullable(),
  /** Null: the disks stay where they are. */
  datastoreId: objectIdSchema.nullable(),
  /** Of disks that are moved. Left out: each keeps its format where the datastore offers it, and becomes thin where it does not. */
  diskFormat: diskFormatSchema.optional(),
  /** The storage policy that each gets with its move. Left out: each keeps its own. Null: "Datastore default". */
  policyId: storagePolicyIdSchema.nullable().optional(),
});
export type MigrationSpec = z.infer<typeof migrationSpecSchema>;

export const plannedMigrationSchema = z.object({
  vmId: objectIdSchema,
  name: z.string(),
  fromHostName: z.string(),
  fromDatastoreName: z.string(),
  isHostChanged: z.boolean(),
  isDatastoreChanged: z.boolean(),
  /** Null where no disk is moved. */
  mechanism: mechanismSchema.nullable(),
  /** Data of its disks and of all of its snapshots, each of them whole. */
  bytesToCopy: bytes,
  snapshotCount: count,
  /** Why this one is not migrated; null when it is. */
  refusal: faultRecordSchema.nullable(),
});
export type PlannedMigration = z.infer<typeof plannedMigrationSchema>;

const capacitySchema = z.object({ provisionedBytes: bytes, freeBytes: bytes });

export const migrationDatastoreSchema = z.object({
  id: objectIdSchema,
  name: z.string(),
  role: z.enum(['source', 'target']),
  capacityBytes: bytes,
  before: capacitySchema,
  /** Of a source: `freeBytes` is at least this, since what the machines share with others stays. */
  after: capacitySchema,
});
export type MigrationDatastore = z.infer<typeof migrationDatastoreSchema>;

export const migrationPlanSchema = z.object({
  spec: migrationSpecSchema,
  /** Null where every machine stays on its host. */
  hostName: z.string().nullable(),
  machines: z.array(plannedMigrationSchema),
  /** How many machines have their disks moved in each way, with the decision about the first of them. */
  mechanisms: z.array(z.object({ mechanism: mechanismSchema, count, decision: decisionSchema })),
  /** The target first. Empty where no disk is moved. */
  datastores: z.array(migrationDatastoreSchema),
  bytesToCopy: bytes,
  /** From the last copies on this machine; null when one of the ways has never been measured. 0 where nothing is copied. */
  estimateMs: z.number().nonnegative().nullable(),
  warnings: z.array(z.string()),
  /** Not empty: nothing can be started. What keeps only some of the machines is with them. */
  refusals: z.array(faultRecordSchema),
});
export type MigrationPlan = z.infer<typeof migrationPlanSchema>;
