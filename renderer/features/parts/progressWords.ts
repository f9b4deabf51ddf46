/** How far a task is, in words: amount, rate, time left. */
import type { TaskProgress } from '../../../shared/model/task.ts';
import { formatBytes, formatCount, formatDuration, formatRate } from '../../../shared/units.ts';
import { say } from '../../strings/say.ts';

/** 0 to 100, or undefined while the total is not known. */
export function percentOf(progress: TaskProgress | null): number | undefined {
  if (progress === null || progress.total === null) return undefined;
  return progress.total === 0 ? 100 : Math.min(100, (progress.done / progress.total) * 100);
}

/** "120 MiB of 600 MiB, 210 MiB/s, 2.3 s left"; parts that are not known are left out. */
export function progressWords(progress: TaskProgress | null): string {
  if (progress === null) return '';
  const amount = progress.unit === 'bytes' ? formatBytes : formatCount;
  const parts = [progress.total === null ? amount(progress.done) : say('parts.amountOfTotal', { done: amount(progress.done), total: amount(progress.total) })];
  const rest = rateWords(progress);
  if (rest !== '') parts.push(rest);
  return parts.join(', ');
}

/** "210 MiB/s, 2.3 s left". */
export function rateWords(progress: TaskProgress | null): string {
  if (progress === null) return '';
  const parts: string[] = [];
  if (progress.ratePerSecond !== null) {
    const { ratePerSecond } = progress;
    const items = ratePerSecond >= 10 ? formatCount(Math.round(ratePerSecond)) : ratePerSecond.toFixed(1);
    parts.push(progress.unit === 'bytes' ? formatRate(ratePerSecond) : `${items}/s`);
  }
  if (progress.timeLeftMs !== null) parts.push(say('parts.timeLeft', { duration: formatDuration(progress.timeLeftMs) }));
  return parts.join(', ');
}
