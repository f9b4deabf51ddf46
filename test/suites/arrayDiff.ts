/** Part of the array suite: where two versions differ, and who else holds a block. */
import { beforeEach, describe, expect, it } from 'vitest';
import type { StorageArray } from '../../electron/array/port.ts';
import type { BlockHolder, Extent, FileVersion } from '../../electron/array/portTypes.ts';
import { fileIdSchema, snapshotIdSchema, type FileId } from '../../shared/ids.ts';
import { createRandom, testSeed } from '../sim/random.ts';
import {
  blockBytes, blockRange, cloneFile, cloneVolume, createFile, createFullFile, createSnapshot, createVolume, deleteFiles, expectBytes, faultOf, listAll, needCapabilities, overwrite,
  readBytes, revertFile, type SubjectHolder,
} from './arraySubject.ts';

async function diffOf(array: StorageArray, before: FileId | FileVersion, after: FileId | FileVersion): Promise<Extent[]> {
  const ranges: Extent[] = [];
  for await (const { offset, length } of array.diff(before, after)) ranges.push({ offset, length });
  return ranges;
}

/** Fails when the ranges are out of order, touch each other, or leave out a byte that differs. */
async function expectCovers(array: StorageArray, before: FileId, after: FileId): Promise<void> {
  const ranges = await diffOf(array, before, after);
  const now = await readBytes(array, after, 0, array.file(after).sizeBytes);
  // What lies beyond the end of the older one reads as zeros; beyond the end of the newer one there is nothing.
  const old = new Uint8Array(now.length);
  old.set(await readBytes(array, before, 0, Math.min(now.length, array.file(before).sizeBytes)));
  let end = -1;
  for (const { offset, length } of ranges) {
    expect(offset).toBeGreaterThan(end);
    expect(length).toBeGreaterThan(0);
    end = offset + length;
    old.set(now.subarray(offset, end), offset);
  }
  expect(end).toBeLessThanOrEqual(old.length);
  expect(Buffer.compare(old, now)).toBe(0);
}

async function holdersOf(array: StorageArray, version: FileId | FileVersion, offset: number): Promise<BlockHolder[]> {
  const holders = await array.holders(version, offset);
  return holders.toSorted((a, b) => a.fileId - b.fileId || (a.snapshotId ?? 0) - (b.snapshotId ?? 0) || a.offset - b.offset);
}

export function describeDiff(subject: SubjectHolder): void {
  describe('diff', () => {
    beforeEach((context) => needCapabilities(context, subject, 'diff', 'fileClone'));

    it('lists what a clone and its source have changed since', async () => {
      const { array } = subject;
      const random = createRandom(testSeed('diff'));
      const volume = await createVolume(array);
      const { file, bytes } = await createFullFile(array, volume, 1500, random);
      const clone = await cloneFile(array, file);
      const cloneBytes = bytes.slice();
      expect(await diffOf(array, file, clone)).toEqual([]);
      expect(await diffOf(array, file, file)).toEqual([]);
      await overwrite(array, clone, cloneBytes, 510, 4, random);
      await overwrite(array, clone, cloneBytes, 514, 1, random);
      await overwrite(array, file, bytes, 1499, 1, random);
      await array.write(file, 0, new Uint8Array(2 * blockBytes));
      const expected = [blockRange(0, 2), blockRange(510, 5), blockRange(1499, 1)];
      expect(await diffOf(array, file, clone)).toEqual(expected);
      expect(await diffOf(array, clone, file)).toEqual(expected);
      // Changed on both sides is still one range.
      await overwrite(array, file, bytes, 512, 4, random);
      expect(await diffOf(array, file, clone)).toEqual([blockRange(0, 2), blockRange(510, 6), blockRange(1499, 1)]);
      await revertFile(array, clone, file);
      expect(await diffOf(array, file, clone)).toEqual([]);
    });

    it('lists what has come into holes and what has become one', async () => {
      const { array } = subject;
      const random = createRandom(testSeed('diff of holes'));
      const volume = await createVolume(array);
      const file = await createFile(array, volume, 1024 * 1024 * blockBytes + 512);
      await array.write(file, 700 * blockBytes, random.bytes(10 * blockBytes));
      const clone = await cloneFile(array, file);
      await array.write(clone, 705 * blockBytes, new Uint8Array(5 * blockBytes));
      await array.write(clone, 900_000 * blockBytes + 17, random.bytes(blockBytes));
      await array.write(clone, 1024 * 1024 * blockBytes + 511, random.bytes(1).fill(1));
      expect(await diffOf(array, file, clone)).toEqual([blockRange(705, 5), blockRange(900_000, 2), { offset: 1024 * 1024 * blockBytes, length: 512 }]);
    });

    it('never misses a change between versions of one origin', async () => {
      const { array } = subject;
      const random = createRandom(testSeed('diff of a family'));
      const volume = await createVolume(array);
      const { file } = await createFullFile(array, volume, 1100, random);
      const family = [file];
      for (let i = 0; i < 40; i += 1) {
        const id = random.pick(family);
        const offset = random.below(1000 * blockBytes);
        await array.write(id, offset, random.chance(0.3) ? new Uint8Array(50_000) : random.bytes(random.between(1, 50_000)));
        if (i % 8 === 0) family.push(await cloneFile(array, random.pick(family)));
        if (i % 10 === 0) await expectCovers(array, random.pick(family), random.pick(family));
      }
      for (const id of family) await expectCovers(array, file, id);
    });

    it('compares files of different sizes and of no common origin', async () => {
      const { array } = subject;
      const random = createRandom(testSeed('diff of strangers'));
      const volume = await createVolume(array);
      const short = await createFullFile(array, volume, 30, random);
      const long = await createFile(array, volume, 900 * blockBytes + 100);
      await array.write(long, 0, short.bytes.subarray(0, 10 * blockBytes));
      await array.write(long, 800 * blockBytes, random.bytes(20 * blockBytes));
      await expectCovers(array, short.file, long);
      await expectCovers(array, long, short.file);
      // Beyond the end of the shorter one, what holds data is listed and what does not is not; nothing beyond the end of the newer one.
      const beyond = (ranges: Extent[]): Extent[] => ranges.filter(({ offset }) => offset >= 30 * blockBytes);
      expect(beyond(await diffOf(array, short.file, long))).toEqual([blockRange(800, 20)]);
      expect(beyond(await diffOf(array, long, short.file))).toEqual([]);
    });

    it('compares with what snapshots hold', async (context) => {
      needCapabilities(context, subject, 'volumeSnapshot');
      const { array } = subject;
      const random = createRandom(testSeed('diff of snapshots'));
      const volume = await createVolume(array);
      const { file, bytes } = await createFullFile(array, volume, 600, random);
      const first = await createSnapshot(array, volume);
      await overwrite(array, file, bytes, 10, 5, random);
      const second = await createSnapshot(array, volume);
      await overwrite(array, file, bytes, 550, 2, random);
      const [old, middle] = [{ fileId: file, snapshotId: first }, { fileId: file, snapshotId: second }];
      expect(await diffOf(array, old, middle)).toEqual([blockRange(10, 5)]);
      expect(await diffOf(array, middle, file)).toEqual([blockRange(550, 2)]);
      expect(await diffOf(array, old, file)).toEqual([blockRange(10, 5), blockRange(550, 2)]);
      await deleteFiles(array, file);
      expect(await diffOf(array, middle, old)).toEqual([blockRange(10, 5)]);
    });

    it('compares a FlexClone with its base', async (context) => {
      needCapabilities(context, subject, 'volumeSnapshot', 'volumeClone');
      const { array } = subject;
      const random = createRandom(testSeed('diff of a FlexClone'));
      const volume = await createVolume(array);
      const { file, bytes } = await createFullFile(array, volume, 600, random);
      const base = await createSnapshot(array, volume);
      const clone = array.clonedFileId(await cloneVolume(array, base), file);
      await overwrite(array, clone, bytes.slice(), 3, 4, random);
      expect(await diffOf(array, { fileId: file, snapshotId: base }, clone)).toEqual([blockRange(3, 4)]);
      await overwrite(array, file, bytes, 100, 1, random);
      expect(await diffOf(array, file, clone)).toEqual([blockRange(3, 4), blockRange(100, 1)]);
    });

    it('lists the files of a volume that differ', async (context) => {
      needCapabilities(context, subject, 'volumeSnapshot');
      const { array } = subject;
      const random = createRandom(testSeed('diff of volumes'));
      const volume = await createVolume(array);
      const files: FileId[] = [];
      for (let i = 0; i < 8; i += 1) files.push((await createFullFile(array, volume, 5, random)).file);
      const [untouched, changed, deleted, longer] = files;
      if (untouched === undefined || changed === undefined || deleted === undefined || longer === undefined) throw new Error('There are files.');
      const first = await createSnapshot(array, volume);
      expect(await listAll(array.diffVolume(volume, first, null))).toEqual([]);
      await array.write(changed, 0, random.bytes(1).fill(0x5a));
      await array.write(changed, 0, random.bytes(1).fill(0xa5));
      await deleteFiles(array, deleted);
      const sparse = await createFile(array, volume, 9 * blockBytes);
      await revertFile(array, longer, sparse);
      const young = await createFile(array, volume, blockBytes);
      const now = [
        { fileId: changed, change: 'changed' }, { fileId: deleted, change: 'deleted' }, { fileId: longer, change: 'changed' }, { fileId: sparse, change: 'created' }, { fileId: young, change: 'created' },
      ];
      expect(await listAll(array.diffVolume(volume, first, null))).toEqual(now);
      const second = await createSnapshot(array, volume);
      await deleteFiles(array, young, untouched);
      expect(await listAll(array.diffVolume(volume, first, second))).toEqual(now);
      expect(await listAll(array.diffVolume(volume, second, null))).toEqual([{ fileId: untouched, change: 'deleted' }, { fileId: young, change: 'deleted' }]);
      expect((await listAll(array.diffVolume(volume, second, first))).map(({ fileId, change }) => [fileId, change])).toEqual([
        [changed, 'changed'], [deleted, 'created'], [longer, 'changed'], [sparse, 'deleted'], [young, 'deleted'],
      ]);
    });

    it('says what does not exist', async (context) => {
      needCapabilities(context, subject, 'volumeSnapshot');
      const { array } = subject;
      const [volume, other] = [await createVolume(array), await createVolume(array)];
      const file = await createFile(array, volume, blockBytes);
      const snapshotId = await createSnapshot(array, volume);
      const [noFile, noSnapshot] = [fileIdSchema.parse(4711), snapshotIdSchema.parse(4711)];
      const calls: Record<string, () => unknown> = {
        before: () => diffOf(array, noFile, file),
        after: () => diffOf(array, file, { fileId: noFile, snapshotId }),
        snapshot: () => listAll(array.diffVolume(volume, noSnapshot, null)),
        until: () => listAll(array.diffVolume(volume, snapshotId, noSnapshot)),
      };
      for (const [name, call] of Object.entries(calls)) expect([name, await faultOf(call)]).toEqual([name, 'ManagedObjectNotFound']);
      expect(await faultOf(() => listAll(array.diffVolume(other, snapshotId, null)))).toBe('InvalidArgument');
    });
  });

  describe('holders', () => {
    beforeEach((context) => needCapabilities(context, subject, 'holders', 'fileClone'));

    it('are the file itself and all clones that have not changed the block', async () => {
      const { array } = subject;
      const random = createRandom(testSeed('holders'));
      const volume = await createVolume(array);
      const { file, bytes } = await createFullFile(array, volume, 600, random);
      const clones = await array.commit((tx) => Array.from({ length: 4 }, () => array.cloneFile(tx, file)));
      const [writer, gone] = clones;
      if (writer === undefined || gone === undefined) throw new Error('There are clones.');
      await overwrite(array, writer, bytes.slice(), 520, 1, random);
      await deleteFiles(array, gone);
      const offset = 520 * blockBytes;
      const rest = [file, ...clones.slice(2)].map((fileId) => ({ fileId, snapshotId: null, offset }));
      expect(await holdersOf(array, file, offset + 77)).toEqual(rest);
      expect(await holdersOf(array, writer, offset)).toEqual([{ fileId: writer, snapshotId: null, offset }]);
      await array.write(file, offset, new Uint8Array(blockBytes));
      expect(await holdersOf(array, file, offset)).toEqual([]);
      expect(await faultOf(() => array.holders(fileIdSchema.parse(4711), 0))).toBe('ManagedObjectNotFound');
      expect(await faultOf(() => array.holders(file, 0, AbortSignal.abort()))).toBe('RequestCanceled');
    });

    it('are snapshots and FlexClones, too', async (context) => {
      needCapabilities(context, subject, 'volumeSnapshot', 'volumeClone');
      const { array } = subject;
      const random = createRandom(testSeed('holders in snapshots'));
      const volume = await createVolume(array);
      const { file, bytes } = await createFullFile(array, volume, 20, random);
      const base = await createSnapshot(array, volume);
      const flexClone = await cloneVolume(array, base);
      const clone = array.clonedFileId(flexClone, file);
      const own = await createSnapshot(array, flexClone);
      await overwrite(array, file, bytes, 0, 10, random);
      await overwrite(array, clone, bytes.slice(), 5, 10, random);
      const at = (block: number, ...held: (readonly [FileId, BlockHolder['snapshotId']])[]): BlockHolder[] => held.map(([fileId, snapshotId]) => ({ fileId, snapshotId, offset: block * blockBytes }));
      const places = (block: number): number => block * blockBytes;
      expect(await holdersOf(array, { fileId: file, snapshotId: base }, places(0))).toEqual(at(0, [file, base], [clone, null], [clone, own]));
      expect(await holdersOf(array, { fileId: clone, snapshotId: own }, places(7))).toEqual(at(7, [file, base], [clone, own]));
      expect(await holdersOf(array, clone, places(17))).toEqual(at(17, [file, null], [file, base], [clone, null], [clone, own]));
      expect(await holdersOf(array, clone, places(7))).toEqual(at(7, [clone, null]));
      expect(await holdersOf(array, file, places(7))).toEqual(at(7, [file, null]));
    });

    it('are all places that dedupe has brought together', async (context) => {
      needCapabilities(context, subject, 'dedupe');
      const { array } = subject;
      const random = createRandom(testSeed('holders and dedupe'));
      const volume = await createVolume(array, undefined, { isDedupeOn: true });
      const { file, bytes } = await createFullFile(array, volume, 20, random);
      const other = await createFile(array, volume, 20 * blockBytes);
      await array.write(other, 3 * blockBytes, bytes.subarray(0, blockBytes));
      await array.write(other, 9 * blockBytes, bytes.subarray(0, blockBytes));
      await array.dedupe(volume, { scanAll: true });
      expect(await holdersOf(array, other, 9 * blockBytes)).toEqual([
        { fileId: file, snapshotId: null, offset: 0 }, { fileId: other, snapshotId: null, offset: 3 * blockBytes }, { fileId: other, snapshotId: null, offset: 9 * blockBytes },
      ]);
      await expectBytes(array, file, 0, bytes);
    });
  });
}
