/** A moment in local time, with date and seconds. */
export function DateTime({ timeMs }: { timeMs: number | null }) {
  if (timeMs === null) return null;
  return <time dateTime={new Date(timeMs).toISOString()}>{new Date(timeMs).toLocaleString()}</time>;
}
