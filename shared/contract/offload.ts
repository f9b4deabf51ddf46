import { eventIterator } from '@orpc/contract';
import * as z from 'zod';
import { objectIdSchema, requestIdSchema, taskIdSchema, trailIdSchema, vmSnapshotIdSchema } from '../ids.ts';
import { diskRouteSchema } from '../model/clonePlan.ts';
import { diskFormatSchema, diskPlacementSchema } from '../model/inventory.ts';
import {
  arrayProfileIdSchema, comparisonSpecSchema, datastoreAccelerationSchema, datastoreSwitchesSchema, decisionSchema, hostAccelerationSchema, hostSampleSchema, hostSwitchesSchema, trailSchema,
} from '../model/offload.ts';
import { call, operateCall, readCall } from './base.ts';

const revision = z.number().int().nonnegative();

/** Trails of one answer. Each is parsed when it is read and again when it is sent, and nobody should be held up by that for long. */
export const mostTrails = 100;

/** All datastores and hosts, then every change, counters with their rates at most twice a second. Gaps are told as in `inventory.watch`. */
export const accelerationEventSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('snapshot'), revision, datastores: z.array(datastoreAccelerationSchema), hosts: z.array(hostAccelerationSchema) }),
  z.object({
    type: z.literal('change'),
    previousRevision: revision,
    revision,
    datastores: z.array(datastoreAccelerationSchema),
    hosts: z.array(hostAccelerationSchema),
    removedIds: z.array(objectIdSchema),
  }),
]);
export type AccelerationEvent = z.infer<typeof accelerationEventSchema>;

/** What a host did, second by second: at first what is known of the last day, in one event or several, then each new sample. `hostId` null: all hosts together. */
export const hostUseEventSchema = z.object({ samples: z.array(hostSampleSchema) });
export type HostUseEvent = z.infer<typeof hostUseEventSchema>;

/**
 * Of one virtual machine: how it was made, and the later operations on it that left a trail. `madeApart` tells of disks that were
 * made in another way than those of `made`, because they lie elsewhere or came from elsewhere.
 */
const vmTrailsSchema = z.object({ made: trailSchema.nullable(), madeApart: z.array(trailSchema), later: z.array(trailSchema) });
export type VmTrails = z.infer<typeof vmTrailsSchema>;

export const offloadContract = {
  watch: readCall.output(eventIterator(accelerationEventSchema)),
  hostUse: readCall.input(z.object({ hostId: objectIdSchema.nullable() })).output(eventIterator(hostUseEventSchema)),
  datastores: readCall.output(z.array(datastoreAccelerationSchema)),
  hosts: readCall.output(z.array(hostAccelerationSchema)),

  /** Changes some switches of a host; they apply from the next operation on. InvalidArgument for a transfer size that is not allowed. */
  setHostSwitches: call.input(z.object({ hostId: objectIdSchema, change: hostSwitchesSchema.partial() })).output(hostAccelerationSchema),
  /**
   * Changes what stands behind a datastore, or its switches. InvalidArgument for a profile that is not of the datastore's type, and for a file
   * block size that VMFS does not have. A new profile begins with status unknown and fresh primitives; the counters go on.
   */
  setDatastore: call
    .input(z.object({
      datastoreId: objectIdSchema,
      profile: arrayProfileIdSchema.optional(),
      switches: datastoreSwitchesSchema.partial().optional(),
      fileBlockBytes: z.number().int().positive().optional(),
    }))
    .output(datastoreAccelerationSchema),
  /** Gives a distrusted device another chance. */
  clearDistrust: call.input(z.object({ datastoreId: objectIdSchema })).output(datastoreAccelerationSchema),
  /** Sets the counters of a datastore, or of all (null), to zero. */
  resetCounters: call.input(z.object({ datastoreId: objectIdSchema.nullable() })).output(z.object({})),

  /** How a virtual machine came to be, and what happened to it since. */
  explain: readCall.input(z.object({ vmId: objectIdSchema })).output(vmTrailsSchema),
  /**
   * What cloning it, or one of its snapshots, to a datastore (null: its own, and each disk beside its original) by a host (null: its
   * own) would come to now. A format left out: each disk keeps its own. Changes nothing. Where disks go different ways, the
   * decision is that about the ones that take longest; `routes` has that of each.
   */
  decide: readCall
    .input(z.object({
      vmId: objectIdSchema,
      datastoreId: objectIdSchema.nullable(),
      hostId: objectIdSchema.nullable(),
      snapshotId: vmSnapshotIdSchema.optional(),
      diskFormat: diskFormatSchema.optional(),
      diskPlacement: diskPlacementSchema.optional(),
    }))
    .output(decisionSchema.extend({ routes: z.array(diskRouteSchema) })),
  trail: readCall.input(z.object({ id: trailIdSchema })).output(trailSchema),
  /** Newest first; with `taskId`, those of one task only. Who wants more than fit in one answer asks again with `beforeId`. */
  trails: readCall
    .input(z.object({ limit: z.number().int().min(1).max(mostTrails), beforeId: trailIdSchema.optional(), taskId: taskIdSchema.optional() }))
    .output(z.array(trailSchema)),

  /**
   * Clones the source `count` times through the host and then through the array, measures both and removes the clones again. The result is in the
   * task. InvalidPowerState, InsufficientStorageSpace when the copies of the host would not fit.
   */
  compare: operateCall.input(z.object({ spec: comparisonSpecSchema, requestId: requestIdSchema })).output(z.object({ taskId: taskIdSchema })),
};
