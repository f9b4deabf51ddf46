/** Rate and time left, measured over a sliding window. Pure: the caller brings the clock. */

/** `done` units had been dealt with at `atMs`. */
export interface ProgressSample {
  readonly atMs: number;
  readonly done: number;
}

/** Long enough to even out single slow writes, short enough to follow a change of pace. */
export const rateWindowMs = 5_000;
/** Closer samples replace each other, so that a window holds at most some fifty of them. */
const sampleSpacingMs = 100;
/** Below this span a rate is noise. */
const shortestSpanMs = 250;

/** The samples to keep after `sample`; starts afresh when the count went back, as between phases. */
export function addSample(samples: readonly ProgressSample[], sample: ProgressSample): ProgressSample[] {
  const last = samples.at(-1);
  if (last && sample.done < last.done) return [sample];
  const kept = samples.filter((one) => sample.atMs - one.atMs <= rateWindowMs);
  const beforeLast = kept.at(-2);
  // Replacing the last one only while its own distance is short keeps the spacing instead of sliding it forward for ever.
  if (kept.length > 1 && beforeLast && (kept.at(-1)?.atMs ?? 0) - beforeLast.atMs < sampleSpacingMs) kept.pop();
  kept.push(sample);
  return kept;
}

/** Units per second between the first and the last sample, or null while there is too little to measure. */
export function rateOf(samples: readonly ProgressSample[]): number | null {
  const first = samples[0];
  const last = samples.at(-1);
  if (!first || !last) return null;
  const spanMs = last.atMs - first.atMs;
  if (spanMs < shortestSpanMs) return null;
  return ((last.done - first.done) / spanMs) * 1000;
}

/** Milliseconds until `total` at `ratePerSecond`, or null when that cannot be told. */
export function timeLeftMs(done: number, total: number | null, ratePerSecond: number | null): number | null {
  if (total === null || ratePerSecond === null || ratePerSecond <= 0) return null;
  return (Math.max(0, total - done) / ratePerSecond) * 1000;
}
