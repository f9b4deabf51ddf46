/** Part of the array suite: transactions, staging files, full volumes, announcements, reopening. */
import { describe, expect, it, vi } from 'vitest';
import { fileIdSchema, volumeIdSchema, type FileId } from '../../shared/ids.ts';
import { createRandom, testSeed } from '../sim/random.ts';
import {
  blockBytes, cloneFile, createFile, createVolume, deleteFiles, expectBytes, faultOf, fileBlocks, listExtents, mibBytes, readBytes, reopen, volumeBlocks,
  type SubjectHolder,
} from './arraySubject.ts';

export function describeCommits(subject: SubjectHolder, isDurable: boolean): void {
  describe('commits', () => {
    it('makes everything of one transaction or nothing', async () => {
      const { array } = subject;
      const data = createRandom(testSeed('atomic')).bytes(10 * blockBytes);
      const volume = await createVolume(array);
      const kept = await createFile(array, volume, mibBytes);
      await array.write(kept, 0, data);
      const made: FileId[] = [];
      const failing = array.commit((tx) => {
        made.push(array.createFile(tx, volume, mibBytes), array.cloneFile(tx, kept), array.cloneFile(tx, kept));
        array.deleteFile(tx, kept);
        throw new Error('changed my mind');
      });
      await expect(failing).rejects.toThrow('changed my mind');
      for (const id of made) expect(await faultOf(() => array.file(id))).toBe('ManagedObjectNotFound');
      await expectBytes(array, kept, 0, data);
      expect(fileBlocks(array, kept)).toEqual({ logical: 10, unique: 10, isExact: true });
      expect(volumeBlocks(array, volume)).toEqual({ logical: 10, physical: 10, isExact: true });
      // The array goes on as if nothing had been tried: the kept file is still the only holder of its blocks.
      await array.write(kept, 0, data.toReversed());
      expect(fileBlocks(array, kept)).toEqual({ logical: 10, unique: 10, isExact: true });
      const clone = await cloneFile(array, kept);
      await expectBytes(array, clone, 0, data.toReversed());
    });

    it('returns what the work returns, and lets one transaction build on itself', async () => {
      const { array } = subject;
      const ids = await array.commit((tx) => {
        const volume = array.createVolume(tx, { sizeBytes: mibBytes });
        const staged = array.createFile(tx, volume, 10 * blockBytes, { isStaging: true });
        array.publishFile(tx, staged);
        const clone = array.cloneFile(tx, staged);
        const gone = array.cloneFile(tx, clone);
        array.deleteFile(tx, gone);
        return { volume, staged, clone, gone };
      });
      expect(array.volume(ids.volume)).toMatchObject({ sizeBytes: mibBytes });
      expect(array.file(ids.clone)).toMatchObject({ volumeId: ids.volume, sizeBytes: 10 * blockBytes });
      expect(await faultOf(() => array.file(ids.gone))).toBe('ManagedObjectNotFound');
      await array.write(ids.clone, 0, new Uint8Array(blockBytes).fill(1));
      await expectBytes(array, ids.staged, 0, new Uint8Array(blockBytes));
    });

    it('clones what was written before the call, though it was never flushed', async () => {
      const { array } = subject;
      const random = createRandom(testSeed('unflushed'));
      const file = await createFile(array, await createVolume(array), mibBytes);
      const before = random.bytes(200_000);
      await array.write(file, 0, before);
      const cloning = cloneFile(array, file);
      const writing = array.write(file, 0, random.bytes(200_000));
      const clone = await cloning;
      await writing;
      await expectBytes(array, clone, 0, before);
    });

    it('refuses a transaction that has ended', async () => {
      const { array } = subject;
      const volume = await createVolume(array);
      const kept = await array.commit((tx) => tx);
      expect(() => array.createFile(kept, volume, mibBytes)).toThrow(/commit|transaction/i);
    });

    it('says which object does not exist', async () => {
      const { array } = subject;
      const volume = await createVolume(array);
      const file = fileIdSchema.parse(4711);
      const noVolume = volumeIdSchema.parse(4711);
      const calls: Record<string, () => unknown> = {
        file: () => array.file(file),
        volume: () => array.volume(noVolume),
        read: () => array.read(file, 0, new Uint8Array(1)),
        write: () => array.write(file, 0, new Uint8Array(1)),
        extents: () => listExtents(array, file),
        clone: () => cloneFile(array, file),
        publish: () => array.commit((tx) => array.publishFile(tx, file)),
        grow: () => array.commit((tx) => array.growFile(tx, file, mibBytes)),
        delete: () => deleteFiles(array, file),
        create: () => createFile(array, noVolume, 512),
        deleteTwice: async () => {
          const once = await createFile(array, volume, 512);
          await deleteFiles(array, once, once);
        },
      };
      for (const [name, call] of Object.entries(calls)) expect([name, await faultOf(call)]).toEqual([name, 'ManagedObjectNotFound']);
    });

    it('stops at the end of a full volume, and the rest stays usable', async () => {
      const { array } = subject;
      const random = createRandom(testSeed('full volume'));
      const volume = await createVolume(array, 64 * blockBytes);
      const first = await createFile(array, volume, 64 * blockBytes);
      const second = await createFile(array, volume, 64 * blockBytes);
      const data = random.bytes(40 * blockBytes);
      const more = random.bytes(40 * blockBytes);
      await array.write(first, 0, data);
      expect(await faultOf(() => array.write(second, 0, more))).toBe('InsufficientStorageSpace');
      await expectBytes(array, first, 0, data);
      // What of the refused write was done is not promised, but each block is the old or the new one.
      const left = await readBytes(array, second, 0, more.length);
      for (let at = 0; at < left.length; at += blockBytes) {
        const block = left.subarray(at, at + blockBytes);
        const isOld = block.every((byte) => byte === 0);
        expect(isOld || Buffer.compare(block, more.subarray(at, at + blockBytes)) === 0).toBe(true);
      }
      expect(array.volume(volume).physicalBytes).toBeLessThanOrEqual(64 * blockBytes);
      await array.write(second, 0, new Uint8Array(64 * blockBytes));
      // Clones take no space, and an unshared block may be overwritten in a volume that is nearly full.
      await array.write(second, 0, more.subarray(0, 20 * blockBytes));
      const clone = await cloneFile(array, first);
      await array.write(second, 0, random.bytes(20 * blockBytes));
      expect(await faultOf(() => array.write(clone, 0, random.bytes(20 * blockBytes)))).toBe('InsufficientStorageSpace');
      await expectBytes(array, first, 0, data);
      await deleteFiles(array, second, clone);
      await array.reclaim();
      const third = await createFile(array, volume, 64 * blockBytes);
      await array.write(third, 0, more.subarray(0, 24 * blockBytes));
      await expectBytes(array, third, 0, more.subarray(0, 24 * blockBytes));
      expect(volumeBlocks(array, volume)).toEqual({ logical: 64, physical: 64, isExact: true });
    });

    it('lets a disk that has its blocks to itself again overwrite them in a full volume', async () => {
      const { array } = subject;
      const random = createRandom(testSeed('full and alone'));
      const volume = await createVolume(array, 64 * blockBytes);
      const file = await createFile(array, volume, 64 * blockBytes);
      await array.write(file, 0, random.bytes(64 * blockBytes));
      const clone = await cloneFile(array, file);
      expect(await faultOf(() => array.write(file, 0, random.bytes(blockBytes)))).toBe('InsufficientStorageSpace');
      await deleteFiles(array, clone);
      await array.reclaim();
      for (let round = 0; round < 3; round += 1) {
        const data = random.bytes(64 * blockBytes);
        await array.write(file, 0, data);
        await expectBytes(array, file, 0, data);
      }
      expect(array.volume(volume).physicalBytes).toBe(64 * blockBytes);
    });

    it('announces the files whose counters changed until nobody listens', async () => {
      const { array } = subject;
      const volume = await createVolume(array);
      const file = await createFile(array, volume, mibBytes);
      const other = await createFile(array, volume, mibBytes);
      const announced: FileId[] = [];
      // Announcements of the two creations may still be on their way.
      await new Promise((resolve) => setImmediate(resolve));
      const stop = array.onSpaceChange((files) => announced.push(...files));
      await array.write(file, 0, new Uint8Array(blockBytes).fill(1));
      await vi.waitFor(() => expect(announced).toContain(file));
      expect(announced).not.toContain(other);
      const clone = await cloneFile(array, file);
      await vi.waitFor(() => expect(announced).toContain(clone));
      stop();
      const count = announced.length;
      await array.write(other, 0, new Uint8Array(blockBytes).fill(1));
      await new Promise((resolve) => setImmediate(resolve));
      await new Promise((resolve) => setImmediate(resolve));
      expect(announced.length).toBe(count);
    });
  });

  // An array that keeps nothing over a close has nothing to prove here.
  if (!isDurable) return;
  describe('reopening', () => {
    it('keeps bytes, sharing and counters', async () => {
      const random = createRandom(testSeed('reopen'));
      const volume = await createVolume(subject.array);
      const source = await createFile(subject.array, volume, 5 * mibBytes + 512);
      const data = random.bytes(3 * mibBytes);
      await subject.array.write(source, 12_345, data);
      const clone = await cloneFile(subject.array, source);
      await subject.array.write(clone, 0, random.bytes(4 * blockBytes));
      const before = { source: subject.array.file(source), clone: subject.array.file(clone), volume: subject.array.volume(volume), id: subject.array.arrayId };
      const cloneBytes = await readBytes(subject.array, clone, 0, 5 * mibBytes + 512);
      const extents = await listExtents(subject.array, clone);
      for (let round = 0; round < 3; round += 1) {
        await reopen(subject);
        expect({ source: subject.array.file(source), clone: subject.array.file(clone), volume: subject.array.volume(volume), id: subject.array.arrayId }).toEqual(before);
        await expectBytes(subject.array, source, 12_345, data);
        await expectBytes(subject.array, clone, 0, cloneBytes);
        expect(await listExtents(subject.array, clone)).toEqual(extents);
      }
      expect(await createFile(subject.array, volume, 512)).toBeGreaterThan(clone);
    });

    it('removes staging files that were not published, and keeps those that were', async () => {
      const random = createRandom(testSeed('staging'));
      const volume = await createVolume(subject.array);
      const data = random.bytes(30 * blockBytes);
      const make = async (): Promise<FileId> => {
        const id = await subject.array.commit((tx) => subject.array.createFile(tx, volume, mibBytes, { isStaging: true }));
        await subject.array.write(id, 0, random.bytes(30 * blockBytes));
        return id;
      };
      const halfMade = await make();
      const published = await make();
      await subject.array.write(published, 0, data);
      await subject.array.commit((tx) => subject.array.publishFile(tx, published));
      await reopen(subject);
      expect(await faultOf(() => subject.array.file(halfMade))).toBe('ManagedObjectNotFound');
      await expectBytes(subject.array, published, 0, data);
      await subject.array.reclaim();
      expect(volumeBlocks(subject.array, volume)).toEqual({ logical: 30, physical: 30, isExact: true });
    });

    it('remembers over a reopen that there is something to reclaim', async () => {
      const volume = await createVolume(subject.array);
      const file = await createFile(subject.array, volume, mibBytes);
      await subject.array.write(file, 0, createRandom(testSeed('needs reclaim')).bytes(30 * blockBytes));
      await deleteFiles(subject.array, file);
      await reopen(subject);
      expect(subject.array.needsReclaim).toBe(true);
      await subject.array.reclaim();
      expect(subject.array.needsReclaim).toBe(false);
      await reopen(subject);
      expect(subject.array.needsReclaim).toBe(false);
    });
  });
}
