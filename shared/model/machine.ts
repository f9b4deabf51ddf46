/** One virtual machine as a thing to copy, keep and look into: its snapshots, what changed, what it takes. */
import * as z from 'zod';
import { objectIdSchema, snapshotIdSchema, storagePolicyIdSchema, vmSnapshotIdSchema } from '../ids.ts';
import { diskFormatSchema, diskPlacementSchema } from './inventory.ts';

const bytes = z.number().int().nonnegative();
const count = bytes;

/** How many snapshots may follow each other, as in vSphere. There is no other limit to their number. */
export const snapshotDepthLimit = 32;
/** vSphere gives a snapshot's name 80 characters. */
export const snapshotNameLimitChars = 80;
export const snapshotDescriptionLimitChars = 1024;

export const vmSnapshotNameSchema = z
  .string()
  .min(1, 'A name is needed.')
  .max(snapshotNameLimitChars, `A name has at most ${snapshotNameLimitChars} characters.`)
  .refine((name) => name === name.trim(), 'A name cannot begin or end with a space.')
  .refine((name) => !/\p{Cc}/u.test(name), 'A name cannot contain control characters.');

/** The disks of a virtual machine as they were at one moment. It cannot be written to. */
export const vmSnapshotSchema = z.object({
  id: vmSnapshotIdSchema,
  /** Several snapshots of one virtual machine may have the same name, as in vSphere. */
  name: z.string(),
  description: z.string(),
  createdAtMs: z.number().int(),
  /** The snapshot the virtual machine stood on when this one was made; null for a first one. */
  parentId: vmSnapshotIdSchema.nullable(),
  disks: z.array(z.object({ label: z.string(), sizeBytes: bytes, logicalBytes: bytes })),
  /** Blocks that nothing but this snapshot holds, not even another one: at least what deleting it alone would free. */
  uniqueBytes: bytes,
  /** False when a sharer was deleted since the last exact pass; `uniqueBytes` then reads "at least". */
  isExact: z.boolean(),
});
export type VmSnapshot = z.infer<typeof vmSnapshotSchema>;

/** The snapshots of one virtual machine, parents ahead of their children. */
export const vmSnapshotTreeSchema = z.object({
  vmId: objectIdSchema,
  /** The snapshot that the present state goes on from ("you are here"); null when it goes on from none that still exists. */
  currentId: vmSnapshotIdSchema.nullable(),
  snapshots: z.array(vmSnapshotSchema),
});
export type VmSnapshotTree = z.infer<typeof vmSnapshotTreeSchema>;

export const machineCloneSpecSchema = z.object({
  /** Virtual machine or template. It may be powered on: the clone is then what a power cut at that moment would leave. */
  vmId: objectIdSchema,
  /** Clones that snapshot instead of the present state. */
  snapshotId: vmSnapshotIdSchema.nullable(),
  name: z.string(),
  /** Null: the folder of the source. */
  folderId: objectIdSchema.nullable(),
  /** Null: where the source is, and each disk beside its original. Elsewhere blocks cannot be shared, so the data is copied. */
  datastoreId: objectIdSchema.nullable(),
  /** Disks that go elsewhere than the others. Left out, as in tasks from before disks could lie apart: none. */
  diskPlacement: diskPlacementSchema.optional(),
  /** Cluster or host it runs on. Null: where the source is. */
  computeId: objectIdSchema.nullable(),
  powerOn: z.boolean(),
  /** True makes a template, which cannot be powered on. Left out: a virtual machine. */
  isTemplate: z.boolean().optional(),
  /** Left out: each disk keeps its format where the datastore offers it, and becomes thin where it does not. */
  diskFormat: diskFormatSchema.optional(),
  /** Its storage policy. Left out, as in tasks from before this could be chosen: that of the source. Null: "Datastore default". */
  policyId: storagePolicyIdSchema.nullable().optional(),
});
export type MachineCloneSpec = z.infer<typeof machineCloneSpecSchema>;

/** What the disks of a virtual machine are compared as of: a snapshot, or the present state. */
export const vmStateSchema = z.union([vmSnapshotIdSchema, z.literal('current')]);
export type VmState = z.infer<typeof vmStateSchema>;

export const changedExtentSchema = z.object({ offset: bytes, length: count });
export type ChangedExtent = z.infer<typeof changedExtentSchema>;

/**
 * The differences disk by disk: any number of `extents`, then one `disk`; at last one `end`.
 * Extents come in order and do not touch; they may hold blocks that were written and are the same as before.
 */
export const vmDiffEventSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('extents'), disk: z.string(), extents: z.array(changedExtentSchema) }),
  z.object({
    type: z.literal('disk'),
    disk: z.string(),
    /** The size of the larger of both. */
    sizeBytes: bytes,
    changedBytes: bytes,
    extentCount: count,
  }),
  z.object({ type: z.literal('end'), changedBytes: bytes, extentCount: count }),
]);
export type VmDiffEvent = z.infer<typeof vmDiffEventSchema>;

/** What one virtual machine takes, with all of its snapshots. */
export const machineSpaceSchema = z.object({
  vmId: objectIdSchema,
  name: z.string(),
  /** See `vmSpaceSchema`, also for the two that follow. */
  uniqueBytes: bytes,
  sharedBytes: bytes,
  snapshotBytes: bytes,
  /** False: `uniqueBytes` reads "at least" and `sharedBytes` "at most" until the exact pass has run. */
  isExact: z.boolean(),
  /**
   * Stored bytes, each divided by the number of pointers of live disks and snapshots to it: over everything
   * in a datastore these add up to what it takes. As of `exactAsOfMs`; null before the exact pass has seen all of its files.
   */
  fairShareBytes: z.number().nonnegative().nullable(),
  /** When the exact pass last looked at all of its files, or null. */
  exactAsOfMs: z.number().int().nullable(),
});
export type MachineSpace = z.infer<typeof machineSpaceSchema>;

/** One pointer to a block: a disk, a snapshot of a disk, or something the inventory does not know. */
export const vmBlockHolderSchema = z.object({
  /** Null for files of work under way and for disks of deleted virtual machines that a snapshot of the datastore keeps. */
  vm: z.object({ id: objectIdSchema, name: z.string() }).nullable(),
  /** Label of the disk; null when `vm` is. */
  disk: z.string().nullable(),
  /** The snapshot of the virtual machine that holds it; null for the disk itself. */
  snapshot: z.object({ id: vmSnapshotIdSchema, name: z.string() }).nullable(),
  /** The snapshot of the volume that holds it; null for the file as it is now. */
  volumeSnapshotId: snapshotIdSchema.nullable(),
  /** Where in that disk, in bytes. */
  offset: bytes,
});
export type VmBlockHolder = z.infer<typeof vmBlockHolderSchema>;

/** Who else holds the block at an offset of a disk. */
export const vmHoldersSchema = z.object({
  disk: z.string(),
  /** Start of the block that was looked at. */
  offset: bytes,
  /** True when the block reads as zeros, which are not stored: nobody holds it. */
  isZero: z.boolean(),
  /** How many there are in all, the disk that was asked about included. */
  total: count,
  /** The first of them. */
  holders: z.array(vmBlockHolderSchema),
});
export type VmHolders = z.infer<typeof vmHoldersSchema>;
