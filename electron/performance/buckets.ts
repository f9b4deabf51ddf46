/**
 * What was measured in a stretch of time: pure, and the same whether stretches are merged one by one or level by level.
 * How a bucket is stored: samples, covered milliseconds, then for each counter its code, sum, minimum and maximum; for one that was
 * measured in a part of them only, also its code + 1000, samples, covered milliseconds and 0. Buckets of before that have none of these.
 */
import { isAmount, performanceCounters, rateFactor, type CounterId } from '../../shared/model/performance.ts';

/** `sum`: of an amount what was counted, of a reading the sum of its samples. `min` and `max` are of single samples, in the unit of the counter. */
export interface Figure {
  readonly sum: number;
  readonly min: number;
  readonly max: number;
  /** Those in which it was measured: of a host that is added at noon the morning is not the morning's zero. */
  readonly samples: number;
  /** As of the bucket, of those samples. */
  readonly coveredMs: number;
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
    figures.set(id, { sum, min: value, max: value, samples: 1, coveredMs });
  }
  return { samples: 1, coveredMs, figures };
}

export function mergeBuckets(one: Bucket, other: Bucket): Bucket {
  const figures = new Map(one.figures);
  for (const [id, figure] of other.figures) {
    const before = figures.get(id);
    figures.set(id, before ? mergeFigures(before, figure) : figure);
  }
  return { samples: one.samples + other.samples, coveredMs: one.coveredMs + other.coveredMs, figures };
}

function mergeFigures(one: Figure, other: Figure): Figure {
  return {
    sum: one.sum + other.sum,
    min: Math.min(one.min, other.min),
    max: Math.max(one.max, other.max),
    samples: one.samples + other.samples,
    coveredMs: one.coveredMs + other.coveredMs,
  };
}

/** In the unit of the counter; null where it was not measured. */
export function averageOf({ figures }: Bucket, id: CounterId): number | null {
  const figure = figures.get(id);
  if (!figure) return null;
  return isAmount(id) ? rateOf(id, figure.sum, figure.coveredMs) : figure.sum / figure.samples;
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

/** Above all codes, so that versions that do not know of it take it for a counter that they do not know. */
const partOffset = 1_000;

export function encodeBucket({ samples, coveredMs, figures }: Bucket): number[] {
  const record = [samples, coveredMs];
  for (const [id, figure] of figures) {
    const { code } = performanceCounters[id];
    record.push(code, figure.sum, figure.min, figure.max);
    if (figure.samples !== samples || figure.coveredMs !== coveredMs) record.push(code + partOffset, figure.samples, figure.coveredMs, 0);
  }
  return record;
}

/** Counters that this version does not know are left out. */
export function decodeBucket(record: readonly number[]): Bucket {
  const [samples = 0, coveredMs = 0] = record;
  const figures = new Map<CounterId, Figure>();
  for (let at = 2; at < record.length; at += 4) {
    const [code = 0, first = 0, second = 0, third = 0] = record.slice(at, at + 4);
    const id = idByCode.get(code);
    if (id !== undefined) figures.set(id, { sum: first, min: second, max: third, samples, coveredMs });
    // It stands right behind its counter.
    const part = idByCode.get(code - partOffset);
    const figure = part && figures.get(part);
    if (part && figure) figures.set(part, { ...figure, samples: first, coveredMs: second });
  }
  return { samples, coveredMs, figures };
}
