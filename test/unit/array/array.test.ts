import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openArray } from '../../../electron/array/array.ts';
import type { StorageArray } from '../../../electron/array/port.ts';
import { SegmentFiles } from '../../../electron/disk/segmentFiles.ts';
import { Meta } from '../../../electron/meta/meta.ts';
import type { FileId, VolumeId } from '../../../shared/ids.ts';

const mib = 1024 * 1024;

let folder: string;
let meta: Meta;
let segments: SegmentFiles;
let array: StorageArray;

async function open(): Promise<void> {
  meta = Meta.open(join(folder, 'meta'));
  segments = new SegmentFiles(join(folder, 'segments'));
  array = await openArray({ meta, disk: segments });
}

async function reopen(): Promise<void> {
  await array.close();
  await meta.close();
  await open();
}

/** Bytes that differ from block to block and between seeds, so that a misplaced block shows. */
function pattern(lengthBytes: number, seed: number): Uint8Array {
  const bytes = new Uint8Array(lengthBytes);
  let state = seed * 2_654_435_761 + 1;
  for (let i = 0; i < lengthBytes; i += 1) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    bytes[i] = state >>> 24;
  }
  return bytes;
}

async function readAll(id: FileId, offset: number, length: number): Promise<Uint8Array> {
  const into = new Uint8Array(length);
  await array.read(id, offset, into);
  return into;
}

/** Vitest's own comparison of a mebibyte takes seconds. */
function expectSameBytes(actual: Uint8Array, expected: Uint8Array): void {
  expect(Buffer.compare(actual, expected)).toBe(0);
}

async function expectSound(): Promise<void> {
  expect((await array.check()).problems).toEqual([]);
}

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'cloneyard-array-'));
  await open();
});

afterEach(async () => {
  await array.close();
  await meta.close();
  rmSync(folder, { recursive: true, force: true });
});

describe('the embedded array', () => {
  let volume: VolumeId;
  let disk: FileId;

  beforeEach(async () => {
    volume = await array.commit((tx) => array.createVolume(tx, 1024 * mib));
    disk = await array.commit((tx) => array.createFile(tx, volume, 512 * mib));
  });

  it('gives back what was written, before and after a restart', async () => {
    const data = pattern(3 * mib + 777, 1);
    await array.write(disk, 5 * mib + 123, data);
    expectSameBytes(await readAll(disk, 5 * mib + 123, data.length), data);
    expectSameBytes(await readAll(disk, 5 * mib + 100, 23), new Uint8Array(23));
    await reopen();
    expectSameBytes(await readAll(disk, 5 * mib + 123, data.length), data);
    await expectSound();
  });

  it('replays flushed writes that no checkpoint has saved', async () => {
    const data = pattern(2 * mib, 2);
    await array.write(disk, 0, data);
    await array.write(disk, mib, new Uint8Array(mib));
    await array.flush();
    // The process dies here: the array is not closed, so nothing is saved on the way out.
    await segments.close();
    await meta.close();
    await open();
    expectSameBytes(await readAll(disk, 0, mib), data.subarray(0, mib));
    expectSameBytes(await readAll(disk, mib, mib), new Uint8Array(mib));
    expect(array.file(disk).logicalBytes).toBe(mib);
    await expectSound();
  });

  it('clones in constant space and keeps the two apart afterwards', async () => {
    const data = pattern(8 * mib, 3);
    await array.write(disk, 0, data);
    const clones = await array.commit((tx) => Array.from({ length: 100 }, () => array.cloneFile(tx, disk)));
    expect(array.volume(volume)).toMatchObject({ physicalBytes: 8 * mib, logicalBytes: 101 * 8 * mib, isExact: true });
    const [first, second] = clones;
    if (!first || !second) throw new Error('Two clones were expected.');
    const own = pattern(mib, 4);
    await array.write(first, 2 * mib, own);
    expect(array.file(first)).toMatchObject({ uniqueBytes: mib, logicalBytes: 8 * mib, isExact: true });
    expect(array.file(second)).toMatchObject({ uniqueBytes: 0, isExact: true });
    expectSameBytes(await readAll(second, 2 * mib, mib), data.subarray(2 * mib, 3 * mib));
    expectSameBytes(await readAll(disk, 2 * mib, mib), data.subarray(2 * mib, 3 * mib));
    expectSameBytes(await readAll(first, 2 * mib, mib), own);
    expect(array.volume(volume)).toMatchObject({ physicalBytes: 9 * mib, isExact: true });
    await expectSound();
  });

  it('gives space back for reuse when files are deleted', async () => {
    for (let round = 0; round < 4; round += 1) {
      const file = await array.commit((tx) => array.createFile(tx, volume, 512 * mib));
      for (let at = 0; at < 150; at += 1) await array.write(file, at * mib, pattern(mib, round * 1000 + at));
      await array.commit((tx) => array.deleteFile(tx, file));
      await array.reclaim();
      expect(array.volume(volume)).toMatchObject({ physicalBytes: 0, isExact: true });
    }
    // At most the segment being written, the prepared one and the spares stay allocated.
    expect(array.localUsedBytes()).toBeLessThanOrEqual(5 * 64 * mib);
    await expectSound();
  });
});
