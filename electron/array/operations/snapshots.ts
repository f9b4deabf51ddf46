/** Snapshots of volumes, inside a transaction. */
import { Fault } from '../../../shared/faults.ts';
import type { FileId, SnapshotId, VolumeId } from '../../../shared/ids.ts';
import { blockSizeBytes } from '../../../shared/units.ts';
import { moveSharePoint } from '../catalog/counting.ts';
import { reserveOf, type FileState } from '../catalog/fileState.ts';
import { knownUnique, snapshotLimit, type SnapshotState, type VolumeState } from '../catalog/volumeState.ts';
import type { SnapshotInfo } from '../portTypes.ts';
import { releaseFile, shareNow, type FileParts } from './files.ts';
import { requireRoom } from './space.ts';

export function createSnapshot(parts: FileParts, volumeId: VolumeId): SnapshotId {
  const { volumes } = parts;
  const volume = volumes.edit(volumeId);
  if (volume.isSplitting) throw new Fault('InvalidState', 'The FlexClone is being split; it gets no snapshots until that is done.');
  if (volumes.snapshots(volumeId).length >= snapshotLimit) throw new Fault('InvalidState', `A volume has at most ${snapshotLimit} snapshots.`);
  const now = shareNow(parts);
  const { epoch, nextInode, logicalBlocks, inheritedBlocks, reservedBlocks } = volume;
  const snapshot = volumes.addSnapshot({
    volumeId, epoch, shareVbn: now.vbn, shareNode: now.nodeId, inodeLimit: nextInode, logicalBlocks, inheritedBlocks, reservedBlocks, uniqueBlocks: 0,
    lossesAt: volume.snapshotLosses,
    exactAtDrops: volume.drops + volume.snapshotDrops, cloneCount: 0,
  });
  volume.epoch += 1;
  return snapshot.id;
}

export function deleteSnapshot({ volumes }: FileParts, id: SnapshotId): void {
  const snapshot = volumes.snapshot(id);
  if (snapshot.cloneCount > 0) {
    throw new Fault('ResourceInUse', `${snapshot.cloneCount} FlexClones are based on the snapshot.`, { hint: 'Split them from it, or delete them first.' });
  }
  const volume = volumes.edit(snapshot.volumeId);
  const isExact = snapshot.exactAtDrops === volume.drops + volume.snapshotDrops;
  const uniqueBlocks = knownUnique(snapshot, volume);
  volume.physicalBlocks -= Math.max(0, uniqueBlocks);
  if (isExact) {
    volume.snapshotBlocks -= uniqueBlocks;
  } else {
    // It may have been the last to hold what was counted for several together: only what others hold alone is sure to be left.
    volume.snapshotBlocks = uniqueOfOthers(volumes.snapshots(volume.id), snapshot, volume);
    volume.snapshotRecounts += 1;
  }
  volume.drops += 1;
  volume.snapshotDrops += 1;
  volumes.removeSnapshot(id);
}

/** Blocks that one of the others alone is known to hold. */
function uniqueOfOthers(snapshots: readonly SnapshotState[], except: SnapshotState, volume: VolumeState): number {
  return snapshots.reduce((sum, one) => sum + (one.id === except.id ? 0 : Math.max(0, knownUnique(one, volume))), 0);
}

export function restoreSnapshot(parts: FileParts, id: SnapshotId): { returnedFileIds: FileId[]; removedFileIds: FileId[] } {
  const { files, volumes, quota } = parts;
  const snapshot = volumes.snapshot(id);
  const volume = volumes.edit(snapshot.volumeId);
  if (volume.isSplitting) throw new Fault('InvalidState', 'The FlexClone is being split.');
  const listed = volumes.snapshots(volume.id);
  if (listed.at(-1)?.id !== id) {
    throw new Fault('InvalidState', 'The volume has newer snapshots.', { hint: 'Delete the snapshots that are newer than this one first.' });
  }
  const held = files.contentAt(volume, snapshot);
  const removedFileIds: FileId[] = [];
  const returnedFileIds: FileId[] = [];
  for (const fileId of [...files.ids(volume, null)]) {
    if (!held.has(fileId)) removedFileIds.push(fileId);
  }
  for (const version of held.values()) {
    const live = files.findEdited(version.id);
    if (live && live.epoch <= snapshot.epoch) continue;
    if (!live) returnedFileIds.push(version.id);
    else releaseFile(parts, files.edit(version.id), volume);
    putBack(parts, volume, snapshot, version, live);
  }
  for (const fileId of removedFileIds) {
    releaseFile(parts, files.edit(fileId), volume);
    files.remove(fileId);
  }
  // Whatever this snapshot alone held, the files hold again. What older ones alone hold they hold still.
  Object.assign(volumes.editSnapshot(id), { uniqueBlocks: 0, lossesAt: volume.snapshotLosses });
  volume.snapshotBlocks = uniqueOfOthers(listed, snapshot, volume);
  volume.snapshotRecounts += 1;
  volume.drops += 1;
  volume.snapshotDrops += 1;
  requireRoom(volumes, quota, volume);
  return { returnedFileIds, removedFileIds };
}

function putBack(parts: FileParts, volume: VolumeState, snapshot: SnapshotState, version: FileState, live: FileState | null): void {
  const state: FileState = {
    ...version, isStaging: (live ?? version).isStaging, parentId: 0, parentDrops: 0, epoch: volume.epoch, groupBlocks: 0,
    // Whoever counted on these must see that the file has let go of what it held.
    drops: (live?.drops ?? version.drops) + 1, shares: (live?.shares ?? version.shares) + 1,
  };
  moveSharePoint(state, volume, shareNow(parts));
  state.voucherId = snapshot.id;
  volume.logicalBlocks += state.mappedBlocks;
  volume.inheritedBlocks += state.inheritedBlocks;
  volume.reservedBlocks += reserveOf(state);
  parts.files.bringBack(state);
}

export function snapshotInfo({ volumes }: Pick<FileParts, 'volumes'>, snapshot: SnapshotState): SnapshotInfo {
  const { id, volumeId, logicalBlocks, exactAtDrops, cloneCount } = snapshot;
  const volume = volumes.get(volumeId);
  return {
    id, volumeId, cloneCount,
    logicalBytes: logicalBlocks * blockSizeBytes,
    uniqueBytes: Math.max(0, knownUnique(snapshot, volume)) * blockSizeBytes,
    isExact: exactAtDrops === volume.drops + volume.snapshotDrops,
  };
}
