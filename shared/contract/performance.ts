import { eventIterator } from '@orpc/contract';
import * as z from 'zod';
import { objectIdSchema } from '../ids.ts';
import { counterIdSchema, performanceChartSchema, performanceSeriesSchema } from '../model/performance.ts';
import { readCall } from './base.ts';

const time = z.number().int();
export const mostPoints = 2_000;
export const mostCounters = 12;

/** What is wanted of one object. The finest interval that reaches back to `fromMs` is taken; of more than `maxPoints`, neighbours are merged. */
export const seriesRequestSchema = z.object({
  objectId: objectIdSchema,
  counters: z.array(counterIdSchema).min(1).max(mostCounters),
  fromMs: time.nonnegative(),
  toMs: time.nonnegative(),
  maxPoints: z.number().int().min(1).max(mostPoints),
});
export type SeriesRequest = z.infer<typeof seriesRequestSchema>;

export const performanceNewsSchema = z.object({
  revision: z.number().int().nonnegative(),
  /** When figures were recorded last since the yard was opened; null before the first time. */
  recordedAtMs: time.nullable(),
  nextAtMs: time.nullable(),
});
export type PerformanceNews = z.infer<typeof performanceNewsSchema>;

export const performanceContract = {
  /** What is measured of the object, by chart; empty for folders and networks. ManagedObjectNotFound. */
  counters: readCall.input(z.object({ objectId: objectIdSchema })).output(z.array(performanceChartSchema)),
  /** ManagedObjectNotFound; InvalidArgument for a counter that the object does not have and for a time that ends before it begins. */
  series: readCall.input(seriesRequestSchema).output(performanceSeriesSchema),
  /** At once and whenever figures have been recorded: whoever shows them asks again then. */
  watch: readCall.output(eventIterator(performanceNewsSchema)),
};
