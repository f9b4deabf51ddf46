/**
 * Post-process dedupe of one volume: finds stored blocks with equal content and has every pointer
 * to the copies moved to one of them.
 *
 * It looks at blocks that were in use when it began; what is written meanwhile is the next run's. A
 * block it points others to may have gone out of use by then: `apply` must see to it that it still may be used.
 *
 * Memory: 1 bit for each slot of the segments in use, 2 to 4 bytes for each block, about 30 bytes for
 * each block that may have an equal one (at most `candidateLimit` at a time; beyond that it takes
 * several rounds), and 32 MiB of remapped blocks.
 */
import type { BlockReader } from '../blockReader.ts';
import { blockSizeBytes } from '../../../shared/units.ts';
import { digestBytes, vbnOf, type SegmentSummary } from '../layout.ts';
import type { Summaries } from '../summaries.ts';
import { TimeSlice } from '../timeSlice.ts';
import { BlockSet } from './blockSet.ts';
import { ByteCompare, comparePairs } from './byteCompare.ts';
import { Candidates, DigestMarks } from './candidates.ts';
import { planGroup, type PlanRules } from './plan.ts';
import { Remap } from './remap.ts';
import { sharingLimit, type SharedBlocks } from './sharedBlocks.ts';

/** Pointers of one leaf to move. */
export interface LeafChange {
  readonly leafId: number;
  readonly changes: readonly { readonly slot: number; readonly from: number; readonly to: number }[];
}

export interface PostProcessParts {
  /**
   * Ids of the leaves of the volume, its snapshots included, each once. Asked for again in every round;
   * leaves that came into being meanwhile may be among them.
   */
  leaves(): Iterable<number> | AsyncIterable<number>;
  /** The pointers of a leaf. @throws when it cannot be read; the run then leaves it alone */
  slots(leafId: number): Float64Array;
  readonly summaries: Pick<Summaries, 'get'>;
  readonly reader: Pick<BlockReader, 'readBlocks'>;
  readonly shared: Pick<SharedBlocks, 'hits' | 'add'>;
  /**
   * Moves pointers of some leaves in place, where they are still `from` and nothing has given `to` back, and counts
   * what that means. Called when the bytes were compared and the sharing counts are raised.
   */
  apply(leaves: readonly LeafChange[]): Promise<void>;
}

export interface PostProcessOptions {
  /** Only blocks from this number on are merged, with one another and with older ones. 0 for all. */
  readonly sinceVbn: number;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((doneBytes: number, totalBytes: number) => void) | undefined;
  readonly candidateLimit?: number;
  readonly remapLimit?: number;
  readonly sharingLimit?: number;
}

export interface PostProcessResult {
  readonly scannedBlocks: number;
  /** Blocks that nothing points to any more, as another has taken their place. */
  readonly mergedBlocks: number;
  /** Equal blocks that stay because of the sharing limit. */
  readonly overLimitBlocks: number;
  /** Blocks left alone as they do not match their checksum or cannot be read. */
  readonly damagedBlocks: number;
}

const defaultCandidateLimit = 4 * 1024 * 1024;
const defaultRemapLimit = 1024 * 1024;
/** Leaves given to one `apply`. */
const leavesPerApply = 8;

/** @throws Fault RequestCanceled; rounds applied before stay applied */
export async function findEqualBlocks(parts: PostProcessParts, options: PostProcessOptions): Promise<PostProcessResult> {
  return new PostProcess(parts, options).run();
}

class PostProcess {
  readonly #parts: PostProcessParts;
  readonly #options: PostProcessOptions;
  readonly #slice: TimeSlice;
  readonly #compare: ByteCompare;
  #remap = new Remap(0);
  readonly #remapLimit: number;
  readonly #rules: PlanRules;
  readonly #used = new BlockSet();
  readonly #merged = new BlockSet();
  readonly #damaged = new BlockSet();
  /** Groups whose planned target turned out to be damaged, by their first member. */
  #retries = new Set<number>();
  #pairs: { from: number; to: number; group: number }[] = [];
  /** How many members of a group stay because of the limit, by its first member; few groups ever have any. */
  readonly #overLimit = new Map<number, number>();
  #mergedBlocks = 0;
  #overLimitBlocks = 0;
  #doneBlocks = 0;
  #totalBlocks = 0;

  constructor(parts: PostProcessParts, options: PostProcessOptions) {
    this.#parts = parts;
    this.#options = options;
    this.#slice = new TimeSlice(options.signal);
    this.#compare = new ByteCompare(parts.reader);
    this.#remapLimit = options.remapLimit ?? defaultRemapLimit;
    this.#rules = {
      hits: (vbn) => parts.shared.hits(vbn),
      sharingLimit: options.sharingLimit ?? sharingLimit,
      sinceVbn: options.sinceVbn,
      isOut: (vbn) => this.#merged.has(vbn) || this.#damaged.has(vbn),
    };
  }

  async run(): Promise<PostProcessResult> {
    await this.#collectUsed();
    this.#totalBlocks = this.#used.size;
    this.#remap = new Remap(Math.max(Math.min(this.#remapLimit, this.#used.size), comparePairs));
    const { sinceVbn } = this.#options;
    const isCandidate = await this.#markDigests(sinceVbn);
    for (let fromHigh: number | null = 0; fromHigh !== null; ) {
      const candidates = new Candidates(fromHigh, this.#options.candidateLimit ?? defaultCandidateLimit);
      await this.#eachDigest(0, (low, high, vbn) => {
        if (fromHigh === 0) this.#doneBlocks += 1;
        if (isCandidate(low)) candidates.add(low, high, vbn);
      });
      await this.#mergeCandidates(candidates);
      fromHigh = candidates.nextFromHigh;
    }
    this.#report(this.#totalBlocks);
    return {
      scannedBlocks: this.#used.size,
      mergedBlocks: this.#mergedBlocks,
      overLimitBlocks: this.#overLimitBlocks,
      damagedBlocks: this.#damaged.size,
    };
  }

  async #collectUsed(): Promise<void> {
    for await (const leafId of this.#parts.leaves()) {
      const slots = this.#slotsOf(leafId);
      for (let slot = 0; slot < slots.length; slot += 1) {
        const vbn = slots[slot] ?? 0;
        if (vbn !== 0) this.#used.add(vbn);
      }
      if (this.#slice.isOver) await this.#slice.pause();
    }
  }

  /** Which digests are worth loading: those seen twice or, when only new blocks count, those of new blocks. */
  async #markDigests(sinceVbn: number): Promise<(low: number) => boolean> {
    const isAll = sinceVbn <= 0;
    let count = isAll ? this.#used.size : 0;
    if (!isAll) await this.#eachDigest(sinceVbn, () => void (count += 1));
    if (count === 0) return () => false;
    const marks = new DigestMarks(count);
    await this.#eachDigest(sinceVbn, (low) => marks.mark(low));
    return isAll ? (low) => marks.isRepeated(low) : (low) => marks.isMarked(low);
  }

  /** Visits the low 64 bits of the digest of every block in use from `sinceVbn` on, in the order of their numbers. */
  async #eachDigest(sinceVbn: number, visit: (low: number, high: number, vbn: number) => void): Promise<void> {
    for (const segment of this.#used.segments()) {
      if (vbnOf(segment + 1, 0) <= sinceVbn) continue;
      const summary = await this.#summaryOf(segment);
      if (!summary) continue;
      const { digests } = summary;
      const view = new DataView(digests.buffer, digests.byteOffset, digests.byteLength);
      for (const slot of this.#used.slots(segment)) {
        const vbn = vbnOf(segment, slot);
        if (vbn < sinceVbn || !summary.isData(slot)) continue;
        visit(view.getUint32(slot * digestBytes, true), view.getUint32(slot * digestBytes + 4, true), vbn);
      }
      if (this.#slice.isOver) await this.#pause();
    }
  }

  /** Null when the checksums of the segment cannot be read: none of its blocks can be trusted then. */
  async #summaryOf(segment: number): Promise<SegmentSummary | null> {
    try {
      return await this.#parts.summaries.get(segment);
    } catch {
      for (const slot of this.#used.slots(segment)) this.#damaged.add(vbnOf(segment, slot));
      return null;
    }
  }

  async #mergeCandidates(candidates: Candidates): Promise<void> {
    await candidates.group(this.#slice);
    this.#totalBlocks += candidates.count;
    for (let index = 0; index < candidates.count; index += 1) {
      if (candidates.isGroup(index)) await this.#mergeGroup(candidates, index);
      this.#doneBlocks += 1;
      if (this.#slice.isOver) await this.#pause();
    }
    await this.#comparePairs();
    await this.#applyRound();
    // Each of these groups has lost a member at least, so this comes to an end.
    while (this.#retries.size > 0) {
      const groups = [...this.#retries];
      this.#retries = new Set();
      for (const index of groups) await this.#mergeGroup(candidates, index);
      await this.#comparePairs();
      await this.#applyRound();
    }
    for (const count of this.#overLimit.values()) this.#overLimitBlocks += count;
    this.#overLimit.clear();
  }

  async #mergeGroup(candidates: Candidates, first: number): Promise<void> {
    const emit = async (from: number, to: number): Promise<void> => {
      this.#pairs.push({ from, to, group: first });
      if (this.#pairs.length === comparePairs) await this.#comparePairs();
    };
    const overLimit = await planGroup({ candidates, first }, this.#rules, this.#slice, emit);
    if (overLimit > 0 || this.#overLimit.has(first)) this.#overLimit.set(first, overLimit);
  }

  async #comparePairs(): Promise<void> {
    const pairs = this.#pairs;
    this.#pairs = [];
    if (pairs.length === 0) return;
    const results = await this.#compare.compare(Float64Array.from(pairs, (pair) => pair.from), Float64Array.from(pairs, (pair) => pair.to));
    for (const [index, { from, to, group }] of pairs.entries()) {
      const result = results[index];
      if (result === 'equal') {
        this.#merged.add(from);
        this.#remap.set(from, to);
      } else if (result === 'fromDamaged') {
        this.#damaged.add(from);
      } else if (result === 'toDamaged') {
        this.#damaged.add(to);
        this.#retries.add(group);
      }
    }
    await this.#pause();
    if (this.#remap.size + comparePairs > this.#remapLimit) await this.#applyRound();
  }

  /** Moves every pointer to a block that was found equal to another since the last round. */
  async #applyRound(): Promise<void> {
    if (this.#remap.size === 0) return;
    const { shared } = this.#parts;
    for (const [from, to] of this.#remap.entries()) {
      shared.add(to, 1 + shared.hits(from));
      if (this.#slice.isOver) await this.#slice.pause();
    }
    let batch: LeafChange[] = [];
    for await (const leafId of this.#parts.leaves()) {
      const changes: { slot: number; from: number; to: number }[] = [];
      const slots = this.#slotsOf(leafId);
      for (let slot = 0; slot < slots.length; slot += 1) {
        const from = slots[slot] ?? 0;
        if (from === 0 || !this.#merged.has(from)) continue;
        const to = this.#remap.get(from);
        if (to !== 0) changes.push({ slot, from, to });
      }
      if (changes.length > 0) batch.push({ leafId, changes });
      if (batch.length === leavesPerApply) {
        await this.#parts.apply(batch);
        batch = [];
      }
      if (this.#slice.isOver) await this.#slice.pause();
    }
    if (batch.length > 0) await this.#parts.apply(batch);
    this.#mergedBlocks += this.#remap.size;
    this.#remap.clear();
  }

  #slotsOf(leafId: number): Float64Array {
    try {
      return this.#parts.slots(leafId);
    } catch {
      // A damaged node is for the check to report. Its blocks are not known here and so stay as they are.
      return new Float64Array(0);
    }
  }

  async #pause(): Promise<void> {
    this.#report(this.#doneBlocks);
    await this.#slice.pause();
  }

  #report(doneBlocks: number): void {
    this.#options.onProgress?.(doneBlocks * blockSizeBytes, this.#totalBlocks * blockSizeBytes);
  }
}
