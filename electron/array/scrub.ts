/**
 * Reads every stored block in use, compares it with its digest, and puts right what is damaged from
 * an intact block with the same digest. The array's own records of a segment, its summary and the
 * headers of its groups, are looked after along the way.
 *
 * Nothing may free segments while it runs. One read of at most 1 MiB is under way at a time, and
 * other work gets its turn after each. Memory: 1 MiB, and about 200 bytes for each damaged block.
 */
import { blockSizeBytes } from '../../shared/units.ts';
import type { SegmentDisk } from '../disk/segmentDisk.ts';
import type { BlockReader } from './blockReader.ts';
import { groupSlots, segmentOf, slotOf, vbnOf, type Crc, type SegmentSummary } from './layout.ts';
import { readEach } from './readEach.ts';
import { scratchBlocks } from './scratch.ts';
import { mendSegment } from './segmentMending.ts';
import type { Summaries } from './summaries.ts';
import { TimeSlice } from './timeSlice.ts';
import { findTwins, type WantedBlock } from './twins.ts';

export interface UsedSlots {
  readonly segment: number;
  isUsed(slot: number): boolean;
}

export interface ScrubParts {
  readonly disk: Pick<SegmentDisk, 'segments' | 'read' | 'write' | 'sync'>;
  readonly summaries: Pick<Summaries, 'get'>;
  readonly reader: Pick<BlockReader, 'readBlocks'>;
  readonly arrayId: Uint8Array;
  readonly crc: Crc;
  /** Blocks in use, segment by segment, each segment once. */
  readonly used: Iterable<UsedSlots> | AsyncIterable<UsedSlots>;
  /** How many blocks that are, for the progress. */
  readonly usedBlocks: number;
  /** Segments below this one are complete, and recovery will not read them: the last durable checkpoint lies behind. */
  readonly sealedBelow: number;
}

export interface ScrubOptions {
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((doneBytes: number, totalBytes: number) => void) | undefined;
}

export interface ScrubbedBlock {
  readonly vbn: number;
  readonly isRepaired: boolean;
}

export interface ScrubResult {
  readonly scannedBytes: number;
  /** Blocks in use that did not match their digest or could not be read, ascending. */
  readonly damaged: readonly ScrubbedBlock[];
  /** Records of segments that were damaged and are whole again, a sentence each. */
  readonly mended: readonly string[];
  /** ... and those that could not be put right. */
  readonly unmended: readonly string[];
}

/** Damaged blocks gathered before all digests are searched for their twins. */
const repairBatchBlocks = 65_536;

/** @throws Fault RequestCanceled; what was repaired before stays repaired */
export async function runScrub(parts: ScrubParts, options: ScrubOptions = {}): Promise<ScrubResult> {
  const slice = new TimeSlice(options.signal);
  const mended: string[] = [];
  const unmended: string[] = [];
  const damaged: ScrubbedBlock[] = [];
  let waiting: WantedBlock[] = [];
  let scannedBlocks = 0;
  const repairWaiting = async (): Promise<void> => {
    const repaired = waiting.length > 0 ? await repairFromTwins(parts, waiting, slice) : new Set<number>();
    for (const { vbn } of waiting) damaged.push({ vbn, isRepaired: repaired.has(vbn) });
    waiting = [];
  };
  const existing = new Set(parts.disk.segments());
  for await (const { segment, isUsed } of parts.used) {
    const isThere = existing.has(segment);
    if (isThere && segment < parts.sealedBelow) {
      const mending = await mendSegment(parts, segment, isUsed, slice);
      mended.push(...mending.mended);
      unmended.push(...mending.unmended);
    }
    const summary = isThere ? await summaryOf(parts, segment) : null;
    for await (const chunk of brokenBlocks(parts, summary, { segment, isUsed }, slice)) {
      scannedBlocks += chunk.scanned;
      for (const vbn of chunk.broken) {
        const slot = slotOf(vbn);
        if (summary?.isData(slot)) waiting.push({ vbn, digest: summary.digest(slot).slice() });
        else damaged.push({ vbn, isRepaired: false });
      }
      if (waiting.length >= repairBatchBlocks) await repairWaiting();
      options.onProgress?.(scannedBlocks * blockSizeBytes, parts.usedBlocks * blockSizeBytes);
    }
  }
  await repairWaiting();
  damaged.sort((a, b) => a.vbn - b.vbn);
  return { scannedBytes: scannedBlocks * blockSizeBytes, damaged, mended, unmended };
}

/** Null when the digests of the segment cannot be read: none of its blocks can be verified then. */
async function summaryOf(parts: ScrubParts, segment: number): Promise<SegmentSummary | null> {
  try {
    return await parts.summaries.get(segment);
  } catch {
    return null;
  }
}

/** Reads the blocks in use of one segment a chunk at a time. Without a summary all of them count as broken. */
async function* brokenBlocks(
  parts: ScrubParts, summary: SegmentSummary | null, { segment, isUsed }: UsedSlots, slice: TimeSlice,
): AsyncGenerator<{ scanned: number; broken: number[] }> {
  const bytes = new Uint8Array(scratchBlocks * blockSizeBytes);
  for (let slot = 0; slot < groupSlots; ) {
    const found: number[] = [];
    for (; slot < groupSlots && found.length < scratchBlocks; slot += 1) if (isUsed(slot)) found.push(vbnOf(segment, slot));
    if (found.length === 0) return;
    const isIntact = summary ? await readEach(parts.reader, Float64Array.from(found), bytes) : new Uint8Array(found.length);
    yield { scanned: found.length, broken: found.filter((_, index) => isIntact[index] !== 1) };
    await slice.pause();
  }
}

/** @returns the numbers of the blocks that read right again */
async function repairFromTwins(parts: ScrubParts, wanted: readonly WantedBlock[], slice: TimeSlice): Promise<Set<number>> {
  const repaired = new Set<number>();
  for await (const { vbns, bytes } of findTwins(parts, wanted, slice)) {
    for (const vbn of vbns) if (await rewrite(parts, vbn, bytes)) repaired.add(vbn);
    if (slice.isOver) await slice.pause();
  }
  return repaired;
}

async function rewrite(parts: ScrubParts, vbn: number, bytes: Uint8Array): Promise<boolean> {
  const segment = segmentOf(vbn);
  try {
    await parts.disk.write(segment, slotOf(vbn) * blockSizeBytes, bytes);
    await parts.disk.sync(segment);
  } catch {
    // A place that cannot be written stays damaged, and is reported as that.
    return false;
  }
  const [isIntact] = await readEach(parts.reader, Float64Array.of(vbn), new Uint8Array(blockSizeBytes));
  return isIntact === 1;
}
