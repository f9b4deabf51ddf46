export interface RangeStripProps {
  /** What is marked, read out. */
  label: string;
  /** In order and apart from each other. */
  ranges: readonly { readonly offset: number; readonly length: number }[];
  /** Length of the whole strip in the ranges' unit. */
  sizeBytes: number;
}

/** Finer than this cannot be seen, and a hundred thousand ranges would be a hundred thousand elements. */
const bucketCount = 400;

/** Where along a length the ranges lie: a strip with a mark for every part that one of them touches. */
export function RangeStrip({ label, ranges, sizeBytes }: RangeStripProps) {
  return (
    <svg className="ui-strip" role="img" aria-label={label} viewBox={`0 0 ${bucketCount} 1`} preserveAspectRatio="none">
      {touchedRuns(ranges, sizeBytes).map(({ first, count }) => (
        <rect key={first} className="ui-tone-used" x={first} y={0} width={count} height={1} />
      ))}
    </svg>
  );
}

/** Neighbouring buckets that a range touches, as runs. */
export function touchedRuns(ranges: RangeStripProps['ranges'], sizeBytes: number): { first: number; count: number }[] {
  const runs: { first: number; count: number }[] = [];
  if (sizeBytes <= 0) return runs;
  for (const { offset, length } of ranges) {
    if (length <= 0) continue;
    const first = Math.min(bucketCount - 1, Math.floor((offset / sizeBytes) * bucketCount));
    const end = Math.max(first + 1, Math.min(bucketCount, Math.ceil(((offset + length) / sizeBytes) * bucketCount)));
    const last = runs.at(-1);
    if (last !== undefined && first <= last.first + last.count) last.count = Math.max(last.count, end - last.first);
    else runs.push({ first, count: end - first });
  }
  return runs;
}
