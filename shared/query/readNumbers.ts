/** Figures as people type them in queries: sizes, counts, percentages and dates. */
import type { NumberType } from './queryField.ts';

/** What a typed figure covers: a single number, or a stretch of time such as a day. */
export interface Interval {
  readonly from: number;
  readonly to: number;
  /** False for times: a day ends where the next one begins. */
  readonly isToIncluded: boolean;
}

const unitBytes: Readonly<Record<string, number>> = {
  b: 1,
  kib: 1024, mib: 1024 ** 2, gib: 1024 ** 3, tib: 1024 ** 4, pib: 1024 ** 5,
  kb: 1000, mb: 1000 ** 2, gb: 1000 ** 3, tb: 1000 ** 4, pb: 1000 ** 5,
};

export const sizeUnits = ['KiB', 'MiB', 'GiB', 'TiB', 'KB', 'MB', 'GB', 'TB'] as const;

export type NumberReading = { readonly interval: Interval } | { readonly nextStep: string; readonly isIncomplete: boolean };

/** Reads one figure of a type; says how to write it where that is not one. */
export function readNumber(type: NumberType, text: string): NumberReading {
  if (type === 'time') return readTime(text);
  const match = /^(\d+(?:\.\d+)?)\s*([a-z%]*)$/i.exec(text);
  const nextStep = nextSteps[type];
  if (match?.[1] === undefined) return { nextStep, isIncomplete: /^\d+\.$/.test(text) };
  const unit = (match[2] ?? '').toLowerCase();
  const value = Number(match[1]);
  if (type === 'size') {
    const factor = unit === '' ? 1 : unitBytes[unit];
    if (factor === undefined) return { nextStep, isIncomplete: Object.keys(unitBytes).some((known) => known.startsWith(unit)) };
    return single(value * factor);
  }
  if (unit === '' || (type === 'percent' && unit === '%')) return single(value);
  return { nextStep, isIncomplete: false };
}

const nextSteps: Readonly<Record<NumberType, string>> = {
  size: 'Give a size such as 500MiB, 1.5GiB (1024³ bytes each) or 2GB (1000³ bytes each).',
  count: 'Give a number such as 4.',
  percent: 'Give a share such as 75%.',
  time: 'Give a date such as 2026-03-31, 2026-03 or 2026-03-31T14:30.',
};

function single(value: number): NumberReading {
  return { interval: { from: value, to: value, isToIncluded: true } };
}

const dateShape = /^(\d{4})(?:-(\d{1,2})(?:-(\d{1,2})(?:T(\d{1,2}):(\d{2}))?)?)?$/i;

/** A year, month, day or minute of the local calendar, as the interval that it is. */
function readTime(text: string): NumberReading {
  const match = dateShape.exec(text);
  const isIncomplete = match === null && /^\d{1,4}(?:-\d{0,2}(?:-\d{0,2}(?:T\d{0,2}(?::\d?)?)?)?)?$/i.test(text);
  if (match === null) return { nextStep: nextSteps.time, isIncomplete };
  const [year, month, day, hour, minute] = match.slice(1).map((part) => (part === undefined ? null : Number(part)));
  const from = new Date(year ?? 0, (month ?? 1) - 1, day ?? 1, hour ?? 0, minute ?? 0);
  const isReal = from.getMonth() === (month ?? 1) - 1 && from.getDate() === (day ?? 1) && (hour ?? 0) < 24 && (minute ?? 0) < 60;
  if (!isReal) return { nextStep: 'This day is in no calendar. Give a date such as 2026-03-31.', isIncomplete: text.endsWith('-0') };
  const to = new Date(from);
  if (month === null || month === undefined) to.setFullYear(to.getFullYear() + 1);
  else if (day === null || day === undefined) to.setMonth(to.getMonth() + 1);
  else if (hour === null || hour === undefined) to.setDate(to.getDate() + 1);
  else to.setMinutes(to.getMinutes() + 1);
  return { interval: { from: from.getTime(), to: to.getTime(), isToIncluded: false } };
}
