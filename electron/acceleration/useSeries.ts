/**
 * Use of one host, or of all, over time: one-second buckets for the last hour and averages over 30
 * seconds for the day before that. Seconds in which nothing happened take no memory, so one series
 * is at most 3,600 + 2,880 buckets.
 */
import type { HostSample } from '../../shared/model/offload.ts';

const secondMs = 1_000;
export const averageMs = 30 * secondMs;
export const secondsKeptMs = 3_600 * secondMs;
export const averagesKeptMs = 24 * secondsKeptMs;

export interface Use {
  readonly busyMs: number;
  readonly networkReadBytes: number;
  readonly networkWriteBytes: number;
  readonly arrayReadBytes: number;
  readonly arrayWriteBytes: number;
}
type Figure = keyof Use;
const figures: readonly Figure[] = ['busyMs', 'networkReadBytes', 'networkWriteBytes', 'arrayReadBytes', 'arrayWriteBytes'];
type Sums = Record<Figure, number>;

const nothing = (): Sums => ({ busyMs: 0, networkReadBytes: 0, networkWriteBytes: 0, arrayReadBytes: 0, arrayWriteBytes: 0 });

export class UseSeries {
  /** Nothing is known of the time before. A whole second. */
  readonly #sinceMs: number;
  /** Begin of the bucket → its sums. */
  readonly #seconds = new Map<number, Sums>();
  readonly #averages = new Map<number, Sums>();
  /** Buckets that end at or before it have been handed out; what comes later is counted behind it. */
  #sealedMs: number;
  #foldedToMs = Number.NaN;

  constructor(nowMs: number) {
    this.#sinceMs = floorTo(nowMs, secondMs);
    this.#sealedMs = this.#sinceMs;
  }

  /** Counts what was done from `fromMs` to `toMs`, spread evenly. Bytes stay whole, and their sum is kept. */
  add(use: Partial<Use>, fromMs: number, toMs: number): void {
    this.#fold(toMs);
    const startMs = Math.max(Math.min(fromMs, toMs), this.#sealedMs, toMs - secondsKeptMs);
    const endMs = Math.max(toMs, startMs);
    const counted = nothing();
    let isLast = false;
    for (let beginMs = floorTo(startMs, secondMs); !isLast; beginMs += secondMs) {
      isLast = beginMs + secondMs >= endMs;
      const share = isLast ? 1 : (beginMs + secondMs - startMs) / (endMs - startMs);
      const bucket = this.#seconds.get(beginMs) ?? nothing();
      this.#seconds.set(beginMs, bucket);
      for (const figure of figures) {
        const wanted = (use[figure] ?? 0) * share;
        const upToHere = figure === 'busyMs' ? wanted : Math.round(wanted);
        bucket[figure] += upToHere - counted[figure];
        counted[figure] = upToHere;
      }
    }
  }

  /** What is known up to the last whole second, oldest first. A stretch without any use is two samples: its first second and the rest of it. */
  history(nowMs: number): HostSample[] {
    this.#fold(nowMs);
    const endMs = floorTo(nowMs, secondMs);
    const firstSecondMs = Math.min(Math.max(this.#sinceMs, this.#foldedUntil(nowMs)), endMs);
    const averages = firstSecondMs > this.#sinceMs ? samplesOf(this.#averages, averageMs, this.#averagesFrom(nowMs), firstSecondMs) : [];
    return [...averages, ...samplesOf(this.#seconds, secondMs, firstSecondMs, endMs)];
  }

  /** Seconds from `fromMs` on, the end of one handed out before, up to the last whole one; what is recorded later counts for later ones. */
  since(fromMs: number, nowMs: number): HostSample[] {
    const endMs = floorTo(nowMs, secondMs);
    this.#fold(nowMs);
    return samplesOf(this.#seconds, secondMs, Math.max(fromMs, this.#sinceMs), endMs);
  }

  /** No second that ends by then changes any more. */
  seal(nowMs: number): void {
    this.#sealedMs = Math.max(this.#sealedMs, floorTo(nowMs, secondMs));
  }

  get bucketCount(): number {
    return this.#seconds.size + this.#averages.size;
  }

  /** Seconds from an hour ago and before are averages; a whole multiple of the length of averages. */
  #foldedUntil(nowMs: number): number {
    return floorTo(nowMs - secondsKeptMs, averageMs);
  }

  #averagesFrom(nowMs: number): number {
    return Math.max(floorTo(this.#sinceMs, averageMs), floorTo(nowMs - averagesKeptMs, averageMs));
  }

  /** Each piece of work passes here, so nothing is gone through before an average is due. */
  #fold(nowMs: number): void {
    const untilMs = this.#foldedUntil(nowMs);
    if (untilMs === this.#foldedToMs) return;
    this.#foldedToMs = untilMs;
    for (const [beginMs, second] of this.#seconds) {
      if (beginMs >= untilMs) continue;
      this.#seconds.delete(beginMs);
      const averageBeginMs = floorTo(beginMs, averageMs);
      const average = this.#averages.get(averageBeginMs) ?? nothing();
      this.#averages.set(averageBeginMs, average);
      for (const figure of figures) average[figure] += second[figure];
    }
    const fromMs = this.#averagesFrom(nowMs);
    for (const beginMs of this.#averages.keys()) if (beginMs < fromMs) this.#averages.delete(beginMs);
  }
}

function samplesOf(buckets: ReadonlyMap<number, Sums>, lengthMs: number, fromMs: number, endMs: number): HostSample[] {
  const samples: HostSample[] = [];
  let knownMs = fromMs;
  const rest = (untilMs: number): void => {
    if (untilMs <= knownMs) return;
    const firstMs = Math.min(lengthMs, untilMs - knownMs);
    samples.push(sampleOf(nothing(), knownMs, firstMs));
    if (knownMs + firstMs < untilMs) samples.push(sampleOf(nothing(), knownMs + firstMs, untilMs - knownMs - firstMs));
  };
  // Work that took long is recorded behind what was quick, so buckets are not made in order.
  for (const [beginMs, sums] of [...buckets].toSorted(([a], [b]) => a - b)) {
    if (beginMs < fromMs || beginMs + lengthMs > endMs) continue;
    rest(beginMs);
    samples.push(sampleOf(sums, beginMs, lengthMs));
    knownMs = beginMs + lengthMs;
  }
  rest(endMs);
  return samples;
}

function sampleOf({ busyMs, ...bytes }: Sums, beginMs: number, lengthMs: number): HostSample {
  return { atMs: beginMs + lengthMs, lengthMs, busyShare: busyMs / lengthMs, ...bytes };
}

function floorTo(value: number, step: number): number {
  return Math.floor(value / step) * step;
}
