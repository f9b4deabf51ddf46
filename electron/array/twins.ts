/**
 * Intact copies of damaged blocks. Two blocks with the same 128-bit digest have the same content,
 * wherever they lie and whatever volume they belong to; even one that nothing uses any more will do.
 */
import { blockSizeBytes } from '../../shared/units.ts';
import type { SegmentDisk } from '../disk/segmentDisk.ts';
import type { BlockReader } from './blockReader.ts';
import { digestBytes, groupSlots, vbnOf, type SegmentSummary } from './layout.ts';
import { readEach } from './readEach.ts';
import type { Summaries } from './summaries.ts';
import type { TimeSlice } from './timeSlice.ts';

export interface TwinParts {
  readonly disk: Pick<SegmentDisk, 'segments'>;
  readonly summaries: Pick<Summaries, 'get'>;
  readonly reader: Pick<BlockReader, 'readBlocks'>;
}

export interface WantedBlock {
  readonly vbn: number;
  readonly digest: Uint8Array;
}

/** What some damaged blocks, all with the same digest, should hold. */
export interface FoundContent {
  readonly vbns: readonly number[];
  /** Verified against the digest. Valid until the next one is asked for. */
  readonly bytes: Uint8Array;
}

/** Looks through the digests of all segments once, however many blocks are wanted; yields each content once. */
export async function* findTwins(parts: TwinParts, wanted: readonly WantedBlock[], slice: TimeSlice): AsyncGenerator<FoundContent> {
  const damaged = new Set(wanted.map((block) => block.vbn));
  const open = groupByDigest(wanted);
  const bytes = new Uint8Array(blockSizeBytes);
  for (const segment of parts.disk.segments()) {
    if (open.size === 0) return;
    const summary = await summaryOf(parts, segment);
    if (!summary) continue;
    for (const { slot, key } of matchesIn(summary, open)) {
      const vbns = open.get(key)?.vbns;
      const vbn = vbnOf(segment, slot);
      if (!vbns || damaged.has(vbn)) continue;
      const [isIntact] = await readEach(parts.reader, Float64Array.of(vbn), bytes);
      if (isIntact !== 1) continue;
      open.delete(key);
      yield { vbns, bytes };
    }
    if (slice.isOver) await slice.pause();
  }
}

/** A segment whose digests cannot be read has no twins to offer; that it is damaged is found elsewhere. */
async function summaryOf(parts: TwinParts, segment: number): Promise<SegmentSummary | null> {
  try {
    return await parts.summaries.get(segment);
  } catch {
    return null;
  }
}

interface Wanted {
  /** The first four bytes of the digest: a cheap first look. */
  readonly word: number;
  readonly vbns: number[];
}

function keyOf(digest: Uint8Array): string {
  return Buffer.from(digest).toString('latin1');
}

function groupByDigest(blocks: readonly WantedBlock[]): Map<string, Wanted> {
  const groups = new Map<string, Wanted>();
  for (const { vbn, digest } of blocks) {
    const key = keyOf(digest);
    const known = groups.get(key);
    if (known) known.vbns.push(vbn);
    else groups.set(key, { word: new DataView(digest.buffer, digest.byteOffset).getUint32(0, true), vbns: [vbn] });
  }
  return groups;
}

function matchesIn(summary: SegmentSummary, wanted: ReadonlyMap<string, Wanted>): { slot: number; key: string }[] {
  const words = new Set(Array.from(wanted.values(), ({ word }) => word));
  const view = new DataView(summary.digests.buffer, summary.digests.byteOffset, summary.digests.byteLength);
  const matches: { slot: number; key: string }[] = [];
  for (let slot = 0; slot < groupSlots; slot += 1) {
    if (!words.has(view.getUint32(slot * digestBytes, true)) || !summary.isData(slot)) continue;
    const key = keyOf(summary.digest(slot));
    if (wanted.has(key)) matches.push({ slot, key });
  }
  return matches;
}
