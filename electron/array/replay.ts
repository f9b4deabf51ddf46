/**
 * Recovery: what the log holds beyond the last checkpoint. A group counts only if it is the
 * next one by place, sequence and chain, and every block in it matches its digest; the first
 * that does not is where the log ends. A torn group was never acknowledged.
 *
 * Unless a later group says that it was durable: then it was damaged since, which is told
 * instead of taken for the end.
 */
import { blockSizeBytes } from '../../shared/units.ts';
import type { SegmentDisk } from '../disk/segmentDisk.ts';
import type { Kernel } from './kernel/kernel.ts';
import {
  digestBytes, entriesPerGroup, entryDigest, groupSlots, readGroup, vbnOf, type Crc, type GroupHeader, type LogEntry, type LogPosition,
} from './layout.ts';
import type { Summaries } from './summaries.ts';

/** A log entry as it is replayed; `vbn` is the block of a data entry and 0 for others. */
export type Replayed = { readonly entry: LogEntry; readonly vbn: number };

export interface ReplayParts {
  readonly disk: SegmentDisk;
  readonly kernel: Kernel;
  readonly summaries: Summaries;
  readonly arrayId: Uint8Array;
  readonly seed: bigint;
  readonly crc: Crc;
  /** Kernel memory for one group and its digests. */
  readonly scratchOffset: number;
}

/** Kernel memory that a replay needs. */
export const replayScratchBytes = (entriesPerGroup + 1) * blockSizeBytes + entriesPerGroup * digestBytes;

/** Blocks read at once when a later group is looked for. */
const scanBlocks = 2_048;

export interface ReplayResult {
  /** Where the log goes on. */
  readonly position: LogPosition;
  /** Groups that were acknowledged and cannot be read any more. */
  readonly lostGroups: number;
}

/**
 * Applies every durable group after `from`, in order.
 * @param isClean the array was closed after `from` was saved, so nothing is expected behind it
 */
export async function replayLog(parts: ReplayParts, from: LogPosition, isClean: boolean, apply: (replayed: Replayed) => void): Promise<ReplayResult> {
  const existing = new Set(parts.disk.segments());
  let position = from;
  let lostGroups = 0;
  if (existing.has(from.segment)) {
    parts.summaries.adopt(from.segment, await parts.summaries.rebuild(from.segment, from.slot));
  }
  for (;;) {
    const next = existing.has(position.segment) ? await readNextGroup(parts, position) : null;
    if (next) {
      for (const replayed of next.replayed) apply(replayed);
      position = next.position;
      continue;
    }
    // The writer moves on when a segment has no room left, so the log may continue at the start of the next one.
    const ahead: LogPosition = { ...position, segment: position.segment + 1, slot: 0 };
    if (existing.has(ahead.segment) && (await readNextGroup(parts, ahead))) {
      position = ahead;
      continue;
    }
    const resumed = isClean ? null : await findLaterGroup(parts, position);
    if (!resumed) return { position, lostGroups };
    lostGroups += resumed.sequence - position.sequence;
    position = resumed;
  }
}

async function readNextGroup(
  parts: ReplayParts,
  position: LogPosition,
): Promise<{ replayed: Replayed[]; position: LogPosition } | null> {
  const { disk, kernel, scratchOffset } = parts;
  if (position.slot + 1 > groupSlots) return null;
  const header = new Uint8Array(blockSizeBytes);
  await disk.read(position.segment, position.slot * blockSizeBytes, header);
  const group = readGroup(header, parts.arrayId, position, parts.crc);
  if (!group || group.sequence !== position.sequence || group.previousCrc !== position.previousCrc) return null;

  const digestsOffset = scratchOffset + entriesPerGroup * blockSizeBytes;
  const isRead = group.dataCount === 0 || (await readData(parts, group, digestsOffset));
  const after: LogPosition = {
    segment: position.segment,
    slot: position.slot + 1 + group.dataCount,
    sequence: position.sequence + 1,
    previousCrc: group.crc,
  };
  const replayed: Replayed[] = [];
  const digests: Uint8Array[] = [];
  let isWhole = isRead;
  for (const [index, entry] of group.entries.entries()) {
    if (entry.kind !== 'data') {
      replayed.push({ entry, vbn: 0 });
      continue;
    }
    const expected = entryDigest(header, index);
    const at = digestsOffset + digests.length * digestBytes;
    for (let i = 0; i < digestBytes; i += 1) if (kernel.memory[at + i] !== expected[i]) isWhole = false;
    digests.push(expected);
    replayed.push({ entry, vbn: vbnOf(position.segment, position.slot + digests.length) });
  }
  // A group that was never finished is the end of the log. One that a later group knows to have been durable was damaged
  // since: its blocks are taken all the same, and reading a damaged one says so instead of showing what was there before.
  if (!isWhole && !(await isKnownDurable(parts, after, group.sequence))) return null;
  const summary = parts.summaries.open(position.segment);
  for (const [index, digest] of digests.entries()) summary.set(position.slot + 1 + index, digest);
  return { replayed, position: after };
}

/** @returns false when the data cannot be read */
async function readData({ disk, kernel, seed, scratchOffset }: ReplayParts, group: GroupHeader, digestsOffset: number): Promise<boolean> {
  const data = kernel.memory.subarray(scratchOffset, scratchOffset + group.dataCount * blockSizeBytes);
  try {
    await disk.read(group.segment, (group.slot + 1) * blockSizeBytes, data);
  } catch {
    return false;
  }
  kernel.digestAll(scratchOffset, group.dataCount, seed, digestsOffset);
  return true;
}

/** Whether a group that follows in the chain was written when the group `sequence` was durable. */
async function isKnownDurable(parts: ReplayParts, from: LogPosition, sequence: number): Promise<boolean> {
  const existing = new Set(parts.disk.segments());
  const header = new Uint8Array(blockSizeBytes);
  const readAt = async (at: LogPosition): Promise<GroupHeader | null> => {
    if (at.slot + 1 > groupSlots || !existing.has(at.segment)) return null;
    await parts.disk.read(at.segment, at.slot * blockSizeBytes, header);
    const group = readGroup(header, parts.arrayId, at, parts.crc);
    return group?.sequence === at.sequence && group.previousCrc === at.previousCrc ? group : null;
  };
  for (let at = from; ; ) {
    const group = (await readAt(at)) ?? (await readAt({ ...at, segment: at.segment + 1, slot: 0 }));
    if (!group) return false;
    if (group.durableSequence >= sequence) return true;
    at = { segment: group.segment, slot: group.slot + 1 + group.dataCount, sequence: group.sequence + 1, previousCrc: group.crc };
  }
}

/**
 * Looks behind the end of the log for a group that was written when the one expected there was durable already: then that
 * one's header is damaged. Groups that an earlier use of the segment left behind have lower numbers.
 */
async function findLaterGroup(parts: ReplayParts, end: LogPosition): Promise<LogPosition | null> {
  const existing = new Set(parts.disk.segments());
  const window = new Uint8Array(scanBlocks * blockSizeBytes);
  for (let segment = end.segment; existing.has(segment); segment += 1) {
    for (let slot = segment === end.segment ? end.slot : 0; slot < groupSlots; slot += scanBlocks) {
      const count = Math.min(scanBlocks, groupSlots - slot);
      try {
        await parts.disk.read(segment, slot * blockSizeBytes, window.subarray(0, count * blockSizeBytes));
      } catch {
        // What cannot be read cannot tell anything; what follows it may.
        continue;
      }
      for (let i = 0; i < count; i += 1) {
        const header = window.subarray(i * blockSizeBytes, (i + 1) * blockSizeBytes);
        const group = readGroup(header, parts.arrayId, { segment, slot: slot + i }, parts.crc);
        if (!group || group.sequence <= end.sequence || group.durableSequence < end.sequence) continue;
        return { segment, slot: slot + i, sequence: group.sequence, previousCrc: group.previousCrc };
      }
    }
  }
  return null;
}
