import { usePreferences } from '../../stores/preferences.ts';
import { exactTime, RelativeTime } from './RelativeTime.tsx';

/** How long ago something was, kept current, with the exact time as the tooltip; or the exact time, where that is wished for. */
export function Ago({ timeMs }: { timeMs: number }) {
  const style = usePreferences((state) => state.times);
  if (style === 'absolute') return <time dateTime={new Date(timeMs).toISOString()}>{exactTime(timeMs)}</time>;
  return <RelativeTime timeMs={timeMs} />;
}
