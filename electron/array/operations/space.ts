/** Who may take how much: volumes, what was promised to them, and the quota of the aggregate. */
import { Fault } from '../../../shared/faults.ts';
import { blocksFor, blockSizeBytes, formatBytes } from '../../../shared/units.ts';
import type { VolumeTable } from '../catalog/volumeTable.ts';
import { committedBlocks, grownSizeBytes, isVolumeExact, type VolumeState } from '../catalog/volumeState.ts';
import type { AggregateInfo, VolumeInfo, VolumeSettings } from '../portTypes.ts';

/** The limit of the aggregate, and what an open transaction would make of it. */
export class Quota {
  #bytes: number | null;
  #pending: { bytes: number | null } | null = null;

  constructor(bytes: number | null) {
    this.#bytes = bytes;
  }
  /** As the open transaction would leave it, or as it is. */
  get bytes(): number | null {
    return this.#pending ? this.#pending.bytes : this.#bytes;
  }
  set(bytes: number | null): void {
    this.#pending = { bytes };
  }
  settle(isCommitted: boolean): void {
    if (isCommitted && this.#pending) this.#bytes = this.#pending.bytes;
    this.#pending = null;
  }
}

export function aggregateInfo(volumes: VolumeTable, quota: Quota): AggregateInfo {
  let physicalBlocks = 0;
  let committed = 0;
  for (const volume of volumes.allEdited()) {
    physicalBlocks += volume.physicalBlocks;
    committed += committedBlocks(volume);
  }
  return { quotaBytes: quota.bytes, physicalBytes: physicalBlocks * blockSizeBytes, committedBytes: committed * blockSizeBytes };
}

export function volumeInfo(volumes: VolumeTable, volume: VolumeState): VolumeInfo {
  const { id, sizeBytes, guarantee, autogrow, nearlyFullPercent, fullPercent, isDedupeOn, isDedupeInline, base, isSplitting } = volume;
  const usedPercent = ((volume.physicalBlocks + volume.reservedBlocks) * blockSizeBytes * 100) / sizeBytes;
  return {
    id, sizeBytes, guarantee, autogrow, nearlyFullPercent, fullPercent, isDedupeOn, isDedupeInline, isSplitting,
    logicalBytes: volume.logicalBlocks * blockSizeBytes,
    physicalBytes: volume.physicalBlocks * blockSizeBytes,
    snapshotBytes: Math.max(0, volume.snapshotBlocks) * blockSizeBytes,
    inheritedBytes: volume.inheritedBlocks * blockSizeBytes,
    reservedBytes: volume.reservedBlocks * blockSizeBytes,
    savedByDedupeBytes: Math.max(0, volume.dedupeSavedBlocks) * blockSizeBytes,
    unscannedBytes: volume.unscannedBlocks * blockSizeBytes,
    isExact: isVolumeExact(volume),
    fill: usedPercent >= fullPercent ? 'full' : usedPercent >= nearlyFullPercent ? 'nearlyFull' : 'normal',
    base: base && { volumeId: base.volumeId, snapshotId: base.snapshotId },
    snapshotCount: volumes.snapshots(id).length,
  };
}

/** @throws Fault InvalidArgument for settings that make no sense */
export function requireSettings(settings: VolumeSettings): VolumeSettings {
  const { sizeBytes, autogrow, nearlyFullPercent, fullPercent } = settings;
  const isPercent = (value: number): boolean => Number.isFinite(value) && value > 0 && value <= 100;
  if (!Number.isSafeInteger(sizeBytes) || sizeBytes < blockSizeBytes) throw invalid(`A volume needs at least ${blockSizeBytes} bytes.`);
  if (autogrow && (!Number.isSafeInteger(autogrow.maximumBytes) || autogrow.maximumBytes < sizeBytes)) {
    throw invalid('The size up to which a volume grows cannot be below its size.');
  }
  if (autogrow && !isPercent(autogrow.atPercent)) throw invalid('A volume grows at a percentage between 0 and 100.');
  if (autogrow?.incrementBytes !== undefined && (!Number.isSafeInteger(autogrow.incrementBytes) || autogrow.incrementBytes < blockSizeBytes)) {
    throw invalid(`A volume grows by ${blockSizeBytes} bytes at least.`);
  }
  if (!isPercent(nearlyFullPercent) || !isPercent(fullPercent) || nearlyFullPercent > fullPercent) {
    throw invalid('The threshold of a nearly full volume must lie between 0 and that of a full one, and that one at 100 percent or below.');
  }
  if (settings.isDedupeInline && !settings.isDedupeOn) throw invalid('Inline dedupe needs dedupe to be on.');
  return settings;
}

function invalid(message: string): Fault {
  return new Fault('InvalidArgument', message);
}

/**
 * Checks what a change of settings or of promises has led to.
 * @throws Fault InsufficientStorageSpace when the volume no longer holds its content, or the aggregate cannot keep what was promised
 */
export function requireRoom(volumes: VolumeTable, quota: Quota, volume: VolumeState): void {
  const neededBytes = (volume.physicalBlocks + volume.reservedBlocks) * blockSizeBytes;
  if (neededBytes > volume.sizeBytes) {
    throw new Fault('InsufficientStorageSpace', `The volume needs ${formatBytes(neededBytes)} and would have ${formatBytes(volume.sizeBytes)}.`, {
      hint: 'Delete virtual machines or snapshots first, or choose a larger size.',
    });
  }
  if (quota.bytes === null) return;
  const { committedBytes } = aggregateInfo(volumes, quota);
  if (committedBytes > quota.bytes) {
    throw new Fault('InsufficientStorageSpace', `The aggregate would have to keep ${formatBytes(committedBytes)} and may store ${formatBytes(quota.bytes)}.`, {
      hint: 'Raise the quota of the aggregate, or use a volume without guarantee.',
    });
  }
}

/** What the log holds beyond the last checkpoint tells of blocks and not of sizes: volumes grow again as they had when those were written. */
export function growAgain(volumes: VolumeTable, quota: Quota): void {
  for (const { id, autogrow } of [...volumes.all()]) if (autogrow) growToHold(volumes, quota, volumes.edit(id));
}

/** Inside a transaction: the volume grows for what it holds and has set aside, if it grows by itself and as far as it may. */
export function growToHold(volumes: VolumeTable, quota: Quota, volume: VolumeState): void {
  if (!volume.autogrow) return;
  const left = quota.bytes === null ? Number.POSITIVE_INFINITY : quota.bytes - (aggregateInfo(volumes, quota).committedBytes - committedBlocks(volume) * blockSizeBytes);
  volume.sizeBytes = grownSizeBytes(volume, volume.physicalBlocks + volume.reservedBlocks, left);
}

/**
 * Whether a volume may take `blocks` more of its own, after it has grown if it may. Grows it.
 * @param blocks net of what was set aside for them
 */
export function takeRoom(volumes: VolumeTable, quota: Quota, volume: VolumeState, blocks: number): boolean {
  if (blocks <= 0) return true;
  const used = volume.physicalBlocks + volume.reservedBlocks + blocks;
  const others = quota.bytes === null ? 0 : aggregateInfo(volumes, quota).committedBytes - committedBlocks(volume) * blockSizeBytes;
  const left = quota.bytes === null ? Number.POSITIVE_INFINITY : quota.bytes - others;
  const sizeBytes = grownSizeBytes(volume, used, left);
  if (used * blockSizeBytes > sizeBytes) return false;
  const promised = volume.guarantee === 'volume' ? Math.max(used, blocksFor(sizeBytes)) : used;
  if (promised * blockSizeBytes > left) return false;
  if (sizeBytes !== volume.sizeBytes) {
    volume.sizeBytes = sizeBytes;
    volumes.markDirty(volume.id);
  }
  return true;
}
