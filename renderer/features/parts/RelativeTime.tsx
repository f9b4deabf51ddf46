import { agoWords } from './agoWords.ts';
import { useNow } from './useNow.ts';

const refreshEveryMs = 20_000;

/** A moment as the reader's language writes it, in local time, with date and seconds. */
export function exactTime(timeMs: number): string {
  return new Date(timeMs).toLocaleString();
}

/** How long it is from now, kept current; the exact time is the tooltip. */
export function RelativeTime({ timeMs }: { timeMs: number }) {
  const nowMs = useNow(refreshEveryMs);
  return (
    <time dateTime={new Date(timeMs).toISOString()} title={exactTime(timeMs)}>
      {agoWords(timeMs, nowMs)}
    </time>
  );
}
