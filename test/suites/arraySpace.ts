/** Part of the array suite: what the exact pass finds, groups of files, and what deleting a set of files would free. */
import { beforeEach, describe, expect, it } from 'vitest';
import type { FileId } from '../../shared/ids.ts';
import { createRandom, testSeed } from '../sim/random.ts';
import { expectSpace } from './arrayExpect.ts';
import {
  blockBytes, cloneFile, createFile, createFullFile, createSnapshot, createVolume, deleteFiles, deleteSnapshots, expectBytes, faultOf, mibBytes, needCapabilities, overwrite,
  type SubjectHolder,
} from './arraySubject.ts';

export function describeSpace(subject: SubjectHolder): void {
  describe('exact space', () => {
    beforeEach((context) => needCapabilities(context, subject, 'exactSpace', 'fileClone'));

    it('divides every block among those who point to it', async () => {
      const { array } = subject;
      const random = createRandom(testSeed('fair share'));
      const volume = await createVolume(array);
      const { file, bytes } = await createFullFile(array, volume, 600, random);
      expect(array.exactSpace(file)).toBeNull();
      const clones = [await cloneFile(array, file), await cloneFile(array, file)] as const;
      await overwrite(array, clones[0], bytes.slice(), 0, 30, random);
      await array.write(clones[1], 590 * blockBytes, new Uint8Array(10 * blockBytes));
      const startMs = Date.now();
      await expectSpace(array, {
        volumes: [[volume, { logical: 1790, physical: 630 }]],
        files: [
          [file, { unique: 0, fairShare: 30 / 2 + 560 / 3 + 10 / 2 }],
          [clones[0], { unique: 30, fairShare: 30 + 560 / 3 + 10 / 2 }],
          [clones[1], { unique: 0, fairShare: 30 / 2 + 560 / 3 }],
        ],
      });
      const asOfMs = array.exactSpace(file)?.asOfMs ?? 0;
      expect(asOfMs).toBeGreaterThanOrEqual(startMs);
      expect(asOfMs).toBeLessThanOrEqual(Date.now());
      const young = await createFile(array, volume, mibBytes);
      expect(array.exactSpace(young)).toBeNull();
    });

    it('may be called off, and says so', async () => {
      const { array } = subject;
      const volume = await createVolume(array);
      const { file, bytes } = await createFullFile(array, volume, 50, createRandom(testSeed('pass called off')));
      expect(await faultOf(() => array.reclaim(AbortSignal.abort()))).toBe('RequestCanceled');
      expect(array.exactSpace(file)).toBeNull();
      await expectBytes(array, file, 0, bytes);
      await expectSpace(array, { volumes: [[volume, { logical: 50, physical: 50 }]], files: [[file, { unique: 50, fairShare: 50 }]] });
    });

    it('knows what only the files of a group share', async () => {
      const { array } = subject;
      const random = createRandom(testSeed('groups'));
      const volume = await createVolume(array);
      const { file: leader, bytes } = await createFullFile(array, volume, 40, random);
      const second = await cloneFile(array, leader, { groupOf: leader });
      const third = await cloneFile(array, leader, { groupOf: second });
      expect([leader, second, third].map((id) => array.file(id).groupId)).toEqual([leader, leader, leader]);
      await overwrite(array, second, bytes.slice(), 0, 10, random);
      await expectSpace(array, {
        volumes: [[volume, { logical: 120, physical: 50 }]], files: [[leader, { unique: 0, group: 40 }], [second, { unique: 10, group: 0 }], [third, { unique: 0, group: 0 }]],
      });
      // What somebody outside holds as well is not the group's own.
      const outsider = await cloneFile(array, third);
      expect(array.file(outsider).groupId).toBe(outsider);
      await array.write(outsider, 0, random.bytes(15 * blockBytes));
      await expectSpace(array, { files: [[leader, { unique: 0, group: 15 }], [outsider, { unique: 15, group: 0 }]] });
      await deleteFiles(array, outsider, second);
      await expectSpace(array, { files: [[leader, { unique: 0, group: 40 }], [third, { unique: 0, group: 0 }]] });
      await deleteFiles(array, third);
      await expectSpace(array, { files: [[leader, { unique: 40, group: 0 }]] });
    });

    it.each(['writes over', 'deletes'] as const)('never claims to know what a group shares when somebody outside %s what he shared with it', async (what) => {
      const { array } = subject;
      const random = createRandom(testSeed(`outsiders of groups: ${what}`));
      const { file: leader, bytes } = await createFullFile(array, await createVolume(array), 40, random);
      // Each of them holds all that the next one has, so that the counts of single files stay exact, whoever comes and goes.
      const second = await cloneFile(array, leader, { groupOf: leader });
      const third = await cloneFile(array, second, { groupOf: leader });
      const outsider = await cloneFile(array, third);
      await array.reclaim();
      await expectSpace(array, { files: [[leader, { unique: 0, group: 0 }], [second, { unique: 0 }], [third, { unique: 0 }]] });
      if (what === 'deletes') await deleteFiles(array, outsider);
      else await overwrite(array, outsider, bytes.slice(), 0, 15, random);
      const ofGroup = what === 'deletes' ? 40 : 15;
      const counts = [leader, second, third].map((id) => array.file(id));
      const knownBlocks = counts.reduce((sum, { uniqueBytes, groupBytes }) => sum + uniqueBytes + groupBytes, 0) / blockBytes;
      expect(knownBlocks).toBeLessThanOrEqual(ofGroup);
      if (counts.every(({ isExact }) => isExact)) expect(knownBlocks).toBe(ofGroup);
      expect((await array.check({ isDeep: true })).problems).toEqual([]);
      await array.reclaim();
      await expectSpace(array, { files: [[leader, { unique: 0, group: ofGroup }], [second, { unique: 0 }], [third, { unique: 0 }]] });
    });

    it('counts with the group that a file has come to, and no longer with the one it has left', async () => {
      const { array } = subject;
      const random = createRandom(testSeed('regrouped'));
      const volume = await createVolume(array);
      const { file: leader } = await createFullFile(array, volume, 40, random);
      const second = await cloneFile(array, leader, { groupOf: leader });
      await expectSpace(array, { files: [[leader, { unique: 0, group: 40 }], [second, { unique: 0, group: 0 }]] });
      await array.commit((tx) => array.regroup(tx, [second]));
      expect([leader, second].map((id) => array.file(id).groupId)).toEqual([leader, second]);
      await expectSpace(array, { files: [[leader, { unique: 0, group: 0 }], [second, { unique: 0, group: 0 }]] });
      await array.commit((tx) => array.regroup(tx, [second, leader]));
      expect([leader, second].map((id) => array.file(id).groupId)).toEqual([second, second]);
      await expectSpace(array, { files: [[leader, { unique: 0, group: 0 }], [second, { unique: 0, group: 40 }]] });
      const elsewhere = await createFile(array, await createVolume(array), blockBytes);
      expect(await faultOf(() => array.commit((tx) => array.regroup(tx, [leader, elsewhere])))).toBe('InvalidArgument');
      expect(array.file(leader).groupId).toBe(second);
    });

    it('counts nothing to a group that a snapshot holds', async (context) => {
      needCapabilities(context, subject, 'volumeSnapshot');
      const { array } = subject;
      const random = createRandom(testSeed('groups and snapshots'));
      const volume = await createVolume(array);
      const { file: leader } = await createFullFile(array, volume, 40, random);
      await cloneFile(array, leader, { groupOf: leader });
      const snapshotId = await createSnapshot(array, volume);
      await expectSpace(array, { files: [[leader, { unique: 0, group: 0 }]] });
      await deleteSnapshots(array, snapshotId);
      await expectSpace(array, { files: [[leader, { unique: 0, group: 40 }]] });
    });

    it('knows to the block what deleting any set of files would free', async () => {
      const { array } = subject;
      const random = createRandom(testSeed('freed by deleting'));
      const volume = await createVolume(array);
      const { file, bytes } = await createFullFile(array, volume, 600, random);
      const files = [file];
      for (let i = 1; i < 8; i += 1) {
        const clone = await cloneFile(array, random.pick(files));
        await overwrite(array, clone, bytes.slice(), random.below(500), 40, random);
        files.push(clone);
      }
      const other = await createFullFile(array, await createVolume(array), 9, random);
      const freed = async (ids: readonly FileId[]): Promise<number> => (await array.freedByDeleting(ids)).freedBytes / blockBytes;
      expect(await freed([])).toBe(0);
      await array.reclaim();
      const before = array.volume(volume).physicalBytes / blockBytes;
      expect(await freed(files)).toBe(before);
      expect(await freed([...files, other.file, other.file])).toBe(before + 9);
      expect(array.file(file).uniqueBytes / blockBytes).toBe(await freed([file]));
      // Whatever it says is what a deletion frees, one after the other.
      for (let held = before; files.length > 0; ) {
        const doomed = files.splice(0, random.between(1, 3));
        const expected = await freed(doomed);
        await deleteFiles(array, ...doomed);
        await array.reclaim();
        const left = array.volume(volume).physicalBytes / blockBytes;
        expect(held - left).toBe(expected);
        held = left;
      }
      expect(array.volume(volume).physicalBytes).toBe(0);
      expect(await faultOf(() => array.freedByDeleting([other.file, file]))).toBe('ManagedObjectNotFound');
      expect(await faultOf(() => array.freedByDeleting([other.file], AbortSignal.abort()))).toBe('RequestCanceled');
    });

    it('frees nothing that a snapshot holds', async (context) => {
      needCapabilities(context, subject, 'volumeSnapshot');
      const { array } = subject;
      const random = createRandom(testSeed('freed beside snapshots'));
      const volume = await createVolume(array);
      const { file, bytes } = await createFullFile(array, volume, 100, random);
      const snapshotId = await createSnapshot(array, volume);
      await overwrite(array, file, bytes, 0, 7, random);
      expect((await array.freedByDeleting([file])).freedBytes).toBe(7 * blockBytes);
      await deleteSnapshots(array, snapshotId);
      expect((await array.freedByDeleting([file])).freedBytes).toBe(100 * blockBytes);
    });
  });

  describe('scrub and check', () => {
    it('a scrub reads what is stored and finds an intact array intact', async (context) => {
      needCapabilities(context, subject, 'scrub');
      const { array } = subject;
      const random = createRandom(testSeed('scrub'));
      const volume = await createVolume(array);
      const { file, bytes } = await createFullFile(array, volume, 700, random);
      await cloneFile(array, file);
      await array.reclaim();
      const told: [number, number][] = [];
      const { scannedBytes, damaged } = await array.scrub({ onProgress: (doneBytes, totalBytes) => told.push([doneBytes, totalBytes]) });
      expect(damaged).toEqual([]);
      expect(scannedBytes).toBe(700 * blockBytes);
      expect(told.length).toBeGreaterThan(0);
      expect(told.every(([done, total], i) => done <= total && done >= (told[i - 1]?.[0] ?? 0))).toBe(true);
      expect(await faultOf(() => array.scrub({ signal: AbortSignal.abort() }))).toBe('RequestCanceled');
      await expectBytes(array, file, 0, bytes);
    });

    it('a check finds nothing and repairs nothing in an intact array', async () => {
      const { array } = subject;
      const random = createRandom(testSeed('check'));
      const volume = await createVolume(array);
      const { file, bytes } = await createFullFile(array, volume, 60, random);
      await createFile(array, volume, mibBytes);
      await array.reclaim();
      for (const options of [{}, { isDeep: true }, { isDeep: true, repair: true }]) {
        expect(await array.check(options)).toMatchObject({ problems: [], repaired: [], fileCount: 2, blockCount: 60 });
      }
      expect(await faultOf(() => array.check({ signal: AbortSignal.abort() }))).toBe('RequestCanceled');
      await expectBytes(array, file, 0, bytes);
    });
  });
}
