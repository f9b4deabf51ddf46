import * as z from 'zod';
import { requestIdSchema, taskIdSchema } from '../ids.ts';
import { deployPlanSchema, deploySpecSchema } from '../model/deploy.ts';
import { call } from './base.ts';

export const deployContract = {
  /** What deploying a template would come to, with every refusal. Changes nothing. */
  plan: call.input(deploySpecSchema).output(deployPlanSchema),
  /** Plans again, since time has passed, and starts; a refusal comes back as its fault. */
  start: call
    .input(z.object({ spec: deploySpecSchema, requestId: requestIdSchema }))
    .output(z.object({ taskId: taskIdSchema })),
};
