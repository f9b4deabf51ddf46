/** The settings of a volume while they are being edited, and what is wrong with them. Pure. */
import type { AggregateRow, Autogrow, VolumeChange, VolumeRow } from '../../../shared/model/storage.ts';
import { blockSizeBytes, formatBytes } from '../../../shared/units.ts';
import { say } from '../../strings/say.ts';
import { parseSize, typedSize } from '../parts/sizes.ts';

export interface VolumeDraft {
  readonly sizeText: string;
  readonly guarantee: 'none' | 'volume';
  readonly isGrowing: boolean;
  readonly maximumText: string;
  /** Empty: a twentieth of the size at a time. */
  readonly incrementText: string;
  /** NaN while the field is empty; the same for the next two. */
  readonly growAtPercent: number;
  readonly nearlyFullPercent: number;
  readonly fullPercent: number;
}

export type DraftProblems = Partial<Record<keyof VolumeDraft, string>>;

export const newDraft: VolumeDraft = {
  sizeText: '1 TiB', guarantee: 'none', isGrowing: false, maximumText: '2 TiB', incrementText: '', growAtPercent: 85, nearlyFullPercent: 75, fullPercent: 85,
};

export function draftOf(volume: VolumeRow): VolumeDraft {
  return {
    sizeText: typedSize(volume.sizeBytes),
    guarantee: volume.guarantee,
    isGrowing: volume.autogrow !== null,
    maximumText: typedSize(volume.autogrow?.maximumBytes ?? volume.sizeBytes * 2),
    incrementText: volume.autogrow?.incrementBytes === undefined ? '' : typedSize(volume.autogrow.incrementBytes),
    growAtPercent: volume.autogrow?.atPercent ?? newDraft.growAtPercent,
    nearlyFullPercent: volume.nearlyFullPercent,
    fullPercent: volume.fullPercent,
  };
}

const sizeHelp = say('volumes.enterASize');

/** @param heldBytes what the volume stores and reserves already; 0 for a new one */
export function problemsOf(draft: VolumeDraft, heldBytes: number): DraftProblems {
  const problems: DraftProblems = {};
  const sizeBytes = parseSize(draft.sizeText);
  if (sizeBytes === null || sizeBytes === 0) problems.sizeText = sizeHelp;
  else if (sizeBytes < heldBytes) problems.sizeText = say('volumes.sizeBelowHeld', { held: formatBytes(heldBytes) });
  if (draft.isGrowing) {
    const maximumBytes = parseSize(draft.maximumText);
    if (maximumBytes === null) problems.maximumText = sizeHelp;
    else if (sizeBytes !== null && maximumBytes < sizeBytes) problems.maximumText = say('volumes.maximumBelowSize');
    if (draft.incrementText.trim() !== '' && (parseSize(draft.incrementText) ?? 0) < blockSizeBytes) problems.incrementText = say('volumes.enterASizeOrNothing');
    if (!isPercent(draft.growAtPercent)) problems.growAtPercent = say('volumes.enter1To100Percent');
  }
  if (!isPercent(draft.nearlyFullPercent)) problems.nearlyFullPercent = say('volumes.enter1To100Percent');
  if (!isPercent(draft.fullPercent)) problems.fullPercent = say('volumes.enter1To100Percent');
  else if (draft.nearlyFullPercent > draft.fullPercent) problems.fullPercent = say('volumes.fullBelowNearlyFull');
  return problems;
}

function isPercent(value: number): boolean {
  return Number.isInteger(value) && value >= 1 && value <= 100;
}

function growthOf({ maximumText, incrementText, growAtPercent }: VolumeDraft): Autogrow {
  const incrementBytes = incrementText.trim() === '' ? null : parseSize(incrementText);
  return { maximumBytes: parseSize(maximumText) ?? 0, atPercent: growAtPercent, ...(incrementBytes !== null && { incrementBytes }) };
}

/** What limits the size of a volume that exists: what it holds below, what the aggregate has left above. */
export function sizeLimitWords({ physicalBytes, reservedBytes, isExact }: VolumeRow, aggregate: AggregateRow | null): string {
  const held = formatBytes(physicalBytes + reservedBytes);
  const least = isExact ? say('volumes.leastSize', { held }) : say('volumes.leastSizeAtMost', { held });
  const left = aggregate?.quotaBytes == null ? [] : [say('volumes.theAggregateHasLeft', { size: formatBytes(Math.max(0, aggregate.quotaBytes - aggregate.committedBytes)) })];
  return [say('volumes.sizeMeaning'), least, ...left].join(' ');
}

/** All settings of a draft without problems. */
export function settingsOf(draft: VolumeDraft): VolumeChange & { sizeBytes: number } {
  return {
    sizeBytes: parseSize(draft.sizeText) ?? 0,
    guarantee: draft.guarantee,
    autogrow: draft.isGrowing ? growthOf(draft) : null,
    nearlyFullPercent: draft.nearlyFullPercent,
    fullPercent: draft.fullPercent,
  };
}

/** What the user has changed; the rest may have become another meanwhile, the size by autogrow. */
export function changesOf(opened: VolumeDraft, draft: VolumeDraft): VolumeChange {
  const [before, after] = [settingsOf(opened), settingsOf(draft)];
  return {
    ...(after.sizeBytes !== before.sizeBytes && { sizeBytes: after.sizeBytes }),
    ...(after.guarantee !== before.guarantee && { guarantee: after.guarantee }),
    ...(JSON.stringify(after.autogrow) !== JSON.stringify(before.autogrow) && { autogrow: after.autogrow }),
    ...(after.nearlyFullPercent !== before.nearlyFullPercent && { nearlyFullPercent: after.nearlyFullPercent }),
    ...(after.fullPercent !== before.fullPercent && { fullPercent: after.fullPercent }),
  };
}
