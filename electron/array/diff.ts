/**
 * What may differ between two files, or two versions of one: both block maps are walked side by
 * side, and where they hold the same node nothing below it is looked at. The time therefore
 * follows the change, whatever the size of the disks.
 */
import { blocksFor, blockSizeBytes } from '../../shared/units.ts';
import { blocksPerSlot, heightFor, type MapOwner } from './blockMap.ts';
import { fanOut } from './nodeCodec.ts';
import type { Extent } from './portTypes.ts';
import { TimeSlice } from './timeSlice.ts';

/** Where the nodes come from; they must stay readable until the comparison has ended. */
export interface DiffNodes {
  get(id: number): { readonly slots: Float64Array };
}

/** Two subtrees that begin at the same block. The one of `before` may be lower; it then lies below the first slots of the other. */
interface Pair {
  readonly before: number;
  readonly beforeLevel: number;
  readonly after: number;
  readonly level: number;
  readonly firstBlock: number;
}

const noPointers = new Float64Array(fanOut);

/**
 * The byte ranges of `after` that may differ from `before`, ascending, merged where they touch
 * and cut at the end of `after`. Never misses a change; may list a block that was stored anew with
 * equal content. `before` null is a file that reads as zeros, as does what lies beyond its end.
 * The roots are taken when the first range is asked for.
 * @throws Fault RequestCanceled when the signal was aborted, DataIntegrity when a node cannot be read
 */
export async function* diffMaps(nodes: DiffNodes, before: MapOwner | null, after: MapOwner, signal?: AbortSignal): AsyncGenerator<Extent> {
  const slice = new TimeSlice(signal);
  const limit = blocksFor(after.sizeBytes);
  const level = heightFor(after.sizeBytes);
  const waiting: Pair[] = [{ ...lowered(nodes, before, level), after: after.root, level, firstBlock: 0 }];
  let open: { block: number; count: number } | null = null;
  const extent = ({ block, count }: { block: number; count: number }): Extent => {
    const offset = block * blockSizeBytes;
    return { offset, length: Math.min(count * blockSizeBytes, after.sizeBytes - offset) };
  };
  for (let pair = waiting.pop(); pair; pair = waiting.pop()) {
    // Node ids of different levels never mean the same.
    if (pair.before === pair.after && pair.beforeLevel === pair.level) continue;
    if (slice.isOver) await slice.pause();
    if (pair.level > 0) {
      pushChildren(nodes, waiting, pair, limit);
      continue;
    }
    const [old, now] = [slotsOf(nodes, pair.before), slotsOf(nodes, pair.after)];
    const end = Math.min(fanOut, limit - pair.firstBlock);
    for (let slot = 0; slot < end; slot += 1) {
      if (old[slot] === now[slot]) continue;
      const block = pair.firstBlock + slot;
      if (open && open.block + open.count === block) {
        open.count += 1;
        continue;
      }
      if (open) yield extent(open);
      open = { block, count: 1 };
    }
  }
  if (open) yield extent(open);
}

/** The subtree of `before` that is at most `level` high: what lies to the right of it is beyond the end of the other file. */
function lowered(nodes: DiffNodes, before: MapOwner | null, level: number): { before: number; beforeLevel: number } {
  if (!before) return { before: 0, beforeLevel: level };
  let id = before.root;
  let beforeLevel = heightFor(before.sizeBytes);
  for (; beforeLevel > level; beforeLevel -= 1) id = slotsOf(nodes, id)[0] ?? 0;
  return { before: id, beforeLevel };
}

function slotsOf(nodes: DiffNodes, id: number): Float64Array {
  return id === 0 ? noPointers : nodes.get(id).slots;
}

/** Puts the pairs below that differ on the stack, the first one on top. */
function pushChildren(nodes: DiffNodes, waiting: Pair[], { before, beforeLevel, after, level, firstBlock }: Pair, limit: number): void {
  const now = slotsOf(nodes, after);
  const span = blocksPerSlot(level);
  const isLower = beforeLevel < level;
  const old = isLower ? noPointers : slotsOf(nodes, before);
  for (let slot = Math.min(fanOut, Math.ceil((limit - firstBlock) / span)) - 1; slot >= 0; slot -= 1) {
    const child = now[slot] ?? 0;
    if (isLower && slot === 0) {
      // The lower tree takes the place of the first slot.
      waiting.push({ before, beforeLevel, after: child, level: level - 1, firstBlock });
    } else if (old[slot] !== child) {
      waiting.push({ before: old[slot] ?? 0, beforeLevel: level - 1, after: child, level: level - 1, firstBlock: firstBlock + slot * span });
    }
  }
}
