import * as z from 'zod';
import { requestIdSchema, taskIdSchema } from '../ids.ts';
import { migrationPlanSchema, migrationSpecSchema } from '../model/migration.ts';
import { operateCall, readCall } from './base.ts';

export const migrationContract = {
  /** What would happen, machine by machine. Changes nothing. */
  plan: readCall.input(migrationSpecSchema).output(migrationPlanSchema),
  /**
   * Plans again, since time has passed, and starts: one task, one item for each machine. Machines that cannot be
   * migrated become failed items. Refused with the fault of the plan where not one of them can.
   */
  start: operateCall
    .input(z.object({ spec: migrationSpecSchema, requestId: requestIdSchema }))
    .output(z.object({ taskId: taskIdSchema })),
};
