/** A migration before it happens: which machines go where, how their disks are moved, and what the datastores hold afterwards. */
import * as z from 'zod';
import { faultRecordSchema } from '../faults.ts';
import { objectIdSchema, storagePolicyIdSchema } from '../ids.ts';
import { diskFormatSchema, diskPlacementSchema, mechanismSchema } from './inventory.ts';
import { decisionSchema } from './offload.ts';

/** The most machines that one run migrates. */
export const migrationCountLimit = 1_000;

const count = z.number().int().nonnegative();
const bytes = count;

export const migrationSpecSchema = z.object({
  vmIds: z.array(objectIdSchema).min(1).max(migrationCountLimit),
  /** Null: each machine stays on its host. */
  hostId: objectIdSchema.nullable(),
  /** The home of each afterwards, where all its disks go that `diskPlacement` does not name. Null: its home and those disks stay where they are. */
  datastoreId: objectIdSchema.nullable(),
  /** Where single disks go, or stay. Snapshots of a disk go with it. A machine that lacks a disk that is named is not migrated. */
  diskPlacement: diskPlacementSchema.optional(),
  /** Of disks that are moved. Left out: each keeps its format where the datastore offers it, and becomes thin where it does not. */
  diskFormat: diskFormatSchema.optional(),
  /** The storage policy that each gets with its move. Left out: each keeps its own. Null: "Datastore default". */
  policyId: storagePolicyIdSchema.nullable().optional(),
});
export type MigrationSpec = z.infer<typeof migrationSpecSchema>;

/** One disk, with what the snapshots of its machine keep of it. */
export const plannedDiskSchema = z.object({
  label: z.string(),
  fromDatastoreId: objectIdSchema,
  fromDatastoreName: z.string(),
  toDatastoreId: objectIdSchema,
  toDatastoreName: z.string(),
  /** Null where it stays. */
  mechanism: mechanismSchema.nullable(),
  /** Data of the disk and of all snapshots of it, each of them whole. */
  bytesToCopy: bytes,
});
export type PlannedDisk = z.infer<typeof plannedDiskSchema>;

export const plannedMigrationSchema = z.object({
  vmId: objectIdSchema,
  name: z.string(),
  fromHostName: z.string(),
  /** Of its home. */
  fromDatastoreName: z.string(),
  isHostChanged: z.boolean(),
  /** Whether its home or any of its disks goes to another datastore. */
  isDatastoreChanged: z.boolean(),
  /** Null where no disk is moved. Where disks go in several ways, the least of them; `disks` tells of each. */
  mechanism: mechanismSchema.nullable(),
  /** Where each disk is and goes, in the order of the machine. Empty where the machine is not migrated. */
  disks: z.array(plannedDiskSchema),
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
  /** One that some disks leave and others come to is a target. */
  role: z.enum(['source', 'target']),
  capacityBytes: bytes,
  before: capacitySchema,
  after: capacitySchema,
  /** Disks leave it: then at least `after.freeBytes` is free, since what the machines share with others stays. */
  isAtLeast: z.boolean(),
});
export type MigrationDatastore = z.infer<typeof migrationDatastoreSchema>;

export const migrationPlanSchema = z.object({
  spec: migrationSpecSchema,
  /** Null where every machine stays on its host. */
  hostName: z.string().nullable(),
  machines: z.array(plannedMigrationSchema),
  /** How many machines have disks moved in each way, with the decision about the first of them. One whose disks go in several ways counts in each. */
  mechanisms: z.array(z.object({ mechanism: mechanismSchema, count, decision: decisionSchema })),
  /** Targets first. Empty where no disk is moved. */
  datastores: z.array(migrationDatastoreSchema),
  bytesToCopy: bytes,
  /** From the last copies on this machine; null when one of the ways has never been measured. 0 where nothing is copied. */
  estimateMs: z.number().nonnegative().nullable(),
  warnings: z.array(z.string()),
  /** Not empty: nothing can be started. What keeps only some of the machines is with them. */
  refusals: z.array(faultRecordSchema),
});
export type MigrationPlan = z.infer<typeof migrationPlanSchema>;
