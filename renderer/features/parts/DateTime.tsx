import { usePreferences } from '../../stores/preferences.ts';
import { exactTime, RelativeTime } from './RelativeTime.tsx';

/** A moment in local time, with date and seconds; or how long ago it was, where that is wished for. */
export function DateTime({ timeMs }: { timeMs: number | null }) {
  const style = usePreferences((state) => state.times);
  if (timeMs === null) return null;
  if (style === 'relative') return <RelativeTime timeMs={timeMs} />;
  return <time dateTime={new Date(timeMs).toISOString()}>{exactTime(timeMs)}</time>;
}
