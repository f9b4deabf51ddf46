/** The times that people look at. Pure. */
import { performanceLevels } from '../../../shared/model/performance.ts';
import { say } from '../../strings/say.ts';

export const customSpanId = 'custom';

export const spanChoices: readonly { readonly id: string; readonly label: string }[] = [...performanceLevels.map(({ id, label }) => ({ id, label })), { id: customSpanId, label: say('performance.custom') }];

/** What is said of a time: that nothing was recorded in it, or the figures of it. */
export interface SpanWords {
  readonly nothing: string;
  readonly figures: (figures: string) => string;
}

const words: Readonly<Record<string, SpanWords>> = {
  realTime: { nothing: say('performance.nothingInLastHour'), figures: (figures) => say('performance.figuresOfLastHour', { figures }) },
  day: { nothing: say('performance.nothingInLastDay'), figures: (figures) => say('performance.figuresOfLastDay', { figures }) },
  week: { nothing: say('performance.nothingInLastWeek'), figures: (figures) => say('performance.figuresOfLastWeek', { figures }) },
  month: { nothing: say('performance.nothingInLastMonth'), figures: (figures) => say('performance.figuresOfLastMonth', { figures }) },
  year: { nothing: say('performance.nothingInLastYear'), figures: (figures) => say('performance.figuresOfLastYear', { figures }) },
};
const wordsOfChosen: SpanWords = { nothing: say('performance.nothingInChosenTime'), figures: (figures) => say('performance.figuresOfChosenTime', { figures }) };

export function spanWords(id: string): SpanWords {
  return words[id] ?? wordsOfChosen;
}

/** Null for a time that somebody chooses. */
export function spanLengthOf(id: string): number | null {
  return performanceLevels.find((level) => level.id === id)?.keptMs ?? null;
}

/** Why a time cannot be shown, or null. */
export function spanProblem(fromMs: number | null, toMs: number | null): string | null {
  if (fromMs === null || toMs === null) return say('performance.timeMissing');
  return fromMs >= toMs ? say('performance.endBeforeBeginning') : null;
}
