/** The ranges in which at least one of two disks holds data. */
import { blockSizeBytes } from '../../shared/units.ts';
import type { Extent } from '../array/portTypes.ts';

/** In order, apart from each other, and on block boundaries: half a block cannot be compared with a digest of whole ones. */
export async function* mergeExtents(first: AsyncIterable<Extent>, second: AsyncIterable<Extent>): AsyncGenerator<Extent, void, undefined> {
  const sides = [first[Symbol.asyncIterator](), second[Symbol.asyncIterator]()] as const;
  try {
    const heads: [Extent | null, Extent | null] = [await nextOf(sides[0]), await nextOf(sides[1])];
    let start = 0;
    let end = 0;
    for (;;) {
      const [a, b] = heads;
      const side = b === null || (a !== null && a.offset <= b.offset) ? 0 : 1;
      const head = heads[side];
      if (head === null) break;
      const from = Math.floor(head.offset / blockSizeBytes) * blockSizeBytes;
      if (from > end) {
        if (end > start) yield { offset: start, length: end - start };
        start = from;
      }
      end = Math.max(end, Math.ceil((head.offset + head.length) / blockSizeBytes) * blockSizeBytes);
      heads[side] = await nextOf(sides[side]);
    }
    if (end > start) yield { offset: start, length: end - start };
  } finally {
    for (const side of sides) await side.return?.();
  }
}

async function nextOf(side: AsyncIterator<Extent>): Promise<Extent | null> {
  const next = await side.next();
  return next.done === true ? null : next.value;
}
