/** What the array keeps of a volume and of a snapshot, and what follows from it without looking further. */
import type { SnapshotId, VolumeId } from '../../../shared/ids.ts';
import { blocksFor, blockSizeBytes } from '../../../shared/units.ts';
import type { VolumeSettings } from '../portTypes.ts';

/** What a FlexClone is based on. Until it is split, everything older than these two numbers is its base's. */
export interface VolumeBase {
  readonly volumeId: VolumeId;
  readonly snapshotId: SnapshotId;
  /** Files with a lower number may come from the base. */
  readonly inodeLimit: number;
  /** Blocks and map nodes below these are inherited: charged to the base and kept alive by its snapshot. */
  readonly vbn: number;
  readonly node: number;
  /** How many FlexClones lie between this one and a volume that is none, itself included. */
  readonly depth: number;
}

export interface VolumeState extends VolumeSettings {
  readonly id: VolumeId;
  sizeBytes: number;
  guarantee: VolumeSettings['guarantee'];
  autogrow: VolumeSettings['autogrow'];
  nearlyFullPercent: number;
  fullPercent: number;
  isDedupeOn: boolean;
  isDedupeInline: boolean;
  logicalBlocks: number;
  /** Distinct blocks in use, snapshots included; an upper bound while `drops` is ahead of `exactAtDrops`. */
  physicalBlocks: number;
  /** Blocks that only snapshots hold; a lower bound, negative at times, while `snapshotDrops` is ahead of `snapshotExactAtDrops`. */
  snapshotBlocks: number;
  /** Pointers of files to blocks of the base. */
  inheritedBlocks: number;
  /** Blocks set aside for thick files and not written. */
  reservedBlocks: number;
  /** A lower bound, negative at times, while not exact: so that an exact pass can add what happened while it looked. */
  dedupeSavedBlocks: number;
  /** Whether dedupe has ever turned a pointer of the volume. */
  wasDeduped: boolean;
  /** How often a block was let go whose other holders are not known. */
  drops: number;
  exactAtDrops: number;
  /** How often a file let go of a block that a snapshot holds as well, and that perhaps only snapshots hold since. */
  snapshotDrops: number;
  snapshotExactAtDrops: number;
  /** How often dedupe pointed to a block whose holders are not known. What the exact pass found to be exclusive before may be shared since. */
  oldHits: number;
  /** Blocks that only snapshots held and that a file may hold as well since. Only grows. */
  snapshotLosses: number;
  /** How often counts of snapshots began anew. An exact pass that was under way then does not know them. */
  snapshotRecounts: number;
  /** Grows with every snapshot. A file record that is older than a snapshot is part of it. */
  epoch: number;
  /** The number the next file of this volume gets; see `fileIdOf`. */
  nextInode: number;
  /** Files with a lower number date from format 1 and have that number as their id. */
  readonly legacyInodes: number;
  base: VolumeBase | null;
  isSplitting: boolean;
  /** Blocks from here on were written after the last complete dedupe run, and how many of them there were. */
  dedupedVbn: number;
  unscannedBlocks: number;
}

export interface SnapshotState {
  readonly id: SnapshotId;
  readonly volumeId: VolumeId;
  readonly epoch: number;
  /** Numbers that the next block and node got when it was made. */
  readonly shareVbn: number;
  readonly shareNode: number;
  readonly inodeLimit: number;
  readonly logicalBlocks: number;
  readonly inheritedBlocks: number;
  readonly reservedBlocks: number;
  /** Blocks that nothing else held when the volume's `snapshotLosses` were `lossesAt`; see `knownUnique`. */
  uniqueBlocks: number;
  lossesAt: number;
  /** The volume's `drops + snapshotDrops` at which `uniqueBlocks` was exact. */
  exactAtDrops: number;
  /** FlexClones that are based on it. */
  cloneCount: number;
}

export const defaultSettings: Omit<VolumeSettings, 'sizeBytes'> = {
  guarantee: 'none',
  autogrow: null,
  nearlyFullPercent: 75,
  fullPercent: 85,
  isDedupeOn: false,
  isDedupeInline: false,
};

/** ONTAP keeps at most 1,023 snapshots of a volume, and its documentation gives 60 as the depth of FlexClones one should not exceed. */
export const snapshotLimit = 1_023;
export const cloneDepthLimit = 60;

export function newVolume(id: VolumeId, settings: VolumeSettings): VolumeState {
  return {
    ...settings, id, logicalBlocks: 0, physicalBlocks: 0, snapshotBlocks: 0, inheritedBlocks: 0, reservedBlocks: 0, dedupeSavedBlocks: 0, wasDeduped: false,
    drops: 0, exactAtDrops: 0, snapshotDrops: 0, snapshotExactAtDrops: 0, oldHits: 0, snapshotLosses: 0, snapshotRecounts: 0, epoch: 1, nextInode: 1, legacyInodes: 0, base: null,
    isSplitting: false, dedupedVbn: 0, unscannedBlocks: 0,
  };
}

/** Up to `blocks` blocks that only snapshots held may be held by a file as well from now on. */
export function loseSnapshotBlocks(volume: VolumeState, blocks: number): void {
  volume.snapshotBlocks -= blocks;
  volume.snapshotLosses += blocks;
}

/** Blocks that nothing but the snapshot holds: a lower bound, and negative while it knows nothing. */
export function knownUnique(snapshot: SnapshotState, volume: VolumeState): number {
  return snapshot.uniqueBlocks - (volume.snapshotLosses - snapshot.lossesAt);
}

export function isVolumeExact(volume: VolumeState): boolean {
  return volume.drops === volume.exactAtDrops && volume.snapshotDrops === volume.snapshotExactAtDrops;
}

/** Blocks a volume takes of the aggregate: what it holds, or all that was promised to it. */
export function committedBlocks(volume: VolumeState): number {
  const used = volume.physicalBlocks + volume.reservedBlocks;
  return volume.guarantee === 'volume' ? Math.max(used, blocksFor(volume.sizeBytes)) : used;
}

/**
 * The size that autogrow gives a volume so that `blocks` lie below its threshold: in steps of its increment or of a twentieth, up to its maximum.
 * @param leftBytes the most the aggregate has for the volume; a guaranteed one grows no further
 */
export function grownSizeBytes(volume: Pick<VolumeState, 'sizeBytes' | 'guarantee' | 'autogrow'>, blocks: number, leftBytes: number): number {
  const { sizeBytes, autogrow } = volume;
  if (!autogrow || isBelow(autogrow, blocks, sizeBytes) || sizeBytes >= autogrow.maximumBytes) return sizeBytes;
  const mostBytes = volume.guarantee === 'volume' ? leftBytes : Number.POSITIVE_INFINITY;
  return autogrow.incrementBytes === undefined ? grownByTwentieths(sizeBytes, autogrow, blocks, mostBytes) : grownBySteps(sizeBytes, autogrow, blocks, mostBytes);
}

type Autogrow = NonNullable<VolumeState['autogrow']>;

function isBelow({ atPercent }: Autogrow, blocks: number, sizeBytes: number): boolean {
  return blocks * blockSizeBytes * 100 <= sizeBytes * atPercent;
}

/** Each step makes the next one larger, so that there are never many. */
function grownByTwentieths(fromBytes: number, autogrow: Autogrow, blocks: number, mostBytes: number): number {
  let sizeBytes = fromBytes;
  while (!isBelow(autogrow, blocks, sizeBytes) && sizeBytes < autogrow.maximumBytes) {
    const next = Math.min(autogrow.maximumBytes, sizeBytes + blocksFor(sizeBytes / 20) * blockSizeBytes);
    if (next > mostBytes) break;
    sizeBytes = next;
  }
  return sizeBytes;
}

/** Worked out at once: an increment may be one block, and a volume may have to grow by many millions of them. */
function grownBySteps(fromBytes: number, autogrow: Autogrow, blocks: number, mostBytes: number): number {
  const { atPercent, maximumBytes, incrementBytes = blockSizeBytes } = autogrow;
  const stepBytes = blocksFor(incrementBytes) * blockSizeBytes;
  const wantedBytes = Math.min(maximumBytes, (blocks * blockSizeBytes * 100) / atPercent);
  let steps = Math.ceil((wantedBytes - fromBytes) / stepBytes);
  // The quotient is rounded: the step that it is off by is put right by the rule itself.
  if (isBelow(autogrow, blocks, fromBytes + (steps - 1) * stepBytes)) steps -= 1;
  else if (!isBelow(autogrow, blocks, fromBytes + steps * stepBytes)) steps += 1;
  const sizeBytes = Math.min(maximumBytes, fromBytes + steps * stepBytes);
  return sizeBytes <= mostBytes ? sizeBytes : fromBytes + Math.max(0, Math.floor((mostBytes - fromBytes) / stepBytes)) * stepBytes;
}
