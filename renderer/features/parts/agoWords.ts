/** How long one moment is from another. Pure. */

/** Clocks that differ a little do not make what has just happened a thing of the future. */
const toleranceMs = 60_000;

/** "just now", "3 minutes ago", "2 hours ago", "5 days ago"; "in 3 minutes" for what is still to come. */
export function agoWords(timeMs: number, nowMs: number): string {
  const awayMs = Math.abs(nowMs - timeMs);
  if (awayMs < toleranceMs) return 'just now';
  const words = lengthWords(Math.floor(awayMs / 60_000));
  return timeMs > nowMs ? `in ${words}` : `${words} ago`;
}

function lengthWords(minutes: number): string {
  if (minutes < 60) return minutes === 1 ? 'a minute' : `${minutes} minutes`;
  const hours = Math.floor(minutes / 60);
  if (hours < 24) return hours === 1 ? 'an hour' : `${hours} hours`;
  const days = Math.floor(hours / 24);
  return days === 1 ? 'a day' : `${days} days`;
}
