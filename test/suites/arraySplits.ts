/** Part of the array suite: a FlexClone that is split has its own copy of everything and depends on nothing. */
import { beforeEach, describe, expect, it } from 'vitest';
import type { FileId, SnapshotId, VolumeId } from '../../shared/ids.ts';
import { createRandom, testSeed, type Random } from '../sim/random.ts';
import { expectSpace } from './arrayExpect.ts';
import {
  blockBytes, cloneFile, cloneVolume, createFullFile, createSnapshot, createVolume, deleteFiles, deleteSnapshots, deleteVolume, expectBytes, faultOf, needCapabilities,
  overwrite, reopen, type SubjectHolder,
} from './arraySubject.ts';

interface Clone {
  readonly volume: VolumeId;
  readonly base: SnapshotId;
  readonly flexClone: VolumeId;
  readonly file: FileId;
  readonly bytes: Uint8Array;
  readonly cloneId: FileId;
  readonly cloneBytes: Uint8Array;
}

/** A FlexClone of one file of `blocks` blocks, of which it has replaced the first `own`. */
async function makeClone(subject: SubjectHolder, blocks: number, own: number, random: Random): Promise<Clone> {
  const { array } = subject;
  const volume = await createVolume(array);
  const { file, bytes } = await createFullFile(array, volume, blocks, random);
  const base = await createSnapshot(array, volume);
  const flexClone = await cloneVolume(array, base);
  const cloneId = array.clonedFileId(flexClone, file);
  const cloneBytes = bytes.slice();
  if (own > 0) await overwrite(array, cloneId, cloneBytes, 0, own, random);
  return { volume, base, flexClone, file, bytes, cloneId, cloneBytes };
}

export function describeSplits(subject: SubjectHolder, isDurable: boolean): void {
  describe('splits', () => {
    beforeEach((context) => needCapabilities(context, subject, 'volumeSnapshot', 'volumeClone'));

    it('estimate what they copy, and copy it', async () => {
      const { array } = subject;
      const random = createRandom(testSeed('split'));
      const { volume, base, flexClone, file, bytes, cloneId, cloneBytes } = await makeClone(subject, 700, 100, random);
      await array.commit((tx) => array.updateVolume(tx, flexClone, { sizeBytes: 1000 * blockBytes }));
      expect(await array.estimateSplit(flexClone)).toEqual({ copyBytes: 600 * blockBytes, freeAfterBytes: 300 * blockBytes });
      expect(array.volume(flexClone).physicalBytes).toBe(100 * blockBytes);
      const told: [number, number][] = [];
      await array.splitVolume(flexClone, { onProgress: (doneBytes, totalBytes) => told.push([doneBytes, totalBytes]) });
      expect(told.length).toBeGreaterThan(0);
      expect(told.every(([done, total], i) => done <= total && done >= (told[i - 1]?.[0] ?? 0))).toBe(true);
      expect(array.volume(flexClone)).toMatchObject({ base: null, isSplitting: false });
      expect(await faultOf(() => array.clonedFileId(flexClone, file))).toBe('ManagedObjectNotFound');
      expect(array.snapshot(base).cloneCount).toBe(0);
      await expectBytes(array, cloneId, 0, cloneBytes);
      await expectSpace(array, {
        volumes: [[volume, { physical: 700 }], [flexClone, { logical: 700, physical: 700, inherited: 0, snapshot: 0 }]], files: [[cloneId, { logical: 700, unique: 700, fairShare: 700 }]],
      });
      await deleteSnapshots(array, base);
      await expectSpace(array, { volumes: [[volume, { physical: 700, snapshot: 0 }]], files: [[file, { unique: 700 }]] });
      await expectBytes(array, file, 0, bytes);
      await deleteVolume(array, volume);
      await array.reclaim();
      await expectBytes(array, cloneId, 0, cloneBytes);
      expect(array.aggregate().physicalBytes).toBe(700 * blockBytes);
      await overwrite(array, cloneId, cloneBytes, 690, 10, random);
      await expectBytes(array, cloneId, 0, cloneBytes);
    });

    it('copy a block that files of the FlexClone share once', async () => {
      const { array } = subject;
      const random = createRandom(testSeed('split of clones'));
      const volume = await createVolume(array);
      const { file, bytes } = await createFullFile(array, volume, 40, random);
      const sibling = await cloneFile(array, file);
      const base = await createSnapshot(array, volume);
      const flexClone = await cloneVolume(array, base);
      const ids = [array.clonedFileId(flexClone, file), array.clonedFileId(flexClone, sibling)];
      const third = await cloneFile(array, array.clonedFileId(flexClone, file));
      await array.write(third, 0, random.bytes(4 * blockBytes));
      expect((await array.estimateSplit(flexClone)).copyBytes).toBe(40 * blockBytes);
      await array.splitVolume(flexClone);
      for (const id of ids) await expectBytes(array, id, 0, bytes);
      await expectSpace(array, { volumes: [[flexClone, { logical: 120, physical: 44, inherited: 0, saved: 0 }]], files: [[third, { unique: 4 }]] });
    });

    it('are refused while something needs what ties the FlexClone to its base', async () => {
      const { array } = subject;
      const random = createRandom(testSeed('split refused'));
      const { flexClone, cloneId, cloneBytes } = await makeClone(subject, 30, 5, random);
      const own = await createSnapshot(array, flexClone);
      expect(await faultOf(() => array.splitVolume(flexClone))).toBe('ResourceInUse');
      const grandchild = await cloneVolume(array, own);
      expect(await faultOf(() => array.splitVolume(flexClone))).toBe('ResourceInUse');
      expect(array.volume(flexClone)).toMatchObject({ isSplitting: false, snapshotCount: 1 });
      expect(array.volume(flexClone).base).not.toBeNull();
      // The youngest of the line has nothing that holds it back.
      await array.splitVolume(grandchild);
      await deleteSnapshots(array, own);
      await array.splitVolume(flexClone);
      await expectBytes(array, cloneId, 0, cloneBytes);
      await expectSpace(array, { volumes: [[flexClone, { physical: 30, inherited: 0 }], [grandchild, { physical: 30, inherited: 0 }]] });
    });

    it('may be cancelled, and go on later', async () => {
      const { array } = subject;
      const random = createRandom(testSeed('split cancelled'));
      const { flexClone, file, bytes, cloneId, cloneBytes } = await makeClone(subject, 1500, 10, random);
      expect(await faultOf(() => array.splitVolume(flexClone, { signal: AbortSignal.abort() }))).toBe('RequestCanceled');
      const controller = new AbortController();
      expect(await faultOf(() => array.splitVolume(flexClone, { signal: controller.signal, onProgress: () => controller.abort() }))).toBe('RequestCanceled');
      expect(array.volume(flexClone).base).not.toBeNull();
      await expectBytes(array, cloneId, 0, cloneBytes);
      await overwrite(array, cloneId, cloneBytes, 20, 30, random);
      await array.splitVolume(flexClone);
      await expectBytes(array, cloneId, 0, cloneBytes);
      await expectBytes(array, file, 0, bytes);
      await expectSpace(array, { volumes: [[flexClone, { logical: 1500, physical: 1500, inherited: 0 }]] });
    });

    it('point to no copy that was given back meanwhile', { timeout: 120_000 }, async () => {
      const { array } = subject;
      const random = createRandom(testSeed('split and reclaim'));
      const volume = await createVolume(array);
      const { file, bytes } = await createFullFile(array, volume, 400, random);
      const siblings = await array.commit((tx) => Array.from({ length: 150 }, () => array.cloneFile(tx, file)));
      const flexClone = await cloneVolume(array, await createSnapshot(array, volume));
      const [first, ...others] = [file, ...siblings].map((id) => array.clonedFileId(flexClone, id));
      if (first === undefined) throw new Error('There are 151 files.');
      let letGo: Promise<unknown> | null = null;
      // The first file lets go of the copies that were made for it, and what nobody holds is given back.
      const dropCopies = async (): Promise<void> => {
        await array.write(first, 0, new Uint8Array(400 * blockBytes));
        await array.reclaim();
      };
      await array.splitVolume(flexClone, { onProgress: (done) => void (done >= 400 * blockBytes && (letGo ??= dropCopies())) });
      await letGo;
      for (const id of others) await expectBytes(array, id, 0, bytes);
      expect((await array.check({ isDeep: true })).problems).toEqual([]);
    });

    it('run beside writes, clones and deletions', async () => {
      const { array } = subject;
      const random = createRandom(testSeed('split beside'));
      const { flexClone, file, bytes, cloneId, cloneBytes } = await makeClone(subject, 2000, 0, random);
      const splitting = array.splitVolume(flexClone);
      const doomed = await cloneFile(array, cloneId);
      const kept = await cloneFile(array, cloneId);
      const keptBytes = cloneBytes.slice();
      for (let i = 0; i < 20; i += 1) {
        await overwrite(array, cloneId, cloneBytes, random.below(1950), 30, random);
        await overwrite(array, file, bytes, random.below(1950), 30, random);
      }
      await deleteFiles(array, doomed);
      await splitting;
      for (const [id, expected] of [[cloneId, cloneBytes], [kept, keptBytes], [file, bytes]] as const) await expectBytes(array, id, 0, expected);
      expect(array.volume(flexClone).base).toBeNull();
      await expectSpace(array, { volumes: [[flexClone, { logical: 4000, inherited: 0 }]] });
    });

    it('that do not fit are estimated so and leave the FlexClone usable', async () => {
      const { array } = subject;
      const random = createRandom(testSeed('split does not fit'));
      const volume = await createVolume(array);
      const { file, bytes } = await createFullFile(array, volume, 100, random);
      const flexClone = await cloneVolume(array, await createSnapshot(array, volume), { sizeBytes: 60 * blockBytes });
      const cloneId = array.clonedFileId(flexClone, file);
      expect(await array.estimateSplit(flexClone)).toEqual({ copyBytes: 100 * blockBytes, freeAfterBytes: -40 * blockBytes });
      expect(await faultOf(() => array.splitVolume(flexClone))).toBe('InsufficientStorageSpace');
      await expectBytes(array, cloneId, 0, bytes);
      await array.commit((tx) => array.updateVolume(tx, flexClone, { sizeBytes: 100 * blockBytes }));
      await array.splitVolume(flexClone);
      await expectBytes(array, cloneId, 0, bytes);
      await expectSpace(array, { volumes: [[flexClone, { physical: 100, inherited: 0 }]] });
    });

    it('that were cancelled go on after a reopen', async (context) => {
      if (!isDurable) context.skip('The array keeps nothing over a close.');
      const random = createRandom(testSeed('split and reopen'));
      const { flexClone, cloneId, cloneBytes, file, bytes } = await makeClone(subject, 1500, 10, random);
      const controller = new AbortController();
      await faultOf(() => subject.array.splitVolume(flexClone, { signal: controller.signal, onProgress: () => controller.abort() }));
      await reopen(subject);
      await expectBytes(subject.array, cloneId, 0, cloneBytes);
      await subject.array.splitVolume(flexClone);
      await reopen(subject);
      await expectBytes(subject.array, cloneId, 0, cloneBytes);
      await expectBytes(subject.array, file, 0, bytes);
      await expectSpace(subject.array, { volumes: [[flexClone, { physical: 1500, inherited: 0 }]] });
    });
  });
}
