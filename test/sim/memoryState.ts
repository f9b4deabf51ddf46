/**
 * What the array in memory knows: per file a map from block number to a block object. Nothing in
 * here is ever changed in place; a change makes new maps, so that a snapshot is a copy by itself.
 */
import type { FileFormat, FileVersion, VolumeSettings } from '../../electron/array/portTypes.ts';
import { Fault } from '../../shared/faults.ts';
import type { FileId, SnapshotId, VolumeId } from '../../shared/ids.ts';
import { blockSizeBytes, blocksFor } from '../../shared/units.ts';

export interface MemoryBlock {
  readonly bytes: Uint8Array;
  /** The volume whose file wrote it, to which it is charged. */
  readonly volumeId: VolumeId;
}

export type BlockMap = ReadonlyMap<number, MemoryBlock>;

export interface MemoryFile {
  readonly id: FileId;
  readonly volumeId: VolumeId;
  readonly groupId: FileId;
  /** Files that descend from one another are of one family: what they share is due to cloning. */
  readonly family: number;
  readonly sizeBytes: number;
  readonly format: FileFormat;
  readonly isStaging: boolean;
  readonly blocks: BlockMap;
}

export interface MemoryVolume {
  readonly id: VolumeId;
  readonly settings: VolumeSettings;
  /** Of a FlexClone: what it began as, and what to add to a file id of the base to get its own. */
  readonly base: { readonly volumeId: VolumeId; readonly snapshotId: SnapshotId; readonly idDistance: number } | null;
}

export interface MemorySnapshot {
  readonly id: SnapshotId;
  readonly volumeId: VolumeId;
  readonly files: ReadonlyMap<FileId, MemoryFile>;
}

export interface State {
  readonly files: ReadonlyMap<FileId, MemoryFile>;
  readonly volumes: ReadonlyMap<VolumeId, MemoryVolume>;
  readonly snapshots: ReadonlyMap<SnapshotId, MemorySnapshot>;
  readonly quotaBytes: number | null;
}

/** A state that an open transaction still works on. */
export interface Draft extends State {
  readonly files: Map<FileId, MemoryFile>;
  readonly volumes: Map<VolumeId, MemoryVolume>;
  readonly snapshots: Map<SnapshotId, MemorySnapshot>;
  quotaBytes: number | null;
}

export const emptyState: State = { files: new Map(), volumes: new Map(), snapshots: new Map(), quotaBytes: null };

export function copyOf(state: State): Draft {
  return { files: new Map(state.files), volumes: new Map(state.volumes), snapshots: new Map(state.snapshots), quotaBytes: state.quotaBytes };
}

export function requireVolume(state: State, id: VolumeId): MemoryVolume {
  const volume = state.volumes.get(id);
  if (!volume) throw new Fault('ManagedObjectNotFound', `The array has no volume ${id}.`);
  return volume;
}

export function requireSnapshot(state: State, id: SnapshotId): MemorySnapshot {
  const snapshot = state.snapshots.get(id);
  if (!snapshot) throw new Fault('ManagedObjectNotFound', `The array has no snapshot ${id}.`);
  return snapshot;
}

/** A live file, or a file as a snapshot holds it. */
export function requireFile(state: State, version: FileId | FileVersion): MemoryFile {
  const [id, files] = typeof version === 'object' ? [version.fileId, requireSnapshot(state, version.snapshotId).files] : [version, state.files];
  const file = files.get(id);
  if (!file) throw new Fault('ManagedObjectNotFound', typeof version === 'object' ? `Snapshot ${version.snapshotId} holds no file ${id}.` : `The array has no file ${id}.`);
  return file;
}

export function filesOf(state: State, volumeId: VolumeId): MemoryFile[] {
  return [...state.files.values()].filter((file) => file.volumeId === volumeId).toSorted((a, b) => a.id - b.id);
}

export function snapshotsOf(state: State, volumeId: VolumeId): MemorySnapshot[] {
  return [...state.snapshots.values()].filter((snapshot) => snapshot.volumeId === volumeId).toSorted((a, b) => a.id - b.id);
}

/** FlexClones of a snapshot. */
export function clonesOf(state: State, snapshotId: SnapshotId): MemoryVolume[] {
  return [...state.volumes.values()].filter((volume) => volume.base?.snapshotId === snapshotId);
}

/** Whether a FlexClone's pointer leads to a block that is charged to a volume it descends from. */
export function isInherited(file: MemoryFile, block: MemoryBlock): boolean {
  return block.volumeId !== file.volumeId;
}

/** Blocks set aside for a thick file and not written yet. */
export function reservedBlocks(file: MemoryFile): number {
  return file.format === 'thin' ? 0 : Math.max(0, blocksFor(file.sizeBytes) - file.blocks.size);
}

/** The volume, its files and its snapshots with every block replaced by what `replace` says. */
export function replaceBlocks(draft: Draft, replace: (file: MemoryFile, block: MemoryBlock) => MemoryBlock): void {
  const renew = (file: MemoryFile): MemoryFile => ({ ...file, blocks: new Map([...file.blocks].map(([number, block]) => [number, replace(file, block)])) });
  for (const file of draft.files.values()) draft.files.set(file.id, renew(file));
  for (const snapshot of draft.snapshots.values()) {
    draft.snapshots.set(snapshot.id, { ...snapshot, files: new Map([...snapshot.files].map(([id, file]) => [id, renew(file)])) });
  }
}

export const zeroBlock = new Uint8Array(blockSizeBytes);

export function isZero(bytes: Uint8Array): boolean {
  return Buffer.compare(bytes, zeroBlock) === 0;
}

/** @throws Fault InvalidArgument */
export function requireRange(file: MemoryFile, offset: number, length: number): void {
  if (!Number.isSafeInteger(offset) || !Number.isSafeInteger(length) || offset < 0 || length < 0 || offset + length > file.sizeBytes) {
    throw new Fault('InvalidArgument', `The range of ${length} bytes at ${offset} is outside the disk.`);
  }
}

/** The part of a byte range that lies in one block: from `skip` in the block, `done` bytes after the start of the range. */
export interface Piece {
  readonly block: number;
  readonly skip: number;
  readonly done: number;
  readonly length: number;
}

/** The parts of a byte range, block by block. */
export function* piecesOf(offset: number, length: number): Iterable<Piece> {
  for (let done = 0; done < length; ) {
    const skip = (offset + done) % blockSizeBytes;
    const take = Math.min(length - done, blockSizeBytes - skip);
    yield { block: Math.floor((offset + done) / blockSizeBytes), skip, done, length: take };
    done += take;
  }
}
