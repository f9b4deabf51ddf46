/** The settings of a volume while they are being edited, and what is wrong with them. Pure. */
import type { VolumeChange, VolumeRow } from '../../../shared/model/storage.ts';
import { formatBytes } from '../../../shared/units.ts';
import { parseSize, typedSize } from '../parts/sizes.ts';

export interface VolumeDraft {
  readonly sizeText: string;
  readonly guarantee: 'none' | 'volume';
  readonly isGrowing: boolean;
  readonly maximumText: string;
  /** NaN while the field is empty; the same for the next two. */
  readonly growAtPercent: number;
  readonly nearlyFullPercent: number;
  readonly fullPercent: number;
}

export type DraftProblems = Partial<Record<keyof VolumeDraft, string>>;

export const newDraft: VolumeDraft = {
  sizeText: '1 TiB', guarantee: 'none', isGrowing: false, maximumText: '2 TiB', growAtPercent: 85, nearlyFullPercent: 75, fullPercent: 85,
};

export function draftOf(volume: VolumeRow): VolumeDraft {
  return {
    sizeText: typedSize(volume.sizeBytes),
    guarantee: volume.guarantee,
    isGrowing: volume.autogrow !== null,
    maximumText: typedSize(volume.autogrow?.maximumBytes ?? volume.sizeBytes * 2),
    growAtPercent: volume.autogrow?.atPercent ?? newDraft.growAtPercent,
    nearlyFullPercent: volume.nearlyFullPercent,
    fullPercent: volume.fullPercent,
  };
}

const sizeHelp = 'Enter a size, for example 500 GiB or 2 TiB.';

/** @param heldBytes what the volume stores and reserves already; 0 for a new one */
export function problemsOf(draft: VolumeDraft, heldBytes: number): DraftProblems {
  const problems: DraftProblems = {};
  const sizeBytes = parseSize(draft.sizeText);
  if (sizeBytes === null || sizeBytes === 0) problems.sizeText = sizeHelp;
  else if (sizeBytes < heldBytes) problems.sizeText = `It holds ${formatBytes(heldBytes)} and cannot be smaller than that.`;
  if (draft.isGrowing) {
    const maximumBytes = parseSize(draft.maximumText);
    if (maximumBytes === null) problems.maximumText = sizeHelp;
    else if (sizeBytes !== null && maximumBytes < sizeBytes) problems.maximumText = 'It has to be at least as large as the size.';
    if (!isPercent(draft.growAtPercent)) problems.growAtPercent = 'Enter 1 to 100 percent.';
  }
  if (!isPercent(draft.nearlyFullPercent)) problems.nearlyFullPercent = 'Enter 1 to 100 percent.';
  if (!isPercent(draft.fullPercent)) problems.fullPercent = 'Enter 1 to 100 percent.';
  else if (draft.nearlyFullPercent > draft.fullPercent) problems.fullPercent = 'It has to be at or above “nearly full”.';
  return problems;
}

function isPercent(value: number): boolean {
  return Number.isInteger(value) && value >= 1 && value <= 100;
}

/** All settings of a draft without problems. */
export function settingsOf(draft: VolumeDraft): VolumeChange & { sizeBytes: number } {
  return {
    sizeBytes: parseSize(draft.sizeText) ?? 0,
    guarantee: draft.guarantee,
    autogrow: draft.isGrowing ? { maximumBytes: parseSize(draft.maximumText) ?? 0, atPercent: draft.growAtPercent } : null,
    nearlyFullPercent: draft.nearlyFullPercent,
    fullPercent: draft.fullPercent,
  };
}
