/** What the suites need of an array, and the few calls they make all the time. */
import { expect, type TestContext } from 'vitest';
import type { FileId, SnapshotId, VolumeId } from '../../shared/ids.ts';
import type { StorageArray } from '../../electron/array/port.ts';
import type { Capability, Extent, FileOptions, FileVersion, VolumeSettings } from '../../electron/array/portTypes.ts';
import type { Random } from '../sim/random.ts';

/** An open array on fresh storage. */
export interface ArraySubject {
  readonly array: StorageArray;
  /** Closes the array and opens it again on the same storage. Absent for arrays that forget. */
  reopen?(): Promise<ArraySubject>;
  /** Closes it and removes its storage. */
  dispose(): Promise<void>;
}

/** The subject of the running test; `current` is another one after a reopen. */
export interface SubjectHolder {
  readonly array: StorageArray;
  current: ArraySubject;
}

/** An array that was opened beside the running test's. */
export class HeldSubject implements SubjectHolder {
  current: ArraySubject;

  constructor(opened: ArraySubject) {
    this.current = opened;
  }

  get array(): StorageArray {
    return this.current.array;
  }
}

export const blockBytes = 4096;
export const mibBytes = 1024 * 1024;

/** Leaves the running test out, with the reason, when the array does not declare what it needs. For `beforeEach`. */
export function needCapabilities(context: TestContext, subject: SubjectHolder, ...needed: Capability[]): void {
  const missing = needed.filter((capability) => !subject.array.capabilities.has(capability));
  if (missing.length > 0) context.skip(`The array does not declare ${missing.join(', ')}.`);
}

/** Closes the array and opens it again; `subject.array` is another one afterwards. */
export async function reopen(subject: SubjectHolder): Promise<void> {
  const next = await subject.current.reopen?.();
  if (!next) throw new Error('A durable array can be reopened.');
  subject.current = next;
}

export function createVolume(array: StorageArray, sizeBytes = 64 * 1024 * mibBytes, settings: Partial<VolumeSettings> = {}): Promise<VolumeId> {
  return array.commit((tx) => array.createVolume(tx, { sizeBytes, ...settings }));
}

export function updateVolume(array: StorageArray, id: VolumeId, change: Partial<VolumeSettings>): Promise<void> {
  return array.commit((tx) => array.updateVolume(tx, id, change));
}

export function deleteVolume(array: StorageArray, id: VolumeId): Promise<void> {
  return array.commit((tx) => array.deleteVolume(tx, id));
}

export function createFile(array: StorageArray, volumeId: VolumeId, sizeBytes: number, options?: FileOptions): Promise<FileId> {
  return array.commit((tx) => array.createFile(tx, volumeId, sizeBytes, options));
}

/** A file of whole blocks that is full of random bytes. */
export async function createFullFile(array: StorageArray, volumeId: VolumeId, blocks: number, random: Random): Promise<{ file: FileId; bytes: Uint8Array }> {
  const bytes = random.bytes(blocks * blockBytes);
  const file = await createFile(array, volumeId, bytes.length);
  await array.write(file, 0, bytes);
  return { file, bytes };
}

/** Replaces some blocks of a file, and of the bytes that it is expected to hold. */
export async function overwrite(array: StorageArray, file: FileId, bytes: Uint8Array, firstBlock: number, blocks: number, random: Random): Promise<void> {
  const part = bytes.subarray(firstBlock * blockBytes, (firstBlock + blocks) * blockBytes);
  random.fill(part);
  await array.write(file, firstBlock * blockBytes, part);
}

export function cloneFile(array: StorageArray, source: FileId | FileVersion, options?: FileOptions): Promise<FileId> {
  return array.commit((tx) => array.cloneFile(tx, source, options));
}

export function revertFile(array: StorageArray, id: FileId, to: FileId | FileVersion): Promise<void> {
  return array.commit((tx) => array.revertFile(tx, id, to));
}

export function growFile(array: StorageArray, id: FileId, sizeBytes: number): Promise<void> {
  return array.commit((tx) => array.growFile(tx, id, sizeBytes));
}

export function deleteFiles(array: StorageArray, ...ids: FileId[]): Promise<void> {
  return array.commit((tx) => {
    for (const id of ids) array.deleteFile(tx, id);
  });
}

export function createSnapshot(array: StorageArray, volumeId: VolumeId): Promise<SnapshotId> {
  return array.commit((tx) => array.createSnapshot(tx, volumeId));
}

export function deleteSnapshots(array: StorageArray, ...ids: SnapshotId[]): Promise<void> {
  return array.commit((tx) => {
    for (const id of ids) array.deleteSnapshot(tx, id);
  });
}

export function restoreSnapshot(array: StorageArray, id: SnapshotId): Promise<{ readonly returnedFileIds: FileId[]; readonly removedFileIds: FileId[] }> {
  return array.commit((tx) => array.restoreSnapshot(tx, id));
}

export function cloneVolume(array: StorageArray, snapshotId: SnapshotId, settings?: Partial<VolumeSettings>): Promise<VolumeId> {
  return array.commit((tx) => array.cloneVolume(tx, snapshotId, settings));
}

export async function readBytes(array: StorageArray, version: FileId | FileVersion, offset: number, length: number): Promise<Uint8Array> {
  // Filled with something else first: an array that forgets to write zeros must not pass.
  const bytes = new Uint8Array(length).fill(0xcd);
  await array.read(version, offset, bytes);
  return bytes;
}

export async function expectBytes(array: StorageArray, version: FileId | FileVersion, offset: number, expected: Uint8Array): Promise<void> {
  const actual = await readBytes(array, version, offset, expected.length);
  const at = Buffer.compare(actual, expected) === 0 ? -1 : actual.findIndex((byte, index) => byte !== expected[index]);
  const name = typeof version === 'object' ? `file ${version.fileId} in snapshot ${version.snapshotId}` : `file ${version}`;
  expect(at === -1 ? 'same bytes' : `${name} differs at byte ${offset + at}: ${actual[at]} instead of ${expected[at]}`).toBe('same bytes');
}

export async function listAll<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}

export async function listExtents(array: StorageArray, version: FileId | FileVersion): Promise<Extent[]> {
  const extents: Extent[] = [];
  for await (const { offset, length } of array.extents(version)) extents.push({ offset, length });
  return extents;
}

/** A range of whole blocks. */
export function blockRange(first: number, count: number): Extent {
  return { offset: first * blockBytes, length: count * blockBytes };
}

/** The code of the fault a call ends in, or "none". */
export async function faultOf(call: () => unknown): Promise<string> {
  try {
    await call();
    return 'none';
  } catch (error) {
    return error instanceof Error && 'code' in error ? String(error.code) : String(error);
  }
}

/** Sizes in blocks, which read better than bytes in a failed assertion. */
export function fileBlocks(array: StorageArray, id: FileId): { logical: number; unique: number; isExact: boolean } {
  const { logicalBytes, uniqueBytes, isExact } = array.file(id);
  return { logical: logicalBytes / blockBytes, unique: uniqueBytes / blockBytes, isExact };
}

export function volumeBlocks(array: StorageArray, id: VolumeId): { logical: number; physical: number; isExact: boolean } {
  const { logicalBytes, physicalBytes, isExact } = array.volume(id);
  return { logical: logicalBytes / blockBytes, physical: physicalBytes / blockBytes, isExact };
}
