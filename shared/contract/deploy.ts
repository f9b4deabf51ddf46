import * as z from 'zod';
import { requestIdSchema, taskIdSchema } from '../ids.ts';
import { deployPlanSchema, deploySpecSchema } from '../model/deploy.ts';
import { operateCall, readCall } from './base.ts';

export const deployContract = {
  /** What deploying a template would come to, with every refusal. Changes nothing. */
  plan: readCall.input(deploySpecSchema).output(deployPlanSchema),
  /** Plans again, since time has passed, and starts; a refusal comes back as its fault. */
  start: operateCall
    .input(z.object({ spec: deploySpecSchema, requestId: requestIdSchema }))
    .output(z.object({ taskId: taskIdSchema })),
};
