/** Files inside a transaction: made, cloned, reverted and deleted without touching a block. */
import { Fault } from '../../../shared/faults.ts';
import type { FileId, VolumeId } from '../../../shared/ids.ts';
import { blockSizeBytes } from '../../../shared/units.ts';
import { raiseMap } from '../blockMap.ts';
import type { ArrayParts } from '../parts.ts';
import {
  boundHolder, changeEffect, countGrouped, countRelease, exclusiveOld, groupShared, isCountExact, isGroupExact, loosen, loosenGroup, moveSharePoint, shareWithClone, type Counted,
} from '../catalog/counting.ts';
import { reserveOf, type FileState } from '../catalog/fileState.ts';
import { loseSnapshotBlocks, type VolumeState } from '../catalog/volumeState.ts';
import type { FileInfo, FileOptions, FileVersion } from '../portTypes.ts';
import { growToHold, requireRoom } from './space.ts';

export type FileParts = Pick<ArrayParts, 'files' | 'volumes' | 'shared' | 'log' | 'nodes' | 'quota'>;

/** The numbers that the next block and node get: everything that exists is older. */
export function shareNow({ log, nodes }: Pick<ArrayParts, 'log' | 'nodes'>): { vbn: number; nodeId: number } {
  return { vbn: log.nextVbn, nodeId: nodes.nextId };
}

/** A file with all that its counters depend on, as they are outside of transactions. */
export function countedOf(parts: Pick<ArrayParts, 'files' | 'volumes' | 'shared'>, file: FileState): Counted {
  return {
    file, parent: parts.files.find(file.parentId), volume: parts.volumes.get(file.volumeId), voucher: parts.volumes.findSnapshot(file.voucherId),
    isDeduped: (vbn) => parts.shared.isShared(vbn),
  };
}

function editCounted(parts: FileParts, file: FileState, volume: VolumeState): Counted {
  const parent = parts.files.findEdited(file.parentId);
  return {
    file, volume, parent: parent && parts.files.edit(parent.id),
    voucher: parts.volumes.findSnapshot(file.voucherId) && parts.volumes.editSnapshot(file.voucherId),
    isDeduped: (vbn) => parts.shared.isShared(vbn),
  };
}

export function newFileState(parts: FileParts, volume: VolumeState, sizeBytes: number, options: FileOptions): Omit<FileState, 'id' | 'groupId'> {
  const now = shareNow(parts);
  return {
    volumeId: volume.id, sizeBytes, isStaging: options.isStaging ?? false, root: 0, shareVbn: now.vbn, shareNode: now.nodeId, mappedBlocks: 0,
    ownBlocks: 0, exclusiveOldBlocks: 0, exclusiveAtHits: volume.oldHits, parentId: 0, parentDrops: 0, voucherId: 0, drops: 0, shares: 0,
    exactAtDrops: volume.drops, epoch: volume.epoch, snapVbn: now.vbn, snapOwnBlocks: 0, isSoleSnapshot: false, dedupedBlocks: 0, inheritedBlocks: 0,
    familyId: 0, groupBlocks: 0, format: options.format ?? 'thin',
  };
}

export function createFile(parts: FileParts, volumeId: VolumeId, sizeBytes: number, options: FileOptions): FileId {
  const volume = parts.volumes.edit(volumeId);
  const group = groupFor(parts, volume, options);
  const file = parts.files.add(volume, newFileState(parts, volume, sizeBytes, options), group);
  reserve(parts, volume, file);
  return file.id;
}

export function growFile(parts: FileParts, id: FileId, sizeBytes: number): void {
  const file = parts.files.edit(id);
  if (!Number.isSafeInteger(sizeBytes) || sizeBytes < file.sizeBytes) {
    throw new Fault('InvalidArgument', `A file of ${file.sizeBytes} bytes can only become larger, not ${sizeBytes} bytes.`);
  }
  const volume = parts.volumes.edit(file.volumeId);
  volume.reservedBlocks -= reserveOf(file);
  raiseMap(parts.nodes, file, sizeBytes);
  file.sizeBytes = sizeBytes;
  reserve(parts, volume, file);
}

/**
 * The volume grows by itself for what is set aside as it does for what is written.
 * @throws Fault InsufficientStorageSpace when a thick file cannot be set aside
 */
function reserve({ volumes, quota }: FileParts, volume: VolumeState, file: FileState): void {
  const blocks = reserveOf(file);
  volume.reservedBlocks += blocks;
  if (blocks === 0) return;
  growToHold(volumes, quota, volume);
  requireRoom(volumes, quota, volume);
}

function groupFor({ files }: FileParts, volume: VolumeState, { groupOf }: FileOptions): FileId | undefined {
  if (groupOf === undefined) return undefined;
  const first = files.findEdited(groupOf);
  if (!first) throw new Fault('ManagedObjectNotFound', `The array has no file ${groupOf}.`);
  if (first.volumeId !== volume.id) throw new Fault('InvalidArgument', 'The files of a group lie in one volume.');
  return first.groupId;
}

export function cloneFile(parts: FileParts, source: FileId | FileVersion, options: FileOptions): FileId {
  const { files, volumes } = parts;
  if (typeof source === 'object') {
    const { state, volume } = takeVersion(parts, source);
    const group = groupFor(parts, volume, options);
    const clone = files.add(volume, { ...state, isStaging: options.isStaging ?? false, format: options.format ?? 'thin' }, group);
    volume.logicalBlocks += clone.mappedBlocks;
    volume.inheritedBlocks += clone.inheritedBlocks;
    reserve(parts, volume, clone);
    return clone.id;
  }
  const original = files.edit(source);
  const volume = volumes.edit(original.volumeId);
  const group = groupFor(parts, volume, options);
  const shareInGroup = groupSharing(parts, original, volume, group);
  const shared = shareWithClone(original, volume, shareNow(parts));
  const clone = files.add(volume, { ...shared, isStaging: options.isStaging ?? false, format: options.format ?? 'thin' }, group);
  shareInGroup();
  reserve(parts, volume, clone);
  return clone.id;
}

/**
 * To be called before all of a file comes to be shared with another one of the group `sharerGroup`; what it returns, after that.
 * What was unique to the file is the group's then. Shared with an outsider, nothing of it is known to be the group's.
 */
function groupSharing(parts: FileParts, file: FileState, volume: VolumeState, sharerGroup: FileId | undefined): () => void {
  const { files, volumes } = parts;
  const leader = editLeader(parts, file);
  if (!leader) return () => undefined;
  if (sharerGroup !== file.groupId) return () => loosenGroup(leader);
  const counted = { file, volume, parent: files.findEdited(file.parentId), voucher: volumes.findSnapshot(file.voucherId) };
  const known = {
    blocks: groupShared(leader, volume) + file.ownBlocks + exclusiveOld(file, volume),
    isExact: isGroupExact(leader, volume) && isCountExact(counted),
  };
  return () => countGrouped(leader, known);
}

/**
 * A record for something new that begins as what a snapshot holds. Blocks that only snapshots held come to be held by
 * it too, so what is known of those gives way.
 */
function takeVersion(parts: FileParts, { fileId, snapshotId }: FileVersion): { state: Omit<FileState, 'id' | 'groupId'>; volume: VolumeState } {
  const { files, volumes } = parts;
  const snapshot = volumes.snapshot(snapshotId);
  const version = files.version(fileId, snapshot);
  if (!version) throw new Fault('ManagedObjectNotFound', `Snapshot ${snapshotId} holds no file ${fileId}.`);
  const held = { ...version };
  const volume = volumes.edit(snapshot.volumeId);
  const live = files.findEdited(fileId);
  if (live?.volumeId === volume.id) {
    // What it lets go of from now on is not held by snapshots alone.
    const original = files.edit(live.id);
    original.snapVbn = original.shareVbn;
    original.snapOwnBlocks = 0;
  }
  loseSnapshotBlocks(volume, held.mappedBlocks - held.inheritedBlocks);
  volume.snapshotDrops += 1;
  // Pointers that dedupe has turned come back with it; how many of them save anything only the exact pass can tell.
  if (volume.wasDeduped) volume.drops += 1;
  const now = shareNow(parts);
  const state = { ...held, parentId: 0, parentDrops: 0, drops: 0, shares: 0, epoch: volume.epoch, groupBlocks: 0, voucherId: 0 };
  moveSharePoint(state, volume, now);
  state.voucherId = snapshotId;
  return { state, volume };
}

export function revertFile(parts: FileParts, id: FileId, to: FileId | FileVersion): void {
  const { files, volumes } = parts;
  const target = files.edit(id);
  const volume = volumes.edit(target.volumeId);
  const become = typeof to === 'object' ? volumes.snapshot(to.snapshotId).volumeId : files.edit(to).volumeId;
  if (become !== volume.id) throw new Fault('InvalidArgument', 'A file can only become what a file of the same volume is or was.');
  if (to === id) return;
  dropGroup(parts, target);
  let state: Omit<FileState, 'id' | 'groupId'>;
  let shareInGroup: () => void = () => undefined;
  if (typeof to === 'object') {
    ({ state } = takeVersion(parts, to));
  } else {
    shareInGroup = groupSharing(parts, files.edit(to), volume, target.groupId);
    state = shareWithClone(files.edit(to), volume, shareNow(parts));
    // The clone was counted; the reverted file takes its place below.
    volume.logicalBlocks -= state.mappedBlocks;
    volume.inheritedBlocks -= state.inheritedBlocks;
  }
  shareInGroup();
  const { groupId, groupBlocks, drops, shares, format, isStaging } = target;
  releaseFile(parts, target, volume);
  Object.assign(target, state, { id, groupId, groupBlocks, drops: drops + 1, shares: shares + 1, format, isStaging });
  volume.logicalBlocks += target.mappedBlocks;
  volume.inheritedBlocks += target.inheritedBlocks;
  // Clones of what the file was may be the only holders now.
  volume.drops += 1;
  reserve(parts, volume, target);
}

export function deleteFile(parts: FileParts, id: FileId): void {
  const { files, volumes } = parts;
  const file = files.edit(id);
  dropGroup(parts, file);
  releaseFile(parts, file, volumes.edit(file.volumeId));
  files.remove(id);
}

/** What the group shared may be held by one of its files alone now. */
function dropGroup(parts: FileParts, file: FileState): void {
  const leader = editLeader(parts, file);
  if (leader) loosenGroup(leader);
}

/** The first file of the group, unless it is gone or went to another group and left this file behind. */
function editLeader({ files }: FileParts, { groupId }: FileState): FileState | null {
  return files.findEdited(groupId)?.groupId === groupId ? files.edit(groupId) : null;
}

export function regroup(parts: FileParts, ids: readonly FileId[]): void {
  const { files } = parts;
  const [first, ...others] = ids.map((id) => files.edit(id));
  if (!first) return;
  if (others.some(({ volumeId }) => volumeId !== first.volumeId)) throw new Fault('InvalidArgument', 'The files of a group lie in one volume.');
  const joining = [first, ...others].filter(({ groupId }) => groupId !== first.id);
  for (const file of joining) {
    dropGroup(parts, file);
    file.groupId = first.id;
    // What a group shares is counted with its first file only.
    file.groupBlocks = 0;
    file.shares += 1;
  }
  if (joining.length === 0 || ids.length === 1) return;
  first.groupBlocks = -1;
  first.shares += 1;
}

export function releaseFile(parts: FileParts, file: FileState, volume: VolumeState): void {
  const { files, volumes } = parts;
  const counted = editCounted(parts, file, volume);
  const { parent } = counted;
  if (countRelease(counted) !== changeEffect.parentBecameBound || !parent) return;
  const holder = boundHolder(file, parent, (id) => files.findEdited(id), (id) => volumes.findSnapshot(id) !== null);
  loosen(parent);
  if (holder) loosen(files.edit(holder.id));
}

export function fileInfo(parts: Pick<ArrayParts, 'files' | 'volumes' | 'shared'>, version: FileId | FileVersion, edited: FileState | null = null): FileInfo {
  const file = edited ?? stateOf(parts, version);
  const { id, volumeId, groupId, sizeBytes, format } = file;
  const common = { id, volumeId, groupId, sizeBytes, format, logicalBytes: file.mappedBlocks * blockSizeBytes };
  // What a snapshot holds as well is not unique to the file, and that is certain.
  if (typeof version === 'object' || parts.files.isHeld(file)) return { ...common, uniqueBytes: 0, groupBytes: 0, isExact: true };
  const counted = countedOf(parts, file);
  return {
    ...common,
    uniqueBytes: (file.ownBlocks + exclusiveOld(file, counted.volume)) * blockSizeBytes,
    groupBytes: groupShared(file, counted.volume) * blockSizeBytes,
    isExact: isCountExact(counted) && isGroupExact(file, counted.volume),
  };
}

/** @throws Fault ManagedObjectNotFound */
export function stateOf({ files, volumes }: Pick<ArrayParts, 'files' | 'volumes'>, version: FileId | FileVersion): FileState {
  if (typeof version !== 'object') return files.get(version);
  const state = files.version(version.fileId, volumes.snapshot(version.snapshotId));
  if (!state) throw new Fault('ManagedObjectNotFound', `Snapshot ${version.snapshotId} holds no file ${version.fileId}.`);
  return state;
}
