/**
 * Who holds a block: every version of every file that points to it, and where.
 *
 * A block that dedupe has never pointed to is found in its family only, at one position, so one
 * path in each distinct tree is enough. Otherwise every distinct leaf is read once, and what it
 * matches is carried up to the roots: a node hands its matches to every node that points to it,
 * each moved by the blocks before the slot.
 */
import { blocksPerSlot } from '../blockMap.ts';
import { fanOut } from '../nodeCodec.ts';
import { NodeRuns } from './nodeRuns.ts';
import { forEachPointer, readNode, scanTrees, type ScanSource } from './scan.ts';
import { SparseBitmap } from './sparseBitmap.ts';
import type { WalkRoot } from './walkTypes.ts';

export interface FoundHolder {
  /** The version of the file, one of the roots that were given. */
  readonly root: WalkRoot;
  /** The block's position in the file. */
  readonly block: number;
  readonly vbn: number;
}

/** A block, and one place where it is. */
export interface PlacedBlock {
  readonly vbn: number;
  readonly familyIndex: number;
  readonly block: number;
}

/**
 * @param isDeduped whether dedupe has ever pointed to the block
 * @returns the holders in the order of the roots, each by position
 */
export async function findHolders(
  target: PlacedBlock, roots: readonly WalkRoot[], source: ScanSource, isDeduped: boolean,
): Promise<FoundHolder[]> {
  if (isDeduped) {
    const vbns = new SparseBitmap();
    vbns.add(target.vbn);
    return findHoldersOfAll(vbns, roots, source);
  }
  return findAtPlace(target, roots, source);
}

async function findAtPlace({ vbn, familyIndex, block }: PlacedBlock, roots: readonly WalkRoot[], source: ScanSource): Promise<FoundHolder[]> {
  const found: FoundHolder[] = [];
  const runs = new NodeRuns();
  /** What nodes on paths to the position point to in the end. Nodes have one position, so the id is enough. */
  const known = new Map<number, number>();
  const follow = (id: number, level: number): number => {
    if (id === 0) return 0;
    const before = known.get(id);
    if (before !== undefined) return before;
    const pointer = readNode(source, id, runs) ? runs.pointerAt(Math.floor(block / blocksPerSlot(level)) % fanOut) : 0;
    const end = level === 0 ? pointer : follow(pointer, level - 1);
    known.set(id, end);
    return end;
  };
  for (const root of roots) {
    if (source.slice.isOver) await source.slice.pause();
    if (root.familyIndex !== familyIndex || block >= blocksPerSlot(root.level + 1)) continue;
    if (follow(root.root, root.level) === vbn) found.push({ root, block, vbn });
  }
  return found;
}

interface Match {
  /** Counted from the first block below the node. */
  readonly block: number;
  readonly vbn: number;
}

/**
 * The holders of any of the blocks, wherever they are: reads every distinct leaf.
 * @returns the holders in the order of the roots, each by position
 */
export async function findHoldersOfAll(vbns: SparseBitmap, roots: readonly WalkRoot[], source: ScanSource): Promise<FoundHolder[]> {
  const leafMatches = new Map<number, Match[]>();
  const levels = await scanTrees(roots, source, (runs, id) => {
    const matches = matchesOf(runs, vbns);
    if (matches.length > 0) leafMatches.set(id, matches);
    return true;
  });
  const matchesByLevel = [leafMatches];
  const runs = new NodeRuns();
  let below: ReadonlyMap<number, Match[]> = leafMatches;
  // What cannot be read has been told of on the way down.
  const again = { ...source, onUnreadable: () => undefined };
  for (const [level, nodes] of levels.entries()) {
    if (level === 0) continue;
    const here = new Map<number, Match[]>();
    for (let index = 0; index < nodes.size && below.size > 0; index += 1) {
      if (source.slice.isOver) await source.slice.pause();
      const id = nodes.numberAt(index);
      if (!readNode(again, id, runs)) continue;
      const matches = matchesBelow(runs, below, blocksPerSlot(level));
      if (matches.length > 0) here.set(id, matches);
    }
    matchesByLevel.push(here);
    below = here;
  }
  const found: FoundHolder[] = [];
  for (const root of roots) {
    for (const { block, vbn } of matchesByLevel[root.level]?.get(root.root) ?? []) found.push({ root, block, vbn });
    if (source.slice.isOver) await source.slice.pause();
  }
  return found;
}

function matchesOf(runs: NodeRuns, vbns: SparseBitmap): Match[] {
  const matches: Match[] = [];
  for (let run = 0; run < runs.count; run += 1) {
    const first = runs.firsts[run] ?? 0;
    const length = runs.lengths[run] ?? 0;
    if (vbns.countRange(first, length) === 0) continue;
    for (let i = 0; i < length; i += 1) if (vbns.has(first + i)) matches.push({ block: (runs.slots[run] ?? 0) + i, vbn: first + i });
  }
  return matches;
}

function matchesBelow(runs: NodeRuns, below: ReadonlyMap<number, Match[]>, blocksBelow: number): Match[] {
  const matches: Match[] = [];
  forEachPointer(runs, (child, slot) => {
    for (const { block, vbn } of below.get(child) ?? []) matches.push({ block: slot * blocksBelow + block, vbn });
  });
  return matches;
}
