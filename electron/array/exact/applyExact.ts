/** Makes counters what a walk has found. What changed since the walk began keeps its bounds, which stay valid. */
import { exclusiveOld, groupShared } from '../catalog/counting.ts';
import type { FileTable } from '../catalog/fileTable.ts';
import { reserveOf, type FileState } from '../catalog/fileState.ts';
import { knownUnique } from '../catalog/volumeState.ts';
import type { VolumeTable } from '../catalog/volumeTable.ts';
import { isHeldIn, type VolumeContent } from './pass.ts';
import type { WalkResult } from './walkTypes.ts';

export interface ExactParts {
  readonly files: FileTable;
  readonly volumes: VolumeTable;
}

/** To be called while nothing else changes files. */
export function applyVolume({ volumes }: ExactParts, content: VolumeContent, found: WalkResult): void {
  const then = content.volume;
  const now = volumes.find(then.id);
  if (!now) return;
  now.physicalBlocks = found.distinctBlocks + now.physicalBlocks - then.physicalBlocks;
  now.exactAtDrops = then.drops;
  now.dedupeSavedBlocks = found.savedByDedupeBlocks + now.dedupeSavedBlocks - then.dedupeSavedBlocks;
  volumes.markDirty(now.id);
  if (now.snapshotRecounts !== then.snapshotRecounts) return;
  now.snapshotBlocks = found.snapshotOnlyBlocks + now.snapshotBlocks - then.snapshotBlocks;
  now.snapshotExactAtDrops = then.snapshotDrops;
  for (const [index, old] of content.snapshots.entries()) {
    const snapshot = volumes.findSnapshot(old.id);
    if (!snapshot) continue;
    snapshot.uniqueBlocks = (found.snapshotUniqueBlocks[index] ?? 0) + knownUnique(snapshot, now) - knownUnique(old, then);
    snapshot.lossesAt = now.snapshotLosses;
    snapshot.exactAtDrops = then.drops + then.snapshotDrops;
    volumes.markDirty(now.id, snapshot.id);
  }
}

/** The same for some of its files, `from` up to `to` by index. */
export function applyFiles({ files }: ExactParts, content: VolumeContent, found: WalkResult, from: number, to: number): void {
  const then = content.volume;
  const groupIndex = new Map(content.groupIds.map((id, index) => [id, index]));
  for (let index = from; index < Math.min(to, content.files.length); index += 1) {
    const old = content.files[index];
    const file = old && files.find(old.id);
    if (!old || !file) continue;
    const groupBlocks = file.groupId === file.id ? (found.groupBlocks[groupIndex.get(file.id) ?? -1] ?? 0) : 0;
    if (isHeldIn(content, old)) {
      if (groupBlocks > 0) countHeldGroup(files, file, groupBlocks, then.oldHits);
      continue;
    }
    if (!isUnchanged(file, old)) {
      // What its other files share is known to be there, but no longer how much of it.
      if (groupBlocks > 0 && file.groupBlocks === 0) {
        file.groupBlocks = -1;
        files.markDirty(file);
      }
      // Blocks that the group shared are counted with the one file that was found to hold them from now on.
      if (groupShared(old, then) > groupBlocks) {
        file.groupBlocks = -1 - Math.min(groupBlocks, groupShared(file, then));
        files.markDirty(file);
      }
      continue;
    }
    const exclusiveOldBlocks = Math.max(0, (found.exclusiveBlocks[index] ?? 0) - file.ownBlocks);
    const isKnown =
      exclusiveOldBlocks === exclusiveOld(file, then) && groupBlocks === file.groupBlocks && file.exactAtDrops === then.drops && file.exclusiveAtHits === then.oldHits;
    if (isKnown) continue;
    file.exclusiveOldBlocks = exclusiveOldBlocks;
    file.exclusiveAtHits = then.oldHits;
    file.groupBlocks = groupBlocks;
    file.exactAtDrops = then.drops;
    files.markDirty(file);
  }
}

/** The first file of a group is in a snapshot and has not changed since, but its other files share blocks that nobody else holds. */
function countHeldGroup(files: FileTable, leader: FileState, groupBlocks: number, oldHits: number): void {
  const wasHeld = files.isHeld(leader);
  // Only a record of its own can say so. Where it got one meanwhile, the group may have changed as well.
  files.freshen(leader);
  leader.groupBlocks = wasHeld ? groupBlocks : -1;
  if (wasHeld) leader.exclusiveAtHits = oldHits;
  files.markDirty(leader);
}

function isUnchanged(now: FileState, then: FileState): boolean {
  return (
    now.shares === then.shares && now.drops === then.drops && now.exactAtDrops === then.exactAtDrops && now.root === then.root && now.epoch === then.epoch &&
    now.shareVbn === then.shareVbn && now.mappedBlocks === then.mappedBlocks && now.ownBlocks === then.ownBlocks && now.groupBlocks === then.groupBlocks
  );
}

/**
 * Sets counters that no bound explains to what was found: for repair, while nothing else has changed since the walk began.
 * @returns a sentence for each counter that was wrong
 */
export function mendCounters({ files, volumes }: ExactParts, content: VolumeContent, found: WalkResult): string[] {
  const mended: string[] = [];
  const volume = volumes.find(content.volume.id);
  if (!volume) return mended;
  let charged = 0;
  let reserved = 0;
  for (const [index, old] of content.files.entries()) {
    const file = files.find(old.id);
    if (!file) continue;
    const chargedBlocks = (found.pointers[index] ?? 0) - (found.inheritedPointers[index] ?? 0);
    charged += chargedBlocks;
    if (file.mappedBlocks - file.inheritedBlocks !== chargedBlocks) {
      mended.push(`The count of mapped blocks of file ${file.id} was put right.`);
      file.mappedBlocks = chargedBlocks + file.inheritedBlocks;
    }
    const exclusive = found.exclusiveBlocks[index] ?? 0;
    if (!isHeldIn(content, old) && file.ownBlocks > exclusive) {
      mended.push(`The count of unique blocks of file ${file.id} was put right.`);
      file.ownBlocks = exclusive;
      file.exclusiveOldBlocks = 0;
    }
    reserved += reserveOf(file);
    files.markDirty(file);
  }
  if (volume.logicalBlocks - volume.inheritedBlocks !== charged) {
    mended.push(`The logical size of volume ${volume.id} was put right.`);
    volume.logicalBlocks = charged + volume.inheritedBlocks;
  }
  if (!volume.base && volume.reservedBlocks !== reserved) {
    mended.push(`The reservation of volume ${volume.id} was put right.`);
    volume.reservedBlocks = reserved;
  }
  if (volume.physicalBlocks < found.distinctBlocks) mended.push(`The physical size of volume ${volume.id} was put right.`);
  volume.physicalBlocks = found.distinctBlocks;
  volume.snapshotBlocks = found.snapshotOnlyBlocks;
  volumes.markDirty(volume.id);
  return mended;
}
