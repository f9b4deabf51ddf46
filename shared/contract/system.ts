import * as z from 'zod';
import { requestIdSchema, taskIdSchema } from '../ids.ts';
import { checkOptionsSchema, checkReportSchema, machineCountLimit, yardInfoSchema } from '../model/system.ts';
import { call, readCall } from './base.ts';

export const systemContract = {
  info: readCall.output(yardInfoSchema),
  /**
   * Fills a new data directory. `InvalidState` when it has been filled before. The sample yard gets the clusters, hosts and
   * folders for `machineCount` machines, and has its own machines only; what is missing is for the caller to clone.
   */
  initialize: call
    .input(z.object({ kind: z.enum(['sample', 'empty']), machineCount: z.number().int().min(1).max(machineCountLimit).optional(), requestId: requestIdSchema }))
    .output(z.object({ taskId: taskIdSchema })),
  /** Verifies maps, counters and that every virtual machine's disk exists; deep, also every stored block. Changes nothing unless it is asked to repair. */
  check: call.input(checkOptionsSchema.optional()).output(checkReportSchema),
  /** The same as a task, with progress. Its result is the report. */
  startCheck: call.input(checkOptionsSchema.extend({ requestId: requestIdSchema })).output(z.object({ taskId: taskIdSchema })),
};
