/**
 * Memory from which the array writes and into which it reads without copying, as adapters do with memory that a host has
 * registered with them: blocks are fingerprinted and verified where they lie, and large writes go to disk from there.
 */
import { blocksFor, blockSizeBytes } from '../../shared/units.ts';
import { createKernel, kernelHeapBase, type Kernel } from './kernel/kernel.ts';
import { digestBytes } from './layout.ts';
import type { Scratch } from './scratch.ts';

interface Area {
  readonly kernel: Kernel;
  readonly blockCount: number;
}

export class TransferMemory {
  /** By the memory itself, so that it goes when nobody has it any more. */
  readonly #areas = new WeakMap<ArrayBufferLike, Area>();

  allocate(lengthBytes: number): Uint8Array<SharedArrayBuffer> {
    const blockCount = blocksFor(lengthBytes);
    const kernel = createKernel({ memoryBytes: blockCount * (blockSizeBytes + digestBytes + 1) });
    this.#areas.set(kernel.memory.buffer, { kernel, blockCount });
    return kernel.memory.subarray(kernelHeapBase, kernelHeapBase + lengthBytes);
  }

  /** Where whole blocks of such memory lie, with room for their digests and flags that no other block has; null for other memory. */
  placeOf(data: Uint8Array): Scratch | null {
    const area = this.#areas.get(data.buffer);
    const first = (data.byteOffset - kernelHeapBase) / blockSizeBytes;
    if (!area || !Number.isInteger(first) || data.length % blockSizeBytes !== 0) return null;
    const digestsOffset = kernelHeapBase + area.blockCount * blockSizeBytes;
    const flagsOffset = digestsOffset + area.blockCount * digestBytes;
    return { kernel: area.kernel, dataOffset: data.byteOffset, digestOffset: digestsOffset + first * digestBytes, flagsOffset: flagsOffset + first };
  }
}
