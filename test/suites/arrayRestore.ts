/** Part of the array suite: volumes go back to a snapshot, files to what another file or a snapshot's version of one is. */
import { beforeEach, describe, expect, it } from 'vitest';
import { fileIdSchema } from '../../shared/ids.ts';
import { createRandom, testSeed } from '../sim/random.ts';
import { expectSpace } from './arrayExpect.ts';
import {
  blockBytes, cloneFile, createFile, createFullFile, createSnapshot, createVolume, deleteFiles, deleteSnapshots, expectBytes, faultOf, mibBytes, needCapabilities,
  overwrite, reopen, restoreSnapshot, revertFile, type SubjectHolder,
} from './arraySubject.ts';

export function describeRestore(subject: SubjectHolder, isDurable: boolean): void {
  describe('restore', () => {
    beforeEach((context) => needCapabilities(context, subject, 'volumeSnapshot'));

    it('makes the volume what the snapshot holds, file by file', async () => {
      const { array } = subject;
      const random = createRandom(testSeed('restore'));
      const volume = await createVolume(array);
      const changed = await createFullFile(array, volume, 600, random);
      const deleted = await createFullFile(array, volume, 30, random);
      const untouched = await createFullFile(array, volume, 10, random);
      const then = changed.bytes.slice();
      const id = await createSnapshot(array, volume);
      await overwrite(array, changed.file, changed.bytes, 50, 500, random);
      await deleteFiles(array, deleted.file);
      const young = await createFullFile(array, volume, 7, random);
      const clone = await cloneFile(array, changed.file);
      expect(await restoreSnapshot(array, id)).toEqual({ returnedFileIds: [deleted.file], removedFileIds: [young.file, clone] });
      expect([...array.fileIds(volume)]).toEqual([changed.file, deleted.file, untouched.file]);
      await expectBytes(array, changed.file, 0, then);
      await expectBytes(array, deleted.file, 0, deleted.bytes);
      await expectBytes(array, untouched.file, 0, untouched.bytes);
      expect(await faultOf(() => array.file(young.file))).toBe('ManagedObjectNotFound');
      await expectSpace(array, {
        volumes: [[volume, { logical: 640, physical: 640, snapshot: 0 }]], files: [[changed.file, { logical: 600, unique: 0 }], [deleted.file, { logical: 30, unique: 0 }]],
        snapshots: [[id, { logical: 640, unique: 0 }]],
      });
      // The snapshot stays and is not touched by what comes after.
      await array.write(changed.file, 0, random.bytes(3 * blockBytes));
      await expectBytes(array, { fileId: changed.file, snapshotId: id }, 0, then);
      expect(await restoreSnapshot(array, id)).toEqual({ returnedFileIds: [], removedFileIds: [] });
      await expectBytes(array, changed.file, 0, then);
      await deleteSnapshots(array, id);
      await expectSpace(array, { volumes: [[volume, { logical: 640, physical: 640, snapshot: 0 }]], files: [[changed.file, { unique: 600 }]] });
      expect(await createFile(array, volume, mibBytes)).toBeGreaterThan(clone);
    });

    it('is refused while there are newer snapshots', async () => {
      const { array } = subject;
      const random = createRandom(testSeed('newer snapshots'));
      const volume = await createVolume(array);
      const { file, bytes } = await createFullFile(array, volume, 10, random);
      const then = bytes.slice();
      const old = await createSnapshot(array, volume);
      await overwrite(array, file, bytes, 0, 5, random);
      const newer = await createSnapshot(array, volume);
      expect(await faultOf(() => restoreSnapshot(array, old))).toBe('InvalidState');
      await expectBytes(array, file, 0, bytes);
      await deleteSnapshots(array, newer);
      await restoreSnapshot(array, old);
      await expectBytes(array, file, 0, then);
    });

    it('happens with the rest of a transaction or not at all', async () => {
      const { array } = subject;
      const random = createRandom(testSeed('restore in a transaction'));
      const volume = await createVolume(array);
      const { file, bytes } = await createFullFile(array, volume, 20, random);
      const id = await createSnapshot(array, volume);
      await overwrite(array, file, bytes, 0, 8, random);
      const young = await createFullFile(array, volume, 4, random);
      const failing = array.commit((tx) => {
        array.restoreSnapshot(tx, id);
        throw new Error('changed my mind');
      });
      await expect(failing).rejects.toThrow('changed my mind');
      await expectBytes(array, file, 0, bytes);
      await expectBytes(array, young.file, 0, young.bytes);
      await expectSpace(array, { volumes: [[volume, { logical: 24, physical: 32, snapshot: 8 }]], snapshots: [[id, { unique: 8 }]] });
    });

    it('brings back sizes, formats and groups', async () => {
      const { array } = subject;
      const random = createRandom(testSeed('restore sizes'));
      const volume = await createVolume(array);
      const first = await createFullFile(array, volume, 20, random);
      const long = await createFullFile(array, volume, 50, random);
      const second = await createFile(array, volume, mibBytes, { groupOf: first.file });
      const id = await createSnapshot(array, volume);
      await revertFile(array, first.file, long.file);
      await deleteFiles(array, second);
      await restoreSnapshot(array, id);
      expect(array.file(first.file)).toMatchObject({ sizeBytes: 20 * blockBytes, format: 'thin', groupId: first.file });
      expect(array.file(second)).toMatchObject({ sizeBytes: mibBytes, groupId: first.file });
      await expectBytes(array, first.file, 0, first.bytes);
    });

    it('stays over a reopen', async (context) => {
      if (!isDurable) context.skip('The array keeps nothing over a close.');
      const random = createRandom(testSeed('restore and reopen'));
      const volume = await createVolume(subject.array);
      const changed = await createFullFile(subject.array, volume, 60, random);
      const deleted = await createFullFile(subject.array, volume, 30, random);
      const then = changed.bytes.slice();
      const id = await createSnapshot(subject.array, volume);
      await overwrite(subject.array, changed.file, changed.bytes, 0, 40, random);
      await deleteFiles(subject.array, deleted.file);
      const young = await createFile(subject.array, volume, mibBytes);
      await restoreSnapshot(subject.array, id);
      await reopen(subject);
      expect([...subject.array.fileIds(volume)]).toEqual([changed.file, deleted.file]);
      await expectBytes(subject.array, changed.file, 0, then);
      await expectBytes(subject.array, deleted.file, 0, deleted.bytes);
      expect(await createFile(subject.array, volume, mibBytes)).toBeGreaterThan(young);
      await expectSpace(subject.array, { volumes: [[volume, { logical: 90, physical: 90, snapshot: 0 }]] });
    });
  });

  describe('reverting files', () => {
    beforeEach((context) => needCapabilities(context, subject, 'fileClone'));

    it('makes a file what another one is, size included, and keeps its id and group', async () => {
      const { array } = subject;
      const random = createRandom(testSeed('revert'));
      const volume = await createVolume(array);
      const leader = await createFile(array, volume, blockBytes);
      const file = await createFile(array, volume, 20 * blockBytes, { groupOf: leader });
      await array.write(file, 0, random.bytes(20 * blockBytes));
      const source = await createFullFile(array, volume, 50, random);
      await revertFile(array, file, source.file);
      expect(array.file(file)).toMatchObject({ id: file, volumeId: volume, groupId: leader, sizeBytes: 50 * blockBytes, logicalBytes: 50 * blockBytes });
      await expectBytes(array, file, 0, source.bytes);
      await array.write(file, 49 * blockBytes, random.bytes(blockBytes));
      await array.write(source.file, 0, source.bytes.subarray(blockBytes, 2 * blockBytes));
      source.bytes.copyWithin(0, blockBytes, 2 * blockBytes);
      await expectBytes(array, source.file, 0, source.bytes);
      await expectSpace(array, {
        volumes: [[volume, { logical: 100, physical: 52 }]], files: [[file, { logical: 50, unique: 2, fairShare: 26 }], [source.file, { logical: 50, unique: 2, fairShare: 26 }]],
      });
      const short = await createFullFile(array, volume, 1, random);
      await revertFile(array, source.file, short.file);
      expect(array.file(source.file)).toMatchObject({ sizeBytes: blockBytes, logicalBytes: blockBytes });
      expect(await faultOf(() => array.write(source.file, blockBytes, random.bytes(1)))).toBe('InvalidArgument');
      await expectSpace(array, { volumes: [[volume, { logical: 52, physical: 51 }]], files: [[file, { unique: 50 }]] });
    });

    it('goes back to where a clone was taken, time and again', async () => {
      const { array } = subject;
      const random = createRandom(testSeed('revert to a clone'));
      const volume = await createVolume(array);
      const { file, bytes } = await createFullFile(array, volume, 700, random);
      const then = bytes.slice();
      const keeper = await cloneFile(array, file);
      for (let round = 0; round < 3; round += 1) {
        await overwrite(array, file, bytes, 100 * round, 450, random);
        await revertFile(array, file, keeper);
        await expectBytes(array, file, 0, then);
      }
      await overwrite(array, file, bytes, 3, 1, random);
      await expectBytes(array, keeper, 0, then);
      await expectSpace(array, { volumes: [[volume, { logical: 1400, physical: 701 }]], files: [[file, { unique: 1 }], [keeper, { unique: 1 }]] });
    });

    it('reverts a file to itself without losing anything', async () => {
      const { array } = subject;
      const volume = await createVolume(array);
      const { file, bytes } = await createFullFile(array, volume, 20, createRandom(testSeed('revert to itself')));
      await revertFile(array, file, file);
      await expectBytes(array, file, 0, bytes);
      await expectSpace(array, { volumes: [[volume, { logical: 20, physical: 20 }]], files: [[file, { logical: 20, unique: 20 }]] });
    });

    it('reverts to what a snapshot holds, newer snapshots or not', async (context) => {
      needCapabilities(context, subject, 'volumeSnapshot');
      const { array } = subject;
      const random = createRandom(testSeed('revert to a snapshot'));
      const volume = await createVolume(array);
      const { file, bytes } = await createFullFile(array, volume, 30, random);
      const then = bytes.slice();
      const old = await createSnapshot(array, volume);
      await overwrite(array, file, bytes, 0, 10, random);
      const between = bytes.slice();
      const newer = await createSnapshot(array, volume);
      await overwrite(array, file, bytes, 5, 10, random);
      await revertFile(array, file, { fileId: file, snapshotId: old });
      await expectBytes(array, file, 0, then);
      await expectBytes(array, { fileId: file, snapshotId: newer }, 0, between);
      await expectSpace(array, {
        volumes: [[volume, { logical: 30, physical: 40, snapshot: 10 }]], files: [[file, { unique: 0 }]], snapshots: [[old, { unique: 0 }], [newer, { unique: 10 }]],
      });
      await deleteSnapshots(array, old);
      await expectBytes(array, file, 0, then);
      await revertFile(array, file, { fileId: file, snapshotId: newer });
      await expectBytes(array, file, 0, between);
      await expectSpace(array, { volumes: [[volume, { logical: 30, physical: 30, snapshot: 0 }]] });
    });

    it('is refused across volumes and for what does not exist', async () => {
      const { array } = subject;
      const random = createRandom(testSeed('revert refused'));
      const [volume, other] = [await createVolume(array), await createVolume(array)];
      const { file, bytes } = await createFullFile(array, volume, 5, random);
      const foreign = await createFullFile(array, other, 5, random);
      const noFile = fileIdSchema.parse(4711);
      expect(await faultOf(() => revertFile(array, file, foreign.file))).toBe('InvalidArgument');
      expect(await faultOf(() => revertFile(array, file, noFile))).toBe('ManagedObjectNotFound');
      expect(await faultOf(() => revertFile(array, noFile, file))).toBe('ManagedObjectNotFound');
      const failing = array.commit((tx) => {
        array.revertFile(tx, file, array.createFile(tx, volume, mibBytes));
        throw new Error('changed my mind');
      });
      await expect(failing).rejects.toThrow('changed my mind');
      await expectBytes(array, file, 0, bytes);
      expect(array.file(file).sizeBytes).toBe(5 * blockBytes);
    });
  });
}
