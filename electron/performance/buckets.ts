/**
 * What was measured in a stretch of time: pure, and the same whether stretches are merged one by one or level by level.
 * How a bucket is stored: samples, covered milliseconds, then for each counter its code, sum, minimum and maximum.
 */
import { isAmount, performanceCounters, rateFactor, type CounterId } from '../../shared/model/performance.ts';

/** `sum`: of an amount what was counted, of a reading the sum of its samples. `min` and `max` are of single samples, in the unit of the counter. */
export interface Figure {
  readonly sum: number;
  readonly min: number;
  readonly max: number;
}

export interface Bucket {
  readonly samples: number;
  /** Time in which amounts were counted: less than the bucket is long where the yard was closed for a part of it. */
  readonly coveredMs: number;
  readonly figures: ReadonlyMap<CounterId, Figure>;
}

/** What one sample found: amounts since the sample before it, and readings as they are. */
export type Measured = ReadonlyMap<CounterId, number>;

export function bucketOf(measured: Measured, coveredMs: number): Bucket {
  const figures = new Map<CounterId, Figure>();
  for (const [id, sum] of measured) {
    const value = isAmount(id) ? rateOf(id, sum, coveredMs) : sum;
    figures.set(id, { sum, min: value, max: value });
  }
  return { samples: 1, coveredMs, figures };
}

export function mergeBuckets(one: Bucket, other: Bucket): Bucket {
  const figures = new Map(one.figures);
  for (const [id, { sum, min, max }] of other.figures) {
    const before = figures.get(id);
    figures.set(id, before ? { sum: before.sum + sum, min: Math.min(before.min, min), max: Math.max(before.max, max) } : { sum, min, max });
  }
  return { samples: one.samples + other.samples, coveredMs: one.coveredMs + other.coveredMs, figures };
}

/** In the unit of the counter; null where it was not measured. */
export function averageOf({ samples, coveredMs, figures }: Bucket, id: CounterId): number | null {
  const figure = figures.get(id);
  if (!figure) return null;
  return isAmount(id) ? rateOf(id, figure.sum, coveredMs) : figure.sum / samples;
}

function rateOf(id: CounterId, amount: number, coveredMs: number): number {
  const rate = coveredMs === 0 ? 0 : (amount * rateFactor(id)) / coveredMs;
  // A piece of work is counted when it ends, so one that was long may exceed the time since the sample before.
  return performanceCounters[id].unit === 'percent' ? Math.min(100, rate) : rate;
}

const idByCode = new Map<number, CounterId>();
for (const id of Object.keys(performanceCounters)) if (isCounterId(id)) idByCode.set(performanceCounters[id].code, id);

function isCounterId(id: string): id is CounterId {
  return id in performanceCounters;
}

export function encodeBucket({ samples, coveredMs, figures }: Bucket): number[] {
  const record = [samples, coveredMs];
  for (const [id, { sum, min, max }] of figures) record.push(performanceCounters[id].code, sum, min, max);
  return record;
}

/** Counters that this version does not know are left out. */
export function decodeBucket(record: readonly number[]): Bucket {
  const [samples = 0, coveredMs = 0] = record;
  const figures = new Map<CounterId, Figure>();
  for (let at = 2; at < record.length; at += 4) {
    const id = idByCode.get(record[at] ?? 0);
    if (id !== undefined) figures.set(id, { sum: record[at + 1] ?? 0, min: record[at + 2] ?? 0, max: record[at + 3] ?? 0 });
  }
  return { samples, coveredMs, figures };
}
