/** Reads whole trees, every distinct node once, without keeping more of a node than its id. */
import { NodeRuns } from './nodeRuns.ts';
import { NumberIndex } from './numberIndex.ts';
import type { TreeSource, WalkRoot } from './walkTypes.ts';

export interface ScanSource extends TreeSource {
  /** Called for every node that cannot be read; without it the scan fails. What is below counts as nothing. */
  readonly onUnreadable?: ((error: unknown, nodeId: number) => void) | undefined;
}

/** @returns false when the node cannot be read and somebody has been told */
export function readNode(source: ScanSource, id: number, into: NodeRuns): boolean {
  try {
    into.read(source.reader, id);
    return true;
  } catch (error) {
    if (!source.onUnreadable) throw error;
    source.onUnreadable(error, id);
    return false;
  }
}

/** Calls `visit` with every pointer of a node. */
export function forEachPointer(runs: NodeRuns, visit: (pointer: number, slot: number) => void): void {
  for (let run = 0; run < runs.count; run += 1) {
    const first = runs.firsts[run] ?? 0;
    const slot = runs.slots[run] ?? 0;
    const length = runs.lengths[run] ?? 0;
    for (let i = 0; i < length; i += 1) visit(first + i, slot + i);
  }
}

/**
 * Shows every distinct leaf below the roots that is not the base's.
 * @param visitLeaf ends the scan by returning false
 * @returns the ids of all nodes, by level
 */
export async function scanTrees(
  roots: Iterable<Pick<WalkRoot, 'root' | 'level'>>, source: ScanSource, visitLeaf: (runs: NodeRuns, id: number) => boolean,
): Promise<NumberIndex[]> {
  const { slice, baseNode = 0 } = source;
  const levels: NumberIndex[] = [new NumberIndex()];
  const levelOf = (level: number): NumberIndex => {
    while (levels.length <= level) levels.push(new NumberIndex());
    return levels[level] ?? new NumberIndex();
  };
  for (const { root, level } of roots) {
    if (root !== 0 && root >= baseNode) levelOf(level).add(root);
    if (slice.isOver) await slice.pause();
  }
  const runs = new NodeRuns();
  for (let level = levels.length - 1; level >= 0; level -= 1) {
    const nodes = levelOf(level);
    const below = level > 0 ? levelOf(level - 1) : null;
    for (let index = 0; index < nodes.size; index += 1) {
      if (slice.isOver) await slice.pause();
      const id = nodes.numberAt(index);
      if (!readNode(source, id, runs)) continue;
      if (!below) {
        if (!visitLeaf(runs, id)) return levels;
        continue;
      }
      forEachPointer(runs, (child) => {
        if (child >= baseNode) below.add(child);
      });
    }
  }
  return levels;
}
