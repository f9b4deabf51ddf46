import { eventIterator } from '@orpc/contract';
import * as z from 'zod';
import { taskIdSchema } from '../ids.ts';
import { taskChildSchema, taskSchema } from '../model/task.ts';
import { operateCall, readCall } from './base.ts';

const revision = z.number().int().nonnegative();

/** The newest tasks, then every change. Gaps are told as in `inventory.watch`. */
export const taskEventSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('snapshot'), revision, tasks: z.array(taskSchema) }),
  z.object({ type: z.literal('change'), previousRevision: revision, revision, tasks: z.array(taskSchema) }),
]);
export type TaskEvent = z.infer<typeof taskEventSchema>;

export const tasksContract = {
  watch: readCall.output(eventIterator(taskEventSchema)),
  /** Newest first. */
  list: readCall
    .input(z.object({ limit: z.number().int().min(1).max(1000), beforeId: taskIdSchema.optional() }))
    .output(z.array(taskSchema)),
  get: readCall.input(z.object({ id: taskIdSchema })).output(taskSchema),
  children: readCall
    .input(z.object({ id: taskIdSchema, offset: z.number().int().min(0), limit: z.number().int().min(1).max(1000) }))
    .output(z.object({ total: z.number().int(), children: z.array(taskChildSchema) })),
  /** Asks a task to stop at its next safe point; does nothing to one that has ended. */
  cancel: operateCall.input(z.object({ id: taskIdSchema })).output(taskSchema),
  /** Resolves when the task has ended. */
  wait: readCall.input(z.object({ id: taskIdSchema })).output(taskSchema),
};
