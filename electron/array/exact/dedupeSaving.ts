/**
 * What dedupe saves: every block that it has shared would otherwise be stored once for each
 * place that points to it. A place is a block position of a family of clones: clones of one
 * file have the same block at the same position because they are clones, and that is not the
 * saving of dedupe.
 *
 *   saved = number of distinct (family, position, block) among live pointers to deduped blocks
 *         − number of distinct deduped blocks among them
 *
 * A place is seen once for every version of its leaf that clones have made. The pairs of a leaf
 * that is the only version of its place are counted from its runs as bits. Leaves with several
 * versions are chained, read once more at the end, one chain at a time, and compared slot by
 * slot, so the memory needed is that of one chain plus 24 bytes for each leaf with deduped blocks.
 */
import type { TimeSlice } from '../timeSlice.ts';
import { fanOut } from '../nodeCodec.ts';
import type { NodeRuns } from './nodeRuns.ts';
import { NumberIndex, Uint32Column } from './numberIndex.ts';
import { SparseBitmap } from './sparseBitmap.ts';

export class DedupeSaving {
  readonly #deduped: SparseBitmap;
  readonly #baseVbn: number;
  readonly #pointed = new SparseBitmap();
  readonly #places = new NumberIndex();
  /** By place: the last leaf that came, plus 1. By leaf that came: its node, and the one before it at the same place, plus 1. */
  readonly #lastOf = new Uint32Column();
  readonly #nodeOf = new Uint32Column();
  readonly #beforeOf = new Uint32Column();
  /** By place: pairs of its only leaf so far. */
  readonly #pairsOf = new Uint32Column();
  #leaves = 0;

  /** @param baseVbn blocks below it are not charged to the volume and save it nothing */
  constructor(deduped: SparseBitmap, baseVbn: number) {
    this.#deduped = deduped;
    this.#baseVbn = baseVbn;
  }

  /**
   * Adds a leaf that live files reach.
   * @param node a number by which the leaf can be read again
   */
  addLeaf(place: number, node: number, runs: NodeRuns): void {
    let pairs = 0;
    for (let run = 0; run < runs.count; run += 1) {
      const first = runs.firsts[run] ?? 0;
      const from = Math.max(first, this.#baseVbn);
      const end = first + (runs.lengths[run] ?? 0);
      if (end > from) pairs += this.#deduped.countRange(from, end - from, this.#pointed);
    }
    if (pairs === 0) return;
    const index = this.#places.add(place);
    this.#nodeOf.set(this.#leaves, node);
    this.#beforeOf.set(this.#leaves, this.#lastOf.get(index));
    this.#pairsOf.set(index, pairs);
    this.#leaves += 1;
    this.#lastOf.set(index, this.#leaves);
  }

  /**
   * @param read reads a leaf again; false when that fails
   * @returns blocks that would be stored more without dedupe
   */
  async finish(read: (node: number, into: NodeRuns) => boolean, runs: NodeRuns, slice: TimeSlice): Promise<number> {
    let pairs = 0;
    const versions = new PlaceVersions();
    for (let place = 0; place < this.#places.size; place += 1) {
      const last = this.#lastOf.get(place);
      if (this.#beforeOf.get(last - 1) === 0) {
        pairs += this.#pairsOf.get(place);
      } else {
        versions.clear();
        for (let leaf = last; leaf > 0; leaf = this.#beforeOf.get(leaf - 1)) {
          if (read(this.#nodeOf.get(leaf - 1), runs)) this.#addVersion(versions, runs);
          if (slice.isOver) await slice.pause();
        }
        pairs += versions.count;
      }
      if ((place & 1023) === 0 && slice.isOver) await slice.pause();
    }
    return pairs - this.#pointed.count();
  }

  #addVersion(versions: PlaceVersions, runs: NodeRuns): void {
    for (let run = 0; run < runs.count; run += 1) {
      const slot = runs.slots[run] ?? 0;
      const first = runs.firsts[run] ?? 0;
      const length = runs.lengths[run] ?? 0;
      if (this.#deduped.countRange(first, length) === 0) continue;
      for (let i = 0; i < length; i += 1) {
        if (first + i >= this.#baseVbn && this.#deduped.has(first + i)) versions.add(slot + i, first + i);
      }
    }
  }
}

/** Counts the distinct blocks that versions of one leaf have in each slot. Nearly always that is one. */
class PlaceVersions {
  readonly #first = new Float64Array(fanOut);
  readonly #more = new Map<number, Set<number>>();
  count = 0;

  clear(): void {
    this.#first.fill(0);
    this.#more.clear();
    this.count = 0;
  }

  add(slot: number, vbn: number): void {
    const first = this.#first[slot] ?? 0;
    if (first === vbn) return;
    if (first === 0) {
      this.#first[slot] = vbn;
      this.count += 1;
      return;
    }
    const more = this.#more.get(slot) ?? new Set();
    if (more.has(vbn)) return;
    more.add(vbn);
    this.#more.set(slot, more);
    this.count += 1;
  }
}
