/**
 * What deleting a set of files would free: the blocks that the set reaches and nothing else does.
 *
 * The trees of the set and of all others are followed side by side, level by level. A node that
 * others reach too is theirs, with everything below it, and leaves the set. What remains of the
 * set are leaves that only it has. A block of such a leaf may still be in a leaf of others: one
 * that was copied when another block of it was written. Unless dedupe has pointed to the block,
 * that leaf lies at the same place, so others are followed only to places where the set still has
 * something. Only for blocks that dedupe has touched, all leaves of others are read.
 *
 * The time thus follows the nodes of the set and the versions of them that others have, not the
 * size of the volume.
 */
import { NodeRuns } from './nodeRuns.ts';
import { NumberIndex } from './numberIndex.ts';
import { childPlace, placeOf } from './places.ts';
import { forEachPointer, readNode, scanTrees } from './scan.ts';
import { SparseBitmap } from './sparseBitmap.ts';
import type { TreeSource, WalkRoot } from './walkTypes.ts';

export type FreedRoot = Pick<WalkRoot, 'root' | 'level' | 'familyIndex'>;

export interface FreedOptions extends TreeSource {
  /** What would be deleted: versions as they are now, and of snapshots if those go as well. */
  readonly setRoots: readonly FreedRoot[];
  /** Everything else in the volume: live files and what its snapshots hold. */
  readonly otherRoots: readonly FreedRoot[];
  /** Blocks that dedupe has ever pointed to; null when there are none. */
  readonly dedupedBlocks: SparseBitmap | null;
}

/** Nodes of one level, each with its place. */
class PlacedNodes {
  readonly ids = new NumberIndex();
  readonly #places: number[] = [];

  add(id: number, place: number): void {
    if (this.ids.add(id) === this.#places.length) this.#places.push(place);
  }
  placeAt(index: number): number {
    return this.#places[index] ?? 0;
  }
  has(id: number): boolean {
    return this.ids.find(id) >= 0;
  }
}

interface Level {
  readonly set: PlacedNodes;
  readonly others: PlacedNodes;
  /** Places at or below which the set has nodes of its own. Others matter only there. */
  readonly places: SparseBitmap;
}

/**
 * @returns blocks charged to the volume that would come free
 * @throws Fault DataIntegrity when a node cannot be read, RequestCanceled
 */
export async function countFreed(options: FreedOptions): Promise<number> {
  const levels = await placeRoots(options);
  for (let level = levels.length - 1; level > 0; level -= 1) {
    const here = levels[level];
    const below = levels[level - 1];
    if (here && below) await descend(here, below, options);
  }
  const [leaves] = levels;
  const candidates = leaves ? await blocksOfSetAlone(leaves, options) : new SparseBitmap();
  await removeDeduped(candidates, options);
  return candidates.count();
}

async function placeRoots({ setRoots, otherRoots, slice, baseNode = 0 }: FreedOptions): Promise<Level[]> {
  const levels: Level[] = [];
  const levelOf = (level: number): Level | undefined => {
    while (levels.length <= level) levels.push({ set: new PlacedNodes(), others: new PlacedNodes(), places: new SparseBitmap() });
    return levels[level];
  };
  // Others first: once all levels exist, the places of the set are marked in those above it, too.
  for (const { root, level, familyIndex } of otherRoots) {
    if (root !== 0 && root >= baseNode) levelOf(level)?.others.add(root, placeOf(familyIndex, 0));
    if (slice.isOver) await slice.pause();
  }
  for (const { level } of setRoots) levelOf(level);
  for (const { root, level, familyIndex } of setRoots) {
    if (root === 0 || root < baseNode) continue;
    levelOf(level)?.set.add(root, placeOf(familyIndex, 0));
    // Others of the family may have higher trees; their first nodes lead here.
    for (const { places } of levels.slice(level)) places.add(placeOf(familyIndex, 0));
    if (slice.isOver) await slice.pause();
  }
  return levels;
}

async function descend(here: Level, below: Level, options: FreedOptions): Promise<void> {
  const { slice, baseNode = 0 } = options;
  const runs = new NodeRuns();
  for (let index = 0; index < here.set.ids.size; index += 1) {
    if (slice.isOver) await slice.pause();
    const id = here.set.ids.numberAt(index);
    if (here.others.has(id)) continue;
    readNode(options, id, runs);
    forEachPointer(runs, (child, slot) => {
      if (child < baseNode) return;
      const place = childPlace(here.set.placeAt(index), slot);
      below.set.add(child, place);
      below.places.add(place);
    });
  }
  for (let index = 0; index < here.others.ids.size; index += 1) {
    if (slice.isOver) await slice.pause();
    if (!here.places.has(here.others.placeAt(index))) continue;
    readNode(options, here.others.ids.numberAt(index), runs);
    forEachPointer(runs, (child, slot) => {
      const place = childPlace(here.others.placeAt(index), slot);
      if (child >= baseNode && below.places.has(place)) below.others.add(child, place);
    });
  }
}

/** Blocks in leaves that only the set has, without those in leaves of others at the same places. */
async function blocksOfSetAlone(leaves: Level, options: FreedOptions): Promise<SparseBitmap> {
  const { slice, baseVbn = 0 } = options;
  const runs = new NodeRuns();
  const blocks = new SparseBitmap();
  const places = new SparseBitmap();
  for (let index = 0; index < leaves.set.ids.size; index += 1) {
    if (slice.isOver) await slice.pause();
    const id = leaves.set.ids.numberAt(index);
    if (leaves.others.has(id)) continue;
    places.add(leaves.set.placeAt(index));
    readNode(options, id, runs);
    forEachPointer(runs, (vbn) => {
      if (vbn >= baseVbn) blocks.add(vbn);
    });
  }
  for (let index = 0; index < leaves.others.ids.size; index += 1) {
    if (slice.isOver) await slice.pause();
    if (!places.has(leaves.others.placeAt(index))) continue;
    readNode(options, leaves.others.ids.numberAt(index), runs);
    removeAll(blocks, runs);
  }
  return blocks;
}

/** Takes away what others hold at other places, which only dedupe makes possible. */
async function removeDeduped(blocks: SparseBitmap, options: FreedOptions): Promise<void> {
  const { dedupedBlocks, otherRoots } = options;
  if (!dedupedBlocks || !blocks.meets(dedupedBlocks)) return;
  await scanTrees(otherRoots, options, (runs) => {
    removeAll(blocks, runs);
    return true;
  });
}

function removeAll(blocks: SparseBitmap, runs: NodeRuns): void {
  for (let run = 0; run < runs.count; run += 1) blocks.removeRange(runs.firsts[run] ?? 0, runs.lengths[run] ?? 0);
}
