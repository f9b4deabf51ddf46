/** Which members of a group of equal blocks take the place of which. */
import type { TimeSlice } from '../timeSlice.ts';
import type { Candidates } from './candidates.ts';

export interface PlanRules {
  /** How often dedupe has pointed others to a block. */
  hits(vbn: number): number;
  readonly sharingLimit: number;
  /** Blocks below it keep their place; they only serve as the ones that others are pointed to. */
  readonly sinceVbn: number;
  /** Blocks that were merged already or failed their checksum. */
  isOut(vbn: number): boolean;
}

const slicedSteps = 8_192;

/**
 * Plans one group: the first member that is shared already and below the limit, or else the lowest,
 * stands in for the others; where it has no room left, the next one that stays takes over.
 * @returns how many members stay because of the limit
 */
export async function planGroup(
  group: { readonly candidates: Candidates; readonly first: number },
  rules: PlanRules,
  slice: TimeSlice,
  emit: (from: number, to: number) => Promise<void>,
): Promise<number> {
  let target = await firstTarget(group, rules, slice);
  if (target === 0) return 0;
  const firstTargetVbn = target;
  let room = rules.sharingLimit - rules.hits(target);
  let overLimit = 0;
  let hasNew = firstTargetVbn >= rules.sinceVbn;
  let steps = 0;
  for (let index = group.first; index >= 0; index = group.candidates.following(index)) {
    steps += 1;
    if (steps % slicedSteps === 0 && slice.isOver) await slice.pause();
    const vbn = group.candidates.vbnAt(index);
    if (vbn === firstTargetVbn || rules.isOut(vbn)) continue;
    if (vbn >= rules.sinceVbn) hasNew = true;
    const hits = rules.hits(vbn);
    if (hits >= rules.sharingLimit) {
      overLimit += 1;
      continue;
    }
    if (vbn < rules.sinceVbn) continue;
    // What was pointed to this block before comes along with it.
    const cost = 1 + hits;
    if (cost <= room) {
      room -= cost;
      await emit(vbn, target);
      continue;
    }
    overLimit += 1;
    if (rules.sharingLimit - hits > room) {
      target = vbn;
      room = rules.sharingLimit - hits;
    }
  }
  return hasNew ? overLimit : 0;
}

/** 0 when no member can take others in. */
async function firstTarget({ candidates, first }: { candidates: Candidates; first: number }, rules: PlanRules, slice: TimeSlice): Promise<number> {
  let lowest = 0;
  let steps = 0;
  for (let index = first; index >= 0; index = candidates.following(index)) {
    steps += 1;
    if (steps % slicedSteps === 0 && slice.isOver) await slice.pause();
    const vbn = candidates.vbnAt(index);
    if (rules.isOut(vbn)) continue;
    const hits = rules.hits(vbn);
    if (hits >= rules.sharingLimit) continue;
    if (hits > 0) return vbn;
    if (lowest === 0) lowest = vbn;
  }
  return lowest;
}
