/** Part of the array suite: volumes, their settings and growth, and the aggregate that they share. */
import { describe, expect, it } from 'vitest';
import { createRandom, testSeed } from '../sim/random.ts';
import type { VolumeSettings } from '../../electron/array/portTypes.ts';
import { expectSpace } from './arrayExpect.ts';
import {
  blockBytes, cloneFile, createFile, createFullFile, createVolume, deleteFiles, deleteVolume, expectBytes, faultOf, mibBytes, reopen, updateVolume, type SubjectHolder,
} from './arraySubject.ts';

const chosen: VolumeSettings = {
  sizeBytes: 300 * blockBytes, guarantee: 'volume', autogrow: { maximumBytes: 400 * blockBytes, atPercent: 88 },
  nearlyFullPercent: 60, fullPercent: 70, isDedupeOn: false, isDedupeInline: false,
};

export function describeVolumes(subject: SubjectHolder, isDurable: boolean): void {
  describe('volumes', () => {
    it('a volume is empty, and thin unless told otherwise', async () => {
      const { array } = subject;
      const volume = await createVolume(array, 5 * mibBytes);
      expect(array.volume(volume)).toMatchObject({
        id: volume, sizeBytes: 5 * mibBytes, guarantee: 'none', autogrow: null, isDedupeOn: false, isDedupeInline: false, logicalBytes: 0, physicalBytes: 0, snapshotBytes: 0,
        inheritedBytes: 0, reservedBytes: 0, savedByDedupeBytes: 0, isExact: true, fill: 'normal', base: null, snapshotCount: 0, isSplitting: false,
      });
      expect([...array.fileIds(volume)]).toEqual([]);
    });

    it('keeps the settings that it is given, and changes some without touching the others', async () => {
      const { array } = subject;
      const volume = await createVolume(array, chosen.sizeBytes, chosen);
      expect(array.volume(volume)).toMatchObject(chosen);
      await updateVolume(array, volume, { nearlyFullPercent: 65, autogrow: null });
      expect(array.volume(volume)).toMatchObject({ ...chosen, nearlyFullPercent: 65, autogrow: null });
      await updateVolume(array, volume, { guarantee: 'none', sizeBytes: 200 * blockBytes });
      expect(array.volume(volume)).toMatchObject({ ...chosen, nearlyFullPercent: 65, autogrow: null, guarantee: 'none', sizeBytes: 200 * blockBytes });
    });

    it.each<[string, Partial<VolumeSettings>]>([
      ['no size', { sizeBytes: 0 }],
      ['a negative size', { sizeBytes: -blockBytes }],
      ['a fraction of a byte', { sizeBytes: 4096.5 }],
      ['a maximum below its size', { autogrow: { maximumBytes: chosen.sizeBytes - blockBytes, atPercent: 90 } }],
      ['growth at no percentage', { autogrow: { maximumBytes: 400 * blockBytes, atPercent: 0 } }],
      ['growth by nothing', { autogrow: { maximumBytes: 400 * blockBytes, atPercent: 90, incrementBytes: 1 } }],
      ['growth beyond all', { autogrow: { maximumBytes: 400 * blockBytes, atPercent: 101 } }],
      ['thresholds in the wrong order', { nearlyFullPercent: 90, fullPercent: 80 }],
      ['a threshold beyond all', { fullPercent: 101 }],
      ['inline dedupe without dedupe', { isDedupeOn: false, isDedupeInline: true }],
    ])('refuses %s', async (_what, change) => {
      const { array } = subject;
      expect(await faultOf(() => createVolume(array, chosen.sizeBytes, change))).toBe('InvalidArgument');
      expect(array.volumeIds()).toEqual([]);
      const volume = await createVolume(array, chosen.sizeBytes, chosen);
      expect(await faultOf(() => updateVolume(array, volume, change))).toBe('InvalidArgument');
      expect(array.volume(volume)).toMatchObject(chosen);
    });

    it('lists volumes in the order in which they were made, and files in id order', async () => {
      const { array } = subject;
      const volumes = [await createVolume(array), await createVolume(array), await createVolume(array)];
      const [first, second, third] = volumes;
      if (first === undefined || second === undefined || third === undefined) throw new Error('There are three volumes.');
      const file = await createFile(array, second, mibBytes);
      await createFile(array, first, mibBytes);
      const clone = await cloneFile(array, file);
      const another = await createFile(array, second, mibBytes);
      expect(array.volumeIds()).toEqual(volumes);
      expect([...array.fileIds(second)]).toEqual([file, clone, another]);
      await deleteVolume(array, first);
      const fourth = await createVolume(array);
      expect(array.volumeIds()).toEqual([second, third, fourth]);
      expect(volumes).not.toContain(fourth);
      await deleteFiles(array, clone);
      expect([...array.fileIds(second)]).toEqual([file, another]);
    });

    it('removes a volume with its files and gives its space back', async () => {
      const { array } = subject;
      const random = createRandom(testSeed('delete volume'));
      const [doomed, other] = [await createVolume(array), await createVolume(array)];
      const { file } = await createFullFile(array, doomed, 30, random);
      const clone = await cloneFile(array, file);
      const kept = await createFullFile(array, other, 20, random);
      await deleteVolume(array, doomed);
      for (const id of [file, clone]) expect(await faultOf(() => array.file(id))).toBe('ManagedObjectNotFound');
      expect(await faultOf(() => array.volume(doomed))).toBe('ManagedObjectNotFound');
      expect(await faultOf(() => [...array.fileIds(doomed)])).toBe('ManagedObjectNotFound');
      expect(await faultOf(() => updateVolume(array, doomed, { nearlyFullPercent: 5 }))).toBe('ManagedObjectNotFound');
      expect(await faultOf(() => deleteVolume(array, doomed))).toBe('ManagedObjectNotFound');
      await array.reclaim();
      expect(array.aggregate().physicalBytes).toBe(20 * blockBytes);
      await expectBytes(array, kept.file, 0, kept.bytes);
    });

    it('deletes and changes volumes with the rest of a transaction or not at all', async () => {
      const { array } = subject;
      const volume = await createVolume(array, chosen.sizeBytes, chosen);
      const { file, bytes } = await createFullFile(array, volume, 10, createRandom(testSeed('volume in a transaction')));
      const failing = array.commit((tx) => {
        array.updateVolume(tx, volume, { sizeBytes: 350 * blockBytes });
        array.deleteVolume(tx, volume);
        array.createVolume(tx, { sizeBytes: mibBytes });
        throw new Error('changed my mind');
      });
      await expect(failing).rejects.toThrow('changed my mind');
      expect(array.volumeIds()).toEqual([volume]);
      expect(array.volume(volume)).toMatchObject(chosen);
      await expectBytes(array, file, 0, bytes);
    });

    it('says how full it is', async () => {
      const { array } = subject;
      const random = createRandom(testSeed('fill'));
      const volume = await createVolume(array, 100 * blockBytes, { nearlyFullPercent: 50, fullPercent: 80 });
      const file = await createFile(array, volume, 100 * blockBytes);
      for (const [blocks, fill] of [[40, 'normal'], [60, 'nearlyFull'], [90, 'full'], [100, 'full']] as const) {
        await array.write(file, 0, random.bytes(blocks * blockBytes));
        expect([blocks, array.volume(volume).fill]).toEqual([blocks, fill]);
      }
      await array.write(file, 0, new Uint8Array(45 * blockBytes));
      await array.reclaim();
      expect(array.volume(volume).fill).toBe('nearlyFull');
      await updateVolume(array, volume, { nearlyFullPercent: 20, fullPercent: 30 });
      expect(array.volume(volume).fill).toBe('full');
      await updateVolume(array, volume, { sizeBytes: 1000 * blockBytes });
      expect(array.volume(volume).fill).toBe('normal');
    });

    it('becomes larger and smaller while it is in use, but never smaller than what it holds', async () => {
      const { array } = subject;
      const random = createRandom(testSeed('resize'));
      const volume = await createVolume(array, 50 * blockBytes);
      const { file, bytes } = await createFullFile(array, volume, 50, random);
      const more = await createFile(array, volume, 50 * blockBytes);
      expect(await faultOf(() => array.write(more, 0, random.bytes(blockBytes)))).toBe('InsufficientStorageSpace');
      await updateVolume(array, volume, { sizeBytes: 70 * blockBytes });
      await array.write(more, 0, random.bytes(20 * blockBytes));
      expect(await faultOf(() => array.write(more, 0, random.bytes(50 * blockBytes)))).toBe('InsufficientStorageSpace');
      expect(await faultOf(() => updateVolume(array, volume, { sizeBytes: 49 * blockBytes }))).toBe('InsufficientStorageSpace');
      await deleteFiles(array, more);
      await array.reclaim();
      await updateVolume(array, volume, { sizeBytes: 50 * blockBytes });
      expect(array.volume(volume)).toMatchObject({ sizeBytes: 50 * blockBytes, physicalBytes: 50 * blockBytes });
      await expectBytes(array, file, 0, bytes);
    });

    it('keeps its settings over a reopen', async (context) => {
      if (!isDurable) context.skip('The array keeps nothing over a close.');
      const volume = await createVolume(subject.array, chosen.sizeBytes, chosen);
      const gone = await createVolume(subject.array);
      await subject.array.commit((tx) => subject.array.setQuota(tx, 5000 * blockBytes));
      await updateVolume(subject.array, volume, { fullPercent: 95 });
      await deleteVolume(subject.array, gone);
      await reopen(subject);
      expect(subject.array.volume(volume)).toMatchObject({ ...chosen, fullPercent: 95 });
      expect(subject.array.volumeIds()).toEqual([volume]);
      expect(subject.array.aggregate()).toEqual({ quotaBytes: 5000 * blockBytes, physicalBytes: 0, committedBytes: chosen.sizeBytes });
      expect(await createVolume(subject.array, mibBytes)).toBeGreaterThan(gone);
    });
  });

  describe('autogrow', () => {
    it('grows by twentieths when a write would fill it beyond the percentage', async () => {
      const { array } = subject;
      const random = createRandom(testSeed('autogrow'));
      const volume = await createVolume(array, 100 * blockBytes, { autogrow: { maximumBytes: 200 * blockBytes, atPercent: 90 } });
      const file = await createFile(array, volume, 1000 * blockBytes);
      const fillTo = async (from: number, to: number): Promise<number> => {
        await array.write(file, from * blockBytes, random.bytes((to - from) * blockBytes));
        return array.volume(volume).sizeBytes / blockBytes;
      };
      expect(await fillTo(0, 90)).toBe(100);
      expect(await fillTo(90, 91)).toBe(105);
      expect(await fillTo(91, 94)).toBe(105);
      // 105, 111, 117, 123, 130: a twentieth is rounded up to whole blocks.
      expect(await fillTo(94, 115)).toBe(130);
      expect(await fillTo(115, 190)).toBe(200);
      expect(await fillTo(190, 200)).toBe(200);
      expect(await faultOf(() => fillTo(200, 201))).toBe('InsufficientStorageSpace');
      await expectSpace(array, { volumes: [[volume, { logical: 200, physical: 200 }]] });
    });

    it('grows by its increment where one is set', async () => {
      const { array } = subject;
      const random = createRandom(testSeed('autogrow increment'));
      const volume = await createVolume(array, 100 * blockBytes, { autogrow: { maximumBytes: 200 * blockBytes, atPercent: 90, incrementBytes: 20 * blockBytes - 1 } });
      const file = await createFile(array, volume, 1000 * blockBytes);
      const fillTo = async (from: number, to: number): Promise<number> => {
        await array.write(file, from * blockBytes, random.bytes((to - from) * blockBytes));
        return array.volume(volume).sizeBytes / blockBytes;
      };
      expect(await fillTo(0, 90)).toBe(100);
      expect(await fillTo(90, 91)).toBe(120);
      expect(await fillTo(91, 150)).toBe(180);
      expect(await fillTo(150, 181)).toBe(200);
      expect(await faultOf(() => fillTo(181, 201))).toBe('InsufficientStorageSpace');
    });

    it('never grows beyond its maximum, and a write that still does not fit fails', async () => {
      const { array } = subject;
      const random = createRandom(testSeed('autogrow maximum'));
      const volume = await createVolume(array, 100 * blockBytes, { autogrow: { maximumBytes: 120 * blockBytes, atPercent: 85 } });
      const { file, bytes } = await createFullFile(array, volume, 80, random);
      const other = await createFile(array, volume, 100 * blockBytes);
      expect(await faultOf(() => array.write(other, 0, random.bytes(41 * blockBytes)))).toBe('InsufficientStorageSpace');
      expect(array.volume(volume).sizeBytes).toBeLessThanOrEqual(120 * blockBytes);
      await expectBytes(array, file, 0, bytes);
    });

    it('does not grow for zeros, nor for what overwrites its own blocks', async () => {
      const { array } = subject;
      const random = createRandom(testSeed('no growth'));
      const volume = await createVolume(array, 100 * blockBytes, { autogrow: { maximumBytes: 200 * blockBytes, atPercent: 90 } });
      const { file } = await createFullFile(array, volume, 90, random);
      await array.write(file, 0, random.bytes(90 * blockBytes));
      await array.write(file, 0, new Uint8Array(10 * blockBytes));
      await array.write(file, 0, random.bytes(5 * blockBytes));
      expect(array.volume(volume).sizeBytes).toBe(100 * blockBytes);
    });
  });
}
