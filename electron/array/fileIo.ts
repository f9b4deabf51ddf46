/** Reads and writes byte ranges of files through their block maps. */
import { Fault, faultRecordOf } from '../../shared/faults.ts';
import type { FileId } from '../../shared/ids.ts';
import { blocksFor, blockSizeBytes } from '../../shared/units.ts';
import type { ArrayParts } from './parts.ts';
import { lookup, nextMappedLeaf } from './blockMap.ts';
import { digestBytes } from './layout.ts';
import { fanOut } from './nodeCodec.ts';
import { countedOf, stateOf } from './operations/files.ts';
import { takeRoom } from './operations/space.ts';
import type { Extent, FileVersion } from './portTypes.ts';
import type { Piece, Twin } from './piece.ts';
import { scratchBlocks, type Scratch } from './scratch.ts';
import { clearBlocks, finishChange, growthBlocks, stageBlocks } from './stage.ts';
import { TimeSlice } from './timeSlice.ts';

/** The most bytes of one piece of a read or write. */
export const pieceBytes = scratchBlocks * blockSizeBytes;
/** A piece of memory of the array's own that is at least this large is written from where it lies; a smaller one waits for others to be written with. */
const lentBlocks = 64;
/** Blocks unmapped in one turn: 64 leaves at most. */
const unmapBlocks = 64 * fanOut;

/** @throws Fault InvalidArgument when the range is not inside the file */
export function requireRange(sizeBytes: number, offset: number, length: number): void {
  if (!Number.isSafeInteger(offset) || !Number.isSafeInteger(length) || offset < 0 || length < 0 || offset + length > sizeBytes) {
    throw new Fault('InvalidArgument', `The range of ${length} bytes at ${offset} is outside the disk of ${sizeBytes} bytes.`);
  }
}

/** @throws Fault DataIntegrity when a block does not match its checksum */
export async function readFile(parts: ArrayParts, id: FileId | FileVersion, offset: number, into: Uint8Array): Promise<void> {
  requireRange(stateOf(parts, id).sizeBytes, offset, into.length);
  let done = 0;
  while (done < into.length) {
    const block = Math.floor((offset + done) / blockSizeBytes);
    const skip = (offset + done) % blockSizeBytes;
    const take = Math.min(into.length - done, pieceBytes - skip);
    const count = blocksFor(skip + take);
    const target = into.subarray(done, done + take);
    if (skip === 0 && take % blockSizeBytes === 0) {
      await readBlocks(parts, id, block, count, target);
    } else {
      const blocks = new Uint8Array(count * blockSizeBytes);
      await readBlocks(parts, id, block, count, blocks);
      target.set(blocks.subarray(skip, skip + take));
    }
    done += take;
  }
}

async function readBlocks(parts: ArrayParts, id: FileId | FileVersion, block: number, count: number, into: Uint8Array): Promise<void> {
  const { nodes, reader } = parts;
  for (let attempt = 0; ; attempt += 1) {
    const vbns = lookup(nodes, stateOf(parts, id), block, count);
    // A block may have been overwritten and its segment reused between the lookup and the read; then the map says so.
    const mayRetry = (): boolean =>
      attempt === 0 && lookup(nodes, stateOf(parts, id), block, count).some((vbn, index) => vbn !== vbns[index]);
    let bad: number;
    try {
      bad = await reader.readBlocks(vbns, into);
    } catch (error) {
      if (mayRetry()) continue;
      throw readFault(error, block, id);
    }
    if (bad < 0) return;
    if (mayRetry()) continue;
    throw new Fault('DataIntegrity', `Block ${block + bad} of ${nameOf(id)} does not match its checksum. It was not read.`, {
      hint: 'Run the array check to see every disk that holds the block, or scrub to mend it from an intact twin.',
    });
  }
}

function nameOf(id: FileId | FileVersion): string {
  return typeof id === 'object' ? `file ${id.fileId} in snapshot ${id.snapshotId}` : `file ${id}`;
}

/** What the disk could not read now it may read another time, so nothing else follows from it. */
export function readFault(error: unknown, block: number, id: FileId | FileVersion): Fault {
  if (error instanceof Fault) return error;
  const { message } = faultRecordOf(error);
  return new Fault('FileFault', `Blocks from ${block} on of ${nameOf(id)} could not be read from the local disk (${message}).`, { hint: 'Try again, and look after the disk that holds the data directory.' }, { cause: error });
}

/** What became of a piece of a write. `full`: the volume's counter, an upper bound, leaves no room. */
export type PieceOutcome = 'staged' | 'stagedOverOldData' | 'full';

export interface PieceWritten {
  readonly outcome: PieceOutcome;
  /** Resolves when the data may change; null when it may at once. */
  readonly returned: Promise<void> | null;
}

/** Stages one piece of at most `pieceBytes`, counted from the start of its first block. Callers take turns. */
export async function writePiece(parts: ArrayParts, id: FileId, offset: number, data: Uint8Array): Promise<PieceWritten> {
  const { files, volumes, inline, log, seed, transfers } = parts;
  const file = files.get(id);
  const block = Math.floor(offset / blockSizeBytes);
  const skip = offset % blockSizeBytes;
  const count = blocksFor(skip + data.length);
  const place = skip === 0 ? transfers.placeOf(data) : null;
  const scratch = place ?? (await fillScratch(parts, id, { block, skip, count }, data));
  scratch.kernel.classify(scratch.dataOffset, count, seed, scratch.digestOffset, scratch.flagsOffset);
  const volume = volumes.get(file.volumeId);
  const isInline = volume.isDedupeOn && volume.isDedupeInline;
  const twins: ReadonlyMap<number, Twin> = isInline ? await inline.findTwins(volume, scratch, count) : new Map<number, Twin>();
  const isLent = place !== null && count >= lentBlocks;
  try {
    const outcome = await stagePiece(parts, { file, firstBlock: block, count, scratch, twins, isLent });
    return { outcome, returned: isLent ? log.returnLent() : null };
  } catch (error) {
    // A part of it may have been staged.
    if (isLent) await log.returnLent();
    throw error;
  }
}

/** Lays the blocks of a write out in memory of the array. */
async function fillScratch(parts: ArrayParts, id: FileId, { block, skip, count }: { block: number; skip: number; count: number }, data: Uint8Array): Promise<Scratch> {
  const { writeScratch: scratch } = parts;
  const bytes = scratch.kernel.memory.subarray(scratch.dataOffset, scratch.dataOffset + count * blockSizeBytes);
  // The blocks at the edges keep what the write does not cover.
  const keepBlock = async (index: number): Promise<void> => {
    const edge = new Uint8Array(blockSizeBytes);
    await readBlocks(parts, id, block + index, 1, edge);
    bytes.set(edge, index * blockSizeBytes);
  };
  if (skip !== 0) await keepBlock(0);
  if ((skip + data.length) % blockSizeBytes !== 0 && (count > 1 || skip === 0)) await keepBlock(count - 1);
  bytes.set(data, skip);
  return scratch;
}

/** Stages a piece that lies classified in its scratch area, if there is room for it. */
export async function stagePiece(parts: ArrayParts, piece: Piece): Promise<PieceOutcome> {
  const { volumes, quota, log, inline } = parts;
  const volume = volumes.get(piece.file.volumeId);
  if (!takeRoom(volumes, quota, volume, growthBlocks(parts, piece))) return 'full';
  await log.reserve();
  const { kernel, digestOffset } = piece.scratch;
  const onStored = (vbn: number, index: number): void => inline.remember(volume, kernel.memory, digestOffset + index * digestBytes, vbn);
  return stageBlocks(parts, inline.isLearning(volume) ? { onStored, ...piece } : piece) ? 'stagedOverOldData' : 'staged';
}

/**
 * Lets go of blocks of a file from `fromBlock` up to `endBlock`, as many as one turn allows. Callers take turns.
 * @returns where to go on, `endBlock` when nothing is left, and whether there was anything to let go of
 */
export async function unmapBlocksOf(parts: ArrayParts, id: FileId, fromBlock: number, endBlock: number): Promise<{ nextBlock: number; hasCleared: boolean }> {
  const { files, nodes, log } = parts;
  const file = files.get(id);
  const found = nextMappedLeaf(nodes, file, fromBlock);
  if (!found || found.firstBlock >= endBlock) return { nextBlock: endBlock, hasCleared: false };
  const firstBlock = Math.max(fromBlock, found.firstBlock);
  const nextBlock = Math.min(endBlock, firstBlock + unmapBlocks);
  await log.reserve();
  files.freshen(file);
  const counted = countedOf(parts, file);
  const effects = clearBlocks(parts, counted, firstBlock, nextBlock - firstBlock);
  if (effects === 0) return { nextBlock, hasCleared: false };
  log.stageZeros(id, firstBlock, nextBlock - firstBlock);
  finishChange(parts, counted, effects);
  return { nextBlock, hasCleared: true };
}

/** The ranges of a file that hold data, merged where they touch. */
export async function* extentsOf(parts: ArrayParts, id: FileId | FileVersion): AsyncGenerator<Extent> {
  const { nodes } = parts;
  const { sizeBytes } = stateOf(parts, id);
  const slice = new TimeSlice();
  let open: { offset: number; length: number } | null = null;
  let block = 0;
  for (;;) {
    // A long extent is many leaves before it is told.
    if (slice.isOver) await slice.pause();
    const found = nextMappedLeaf(nodes, stateOf(parts, id), block);
    if (!found) break;
    for (let slot = 0; slot < fanOut; slot += 1) {
      if ((found.leaf.slots[slot] ?? 0) === 0) continue;
      const offset = (found.firstBlock + slot) * blockSizeBytes;
      if (open && open.offset + open.length === offset) {
        open.length += blockSizeBytes;
      } else {
        if (open) yield open;
        open = { offset, length: blockSizeBytes };
      }
    }
    block = found.firstBlock + fanOut;
  }
  if (open) yield { offset: open.offset, length: Math.min(open.length, sizeBytes - open.offset) };
}
