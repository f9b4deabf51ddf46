/** Reads stored blocks by number, verifying each against its digest before it leaves the array. */
import { blockSizeBytes } from '../../shared/units.ts';
import type { SegmentDisk } from '../disk/segmentDisk.ts';
import type { Pool } from './asyncMutex.ts';
import type { Kernel } from './kernel/kernel.ts';
import { digestBytes, segmentOf, slotOf } from './layout.ts';
import type { Log } from './log.ts';
import type { Summaries } from './summaries.ts';

/** A piece of kernel memory: room for `scratchBlocks` blocks, their digests and their flags. */
export interface Scratch {
  readonly dataOffset: number;
  readonly digestOffset: number;
  readonly flagsOffset: number;
}
export const scratchBlocks = 256;
export const scratchBytes = scratchBlocks * (blockSizeBytes + digestBytes) + blockSizeBytes;

export function scratchAt(offset: number): Scratch {
  const digestOffset = offset + scratchBlocks * blockSizeBytes;
  return { dataOffset: offset, digestOffset, flagsOffset: digestOffset + scratchBlocks * digestBytes };
}

/** Runs read at the same time for one request: scattered blocks then cost one wait instead of one each. */
const parallelReads = 16;

export class BlockReader {
  readonly #disk: SegmentDisk;
  readonly #kernel: Kernel;
  readonly #summaries: Summaries;
  readonly #log: Log;
  readonly #seed: bigint;
  readonly #scratches: Pool<Scratch>;

  constructor(parts: { disk: SegmentDisk; kernel: Kernel; summaries: Summaries; log: Log; seed: bigint; scratches: Pool<Scratch> }) {
    this.#disk = parts.disk;
    this.#kernel = parts.kernel;
    this.#summaries = parts.summaries;
    this.#log = parts.log;
    this.#seed = parts.seed;
    this.#scratches = parts.scratches;
  }

  /**
   * Reads up to `scratchBlocks` blocks; `vbns[i]` goes to byte `i · 4096` of `into`, 0 as zeros.
   * @returns the index of the first block that does not match its digest or cannot be read, or -1
   */
  async readBlocks(vbns: Float64Array, into: Uint8Array): Promise<number> {
    return this.#scratches.use(async (scratch) => {
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
        if (vbn === 0) into.fill(0, index * blockSizeBytes, (index + count) * blockSizeBytes);
        else waiting.push(this.#readRun(vbn, { index, count }, scratch, into));
        index += count;
        if (waiting.length < parallelReads) continue;
        const bad = await firstBad();
        if (bad >= 0) return bad;
      }
      return firstBad();
    });
  }

  /**
   * Reads a run of consecutive numbers in one segment: numbers of two segments are never consecutive, as the last slots
   * hold the summary. Runs of one request have their own parts of the scratch area.
   * @returns the index in the request of the first bad block, or -1
   */
  async #readRun(vbn: number, { index, count }: { index: number; count: number }, scratch: Scratch, into: Uint8Array): Promise<number> {
    const segment = segmentOf(vbn);
    const slot = slotOf(vbn);
    const { memory } = this.#kernel;
    const dataOffset = scratch.dataOffset + index * blockSizeBytes;
    const digestOffset = scratch.digestOffset + index * digestBytes;
    if (this.#log.isOnDisk(segment, slot, count)) {
      const bytes = memory.subarray(dataOffset, dataOffset + count * blockSizeBytes);
      await this.#disk.read(segment, slot * blockSizeBytes, bytes);
    } else {
      for (let i = 0; i < count; i += 1) {
        const at = dataOffset + i * blockSizeBytes;
        const bytes = memory.subarray(at, at + blockSizeBytes);
        if (!this.#log.copyStaged(segment, slot + i, bytes)) await this.#disk.read(segment, (slot + i) * blockSizeBytes, bytes);
      }
    }
    const summary = await this.#summaries.get(segment);
    this.#kernel.digestAll(dataOffset, count, this.#seed, digestOffset);
    for (let i = 0; i < count; i += 1) if (!summary.matches(slot + i, memory, digestOffset + i * digestBytes)) return index + i;
    into.set(memory.subarray(dataOffset, dataOffset + count * blockSizeBytes), index * blockSizeBytes);
    return -1;
  }
}
