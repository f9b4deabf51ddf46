import { eventIterator } from '@orpc/contract';
import * as z from 'zod';
import { objectIdSchema, requestIdSchema, taskIdSchema, vmSnapshotIdSchema } from '../ids.ts';
import {
  machineCloneSpecSchema, machineSpaceSchema, snapshotDescriptionLimitChars, vmDiffEventSchema, vmHoldersSchema, vmSnapshotNameSchema, vmSnapshotTreeSchema, vmStateSchema,
} from '../model/machine.ts';
import { operateCall, readCall } from './base.ts';

const started = z.object({ taskId: taskIdSchema });
const vms = z.object({ ids: z.array(objectIdSchema).min(1).max(10_000) });
const vmId = objectIdSchema;
const snapshotId = vmSnapshotIdSchema;
const requestId = requestIdSchema;

export const machinesContract = {
  /** One clone at once. Refused with DuplicateName, InvalidName or InsufficientStorageSpace before anything is made. */
  clone: operateCall.input(z.object({ spec: machineCloneSpecSchema, requestId })).output(started),

  /** The snapshots of a virtual machine. They change with its row in `inventory.watch`. */
  snapshots: readCall.input(z.object({ vmId })).output(vmSnapshotTreeSchema),
  /**
   * Keeps all disks as they are now, at one moment. A virtual machine that is powered on is kept as a power cut
   * would leave it. Refused with InvalidState for templates and with LimitExceeded beyond 32 snapshots in a row.
   */
  createSnapshot: operateCall
    .input(z.object({ vmId, name: vmSnapshotNameSchema, description: z.string().max(snapshotDescriptionLimitChars), requestId }))
    .output(started),
  /** Makes the disks what the snapshot holds; what was written since is lost unless another snapshot holds it. Disks added since stay as they are. Ends powered off. */
  revert: operateCall.input(z.object({ vmId, snapshotId, requestId })).output(started),
  /** Deletes a snapshot; those that follow it come to follow the one ahead of it, or are deleted as well with `withChildren`. The disks stay as they are. */
  removeSnapshot: operateCall.input(z.object({ vmId, snapshotId, withChildren: z.boolean(), requestId })).output(started),

  /** What changed on the disks from one state to the other, in time that follows the changes. Ends after the event `end`. */
  diff: readCall.input(z.object({ vmId, from: vmStateSchema, to: vmStateSchema })).output(eventIterator(vmDiffEventSchema)),
  /** Space with fair shares, in the order that was asked for. */
  space: readCall.input(vms).output(z.array(machineSpaceSchema)),
  /** Exactly what deleting all of them with their snapshots, and nothing else, would free. Looks at much of the array: seconds when thousands have diverged. */
  freedIfDeleted: readCall.input(vms).output(z.object({ freedBytes: z.number().int().nonnegative() })),
  /** Who holds the block at `offset`: at most `limit` of them, the disk itself included. Null `disk`: the first one. */
  holders: readCall
    .input(z.object({ vmId, state: vmStateSchema, disk: z.string().nullable(), offset: z.number().int().nonnegative(), limit: z.number().int().min(1).max(10_000) }))
    .output(vmHoldersSchema),
};
