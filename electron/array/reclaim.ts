/**
 * The exact pass and what follows from it: counters become exact, unused map nodes are removed,
 * unused segments are freed and unused stretches of others are returned to the file system.
 *
 * It looks at a snapshot. What was not in use then cannot come into use later, because block
 * numbers and node ids are never given out twice and clones only copy roots that are in use;
 * what has come into being since has a number above the limits taken with the snapshot.
 */
import { blockSizeBytes } from '../../shared/units.ts';
import type { Meta, MetaSnapshot } from '../meta/meta.ts';
import type { SegmentDisk } from '../disk/segmentDisk.ts';
import type { FileState, FileTable, VolumeState } from './files.ts';
import { groupSlots } from './layout.ts';
import type { NodeStore } from './nodeStore.ts';
import type { Summaries } from './summaries.ts';
import { TimeSlice } from './timeSlice.ts';
import { Walk } from './walk.ts';

/** Shorter stretches of unused blocks stay allocated: each hole costs the file system an extent. */
const punchMinimumBlocks = 8;
const sweepBatchNodes = 2_000;
const listBatchFiles = 250;

export interface ReclaimParts {
  readonly meta: Meta;
  readonly files: FileTable;
  readonly nodes: NodeStore;
  readonly disk: SegmentDisk;
  readonly summaries: Summaries;
  /** Unused blocks of each segment that were returned before; kept between passes. */
  readonly punched: Map<number, number>;
  /** Runs `apply` while nothing else changes files, and saves. */
  exclusively(apply: () => void): Promise<void>;
}

/** The moment a pass looks at. Taken right after a checkpoint, while nothing is staged. */
export interface PassStart {
  readonly snapshot: MetaSnapshot;
  readonly nodeLimit: number;
  /** Segments below this one are complete. */
  readonly segmentLimit: number;
  readonly volumes: readonly VolumeState[];
}

/** Files of the snapshot, one after the other, without holding all of them. */
export async function* filesOf(files: FileTable, snapshot: MetaSnapshot, slice: TimeSlice): AsyncGenerator<FileState> {
  let afterId = 0;
  for (;;) {
    const batch = files.listAt(snapshot, afterId, listBatchFiles);
    for (const file of batch) {
      if (slice.isOver) await slice.pause();
      yield file;
      afterId = file.id;
    }
    if (batch.length < listBatchFiles) return;
  }
}

export async function runReclaim(parts: ReclaimParts, start: PassStart, signal?: AbortSignal): Promise<number> {
  const slice = new TimeSlice(signal);
  const reads = { slots: (id: number) => parts.nodes.slotsAt(start.snapshot, id) };
  const walks: Walk[] = [];
  try {
    for (const volume of start.volumes) {
      const walk = new Walk(reads, slice);
      const listed: FileState[] = [];
      for await (const file of filesOf(parts.files, start.snapshot, slice)) {
        if (file.volumeId !== volume.id) continue;
        await walk.visit(file);
        listed.push(file);
      }
      const exclusive = await walk.exclusiveBlocks();
      await parts.exclusively(() => applyExact(parts.files, volume, walk.distinctBlocks, listed, exclusive));
      walks.push(walk);
    }
  } finally {
    start.snapshot.release();
  }
  await sweepNodes(parts, start, walks, slice);
  return (await freeSegments(parts, start, walks, slice)) * blockSizeBytes;
}

/** Makes counters exact; files that changed since the snapshot keep their bounds, which stay valid. */
function applyExact(files: FileTable, then: VolumeState, distinctBlocks: number, listed: FileState[], exclusive: Map<number, number>): void {
  const now = files.volume(then.id);
  now.physicalBlocks = distinctBlocks + (now.physicalBlocks - then.physicalBlocks);
  now.exactAtDrops = then.drops;
  for (const old of listed) {
    const file = files.find(old.id);
    if (!file) continue;
    const isUnchanged =
      file.shares === old.shares && file.drops === old.drops && file.exactAtDrops === old.exactAtDrops && file.root === old.root && file.shareVbn === old.shareVbn &&
      file.mappedBlocks === old.mappedBlocks && file.ownBlocks === old.ownBlocks;
    if (!isUnchanged) continue;
    const exclusiveOldBlocks = (exclusive.get(file.id) ?? 0) - file.ownBlocks;
    if (exclusiveOldBlocks === file.exclusiveOldBlocks && file.exactAtDrops === then.drops) continue;
    file.exclusiveOldBlocks = exclusiveOldBlocks;
    file.exactAtDrops = then.drops;
    files.markDirty(file);
  }
}

async function sweepNodes(parts: ReclaimParts, start: PassStart, walks: Walk[], slice: TimeSlice): Promise<void> {
  let fromId = 0;
  for (;;) {
    let last = -1;
    const unused: number[] = [];
    for (const id of parts.nodes.storedIds(fromId, start.nodeLimit, sweepBatchNodes)) {
      last = id;
      if (!walks.some((walk) => walk.seen.has(id))) unused.push(id);
    }
    if (last < 0) return;
    if (unused.length > 0) parts.meta.transaction((tx) => parts.nodes.remove(tx, unused));
    await slice.pause();
    fromId = last + 1;
  }
}

async function freeSegments(parts: ReclaimParts, start: PassStart, walks: Walk[], slice: TimeSlice): Promise<number> {
  let freedBlocks = 0;
  for (const segment of parts.disk.segments()) {
    if (segment >= start.segmentLimit) continue;
    const summary = await parts.summaries.get(segment);
    const owners = walks.map((walk) => walk.owners.ofSegment(segment));
    const isUnused = (slot: number): boolean => summary.isData(slot) && owners.every((owner) => (owner?.[slot] ?? 0) === 0);
    let unused = 0;
    let used = 0;
    const stretches: { slot: number; count: number }[] = [];
    let run = 0;
    for (let slot = 0; slot <= groupSlots; slot += 1) {
      if (slot < groupSlots && isUnused(slot)) {
        unused += 1;
        run += 1;
        continue;
      }
      if (slot < groupSlots && summary.isData(slot)) used += 1;
      if (run >= punchMinimumBlocks) stretches.push({ slot: slot - run, count: run });
      run = 0;
    }
    const before = parts.punched.get(segment) ?? 0;
    if (used === 0) {
      parts.summaries.forget(segment);
      parts.punched.delete(segment);
      await parts.disk.free(segment);
    } else if (unused > before) {
      for (const { slot, count } of stretches) await parts.disk.punch(segment, slot * blockSizeBytes, count * blockSizeBytes);
      parts.punched.set(segment, unused);
    }
    freedBlocks += unused - before;
    if (slice.isOver) await slice.pause();
  }
  return freedBlocks;
}
