/** The lower half of the array, log, digests and reader, in a temporary folder: for tests that need stored blocks and no files. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Pool } from '../../../electron/array/asyncMutex.ts';
import { BlockReader } from '../../../electron/array/blockReader.ts';
import { createKernel, crc32cOf, kernelHeapBase } from '../../../electron/array/kernel/kernel.ts';
import { digestBytes, segmentOf, slotOf } from '../../../electron/array/layout.ts';
import { bufferBytes, bufferCount, Log } from '../../../electron/array/log.ts';
import { scratchAt, scratchBlocks, scratchBytes } from '../../../electron/array/scratch.ts';
import { Summaries } from '../../../electron/array/summaries.ts';
import { TransferMemory } from '../../../electron/array/transferMemory.ts';
import type { SegmentDisk } from '../../../electron/disk/segmentDisk.ts';
import { SegmentFiles } from '../../../electron/disk/segmentFiles.ts';

export const blockBytes = 4096;
const readScratches = 2;

export class BlockStore {
  readonly folder: string;
  readonly disk: SegmentDisk;
  readonly seed = 0x1234_5678_9abcn;
  readonly arrayId = new Uint8Array(16).fill(7);
  readonly kernel = createKernel({ memoryBytes: bufferCount * bufferBytes + (readScratches + 1) * scratchBytes });
  readonly crc = (bytes: Uint8Array): number => crc32cOf(this.kernel, bytes);
  readonly log: Log;
  readonly #writeOffset = kernelHeapBase + bufferCount * bufferBytes;
  summaries: Summaries;
  reader: BlockReader;

  private constructor(folder: string, disk: SegmentDisk) {
    this.folder = folder;
    this.disk = disk;
    this.summaries = new Summaries(disk, this.arrayId, this.crc);
    const { kernel, summaries, arrayId, crc } = this;
    const position = { segment: 0, slot: 0, sequence: 1, previousCrc: 0 };
    this.log = new Log({ disk, kernel, summaries, arrayId, crc, position, buffersOffset: kernelHeapBase });
    this.reader = this.#newReader();
  }

  /** @param wrap puts something that fails at will in front of the real segment files */
  static async open(wrap: (disk: SegmentDisk) => SegmentDisk = (disk) => disk): Promise<BlockStore> {
    const folder = mkdtempSync(join(tmpdir(), 'cloneyard-blocks-'));
    const disk = wrap(new SegmentFiles(join(folder, 'segments')));
    await disk.create(0);
    return new BlockStore(folder, disk);
  }

  /** Forgets everything in memory about complete segments, as a restart would. */
  forgetSummaries(segments: readonly number[]): void {
    for (const segment of segments) this.summaries.forget(segment);
  }

  /** Stores blocks as if `file` had written them from `firstBlock` on. Returns their numbers. */
  async store(file: number, firstBlock: number, bytes: Uint8Array): Promise<number[]> {
    const vbns: number[] = [];
    const { dataOffset, digestOffset } = scratchAt(this.kernel, this.#writeOffset);
    for (let done = 0; done < bytes.length; done += scratchBlocks * blockBytes) {
      const piece = bytes.subarray(done, done + scratchBlocks * blockBytes);
      await this.log.reserve();
      this.kernel.memory.set(piece, dataOffset);
      this.kernel.digestAll(dataOffset, piece.length / blockBytes, this.seed, digestOffset);
      const count = piece.length / blockBytes;
      for (let index = 0; index < count; ) {
        const staged = this.log.stageBlocks(file, firstBlock + vbns.length, {
          memory: this.kernel.memory, dataOffset: dataOffset + index * blockBytes, digestOffset: digestOffset + index * digestBytes, count: count - index, isLent: false,
        });
        for (let i = 0; i < staged.count; i += 1) vbns.push(staged.vbn + i);
        index += staged.count;
      }
    }
    return vbns;
  }

  /** Null when the block cannot be read or does not match its digest. */
  async read(vbn: number): Promise<Buffer | null> {
    const into = Buffer.alloc(blockBytes);
    try {
      return (await this.reader.readBlocks(Float64Array.of(vbn), into)) < 0 ? into : null;
    } catch {
      return null;
    }
  }

  /** Flips one bit, as a worn-out disk would. `byte` counts from the start of the segment's slot. */
  async rot(vbn: number, byte = 100): Promise<void> {
    const sector = new Uint8Array(blockBytes);
    const offset = slotOf(vbn) * blockBytes;
    await this.disk.read(segmentOf(vbn), offset, sector);
    sector[byte] = (sector[byte] ?? 0) ^ 0x10;
    await this.disk.write(segmentOf(vbn), offset, sector);
  }

  async remove(): Promise<void> {
    await this.log.flush().catch(() => undefined);
    await this.disk.close();
    rmSync(this.folder, { recursive: true, force: true });
  }

  #newReader(): BlockReader {
    const { disk, kernel, summaries, log, seed } = this;
    const scratches = Array.from({ length: readScratches }, (_, index) => scratchAt(kernel, this.#writeOffset + (index + 1) * scratchBytes));
    return new BlockReader({ disk, summaries, log, seed, scratches: new Pool(scratches), transfers: new TransferMemory() });
  }
}

export function blockOf(value: number): Uint8Array {
  return new Uint8Array(blockBytes).fill(value);
}
