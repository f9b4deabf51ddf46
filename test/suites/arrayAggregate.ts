/** Part of the array suite: the aggregate that all volumes share, its quota and guarantees. */
import { describe, expect, it } from 'vitest';
import type { StorageArray } from '../../electron/array/port.ts';
import { createRandom, testSeed } from '../sim/random.ts';
import {
  blockBytes, createFile, createFullFile, createVolume, deleteFiles, deleteVolume, expectBytes, faultOf, updateVolume, type SubjectHolder,
} from './arraySubject.ts';

function setQuota(array: StorageArray, blocks: number | null): Promise<void> {
  return array.commit((tx) => array.setQuota(tx, blocks === null ? null : blocks * blockBytes));
}

/** Sizes in blocks. */
function aggregateBlocks(array: StorageArray): { quota: number | null; physical: number; committed: number } {
  const { quotaBytes, physicalBytes, committedBytes } = array.aggregate();
  return { quota: quotaBytes === null ? null : quotaBytes / blockBytes, physical: physicalBytes / blockBytes, committed: committedBytes / blockBytes };
}

export function describeAggregate(subject: SubjectHolder): void {
  describe('aggregate', () => {
    it('adds up what volumes hold and what is promised to them', async () => {
      const { array } = subject;
      const random = createRandom(testSeed('aggregate'));
      expect(aggregateBlocks(array)).toEqual({ quota: null, physical: 0, committed: 0 });
      const thin = await createVolume(array, 1000 * blockBytes);
      const guaranteed = await createVolume(array, 100 * blockBytes, { guarantee: 'volume' });
      expect(aggregateBlocks(array)).toEqual({ quota: null, physical: 0, committed: 100 });
      await createFullFile(array, thin, 30, random);
      await createFullFile(array, guaranteed, 40, random);
      expect(aggregateBlocks(array)).toEqual({ quota: null, physical: 70, committed: 130 });
      await updateVolume(array, guaranteed, { sizeBytes: 150 * blockBytes });
      expect(aggregateBlocks(array)).toMatchObject({ physical: 70, committed: 180 });
      await updateVolume(array, guaranteed, { guarantee: 'none' });
      expect(aggregateBlocks(array)).toMatchObject({ physical: 70, committed: 70 });
      await deleteVolume(array, guaranteed);
      await array.reclaim();
      expect(aggregateBlocks(array)).toEqual({ quota: null, physical: 30, committed: 30 });
    });

    it('promises no more than its quota', async () => {
      const { array } = subject;
      const volume = await createVolume(array, 100 * blockBytes, { guarantee: 'volume' });
      expect(await faultOf(() => setQuota(array, 99))).toBe('InvalidArgument');
      expect(await faultOf(() => setQuota(array, -1))).toBe('InvalidArgument');
      await setQuota(array, 150);
      expect(await faultOf(() => createVolume(array, 51 * blockBytes, { guarantee: 'volume' }))).toBe('InsufficientStorageSpace');
      expect(await faultOf(() => updateVolume(array, volume, { sizeBytes: 151 * blockBytes }))).toBe('InsufficientStorageSpace');
      const thin = await createVolume(array, 1000 * blockBytes);
      expect(await faultOf(() => updateVolume(array, thin, { guarantee: 'volume' }))).toBe('InsufficientStorageSpace');
      expect(array.volume(thin).guarantee).toBe('none');
      expect(aggregateBlocks(array)).toEqual({ quota: 150, physical: 0, committed: 100 });
      await updateVolume(array, volume, { sizeBytes: 120 * blockBytes });
      await setQuota(array, null);
      await updateVolume(array, thin, { guarantee: 'volume' });
      expect(aggregateBlocks(array)).toEqual({ quota: null, physical: 0, committed: 1120 });
    });

    it('a thin volume stops at the quota, a guaranteed one has its room', async () => {
      const { array } = subject;
      const random = createRandom(testSeed('quota'));
      const guaranteed = await createVolume(array, 60 * blockBytes, { guarantee: 'volume' });
      const thin = await createVolume(array, 1000 * blockBytes);
      const promised = await createFile(array, guaranteed, 60 * blockBytes);
      const greedy = await createFile(array, thin, 1000 * blockBytes);
      await setQuota(array, 100);
      await array.write(greedy, 0, random.bytes(40 * blockBytes));
      expect(await faultOf(() => array.write(greedy, 40 * blockBytes, random.bytes(blockBytes)))).toBe('InsufficientStorageSpace');
      const bytes = random.bytes(60 * blockBytes);
      await array.write(promised, 0, bytes);
      await expectBytes(array, promised, 0, bytes);
      expect(await faultOf(() => array.write(greedy, 40 * blockBytes, random.bytes(blockBytes)))).toBe('InsufficientStorageSpace');
      // Everything else goes on: what is there may be overwritten, zeroed and deleted.
      await array.write(greedy, 0, random.bytes(40 * blockBytes));
      await array.write(greedy, 0, new Uint8Array(10 * blockBytes));
      await array.write(greedy, 0, random.bytes(5 * blockBytes));
      await deleteFiles(array, greedy);
      await array.reclaim();
      const next = await createFile(array, thin, 1000 * blockBytes);
      await array.write(next, 0, random.bytes(40 * blockBytes));
      expect(aggregateBlocks(array)).toEqual({ quota: 100, physical: 100, committed: 100 });
    });

    it('lets a guaranteed volume grow by itself only as far as the quota reaches', async () => {
      const { array } = subject;
      const random = createRandom(testSeed('quota and autogrow'));
      const volume = await createVolume(array, 100 * blockBytes, { guarantee: 'volume', autogrow: { maximumBytes: 500 * blockBytes, atPercent: 90 } });
      const file = await createFile(array, volume, 500 * blockBytes);
      await setQuota(array, 107);
      await array.write(file, 0, random.bytes(91 * blockBytes));
      expect(array.volume(volume).sizeBytes).toBe(105 * blockBytes);
      // The next step does not fit into the quota, but the write fits without it.
      await array.write(file, 91 * blockBytes, random.bytes(14 * blockBytes));
      expect(array.volume(volume).sizeBytes).toBe(105 * blockBytes);
      expect(await faultOf(() => array.write(file, 105 * blockBytes, random.bytes(blockBytes)))).toBe('InsufficientStorageSpace');
      await setQuota(array, null);
      await array.write(file, 105 * blockBytes, random.bytes(blockBytes));
      expect(array.volume(volume).sizeBytes).toBeGreaterThan(105 * blockBytes);
    });

    it('sets no quota when the transaction fails', async () => {
      const { array } = subject;
      const failing = array.commit((tx) => {
        array.setQuota(tx, 10 * blockBytes);
        throw new Error('changed my mind');
      });
      await expect(failing).rejects.toThrow('changed my mind');
      expect(array.aggregate().quotaBytes).toBeNull();
    });
  });
}
