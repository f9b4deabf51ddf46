/**
 * Stages one piece of a write: classifies its blocks, puts the ones with data into the log and
 * points the map at them. Synchronous, so that map, counters and log move together.
 */
import type { Scratch } from './blockReader.ts';
import { lookup, writableLeaf } from './blockMap.ts';
import { changeEffect, countChange, loosen, type FileState, type FileTable, type VolumeState } from './files.ts';
import { digestBytes } from './layout.ts';
import type { Log } from './log.ts';
import { fanOut } from './nodeCodec.ts';
import type { NodeStore } from './nodeStore.ts';
import { blockSizeBytes } from '../../shared/units.ts';

export interface Stage {
  readonly files: FileTable;
  readonly nodes: NodeStore;
  readonly log: Log;
  readonly memory: Uint8Array;
}

/** Blocks by which staging would raise the volume's physical size. */
export function growthBlocks(stage: Stage, file: FileState, firstBlock: number, count: number, scratch: Scratch): number {
  const before = lookup(stage.nodes, file, firstBlock, count);
  const areOldExclusive = file.ownBlocks + file.exclusiveOldBlocks === file.mappedBlocks;
  let growth = 0;
  for (let i = 0; i < count; i += 1) {
    if (stage.memory[scratch.flagsOffset + i] === 1) continue;
    const vbn = before[i] ?? 0;
    // Overwriting a block that nobody else holds takes no more space than it gives back.
    if (vbn === 0 || (vbn < file.shareVbn && !areOldExclusive)) growth += 1;
  }
  return growth;
}

/**
 * Stages `count` classified blocks that lie in `scratch`.
 * @returns true when blocks or map nodes may have come free or counters may have become bounds
 */
export function stageBlocks(stage: Stage, file: FileState, firstBlock: number, count: number, scratch: Scratch): boolean {
  const parent = stage.files.find(file.parentId);
  const volume = stage.files.volume(file.volumeId);
  let effects: number = changeEffect.none;
  const copiesBefore = stage.nodes.copyCount;
  let done = 0;
  while (done < count) {
    const at = (firstBlock + done) % fanOut;
    const take = Math.min(count - done, fanOut - at);
    effects |= stageInLeaf(stage, { file, parent, volume }, { block: firstBlock + done, at, from: done, take }, scratch);
    done += take;
  }
  stage.files.markDirty(file);
  if (parent && (effects & changeEffect.parentBecameBound) !== 0) {
    loosen(parent);
    stage.files.markDirty(parent);
  }
  return effects !== changeEffect.none || stage.nodes.copyCount !== copiesBefore;
}

function stageInLeaf(
  stage: Stage,
  { file, parent, volume }: { file: FileState; parent: FileState | null; volume: VolumeState },
  { block, at, from, take }: { block: number; at: number; from: number; take: number },
  scratch: Scratch,
): number {
  const before = lookup(stage.nodes, file, block, take);
  let hasChange = false;
  for (let i = 0; i < take && !hasChange; i += 1) {
    hasChange = stage.memory[scratch.flagsOffset + from + i] !== 1 || before[i] !== 0;
  }
  // Zeros written over zeros change nothing and must not copy a shared leaf.
  if (!hasChange) return changeEffect.none;

  const leaf = writableLeaf(stage.nodes, file, block);
  let effects: number = changeEffect.none;
  let zeroRun = 0;
  for (let i = 0; i < take; i += 1) {
    const old = before[i] ?? 0;
    const isZero = stage.memory[scratch.flagsOffset + from + i] === 1;
    if (isZero && old !== 0) {
      zeroRun += 1;
      leaf.slots[at + i] = 0;
      effects |= countChange(file, parent, volume, old, 0);
      continue;
    }
    if (zeroRun > 0) {
      stage.log.stageZeros(file.id, block + i - zeroRun, zeroRun);
      zeroRun = 0;
    }
    if (isZero) continue;
    const vbn = stage.log.stageBlock(
      file.id,
      block + i,
      scratch.dataOffset + (from + i) * blockSizeBytes,
      scratch.digestOffset + (from + i) * digestBytes,
    );
    leaf.slots[at + i] = vbn;
    effects |= countChange(file, parent, volume, old, vbn);
  }
  if (zeroRun > 0) stage.log.stageZeros(file.id, block + take - zeroRun, zeroRun);
  return effects;
}

/** Applies a replayed log entry to the map, with the same counting as when it was staged. */
export function applyReplayed(
  parts: { files: FileTable; nodes: NodeStore },
  file: FileState,
  change: { block: number; count: number; vbn: number },
): void {
  const volume = parts.files.volume(file.volumeId);
  const parent = parts.files.find(file.parentId);
  for (let i = 0; i < change.count; i += 1) {
    const leaf = writableLeaf(parts.nodes, file, change.block + i);
    const slot = (change.block + i) % fanOut;
    const before = leaf.slots[slot] ?? 0;
    leaf.slots[slot] = change.vbn;
    const effects = countChange(file, parent, volume, before, change.vbn);
    if (parent && (effects & changeEffect.parentBecameBound) !== 0) {
      loosen(parent);
      parts.files.markDirty(parent);
    }
  }
  parts.files.markDirty(file);
}
