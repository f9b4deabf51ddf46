/** Amounts that belong to stretches of time, spread over equal steps. Pure. */
import { say } from '../../strings/say.ts';

export interface Stretch {
  /** When it ended. */
  readonly atMs: number;
  readonly lengthMs: number;
}

export type WindowId = '1min' | '15min' | '1h';

export interface TimeWindow {
  readonly id: WindowId;
  readonly label: string;
  readonly lengthMs: number;
  /** Length of one step of the drawing. */
  readonly stepMs: number;
}

export const timeWindows = [
  { id: '1min', label: say('counts.minuteShort', { count: 1 }), lengthMs: 60_000, stepMs: 1_000 },
  { id: '15min', label: say('counts.minuteShort', { count: 15 }), lengthMs: 900_000, stepMs: 5_000 },
  { id: '1h', label: say('counts.hourShort', { count: 1 }), lengthMs: 3_600_000, stepMs: 20_000 },
] as const satisfies readonly TimeWindow[];

/** What has just happened is told a moment later; drawing it before would show a dip that was none. */
const settleMs = 1_000;

/** The end of the newest step to draw. Steps are whole steps of the clock, so that the past does not change while time goes by. */
export function lastStepEnd(nowMs: number, { stepMs }: Pick<TimeWindow, 'stepMs'>): number {
  return Math.floor((nowMs - settleMs) / stepMs) * stepMs;
}

/** The ends of all steps of a window that closes at `lastMs`, oldest first. */
export function stepEnds(lastMs: number, { lengthMs, stepMs }: TimeWindow): number[] {
  const count = Math.round(lengthMs / stepMs);
  return Array.from({ length: count }, (_, index) => lastMs - (count - 1 - index) * stepMs);
}

/**
 * For each step the sum of the amounts that fall into it; an amount that reaches over several is shared out by time.
 * Null for steps that begin before `knownSinceMs`.
 *
 * @param amountOf of one stretch, in any unit
 */
export function spread<Item extends Stretch>(items: readonly Item[], amountOf: (item: Item) => number, ends: readonly number[], stepMs: number, knownSinceMs: number): (number | null)[] {
  const sums = ends.map((): number => 0);
  const startMs = (ends[0] ?? 0) - stepMs;
  for (const item of items) {
    const lengthMs = Math.max(1, item.lengthMs);
    const fromMs = item.atMs - lengthMs;
    const amount = amountOf(item);
    if (amount === 0) continue;
    for (let index = Math.max(0, Math.floor((fromMs - startMs) / stepMs)); index < sums.length; index += 1) {
      const stepFromMs = startMs + index * stepMs;
      if (stepFromMs >= item.atMs) break;
      const overlapMs = Math.min(item.atMs, stepFromMs + stepMs) - Math.max(fromMs, stepFromMs);
      if (overlapMs > 0) sums[index] = (sums[index] ?? 0) + (amount * overlapMs) / lengthMs;
    }
  }
  return sums.map((sum, index) => ((ends[index] ?? 0) - stepMs < knownSinceMs ? null : sum));
}

/** The largest and the mean of what is known; null when nothing is. */
export function peakAndMean(values: readonly (number | null)[]): { peak: number; mean: number } | null {
  const known = values.filter((value) => value !== null);
  if (known.length === 0) return null;
  return { peak: Math.max(...known), mean: known.reduce((sum, value) => sum + value, 0) / known.length };
}
