/**
 * Figures that seldom change, as steps: a row is written only where there was a change, and tells what the figure was before. Pure.
 * Time is counted in slots of the finest level. How a row is stored: the first and the last slot with a change, then for each figure
 * before (-1: not known), last, minimum, maximum, and the area under its line up to the last slot.
 */

export interface Step {
  /** Null: not known. */
  readonly before: number | null;
  readonly last: number;
  readonly min: number;
  readonly max: number;
  /** Sum of the figure over the slots of the bucket ahead of `lastSlot`, as far as it is known. */
  readonly area: number;
}

export interface StepRow {
  readonly firstSlot: number;
  readonly lastSlot: number;
  readonly steps: readonly Step[];
}

/**
 * The row with a change in `slot`.
 * @param before what the figures were ahead of it, where `row` is null; null: not known
 */
export function withChange(row: StepRow | null, values: readonly number[], slot: number, bucketFirstSlot: number, before: readonly number[] | null): StepRow {
  if (!row) {
    const heldSlots = slot - bucketFirstSlot;
    const steps = values.map((last, index): Step => {
      const held = before?.[index] ?? null;
      const counts = held !== null && heldSlots > 0;
      return { before: held, last, min: counts ? Math.min(held, last) : last, max: counts ? Math.max(held, last) : last, area: counts ? held * heldSlots : 0 };
    });
    return { firstSlot: slot, lastSlot: slot, steps };
  }
  // A clock that was set back changes what is, not what was.
  const heldSlots = Math.max(0, slot - row.lastSlot);
  const steps = row.steps.map((step, index): Step => {
    const last = values[index] ?? step.last;
    return { before: step.before, last, min: Math.min(step.min, last), max: Math.max(step.max, last), area: step.area + step.last * heldSlots };
  });
  return { firstSlot: row.firstSlot, lastSlot: row.lastSlot + heldSlots, steps };
}

export interface StepSummary {
  /** Over how many slots. */
  readonly slots: number;
  readonly sum: number;
  readonly min: number;
  readonly max: number;
}

/** What a figure was in its bucket. @param endSlot where the bucket ends, or the present for the one that is under way */
export function summarize({ firstSlot, lastSlot, steps }: StepRow, index: number, bucketFirstSlot: number, endSlot: number): StepSummary | null {
  const step = steps[index];
  if (!step) return null;
  const slots = Math.max(1, endSlot - (step.before === null ? firstSlot : bucketFirstSlot));
  return { slots, sum: step.area + step.last * Math.max(1, endSlot - lastSlot), min: step.min, max: step.max };
}

const fieldsPerStep = 5;

export function encodeSteps({ firstSlot, lastSlot, steps }: StepRow): number[] {
  return [firstSlot, lastSlot, ...steps.flatMap(({ before, last, min, max, area }) => [before ?? -1, last, min, max, area])];
}

export function decodeSteps(record: readonly number[]): StepRow {
  const [firstSlot = 0, lastSlot = 0] = record;
  const steps: Step[] = [];
  for (let at = 2; at < record.length; at += fieldsPerStep) {
    const [before = -1, last = 0, min = 0, max = 0, area = 0] = record.slice(at, at + fieldsPerStep);
    steps.push({ before: before < 0 ? null : before, last, min, max, area });
  }
  return { firstSlot, lastSlot, steps };
}
