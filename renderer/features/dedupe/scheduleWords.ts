/** Schedules of dedupe in plain language, and as they are edited. Pure. */
import { defaultAutoPercent, parseDedupeSchedule, type DedupeSchedule } from '../../../shared/dedupeSchedule.ts';
import { Fault } from '../../../shared/faults.ts';
import { say } from '../../strings/say.ts';
import { listOf } from '../parts/listOf.ts';

export const dayLabels = [say('dedupe.sunday'), say('dedupe.monday'), say('dedupe.tuesday'), say('dedupe.wednesday'), say('dedupe.thursday'), say('dedupe.friday'), say('dedupe.saturday')] as const;
const dayNames = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'] as const;

/** The parsed schedule, or what is wrong with the text. */
export function readSchedule(text: string): DedupeSchedule | string {
  try {
    return parseDedupeSchedule(text);
  } catch (error) {
    if (error instanceof Fault) return error.message;
    throw error;
  }
}

/** "Every day at 00:00", "On Monday and Wednesday, hourly from 01:00 to 05:00". */
export function scheduleWords(schedule: DedupeSchedule): string {
  if (schedule.kind === 'never') return say('dedupe.neverByItselfExplained');
  if (schedule.kind === 'auto') return say('dedupe.onceDataAreNew', { percent: schedule.percent });
  return say('dedupe.daysAndHours', { days: dayWords(schedule.days), hours: hourWords(schedule.hours) });
}

function dayWords(days: readonly number[]): string {
  if (days.length === 7) return say('dedupe.everyDay');
  if (days.join() === '1,2,3,4,5') return say('dedupe.onWeekdays');
  if (days.join() === '0,6') return say('dedupe.onSaturdayAndSunday');
  return say('dedupe.onDays', { days: listOf(days.map((day) => dayLabels[day] ?? '')) });
}

function hourWords(hours: readonly number[]): string {
  const [first = 0, second] = hours;
  const last = hours.at(-1) ?? first;
  const step = second === undefined ? 0 : second - first;
  const isEven = hours.length >= 3 && hours.every((hour, index) => hour === first + index * step);
  if (!isEven) return say('dedupe.atHours', { hours: listOf(hours.map(clock)) });
  return say('dedupe.everyFewHours', { count: step, first: clock(first), last: clock(last) });
}

function clock(hour: number): string {
  return `${String(hour).padStart(2, '0')}:00`;
}

/** A schedule while it is edited. What the other kinds would be is kept, so that trying one out loses nothing. */
export interface ScheduleDraft {
  readonly kind: DedupeSchedule['kind'];
  /** Sunday is day 0. */
  readonly days: readonly number[];
  /** As the field writes hours: `0`, `1-5`, `0-23/2`, or a list of those. */
  readonly hoursText: string;
  /** NaN while the field is empty. */
  readonly percent: number;
}

export function draftOfSchedule(text: string): ScheduleDraft {
  const schedule = readSchedule(text);
  const fallback: ScheduleDraft = { kind: 'times', days: [0, 1, 2, 3, 4, 5, 6], hoursText: '0', percent: defaultAutoPercent };
  if (typeof schedule === 'string') return fallback;
  if (schedule.kind === 'never') return { ...fallback, kind: 'never' };
  if (schedule.kind === 'auto') return { ...fallback, kind: 'auto', percent: schedule.percent };
  return { ...fallback, kind: 'times', days: schedule.days, hoursText: rangesText(schedule.hours) };
}

/** The text of a draft, in the words of the field. It may still be one that cannot be read. */
export function textOfDraft(draft: ScheduleDraft): string {
  if (draft.kind === 'never') return '-';
  if (draft.kind === 'auto') return `auto@${Number.isNaN(draft.percent) ? '' : draft.percent}`;
  return `${daysText(draft.days)}@${draft.hoursText.replaceAll(/\s+/g, '')}`;
}

function daysText(days: readonly number[]): string {
  return days.length === 7 ? 'sun-sat' : days.toSorted((a, b) => a - b).map((day) => dayNames[day] ?? '').join(',');
}

/** `0`, `1-5`, `0-22/2`: even steps as a range, anything else as a list. */
function rangesText(hours: readonly number[]): string {
  const [first = 0, second] = hours;
  const step = second === undefined ? 0 : second - first;
  const isEven = hours.length >= 3 && hours.every((hour, index) => hour === first + index * step);
  if (!isEven) return hours.join(',');
  return `${first}-${hours.at(-1) ?? first}${step === 1 ? '' : `/${step}`}`;
}
