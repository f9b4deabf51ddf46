/**
 * Recovery: what the log holds beyond the last checkpoint. A group counts only if it is the
 * next one by place, sequence and chain, and every block in it matches its digest; the first
 * that does not is where the log ends. A torn group was never acknowledged.
 */
import { blockSizeBytes } from '../../shared/units.ts';
import type { SegmentDisk } from '../disk/segmentDisk.ts';
import type { Kernel } from './kernel/kernel.ts';
import {
  digestBytes, entriesPerGroup, entryDigest, groupSlots, readGroup, vbnOf, type Crc, type LogEntry, type LogPosition,
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

/**
 * Applies every durable group after `from`, in order.
 * @returns where the log goes on
 */
export async function replayLog(parts: ReplayParts, from: LogPosition, apply: (replayed: Replayed) => void): Promise<LogPosition> {
  const existing = new Set(parts.disk.segments());
  let position = from;
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
    if (!existing.has(ahead.segment)) return position;
    const nextAhead = await readNextGroup(parts, ahead);
    if (!nextAhead) return position;
    position = ahead;
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
  if (group.dataCount > 0) {
    const data = kernel.memory.subarray(scratchOffset, scratchOffset + group.dataCount * blockSizeBytes);
    await disk.read(position.segment, (position.slot + 1) * blockSizeBytes, data);
    kernel.digestAll(scratchOffset, group.dataCount, parts.seed, digestsOffset);
  }
  const replayed: Replayed[] = [];
  const digests: Uint8Array[] = [];
  for (const [index, entry] of group.entries.entries()) {
    if (entry.kind !== 'data') {
      replayed.push({ entry, vbn: 0 });
      continue;
    }
    const expected = entryDigest(header, index);
    const at = digestsOffset + digests.length * digestBytes;
    for (let i = 0; i < digestBytes; i += 1) if (kernel.memory[at + i] !== expected[i]) return null;
    digests.push(expected);
    replayed.push({ entry, vbn: vbnOf(position.segment, position.slot + digests.length) });
  }
  const summary = parts.summaries.open(position.segment);
  for (const [index, digest] of digests.entries()) summary.set(position.slot + 1 + index, digest);
  return {
    replayed,
    position: {
      segment: position.segment,
      slot: position.slot + 1 + group.dataCount,
      sequence: position.sequence + 1,
      previousCrc: group.crc,
    },
  };
}
