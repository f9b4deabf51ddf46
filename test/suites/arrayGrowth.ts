/** Part of the array suite: files become larger, and everybody else's stay what they are. */
import { beforeEach, describe, expect, it } from 'vitest';
import { createRandom, testSeed } from '../sim/random.ts';
import { expectSpace } from './arrayExpect.ts';
import {
  blockBytes, blockRange, cloneFile, cloneVolume, createFile, createFullFile, createSnapshot, createVolume, deleteSnapshots, expectBytes, faultOf, growFile, listAll, listExtents, mibBytes,
  needCapabilities, overwrite, reopen, restoreSnapshot, type SubjectHolder,
} from './arraySubject.ts';

const gibBytes = 1024 * mibBytes;

export function describeGrowth(subject: SubjectHolder, isDurable: boolean): void {
  describe('growing files', () => {
    // The map gets a level higher at 2 MiB, at 1 GiB and at 512 GiB.
    it.each([5 * blockBytes, 2 * mibBytes, 2 * mibBytes + 1, gibBytes + 512, 600 * gibBytes, 62 * 1024 * gibBytes])('keeps what a file holds, and reads as zeros up to %d bytes', async (sizeBytes) => {
      const { array } = subject;
      const random = createRandom(testSeed(`grow to ${sizeBytes}`));
      const volume = await createVolume(array);
      const file = await createFile(array, volume, 4 * blockBytes + 100);
      const bytes = random.bytes(4 * blockBytes + 100);
      await array.write(file, 0, bytes);
      await growFile(array, file, sizeBytes);
      expect(array.file(file)).toMatchObject({ sizeBytes, logicalBytes: 5 * blockBytes });
      await expectBytes(array, file, 0, bytes);
      await expectBytes(array, file, bytes.length, new Uint8Array(Math.min(blockBytes, sizeBytes - bytes.length)));
      await expectBytes(array, file, sizeBytes - 10, new Uint8Array(10));
      expect(await listExtents(array, file)).toEqual([blockRange(0, 5)]);
      const last = random.bytes(100);
      await array.write(file, sizeBytes - 100, last);
      await expectBytes(array, file, sizeBytes - 100, last);
      await expectBytes(array, file, 0, bytes.subarray(0, 4 * blockBytes));
      expect(await faultOf(() => array.write(file, sizeBytes, last))).toBe('InvalidArgument');
    });

    it('takes the same size for nothing, a smaller one for a mistake', async () => {
      const { array } = subject;
      const volume = await createVolume(array);
      const file = await createFile(array, volume, mibBytes);
      await growFile(array, file, mibBytes);
      for (const sizeBytes of [mibBytes - 1, 0, -1, mibBytes + 0.5, Number.NaN]) expect(await faultOf(() => growFile(array, file, sizeBytes))).toBe('InvalidArgument');
      expect(array.file(file).sizeBytes).toBe(mibBytes);
    });

    it('leaves no trace when the transaction fails', async () => {
      const { array } = subject;
      const volume = await createVolume(array);
      const { file, bytes } = await createFullFile(array, volume, 20, createRandom(testSeed('failed growth')));
      const failing = array.commit((tx) => {
        array.growFile(tx, file, gibBytes * 2);
        expect(array.file(file).sizeBytes).toBe(gibBytes * 2);
        throw new Error('changed my mind');
      });
      await expect(failing).rejects.toThrow('changed my mind');
      expect(array.file(file).sizeBytes).toBe(20 * blockBytes);
      await expectBytes(array, file, 0, bytes);
      await array.reclaim();
      expect((await array.check({ isDeep: true })).problems).toEqual([]);
    });

    it('sets the added size of a thick file aside, if there is room', async (context) => {
      needCapabilities(context, subject, 'reservation');
      const { array } = subject;
      const volume = await createVolume(array, 100 * blockBytes);
      const file = await createFile(array, volume, 40 * blockBytes, { format: 'lazyZeroedThick' });
      await array.write(file, 0, createRandom(testSeed('thick growth')).bytes(10 * blockBytes));
      expect(await faultOf(() => growFile(array, file, 100 * blockBytes + 1))).toBe('InsufficientStorageSpace');
      expect(array.file(file).sizeBytes).toBe(40 * blockBytes);
      await growFile(array, file, 90 * blockBytes + 1);
      await expectSpace(array, { volumes: [[volume, { logical: 10, physical: 10, reserved: 81 }]], files: [[file, { logical: 10, unique: 10 }]] });
    });

    it('stays over a reopen, with what was written before and after', async (context) => {
      if (!isDurable) context.skip('The array keeps nothing over a close.');
      const random = createRandom(testSeed('grow and reopen'));
      const volume = await createVolume(subject.array);
      const { file, bytes } = await createFullFile(subject.array, volume, 300, random);
      await growFile(subject.array, file, 3 * gibBytes);
      const late = random.bytes(3 * blockBytes);
      await subject.array.write(file, 2 * gibBytes, late);
      await reopen(subject);
      expect(subject.array.file(file).sizeBytes).toBe(3 * gibBytes);
      await expectBytes(subject.array, file, 0, bytes);
      await expectBytes(subject.array, file, 2 * gibBytes, late);
    });

    describe('with sharers', () => {
      beforeEach((context) => needCapabilities(context, subject, 'fileClone'));

      it('clones keep their size, and everything stays shared', async () => {
        const { array } = subject;
        const random = createRandom(testSeed('grow a clone'));
        const volume = await createVolume(array);
        const { file, bytes } = await createFullFile(array, volume, 600, random);
        const clone = await cloneFile(array, file);
        await growFile(array, clone, 2 * gibBytes);
        expect([array.file(file).sizeBytes, array.file(clone).sizeBytes]).toEqual([600 * blockBytes, 2 * gibBytes]);
        await expectSpace(array, { volumes: [[volume, { logical: 1200, physical: 600 }]], files: [[file, { unique: 0, fairShare: 300 }], [clone, { unique: 0, fairShare: 300 }]] });
        const then = bytes.slice();
        await overwrite(array, clone, bytes, 10, 3, random);
        await expectBytes(array, file, 0, then);
        await expectBytes(array, clone, 0, bytes);
        if (array.capabilities.has('diff')) expect(await listAll(array.diff(file, clone))).toEqual([blockRange(10, 3)]);
        await expectSpace(array, { volumes: [[volume, { logical: 1200, physical: 603 }]], files: [[file, { unique: 3 }], [clone, { unique: 3 }]] });
      });

      it('snapshots of the volume hold the size there was, and bring it back', async (context) => {
        needCapabilities(context, subject, 'volumeSnapshot');
        const { array } = subject;
        const random = createRandom(testSeed('grow under a snapshot'));
        const volume = await createVolume(array);
        const { file, bytes } = await createFullFile(array, volume, 30, random);
        const before = await createSnapshot(array, volume);
        await growFile(array, file, 5 * gibBytes);
        const late = random.bytes(2 * blockBytes);
        await array.write(file, 4 * gibBytes, late);
        expect(array.file({ fileId: file, snapshotId: before }).sizeBytes).toBe(30 * blockBytes);
        await expectBytes(array, { fileId: file, snapshotId: before }, 0, bytes);
        const after = await createSnapshot(array, volume);
        expect(array.file({ fileId: file, snapshotId: after }).sizeBytes).toBe(5 * gibBytes);
        await expectSpace(array, { volumes: [[volume, { logical: 32, physical: 32, snapshot: 0 }]] });
        await deleteSnapshots(array, after);
        await restoreSnapshot(array, before);
        expect(array.file(file).sizeBytes).toBe(30 * blockBytes);
        await expectBytes(array, file, 0, bytes);
        await expectSpace(array, { volumes: [[volume, { logical: 30, physical: 30, snapshot: 0 }]] });
      });

      it('a file of a FlexClone grows over what it inherits, and is split with it', async (context) => {
        needCapabilities(context, subject, 'volumeSnapshot', 'volumeClone');
        const { array } = subject;
        const volume = await createVolume(array);
        const { file, bytes } = await createFullFile(array, volume, 30, createRandom(testSeed('grow in a FlexClone')));
        const flexClone = await cloneVolume(array, await createSnapshot(array, volume));
        const own = array.clonedFileId(flexClone, file);
        await growFile(array, own, 2 * gibBytes);
        await expectBytes(array, own, 0, bytes);
        await expectSpace(array, { volumes: [[volume, { physical: 30 }], [flexClone, { logical: 30, physical: 0, inherited: 30 }]] });
        await array.splitVolume(flexClone);
        await expectBytes(array, own, 0, bytes);
        await expectSpace(array, { volumes: [[volume, { physical: 30 }], [flexClone, { logical: 30, physical: 30, inherited: 0 }]] });
      });
    });
  });
}
