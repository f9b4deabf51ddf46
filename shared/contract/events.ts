import { eventIterator } from '@orpc/contract';
import * as z from 'zod';
import { objectIdSchema, taskIdSchema } from '../ids.ts';
import { eventSchema, eventSeveritySchema, eventTypeSchema, historyBoundSchema } from '../model/event.ts';
import { taskSchema, taskStateSchema } from '../model/task.ts';
import { readCall } from './base.ts';

const revision = z.number().int().nonnegative();
const time = z.number().int();
export const mostHistoryRows = 500;
const limit = z.number().int().min(1).max(mostHistoryRows);

/** What is wanted; null or empty: everything. */
export const eventFilterSchema = z.object({
  /** The object, and what is or was in it. */
  objectId: objectIdSchema.nullable(),
  types: z.array(eventTypeSchema).max(100),
  severities: z.array(eventSeveritySchema).max(3),
  /** From this time on, and before that one. */
  sinceMs: time.nullable(),
  beforeMs: time.nullable(),
  chainId: taskIdSchema.nullable(),
  /** Part of the sentence or of the name of what it happened to; upper and lower case are the same. */
  text: z.string().max(200),
});
export type EventFilter = z.infer<typeof eventFilterSchema>;

export const taskFilterSchema = z.object({
  /** The object, and what is in it. Of one machine: also the tasks that had it among their items. */
  objectId: objectIdSchema.nullable(),
  states: z.array(taskStateSchema).max(5),
  text: z.string().max(200),
});
export type TaskFilter = z.infer<typeof taskFilterSchema>;

/** How much is kept of the whole history, and how much may be. */
const keptSchema = z.object({ count: z.number().int().nonnegative(), oldestAtMs: time.nullable(), bound: historyBoundSchema });
export type Kept = z.infer<typeof keptSchema>;

export const eventPageSchema = z.object({
  events: z.array(eventSchema),
  /** Where the next page begins; null behind the last one. */
  nextBeforeKey: z.number().int().positive().nullable(),
  kept: keptSchema,
});
export type EventPage = z.infer<typeof eventPageSchema>;

export const taskPageSchema = z.object({ tasks: z.array(taskSchema), nextBeforeId: taskIdSchema.nullable(), kept: keptSchema });
export type TaskPage = z.infer<typeof taskPageSchema>;

export const eventsContract = {
  /** Newest first. What passed the bound while pages were asked for is missing from later ones. */
  list: readCall.input(eventFilterSchema.extend({ limit, beforeKey: z.number().int().positive().nullable() })).output(eventPageSchema),
  /** The newest key at once and with every event after it, a few times a second at most: whoever shows events asks again then. */
  watch: readCall.output(eventIterator(z.object({ revision, newestKey: z.number().int().nonnegative() }))),
  /** Tasks of the whole history, newest first. */
  tasks: readCall.input(taskFilterSchema.extend({ limit, beforeId: taskIdSchema.nullable() })).output(taskPageSchema),
};
