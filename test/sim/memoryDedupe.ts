/** Dedupe of the array in memory: blocks of a volume with equal bytes become one block object. */
import { createHash } from 'node:crypto';
import type { DedupeResult } from '../../electron/array/portTypes.ts';
import type { VolumeId } from '../../shared/ids.ts';
import { blockSizeBytes } from '../../shared/units.ts';
import { usageOf } from './memoryCounting.ts';
import { copyOf, replaceBlocks, type MemoryBlock, type State } from './memoryState.ts';

const contents = new WeakMap<MemoryBlock, string>();

/** Equal for equal bytes, different for different ones. */
function contentOf(block: MemoryBlock): string {
  const content = contents.get(block) ?? createHash('sha256').update(block.bytes).digest('base64');
  contents.set(block, content);
  return content;
}

/** One block of the volume for each content that it stores. */
function representatives(state: State, volumeId: VolumeId): Map<string, MemoryBlock> {
  const known = new Map<string, MemoryBlock>();
  for (const block of usageOf(state, volumeId).keys()) if (!known.has(contentOf(block))) known.set(contentOf(block), block);
  return known;
}

/** The blocks to write, those replaced whose content the volume stores already. */
export function dedupeInline(state: State, volumeId: VolumeId, blocks: ReadonlyMap<number, MemoryBlock | null>): Map<number, MemoryBlock | null> {
  const known = representatives(state, volumeId);
  const replaced = new Map<number, MemoryBlock | null>();
  for (const [number, block] of blocks) {
    const same = block ? known.get(contentOf(block)) : undefined;
    if (block && !same) known.set(contentOf(block), block);
    replaced.set(number, same ?? block);
  }
  return replaced;
}

/** Whoever holds one of several equal blocks, a snapshot or a FlexClone included, holds the same one afterwards. */
export function dedupeVolume(state: State, volumeId: VolumeId): { after: State; result: DedupeResult } {
  const known = representatives(state, volumeId);
  const before = usageOf(state, volumeId).size;
  const after = copyOf(state);
  replaceBlocks(after, (_file, block) => (block.volumeId === volumeId ? (known.get(contentOf(block)) ?? block) : block));
  const savedBytes = (before - usageOf(after, volumeId).size) * blockSizeBytes;
  return { after, result: { scannedBytes: before * blockSizeBytes, savedBytes, overLimitBytes: 0 } };
}
