/** What a walk knows of nodes, told of the files and snapshots whose trees begin there. */
import type { TimeSlice } from '../timeSlice.ts';
import { inPage } from './numberIndex.ts';
import type { NodeTable } from './nodeTable.ts';
import type { WalkResult, WalkRoot } from './walkTypes.ts';

export type RootTotals = Pick<WalkResult, 'snapshotPointers' | 'pointers' | 'inheritedPointers'> & { readonly fairShares: Float64Array };

/** @param slice lets others in between: there may be very many versions of files */
export async function sumOverRoots(
  roots: readonly WalkRoot[], tables: readonly NodeTable[], counts: { readonly files: number; readonly snapshots: number }, slice: TimeSlice,
): Promise<RootTotals> {
  const pointers = new Float64Array(counts.files);
  const inheritedPointers = new Float64Array(counts.files);
  const fairShares = new Float64Array(counts.files);
  // A version that many snapshots hold counts for all of them: added where its range begins, taken off behind it.
  const changes = new Float64Array(counts.snapshots + 1);
  let done = 0;
  for (const { root, level, fileIndex, snapshots } of roots) {
    done += 1;
    if (done % 1_000 === 0 && slice.isOver) await slice.pause();
    const table = tables[level];
    const index = table && root !== 0 ? table.find(root) : -1;
    if (!table || index < 0) continue;
    const page = table.page(index);
    const at = inPage(index);
    const below = page.pointers[at] ?? 0;
    if (snapshots) {
      changes[snapshots.from] = (changes[snapshots.from] ?? 0) + below;
      changes[snapshots.to + 1] = (changes[snapshots.to + 1] ?? 0) - below;
    } else {
      pointers[fileIndex] = below;
      inheritedPointers[fileIndex] = page.inherited[at] ?? 0;
      fairShares[fileIndex] = page.share?.[at] ?? 0;
    }
  }
  const snapshotPointers = new Float64Array(counts.snapshots);
  let held = 0;
  for (let snapshot = 0; snapshot < counts.snapshots; snapshot += 1) {
    held += changes[snapshot] ?? 0;
    snapshotPointers[snapshot] = held;
  }
  return { pointers, inheritedPointers, fairShares, snapshotPointers };
}
