/** What people are told about the space of a volume, out of what the array counts. */
import type { VolumeInfo } from '../array/portTypes.ts';

export interface VolumeFigures {
  readonly savedBytes: number;
  readonly savedByDedupeBytes: number;
  readonly savedByCloneBytes: number;
  readonly freeBytes: number;
}

/**
 * What the live files would take without sharing is `logicalBytes`; what they are charged with is
 * `physicalBytes − snapshotBytes`. The difference is saved: by dedupe as far as that made the
 * pointers, by clones for the rest, a FlexClone's blocks that are charged to its base among them.
 * While counters are bounds the charge may exceed the logical bytes; nothing is then said to be saved.
 */
export function volumeFigures(volume: VolumeInfo): VolumeFigures {
  const { logicalBytes, physicalBytes, snapshotBytes, reservedBytes, sizeBytes } = volume;
  const savedBytes = Math.max(0, logicalBytes - Math.max(0, physicalBytes - snapshotBytes));
  const savedByDedupeBytes = Math.min(savedBytes, volume.savedByDedupeBytes);
  return {
    savedBytes,
    savedByDedupeBytes,
    savedByCloneBytes: savedBytes - savedByDedupeBytes,
    freeBytes: Math.max(0, sizeBytes - physicalBytes - reservedBytes),
  };
}

/** How much a volume can grow by itself: what fits into that is no reason to refuse anything. */
export function growthBytesOf({ autogrow, sizeBytes }: VolumeInfo): number {
  return autogrow === null ? 0 : Math.max(0, autogrow.maximumBytes - sizeBytes);
}
