import { useEffect, useState } from 'react';

const refreshEveryMs = 20_000;

/** "just now", "3 minutes ago", "2 hours ago", "5 days ago". */
export function agoWords(timeMs: number, nowMs: number): string {
  const minutes = Math.floor((nowMs - timeMs) / 60_000);
  if (minutes < 1) return 'just now';
  if (minutes < 60) return minutes === 1 ? 'a minute ago' : `${minutes} minutes ago`;
  const hours = Math.floor(minutes / 60);
  if (hours < 24) return hours === 1 ? 'an hour ago' : `${hours} hours ago`;
  const days = Math.floor(hours / 24);
  return days === 1 ? 'a day ago' : `${days} days ago`;
}

/** How long ago something was, kept current; the exact time is the tooltip. */
export function Ago({ timeMs }: { timeMs: number }) {
  const [nowMs, setNowMs] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNowMs(Date.now()), refreshEveryMs);
    return () => clearInterval(timer);
  }, []);
  return (
    <time dateTime={new Date(timeMs).toISOString()} title={new Date(timeMs).toLocaleString()}>
      {agoWords(timeMs, Math.max(nowMs, timeMs))}
    </time>
  );
}
