/**
 * The two records a complete segment has of its own digests: the summary at its end and the headers
 * of its groups. Each can be made anew from the other, so damage to one of them costs nothing.
 */
import { blockSizeBytes } from '../../shared/units.ts';
import type { SegmentDisk } from '../disk/segmentDisk.ts';
import {
  decodeSummary, encodeSummary, entriesPerGroup, entryDigest, groupSlots, putEntry, readGroup, sealGroup, summaryOffset, summarySizeBytes,
  type Crc, type GroupHeader, type LogPosition, type SegmentSummary,
} from './layout.ts';
import type { Summaries } from './summaries.ts';
import type { TimeSlice } from './timeSlice.ts';

export interface MendingParts {
  readonly disk: Pick<SegmentDisk, 'read' | 'write' | 'sync'>;
  readonly summaries: Pick<Summaries, 'get'>;
  readonly arrayId: Uint8Array;
  readonly crc: Crc;
}

/** What was found damaged, a sentence each. */
export interface Mending {
  readonly mended: string[];
  readonly unmended: string[];
}

/** Blocks read at once to look for headers: groups of small writes lie close together. */
const windowBlocks = 16;

/** Looks at one complete segment that recovery will not read again, and rewrites what is damaged. */
export async function mendSegment(
  parts: MendingParts, segment: number, isUsed: (slot: number) => boolean, slice: TimeSlice,
): Promise<Mending> {
  const mending: Mending = { mended: [], unmended: [] };
  const summary = await mendSummary(parts, segment, isUsed, mending);
  if (summary) await mendHeaders(parts, segment, summary, mending, slice);
  return mending;
}

/** @returns the digests, or null when they are not complete */
async function mendSummary(
  parts: MendingParts, segment: number, isUsed: (slot: number) => boolean, mending: Mending,
): Promise<SegmentSummary | null> {
  const stored = await readSummary(parts, segment);
  if (stored) return stored;
  let rebuilt: SegmentSummary;
  try {
    rebuilt = await parts.summaries.get(segment);
  } catch {
    mending.unmended.push(`The summary of segment ${segment} is damaged, and its group headers cannot be read.`);
    return null;
  }
  for (let slot = 0; slot < groupSlots; slot += 1) {
    if (!isUsed(slot) || rebuilt.isData(slot)) continue;
    // A header in the middle is damaged as well. What the damaged summary still says must not be overwritten with less.
    mending.unmended.push(`The summary of segment ${segment} is damaged, and so is a group header that it could be rebuilt from.`);
    return null;
  }
  const bytes = encodeSummary(rebuilt, parts.arrayId, segment, parts.crc);
  const isWritten = await tryToWrite(parts, segment, summaryOffset, bytes);
  const isMended = isWritten && (await readSummary(parts, segment)) !== null;
  if (isMended) mending.mended.push(`The summary of segment ${segment} was damaged and is rebuilt from the group headers.`);
  else mending.unmended.push(`The summary of segment ${segment} is damaged and cannot be rewritten.`);
  return rebuilt;
}

async function readSummary({ disk, arrayId, crc }: MendingParts, segment: number): Promise<SegmentSummary | null> {
  const bytes = new Uint8Array(summarySizeBytes);
  try {
    await disk.read(segment, summaryOffset, bytes);
  } catch {
    return null;
  }
  return decodeSummary(bytes, arrayId, segment, crc);
}

async function mendHeaders(parts: MendingParts, segment: number, summary: SegmentSummary, mending: Mending, slice: TimeSlice): Promise<void> {
  const window = new HeaderWindow(parts.disk, segment);
  let lastData = groupSlots - 1;
  while (lastData >= 0 && !summary.isData(lastData)) lastData -= 1;
  let position: LogPosition = { segment, slot: 0, sequence: 0, previousCrc: 0 };
  // Behind the last block with data nothing is missed: a group there holds no digests.
  while (position.slot <= lastData) {
    const { slot } = position;
    let dataCount = 0;
    while (summary.isData(slot + 1 + dataCount)) dataCount += 1;
    const header = await window.header(slot);
    const group = header && readGroup(header, parts.arrayId, position, parts.crc);
    if (group && group.dataCount !== dataCount) {
      mending.unmended.push(`The summary of segment ${segment} and the group header at slot ${slot} contradict each other.`);
    } else if (!group) {
      await mendHeader(parts, position, dataCount, summary, mending);
    }
    position = nextPosition(position, group, dataCount);
    if (slice.isOver) await slice.pause();
  }
}

function nextPosition({ segment, slot, sequence }: LogPosition, group: GroupHeader | null, dataCount: number): LogPosition {
  return { segment, slot: slot + 1 + dataCount, sequence: (group?.sequence ?? sequence) + 1, previousCrc: group?.crc ?? 0 };
}

/** Which files wrote the blocks stood only in the header and stays unknown (file 0); their digests come from the summary. */
async function mendHeader(parts: MendingParts, position: LogPosition, dataCount: number, summary: SegmentSummary, mending: Mending): Promise<void> {
  const { segment, slot } = position;
  const place = `The group header at slot ${slot} of segment ${segment}`;
  if (dataCount > entriesPerGroup || summary.isData(slot)) {
    mending.unmended.push(`${place} is damaged, and the summary does not say how its group was made up.`);
    return;
  }
  const header = new Uint8Array(blockSizeBytes);
  for (let index = 0; index < dataCount; index += 1) {
    putEntry(header, index, { kind: 'data', file: 0, block: 0 });
    entryDigest(header, index).set(summary.digest(slot + 1 + index));
  }
  sealGroup(header, parts.arrayId, position, { entryCount: dataCount, dataCount, durableSequence: 0 }, parts.crc);
  const isWritten = await tryToWrite(parts, segment, slot * blockSizeBytes, header);
  const found = isWritten ? await new HeaderWindow(parts.disk, segment).header(slot) : null;
  const isMended = found !== null && readGroup(found, parts.arrayId, position, parts.crc) !== null;
  if (isMended) mending.mended.push(`${place} was damaged and is rebuilt from the summary.`);
  else mending.unmended.push(`${place} is damaged and cannot be rewritten.`);
}

async function tryToWrite({ disk }: MendingParts, segment: number, offset: number, bytes: Uint8Array): Promise<boolean> {
  try {
    await disk.write(segment, offset, bytes);
    await disk.sync(segment);
    return true;
  } catch {
    return false;
  }
}

/** Reads headers a few blocks at a time, and alone where that fails. */
class HeaderWindow {
  readonly #disk: Pick<SegmentDisk, 'read'>;
  readonly #segment: number;
  readonly #bytes = new Uint8Array(windowBlocks * blockSizeBytes);
  #firstSlot = 0;
  #blocks = 0;

  constructor(disk: Pick<SegmentDisk, 'read'>, segment: number) {
    this.#disk = disk;
    this.#segment = segment;
  }

  /** Null when it cannot be read. */
  async header(slot: number): Promise<Uint8Array | null> {
    if (slot < this.#firstSlot || slot >= this.#firstSlot + this.#blocks) {
      const isRead = (await this.#fill(slot, Math.min(windowBlocks, groupSlots - slot))) || (await this.#fill(slot, 1));
      if (!isRead) return null;
    }
    const at = (slot - this.#firstSlot) * blockSizeBytes;
    return this.#bytes.subarray(at, at + blockSizeBytes);
  }

  async #fill(slot: number, blocks: number): Promise<boolean> {
    this.#firstSlot = slot;
    this.#blocks = 0;
    try {
      await this.#disk.read(this.#segment, slot * blockSizeBytes, this.#bytes.subarray(0, blocks * blockSizeBytes));
    } catch {
      return false;
    }
    this.#blocks = blocks;
    return true;
  }
}
