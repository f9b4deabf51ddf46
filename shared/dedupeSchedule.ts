/**
 * When dedupe runs by itself, in the words of the field:
 *
 * - `days@hours`, `hours@days`, or one of the two: comma-separated lists with ranges, `mon,wed@1-5`,
 *   `sun-sat@0-23/2` (every second hour). Without days every day, without hours at midnight. Local time.
 * - `auto` or `auto@NN`: once NN percent of the data are new, 20 when left out
 * - `-`: never
 */
import { Fault } from './faults.ts';

export type DedupeSchedule =
  | { readonly kind: 'never' }
  | { readonly kind: 'auto'; readonly percent: number }
  /** Sorted; Sunday is day 0. */
  | { readonly kind: 'times'; readonly days: readonly number[]; readonly hours: readonly number[] };

/** What a volume gets when dedupe is turned on for the first time. */
export const defaultDedupeSchedule = 'sun-sat@0';
export const defaultAutoPercent = 20;

const dayNames = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'] as const;

/** @throws Fault InvalidArgument for what cannot be read */
export function parseDedupeSchedule(text: string): DedupeSchedule {
  const spelled = text.trim().toLowerCase();
  if (spelled === '-') return { kind: 'never' };
  if (/^auto(?:@|$)/.test(spelled)) return { kind: 'auto', percent: parseAuto(text, spelled) };
  const parts = spelled.split('@');
  const [first, second] = parts;
  if (first === undefined || first === '' || second === '' || parts.length > 2) throw unreadable(text, 'Days and hours stand at most once, with one @ between.');
  const isDaysFirst = /[a-z]/.test(first);
  const days = isDaysFirst ? first : second;
  const hours = isDaysFirst ? second : first;
  return {
    kind: 'times',
    days: days === undefined ? [0, 1, 2, 3, 4, 5, 6] : parseList(text, days, 7, dayOf),
    hours: hours === undefined ? [0] : parseList(text, hours, 24, hourOf),
  };
}

/** The first time after `afterMs` at which the schedule starts a run, or null when it does not go by the clock. */
export function nextRunAfter(schedule: DedupeSchedule, afterMs: number): number | null {
  if (schedule.kind !== 'times') return null;
  const start = new Date(afterMs);
  // Nine days, since the only hour of a week may fall into the one that a change of clocks skips.
  for (let day = 0; day < 9; day += 1) {
    for (const hour of schedule.hours) {
      const time = new Date(start.getFullYear(), start.getMonth(), start.getDate() + day, hour);
      if (schedule.days.includes(time.getDay()) && time.getHours() === hour && time.getTime() > afterMs) return time.getTime();
    }
  }
  return null;
}

function parseAuto(text: string, spelled: string): number {
  if (spelled === 'auto') return defaultAutoPercent;
  const percent = /^auto@(\d{1,3})$/.exec(spelled)?.[1];
  if (percent === undefined || Number(percent) < 1 || Number(percent) > 100) throw unreadable(text, 'After auto@ stands a number from 1 to 100.');
  return Number(percent);
}

/** A list such as `mon,wed-fri` or `1-5,8-20/4`; a range may run over the end: `fri-mon`, `22-2`. */
function parseList(text: string, list: string, cycle: number, valueOf: (word: string) => number | null): number[] {
  const found = new Set<number>();
  for (const item of list.split(',')) {
    const match = /^([a-z0-9]+)(?:-([a-z0-9]+)(?:\/(\d+))?)?$/.exec(item);
    const from = valueOf(match?.[1] ?? '');
    const to = match?.[2] === undefined ? from : valueOf(match[2]);
    const step = Number(match?.[3] ?? 1);
    if (from === null || to === null || step < 1) throw unreadable(text, `"${item}" is not known.`);
    const length = (to - from + cycle) % cycle;
    for (let offset = 0; offset <= length; offset += step) found.add((from + offset) % cycle);
  }
  return [...found].toSorted((a, b) => a - b);
}

function dayOf(word: string): number | null {
  const day = dayNames.findIndex((name) => name === word);
  return day === -1 ? null : day;
}

function hourOf(word: string): number | null {
  return /^\d{1,2}$/.test(word) && Number(word) < 24 ? Number(word) : null;
}

function unreadable(text: string, why: string): Fault {
  return new Fault('InvalidArgument', `The schedule "${text}" cannot be read. ${why}`, {
    names: [text],
    hint: 'Give days and hours such as sun-sat@0, mon,wed@1-5 or sun-sat@0-23/2, auto, auto@20, or - for never.',
  });
}
