import * as z from 'zod';
import { requestIdSchema, taskIdSchema } from '../ids.ts';
import { checkReportSchema, yardInfoSchema } from '../model/system.ts';
import { call } from './base.ts';

export const systemContract = {
  info: call.output(yardInfoSchema),
  /** Fills a new data directory. `InvalidState` when it has been filled before. */
  initialize: call
    .input(z.object({ kind: z.enum(['sample', 'empty']), requestId: requestIdSchema }))
    .output(z.object({ taskId: taskIdSchema })),
  /** Verifies maps, counters, checksums and that every virtual machine's disk exists. Changes nothing. */
  check: call.output(checkReportSchema),
};
