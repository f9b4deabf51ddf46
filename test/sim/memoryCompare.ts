/** Where files of the array in memory hold data, where they differ, and who else holds a block. */
import type { BlockHolder, Extent, FileChange } from '../../electron/array/portTypes.ts';
import { blockSizeBytes } from '../../shared/units.ts';
import type { FileId } from '../../shared/ids.ts';
import type { MemoryBlock, MemoryFile, State } from './memoryState.ts';

/** Block numbers as ranges of bytes, merged where they touch. */
function rangesOf(numbers: readonly number[], sizeBytes: number): Extent[] {
  const ranges: { offset: number; length: number }[] = [];
  for (const number of numbers.toSorted((a, b) => a - b)) {
    const offset = number * blockSizeBytes;
    const length = Math.min(blockSizeBytes, sizeBytes - offset);
    const last = ranges.at(-1);
    if (last && last.offset + last.length === offset) last.length += length;
    else ranges.push({ offset, length });
  }
  return ranges;
}

export function extentsOf(file: MemoryFile): Extent[] {
  return rangesOf([...file.blocks.keys()], file.sizeBytes);
}

/** Cut at the end of `after`; what lies beyond the end of `before` reads as zeros. */
export function diffFiles(before: MemoryFile, after: MemoryFile): Extent[] {
  const numbers = new Set([...before.blocks.keys(), ...after.blocks.keys()]);
  const different = [...numbers].filter((number) => before.blocks.get(number) !== after.blocks.get(number));
  return rangesOf(different.filter((number) => number * blockSizeBytes < after.sizeBytes), after.sizeBytes);
}

export function diffFileMaps(before: ReadonlyMap<FileId, MemoryFile>, after: ReadonlyMap<FileId, MemoryFile>): FileChange[] {
  const changes: FileChange[] = [];
  for (const fileId of [...new Set([...before.keys(), ...after.keys()])].toSorted((a, b) => a - b)) {
    const [old, now] = [before.get(fileId), after.get(fileId)];
    if (!old) changes.push({ fileId, change: 'created' });
    else if (!now) changes.push({ fileId, change: 'deleted' });
    else if (old.sizeBytes !== now.sizeBytes || diffFiles(old, now).length > 0) changes.push({ fileId, change: 'changed' });
  }
  return changes;
}

export function holdersOf(state: State, block: MemoryBlock): BlockHolder[] {
  const holders: BlockHolder[] = [];
  const look = (file: MemoryFile, snapshotId: BlockHolder['snapshotId']): void => {
    for (const [number, held] of file.blocks) if (held === block) holders.push({ fileId: file.id, snapshotId, offset: number * blockSizeBytes });
  };
  for (const file of state.files.values()) look(file, null);
  for (const snapshot of state.snapshots.values()) for (const file of snapshot.files.values()) look(file, snapshot.id);
  return holders;
}
