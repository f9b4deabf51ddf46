/** Volumes, snapshots and FlexClones of the array in memory, as changes of a draft. */
import type { VolumeSettings } from '../../electron/array/portTypes.ts';
import { Fault } from '../../shared/faults.ts';
import { fileIdSchema, type FileId, type SnapshotId, type VolumeId } from '../../shared/ids.ts';
import { filledBytes } from './memoryCounting.ts';
import { completeSettings, generationLimit, requireQuota, requireRoom, snapshotLimit } from './memoryRules.ts';
import {
  clonesOf, copyOf, filesOf, isInherited, requireSnapshot, requireVolume, snapshotsOf, type Draft, type MemoryBlock, type MemoryVolume, type State,
} from './memoryState.ts';

function putVolume(draft: Draft, volume: MemoryVolume): void {
  const after = copyOf(draft);
  after.volumes.set(volume.id, volume);
  requireQuota(draft, after, volume.id);
  draft.volumes.set(volume.id, volume);
}

export function addVolume(draft: Draft, id: VolumeId, settings: Partial<VolumeSettings> & { readonly sizeBytes: number }): void {
  putVolume(draft, { id, settings: completeSettings(settings), base: null });
}

export function changeVolume(draft: Draft, id: VolumeId, change: Partial<VolumeSettings>): void {
  const volume = requireVolume(draft, id);
  const settings = completeSettings({ ...volume.settings, ...change });
  if (settings.guarantee === 'volume' && volume.base) throw new Fault('InvalidArgument', 'A FlexClone is not guaranteed.');
  if (settings.sizeBytes < volume.settings.sizeBytes && settings.sizeBytes < filledBytes(draft, id)) {
    throw new Fault('InsufficientStorageSpace', 'The volume holds and reserves more than that.');
  }
  putVolume(draft, { ...volume, settings });
}

export function removeVolume(draft: Draft, id: VolumeId): FileId[] {
  requireVolume(draft, id);
  if ([...draft.volumes.values()].some((volume) => volume.base?.volumeId === id)) throw new Fault('ResourceInUse', 'A FlexClone is based on the volume.');
  const files = filesOf(draft, id);
  for (const file of files) draft.files.delete(file.id);
  for (const snapshot of snapshotsOf(draft, id)) draft.snapshots.delete(snapshot.id);
  draft.volumes.delete(id);
  return files.map((file) => file.id);
}

export function addSnapshot(draft: Draft, id: SnapshotId, volumeId: VolumeId): void {
  requireVolume(draft, volumeId);
  if (snapshotsOf(draft, volumeId).length >= snapshotLimit) throw new Fault('InvalidState', `A volume has at most ${snapshotLimit} snapshots.`);
  draft.snapshots.set(id, { id, volumeId, files: new Map(filesOf(draft, volumeId).map((file) => [file.id, file])) });
}

export function removeSnapshot(draft: Draft, id: SnapshotId): void {
  requireSnapshot(draft, id);
  if (clonesOf(draft, id).length > 0) throw new Fault('ResourceInUse', 'A FlexClone is based on the snapshot.');
  draft.snapshots.delete(id);
}

export interface Restored {
  readonly returnedFileIds: FileId[];
  readonly removedFileIds: FileId[];
}

export function restoreVolume(draft: Draft, id: SnapshotId): Restored {
  const snapshot = requireSnapshot(draft, id);
  if (snapshotsOf(draft, snapshot.volumeId).at(-1) !== snapshot) throw new Fault('InvalidState', 'The volume has newer snapshots.');
  const removedFileIds = filesOf(draft, snapshot.volumeId).map((file) => file.id).filter((fileId) => !snapshot.files.has(fileId));
  const returnedFileIds = [...snapshot.files.keys()].filter((fileId) => !draft.files.has(fileId));
  const after = copyOf(draft);
  for (const fileId of removedFileIds) after.files.delete(fileId);
  for (const file of snapshot.files.values()) after.files.set(file.id, file);
  // Thick files that return need what was set aside for them, which others may have taken meanwhile.
  requireRoom(draft, after, snapshot.volumeId, false);
  for (const fileId of removedFileIds) draft.files.delete(fileId);
  for (const file of snapshot.files.values()) draft.files.set(file.id, file);
  return { returnedFileIds, removedFileIds };
}

function generationOf(state: State, volume: MemoryVolume): number {
  return volume.base ? 1 + generationOf(state, requireVolume(state, volume.base.volumeId)) : 0;
}

/**
 * Clones the files under new ids, at one distance from the old ones.
 * @returns the first file id that is free afterwards
 */
export function addFlexClone(draft: Draft, id: VolumeId, snapshotId: SnapshotId, firstFreeId: number, change: Partial<VolumeSettings>): number {
  const snapshot = requireSnapshot(draft, snapshotId);
  const original = requireVolume(draft, snapshot.volumeId);
  if (generationOf(draft, original) >= generationLimit) throw new Fault('InvalidState', `FlexClones have at most ${generationLimit} generations.`);
  const files = [...snapshot.files.values()];
  const used = files.flatMap((file) => [file.id, file.groupId]);
  const idDistance = files.length === 0 ? 0 : firstFreeId - Math.min(...used);
  const move = (fileId: FileId): FileId => fileIdSchema.parse(fileId + idDistance);
  const settings = { ...completeSettings({ ...original.settings, ...change }), guarantee: 'none' } as const;
  const after = copyOf(draft);
  after.volumes.set(id, { id, settings, base: { volumeId: original.id, snapshotId, idDistance } });
  for (const file of files) after.files.set(move(file.id), { ...file, id: move(file.id), groupId: move(file.groupId), volumeId: id });
  requireRoom(draft, after, id, false);
  for (const volume of after.volumes.values()) draft.volumes.set(volume.id, volume);
  for (const file of after.files.values()) draft.files.set(file.id, file);
  return files.length === 0 ? firstFreeId : Math.max(...used) + idDistance + 1;
}

/** Blocks that files of the FlexClone hold and that are charged elsewhere; each is copied once. */
export function inheritedBlocks(state: State, volumeId: VolumeId): Set<MemoryBlock> {
  return new Set(filesOf(state, volumeId).flatMap((file) => [...file.blocks.values()].filter((block) => isInherited(file, block))));
}

/** @throws Fault InvalidState for a volume that is no FlexClone, ResourceInUse while something needs what ties it to its base */
export function requireSplittable(state: State, volumeId: VolumeId): void {
  const volume = requireVolume(state, volumeId);
  if (!volume.base) throw new Fault('InvalidState', 'The volume is no FlexClone.');
  if (snapshotsOf(state, volumeId).length > 0) throw new Fault('ResourceInUse', 'The FlexClone has snapshots.');
}

/** The state in which the FlexClone has its own copy of everything. */
export function splitFromBase(state: State, volumeId: VolumeId): State {
  requireSplittable(state, volumeId);
  const copies = new Map([...inheritedBlocks(state, volumeId)].map((block) => [block, { ...block, volumeId }]));
  const after = copyOf(state);
  after.volumes.set(volumeId, { ...requireVolume(state, volumeId), base: null });
  for (const file of filesOf(state, volumeId)) {
    after.files.set(file.id, { ...file, blocks: new Map([...file.blocks].map(([number, block]) => [number, copies.get(block) ?? block])) });
  }
  return requireRoom(state, after, volumeId, true);
}
