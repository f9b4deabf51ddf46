/** A rapid clone before it happens: what is asked for, and what exactly would be done. */
import * as z from 'zod';
import { faultRecordSchema } from '../faults.ts';
import { objectIdSchema, storagePolicyIdSchema } from '../ids.ts';
import { diskFormatSchema, mechanismSchema } from './inventory.ts';
import { decisionSchema } from './offload.ts';

/** The most clones one run makes. A larger yard is built by several runs. */
export const cloneCountLimit = 10_000;

const count = z.number().int().nonnegative();
const bytes = count;

export const cloneSpecSchema = z.object({
  /** Template or powered-off virtual machine to clone. */
  sourceId: objectIdSchema,
  count: z.number().int().min(1).max(cloneCountLimit),
  /** See `naming.ts`. */
  pattern: z.string().min(1).max(120),
  startNumber: z.number().int().min(0).max(999_999_999),
  /** Null: where the source is, and each disk beside its original. */
  datastoreId: objectIdSchema.nullable(),
  /** Cluster or host the clones run on, spread evenly. Null: where the source is. */
  computeId: objectIdSchema.nullable(),
  /** Null: the folder of the source. */
  folderId: objectIdSchema.nullable(),
  powerOn: z.boolean(),
  /** Left out: each disk keeps its format where the datastore offers it, and becomes thin where it does not. */
  diskFormat: diskFormatSchema.optional(),
  /** Their storage policy. Left out: that of the source. Null: "Datastore default". */
  policyId: storagePolicyIdSchema.nullable().optional(),
});
export type CloneSpec = z.infer<typeof cloneSpecSchema>;

export const plannedCloneSchema = z.object({
  name: z.string(),
  hostId: objectIdSchema,
  /** Where disks are made differently, the one that takes longest. */
  mechanism: mechanismSchema,
});
export type PlannedClone = z.infer<typeof plannedCloneSchema>;

const capacitySchema = z.object({ provisionedBytes: bytes, physicalBytes: bytes, freeBytes: bytes });

/** What a datastore holds, and what it would hold once the clones are made. */
export const plannedDatastoreSchema = z.object({
  id: objectIdSchema,
  name: z.string(),
  capacityBytes: bytes,
  before: capacitySchema,
  after: capacitySchema,
  /** As `neededBytes` of the plan, of this datastore alone. */
  neededBytes: bytes,
});
export type PlannedDatastore = z.infer<typeof plannedDatastoreSchema>;

const plannedMechanismSchema = z.object({ mechanism: mechanismSchema, count, reason: z.string(), decision: decisionSchema });

/** Disks that lie on the same datastore and go to the same one, so that they are made alike. */
export const diskRouteSchema = z.object({
  /** Their labels. */
  disks: z.array(z.string()),
  source: z.object({ id: objectIdSchema, name: z.string() }),
  target: z.object({ id: objectIdSchema, name: z.string() }),
  /** As `mechanisms` of the plan. Empty when there is no host to make them. */
  mechanisms: z.array(plannedMechanismSchema),
});
export type DiskRoute = z.infer<typeof diskRouteSchema>;

export const clonePlanSchema = z.object({
  spec: cloneSpecSchema,
  source: z.object({ id: objectIdSchema, name: z.string(), sizeBytes: bytes, logicalBytes: bytes }),
  /** Their home. */
  datastore: plannedDatastoreSchema,
  /** Every datastore that they come to: their home ahead, then those that disks go to besides. */
  datastores: z.array(plannedDatastoreSchema),
  folderName: z.string(),
  computeName: z.string(),
  clones: z.array(plannedCloneSchema),
  /** How many clones each mechanism makes, and why it is used. Where disks go different ways, these are about the ones that `disks` names; left out: about all. */
  mechanisms: z.array(plannedMechanismSchema.extend({ disks: z.array(z.string()).optional() })),
  /** The ways that disks go. One where all of them go the same, as nearly always. */
  routes: z.array(diskRouteSchema),
  /** Bytes of disk data that will be copied; zero when everything is shared. */
  bytesToCopy: bytes,
  /** What the clones take of the free space as soon as they are made: the copied data, which dedupe can make less, and what thick disks set aside. */
  neededBytes: bytes,
  /** New physical space if every clone came to overwrite every block. */
  worstCaseBytes: bytes,
  /** From the last run on this machine; null when none has been measured yet. */
  estimate: z.object({ durationMs: z.number().nonnegative(), measuredClonesPerSecond: z.number().positive() }).nullable(),
  warnings: z.array(z.string()),
  /** Not empty: the plan cannot be started. */
  refusals: z.array(faultRecordSchema),
});
export type ClonePlan = z.infer<typeof clonePlanSchema>;
