/**
 * Who holds each stored block, by segment: 12 bytes and three bits for each slot of a segment in
 * which something is used, less where no code is needed.
 *
 * Live pointers are kept as differences: a run adds its count at its first slot and takes it off
 * behind its last one, so a run costs the same however long it is. `settle` sums them up.
 */
import { segmentOf, slotOf, slotsPerSegment } from '../layout.ts';
import { HolderColumn, nobody, several, type GroupOf } from './holderCodes.ts';
import { noGroups, type NodeHolders } from './nodeTable.ts';
import type { SparseBitmap } from './sparseBitmap.ts';

class SegmentBlocks {
  /** Pointers of live files, modulo 2^32: more than the sharing limit of dedupe allows to 100,000 clones. */
  live: Uint32Array | null = null;
  owners: HolderColumn | null = null;
  snapshots: HolderColumn | null = null;
  /** The sum of `1 / live` over all slots below each slot. */
  shares: Float64Array | null = null;
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
  #lastNumber = -1;
  #last = new SegmentBlocks();

  segments(): Iterable<number> {
    return this.#segments.keys();
  }

  /** Adds holders to a run of blocks. */
  add(first: number, length: number, holders: NodeHolders, groupOf: GroupOf): void {
    let at = first;
    let left = length;
    while (left > 0) {
      const from = slotOf(at);
      const take = Math.min(left, slotsPerSegment - from);
      this.#addTo(this.#segment(segmentOf(at)), from, from + take, holders, groupOf);
      at += take;
      left -= take;
    }
  }

  #addTo(segment: SegmentBlocks, from: number, end: number, holders: NodeHolders, groupOf: GroupOf): void {
    if (holders.live === 0) {
      segment.snapshots ??= new HolderColumn();
      segment.snapshots.add(from, end, holders.snapshot, noGroups);
      return;
    }
    segment.live ??= new Uint32Array(slotsPerSegment);
    const { live } = segment;
    live[from] = (live[from] ?? 0) + holders.live;
    if (end < slotsPerSegment) live[end] = (live[end] ?? 0) - holders.live;
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

  /** The sum of `1 / live pointers` over a run of blocks of settled segments. */
  shareOf(first: number, length: number): number {
    let share = 0;
    let at = first;
    let left = length;
    while (left > 0) {
      const from = slotOf(at);
      const take = Math.min(left, slotsPerSegment - from);
      const shares = this.#segment(segmentOf(at)).shares;
      if (shares) share += (shares[from + take] ?? 0) - (shares[from] ?? 0);
      at += take;
      left -= take;
    }
    return share;
  }

  #segment(number: number): SegmentBlocks {
    if (number === this.#lastNumber) return this.#last;
    let segment = this.#segments.get(number);
    if (!segment) {
      segment = new SegmentBlocks();
      this.#segments.set(number, segment);
    }
    this.#lastNumber = number;
    this.#last = segment;
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
