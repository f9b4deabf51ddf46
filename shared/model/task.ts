/** Long-running work: one record per task in the durable journal. */
import * as z from 'zod';
import { faultRecordSchema } from '../faults.ts';
import { objectIdSchema, requestIdSchema, taskIdSchema, vmSnapshotIdSchema, volumeIdSchema } from '../ids.ts';
import { datastoreResultSchemas, datastoreTaskKinds } from './datastores.ts';
import { hostingResultSchemas, hostingTaskKinds } from './hosting.ts';
import { mechanismSchema } from './inventory.ts';
import { lifecycleResultSchemas, lifecycleTaskKinds } from './lifecycle.ts';
import { comparisonSchema } from './offload.ts';
import { damagedBlockSchema } from './storage.ts';
import { checkReportSchema } from './system.ts';

export const taskKindSchema = z.enum([
  'initializeYard',
  'importImage',
  'exportDisk',
  'writeDisk',
  'compareDisks',
  'rapidClone',
  'deleteVms',
  'deleteVolume',
  'cloneVolume',
  'splitVolume',
  'restoreSnapshot',
  'restoreVm',
  'dedupeVolume',
  'scrub',
  'exactPass',
  'checkYard',
  'cloneVm',
  'deployTemplate',
  'createVmSnapshot',
  'revertVm',
  'removeVmSnapshot',
  'compareOffload',
  'customizeVm',
  'createVm',
  'reconfigureVm',
  'deleteDisks',
  ...lifecycleTaskKinds,
  ...hostingTaskKinds,
  'migrateVms',
  ...datastoreTaskKinds,
]);
export type TaskKind = z.infer<typeof taskKindSchema>;

export const taskStateSchema = z.enum(['queued', 'running', 'success', 'error', 'canceled']);
export type TaskState = z.infer<typeof taskStateSchema>;

/** How far a task is. Rate and time left are measured by the engine over the last seconds, never guessed. */
export const taskProgressSchema = z.object({
  unit: z.enum(['bytes', 'items']),
  done: z.number().nonnegative(),
  /** Null while the total is not known. */
  total: z.number().nonnegative().nullable(),
  /** Units per second; null until there is something to measure. */
  ratePerSecond: z.number().nonnegative().nullable(),
  timeLeftMs: z.number().nonnegative().nullable(),
});
export type TaskProgress = z.infer<typeof taskProgressSchema>;

const count = z.number().int().nonnegative();
const bytes = count;

/**
 * Of the first and of the second disk: SHA-256 over all 4 KiB blocks that are not zero, each
 * preceded by its block number as a 64-bit little-endian integer. For disks of the same size,
 * equal digests mean equal content and the other way round.
 */
const contentDigestsSchema = z.tuple([z.string(), z.string()]);

export const comparedDiskSchema = z.discriminatedUnion('in', [
  z.object({ in: z.literal('both'), label: z.string(), identical: z.boolean(), comparedBytes: bytes, contentDigests: contentDigestsSchema, firstDifferenceOffset: count.nullable() }),
  /** The other machine has no disk of that label. */
  z.object({ in: z.enum(['first', 'second']), label: z.string() }),
]);
export type ComparedDisk = z.infer<typeof comparedDiskSchema>;

/** What a finished task has to say, by kind. */
export const taskResultSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('initializeYard'),
    vmCount: count,
    templateCount: count,
    bytesWritten: bytes,
    /** Clusters with folders that were made for machines that are still to be cloned; left out where there are none. */
    farms: z.array(z.object({ clusterId: objectIdSchema, folderId: objectIdSchema, sourceId: objectIdSchema, name: z.string(), count })).optional(),
  }),
  z.object({
    kind: z.literal('importImage'),
    vmId: objectIdSchema,
    sizeBytes: bytes,
    /** Bytes read from the source; holes are not read. */
    bytesRead: bytes,
    logicalBytes: bytes,
  }),
  z.object({ kind: z.literal('exportDisk'), path: z.string(), sizeBytes: bytes, bytesWritten: bytes }),
  z.object({ kind: z.literal('writeDisk'), bytesWritten: bytes }),
  z.object({
    kind: z.literal('compareDisks'),
    /** Whether both machines have the same disks, by their labels, and each is the same byte for byte. */
    identical: z.boolean(),
    /** Of all disks, the size of the larger of both. Where neither holds data, both are known to be zeros and nothing is read. */
    comparedBytes: bytes,
    /** As below, of the first disk that differs and that both have, or of the first one where there is none. */
    contentDigests: contentDigestsSchema,
    /** Of the same disk: offset of the first byte that differs, or null. */
    firstDifferenceOffset: z.number().int().nonnegative().nullable(),
    /** Disk by disk. Left out in results from before all disks were compared: those are about the first one of each machine. */
    disks: z.array(comparedDiskSchema).optional(),
  }),
  z.object({ kind: z.literal('rapidClone'), created: count, failed: count, elapsedMs: z.number().nonnegative() }),
  z.object({ kind: z.literal('deleteVms'), deleted: count, freedBytes: bytes }),
  z.object({ kind: z.literal('deleteVolume'), deletedMachines: count, deletedUnregistered: count.optional(), deletedUnattached: count.optional(), freedBytes: bytes }),
  z.object({
    kind: z.literal('cloneVolume'),
    volumeId: volumeIdSchema,
    datastoreId: objectIdSchema,
    /** Virtual machines and templates registered, and those that could not be. */
    registered: count,
    failed: count,
    /** Why the first of those could not be; null when all could. */
    firstFault: faultRecordSchema.nullable(),
  }),
  z.object({ kind: z.literal('splitVolume'), copiedBytes: bytes }),
  z.object({
    kind: z.literal('restoreSnapshot'),
    /** Virtual machines and templates that were made since and are gone, and those that were deleted since and are back. */
    removed: count,
    returned: count,
    /** Made since, not in the inventory, and gone; left out in results from before they were counted. */
    removedUnregistered: count.optional(),
    /** Disks that no machine had, made since and gone; left out where there are none. */
    removedUnattached: count.optional(),
    /** Disks that came back and that no machine has; left out where there are none. */
    returnedUnattached: count.optional(),
    /** Disks made since and gone, of machines that are still there; left out where there are none. */
    lostDisks: count.optional(),
  }),
  z.object({
    kind: z.literal('restoreVm'),
    /** The virtual machine that was taken back, or the one that came back in place of a deleted one. */
    vmId: objectIdSchema,
    vmName: z.string(),
    diskCount: count,
    isReturned: z.boolean(),
    elapsedMs: z.number().nonnegative(),
  }),
  z.object({
    kind: z.literal('dedupeVolume'),
    scannedBytes: bytes,
    savedBytes: bytes,
    /** Equal bytes left alone because a block has reached the sharing limit. */
    overLimitBytes: bytes,
  }),
  z.object({
    kind: z.literal('scrub'),
    scannedBytes: bytes,
    damagedCount: count,
    repairedCount: count,
    /** The first ones. */
    damaged: z.array(damagedBlockSchema),
    /** Records of the array's own that were damaged and are whole again, and those that are not; a sentence each, the first ones. */
    mended: z.array(z.string()).default([]),
    unmended: z.array(z.string()).default([]),
  }),
  z.object({ kind: z.literal('exactPass'), freedBytes: bytes }),
  z.object({ kind: z.literal('checkYard'), report: checkReportSchema }),
  z.object({
    kind: z.literal('cloneVm'),
    vmId: objectIdSchema,
    mechanism: mechanismSchema,
    /** Bytes of disk data that were copied; zero when everything is shared. */
    bytesCopied: bytes,
    elapsedMs: z.number().nonnegative(),
  }),
  z.object({
    kind: z.literal('deployTemplate'),
    vmId: objectIdSchema,
    mechanism: mechanismSchema,
    /** As of a clone. */
    bytesCopied: bytes,
    elapsedMs: z.number().nonnegative(),
  }),
  z.object({ kind: z.literal('createVmSnapshot'), snapshotId: vmSnapshotIdSchema, diskCount: count, elapsedMs: z.number().nonnegative() }),
  z.object({
    kind: z.literal('revertVm'),
    snapshotId: vmSnapshotIdSchema,
    /** Labels of disks that were added after the snapshot and stay as they are; left out in results from before they did. */
    laterDisks: z.array(z.string()).optional(),
    elapsedMs: z.number().nonnegative(),
  }),
  z.object({ kind: z.literal('removeVmSnapshot'), removed: count, freedBytes: bytes }),
  z.object({ kind: z.literal('createVm'), vmId: objectIdSchema, diskCount: count, elapsedMs: z.number().nonnegative() }),
  z.object({ kind: z.literal('reconfigureVm'), elapsedMs: z.number().nonnegative() }),
  z.object({ kind: z.literal('deleteDisks'), deleted: count, freedBytes: bytes }),
  z.object({ kind: z.literal('customizeVm'), specName: z.string(), computerName: z.string() }),
  z.object({ kind: z.literal('compareOffload'), comparison: comparisonSchema }),
  ...lifecycleResultSchemas,
  ...hostingResultSchemas,
  z.object({
    kind: z.literal('migrateVms'),
    migrated: count,
    failed: count,
    /** Of the machines whose disks were moved: how many in each way. */
    mechanisms: z.array(z.object({ mechanism: mechanismSchema, count })),
    /** Data that the array or a host copied; of a copy that was interrupted, only what was copied since. */
    bytesCopied: bytes,
    elapsedMs: z.number().nonnegative(),
  }),
  ...datastoreResultSchemas,
]);
export type TaskResult = z.infer<typeof taskResultSchema>;

export const taskSchema = z.object({
  id: taskIdSchema,
  kind: taskKindSchema,
  /** What people read: "Rapid clone 100 virtual machines". */
  name: z.string(),
  target: z.object({ id: objectIdSchema.nullable(), name: z.string() }),
  state: taskStateSchema,
  progress: taskProgressSchema.nullable(),
  /** What it is doing now; changes by phase. */
  detail: z.string(),
  initiator: z.string(),
  requestId: requestIdSchema,
  queuedAtMs: z.number().int(),
  startedAtMs: z.number().int().nullable(),
  completedAtMs: z.number().int().nullable(),
  cancelable: z.boolean(),
  /** How often it was taken up again after a crash or shutdown. */
  resumeCount: count,
  fault: faultRecordSchema.nullable(),
  /** Present for bulk tasks. */
  children: z.object({ total: count, succeeded: count, failed: count }).nullable(),
  result: taskResultSchema.nullable(),
});
export type Task = z.infer<typeof taskSchema>;

/** One item of a bulk task. */
export const taskChildSchema = z.object({
  index: count,
  name: z.string(),
  targetId: objectIdSchema.nullable(),
  state: taskStateSchema,
  fault: faultRecordSchema.nullable(),
  /** What was found where nothing had to be done: "It was powered on already." */
  note: z.string().optional(),
  /** What the item was and has become, in ids, where it can be taken back. */
  change: z.object({ before: z.string(), after: z.string() }).optional(),
});
export type TaskChild = z.infer<typeof taskChildSchema>;

/** True when the task has ended, in whichever way. */
export function isEnded(state: TaskState): boolean {
  return state === 'success' || state === 'error' || state === 'canceled';
}
