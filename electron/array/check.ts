/**
 * Verifies everything that is stored: every map of every file and snapshot, every counter against
 * a count and, when asked to, every block against its digest. Looks at a snapshot of the metadata.
 */
import { faultRecordOf } from '../../shared/faults.ts';
import { blockSizeBytes } from '../../shared/units.ts';
import type { ArrayParts } from './parts.ts';
import { exclusiveOld, groupShared, isCountExact, isGroupExact } from './catalog/counting.ts';
import { reserveOf, type FileState } from './catalog/fileState.ts';
import { knownUnique } from './catalog/volumeState.ts';
import { isHeldIn, readContent, type PassStart, type VolumeContent } from './exact/pass.ts';
import { findHoldersOf } from './exact/queries.ts';
import { SparseBitmap } from './exact/sparseBitmap.ts';
import type { WalkResult } from './exact/walkTypes.ts';
import { groupSlots, vbnOf } from './layout.ts';
import type { ArrayCheck, PassOptions } from './portTypes.ts';
import { readEach } from './readEach.ts';
import { walkVolume } from './reclaim.ts';
import { scratchBlocks } from './scratch.ts';
import { TimeSlice } from './timeSlice.ts';

/** A damaged array may have a problem per block; nobody reads more than this. */
const problemLimit = 200;

export class Problems {
  readonly list: string[] = [];
  #left = 0;
  add(problem: string): void {
    if (this.list.length < problemLimit) this.list.push(problem);
    else this.#left += 1;
  }
  finish(): string[] {
    return this.#left > 0 ? [...this.list, `${this.#left} further problems are not listed.`] : this.list;
  }
}

export interface CheckOptions extends PassOptions {
  readonly isDeep: boolean;
  /** False when deletions or overwrites since the last exact pass may have left nodes and segments unused. */
  readonly isReclaimed: boolean;
  /** Told of every volume before its counters are compared. */
  readonly onWalked?: (content: VolumeContent, found: WalkResult) => void;
}

export async function runCheck(parts: ArrayParts, start: PassStart, options: CheckOptions): Promise<Omit<ArrayCheck, 'repaired'>> {
  const slice = new TimeSlice(options.signal);
  const problems = new Problems();
  const used = { nodes: new SparseBitmap(), blocks: new SparseBitmap() };
  const counts = { fileCount: 0, nodeCount: 0, blockCount: 0 };
  try {
    const dedupedBlocks = await parts.shared.collect(slice);
    const { volumes, leftovers } = await readContent(parts.files, start, slice);
    for (const content of volumes) {
      const onDamage = (error: unknown, index: number): void => {
        const file = content.files[index] ?? content.versions[index - content.files.length];
        problems.add(`File ${file?.id ?? 0}: ${faultRecordOf(error).message}`);
      };
      const found = await walkVolume(parts, start, content, slice, { used, hasFairShares: true, dedupedBlocks, onDamage });
      options.onWalked?.(content, found);
      compareFiles(problems, content, found);
      compareVolume(problems, content, found);
      counts.fileCount += content.files.length;
      counts.nodeCount += found.nodeCount;
      counts.blockCount += found.distinctBlocks;
      if (slice.isOver) await slice.pause();
    }
    if (options.isReclaimed && leftovers.files.length + leftovers.versions.length > 0) {
      problems.add(`${leftovers.files.length + leftovers.versions.length} records are kept that nothing refers to.`);
    }
    if (options.isDeep) await reportDamage(parts, start, problems, await findBadBlocks(parts, start, used.blocks, slice, options), slice);
  } finally {
    start.at.release();
  }
  const { lostGroups } = parts.state;
  if (lostGroups > 0) problems.add(`${lostGroups} groups of acknowledged writes were damaged when the array was opened after a crash and are lost.`);
  findMissingSegments(parts, problems, used.blocks);
  // Right after deletions unused nodes and segments are normal; after the exact pass they would be a leak.
  if (options.isReclaimed) await findUnused(parts, start, problems, used, slice);
  return { problems: problems.finish(), ...counts, segmentCount: parts.disk.segments().length };
}

function compareFiles(problems: Problems, content: VolumeContent, found: WalkResult): void {
  const { volume, files, snapshots } = content;
  const byId = new Map<number, FileState>(files.map((file) => [file.id, file]));
  const vouchers = new Map(snapshots.map((snapshot) => [Number(snapshot.id), snapshot]));
  const boundedGroups = new Set<number>();
  for (const [index, file] of files.entries()) {
    const charged = file.mappedBlocks - file.inheritedBlocks;
    const walked = (found.pointers[index] ?? 0) - (found.inheritedPointers[index] ?? 0);
    if (charged !== walked) problems.add(`File ${file.id} counts ${charged} blocks and maps ${walked}.`);
    const exact = found.exclusiveBlocks[index] ?? 0;
    if (isHeldIn(content, file)) {
      if (exact > 0) problems.add(`File ${file.id} is part of a snapshot and yet has ${exact} unique blocks.`);
      continue;
    }
    const counter = file.ownBlocks + exclusiveOld(file, volume);
    const isExact = isCountExact({ file, volume, parent: byId.get(file.parentId) ?? null, voucher: vouchers.get(file.voucherId) ?? null });
    if (!isExact || (file.id === file.groupId && !isGroupExact(file, volume))) boundedGroups.add(file.groupId);
    if (counter > exact) problems.add(`File ${file.id} counts ${counter} unique blocks and has ${exact}.`);
    else if (counter < exact && isExact) problems.add(`File ${file.id} says that exactly ${counter} blocks are unique and has ${exact}.`);
  }
  compareGroups(problems, content, found, boundedGroups);
}

/** What is unique to a group: the unique blocks of its files, and those that only they share. It is exact when the counts of all of its files are. */
function compareGroups(problems: Problems, content: VolumeContent, found: WalkResult, bounded: ReadonlySet<number>): void {
  const { volume, files, groupIds } = content;
  const exact = new Map<number, number>(groupIds.map((id, index) => [id, found.groupBlocks[index] ?? 0]));
  const counted = new Map<number, number>();
  // Where the first file of a group is gone, nobody claims to know all that its other files share; too much is wrong there as well.
  const led = new Set<number>(files.flatMap(({ id, groupId }) => (id === groupId ? [id] : [])));
  for (const [index, file] of files.entries()) {
    exact.set(file.groupId, (exact.get(file.groupId) ?? 0) + (found.exclusiveBlocks[index] ?? 0));
    if (isHeldIn(content, file)) continue;
    const groupBlocks = groupShared(file, volume);
    counted.set(file.groupId, (counted.get(file.groupId) ?? 0) + file.ownBlocks + exclusiveOld(file, volume) + groupBlocks);
  }
  for (const [id, blocks] of counted) {
    const has = exact.get(id) ?? 0;
    if (blocks > has) problems.add(`The group of file ${id} counts ${blocks} unique blocks and has ${has}.`);
    else if (blocks < has && led.has(id) && !bounded.has(id)) problems.add(`The group of file ${id} says that exactly ${blocks} blocks are unique and has ${has}.`);
  }
}

function compareVolume(problems: Problems, { volume, files, snapshots }: VolumeContent, found: WalkResult): void {
  const name = `Volume ${volume.id}`;
  const compare = (what: string, counter: number, exact: number, bound: 'upper' | 'lower' | 'exact'): void => {
    const isWrong = bound === 'exact' ? counter !== exact : bound === 'upper' ? counter < exact : counter > exact;
    if (isWrong) problems.add(`${name} counts ${counter} ${what} and has ${exact}.`);
  };
  let charged = 0;
  for (const [index] of files.entries()) charged += (found.pointers[index] ?? 0) - (found.inheritedPointers[index] ?? 0);
  compare('logical blocks of its own', volume.logicalBlocks - volume.inheritedBlocks, charged, 'exact');
  compare('stored blocks', volume.physicalBlocks, found.distinctBlocks, volume.drops === volume.exactAtDrops ? 'exact' : 'upper');
  const isSnapshotExact = volume.drops === volume.exactAtDrops && volume.snapshotDrops === volume.snapshotExactAtDrops;
  compare('blocks only in snapshots', volume.snapshotBlocks, found.snapshotOnlyBlocks, isSnapshotExact ? 'exact' : 'lower');
  if (volume.drops === volume.exactAtDrops) compare('blocks saved by dedupe', volume.dedupeSavedBlocks, found.savedByDedupeBlocks, 'exact');
  if (!volume.base) compare('reserved blocks', volume.reservedBlocks, files.reduce((sum, file) => sum + reserveOf(file), 0), 'exact');
  for (const [index, snapshot] of snapshots.entries()) {
    const isExact = snapshot.exactAtDrops === volume.drops + volume.snapshotDrops;
    const exact = found.snapshotUniqueBlocks[index] ?? 0;
    compare(`unique blocks of snapshot ${snapshot.id}`, knownUnique(snapshot, volume), exact, isExact ? 'exact' : 'lower');
  }
}

function findMissingSegments(parts: ArrayParts, problems: Problems, used: SparseBitmap): void {
  const existing = new Set(parts.disk.segments());
  for (const segment of used.pages()) if (!existing.has(segment)) problems.add(`Segment ${segment} is missing although blocks in it are used.`);
}

/** Blocks in use that do not match their checksum or cannot be read. */
async function findBadBlocks(parts: ArrayParts, start: PassStart, used: SparseBitmap, slice: TimeSlice, options: PassOptions): Promise<number[]> {
  const existing = new Set(parts.disk.segments());
  const bytes = new Uint8Array(scratchBlocks * blockSizeBytes);
  const totalBytes = used.count() * blockSizeBytes;
  const bad: number[] = [];
  let doneBytes = 0;
  for (const segment of used.pages()) {
    if (!existing.has(segment)) continue;
    for (let slot = 0; slot < groupSlots; ) {
      const vbns: number[] = [];
      for (; slot < groupSlots && vbns.length < scratchBlocks; slot += 1) {
        const vbn = vbnOf(segment, slot);
        if (!used.isUsed(segment, slot)) continue;
        if (vbn < start.vbnLimit) vbns.push(vbn);
        else bad.push(vbn);
      }
      const isIntact = await readEach(parts.reader, Float64Array.from(vbns), bytes.subarray(0, vbns.length * blockSizeBytes));
      for (const [index, vbn] of vbns.entries()) if (isIntact[index] !== 1) bad.push(vbn);
      doneBytes += vbns.length * blockSizeBytes;
      options.onProgress?.(doneBytes, totalBytes);
      if (slice.isOver) await slice.pause();
    }
  }
  return bad;
}

/** Files named for one block; a shared block may belong to thousands. */
const namedHolders = 20;

async function reportDamage(parts: ArrayParts, start: PassStart, problems: Problems, bad: readonly number[], slice: TimeSlice): Promise<void> {
  const holders = await findHoldersOf(parts, start, bad.slice(0, problemLimit), slice);
  for (const vbn of bad) {
    const ids = [...new Set((holders.get(vbn) ?? []).map(({ fileId }) => fileId))];
    const more = ids.length > namedHolders ? ` and ${ids.length - namedHolders} more` : '';
    const whose = ids.length > 0 ? `; it belongs to file ${ids.slice(0, namedHolders).join(', ')}${more}` : '';
    problems.add(`Block ${vbn} does not match its checksum${whose}.`);
  }
}

async function findUnused(parts: ArrayParts, start: PassStart, problems: Problems, used: { nodes: SparseBitmap; blocks: SparseBitmap }, slice: TimeSlice): Promise<void> {
  let fromId = 0;
  let unusedNodes = 0;
  for (;;) {
    let last = -1;
    for (const id of parts.nodes.storedIds(fromId, start.nodeLimit, 4_000)) {
      last = id;
      if (!used.nodes.has(id)) unusedNodes += 1;
    }
    if (last < 0) break;
    fromId = last + 1;
    await slice.pause();
  }
  if (unusedNodes > 0) problems.add(`${unusedNodes} map nodes are stored that nothing uses.`);
  const usedSegments = new Set(used.blocks.pages());
  for (const segment of parts.disk.segments()) {
    if (segment >= start.segmentLimit || usedSegments.has(segment)) continue;
    problems.add(`Segment ${segment} is kept although nothing in it is used.`);
  }
}
