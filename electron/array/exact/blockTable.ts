/**
 * Who holds each stored block, by segment: 12 bytes and three bits for each slot of a segment in
 * which something is used, less where no code is needed.
 *
 * Live pointers are kept as differences: a run adds its count at its first slot and takes it off
 * behind its last one, so a run costs the same however long it is. `settle` sums them up.
 */
import { slotsPerSegment } from '../layout.ts';
import { HolderColumn, nobody, several, type GroupOf } from './holderCodes.ts';
import type { NodeRuns } from './nodeRuns.ts';
import { noGroups, type NodeHolders } from './nodeTable.ts';
import type { SparseBitmap } from './sparseBitmap.ts';

const recentSegments = 64;

class SegmentBlocks {
  readonly number: number;
  /** Pointers of live files, modulo 2^32: more than the sharing limit of dedupe allows to 100,000 clones. */
  live: Int32Array | null = null;
  owners: HolderColumn | null = null;
  snapshots: HolderColumn | null = null;
  /** The sum of `1 / live` over all slots below each slot. */
  shares: Float64Array | null = null;

  constructor(number: number) {
    this.number = number;
  }
}

/** Counts of blocks, each block once. Lists are by index. */
export interface BlockTotals {
  distinctBlocks: number;
  /** Held by snapshots and by no live file. */
  snapshotOnlyBlocks: number;
  /** By file: held by nothing but this live file. */
  readonly exclusiveBlocks: Float64Array;
  /** By group: held by several live files of the group and by nothing else. */
  readonly groupBlocks: Float64Array;
  /** By snapshot: held by nothing but this snapshot. */
  readonly snapshotUniqueBlocks: Float64Array;
}

export class BlockTable {
  readonly #segments = new Map<number, SegmentBlocks>();
  /** Segments used last, where their number puts them: leaves go back and forth between old blocks and new ones. */
  readonly #recent: (SegmentBlocks | undefined)[] = Array.from({ length: recentSegments }, () => undefined);

  segments(): Iterable<number> {
    return this.#segments.keys();
  }

  /**
   * Adds holders to all blocks of a leaf except those of a FlexClone's base.
   * @returns how many pointers go to blocks of the base
   */
  addLeaf(runs: NodeRuns, holders: NodeHolders, baseVbn: number, groupOf: GroupOf): number {
    let inherited = 0;
    for (let run = 0; run < runs.count; run += 1) {
      let at = runs.firsts[run] ?? 0;
      let left = runs.lengths[run] ?? 0;
      if (at < baseVbn) {
        const ofBase = Math.min(baseVbn - at, left);
        inherited += ofBase;
        at += ofBase;
        left -= ofBase;
      }
      while (left > 0) {
        const number = Math.floor(at / slotsPerSegment);
        const from = at - number * slotsPerSegment;
        const end = Math.min(from + left, slotsPerSegment);
        this.#addTo(this.#segment(number), from, end, holders, groupOf);
        at += end - from;
        left -= end - from;
      }
    }
    return inherited;
  }

  #addTo(segment: SegmentBlocks, from: number, end: number, holders: NodeHolders, groupOf: GroupOf): void {
    if (holders.live === 0) {
      segment.snapshots ??= new HolderColumn();
      segment.snapshots.add(from, end, holders.snapshot, noGroups);
      return;
    }
    segment.live ??= new Int32Array(slotsPerSegment);
    const { live } = segment;
    live[from] = ((live[from] ?? 0) + holders.live) | 0;
    if (end < slotsPerSegment) live[end] = ((live[end] ?? 0) - holders.live) | 0;
    segment.owners ??= new HolderColumn();
    segment.owners.add(from, end, holders.owner, groupOf);
  }

  /**
   * Counts the blocks of a segment into `totals`, marks them in `used` and keeps of the segment
   * only what `shareOf` needs, or nothing. Nothing may be added to the segment afterwards.
   */
  settle(number: number, totals: BlockTotals, used: SparseBitmap, keepsShares: boolean): void {
    const segment = this.#segments.get(number);
    if (!segment) return;
    const { live, owners, snapshots } = segment;
    const usedBits = used.makePage(number);
    const shares = keepsShares && live ? new Float64Array(slotsPerSegment + 1) : null;
    let pointers = 0;
    let share = 0;
    for (let slot = 0; slot < slotsPerSegment; slot += 1) {
      if (live) pointers = (pointers + (live[slot] ?? 0)) >>> 0;
      const owner = owners ? owners.at(slot) : nobody;
      const snapshot = snapshots ? snapshots.at(slot) : nobody;
      if (owner !== nobody || snapshot !== nobody) {
        usedBits[slot >>> 5] = (usedBits[slot >>> 5] ?? 0) | (1 << (slot & 31));
        countBlock(totals, owner, snapshot);
      }
      if (!shares) continue;
      if (pointers > 0) share += 1 / pointers;
      shares[slot + 1] = share;
    }
    segment.live = null;
    segment.owners = null;
    segment.snapshots = null;
    segment.shares = shares;
  }

  /** The sum of `1 / live pointers` over the blocks of a leaf that are not the base's. All segments are settled. */
  shareOfLeaf(runs: NodeRuns, baseVbn: number): number {
    let share = 0;
    for (let run = 0; run < runs.count; run += 1) {
      const first = runs.firsts[run] ?? 0;
      const behind = first + (runs.lengths[run] ?? 0);
      let at = Math.max(first, baseVbn);
      while (at < behind) {
        const number = Math.floor(at / slotsPerSegment);
        const from = at - number * slotsPerSegment;
        const end = Math.min(from + (behind - at), slotsPerSegment);
        const { shares } = this.#segment(number);
        if (shares) share += (shares[end] ?? 0) - (shares[from] ?? 0);
        at += end - from;
      }
    }
    return share;
  }

  #segment(number: number): SegmentBlocks {
    const at = number & (recentSegments - 1);
    const recent = this.#recent[at];
    if (recent?.number === number) return recent;
    const segment = this.#segments.get(number) ?? new SegmentBlocks(number);
    this.#segments.set(number, segment);
    this.#recent[at] = segment;
    return segment;
  }
}

function countBlock(totals: BlockTotals, owner: number, snapshot: number): void {
  totals.distinctBlocks += 1;
  if (owner === nobody) {
    totals.snapshotOnlyBlocks += 1;
    if (snapshot !== several) increase(totals.snapshotUniqueBlocks, snapshot - 1);
  } else if (snapshot === nobody && owner !== several) {
    if (owner > 0) increase(totals.exclusiveBlocks, owner - 1);
    else increase(totals.groupBlocks, -1 - owner);
  }
}

function increase(counts: Float64Array, index: number): void {
  counts[index] = (counts[index] ?? 0) + 1;
}
