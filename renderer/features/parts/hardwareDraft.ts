/** Virtual hardware while it is being edited: sizes as they are typed, what was there before, what becomes of it. Pure. */
import type { ObjectId } from '../../../shared/ids.ts';
import { cpuProblem, defaultMemoryBytes, diskSizeProblem, hardwareLimits, memoryProblem, type HardwareChange, type UnattachedDisk } from '../../../shared/model/hardware.ts';
import type { DiskFormat, VmDetail } from '../../../shared/model/inventory.ts';
import { formatBytes } from '../../../shared/units.ts';
import { say } from '../../strings/say.ts';
import { parseSize, typedSize } from './sizes.ts';

export interface DiskDraft {
  /** Stays the same as long as the row is there. */
  readonly key: string;
  /** What it is called, or will be called if nobody else adds one meanwhile. */
  readonly label: string;
  /** Null for one that is to be added. */
  readonly before: { readonly sizeBytes: number; readonly format: DiskFormat; readonly logicalBytes: number } | null;
  readonly sizeText: string;
  readonly format: DiskFormat;
  readonly isRemoved: boolean;
  /** Of one that is removed: whether its file goes as well. Otherwise it stays on the datastore, as an unattached disk. */
  readonly deletesFile: boolean;
  /** The unattached disk that is to be attached; null for all others. */
  readonly existing: Pick<UnattachedDisk, 'fileId' | 'label' | 'vmName' | 'logicalBytes'> | null;
  /** Where it lies, or is to lie; null: with the machine. */
  readonly datastoreId: ObjectId | null;
}

export interface NicDraft {
  readonly key: string;
  readonly label: string;
  readonly before: { readonly networkId: ObjectId; readonly isConnected: boolean; readonly macAddress: string } | null;
  readonly networkId: ObjectId | null;
  readonly isConnected: boolean;
  readonly isRemoved: boolean;
}

export interface HardwareDraft {
  readonly cpuCount: number;
  readonly memoryText: string;
  readonly disks: readonly DiskDraft[];
  readonly nics: readonly NicDraft[];
}

export const newDiskText = '16 GiB';
export const plainDisk = { deletesFile: false, existing: null, datastoreId: null };

export function draftOf({ cpuCount, memoryBytes, disks, nics }: VmDetail): HardwareDraft {
  return {
    cpuCount,
    memoryText: typedSize(memoryBytes),
    disks: disks.map(({ label, sizeBytes, format, space, datastoreId }) => ({
      key: label, label, before: { sizeBytes, format, logicalBytes: space.logicalBytes }, sizeText: typedSize(sizeBytes), format, isRemoved: false, ...plainDisk, datastoreId,
    })),
    nics: nics.map(({ label, networkId, isConnected, macAddress }) => ({ key: label, label, before: { networkId, isConnected, macAddress }, networkId, isConnected, isRemoved: false })),
  };
}

/** What a new machine begins with. */
export function newDraft(networkId: ObjectId | null): HardwareDraft {
  const empty: HardwareDraft = { cpuCount: 2, memoryText: typedSize(defaultMemoryBytes), disks: [], nics: [] };
  const withDisk = addDisk(empty);
  return networkId === null ? withDisk : addNic(withDisk, networkId);
}

/** @param taken labels that snapshots hold as well */
export function addDisk(draft: HardwareDraft, taken: readonly string[] = []): HardwareDraft {
  const label = freeLabel('Hard disk', [...draft.disks.map((disk) => disk.label), ...taken]);
  return { ...draft, disks: [...draft.disks, { key: `${label} (new)`, label, before: null, sizeText: newDiskText, format: 'thin', isRemoved: false, ...plainDisk }] };
}

/** Keeps size and format; the yard gives the label. */
export function attachDisk(draft: HardwareDraft, disk: UnattachedDisk, taken: readonly string[] = []): HardwareDraft {
  const label = freeLabel('Hard disk', [...draft.disks.map((one) => one.label), ...taken]);
  const { fileId, sizeBytes, format, datastoreId } = disk;
  return { ...draft, disks: [...draft.disks, { key: `file ${fileId}`, label, before: null, sizeText: typedSize(sizeBytes), format, isRemoved: false, deletesFile: false, existing: disk, datastoreId }] };
}

export function addNic(draft: HardwareDraft, networkId: ObjectId | null): HardwareDraft {
  const label = freeLabel('Network adapter', draft.nics.filter(({ isRemoved }) => !isRemoved).map((nic) => nic.label));
  return { ...draft, nics: [...draft.nics, { key: `${label} (new)`, label, before: null, networkId, isConnected: true, isRemoved: false }] };
}

export function changeDisk(draft: HardwareDraft, key: string, change: Partial<DiskDraft>): HardwareDraft {
  return { ...draft, disks: changed(draft.disks, key, change) };
}
export function changeNic(draft: HardwareDraft, key: string, change: Partial<NicDraft>): HardwareDraft {
  return { ...draft, nics: changed(draft.nics, key, change) };
}

/** What was there is marked and can be put back; what was only added goes at once. */
export function removeDisk(draft: HardwareDraft, key: string): HardwareDraft {
  return { ...draft, disks: removed(draft.disks, key) };
}
export function removeNic(draft: HardwareDraft, key: string): HardwareDraft {
  return { ...draft, nics: removed(draft.nics, key) };
}

/** Problems by field: `cpu`, `memory`, `disks`, `nics`, and the keys of disks and adapters. */
export type HardwareProblems = Readonly<Record<string, string>>;

export function problemsOf(draft: HardwareDraft): HardwareProblems {
  const problems: Record<string, string> = {};
  const note = (field: string, problem: string | null): void => {
    if (problem !== null) problems[field] = problem;
  };
  note('cpu', cpuProblem(draft.cpuCount));
  note('memory', memoryProblem(parseSize(draft.memoryText) ?? Number.NaN));
  const disks = draft.disks.filter(({ isRemoved }) => !isRemoved);
  const nics = draft.nics.filter(({ isRemoved }) => !isRemoved);
  for (const disk of disks) note(disk.key, sizeProblem(disk));
  for (const nic of nics) note(nic.key, nic.networkId === null ? say('parts.chooseANetwork') : null);
  note('disks', disks.length > hardwareLimits.diskCount ? say('parts.tooManyDisks', { most: hardwareLimits.diskCount }) : null);
  note('nics', nics.length > hardwareLimits.nicCount ? say('parts.tooManyNics', { most: hardwareLimits.nicCount }) : null);
  return problems;
}

/** A disk that stays as it is may have any size. */
export function sizeProblem({ before, sizeText, existing }: DiskDraft): string | null {
  if (existing !== null) return null;
  const sizeBytes = parseSize(sizeText);
  if (sizeBytes === null) return say('parts.sizeNeeded');
  if (before !== null && sizeBytes === before.sizeBytes) return null;
  if (before !== null && sizeBytes < before.sizeBytes) return say('parts.disksOnlyGrowFrom', { size: formatBytes(before.sizeBytes) });
  return diskSizeProblem(sizeBytes);
}

/** What is to be changed; null while something is wrong. */
export function changeOf(draft: HardwareDraft, detail: Pick<VmDetail, 'cpuCount' | 'memoryBytes'>): HardwareChange | null {
  if (Object.keys(problemsOf(draft)).length > 0) return null;
  const memoryBytes = parseSize(draft.memoryText) ?? detail.memoryBytes;
  const kept = draft.disks.filter(({ isRemoved }) => !isRemoved);
  const keptNics = draft.nics.filter(({ isRemoved }) => !isRemoved);
  return {
    ...(draft.cpuCount !== detail.cpuCount && { cpuCount: draft.cpuCount }),
    ...(memoryBytes !== detail.memoryBytes && { memoryBytes }),
    addDisks: kept.filter(({ before, existing }) => before === null && existing === null).map(({ sizeText, format, datastoreId }) => ({ sizeBytes: parseSize(sizeText) ?? 0, format, ...(datastoreId !== null && { datastoreId }) })),
    growDisks: kept.filter(isGrown).map(({ label, sizeText }) => ({ label, sizeBytes: parseSize(sizeText) ?? 0 })),
    removeDisks: draft.disks.filter(({ isRemoved, deletesFile }) => isRemoved && deletesFile).map(({ label }) => label),
    detachDisks: draft.disks.filter(({ isRemoved, deletesFile }) => isRemoved && !deletesFile).map(({ label }) => label),
    attachDisks: kept.flatMap(({ existing }) => existing?.fileId ?? []),
    addNics: keptNics.flatMap(({ before, networkId, isConnected }) => (before === null && networkId !== null ? [{ networkId, isConnected }] : [])),
    changeNics: keptNics.filter(isNicChanged).map(({ label, networkId, isConnected }) => ({ label, isConnected, ...(networkId !== null && { networkId }) })),
    removeNics: draft.nics.filter(({ isRemoved }) => isRemoved).map(({ label }) => label),
  };
}

export function isAnyChange(change: HardwareChange): boolean {
  return Object.values(change).some((part) => (Array.isArray(part) ? part.length > 0 : part !== undefined));
}

export function isGrown({ before, sizeText }: DiskDraft): boolean {
  return before !== null && parseSize(sizeText) !== before.sizeBytes;
}
export function isNicChanged({ before, networkId, isConnected }: NicDraft): boolean {
  return before !== null && (before.networkId !== networkId || before.isConnected !== isConnected);
}

/** What the disks on a datastore promise more or less than before, and what thick ones set aside for that. */
export interface SpaceChange {
  readonly provisionedBytes: number;
  readonly reservedBytes: number;
}

/** By datastore, the home of the machine first and always. */
export function spaceOf(draft: HardwareDraft, homeId: ObjectId): ReadonlyMap<ObjectId, SpaceChange> {
  const found = new Map<ObjectId, SpaceChange>([[homeId, { provisionedBytes: 0, reservedBytes: 0 }]]);
  for (const { before, sizeText, format, isRemoved, deletesFile, existing, datastoreId } of draft.disks) {
    // What is attached lies there already, and what is kept goes on doing so.
    if (existing !== null || (isRemoved && !deletesFile)) continue;
    const sizeBytes = isRemoved ? 0 : (parseSize(sizeText) ?? before?.sizeBytes ?? 0);
    const addedBytes = sizeBytes - (before?.sizeBytes ?? 0);
    const id = datastoreId ?? homeId;
    const { provisionedBytes, reservedBytes } = found.get(id) ?? { provisionedBytes: 0, reservedBytes: 0 };
    found.set(id, { provisionedBytes: provisionedBytes + addedBytes, reservedBytes: reservedBytes + (format === 'thin' ? 0 : Math.max(0, addedBytes)) });
  }
  return found;
}

function changed<T extends { readonly key: string }>(items: readonly T[], key: string, change: Partial<T>): T[] {
  return items.map((item) => (item.key === key ? { ...item, ...change } : item));
}

function removed<T extends { readonly key: string; readonly before: unknown; readonly isRemoved: boolean }>(items: readonly T[], key: string): T[] {
  return items.flatMap((item) => (item.key !== key ? [item] : item.before === null ? [] : [{ ...item, isRemoved: true }]));
}

/** "Hard disk 3": the first that is free. */
export function freeLabel(what: string, taken: readonly string[]): string {
  for (let number = 1; ; number += 1) if (!taken.includes(`${what} ${number}`)) return `${what} ${number}`;
}
