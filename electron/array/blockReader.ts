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
      let index = 0;
      while (index < vbns.length) {
        const vbn = vbns[index] ?? 0;
        let count = 1;
        while (index + count < vbns.length && vbns[index + count] === (vbn === 0 ? 0 : vbn + count)) count += 1;
        const at = index * blockSizeBytes;
        if (vbn === 0) {
          into.fill(0, at, at + count * blockSizeBytes);
        } else {
          const bad = await this.#readRun(vbn, count, scratch);
          if (bad >= 0) return index + bad;
          into.set(this.#kernel.memory.subarray(scratch.dataOffset, scratch.dataOffset + count * blockSizeBytes), at);
        }
        index += count;
      }
      return -1;
    });
  }

  /** A run of consecutive numbers in one segment: numbers of two segments are never consecutive, as the last slots hold the summary. */
  async #readRun(vbn: number, count: number, scratch: Scratch): Promise<number> {
    const segment = segmentOf(vbn);
    const slot = slotOf(vbn);
    const { memory } = this.#kernel;
    if (this.#log.isOnDisk(segment, slot, count)) {
      const bytes = memory.subarray(scratch.dataOffset, scratch.dataOffset + count * blockSizeBytes);
      await this.#disk.read(segment, slot * blockSizeBytes, bytes);
    } else {
      for (let i = 0; i < count; i += 1) {
        const at = scratch.dataOffset + i * blockSizeBytes;
        const bytes = memory.subarray(at, at + blockSizeBytes);
        if (!this.#log.copyStaged(segment, slot + i, bytes)) await this.#disk.read(segment, (slot + i) * blockSizeBytes, bytes);
      }
    }
    const summary = await this.#summaries.get(segment);
    this.#kernel.digestAll(scratch.dataOffset, count, this.#seed, scratch.digestOffset);
    for (let i = 0; i < count; i += 1) {
      if (!summary.isData(slot + i)) return i;
      const expected = summary.digest(slot + i);
      const at = scratch.digestOffset + i * digestBytes;
      for (let byte = 0; byte < digestBytes; byte += 1) if (memory[at + byte] !== expected[byte]) return i;
    }
    return -1;
  }
}
