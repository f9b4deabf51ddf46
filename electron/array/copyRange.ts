/**
 * Copies a range of one file into another inside the array, the work behind XCOPY. Blocks of the same
 * volume can be shared, one pointer each; everything else is read and stored once more.
 */
import { Fault } from '../../shared/faults.ts';
import { lookup } from './blockMap.ts';
import { sharingLimit } from './dedupe/sharedBlocks.ts';
import { readFault, stagePiece, type PieceOutcome } from './fileIo.ts';
import type { BlockWriter } from './layout.ts';
import { stateOf } from './operations/files.ts';
import type { ArrayParts } from './parts.ts';
import { blockFlag, type Twin } from './piece.ts';
import type { CopyMode, FileRange } from './portTypes.ts';
import { scratchBlocks } from './scratch.ts';

/** Blocks of one piece. */
export const copyPieceBlocks = scratchBlocks;

export interface PieceCopied {
  readonly outcome: PieceOutcome;
  readonly sharedBlocks: number;
  readonly copiedBlocks: number;
}

/**
 * Stages one piece of at most `copyPieceBlocks`. Callers take turns, so neither file changes meanwhile.
 * @throws Fault DataIntegrity when a block of the source does not match its checksum; FileFault when the local disk cannot read it now
 */
export async function copyPiece(parts: ArrayParts, { from, to }: Pick<FileRange, 'from' | 'to'>, firstBlock: number, count: number, mode: CopyMode): Promise<PieceCopied> {
  const { files, volumes, nodes, reader, writers, shared, liveness, inline, writeScratch: scratch } = parts;
  const { memory } = scratch.kernel;
  const source = stateOf(parts, from);
  const file = files.get(to);
  const volume = volumes.get(file.volumeId);
  const vbns = lookup(nodes, source, firstBlock, count);
  const present = lookup(nodes, file, firstBlock, count);
  // What a FlexClone inherits is charged to its base: no second pointer to it can be counted.
  const ownFrom = volume.base?.vbn ?? 0;
  const canShare = mode === 'share' && source.volumeId === file.volumeId;
  const twins = new Map<number, Twin>();
  const wanted = new Float64Array(count);
  const planned = new Map<number, number>();
  /**
   * Without looking at the block's group. What a file has stored since it last came to share anything it has written itself,
   * right there, unless dedupe pointed to it. Of what dedupe did point to, anybody who is known to hold it will do.
   */
  const isVouchedFor = (vbn: number, hits: number): boolean => typeof from !== 'object' && (hits > 0 || vbn >= source.shareVbn);
  let copiedBlocks = 0;
  for (let index = 0; index < count; index += 1) {
    const vbn = vbns[index] ?? 0;
    if (vbn === 0 || vbn === present[index]) continue;
    const hits = shared.hits(vbn);
    // The piece itself can take a block to the limit only when that is near.
    const isNearLimit = hits + count >= sharingLimit;
    const hasRoom = !isNearLimit || hits + (planned.get(vbn) ?? 0) < sharingLimit;
    let writer: BlockWriter | null | undefined = null;
    if (canShare && vbn >= ownFrom && hasRoom && liveness.mayUse(vbn)) {
      writer = isVouchedFor(vbn, hits) ? { file: source.id, block: firstBlock + index } : writers.writerAtHand(vbn);
      if (writer === undefined) writer = await writers.writerOf(vbn);
    }
    if (writer) {
      twins.set(index, { kind: 'stored', vbn, writer });
      if (isNearLimit) planned.set(vbn, (planned.get(vbn) ?? 0) + 1);
    } else {
      wanted[index] = vbn;
      copiedBlocks += 1;
    }
  }
  const sharedBlocks = twins.size;
  if (copiedBlocks > 0) {
    const bad = await reader.readInto(wanted, scratch).catch((error: unknown) => {
      throw readFault(error, firstBlock, from);
    });
    if (bad >= 0) throw new Fault('DataIntegrity', `Block ${firstBlock + bad} of the source does not match its checksum; the copy has stopped there.`, { hint: 'Scrub the array, then copy again.' });
  }
  for (let index = 0; index < count; index += 1) {
    const vbn = vbns[index] ?? 0;
    const flag = vbn === 0 ? blockFlag.zero : vbn === present[index] ? blockFlag.leave : blockFlag.data;
    memory[scratch.flagsOffset + index] = flag;
  }
  if (copiedBlocks > 0 && volume.isDedupeOn && volume.isDedupeInline) await findInlineTwins();
  return { outcome: await stagePiece(parts, { file, firstBlock, count, scratch, twins }), sharedBlocks, copiedBlocks };

  /** Of blocks that are copied only: the others have no digest in the scratch area. */
  async function findInlineTwins(): Promise<void> {
    const flags = memory.slice(scratch.flagsOffset, scratch.flagsOffset + count);
    for (const index of twins.keys()) memory[scratch.flagsOffset + index] = blockFlag.leave;
    for (const [index, twin] of await inline.findTwins(volume, scratch, count)) twins.set(index, twin);
    memory.set(flags, scratch.flagsOffset);
  }
}
