/** How long one moment is from another. Pure. */
import { say } from '../../strings/say.ts';

/** Clocks that differ a little do not make what has just happened a thing of the future. */
const toleranceMs = 60_000;

/** "just now", "3 minutes ago", "2 hours ago", "5 days ago"; "in 3 minutes" for what is still to come. */
export function agoWords(timeMs: number, nowMs: number): string {
  const awayMs = Math.abs(nowMs - timeMs);
  if (awayMs < toleranceMs) return say('parts.justNow');
  const isAhead = timeMs > nowMs;
  const minutes = Math.floor(awayMs / 60_000);
  if (minutes < 60) return isAhead ? say('parts.inMinutes', { count: minutes }) : say('parts.minutesAgo', { count: minutes });
  const hours = Math.floor(minutes / 60);
  if (hours < 24) return isAhead ? say('parts.inHours', { count: hours }) : say('parts.hoursAgo', { count: hours });
  const days = Math.floor(hours / 24);
  return isAhead ? say('parts.inDays', { count: days }) : say('parts.daysAgo', { count: days });
}
