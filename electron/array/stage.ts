/**
 * Stages one piece of a write: classifies its blocks, puts the ones with data into the log and
 * points the map at them. Synchronous, so that map, counters and log move together.
 */
import { blockSizeBytes } from '../../shared/units.ts';
import type { ArrayParts } from './parts.ts';
import { lookup, nextMappedLeaf, numberOf, writableLeaf } from './blockMap.ts';
import { boundHolder, changeEffect, countDrop, countNew, countReference, countTargeted, exclusiveOld, isOwn, loosen, type Counted } from './catalog/counting.ts';
import type { FileState } from './catalog/fileState.ts';
import { loseSnapshotBlocks, type VolumeState } from './catalog/volumeState.ts';
import { digestBytes, type BlockWriter, type LogEntry } from './layout.ts';
import { fanOut } from './nodeCodec.ts';
import type { Node } from './nodeStore.ts';
import { countedOf } from './operations/files.ts';
import { blockFlag, type Piece } from './piece.ts';

export type StageParts = Pick<ArrayParts, 'files' | 'volumes' | 'shared' | 'nodes' | 'log'>;

/** Blocks by which staging would raise what the volume holds and has set aside. */
export function growthBlocks(parts: StageParts, piece: Piece): number {
  const { file, firstBlock, count, scratch, twins } = piece;
  const before = lookup(parts.nodes, file, firstBlock, count);
  const counted = countedOf(parts, file);
  const isShared = parts.files.isHeld(file);
  const areOldExclusive = !isShared && file.ownBlocks + exclusiveOld(file, counted.volume) === file.mappedBlocks - file.inheritedBlocks;
  const isThick = file.format !== 'thin';
  let growth = 0;
  for (let i = 0; i < count; i += 1) {
    const flag = scratch.kernel.memory[scratch.flagsOffset + i];
    if (flag === blockFlag.leave) continue;
    const vbn = before[i] ?? 0;
    // A thick file has room set aside for what it never wrote.
    if (isThick && flag !== blockFlag.zero && vbn === 0) continue;
    if (isThick && flag === blockFlag.zero && vbn !== 0) growth += 1;
    if (flag === blockFlag.zero || twins.has(i)) continue;
    // Overwriting a block that nobody else holds takes no more space than it gives back.
    const isReplaced = vbn !== 0 && !isShared && (isOwn(counted, vbn) || (areOldExclusive && file.inheritedBlocks === 0));
    if (!isReplaced) growth += 1;
  }
  return growth;
}

/**
 * Stages the classified blocks of a piece. The log must have room for them.
 * @returns true when blocks or map nodes may have come free or counters may have become bounds
 */
export function stageBlocks(parts: StageParts, piece: Piece): boolean {
  parts.files.freshen(piece.file);
  const counted = countedOf(parts, piece.file);
  const copiesBefore = parts.nodes.copyCount;
  const stored = new Map<number, number>();
  let effects: number = changeEffect.none;
  for (let done = 0; done < piece.count; ) {
    const at = (piece.firstBlock + done) % fanOut;
    const take = Math.min(piece.count - done, fanOut - at);
    effects |= stageInLeaf(parts, piece, counted, stored, { at, from: done, take });
    done += take;
  }
  finishChange(parts, counted, effects);
  return effects !== changeEffect.none || parts.nodes.copyCount !== copiesBefore;
}

/** Marks what a change of pointers has touched besides the map. */
export function finishChange({ files, volumes }: Pick<StageParts, 'files' | 'volumes'>, { file, parent }: Counted, effects: number): void {
  files.markDirty(file);
  if (!parent || (effects & changeEffect.parentBecameBound) === 0) return;
  const holder = boundHolder(file, parent, (id) => files.find(id), (id) => volumes.findSnapshot(id) !== null);
  for (const bound of holder ? [parent, holder] : [parent]) {
    loosen(bound);
    files.markDirty(bound);
  }
}

function stageInLeaf(parts: StageParts, piece: Piece, counted: Counted, stored: Map<number, number>, part: { at: number; from: number; take: number }): number {
  const { file, firstBlock, scratch, twins } = piece;
  const { memory } = scratch.kernel;
  const { at, from, take } = part;
  const block = firstBlock + from;
  const before = lookup(parts.nodes, file, block, take);
  const flagOf = (i: number): number => memory[scratch.flagsOffset + from + i] ?? blockFlag.leave;
  const isUnchanged = (i: number): boolean => {
    if (flagOf(i) === blockFlag.leave) return true;
    if (flagOf(i) === blockFlag.zero) return before[i] === 0;
    const twin = twins.get(from + i);
    return twin?.kind === 'stored' && twin.vbn === before[i];
  };
  let hasChange = false;
  for (let i = 0; i < take && !hasChange; i += 1) hasChange = !isUnchanged(i);
  // What changes nothing must not copy a shared leaf.
  if (!hasChange) return changeEffect.none;

  const leaf = writableLeaf(parts.nodes, file, block);
  let effects: number = changeEffect.none;
  let zeroRun = 0;
  const endZeroRun = (end: number): void => {
    if (zeroRun > 0) parts.log.stageZeros(file.id, block + end - zeroRun, zeroRun);
    zeroRun = 0;
  };
  for (let i = 0; i < take; i += 1) {
    // A twin may have become the very block that is there while the piece was staged.
    const old = leaf.slots[at + i] ?? 0;
    if (isUnchanged(i)) {
      endZeroRun(i);
      continue;
    }
    if (flagOf(i) === blockFlag.zero) {
      zeroRun += 1;
      leaf.slots[at + i] = 0;
      effects |= countDrop(counted, old);
      continue;
    }
    endZeroRun(i);
    const index = from + i;
    const twin = storedTwin(piece, stored, index);
    if (twin) {
      if (old !== 0) effects |= countDrop(counted, old);
      const isHeld = target(parts, counted.volume, twin.vbn, twin.writer);
      parts.log.stageReference(file.id, block + i, twin.vbn, twin.writer);
      leaf.slots[at + i] = twin.vbn;
      countReference(counted, isHeld);
      effects |= changeEffect.freedOrLoosened;
      continue;
    }
    let end = i + 1;
    while (end < take && flagOf(end) === blockFlag.data && !twins.has(from + end)) end += 1;
    effects |= stageRun(parts, piece, counted, { leaf, at: at + i, index, count: end - i });
    if (twins.size > 0) for (let next = i; next < end; next += 1) stored.set(from + next, leaf.slots[at + next] ?? 0);
    i = end - 1;
  }
  endZeroRun(take);
  return effects;
}

/** Stores blocks of a piece that lie side by side, from `index` of it and `at` of the leaf on. */
function stageRun({ log }: StageParts, { file, firstBlock, scratch, onStored, isLent = false }: Piece, counted: Counted, run: { leaf: Node; at: number; index: number; count: number }): number {
  const { leaf, at, index, count } = run;
  let effects: number = changeEffect.none;
  for (let done = 0; done < count; ) {
    const first = index + done;
    const staged = log.stageBlocks(file.id, firstBlock + first, {
      memory: scratch.kernel.memory, dataOffset: scratch.dataOffset + first * blockSizeBytes, digestOffset: scratch.digestOffset + first * digestBytes, count: count - done, isLent,
    });
    for (let i = 0; i < staged.count; i += 1) {
      const old = leaf.slots[at + done + i] ?? 0;
      if (old !== 0) effects |= countDrop(counted, old);
      leaf.slots[at + done + i] = staged.vbn + i;
      onStored?.(staged.vbn + i, first + i);
    }
    countNew(counted, staged.count);
    done += staged.count;
  }
  return effects;
}

function storedTwin({ file, firstBlock, twins }: Piece, stored: ReadonlyMap<number, number>, index: number): { vbn: number; writer: BlockWriter } | null {
  const twin = twins.get(index);
  if (!twin) return null;
  if (twin.kind === 'stored') return twin;
  const vbn = stored.get(twin.index);
  return vbn === undefined ? null : { vbn, writer: { file: file.id, block: firstBlock + twin.index } };
}

/**
 * Makes a stored block one that dedupe points to. To be called before the pointer is set.
 * @param volume whose block it is
 * @returns whether the block is known to be held by somebody
 */
export function target(parts: Pick<StageParts, 'files' | 'volumes' | 'shared' | 'nodes'>, volume: VolumeState, vbn: number, writer: BlockWriter): boolean {
  const { files, volumes, shared, nodes } = parts;
  const owner = files.find(writer.file);
  const isHeld = owner !== null && numberOf(nodes, owner, writer.block) === vbn;
  if (isHeld && !shared.isShared(vbn)) {
    countTargeted({ file: owner, volume }, vbn);
    files.markDirty(owner);
  } else {
    // Its holders are not known: what the exact pass found to be exclusive before may be this block.
    volume.oldHits += 1;
  }
  // Perhaps it was a block that only snapshots held.
  if (!isHeld) loseSnapshotBlocks(volume, 1);
  volumes.markDirty(volume.id);
  shared.add(vbn);
  return isHeld;
}

/** Applies a replayed log entry to the map, with the same counting as when it was staged. `vbn` is the block of a data entry. */
export function applyReplayed(parts: Omit<StageParts, 'log' | 'kernel'>, file: FileState, entry: LogEntry, vbn: number): void {
  parts.files.freshen(file);
  const counted = countedOf(parts, file);
  let effects: number = changeEffect.none;
  if (entry.kind === 'zero') {
    effects = clearBlocks(parts, counted, entry.block, entry.count);
  } else {
    const leaf = writableLeaf(parts.nodes, file, entry.block);
    const slot = entry.block % fanOut;
    const old = leaf.slots[slot] ?? 0;
    if (old !== 0) effects |= countDrop(counted, old);
    if (entry.kind === 'reference') {
      const isHeld = target(parts, counted.volume, entry.vbn, entry.writer);
      leaf.slots[slot] = entry.vbn;
      countReference(counted, isHeld);
    } else {
      leaf.slots[slot] = vbn;
      countNew(counted);
    }
  }
  finishChange(parts, counted, effects);
}

/** Lets go of every block of a range of the map, without touching what is empty. Returns the effects. */
export function clearBlocks(parts: Pick<StageParts, 'nodes'>, counted: Counted, firstBlock: number, count: number): number {
  const { nodes } = parts;
  const end = firstBlock + count;
  let effects: number = changeEffect.none;
  for (let found = nextMappedLeaf(nodes, counted.file, firstBlock); found && found.firstBlock < end; ) {
    const from = Math.max(0, firstBlock - found.firstBlock);
    const to = Math.min(fanOut, end - found.firstBlock);
    if (found.leaf.slots.subarray(from, to).some((vbn) => vbn !== 0)) {
      const leaf = writableLeaf(nodes, counted.file, found.firstBlock);
      for (let slot = from; slot < to; slot += 1) {
        const vbn = leaf.slots[slot] ?? 0;
        leaf.slots[slot] = 0;
        if (vbn !== 0) effects |= countDrop(counted, vbn);
      }
    }
    found = nextMappedLeaf(nodes, counted.file, found.firstBlock + fanOut);
  }
  return effects;
}
