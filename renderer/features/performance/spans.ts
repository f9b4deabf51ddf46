/** The times that people look at. Pure. */
import { performanceLevels } from '../../../shared/model/performance.ts';
import { say } from '../../strings/say.ts';

export const customSpanId = 'custom';

export const spanChoices: readonly { readonly id: string; readonly label: string }[] = [...performanceLevels.map(({ id, label }) => ({ id, label })), { id: customSpanId, label: say('performance.custom') }];

const words: Readonly<Record<string, string>> = { realTime: say('performance.inTheLastHour'), day: say('performance.inTheLastDay'), week: say('performance.inTheLastWeek'), month: say('performance.inTheLastMonth'), year: say('performance.inTheLastYear') };

export function spanWords(id: string): string {
  return words[id] ?? say('performance.inTheChosenTime');
}

/** Null for a time that somebody chooses. */
export function spanLengthOf(id: string): number | null {
  return performanceLevels.find((level) => level.id === id)?.keptMs ?? null;
}

/** Why a time cannot be shown, or null. */
export function spanProblem(fromMs: number | null, toMs: number | null): string | null {
  if (fromMs === null || toMs === null) return say('performance.enterADayAndA');
  return fromMs >= toMs ? say('performance.theEndHasToBe') : null;
}
