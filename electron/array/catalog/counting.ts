/**
 * The counters that answer "how much is unique" without walking anything.
 *
 * Every file has a share point, the next block number when everything it held last came to be
 * shared. A block born since is held by this file alone, unless dedupe has pointed to it
 * (`ownBlocks`). An older block may be held by others; how many of those are known to be
 * exclusive is `exclusiveOldBlocks`, set by the exact pass. While somebody vouches for a file,
 * namely its parent that has dropped nothing since the clone or a snapshot, everything older is
 * shared with that one, so the count stays exact however many others come and go.
 */
import type { FileState } from './fileState.ts';
import { reserveOf } from './fileState.ts';
import type { SnapshotState, VolumeState } from './volumeState.ts';

/** A file with all that its counters depend on. */
export interface Counted {
  readonly file: FileState;
  readonly parent: FileState | null;
  readonly volume: VolumeState;
  /** The snapshot that vouches for the file, if it still exists. */
  readonly voucher: SnapshotState | null;
  /** Whether dedupe has ever pointed to the block. */
  isDeduped(vbn: number): boolean;
}

/** What a change of one pointer meant beyond the counters; effects add up as bits. */
export const changeEffect = { none: 0, freedOrLoosened: 1, parentBecameBound: 2 } as const;

/** True when somebody holds every older block of the file: only what it wrote since can be unique. */
export function isVouchedFor({ file, parent, voucher }: Pick<Counted, 'file' | 'parent' | 'voucher'>): boolean {
  return voucher !== null || (parent !== null && parent.drops === file.parentDrops);
}

/** Older blocks known to be held by this file alone. */
export function exclusiveOld(file: FileState, volume: VolumeState): number {
  return file.exclusiveAtHits === volume.oldHits ? file.exclusiveOldBlocks : 0;
}

/** Of the first file of a group: blocks known to be shared inside the group only. */
export function groupShared(file: FileState, volume: VolumeState): number {
  if (file.exclusiveAtHits !== volume.oldHits) return 0;
  return file.groupBlocks < 0 ? -1 - file.groupBlocks : file.groupBlocks;
}

/** Whether those are all of them, given that the counts of all files of the group are exact. None are none whatever has happened since. */
export function isGroupExact(file: FileState, volume: VolumeState): boolean {
  return file.groupBlocks === 0 || (file.groupBlocks > 0 && file.exclusiveAtHits === volume.oldHits);
}

/** Sets what is known to be shared inside the group only. */
export function countGrouped(leader: FileState, known: { readonly blocks: number; readonly isExact: boolean }): void {
  leader.groupBlocks = known.isExact ? known.blocks : -1 - known.blocks;
}

/** Marks that what the group shared may be shared outside of it now, or held by one of its files alone. */
export function loosenGroup(leader: FileState): void {
  if (leader.groupBlocks !== 0) leader.groupBlocks = -1;
  // An exact pass under way has seen the group as it was.
  leader.shares += 1;
}

function chargedBlocks(file: FileState): number {
  return file.mappedBlocks - file.inheritedBlocks;
}

/** Whether `ownBlocks` and the exclusive older ones are the exact number of blocks that only this file holds. */
export function isCountExact(counted: Omit<Counted, 'isDeduped'>): boolean {
  const { file, volume } = counted;
  // A block that only this file holds can come to be shared by cloning this file alone, which starts the counters anew.
  if (file.ownBlocks + exclusiveOld(file, volume) === chargedBlocks(file)) return true;
  // Since dedupe pointed to blocks whose holders it did not know, only another exact pass can tell.
  if (file.exclusiveAtHits !== volume.oldHits) return false;
  return file.exactAtDrops === volume.drops || (isVouchedFor(counted) && file.exclusiveOldBlocks === 0 && file.dedupedBlocks === 0);
}

/**
 * Marks that the file may have become the only holder of some of its blocks. Counts down, so that an exact
 * pass that was under way meanwhile sees that its answer is out of date.
 */
export function loosen(file: FileState): void {
  file.exactAtDrops = Math.min(file.exactAtDrops, 0) - 1;
}

/**
 * The file whose count must give way besides the parent's when a file lets go of blocks that its parent goes on holding. The group of
 * the parent may be alone with them then; where one of the group vouches for the parent, the parent's own count stays exact, and so
 * does that of everyone in between. Null where the parent's count gives way by itself, or somebody outside of the group holds the blocks.
 */
export function boundHolder(file: FileState, parent: FileState, find: (id: number) => FileState | null, isKept: (voucherId: number) => boolean): FileState | null {
  if (parent.groupId === file.groupId) return null;
  for (let holder = parent; ; ) {
    if (isKept(holder.voucherId)) return null;
    const next = find(holder.parentId);
    if (!next || next.drops !== holder.parentDrops) return holder === parent ? null : holder;
    if (next.groupId !== parent.groupId) return null;
    holder = next;
  }
}

/** Whether nothing but this file holds the block, as far as the share point tells. */
export function isOwn({ file, isDeduped }: Pick<Counted, 'file' | 'isDeduped'>, vbn: number): boolean {
  return vbn >= file.shareVbn && !isDeduped(vbn);
}

/** Counts that the file lets go of one pointer to `vbn`. O(1): only comparisons with share points. */
export function countDrop(counted: Counted, vbn: number): number {
  const { file, volume } = counted;
  const chargedBefore = chargedBlocks(file);
  file.mappedBlocks -= 1;
  volume.logicalBlocks -= 1;
  if (file.format !== 'thin') volume.reservedBlocks += 1;
  if (volume.base && vbn < volume.base.vbn) {
    file.inheritedBlocks -= 1;
    volume.inheritedBlocks -= 1;
    return changeEffect.freedOrLoosened;
  }
  if (isOwn(counted, vbn)) {
    file.ownBlocks -= 1;
    volume.physicalBlocks -= 1;
    return changeEffect.freedOrLoosened;
  }
  const exclusive = exclusiveOld(file, volume);
  if (exclusive > 0 && exclusive === chargedBefore - file.ownBlocks) {
    // Every older block was known to be exclusive, so this one was.
    file.exclusiveOldBlocks -= 1;
    volume.physicalBlocks -= 1;
    return changeEffect.freedOrLoosened;
  }
  return countSharedDrop(counted, vbn, exclusive);
}

function countSharedDrop({ file, parent, volume, voucher, isDeduped }: Counted, vbn: number, exclusive: number): number {
  file.drops += 1;
  const wasDeduped = isDeduped(vbn);
  if (wasDeduped) {
    volume.dedupeSavedBlocks -= 1;
    volume.drops += 1;
    // Another file of the group may have been the only other holder, and may let go of it as well.
    if (file.groupBlocks !== 0 || file.groupId !== file.id) volume.oldHits += 1;
    if (exclusive > 0) file.exclusiveOldBlocks -= 1;
    return changeEffect.freedOrLoosened;
  }
  if (voucher) {
    // The snapshot goes on holding the block. Whether anything else does is known only for what was the file's own then.
    if (vbn >= file.snapVbn) {
      file.snapOwnBlocks -= 1;
      countSnapshotOnly(file, volume, voucher, 1);
    } else {
      volume.snapshotDrops += 1;
    }
    return changeEffect.freedOrLoosened;
  }
  if (isVouchedFor({ file, parent, voucher }) && exclusive === 0) {
    // The parent still holds the block: nothing came free, but the parent may be its only holder now.
    return changeEffect.freedOrLoosened + changeEffect.parentBecameBound;
  }
  // Whether it was one of the exclusive ones is not known: the lower bound gives way by one, and the
  // volume goes on counting the block until the exact pass has looked.
  if (exclusive > 0) file.exclusiveOldBlocks -= 1;
  volume.drops += 1;
  return changeEffect.freedOrLoosened;
}

function countSnapshotOnly(file: FileState, volume: VolumeState, voucher: SnapshotState, blocks: number): void {
  volume.snapshotBlocks += blocks;
  if (file.isSoleSnapshot) voucher.uniqueBlocks += blocks;
}

/** Counts that the file points to blocks that were stored for it just now. */
export function countNew({ file, volume }: Counted, blocks = 1): void {
  countMapped(file, volume, blocks);
  file.ownBlocks += blocks;
  volume.physicalBlocks += blocks;
  volume.unscannedBlocks += blocks;
}

function countMapped(file: FileState, volume: VolumeState, blocks: number): void {
  file.mappedBlocks += blocks;
  volume.logicalBlocks += blocks;
  if (file.format !== 'thin') volume.reservedBlocks -= blocks;
}

/**
 * Counts that dedupe lets the file point to a block that was stored before.
 * @param isHeld whether something is known to hold the block; otherwise it may be one that was counted as free already
 */
export function countReference({ file, volume }: Counted, isHeld: boolean): void {
  countMapped(file, volume, 1);
  countTurned(file, volume);
  if (!isHeld) volume.physicalBlocks += 1;
  // A file without relatives has no clone at the same place that may have had the block there already.
  else if (file.familyId === file.id && file.shares === 0) volume.dedupeSavedBlocks += 1;
}

/** Counts that a pointer of the file is one that dedupe has turned to another block. */
export function countTurned(file: FileState, volume: VolumeState): void {
  file.dedupedBlocks += 1;
  loosen(file);
  volume.drops += 1;
  volume.wasDeduped = true;
}

/** Counts that a block of the file's own becomes the target of dedupe. */
export function countTargeted({ file, volume }: Pick<Counted, 'file' | 'volume'>, vbn: number): void {
  if (vbn >= file.shareVbn) file.ownBlocks -= 1;
  else {
    if (file.voucherId !== 0 && vbn >= file.snapVbn) file.snapOwnBlocks -= 1;
    volume.oldHits += 1;
  }
  file.dedupedBlocks += 1;
  loosen(file);
}

/**
 * Moves the share point of `source` to now and gives the record of its clone. Everything either holds is shared then.
 * The source must not be older than the newest snapshot.
 */
export function shareWithClone(source: FileState, volume: VolumeState, now: { vbn: number; nodeId: number }): Omit<FileState, 'id' | 'groupId'> {
  moveSharePoint(source, volume, now);
  source.shares += 1;
  volume.logicalBlocks += source.mappedBlocks;
  volume.inheritedBlocks += source.inheritedBlocks;
  return { ...source, isStaging: false, parentId: source.id, parentDrops: source.drops, drops: 0, shares: 0, format: 'thin', groupBlocks: 0 };
}

/** The record of the file as it is from the first change after a snapshot on: everything it holds is shared with the snapshot. */
export function shareWithSnapshot(file: FileState, volume: VolumeState, snapshot: SnapshotState, isSoleSnapshot: boolean): void {
  file.snapVbn = file.shareVbn;
  file.snapOwnBlocks = file.ownBlocks;
  file.isSoleSnapshot = isSoleSnapshot;
  file.voucherId = snapshot.id;
  file.parentId = 0;
  file.ownBlocks = 0;
  file.exclusiveOldBlocks = 0;
  file.exclusiveAtHits = volume.oldHits;
  file.dedupedBlocks = 0;
  file.groupBlocks = 0;
  file.shareVbn = snapshot.shareVbn;
  file.shareNode = snapshot.shareNode;
  file.exactAtDrops = volume.drops;
}

/** From now on nothing that the file holds is its own. */
export function moveSharePoint(file: FileState, volume: VolumeState, now: { vbn: number; nodeId: number }): void {
  // Blocks written since are not held by its parent or a snapshot, so those no longer vouch for all older blocks.
  if (file.ownBlocks > 0 || file.dedupedBlocks > 0) {
    file.parentId = 0;
    file.voucherId = 0;
  }
  if (file.exclusiveAtHits !== volume.oldHits) loosenGroup(file);
  file.ownBlocks = 0;
  file.exclusiveOldBlocks = 0;
  file.exclusiveAtHits = volume.oldHits;
  file.dedupedBlocks = 0;
  file.snapOwnBlocks = 0;
  file.snapVbn = now.vbn;
  file.shareVbn = now.vbn;
  file.shareNode = now.nodeId;
  file.exactAtDrops = volume.drops;
}

/**
 * Takes everything a file holds out of the counters of its volume and family: it is being deleted or becomes something else.
 * @returns the effect on its parent, which may be left alone with what both held
 */
export function countRelease(counted: Counted): number {
  const { file, parent, volume, voucher } = counted;
  const exclusive = exclusiveOld(file, volume);
  const known = file.ownBlocks + exclusive;
  volume.logicalBlocks -= file.mappedBlocks;
  volume.inheritedBlocks -= file.inheritedBlocks;
  volume.reservedBlocks -= reserveOf(file);
  volume.physicalBlocks -= known;
  // What its parent has at the same places stays saved; of the rest anything may be due to dedupe.
  const parentHolds = parent !== null && parent.drops === file.parentDrops;
  const turned = parentHolds ? file.dedupedBlocks : chargedBlocks(file) - file.ownBlocks;
  if (volume.wasDeduped && turned > 0) {
    volume.dedupeSavedBlocks -= turned;
    volume.drops += 1;
  }
  if (known === chargedBlocks(file)) return changeEffect.none;
  if (voucher) {
    if (file.snapOwnBlocks > 0) countSnapshotOnly(file, volume, voucher, file.snapOwnBlocks);
    if (known + file.snapOwnBlocks !== chargedBlocks(file)) volume.snapshotDrops += 1;
  } else if (isVouchedFor({ file, parent, voucher }) && exclusive === 0) {
    return changeEffect.parentBecameBound;
  } else {
    volume.drops += 1;
  }
  return changeEffect.none;
}
