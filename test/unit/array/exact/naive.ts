/** What the exact pass should find, by following every pointer of every version on its own. */
import { fanOut } from '../../../../electron/array/nodeCodec.ts';
import type { WalkRoot } from '../../../../electron/array/exact/walkTypes.ts';
import type { Forest } from './forest.ts';

interface Pointer {
  readonly block: number;
  readonly vbn: number;
  readonly isInherited: boolean;
  /** Whether the leaf is the volume's own, whatever the block is. */
  readonly isInOwnLeaf: boolean;
}

export interface NaiveHolders {
  /** The root of every live pointer, with the block position. */
  readonly live: { readonly root: WalkRoot; readonly block: number }[];
  readonly snapshots: Set<number>;
}

export function pointersOf(forest: Forest, root: WalkRoot, missing: ReadonlySet<number>, visit: (id: number) => void): Pointer[] {
  const pointers: Pointer[] = [];
  const follow = (id: number, level: number, firstBlock: number, isBelowBase: boolean): void => {
    const isInherited = isBelowBase || id < forest.baseNode;
    if (!isInherited) visit(id);
    if (missing.has(id)) return;
    for (const [slot, pointer] of (forest.nodes.get(id) ?? new Float64Array()).entries()) {
      if (pointer === 0) continue;
      const block = firstBlock + slot * fanOut ** level;
      if (level > 0) follow(pointer, level - 1, block, isInherited);
      else pointers.push({ block, vbn: pointer, isInherited: isInherited || pointer < forest.baseVbn, isInOwnLeaf: !isInherited });
    }
  };
  if (root.root !== 0) follow(root.root, root.level, 0, false);
  return pointers;
}

export function countNaively(forest: Forest, roots: readonly WalkRoot[], missing: ReadonlySet<number> = new Set()) {
  const fileCount = Math.max(0, ...roots.map((root) => root.fileIndex + 1));
  const snapshotCount = Math.max(0, ...roots.map((root) => (root.snapshots?.to ?? -1) + 1));
  const groupCount = Math.max(0, ...roots.filter((root) => !root.snapshots).map((root) => root.groupIndex + 1));
  const nodes = new Set<number>();
  const blocks = new Map<number, NaiveHolders>();
  const used = new Set<number>();
  const pointers = zeros(fileCount);
  const inheritedPointers = zeros(fileCount);
  const snapshotPointers = zeros(snapshotCount);
  for (const root of roots) {
    for (const { block, vbn, isInherited, isInOwnLeaf } of pointersOf(forest, root, missing, (id) => nodes.add(id))) {
      if (isInOwnLeaf) used.add(vbn);
      const snapshots = rangeOf(root);
      for (const snapshot of snapshots) add(snapshotPointers, snapshot, 1);
      if (!root.snapshots) add(pointers, root.fileIndex, 1);
      if (!root.snapshots && isInherited) add(inheritedPointers, root.fileIndex, 1);
      if (isInherited) continue;
      const holders = blocks.get(vbn) ?? { live: [], snapshots: new Set<number>() };
      blocks.set(vbn, holders);
      if (!root.snapshots) holders.live.push({ root, block });
      for (const snapshot of snapshots) holders.snapshots.add(snapshot);
    }
  }
  const counts = {
    nodes, blocks, used, pointers, inheritedPointers, snapshotPointers, exclusiveBlocks: zeros(fileCount), fairShares: zeros(fileCount), groupBlocks: zeros(groupCount),
    snapshotUniqueBlocks: zeros(snapshotCount), snapshotOnlyBlocks: 0, savedByDedupeBlocks: 0,
  };
  for (const [vbn, { live, snapshots }] of blocks) {
    const files = new Set(live.map(({ root }) => root.fileIndex));
    const groups = new Set(live.map(({ root }) => root.groupIndex));
    for (const { root } of live) add(counts.fairShares, root.fileIndex, 1 / live.length);
    const [file = -1] = files;
    const [group = -1] = groups;
    const [snapshot = -1] = snapshots;
    if (files.size === 1 && snapshots.size === 0) add(counts.exclusiveBlocks, file, 1);
    if (files.size > 1 && groups.size === 1 && snapshots.size === 0) add(counts.groupBlocks, group, 1);
    if (files.size === 0) counts.snapshotOnlyBlocks += 1;
    if (files.size === 0 && snapshots.size === 1) add(counts.snapshotUniqueBlocks, snapshot, 1);
    if (files.size > 0 && forest.dedupedVbns.has(vbn)) {
      counts.savedByDedupeBlocks += new Set(live.map(({ root, block }) => `${root.familyIndex} ${block}`)).size - 1;
    }
  }
  return counts;
}

export function rangeOf({ snapshots }: WalkRoot): number[] {
  return snapshots ? Array.from({ length: snapshots.to - snapshots.from + 1 }, (_, i) => snapshots.from + i) : [];
}

function zeros(length: number): number[] {
  return Array.from({ length }, () => 0);
}

function add(counts: number[], index: number, count: number): void {
  counts[index] = (counts[index] ?? 0) + count;
}
