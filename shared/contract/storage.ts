import { eventIterator } from '@orpc/contract';
import * as z from 'zod';
import { objectIdSchema, requestIdSchema, snapshotIdSchema, taskIdSchema, volumeIdSchema } from '../ids.ts';
import {
  aggregateRowSchema, restorableVmsSchema, restorePlanSchema, snapshotCommentLimitChars, splitEstimateSchema, volumeChangeSchema, volumeNameLimitChars, volumeRowSchema, volumeSnapshotSchema,
} from '../model/storage.ts';
import { nameLimitChars } from '../naming.ts';
import { call, readCall } from './base.ts';

const revision = z.number().int().nonnegative();
const started = z.object({ taskId: taskIdSchema });
const name = z.string().min(1).max(volumeNameLimitChars);
const volume = z.object({ volumeId: volumeIdSchema });
const snapshot = z.object({ snapshotId: snapshotIdSchema });
const requestId = requestIdSchema;

/** All volumes, then every change, with live figures. Gaps are told as in `inventory.watch`. */
export const storageEventSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('snapshot'), revision, aggregate: aggregateRowSchema, volumes: z.array(volumeRowSchema) }),
  z.object({
    type: z.literal('change'),
    previousRevision: revision,
    revision,
    aggregate: aggregateRowSchema,
    volumes: z.array(volumeRowSchema),
    removedIds: z.array(volumeIdSchema),
  }),
]);
export type StorageEvent = z.infer<typeof storageEventSchema>;

export const storageContract = {
  watch: readCall.output(eventIterator(storageEventSchema)),
  /** In the order in which they were made. */
  volumes: readCall.output(z.array(volumeRowSchema)),
  volume: readCall.input(volume).output(volumeRowSchema),
  aggregate: readCall.output(aggregateRowSchema),
  /** Limits what all volumes together may store; null takes the limit away. InvalidArgument below what is promised already. */
  setQuota: call.input(z.object({ quotaBytes: z.number().int().positive().nullable() })).output(aggregateRowSchema),

  /**
   * A volume and a datastore of the same name, mounted in a datacenter (null: the first one) on all hosts but those that are left out.
   * DuplicateName, InvalidName, InvalidArgument for settings that make no sense, InsufficientStorageSpace when it cannot be guaranteed.
   */
  createVolume: call
    .input(z.object({ name, settings: volumeChangeSchema.required({ sizeBytes: true }), type: z.enum(['NFS', 'VMFS']), datacenterId: objectIdSchema.nullable(), unmountedHostIds: z.array(objectIdSchema).max(1000).optional() }))
    .output(volumeRowSchema),
  /** Changes some settings, the size among them, while the volume is in use. InsufficientStorageSpace when it would become smaller than what it holds. */
  updateVolume: call.input(volume.extend({ settings: volumeChangeSchema })).output(volumeRowSchema),
  /**
   * Deletes the volume with its datastore and snapshots. ResourceInUse while a FlexClone is based on it, and, unless
   * `withMachines`, while virtual machines or templates are on it. With it they are deleted first, as `inventory.deleteVms` would: all must be powered off, and none may be on other datastores as well.
   */
  deleteVolume: call.input(volume.extend({ withMachines: z.boolean(), requestId })).output(started),

  /** Oldest first. */
  snapshots: readCall.input(volume).output(z.array(volumeSnapshotSchema)),
  /** Keeps every disk on the volume as it is now; at once, whatever their number. Null `name`: made from date and time. DuplicateName within the volume. */
  createSnapshot: call
    .input(volume.extend({ name: name.nullable(), comment: z.string().max(snapshotCommentLimitChars) }))
    .output(volumeSnapshotSchema),
  /** ResourceInUse while a FlexClone is based on it. The space comes back with the next exact pass. */
  deleteSnapshot: call.input(snapshot).output(z.object({})),
  /** What restoring it would do. Changes nothing. */
  planRestore: readCall.input(snapshot).output(restorePlanSchema),
  /** Takes the whole volume back to the snapshot, and nothing that its machines have on other volumes. Refused with the first refusal of the plan. */
  restoreSnapshot: call.input(snapshot.extend({ requestId })).output(started),
  /**
   * The virtual machines and templates that the snapshot holds, those deleted since included. `search`: part of the name, or the id; those it
   * names exactly come first. Changes nothing.
   */
  restorableVms: readCall.input(snapshot.extend({ search: z.string().max(nameLimitChars) })).output(restorableVmsSchema),
  /**
   * Takes the disks of one machine back to the snapshot, at once; nothing else on the volume changes, disks added since, disks on other volumes and snapshots of the machine stay.
   * One that was deleted since comes back under a free name, powered off, with clones of its disks. ManagedObjectNotFound when the snapshot
   * holds no disk of it; otherwise refused with its refusal: InvalidPowerState, TaskInProgress, InvalidState for a deleted one that had disks on other volumes.
   */
  restoreVm: call.input(snapshot.extend({ vmId: objectIdSchema, requestId })).output(started),

  /**
   * A FlexClone of a volume with a datastore of the new name; at once. Null `snapshotId`: of a snapshot made now, called `clone-NAME`.
   * With `isRegistering` each virtual machine of the source is registered as `<vm>_<name>`, powered off, but those that have disks on other datastores as well; otherwise the disks stay unregistered.
   */
  cloneVolume: call
    .input(volume.extend({ snapshotId: snapshotIdSchema.nullable(), name, isRegistering: z.boolean(), requestId }))
    .output(started),
  /** InvalidState for a volume that is no FlexClone. */
  estimateSplit: readCall.input(volume).output(splitEstimateSchema),
  /** Gives a FlexClone blocks of its own. Cancelled or interrupted, it goes on where it stopped. ResourceInUse while it has snapshots; InsufficientStorageSpace when it does not fit. */
  splitVolume: call.input(volume.extend({ requestId })).output(started),

  /**
   * Turns dedupe on or off and sets its schedule; what is left out stays as it is. Turned on for the first time it runs `sun-sat@0`.
   * InvalidArgument for a schedule that cannot be read. See `dedupeStatusSchema`.
   */
  setDedupe: call
    .input(volume.extend({ isOn: z.boolean().optional(), isInline: z.boolean().optional(), schedule: z.string().max(200).optional() }))
    .output(volumeRowSchema),
  /** Starts a run. InvalidState while dedupe is off, TaskInProgress while there is one. `scanAll`: also data that was there before dedupe was turned on. */
  startDedupe: call.input(volume.extend({ scanAll: z.boolean(), requestId })).output(started),
  /** Cancels the run under way or waiting, if there is one; what it has saved stays. Null when there was none. */
  stopDedupe: call.input(volume).output(z.object({ taskId: taskIdSchema.nullable() })),

  /** Reads every block in use, compares it with its checksum and mends it from an intact twin where one exists. */
  scrub: call.input(z.object({ requestId })).output(started),
  /** The exact pass: makes every figure exact and gives back what nothing uses. */
  exactPass: call.input(z.object({ requestId })).output(started),
};
