/** The times that people look at. Pure. */
import { performanceLevels } from '../../../shared/model/performance.ts';

export const customSpanId = 'custom';

export const spanChoices: readonly { readonly id: string; readonly label: string }[] = [...performanceLevels.map(({ id, label }) => ({ id, label })), { id: customSpanId, label: 'Custom' }];

const words: Readonly<Record<string, string>> = { realTime: 'in the last hour', day: 'in the last day', week: 'in the last week', month: 'in the last month', year: 'in the last year' };

export function spanWords(id: string): string {
  return words[id] ?? 'in the chosen time';
}

/** Null for a time that somebody chooses. */
export function spanLengthOf(id: string): number | null {
  return performanceLevels.find((level) => level.id === id)?.keptMs ?? null;
}

/** Why a time cannot be shown, or null. */
export function spanProblem(fromMs: number | null, toMs: number | null): string | null {
  if (fromMs === null || toMs === null) return 'Enter a day and a time.';
  return fromMs >= toMs ? 'The end has to be later than the beginning.' : null;
}
