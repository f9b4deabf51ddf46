import * as z from 'zod';
import { fileIdSchema, objectIdSchema, requestIdSchema, taskIdSchema } from '../ids.ts';
import { hardwareChangeSchema, newMachineSchema, unattachedDiskSchema } from '../model/hardware.ts';
import { operateCall, readCall } from './base.ts';

const started = z.object({ taskId: taskIdSchema });

export const hardwareContract = {
  /**
   * Makes a virtual machine with empty disks. Refused before anything is made: DuplicateName, InvalidName, ManagedObjectNotFound,
   * InvalidState where no host sees all of its datastores, or one of those is in maintenance mode, InsufficientStorageSpace for thick
   * disks that do not fit where they are to lie, NotSupported for a format that the datastore does not offer.
   */
  create: operateCall.input(z.object({ spec: newMachineSchema, requestId: requestIdSchema })).output(started),
  /**
   * Changes the hardware in one transaction. Refused with InvalidPowerState for what needs the machine to be off, InvalidState for
   * templates, for disks that snapshots hold and for datastores that its host does not see, LimitExceeded, InvalidArgument for a smaller
   * disk and for an unattached one that is named twice, and as `create`.
   */
  reconfigure: operateCall.input(z.object({ vmId: objectIdSchema, change: hardwareChangeSchema, requestId: requestIdSchema })).output(started),
  /** Disks that no machine has, on one datastore or on all, by name. */
  unattached: readCall.input(z.object({ datastoreId: objectIdSchema.nullable() })).output(z.array(unattachedDiskSchema)),
  /** Deletes unattached disks with all they hold. Refused with ManagedObjectNotFound as a whole when one is attached or gone. */
  deleteUnattached: operateCall.input(z.object({ fileIds: z.array(fileIdSchema).min(1).max(1000), requestId: requestIdSchema })).output(started),
};
