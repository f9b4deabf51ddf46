/** Cuts what is to be moved into the blocks in which a host moves it. */
import { blocksFor, blockSizeBytes } from '../../../shared/units.ts';
import type { Extent } from '../../array/portTypes.ts';
import { hostBlockBytes } from './hostMessages.ts';

/** A range of the disk and where it lies in the memory of its block. */
export interface BlockPiece extends Extent {
  readonly at: number;
}

/** What the host takes in and sends at once: small ranges travel together. */
export interface HostBlock {
  readonly pieces: readonly BlockPiece[];
  /** Bytes of memory taken, a multiple of 4 KiB. */
  readonly usedBytes: number;
  readonly dataBytes: number;
  /** Where on the disk it ends; everything of the block lies ahead of it. */
  readonly endOffset: number;
}

/**
 * In the order of the disk, cut at multiples of the host's block size, each range at 4 KiB of memory of its own.
 * What lies ahead of `fromOffset` is left out.
 */
export async function* cutIntoBlocks(extents: AsyncIterable<Extent> | Iterable<Extent>, fromOffset: number): AsyncGenerator<HostBlock> {
  let pieces: BlockPiece[] = [];
  let usedBytes = 0;
  let dataBytes = 0;
  const finish = (): HostBlock => {
    const last = pieces.at(-1);
    const block = { pieces, usedBytes, dataBytes, endOffset: last ? last.offset + last.length : fromOffset };
    pieces = [];
    usedBytes = 0;
    dataBytes = 0;
    return block;
  };
  for await (const extent of extents) {
    const end = extent.offset + extent.length;
    for (let offset = Math.max(extent.offset, fromOffset); offset < end; ) {
      const length = Math.min(end - offset, hostBlockBytes - (offset % hostBlockBytes));
      const takes = blocksFor(length) * blockSizeBytes;
      if (usedBytes + takes > hostBlockBytes) yield finish();
      pieces.push({ offset, length, at: usedBytes });
      usedBytes += takes;
      dataBytes += length;
      offset += length;
    }
  }
  if (pieces.length > 0) yield finish();
}
