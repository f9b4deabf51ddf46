/** How long one moment is from another. Pure. */
import { say } from '../../strings/say.ts';

/** Clocks that differ a little do not make what has just happened a thing of the future. */
const toleranceMs = 60_000;

/** "just now", "3 minutes ago", "2 hours ago", "5 days ago"; "in 3 minutes" for what is still to come. */
export function agoWords(timeMs: number, nowMs: number): string {
  const awayMs = Math.abs(nowMs - timeMs);
  if (awayMs < toleranceMs) return say('parts.justNow');
  const words = lengthWords(Math.floor(awayMs / 60_000));
  return timeMs > nowMs ? say('parts.in', { words }) : say('parts.ago', { words });
}

function lengthWords(minutes: number): string {
  if (minutes < 60) return say('parts.aMinute', { count: minutes });
  const hours = Math.floor(minutes / 60);
  if (hours < 24) return say('parts.anHour', { count: hours });
  const days = Math.floor(hours / 24);
  return say('parts.aDay', { count: days });
}
