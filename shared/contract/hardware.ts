import * as z from 'zod';
import { objectIdSchema, requestIdSchema, taskIdSchema } from '../ids.ts';
import { hardwareChangeSchema, newMachineSchema } from '../model/hardware.ts';
import { call } from './base.ts';

const started = z.object({ taskId: taskIdSchema });

export const hardwareContract = {
  /**
   * Makes a virtual machine with empty disks. Refused before anything is made: DuplicateName, InvalidName, ManagedObjectNotFound,
   * InsufficientStorageSpace for thick disks that do not fit, NotSupported for a format that the datastore does not offer.
   */
  create: call.input(z.object({ spec: newMachineSchema, requestId: requestIdSchema })).output(started),
  /**
   * Changes the hardware in one transaction. Refused with InvalidPowerState for what needs the machine to be off, InvalidState for
   * templates and for disks that snapshots hold, LimitExceeded, InvalidArgument for a smaller disk, and as `create`.
   */
  reconfigure: call.input(z.object({ vmId: objectIdSchema, change: hardwareChangeSchema, requestId: requestIdSchema })).output(started),
};
