/** Volumes and FlexClones, inside a transaction. */
import { Fault } from '../../../shared/faults.ts';
import type { FileId, SnapshotId, VolumeId } from '../../../shared/ids.ts';
import { fileIdOf, inodeOf } from '../catalog/fileState.ts';
import { cloneDepthLimit, defaultSettings } from '../catalog/volumeState.ts';
import type { VolumeSettings } from '../portTypes.ts';
import { shareNow, type FileParts } from './files.ts';
import { requireRoom, requireSettings } from './space.ts';

export function createVolume({ volumes, quota }: FileParts, settings: Partial<VolumeSettings> & { readonly sizeBytes: number }): VolumeId {
  const volume = volumes.add(requireSettings({ ...defaultSettings, ...settings }));
  requireRoom(volumes, quota, volume);
  return volume.id;
}

export function updateVolume({ volumes, quota }: FileParts, id: VolumeId, change: Partial<VolumeSettings>): void {
  const volume = volumes.edit(id);
  const before = { sizeBytes: volume.sizeBytes, guarantee: volume.guarantee };
  const { sizeBytes, guarantee, autogrow, nearlyFullPercent, fullPercent, isDedupeOn, isDedupeInline } = volume;
  const settings = requireSettings({ sizeBytes, guarantee, autogrow, nearlyFullPercent, fullPercent, isDedupeOn, isDedupeInline, ...change });
  if (settings.guarantee === 'volume' && volume.base) {
    throw new Fault('InvalidArgument', 'A FlexClone is not guaranteed.', { hint: 'Split it from its base first.' });
  }
  Object.assign(volume, settings);
  if (settings.sizeBytes !== before.sizeBytes || settings.guarantee !== before.guarantee) requireRoom(volumes, quota, volume);
}

export function deleteVolume({ volumes }: FileParts, id: VolumeId): void {
  const volume = volumes.edit(id);
  const snapshots = volumes.snapshots(id);
  if (snapshots.some((snapshot) => snapshot.cloneCount > 0)) {
    throw new Fault('ResourceInUse', 'FlexClones are based on snapshots of the volume.', { hint: 'Split them from it, or delete them first.' });
  }
  for (const snapshot of snapshots) volumes.removeSnapshot(snapshot.id);
  if (volume.base) volumes.editSnapshot(volume.base.snapshotId).cloneCount -= 1;
  volumes.remove(id);
}

export function cloneVolume(parts: FileParts, snapshotId: SnapshotId, change: Partial<VolumeSettings>): VolumeId {
  const { volumes, quota } = parts;
  const snapshot = volumes.editSnapshot(snapshotId);
  const origin = volumes.edit(snapshot.volumeId);
  const depth = (origin.base?.depth ?? 0) + 1;
  if (depth > cloneDepthLimit) throw new Fault('InvalidState', `FlexClones have at most ${cloneDepthLimit} generations.`, { hint: 'Split one of the generations from its base.' });
  const { sizeBytes, autogrow, nearlyFullPercent, fullPercent, isDedupeOn, isDedupeInline } = origin;
  const volume = volumes.add(
    requireSettings({ sizeBytes, autogrow, nearlyFullPercent, fullPercent, isDedupeOn, isDedupeInline, ...change, guarantee: 'none' }),
  );
  const now = shareNow(parts);
  snapshot.cloneCount += 1;
  volume.base = { volumeId: origin.id, snapshotId, inodeLimit: snapshot.inodeLimit, vbn: now.vbn, node: now.nodeId, depth };
  volume.nextInode = snapshot.inodeLimit;
  volume.logicalBlocks = snapshot.logicalBlocks;
  volume.inheritedBlocks = snapshot.logicalBlocks;
  volume.reservedBlocks = snapshot.reservedBlocks;
  volume.dedupedVbn = now.vbn;
  requireRoom(volumes, quota, volume);
  return volume.id;
}

export function clonedFileId({ volumes }: Pick<FileParts, 'volumes'>, volumeId: VolumeId, fileId: FileId): FileId {
  const volume = volumes.get(volumeId);
  if (!volume.base) throw new Fault('ManagedObjectNotFound', `Volume ${volumeId} is no FlexClone.`);
  return fileIdOf(volume, inodeOf(fileId));
}
