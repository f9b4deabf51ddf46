/**
 * Verifies everything that is stored: every map of every file, every block against its digest,
 * every counter against a count. Looks at a snapshot and changes nothing.
 */
import { blockSizeBytes } from '../../shared/units.ts';
import { Fault, faultRecordOf } from '../../shared/faults.ts';
import type { SegmentDisk } from '../disk/segmentDisk.ts';
import { scratchBlocks, type BlockReader } from './blockReader.ts';
import { isFileExact, type FileState, type FileTable, type VolumeState } from './files.ts';
import { groupSlots, vbnOf } from './layout.ts';
import type { NodeStore } from './nodeStore.ts';
import type { ArrayCheck } from './portTypes.ts';
import { filesOf, type PassStart } from './reclaim.ts';
import type { Summaries } from './summaries.ts';
import { TimeSlice } from './timeSlice.ts';
import { sharedOwner, Walk, type BlockOwners } from './walk.ts';

/** A damaged array may have a problem per block; nobody reads more than this. */
const problemLimit = 200;

export interface CheckParts {
  readonly files: FileTable;
  readonly nodes: NodeStore;
  readonly disk: SegmentDisk;
  readonly summaries: Summaries;
  readonly reader: BlockReader;
  /** False when deletions or overwrites since the last exact pass may have left nodes and segments unused. */
  readonly isReclaimed: boolean;
  /** The first block number that has not been given out. */
  readonly vbnLimit: number;
}

class Problems {
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

export async function runCheck(parts: CheckParts, start: PassStart, signal?: AbortSignal): Promise<ArrayCheck> {
  const slice = new TimeSlice(signal);
  const problems = new Problems();
  const seen = new Set<number>();
  const used = new Map<number, BlockOwners[]>();
  let fileCount = 0;
  let blockCount = 0;
  try {
    for (const volume of start.volumes) {
      const walk = new Walk(
        {
          slots: (id) => readNode(parts, start, id),
          onDamage: (error, file) => problems.add(`File ${file}: ${faultRecordOf(error).message}`),
        },
        slice,
      );
      const counted: { file: FileState; mappedBlocks: number }[] = [];
      for await (const file of filesOf(parts.files, start.snapshot, slice)) {
        if (file.volumeId !== volume.id) continue;
        counted.push({ file, mappedBlocks: await walk.visit(file) });
      }
      compareCounters(problems, volume, counted, walk, await walk.exclusiveBlocks());
      for (const id of walk.seen.keys()) seen.add(id);
      for (const [segment] of walk.owners.segments()) used.set(segment, [...(used.get(segment) ?? []), walk.owners]);
      fileCount += counted.length;
      blockCount += walk.distinctBlocks;
      await verifyBlocks(parts, problems, walk.owners, slice);
    }
  } finally {
    start.snapshot.release();
  }
  await findUnused(parts, start, problems, seen, used, slice);
  return { problems: problems.finish(), repaired: [], fileCount, nodeCount: seen.size, blockCount, segmentCount: parts.disk.segments().length };
}

function readNode(parts: CheckParts, start: PassStart, id: number): Float64Array {
  if (id >= start.nodeLimit) throw new Fault('DataIntegrity', `Map node ${id} has a number that was not given out.`);
  return parts.nodes.slotsAt(start.snapshot, id);
}

function compareCounters(
  problems: Problems, volume: VolumeState, counted: { file: FileState; mappedBlocks: number }[], walk: Walk, exclusive: Map<number, number>,
): void {
  const byId = new Map<number, FileState>(counted.map(({ file }) => [file.id, file]));
  let logicalBlocks = 0;
  for (const { file, mappedBlocks } of counted) {
    logicalBlocks += mappedBlocks;
    if (file.mappedBlocks !== mappedBlocks) problems.add(`File ${file.id} counts ${file.mappedBlocks} blocks and maps ${mappedBlocks}.`);
    const counter = file.ownBlocks + file.exclusiveOldBlocks;
    const exact = exclusive.get(file.id) ?? 0;
    if (counter > exact) problems.add(`File ${file.id} counts ${counter} unique blocks and has ${exact}.`);
    else if (counter < exact && isFileExact(file, byId.get(file.parentId) ?? null, volume)) {
      problems.add(`File ${file.id} says that exactly ${counter} blocks are unique and has ${exact}.`);
    }
  }
  const name = `Volume ${volume.id}`;
  if (volume.logicalBlocks !== logicalBlocks) problems.add(`${name} counts ${volume.logicalBlocks} logical blocks and has ${logicalBlocks}.`);
  if (volume.physicalBlocks < walk.distinctBlocks) {
    problems.add(`${name} counts ${volume.physicalBlocks} stored blocks and has ${walk.distinctBlocks}.`);
  } else if (volume.drops === volume.exactAtDrops && volume.physicalBlocks !== walk.distinctBlocks) {
    problems.add(`${name} says that exactly ${volume.physicalBlocks} blocks are stored and has ${walk.distinctBlocks}.`);
  }
}

async function verifyBlocks(parts: CheckParts, problems: Problems, owners: BlockOwners, slice: TimeSlice): Promise<void> {
  const existing = new Set(parts.disk.segments());
  const bytes = new Uint8Array(scratchBlocks * blockSizeBytes);
  for (const [segment, users] of owners.segments()) {
    if (!existing.has(segment)) {
      problems.add(`Segment ${segment} is missing; ${describeUsers(users, 0, users.length)}.`);
      continue;
    }
    let slot = 0;
    while (slot < groupSlots) {
      if ((users[slot] ?? 0) === 0) {
        slot += 1;
        continue;
      }
      let count = 1;
      while (count < scratchBlocks && slot + count < groupSlots && (users[slot + count] ?? 0) !== 0) count += 1;
      const first = vbnOf(segment, slot);
      const bad = first + count > parts.vbnLimit ? 0 : await firstBadBlock(parts, problems, first, bytes.subarray(0, count * blockSizeBytes));
      if (bad >= 0) {
        problems.add(`Block ${first + bad} does not match its checksum; ${describeUsers(users, slot + bad, 1)}.`);
        slot += bad + 1;
      } else {
        slot += count;
      }
      if (slice.isOver) await slice.pause();
    }
  }
}

async function firstBadBlock(parts: CheckParts, problems: Problems, first: number, into: Uint8Array): Promise<number> {
  const vbns = Float64Array.from({ length: into.length / blockSizeBytes }, (_, index) => first + index);
  try {
    return await parts.reader.readBlocks(vbns, into);
  } catch (error) {
    problems.add(`Blocks from ${first} on cannot be read: ${faultRecordOf(error).message}`);
    return 0;
  }
}

function describeUsers(users: Float64Array, from: number, count: number): string {
  const ids = new Set<number>();
  for (let slot = from; slot < from + count; slot += 1) if ((users[slot] ?? 0) !== 0) ids.add(users[slot] ?? 0);
  const files = [...ids].filter((id) => id !== sharedOwner).slice(0, 20);
  const parts = files.length > 0 ? [`it belongs to file ${files.join(', ')}`] : [];
  if (ids.has(sharedOwner)) parts.push('it is shared by several files');
  return parts.join(' and ');
}

async function findUnused(
  parts: CheckParts, start: PassStart, problems: Problems, seen: Set<number>, used: Map<number, BlockOwners[]>, slice: TimeSlice,
): Promise<void> {
  // Right after deletions unused nodes and segments are normal; after the exact pass they would be a leak.
  if (!parts.isReclaimed) return;
  let fromId = 0;
  let unusedNodes = 0;
  for (;;) {
    let last = -1;
    for (const id of parts.nodes.storedIds(fromId, start.nodeLimit, 4_000)) {
      last = id;
      if (!seen.has(id)) unusedNodes += 1;
    }
    if (last < 0) break;
    fromId = last + 1;
    await slice.pause();
  }
  if (unusedNodes > 0) problems.add(`${unusedNodes} map nodes are stored that nothing uses.`);
  for (const segment of parts.disk.segments()) {
    if (segment >= start.segmentLimit || used.has(segment)) continue;
    problems.add(`Segment ${segment} is kept although nothing in it is used.`);
  }
}
