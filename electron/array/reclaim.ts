/**
 * The exact pass and what follows from it: counters become exact, unused map nodes are removed,
 * unused segments are freed and unused stretches of others are returned to the file system.
 *
 * It looks at a snapshot of the metadata. What was not in use then cannot come into use later,
 * because block numbers and node ids are never given out twice and clones only copy roots that
 * are in use; dedupe alone could use such a block again, and asks `Liveness` first. What has come
 * into being since has a number above the limits taken with the snapshot.
 */
import { Fault, faultRecordOf } from '../../shared/faults.ts';
import { blockSizeBytes } from '../../shared/units.ts';
import type { ArrayParts } from './parts.ts';
import { applyFiles, applyVolume } from './exact/applyExact.ts';
import { sharesPerTransaction } from './exact/exactShares.ts';
import { LevelWalk } from './exact/levelWalk.ts';
import { nodeReaderAt, readContent, type Leftovers, type PassStart, type VolumeContent } from './exact/pass.ts';
import { SparseBitmap } from './exact/sparseBitmap.ts';
import type { WalkResult } from './exact/walkTypes.ts';
import { groupSlots, vbnOf } from './layout.ts';
import { TimeSlice } from './timeSlice.ts';

/** Shorter stretches of unused blocks stay allocated: each hole costs the file system an extent. */
const punchMinimumBlocks = 8;
const sweepBatchNodes = 2_000;
const sweepBatchRecords = 1_000;
const applyBatchFiles = 2_000;

export interface ReclaimParts extends ArrayParts {
  /** Runs `apply` while nothing else changes files. */
  exclusively(apply: () => void): Promise<void>;
}

/** What is in use in the whole array. */
interface Used {
  readonly nodes: SparseBitmap;
  readonly blocks: SparseBitmap;
}

export async function walkVolume(parts: ArrayParts, start: PassStart, content: VolumeContent, slice: TimeSlice, options: {
  readonly used?: Used;
  readonly hasFairShares?: boolean;
  readonly dedupedBlocks: SparseBitmap | null;
  readonly onDamage?: (error: unknown, fileIndex: number) => void;
}): Promise<WalkResult> {
  const walk = new LevelWalk({
    reader: nodeReaderAt(parts.nodes, start.at, start.nodeLimit), slice, baseNode: content.volume.base?.node ?? 0, baseVbn: content.volume.base?.vbn ?? 0,
    hasFairShares: options.hasFairShares ?? false, dedupedBlocks: options.dedupedBlocks, onDamage: options.onDamage,
    ...(options.used && { usedNodes: options.used.nodes, usedBlocks: options.used.blocks }),
  });
  for (const root of content.roots) walk.addRoot(root);
  return walk.run();
}

/** @returns bytes of blocks given back */
export async function runReclaim(parts: ReclaimParts, start: PassStart, signal?: AbortSignal): Promise<number> {
  const slice = new TimeSlice(signal);
  const used: Used = { nodes: new SparseBitmap(), blocks: new SparseBitmap() };
  const shares = new Map<number, number>();
  let leftovers: Leftovers;
  try {
    const dedupedBlocks = await parts.shared.collect(slice);
    const content = await readContent(parts.files, start, slice);
    ({ leftovers } = content);
    for (const volume of content.volumes) {
      const found = await walkVolume(parts, start, volume, slice, { used, hasFairShares: true, dedupedBlocks });
      for (let from = 0; from < volume.files.length; from += applyBatchFiles) {
        await parts.exclusively(() => applyFiles(parts, volume, found, from, from + applyBatchFiles));
        await slice.pause();
      }
      await parts.exclusively(() => applyVolume(parts, volume, found));
      for (const [index, file] of volume.files.entries()) shares.set(file.id, found.fairShares?.[index] ?? 0);
    }
  } finally {
    start.at.release();
  }
  await saveShares(parts, shares, slice);
  parts.liveness.condemn((vbn) => vbn < start.vbnLimit && !used.blocks.has(vbn));
  await sweepRecords(parts, leftovers, slice);
  await sweepNodes(parts, start, used, slice);
  return (await freeSegments(parts, start, used, slice)) * blockSizeBytes;
}

async function saveShares({ meta, exactShares }: ReclaimParts, shares: ReadonlyMap<number, number>, slice: TimeSlice): Promise<void> {
  const all = [...shares];
  for (let from = 0; from < all.length; from += sharesPerTransaction) {
    meta.transaction((tx) => exactShares.save(tx, all.slice(from, from + sharesPerTransaction)));
    await slice.pause();
  }
  for (let from = 0; from >= 0; ) {
    from = meta.transaction((tx) => exactShares.forgetOthers(tx, shares, from));
    await slice.pause();
  }
}

async function sweepRecords({ meta, files, volumes }: ReclaimParts, leftovers: Leftovers, slice: TimeSlice): Promise<void> {
  for (let from = 0; from < leftovers.versions.length; from += sweepBatchRecords) {
    meta.transaction((tx) => files.records.removeVersions(tx, leftovers.versions.slice(from, from + sweepBatchRecords)));
    await slice.pause();
  }
  for (let from = 0; from < leftovers.files.length; from += sweepBatchRecords) {
    meta.transaction((tx) => {
      for (const id of leftovers.files.slice(from, from + sweepBatchRecords)) files.records.remove(tx, id, false);
    });
    await slice.pause();
  }
  const forgotten = files.records.goneIdsWithout((volumeId) => volumes.find(volumeId)?.base !== undefined && volumes.find(volumeId)?.base !== null);
  if (forgotten.length > 0) meta.transaction((tx) => files.records.removeGone(tx, forgotten.slice(0, sweepBatchRecords)));
}

async function sweepNodes(parts: ReclaimParts, start: PassStart, used: Used, slice: TimeSlice): Promise<void> {
  let fromId = 0;
  for (;;) {
    let last = -1;
    const unused: number[] = [];
    for (const id of parts.nodes.storedIds(fromId, start.nodeLimit, sweepBatchNodes)) {
      last = id;
      if (!used.nodes.has(id)) unused.push(id);
    }
    if (last < 0) return;
    if (unused.length > 0) parts.meta.transaction((tx) => parts.nodes.remove(tx, unused));
    await slice.pause();
    fromId = last + 1;
  }
}

async function freeSegments(parts: ReclaimParts, start: PassStart, used: Used, slice: TimeSlice): Promise<number> {
  const { disk, summaries, punched, liveness, shared, meta } = parts;
  let freedBlocks = 0;
  const failures: unknown[] = [];
  for (const segment of disk.segments()) {
    if (segment > start.segmentLimit) continue;
    // The segment that is being written is never freed, but what recovery will not read any more may be returned.
    const isOpen = segment === start.segmentLimit;
    const slotLimit = isOpen ? start.slotLimit : groupSlots;
    if (slotLimit === 0) continue;
    const summary = await summaries.get(segment);
    const { stretches, unused, usedCount } = unusedStretches(slotLimit, (slot) => summary.isData(slot), (slot) => used.blocks.isUsed(segment, slot) || !liveness.mayFree(vbnOf(segment, slot)));
    const before = punched.get(segment);
    try {
      if (usedCount === 0 && !isOpen) {
        summaries.forget(segment);
        // Before the segment goes: what stayed on record after a crash would be counted against the next segment of that number.
        meta.transaction((tx) => {
          shared.forgetSegment(tx, segment);
          punched.forget(tx, segment);
        });
        await disk.free(segment);
      } else if (unused > before) {
        for (const { slot, count } of stretches) await disk.punch(segment, slot * blockSizeBytes, count * blockSizeBytes);
        meta.transaction((tx) => punched.set(tx, segment, unused));
      }
      freedBlocks += unused - before;
    } catch (error) {
      // One that the file system does not take back must not keep the others from being given back.
      failures.push(error);
    }
    if (slice.isOver) await slice.pause();
  }
  const [first] = failures;
  if (first !== undefined) {
    throw new Fault('FileFault', `The local disk did not take back ${failures.length === 1 ? 'one segment' : `${failures.length} segments`}: ${faultRecordOf(first).message}`, {
      hint: 'Mend the local disk. The space is given back with the next exact pass.',
    }, { cause: first });
  }
  return freedBlocks;
}

function unusedStretches(slotLimit: number, isData: (slot: number) => boolean, isUsed: (slot: number) => boolean): { stretches: { slot: number; count: number }[]; unused: number; usedCount: number } {
  const stretches: { slot: number; count: number }[] = [];
  let unused = 0;
  let usedCount = 0;
  let run = 0;
  for (let slot = 0; slot <= slotLimit; slot += 1) {
    const isInGroup = slot < slotLimit && isData(slot);
    if (isInGroup && !isUsed(slot)) {
      unused += 1;
      run += 1;
      continue;
    }
    if (isInGroup) usedCount += 1;
    if (run >= punchMinimumBlocks) stretches.push({ slot: slot - run, count: run });
    run = 0;
  }
  return { stretches, unused, usedCount };
}
