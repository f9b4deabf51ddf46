/** Reads stored blocks by number, verifying each against its digest before it leaves the array. */
import { blockSizeBytes } from '../../shared/units.ts';
import type { SegmentDisk } from '../disk/segmentDisk.ts';
import type { Pool } from './asyncMutex.ts';
import { digestBytes, segmentOf, slotOf } from './layout.ts';
import type { Log } from './log.ts';
import type { Scratch } from './scratch.ts';
import type { Summaries } from './summaries.ts';
import type { TransferMemory } from './transferMemory.ts';

/** Runs read at the same time for one request: scattered blocks then cost one wait instead of one each. */
const parallelReads = 16;

export interface BlockReaderParts {
  readonly disk: SegmentDisk;
  readonly summaries: Summaries;
  readonly log: Log;
  readonly seed: bigint;
  readonly scratches: Pool<Scratch>;
  readonly transfers: Pick<TransferMemory, 'placeOf'>;
}

export class BlockReader {
  readonly #parts: BlockReaderParts;

  constructor(parts: BlockReaderParts) {
    this.#parts = parts;
  }

  /**
   * Reads up to `scratchBlocks` blocks; `vbns[i]` goes to byte `i · 4096` of `into`, 0 as zeros. Memory of the array's own is
   * filled directly, and what it holds from the first bad block on is then undefined.
   * @returns the index of the first block that does not match its digest or cannot be read, or -1
   */
  async readBlocks(vbns: Float64Array, into: Uint8Array): Promise<number> {
    const { transfers, scratches } = this.#parts;
    const place = transfers.placeOf(into);
    if (place) return this.readInto(vbns, place);
    return scratches.use(async (scratch) => {
      const bad = await this.readInto(vbns, scratch);
      const goodBytes = (bad < 0 ? vbns.length : bad) * blockSizeBytes;
      into.set(scratch.kernel.memory.subarray(scratch.dataOffset, scratch.dataOffset + goodBytes));
      return bad;
    });
  }

  /** As `readBlocks`, and leaves the digests of all blocks that are not zero beside them. The place has room for all. */
  async readInto(vbns: Float64Array, place: Scratch): Promise<number> {
    let waiting: Promise<number>[] = [];
    /** The first bad block of the runs that are being read, or -1. Settles all of them: their memory is used again. */
    const firstBad = async (): Promise<number> => {
      const results = await Promise.allSettled(waiting);
      waiting = [];
      for (const result of results) {
        if (result.status === 'rejected') throw result.reason;
        if (result.value >= 0) return result.value;
      }
      return -1;
    };
    for (let index = 0; index < vbns.length; ) {
      const vbn = vbns[index] ?? 0;
      let count = 1;
      while (index + count < vbns.length && vbns[index + count] === (vbn === 0 ? 0 : vbn + count)) count += 1;
      const dataOffset = place.dataOffset + index * blockSizeBytes;
      if (vbn === 0) place.kernel.memory.fill(0, dataOffset, dataOffset + count * blockSizeBytes);
      else waiting.push(this.#readRun(vbn, { index, count }, place));
      index += count;
      if (waiting.length < parallelReads) continue;
      const bad = await firstBad();
      if (bad >= 0) return bad;
    }
    return firstBad();
  }

  /**
   * Reads a run of consecutive numbers in one segment: numbers of two segments are never consecutive, as the last slots
   * hold the summary. Runs of one request have their own parts of the place.
   * @returns the index in the request of the first bad block, or -1
   */
  async #readRun(vbn: number, { index, count }: { index: number; count: number }, place: Scratch): Promise<number> {
    const { log, disk, summaries, seed } = this.#parts;
    const segment = segmentOf(vbn);
    const slot = slotOf(vbn);
    const { kernel } = place;
    const { memory } = kernel;
    const dataOffset = place.dataOffset + index * blockSizeBytes;
    const digestOffset = place.digestOffset + index * digestBytes;
    if (log.isOnDisk(segment, slot, count)) {
      const bytes = memory.subarray(dataOffset, dataOffset + count * blockSizeBytes);
      await disk.read(segment, slot * blockSizeBytes, bytes);
    } else {
      for (let i = 0; i < count; i += 1) {
        const at = dataOffset + i * blockSizeBytes;
        const bytes = memory.subarray(at, at + blockSizeBytes);
        if (!log.copyStaged(segment, slot + i, bytes)) await disk.read(segment, (slot + i) * blockSizeBytes, bytes);
      }
    }
    const summary = await summaries.get(segment);
    kernel.digestAll(dataOffset, count, seed, digestOffset);
    for (let i = 0; i < count; i += 1) if (!summary.matches(slot + i, memory, digestOffset + i * digestBytes)) return index + i;
    return -1;
  }
}
