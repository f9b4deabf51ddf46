/** An array and the model with the same volumes, files and snapshots, which each of them knows under ids of its own. */
import type { StorageArray } from '../../electron/array/port.ts';
import type { FileVersion } from '../../electron/array/portTypes.ts';
import { Fault } from '../../shared/faults.ts';
import type { FileId, SnapshotId, VolumeId } from '../../shared/ids.ts';
import type { SubjectHolder } from '../suites/arraySubject.ts';
import { MemoryArray } from './memoryArray.ts';
import type { Random } from './random.ts';

export type Side = 'real' | 'model';

/** The same thing in the array and in the model. */
export interface Pair<T> {
  readonly real: T;
  readonly model: T;
}

export interface VolumePair extends Pair<VolumeId> {
  /** The volume it is a FlexClone of. */
  readonly parent: VolumePair | null;
  /** Whether dedupe may ever be turned on: its findings while it runs beside other work, and inline, are best effort. */
  readonly mayDedupe: boolean;
  /** What it stores once and what twice depends on how dedupe came to be run, until it has been run over everything. */
  isLoose: boolean;
}

export interface SnapshotPair extends Pair<SnapshotId> {
  readonly volume: VolumePair;
}

export interface VersionPair {
  readonly file: Pair<FileId>;
  /** Null for the file as it is now. */
  readonly snapshot: SnapshotPair | null;
  readonly volume: VolumePair;
}

/** Thrown when array and model disagree. */
export class Disagreement extends Error {}

export function requireSame(what: string, actual: unknown, expected: unknown): void {
  const [left, right] = [JSON.stringify(actual), JSON.stringify(expected)];
  if (left !== right) throw new Disagreement(`${what}: the array says ${left}, the model ${right}`);
}

export function requireTrue(what: string, isTrue: boolean): void {
  if (!isTrue) throw new Disagreement(what);
}

export function versionOf({ file, snapshot }: VersionPair, side: Side): FileId | FileVersion {
  return snapshot === null ? file[side] : { fileId: file[side], snapshotId: snapshot[side] };
}

export function nameOf({ file, snapshot }: VersionPair): string {
  return snapshot === null ? `file ${file.real}` : `file ${file.real} in snapshot ${snapshot.real}`;
}

export class TwinWorld {
  readonly log: string[] = [];
  readonly subject: SubjectHolder;
  readonly random: Random;
  readonly model = new MemoryArray();
  volumes: VolumePair[] = [];
  snapshots: SnapshotPair[] = [];
  /** Files of the array that are not published; none of them is in a snapshot. */
  readonly staging = new Set<FileId>();
  /** Exact passes that run beside everything else. */
  pass: Promise<unknown> | null = null;
  /** Every file that there ever was, by its id in the model. Ids are never used again. */
  readonly #files = new Map<FileId, Pair<FileId>>();
  readonly #modelIds = new Map<FileId, FileId>();

  constructor(subject: SubjectHolder, random: Random) {
    this.subject = subject;
    this.random = random;
  }

  get array(): StorageArray {
    return this.subject.array;
  }

  arrayOf(side: Side): StorageArray {
    return side === 'real' ? this.array : this.model;
  }

  note(text: string): void {
    this.log.push(`${this.log.length}: ${text}`);
  }

  addFile(real: FileId, model: FileId): void {
    requireTrue(`file ${real} has an id that was used before`, !this.#modelIds.has(real));
    this.#files.set(model, { real, model });
    this.#modelIds.set(real, model);
  }

  /** @param model a file of the model */
  file(model: FileId): Pair<FileId> {
    const pair = this.#files.get(model);
    if (!pair) throw new Error(`The model has a file ${model} that nobody made.`);
    return pair;
  }

  /** The model's name for a file of the array, or undefined for one that the twins have not made. */
  modelFile(real: FileId): FileId | undefined {
    return this.#modelIds.get(real);
  }

  /** Files of the volume as it is now, or as a snapshot holds it; the model says which. */
  versionsIn(volume: VolumePair, snapshot: SnapshotPair | null = null): VersionPair[] {
    return [...this.model.fileIds(volume.model, snapshot?.model)].map((id) => ({ file: this.file(id), snapshot, volume }));
  }

  liveFiles(): VersionPair[] {
    return this.volumes.flatMap((volume) => this.versionsIn(volume));
  }

  /** A live file mostly, else a file as a snapshot holds it. */
  pickVersion(): VersionPair | null {
    const held = this.random.chance(0.3) ? this.snapshots.flatMap((snapshot) => this.versionsIn(snapshot.volume, snapshot)) : [];
    const choice = held.length > 0 ? held : this.liveFiles();
    return choice.length > 0 ? this.random.pick(choice) : null;
  }

  pickFile(): VersionPair | null {
    const files = this.liveFiles();
    return files.length > 0 ? this.random.pick(files) : null;
  }

  sizeOf(version: VersionPair): number {
    return this.model.file(versionOf(version, 'model')).sizeBytes;
  }

  /** Volumes that have a part of their blocks in common: a volume, its FlexClones, theirs. */
  isLooseFamily(volume: VolumePair): boolean {
    return this.volumes.some((other) => other.isLoose && rootOf(other) === rootOf(volume));
  }

  forgetVolume(volume: VolumePair): void {
    this.volumes = this.volumes.filter((other) => other !== volume);
    this.snapshots = this.snapshots.filter((snapshot) => snapshot.volume !== volume);
    this.forgetGoneFiles();
  }

  forgetGoneFiles(): void {
    const live = new Set(this.liveFiles().map(({ file }) => file.real));
    for (const id of this.staging) if (!live.has(id)) this.staging.delete(id);
  }

  /**
   * Does the same to both. Either both succeed or both end in the same fault.
   * @returns both results, or null after a fault
   */
  async both<T>(what: string, call: (array: StorageArray, side: Side) => Promise<T>): Promise<Pair<T> | null> {
    this.note(what);
    const outcomes = [await outcomeOf(() => call(this.array, 'real')), await outcomeOf(() => call(this.model, 'model'))] as const;
    const [real, model] = outcomes;
    if ('value' in real && 'value' in model) return { real: real.value, model: model.value };
    const [left, right] = outcomes.map((outcome) => ('value' in outcome ? 'none' : outcome.fault.code));
    if (left !== right) {
      const cause = outcomes.flatMap((outcome) => ('value' in outcome ? [] : [outcome.fault]))[0];
      throw new Disagreement(`${what}: the array ends in the fault ${left}, the model in ${right}`, { cause });
    }
    this.note(`... which ended in the fault ${left}`);
    return null;
  }
}

/** Only faults are outcomes; whatever else is thrown is a failure of its own. */
async function outcomeOf<T>(call: () => Promise<T>): Promise<{ value: T } | { fault: Fault }> {
  try {
    return { value: await call() };
  } catch (error) {
    if (error instanceof Fault) return { fault: error };
    throw error;
  }
}

export function rootOf(volume: VolumePair): VolumePair {
  return volume.parent ? rootOf(volume.parent) : volume;
}
