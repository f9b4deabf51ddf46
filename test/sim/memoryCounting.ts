/** The counters of the array in memory. Nothing is kept up to date: everything is found by counting who holds what. */
import type { AggregateInfo, FileInfo, FileVersion, SnapshotInfo, VolumeInfo } from '../../electron/array/portTypes.ts';
import type { FileId, SnapshotId, VolumeId } from '../../shared/ids.ts';
import { blockSizeBytes } from '../../shared/units.ts';
import { clonesOf, filesOf, isInherited, requireFile, requireSnapshot, requireVolume, reservedBlocks, snapshotsOf, type MemoryBlock, type State } from './memoryState.ts';

/** Who holds one block that is charged to the volume. */
export interface BlockUse {
  readonly files: Set<FileId>;
  /** Pointers of live files. */
  pointers: number;
  readonly snapshots: Set<SnapshotId>;
}

/** Every block that is charged to a volume, and who of the volume holds it. */
export type Usage = ReadonlyMap<MemoryBlock, BlockUse>;

export function usageOf(state: State, volumeId: VolumeId): Usage {
  const usage = new Map<MemoryBlock, BlockUse>();
  const useOf = (block: MemoryBlock): BlockUse => {
    const use = usage.get(block) ?? { files: new Set(), pointers: 0, snapshots: new Set() };
    usage.set(block, use);
    return use;
  };
  for (const file of filesOf(state, volumeId)) {
    for (const block of file.blocks.values()) {
      if (isInherited(file, block)) continue;
      const use = useOf(block);
      use.files.add(file.id);
      use.pointers += 1;
    }
  }
  for (const snapshot of snapshotsOf(state, volumeId)) {
    for (const file of snapshot.files.values()) {
      for (const block of file.blocks.values()) if (!isInherited(file, block)) useOf(block).snapshots.add(snapshot.id);
    }
  }
  return usage;
}

function bytesWhere(usage: Usage, isCounted: (use: BlockUse) => boolean): number {
  return [...usage.values()].filter(isCounted).length * blockSizeBytes;
}

export function reservedBytes(state: State, volumeId: VolumeId): number {
  return filesOf(state, volumeId).reduce((sum, file) => sum + reservedBlocks(file), 0) * blockSizeBytes;
}

/** What fills a volume: stored blocks and what is set aside for thick files. */
export function filledBytes(state: State, volumeId: VolumeId): number {
  return usageOf(state, volumeId).size * blockSizeBytes + reservedBytes(state, volumeId);
}

/** What a volume takes from the aggregate. */
export function committedBytes(state: State, volumeId: VolumeId): number {
  const { guarantee, sizeBytes } = requireVolume(state, volumeId).settings;
  const filled = filledBytes(state, volumeId);
  return guarantee === 'volume' ? Math.max(sizeBytes, filled) : filled;
}

export function countAggregate(state: State): AggregateInfo {
  let physicalBytes = 0;
  let committed = 0;
  for (const id of state.volumes.keys()) {
    physicalBytes += usageOf(state, id).size * blockSizeBytes;
    committed += committedBytes(state, id);
  }
  return { quotaBytes: state.quotaBytes, physicalBytes, committedBytes: committed };
}

/** For each block: at how many places of how many families it stands, less one. Clones have it at the same place of one family. */
function savedByDedupe(state: State, volumeId: VolumeId): number {
  const places = new Map<MemoryBlock, Set<string>>();
  for (const file of filesOf(state, volumeId)) {
    for (const [number, block] of file.blocks) {
      if (isInherited(file, block)) continue;
      const known = places.get(block) ?? new Set();
      places.set(block, known.add(`${file.family}:${number}`));
    }
  }
  return [...places.values()].reduce((sum, known) => sum + known.size - 1, 0) * blockSizeBytes;
}

export function countVolume(state: State, id: VolumeId, usage: Usage): VolumeInfo {
  const { settings, base } = requireVolume(state, id);
  const files = filesOf(state, id);
  const reserved = reservedBytes(state, id);
  const physicalBytes = usage.size * blockSizeBytes;
  const percent = ((physicalBytes + reserved) / settings.sizeBytes) * 100;
  return {
    ...settings,
    id,
    logicalBytes: files.reduce((sum, file) => sum + file.blocks.size, 0) * blockSizeBytes,
    physicalBytes,
    snapshotBytes: bytesWhere(usage, (use) => use.files.size === 0),
    inheritedBytes: files.reduce((sum, file) => sum + [...file.blocks.values()].filter((block) => isInherited(file, block)).length, 0) * blockSizeBytes,
    reservedBytes: reserved,
    savedByDedupeBytes: savedByDedupe(state, id),
    isExact: true,
    fill: percent >= settings.fullPercent ? 'full' : percent >= settings.nearlyFullPercent ? 'nearlyFull' : 'normal',
    base: base && { volumeId: base.volumeId, snapshotId: base.snapshotId },
    snapshotCount: snapshotsOf(state, id).length,
    isSplitting: false,
  };
}

/** @param usage of the file's volume */
export function countFile(state: State, version: FileId | FileVersion, usage: Usage): FileInfo {
  const { id, volumeId, groupId, sizeBytes, format, blocks } = requireFile(state, version);
  const counted = { id, volumeId, groupId, sizeBytes, format, logicalBytes: blocks.size * blockSizeBytes, isExact: true };
  if (typeof version === 'object') return { ...counted, uniqueBytes: 0, groupBytes: 0 };
  const uniqueBytes = bytesWhere(usage, (use) => use.snapshots.size === 0 && use.files.size === 1 && use.files.has(id));
  if (groupId !== id) return { ...counted, uniqueBytes, groupBytes: 0 };
  const group = new Set(filesOf(state, volumeId).filter((file) => file.groupId === id).map((file) => file.id));
  return { ...counted, uniqueBytes, groupBytes: bytesWhere(usage, (use) => use.snapshots.size === 0 && use.files.size > 1 && [...use.files].every((one) => group.has(one))) };
}

/** @param usage of the snapshot's volume */
export function countSnapshot(state: State, id: SnapshotId, usage: Usage): SnapshotInfo {
  const snapshot = requireSnapshot(state, id);
  // What a FlexClone inherits is held by it, too, although it is charged here.
  const elsewhere = new Set<MemoryBlock>();
  for (const file of [...state.files.values(), ...[...state.snapshots.values()].flatMap(({ files }) => [...files.values()])]) {
    if (file.volumeId !== snapshot.volumeId) for (const block of file.blocks.values()) elsewhere.add(block);
  }
  const unique = [...usage].filter(([block, use]) => use.files.size === 0 && use.snapshots.size === 1 && use.snapshots.has(id) && !elsewhere.has(block));
  return {
    id,
    volumeId: snapshot.volumeId,
    logicalBytes: [...snapshot.files.values()].reduce((sum, file) => sum + file.blocks.size, 0) * blockSizeBytes,
    uniqueBytes: unique.length * blockSizeBytes,
    isExact: true,
    cloneCount: clonesOf(state, id).length,
  };
}

/** Stored bytes divided by the number of pointers of live files to them. */
export function countFairShare(state: State, id: FileId, usage: Usage): number {
  return [...requireFile(state, id).blocks.values()].reduce((sum, block) => {
    const use = usage.get(block);
    return use ? sum + blockSizeBytes / use.pointers : sum;
  }, 0);
}

/** @param ids live files of any volumes */
export function countFreedByDeleting(state: State, ids: ReadonlySet<FileId>): number {
  const volumeIds = new Set([...ids].map((id) => requireFile(state, id).volumeId));
  const freed = [...volumeIds].map((volumeId) =>
    bytesWhere(usageOf(state, volumeId), (use) => use.snapshots.size === 0 && [...use.files].every((id) => ids.has(id))));
  return freed.reduce((sum, bytes) => sum + bytes, 0);
}
