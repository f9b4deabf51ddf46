/** Part of the array suite: ranges that the array copies inside itself, by sharing blocks or by storing them once more. */
import { beforeEach, describe, expect, it } from 'vitest';
import type { CopyMode } from '../../electron/array/portTypes.ts';
import { createRandom, testSeed } from '../sim/random.ts';
import {
  blockBytes, cloneVolume, createFile, createFullFile, createSnapshot, createVolume, deleteFiles, expectBytes, faultOf, fileBlocks, needCapabilities, overwrite, readBytes, reopen,
  volumeBlocks, type SubjectHolder,
} from './arraySubject.ts';

export function describeCopyRange(subject: SubjectHolder, isDurable: boolean): void {
  describe('copied ranges', () => {
    beforeEach((context) => needCapabilities(context, subject, 'rangeCopy'));

    it.each<CopyMode>(['share', 'copy'])('hold what the source holds, in mode %s, also where it reads as zeros', async (mode) => {
      const { array } = subject;
      const random = createRandom(testSeed(`copied range, ${mode}`));
      const volume = await createVolume(array);
      const { file: from, bytes } = await createFullFile(array, volume, 1_100, random);
      await array.write(from, 600 * blockBytes, new Uint8Array(100 * blockBytes));
      bytes.fill(0, 600 * blockBytes, 700 * blockBytes);
      const to = await createFile(array, volume, bytes.length);
      const before = random.bytes(20 * blockBytes);
      await array.write(to, 595 * blockBytes, before);

      const copied = await array.copyRange({ from, to, offset: 500 * blockBytes, length: 550 * blockBytes }, mode);
      const expected = new Uint8Array(bytes.length);
      expected.set(before, 595 * blockBytes);
      expected.set(bytes.subarray(500 * blockBytes, 1_050 * blockBytes), 500 * blockBytes);
      await expectBytes(array, to, 0, expected);
      const movedBytes = 450 * blockBytes;
      expect(copied).toEqual(mode === 'share' ? { sharedBytes: movedBytes, copiedBytes: 0 } : { sharedBytes: 0, copiedBytes: movedBytes });
      await array.reclaim();
      expect(volumeBlocks(array, volume)).toEqual({ logical: 1_450, physical: mode === 'share' ? 1_000 : 1_450, isExact: true });
      expect(fileBlocks(array, to)).toEqual({ logical: 450, unique: mode === 'share' ? 0 : 450, isExact: true });
    });

    it('stay as they are when the source is overwritten or deleted', async () => {
      const { array } = subject;
      const random = createRandom(testSeed('copied range, later writes'));
      const volume = await createVolume(array);
      const { file: from, bytes } = await createFullFile(array, volume, 700, random);
      const to = await createFile(array, volume, bytes.length);
      await array.copyRange({ from, to, offset: 0, length: bytes.length }, 'share');
      await overwrite(array, from, bytes.slice(), 100, 50, random);
      await expectBytes(array, to, 0, bytes);
      await deleteFiles(array, from);
      await array.reclaim();
      await expectBytes(array, to, 0, bytes);
      expect(volumeBlocks(array, volume)).toEqual({ logical: 700, physical: 700, isExact: true });
    });

    it('are independent of their source: writing to the copy leaves it alone', async () => {
      const { array } = subject;
      const random = createRandom(testSeed('copied range, writes to the copy'));
      const volume = await createVolume(array);
      const { file: from, bytes } = await createFullFile(array, volume, 600, random);
      const to = await createFile(array, volume, bytes.length);
      await array.copyRange({ from, to, offset: 0, length: bytes.length }, 'share');
      const changed = bytes.slice();
      await overwrite(array, to, changed, 500, 60, random);
      await expectBytes(array, from, 0, bytes);
      await expectBytes(array, to, 0, changed);
    });

    it('are stored once more on another volume, whatever was asked for', async () => {
      const { array } = subject;
      const random = createRandom(testSeed('copied range, other volume'));
      const [here, there] = [await createVolume(array), await createVolume(array)];
      const { file: from, bytes } = await createFullFile(array, here, 300, random);
      const to = await createFile(array, there, bytes.length);
      expect(await array.copyRange({ from, to, offset: 0, length: bytes.length }, 'share')).toEqual({ sharedBytes: 0, copiedBytes: bytes.length });
      await expectBytes(array, to, 0, bytes);
      expect(volumeBlocks(array, there)).toEqual({ logical: 300, physical: 300, isExact: true });
    });

    it('can be copied from a snapshot', async (context) => {
      needCapabilities(context, subject, 'volumeSnapshot');
      const { array } = subject;
      const random = createRandom(testSeed('copied range, snapshot'));
      const volume = await createVolume(array);
      const { file: from, bytes } = await createFullFile(array, volume, 300, random);
      const snapshotId = await createSnapshot(array, volume);
      await overwrite(array, from, bytes.slice(), 0, 300, random);
      const to = await createFile(array, volume, bytes.length);
      await array.copyRange({ from: { fileId: from, snapshotId }, to, offset: 0, length: bytes.length }, 'share');
      await expectBytes(array, to, 0, bytes);
      await array.reclaim();
      expect(volumeBlocks(array, volume)).toEqual({ logical: 600, physical: 600, isExact: true });
    });

    it('are copied in a FlexClone where they are inherited', async (context) => {
      needCapabilities(context, subject, 'volumeSnapshot', 'volumeClone');
      const { array } = subject;
      const random = createRandom(testSeed('copied range, FlexClone'));
      const base = await createVolume(array);
      const { file, bytes } = await createFullFile(array, base, 40, random);
      const clone = await cloneVolume(array, await createSnapshot(array, base));
      const from = array.clonedFileId(clone, file);
      await overwrite(array, from, bytes, 30, 10, random);
      const to = await createFile(array, clone, bytes.length);
      expect(await array.copyRange({ from, to, offset: 0, length: bytes.length }, 'share')).toEqual({ sharedBytes: 10 * blockBytes, copiedBytes: 30 * blockBytes });
      await expectBytes(array, to, 0, bytes);
    });

    it('end with a disk whose size is no multiple of a block', async () => {
      const { array } = subject;
      const random = createRandom(testSeed('copied range, odd size'));
      const volume = await createVolume(array);
      const sizeBytes = 300 * blockBytes + 700;
      const bytes = random.bytes(sizeBytes);
      const [from, to] = [await createFile(array, volume, sizeBytes), await createFile(array, volume, sizeBytes)];
      await array.write(from, 0, bytes);
      await array.copyRange({ from, to, offset: 0, length: sizeBytes }, 'share');
      await expectBytes(array, to, 0, bytes);
    });

    it('are refused where they are not on blocks or not inside both files', async () => {
      const { array } = subject;
      const volume = await createVolume(array);
      const [from, to] = [await createFile(array, volume, 10 * blockBytes), await createFile(array, volume, 5 * blockBytes)];
      for (const [offset, length] of [[1, blockBytes], [0, 100], [0, 6 * blockBytes], [-blockBytes, blockBytes], [0, Number.NaN]] as const) {
        expect(await faultOf(() => array.copyRange({ from, to, offset, length }, 'share'))).toBe('InvalidArgument');
      }
    });

    it('need room for what they store, none for what they share', async () => {
      const { array } = subject;
      const random = createRandom(testSeed('copied range, full volume'));
      const volume = await createVolume(array, 100 * blockBytes);
      const { file: from, bytes } = await createFullFile(array, volume, 80, random);
      const [shared, copy] = [await createFile(array, volume, bytes.length), await createFile(array, volume, bytes.length)];
      await array.copyRange({ from, to: shared, offset: 0, length: bytes.length }, 'share');
      await expectBytes(array, shared, 0, bytes);
      expect(await faultOf(() => array.copyRange({ from, to: copy, offset: 0, length: bytes.length }, 'copy'))).toBe('InsufficientStorageSpace');
    });

    it('count as back-end I/O only where they are stored once more', async () => {
      const { array } = subject;
      const random = createRandom(testSeed('copied range, back end'));
      const volume = await createVolume(array);
      const { file: from, bytes } = await createFullFile(array, volume, 1_024, random);
      const [shared, copy] = [await createFile(array, volume, bytes.length), await createFile(array, volume, bytes.length)];
      await array.flush();
      const used = async (to: typeof copy, mode: CopyMode): Promise<number> => {
        const before = array.io;
        await array.copyRange({ from, to, offset: 0, length: bytes.length }, mode);
        await array.flush();
        return array.io.readBytes - before.readBytes + array.io.writtenBytes - before.writtenBytes;
      };
      expect(await used(copy, 'copy')).toBeGreaterThan(3 * (await used(shared, 'share')));
    });

    it('are durable after a flush', async (context) => {
      if (!isDurable) context.skip('The array keeps nothing over a reopen.');
      const { array } = subject;
      const random = createRandom(testSeed('copied range, reopen'));
      const volume = await createVolume(array);
      const { file: from, bytes } = await createFullFile(array, volume, 600, random);
      const to = await createFile(array, volume, bytes.length);
      await array.copyRange({ from, to, offset: 0, length: bytes.length }, 'share');
      await array.flush();
      await reopen(subject);
      expect(Buffer.compare(await readBytes(subject.array, to, 0, bytes.length), bytes)).toBe(0);
    });
  });
}
