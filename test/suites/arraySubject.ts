/** What the suites need of an array, and the few calls they make all the time. */
import { expect } from 'vitest';
import type { FileId, VolumeId } from '../../shared/ids.ts';
import type { StorageArray } from '../../electron/array/port.ts';
import type { Extent } from '../../electron/array/portTypes.ts';

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

export const blockBytes = 4096;
export const mibBytes = 1024 * 1024;

export function createVolume(array: StorageArray, sizeBytes = 64 * 1024 * mibBytes): Promise<VolumeId> {
  return array.commit((tx) => array.createVolume(tx, { sizeBytes }));
}

export function createFile(array: StorageArray, volumeId: VolumeId, sizeBytes: number): Promise<FileId> {
  return array.commit((tx) => array.createFile(tx, volumeId, sizeBytes));
}

export function cloneFile(array: StorageArray, source: FileId): Promise<FileId> {
  return array.commit((tx) => array.cloneFile(tx, source));
}

export function deleteFiles(array: StorageArray, ...ids: FileId[]): Promise<void> {
  return array.commit((tx) => {
    for (const id of ids) array.deleteFile(tx, id);
  });
}

export async function readBytes(array: StorageArray, id: FileId, offset: number, length: number): Promise<Uint8Array> {
  // Filled with something else first: an array that forgets to write zeros must not pass.
  const bytes = new Uint8Array(length).fill(0xcd);
  await array.read(id, offset, bytes);
  return bytes;
}

export async function expectBytes(array: StorageArray, id: FileId, offset: number, expected: Uint8Array): Promise<void> {
  const actual = await readBytes(array, id, offset, expected.length);
  const at = Buffer.compare(actual, expected) === 0 ? -1 : actual.findIndex((byte, index) => byte !== expected[index]);
  expect(at === -1 ? 'same bytes' : `file ${id} differs at byte ${offset + at}: ${actual[at]} instead of ${expected[at]}`).toBe('same bytes');
}

export async function listExtents(array: StorageArray, id: FileId): Promise<Extent[]> {
  const extents: Extent[] = [];
  for await (const { offset, length } of array.extents(id)) extents.push({ offset, length });
  return extents;
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
