/** Room in a kernel's memory for blocks on their way, their digests and their flags. */
import { blockSizeBytes } from '../../shared/units.ts';
import type { Kernel } from './kernel/kernel.ts';
import { digestBytes } from './layout.ts';

export interface Scratch {
  /** Whose memory it is. */
  readonly kernel: Kernel;
  readonly dataOffset: number;
  readonly digestOffset: number;
  readonly flagsOffset: number;
}

/** The most blocks of one piece of a read or write. */
export const scratchBlocks = 256;
export const scratchBytes = scratchBlocks * (blockSizeBytes + digestBytes) + blockSizeBytes;

export function scratchAt(kernel: Kernel, offset: number): Scratch {
  const digestOffset = offset + scratchBlocks * blockSizeBytes;
  return { kernel, dataOffset: offset, digestOffset, flagsOffset: digestOffset + scratchBlocks * digestBytes };
}
