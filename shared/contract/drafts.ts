import * as z from 'zod';
import { draftContentSchema, draftIdSchema, draftListSchema } from '../model/draft.ts';
import { operateCall, readCall } from './base.ts';

export const draftsContract = {
  list: readCall.output(draftListSchema),
  /** Keeps it until it is removed, over restarts too. The same id again replaces it. Refused with LimitExceeded beyond 50. */
  save: operateCall.input(z.object({ id: draftIdSchema, content: draftContentSchema })).output(draftListSchema),
  /** Nothing happens when it is gone already. */
  remove: operateCall.input(z.object({ id: draftIdSchema })).output(draftListSchema),
};
