/** Time in slots: each level cuts the clock's time into stretches of its length, numbered from 1970 on. */
import { performanceLevels, sampleMs, type PerformanceLevel } from '../../shared/model/performance.ts';

/** Finest first, as in `performanceLevels`; part of the keys of what is stored. */
export type LevelNumber = 0 | 1 | 2 | 3 | 4;
export const levelNumbers: readonly LevelNumber[] = [0, 1, 2, 3, 4];

export function levelOf(number: LevelNumber): PerformanceLevel {
  return performanceLevels[number];
}

export function slotAt(number: LevelNumber, timeMs: number): number {
  return Math.floor(timeMs / levelOf(number).stepMs);
}

/** How many of the finest slots one of the level is. */
export function sampleSlotsOf(number: LevelNumber): number {
  return levelOf(number).stepMs / sampleMs;
}

/** The slot of a level in which a finest one lies. */
export function slotOver(number: LevelNumber, sampleSlot: number): number {
  return Math.floor(sampleSlot / sampleSlotsOf(number));
}

/** Slots that are kept when the clock shows `nowMs`: two more than can be asked for, and one ahead for clocks that are set back a little. */
export function keptSlots(number: LevelNumber, nowMs: number): { readonly first: number; readonly last: number } {
  const last = slotAt(number, nowMs);
  const { keptMs, stepMs } = levelOf(number);
  return { first: last - keptMs / stepMs - 2, last: last + 1 };
}

/** The finest level that reaches back to `fromMs`. */
export function levelReaching(fromMs: number, nowMs: number): LevelNumber {
  return levelNumbers.find((number) => fromMs >= nowMs - levelOf(number).keptMs - levelOf(number).stepMs) ?? 4;
}
