import * as z from 'zod';
import { draftContentSchema, draftIdSchema, draftListSchema } from '../model/draft.ts';
import { call } from './base.ts';

export const draftsContract = {
  list: call.output(draftListSchema),
  /** Keeps it until it is removed, over restarts too. The same id again replaces it. Refused with LimitExceeded beyond 50. */
  save: call.input(z.object({ id: draftIdSchema, content: draftContentSchema })).output(draftListSchema),
  /** Nothing happens when it is gone already. */
  remove: call.input(z.object({ id: draftIdSchema })).output(draftListSchema),
};
