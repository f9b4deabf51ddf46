/** Rows of one level as the points of a chart: neighbours are merged until they are few enough, with their extremes. Pure. */
import { hasTotal, type CounterId, type CounterSeries } from '../../shared/model/performance.ts';
import { averageOf, mergeBuckets, type Bucket } from './buckets.ts';

export interface Point {
  /** In slots of the level; the end is not part of it. */
  readonly firstSlot: number;
  readonly endSlot: number;
  readonly bucket: Bucket | null;
}

/**
 * Points over the slots from `firstSlot` on. Each but the last stands for equally many slots, and begins at a multiple of them, so that the
 * past stays the same while time goes by.
 */
export function pointsOf(buckets: readonly (Bucket | null)[], firstSlot: number, maxPoints: number): { readonly slotsPerPoint: number; readonly points: Point[] } {
  const endSlot = firstSlot + buckets.length;
  let slotsPerPoint = Math.max(1, Math.ceil(buckets.length / maxPoints));
  while (countPoints(firstSlot, endSlot, slotsPerPoint) > maxPoints && slotsPerPoint < buckets.length) slotsPerPoint += 1;
  const points: Point[] = [];
  for (let slot = firstSlot; slot < endSlot; ) {
    const next = Math.min(endSlot, slotsPerPoint >= buckets.length ? endSlot : (Math.floor(slot / slotsPerPoint) + 1) * slotsPerPoint);
    let bucket: Bucket | null = null;
    for (const more of buckets.slice(slot - firstSlot, next - firstSlot)) if (more) bucket = bucket ? mergeBuckets(bucket, more) : more;
    points.push({ firstSlot: slot, endSlot: next, bucket });
    slot = next;
  }
  return { slotsPerPoint, points };
}

function countPoints(firstSlot: number, endSlot: number, slotsPerPoint: number): number {
  return Math.ceil(endSlot / slotsPerPoint) - Math.floor(firstSlot / slotsPerPoint);
}

/** @param newest a finer one than the points have, where there is one */
export function counterSeries(points: readonly Point[], counter: CounterId, newest: Bucket | null): CounterSeries {
  const average = points.map(({ bucket }) => bucket && averageOf(bucket, counter));
  let all: Bucket | null = null;
  for (const { bucket } of points) if (bucket?.figures.has(counter)) all = all ? mergeBuckets(all, bucket) : bucket;
  const figure = all?.figures.get(counter);
  return {
    counter,
    average,
    minimum: points.map(({ bucket }) => bucket?.figures.get(counter)?.min ?? null),
    maximum: points.map(({ bucket }) => bucket?.figures.get(counter)?.max ?? null),
    summary: {
      latest: (newest && averageOf(newest, counter)) ?? average.findLast((value) => value !== null) ?? null,
      minimum: figure?.min ?? null,
      average: all && averageOf(all, counter),
      maximum: figure?.max ?? null,
      total: figure && hasTotal(counter) ? figure.sum : null,
    },
  };
}
