/** Part of the array suite: thick files set their whole size aside, and ranges can be given back. */
import { beforeEach, describe, expect, it } from 'vitest';
import { createRandom, testSeed } from '../sim/random.ts';
import { expectBounds, expectSpace } from './arrayExpect.ts';
import {
  blockBytes, cloneFile, createFile, createFullFile, createVolume, deleteFiles, expectBytes, faultOf, growFile, mibBytes, needCapabilities, reopen, updateVolume, type SubjectHolder,
} from './arraySubject.ts';

export function describeReservations(subject: SubjectHolder, isDurable: boolean): void {
  describe('reservations', () => {
    beforeEach((context) => needCapabilities(context, subject, 'reservation'));

    it.each(['lazyZeroedThick', 'eagerZeroedThick'] as const)('a %s file sets its whole size aside and reads as zeros', async (format) => {
      const { array } = subject;
      const random = createRandom(testSeed(format));
      const volume = await createVolume(array, 1000 * blockBytes);
      const file = await createFile(array, volume, 100 * blockBytes - 512, { format });
      const thin = await createFile(array, volume, 100 * blockBytes);
      expect([array.file(file).format, array.file(thin).format]).toEqual([format, 'thin']);
      await expectBytes(array, file, 0, new Uint8Array(100 * blockBytes - 512));
      await expectSpace(array, { volumes: [[volume, { logical: 0, physical: 0, reserved: 100 }]], files: [[file, { logical: 0, unique: 0 }]] });
      await array.write(file, 0, random.bytes(30 * blockBytes));
      await array.write(thin, 0, random.bytes(7 * blockBytes));
      await expectSpace(array, { volumes: [[volume, { logical: 37, physical: 37, reserved: 70 }]], files: [[file, { unique: 30 }]] });
      expect(array.aggregate().committedBytes).toBe(107 * blockBytes);
      // Zeros are never stored, so what becomes zero again is set aside again.
      await array.write(file, 0, new Uint8Array(10 * blockBytes));
      await expectSpace(array, { volumes: [[volume, { logical: 27, physical: 27, reserved: 80 }]] });
      await deleteFiles(array, file);
      expect(array.volume(volume).reservedBytes).toBe(0);
      await expectSpace(array, { volumes: [[volume, { logical: 7, physical: 7, reserved: 0 }]] });
    });

    it('nobody else gets what is set aside, and its file always does', async () => {
      const { array } = subject;
      const random = createRandom(testSeed('set aside'));
      const volume = await createVolume(array, 100 * blockBytes);
      const thick = await createFile(array, volume, 60 * blockBytes, { format: 'lazyZeroedThick' });
      const thin = await createFile(array, volume, 100 * blockBytes);
      await array.write(thin, 0, random.bytes(40 * blockBytes));
      expect(await faultOf(() => array.write(thin, 40 * blockBytes, random.bytes(blockBytes)))).toBe('InsufficientStorageSpace');
      const bytes = random.bytes(60 * blockBytes);
      await array.write(thick, 0, bytes.subarray(0, 30 * blockBytes));
      expect(await faultOf(() => array.write(thin, 40 * blockBytes, random.bytes(blockBytes)))).toBe('InsufficientStorageSpace');
      await array.write(thick, 30 * blockBytes, bytes.subarray(30 * blockBytes));
      await expectBytes(array, thick, 0, bytes);
      random.fill(bytes);
      await array.write(thick, 0, bytes);
      await expectBytes(array, thick, 0, bytes);
      expectBounds(array, { volumes: [[volume, { logical: 100, reserved: 0 }]] });
    });

    it('needs room for the whole size', async () => {
      const { array } = subject;
      const random = createRandom(testSeed('no room for thick'));
      const volume = await createVolume(array, 100 * blockBytes);
      await createFullFile(array, volume, 30, random);
      expect(await faultOf(() => createFile(array, volume, 71 * blockBytes, { format: 'eagerZeroedThick' }))).toBe('InsufficientStorageSpace');
      expect([...array.fileIds(volume)]).toHaveLength(1);
      const thick = await createFile(array, volume, 70 * blockBytes, { format: 'eagerZeroedThick' });
      expect(await faultOf(() => createFile(array, volume, blockBytes, { format: 'lazyZeroedThick' }))).toBe('InsufficientStorageSpace');
      expect(array.volume(volume)).toMatchObject({ reservedBytes: 70 * blockBytes, fill: 'full' });
      expect(await faultOf(() => updateVolume(array, volume, { sizeBytes: 99 * blockBytes }))).toBe('InsufficientStorageSpace');
      await deleteFiles(array, thick);
      expect(array.volume(volume)).toMatchObject({ reservedBytes: 0, fill: 'normal' });
      await updateVolume(array, volume, { sizeBytes: 30 * blockBytes });
    });

    it('counts towards the quota of the aggregate', async () => {
      const { array } = subject;
      const volume = await createVolume(array, 1000 * blockBytes);
      await array.commit((tx) => array.setQuota(tx, 100 * blockBytes));
      await createFile(array, volume, 80 * blockBytes, { format: 'lazyZeroedThick' });
      expect(await faultOf(() => createFile(array, volume, 21 * blockBytes, { format: 'lazyZeroedThick' }))).toBe('InsufficientStorageSpace');
      expect(await faultOf(() => array.commit((tx) => array.setQuota(tx, 79 * blockBytes)))).toBe('InvalidArgument');
      expect(array.aggregate()).toEqual({ quotaBytes: 100 * blockBytes, physicalBytes: 0, committedBytes: 80 * blockBytes });
    });

    it('lets the volume grow by itself as a write would, and no further than it may', async () => {
      const { array } = subject;
      const volume = await createVolume(array, 100 * blockBytes, { autogrow: { maximumBytes: 200 * blockBytes, atPercent: 90, incrementBytes: 20 * blockBytes } });
      const sizeBlocks = (): number => array.volume(volume).sizeBytes / blockBytes;
      const thick = await createFile(array, volume, 90 * blockBytes, { format: 'lazyZeroedThick' });
      expect(sizeBlocks()).toBe(100);
      await growFile(array, thick, 120 * blockBytes);
      expect(sizeBlocks()).toBe(140);
      await createFile(array, volume, 80 * blockBytes, { format: 'eagerZeroedThick' });
      expect(sizeBlocks()).toBe(200);
      expect(await faultOf(() => createFile(array, volume, blockBytes, { format: 'lazyZeroedThick' }))).toBe('InsufficientStorageSpace');
      expect(array.volume(volume)).toMatchObject({ sizeBytes: 200 * blockBytes, reservedBytes: 200 * blockBytes });
      if (isDurable) {
        await reopen(subject);
        expect(subject.array.volume(volume)).toMatchObject({ sizeBytes: 200 * blockBytes, reservedBytes: 200 * blockBytes });
      }
    });

    it('lets the volume grow for a thick clone', async (context) => {
      needCapabilities(context, subject, 'fileClone');
      const { array } = subject;
      const volume = await createVolume(array, 100 * blockBytes, { autogrow: { maximumBytes: 150 * blockBytes, atPercent: 100, incrementBytes: 10 * blockBytes } });
      const { file } = await createFullFile(array, volume, 20, createRandom(testSeed('thick clone grows')));
      await growFile(array, file, 105 * blockBytes);
      await cloneFile(array, file, { format: 'lazyZeroedThick' });
      expect(array.volume(volume)).toMatchObject({ sizeBytes: 110 * blockBytes, reservedBytes: 85 * blockBytes });
      await expect(array.commit((tx) => {
        array.cloneFile(tx, file, { format: 'lazyZeroedThick', isStaging: true });
      })).rejects.toMatchObject({ code: 'InsufficientStorageSpace' });
      expect(array.volume(volume)).toMatchObject({ sizeBytes: 110 * blockBytes, reservedBytes: 85 * blockBytes });
    });

    it('grows no volume when the transaction fails, nor beyond what the aggregate has', async () => {
      const { array } = subject;
      const volume = await createVolume(array, 100 * blockBytes, { guarantee: 'volume', autogrow: { maximumBytes: 200 * blockBytes, atPercent: 100, incrementBytes: 10 * blockBytes } });
      await expect(array.commit((tx) => {
        array.createFile(tx, volume, 130 * blockBytes, { format: 'lazyZeroedThick' });
        throw new Error('changed my mind');
      })).rejects.toThrow('changed my mind');
      expect(array.volume(volume)).toMatchObject({ sizeBytes: 100 * blockBytes, reservedBytes: 0 });
      await array.commit((tx) => array.setQuota(tx, 125 * blockBytes));
      expect(await faultOf(() => createFile(array, volume, 121 * blockBytes, { format: 'lazyZeroedThick' }))).toBe('InsufficientStorageSpace');
      await createFile(array, volume, 120 * blockBytes, { format: 'lazyZeroedThick' });
      expect(array.volume(volume).sizeBytes).toBe(120 * blockBytes);
      expect(array.aggregate().committedBytes).toBe(120 * blockBytes);
    });

    it('is not inherited by clones unless they ask for it', async (context) => {
      needCapabilities(context, subject, 'fileClone');
      const { array } = subject;
      const random = createRandom(testSeed('clones of thick'));
      const volume = await createVolume(array, 300 * blockBytes);
      const thick = await createFile(array, volume, 100 * blockBytes, { format: 'lazyZeroedThick' });
      await array.write(thick, 0, random.bytes(40 * blockBytes));
      const thin = await cloneFile(array, thick);
      expect(array.file(thin).format).toBe('thin');
      expect(array.volume(volume).reservedBytes).toBe(60 * blockBytes);
      const eager = await cloneFile(array, thick, { format: 'eagerZeroedThick' });
      expect(array.file(eager).format).toBe('eagerZeroedThick');
      await expectSpace(array, { volumes: [[volume, { logical: 120, physical: 40, reserved: 120 }]] });
      const fromThin = await cloneFile(array, thin, { format: 'lazyZeroedThick' });
      expect(array.volume(volume).reservedBytes).toBe(180 * blockBytes);
      expect(await faultOf(() => array.commit((tx) => [1, 2].map(() => array.cloneFile(tx, thick, { format: 'lazyZeroedThick' }))))).toBe('InsufficientStorageSpace');
      await deleteFiles(array, fromThin);
      await expectSpace(array, { volumes: [[volume, { logical: 120, physical: 40, reserved: 120 }]] });
    });

    it('does not promise room to overwrite what is shared', async (context) => {
      needCapabilities(context, subject, 'fileClone');
      const { array } = subject;
      const random = createRandom(testSeed('shared thick'));
      const volume = await createVolume(array, 100 * blockBytes);
      const thick = await createFile(array, volume, 100 * blockBytes, { format: 'lazyZeroedThick' });
      await array.write(thick, 0, random.bytes(90 * blockBytes));
      const clone = await cloneFile(array, thick);
      expect(await faultOf(() => array.write(thick, 0, random.bytes(blockBytes)))).toBe('InsufficientStorageSpace');
      // What was never written still has its room.
      await array.write(thick, 90 * blockBytes, random.bytes(10 * blockBytes));
      await deleteFiles(array, clone);
      await array.reclaim();
      await array.write(thick, 0, random.bytes(100 * blockBytes));
      await expectSpace(array, { volumes: [[volume, { logical: 100, physical: 100, reserved: 0 }]] });
    });

    it('is set aside with the rest of a transaction or not at all', async () => {
      const { array } = subject;
      const volume = await createVolume(array, 100 * blockBytes);
      const thick = await createFile(array, volume, 60 * blockBytes, { format: 'lazyZeroedThick' });
      const failing = array.commit((tx) => {
        array.deleteFile(tx, thick);
        array.createFile(tx, volume, 100 * blockBytes, { format: 'eagerZeroedThick' });
        throw new Error('changed my mind');
      });
      await expect(failing).rejects.toThrow('changed my mind');
      expect(array.volume(volume).reservedBytes).toBe(60 * blockBytes);
      const next = await array.commit((tx) => {
        array.deleteFile(tx, thick);
        return array.createFile(tx, volume, 100 * blockBytes, { format: 'eagerZeroedThick' });
      });
      expect([...array.fileIds(volume)]).toEqual([next]);
      expect(array.volume(volume).reservedBytes).toBe(100 * blockBytes);
    });

    it('stays over a reopen', async (context) => {
      if (!isDurable) context.skip('The array keeps nothing over a close.');
      const random = createRandom(testSeed('reservations and reopen'));
      const volume = await createVolume(subject.array, 200 * blockBytes);
      const thick = await createFile(subject.array, volume, 100 * blockBytes, { format: 'eagerZeroedThick' });
      await subject.array.write(thick, 0, random.bytes(30 * blockBytes));
      await subject.array.flush();
      const before = [subject.array.volume(volume), subject.array.file(thick)];
      await reopen(subject);
      expect([subject.array.volume(volume), subject.array.file(thick)]).toEqual(before);
      expect(await faultOf(() => createFile(subject.array, volume, 101 * blockBytes, { format: 'lazyZeroedThick' }))).toBe('InsufficientStorageSpace');
    });
  });

  describe('unmap', () => {
    beforeEach((context) => needCapabilities(context, subject, 'unmap'));

    it('makes any range read as zeros', async () => {
      const { array } = subject;
      const random = createRandom(testSeed('unmap'));
      const sizeBytes = 3 * mibBytes + 1536;
      const file = await createFile(array, await createVolume(array), sizeBytes);
      const shadow = new Uint8Array(sizeBytes);
      for (let i = 0; i < 60; i += 1) {
        const offset = random.below(sizeBytes);
        const length = random.between(0, Math.min(random.pick([1, 9_000, 400_000, sizeBytes]), sizeBytes - offset));
        if (random.chance(0.5)) {
          const data = random.bytes(length);
          await array.write(file, offset, data);
          shadow.set(data, offset);
        } else {
          await array.unmap(file, offset, length);
          shadow.fill(0, offset, offset + length);
        }
        const from = random.below(sizeBytes);
        await expectBytes(array, file, from, shadow.subarray(from, Math.min(sizeBytes, from + 50_000)));
      }
      await array.flush();
      await expectBytes(array, file, 0, shadow);
    });

    it('gives whole blocks back and keeps the rest of those that it cuts', async () => {
      const { array } = subject;
      const random = createRandom(testSeed('unmap counts'));
      const volume = await createVolume(array);
      const { file, bytes } = await createFullFile(array, volume, 1200, random);
      await array.unmap(file, 10 * blockBytes + 100, 600 * blockBytes);
      bytes.fill(0, 10 * blockBytes + 100, 610 * blockBytes + 100);
      await expectBytes(array, file, 0, bytes);
      await expectSpace(array, { volumes: [[volume, { logical: 601, physical: 601 }]], files: [[file, { logical: 601, unique: 601 }]] });
      await array.unmap(file, 0, bytes.length);
      await expectSpace(array, { volumes: [[volume, { logical: 0, physical: 0 }]], files: [[file, { logical: 0, unique: 0 }]] });
    });

    it('passes over terabytes of nothing', async () => {
      const { array } = subject;
      const volume = await createVolume(array);
      const sizeBytes = 4 * 1024 * 1024 * mibBytes;
      const file = await createFile(array, volume, sizeBytes);
      const one = new Uint8Array(1).fill(1);
      for (const offset of [0, sizeBytes / 2, sizeBytes - 1]) await array.write(file, offset, one);
      await array.unmap(file, 1, sizeBytes - 2);
      await expectSpace(array, { volumes: [[volume, { logical: 2, physical: 2 }]] });
      await array.unmap(file, 0, sizeBytes);
      await expectSpace(array, { volumes: [[volume, { logical: 0, physical: 0 }]] });
    });

    it('leaves clones alone', async (context) => {
      needCapabilities(context, subject, 'fileClone');
      const { array } = subject;
      const volume = await createVolume(array);
      const { file, bytes } = await createFullFile(array, volume, 700, createRandom(testSeed('unmap of a clone')));
      const clone = await cloneFile(array, file);
      await array.unmap(clone, 5 * blockBytes, 600 * blockBytes);
      await expectBytes(array, file, 0, bytes);
      await expectSpace(array, { volumes: [[volume, { logical: 800, physical: 700 }]], files: [[file, { unique: 600 }], [clone, { logical: 100, unique: 0 }]] });
    });

    it('works when the volume is full', async (context) => {
      needCapabilities(context, subject, 'fileClone');
      const { array } = subject;
      const random = createRandom(testSeed('unmap when full'));
      const volume = await createVolume(array, 50 * blockBytes);
      const { file } = await createFullFile(array, volume, 50, random);
      const clone = await cloneFile(array, file);
      expect(await faultOf(() => array.write(clone, 0, random.bytes(blockBytes)))).toBe('InsufficientStorageSpace');
      await array.unmap(clone, 0, 20 * blockBytes);
      await array.unmap(file, 0, 20 * blockBytes);
      await array.reclaim();
      await array.write(clone, 0, random.bytes(20 * blockBytes));
      await expectSpace(array, { volumes: [[volume, { logical: 80, physical: 50 }]] });
    });

    it('sets the room of a thick file aside again', async (context) => {
      needCapabilities(context, subject, 'reservation');
      const { array } = subject;
      const volume = await createVolume(array, 100 * blockBytes);
      const thick = await createFile(array, volume, 100 * blockBytes, { format: 'lazyZeroedThick' });
      await array.write(thick, 0, createRandom(testSeed('unmap of thick')).bytes(80 * blockBytes));
      await array.unmap(thick, 0, 50 * blockBytes);
      await expectSpace(array, { volumes: [[volume, { logical: 30, physical: 30, reserved: 70 }]] });
    });

    it('refuses ranges outside the file', async () => {
      const { array } = subject;
      const { file, bytes } = await createFullFile(array, await createVolume(array), 3, createRandom(testSeed('unmap ranges')));
      for (const [offset, length] of [[bytes.length, 1], [-1, 1], [0.5, 1], [0, bytes.length + 1], [0, -1], [Number.NaN, 1]] as const) {
        expect([offset, length, await faultOf(() => array.unmap(file, offset, length))]).toEqual([offset, length, 'InvalidArgument']);
      }
      await array.unmap(file, bytes.length, 0);
      await expectBytes(array, file, 0, bytes);
    });

    it('stays over a reopen', async (context) => {
      if (!isDurable) context.skip('The array keeps nothing over a close.');
      const { file, bytes } = await createFullFile(subject.array, await createVolume(subject.array), 700, createRandom(testSeed('unmap and reopen')));
      await subject.array.unmap(file, 3 * blockBytes + 5, 600 * blockBytes);
      bytes.fill(0, 3 * blockBytes + 5, 603 * blockBytes + 5);
      await subject.array.flush();
      await reopen(subject);
      await expectBytes(subject.array, file, 0, bytes);
    });
  });
}
