import * as z from 'zod';
import { requestIdSchema, taskIdSchema } from '../ids.ts';
import { clonePlanSchema, cloneSpecSchema } from '../model/clonePlan.ts';
import { operateCall, readCall } from './base.ts';

export const cloningContract = {
  /** What would happen, with every refusal. Changes nothing. */
  plan: readCall.input(cloneSpecSchema).output(clonePlanSchema),
  /** Plans again, since time has passed, and starts; a refusal comes back as its fault. */
  start: operateCall
    .input(z.object({ spec: cloneSpecSchema, requestId: requestIdSchema }))
    .output(z.object({ taskId: taskIdSchema })),
};
