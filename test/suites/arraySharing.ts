/** Part of the array suite: clones share blocks, and the counters say how much. */
import { describe, expect, it } from 'vitest';
import type { FileId } from '../../shared/ids.ts';
import { createRandom, testSeed } from '../sim/random.ts';
import {
  blockBytes, cloneFile, createFile, createVolume, deleteFiles, expectBytes, faultOf, fileBlocks, listExtents, mibBytes, volumeBlocks,
  type SubjectHolder,
} from './arraySubject.ts';

export function describeSharing(subject: SubjectHolder): void {
  describe('sharing', () => {
    it('a clone has the bytes of its source and takes no space', async () => {
      const { array } = subject;
      const data = createRandom(testSeed('clone')).bytes(40 * blockBytes);
      const volume = await createVolume(array);
      const source = await createFile(array, volume, 3 * mibBytes);
      await array.write(source, 10 * blockBytes, data);
      const clone = await cloneFile(array, source);
      await expectBytes(array, clone, 10 * blockBytes, data);
      expect(await listExtents(array, clone)).toEqual(await listExtents(array, source));
      expect(array.file(clone)).toMatchObject({ volumeId: volume, sizeBytes: 3 * mibBytes });
      expect(fileBlocks(array, source)).toEqual({ logical: 40, unique: 0, isExact: true });
      expect(fileBlocks(array, clone)).toEqual({ logical: 40, unique: 0, isExact: true });
      expect(volumeBlocks(array, volume)).toEqual({ logical: 80, physical: 40, isExact: true });
    });

    it('both sides diverge without disturbing each other', async () => {
      const { array } = subject;
      const random = createRandom(testSeed('diverge'));
      const volume = await createVolume(array);
      const source = await createFile(array, volume, 5 * mibBytes);
      const sourceBytes = random.bytes(5 * mibBytes);
      await array.write(source, 0, sourceBytes);
      const clone = await cloneFile(array, source);
      const cloneBytes = sourceBytes.slice();
      for (let i = 0; i < 60; i += 1) {
        const [id, bytes] = random.chance(0.5) ? ([source, sourceBytes] as const) : ([clone, cloneBytes] as const);
        const offset = random.below(bytes.length - 20_000);
        const data = random.chance(0.2) ? new Uint8Array(20_000) : random.bytes(random.between(1, 20_000));
        await array.write(id, offset, data);
        bytes.set(data, offset);
      }
      await expectBytes(array, source, 0, sourceBytes);
      await expectBytes(array, clone, 0, cloneBytes);
      await array.reclaim();
      await expectBytes(array, source, 0, sourceBytes);
      await expectBytes(array, clone, 0, cloneBytes);
    });

    it('counts unique blocks on each side as they diverge', async () => {
      const { array } = subject;
      const random = createRandom(testSeed('unique'));
      const volume = await createVolume(array);
      const source = await createFile(array, volume, mibBytes);
      await array.write(source, 0, random.bytes(100 * blockBytes));
      const clone = await cloneFile(array, source);
      await array.write(clone, 0, random.bytes(10 * blockBytes));
      await array.write(clone, 5 * blockBytes, random.bytes(10 * blockBytes));
      await array.write(clone, 150 * blockBytes, random.bytes(5 * blockBytes));
      expect(fileBlocks(array, clone)).toEqual({ logical: 105, unique: 20, isExact: true });
      // The source alone holds the 15 blocks that the clone replaced; until the exact pass that may be a lower bound.
      expect(fileBlocks(array, source).unique).toBeLessThanOrEqual(15);
      expect(volumeBlocks(array, volume).physical).toBeGreaterThanOrEqual(120);
      await array.reclaim();
      expect(fileBlocks(array, source)).toEqual({ logical: 100, unique: 15, isExact: true });
      expect(fileBlocks(array, clone)).toEqual({ logical: 105, unique: 20, isExact: true });
      expect(volumeBlocks(array, volume)).toEqual({ logical: 205, physical: 120, isExact: true });
    });

    it('a hundred clones cost the space of one', async () => {
      const { array } = subject;
      const data = createRandom(testSeed('hundred')).bytes(3 * mibBytes);
      const volume = await createVolume(array);
      const source = await createFile(array, volume, 64 * mibBytes);
      await array.write(source, 30 * mibBytes, data);
      const clones = await array.commit((tx) => Array.from({ length: 100 }, () => array.cloneFile(tx, source)));
      expect(new Set([source, ...clones]).size).toBe(101);
      expect(volumeBlocks(array, volume)).toEqual({ logical: 101 * 768, physical: 768, isExact: true });
      for (const id of clones) expect(fileBlocks(array, id)).toEqual({ logical: 768, unique: 0, isExact: true });
      const [first, last] = [clones[0], clones.at(-1)];
      if (first === undefined || last === undefined) throw new Error('There are 100 clones.');
      await array.write(first, 30 * mibBytes, new Uint8Array(blockBytes).fill(9));
      await expectBytes(array, last, 30 * mibBytes, data);
      expect(fileBlocks(array, first)).toMatchObject({ logical: 768, unique: 1 });
      expect(volumeBlocks(array, volume).physical).toBe(769);
    });

    it('clones of clones share with the whole family', async () => {
      const { array } = subject;
      const random = createRandom(testSeed('family'));
      const volume = await createVolume(array);
      const bytes = new Map<FileId, Uint8Array>();
      const first = await createFile(array, volume, 64 * blockBytes);
      bytes.set(first, random.bytes(64 * blockBytes));
      await array.write(first, 0, bytes.get(first) ?? new Uint8Array(0));
      let youngest = first;
      // Each generation replaces one more block of its own before the next one is made.
      for (let generation = 1; generation <= 8; generation += 1) {
        const parentBytes: Uint8Array = bytes.get(youngest) ?? new Uint8Array(0);
        youngest = await cloneFile(array, youngest);
        const own = parentBytes.slice();
        random.fill(own.subarray(generation * blockBytes, (generation + 1) * blockBytes));
        await array.write(youngest, generation * blockBytes, own.subarray(generation * blockBytes, (generation + 1) * blockBytes));
        bytes.set(youngest, own);
      }
      for (const [id, expected] of bytes) await expectBytes(array, id, 0, expected);
      await array.reclaim();
      expect(volumeBlocks(array, volume)).toEqual({ logical: 9 * 64, physical: 64 + 8, isExact: true });
      // The first alone still has its block 1, the last alone has the block it replaced; all else is inherited by somebody.
      expect([...bytes.keys()].map((id) => fileBlocks(array, id).unique)).toEqual([1, 0, 0, 0, 0, 0, 0, 0, 1]);
    });

    it('clones outlive their source', async () => {
      const { array } = subject;
      const data = createRandom(testSeed('outlive')).bytes(50 * blockBytes);
      const volume = await createVolume(array);
      const source = await createFile(array, volume, mibBytes);
      await array.write(source, 0, data);
      const one = await cloneFile(array, source);
      const two = await cloneFile(array, source);
      await deleteFiles(array, source);
      expect(await faultOf(() => array.file(source))).toBe('ManagedObjectNotFound');
      expect(fileBlocks(array, one).unique).toBe(0);
      await array.reclaim();
      await expectBytes(array, one, 0, data);
      await expectBytes(array, two, 0, data);
      await deleteFiles(array, two);
      expect(fileBlocks(array, one).unique).toBeLessThanOrEqual(50);
      await array.reclaim();
      expect(fileBlocks(array, one)).toEqual({ logical: 50, unique: 50, isExact: true });
      await expectBytes(array, one, 0, data);
      expect(volumeBlocks(array, volume)).toEqual({ logical: 50, physical: 50, isExact: true });
    });

    it('does not call a count exact when a deletion has made it a bound', async () => {
      const { array } = subject;
      const random = createRandom(testSeed('bounds'));
      const volume = await createVolume(array);
      const source = await createFile(array, volume, mibBytes);
      await array.write(source, 0, random.bytes(100 * blockBytes));
      const one = await cloneFile(array, source);
      const two = await cloneFile(array, source);
      await array.write(one, 0, random.bytes(30 * blockBytes));
      await array.write(two, 20 * blockBytes, random.bytes(30 * blockBytes));
      // The truth after each deletion, counted by hand.
      const expectHonest = (id: FileId, unique: number): void => {
        const counted = fileBlocks(array, id);
        expect(counted.unique).toBeLessThanOrEqual(unique);
        expect(counted.isExact ? counted.unique : unique).toBe(unique);
      };
      expectHonest(source, 10);
      await deleteFiles(array, one);
      expectHonest(source, 30);
      expectHonest(two, 30);
      await deleteFiles(array, two);
      expectHonest(source, 100);
      await array.reclaim();
      expect(fileBlocks(array, source)).toEqual({ logical: 100, unique: 100, isExact: true });
    });

    it.each(['deleted', 'overwritten'])('stays honest about a source whose clone is %s while the exact pass runs', async (what) => {
      const { array } = subject;
      const random = createRandom(testSeed(`bounds beside the pass, ${what}`));
      const volume = await createVolume(array);
      const source = await createFile(array, volume, mibBytes);
      await array.write(source, 0, random.bytes(100 * blockBytes));
      const clone = await cloneFile(array, source);
      // The pass looks at a moment before the change and answers after it.
      const pass = array.reclaim();
      if (what === 'deleted') await deleteFiles(array, clone);
      else await array.write(clone, 0, random.bytes(100 * blockBytes));
      await pass;
      const counted = fileBlocks(array, source);
      expect(counted.isExact ? counted.unique : 100).toBe(100);
      await array.reclaim();
      expect(fileBlocks(array, source)).toEqual({ logical: 100, unique: 100, isExact: true });
    });

    it('deleting everything gives everything back', async () => {
      const { array } = subject;
      const random = createRandom(testSeed('delete all'));
      const volume = await createVolume(array);
      const source = await createFile(array, volume, 8 * mibBytes);
      await array.write(source, 0, random.bytes(3 * mibBytes));
      const clones = await array.commit((tx) => Array.from({ length: 20 }, () => array.cloneFile(tx, source)));
      for (const id of clones) await array.write(id, random.below(1000) * blockBytes, random.bytes(5 * blockBytes));
      await deleteFiles(array, source, ...clones.slice(0, 10));
      await deleteFiles(array, ...clones.slice(10));
      await array.reclaim();
      expect(volumeBlocks(array, volume)).toEqual({ logical: 0, physical: 0, isExact: true });
      expect(array.needsReclaim).toBe(false);
      expect(await array.check()).toMatchObject({ problems: [], fileCount: 0, blockCount: 0 });
    });

    it('volumes count for themselves', async () => {
      const { array } = subject;
      const random = createRandom(testSeed('volumes'));
      const [left, right] = [await createVolume(array), await createVolume(array)];
      const a = await createFile(array, left, mibBytes);
      const b = await createFile(array, right, mibBytes);
      await array.write(a, 0, random.bytes(10 * blockBytes));
      await array.write(b, 0, random.bytes(20 * blockBytes));
      const clone = await cloneFile(array, b);
      expect(array.file(clone).volumeId).toBe(right);
      await deleteFiles(array, a);
      await array.reclaim();
      expect(volumeBlocks(array, left)).toEqual({ logical: 0, physical: 0, isExact: true });
      expect(volumeBlocks(array, right)).toEqual({ logical: 40, physical: 20, isExact: true });
    });

    it('reclaims beside writes, clones and deletions without touching what is in use', async () => {
      const { array } = subject;
      const random = createRandom(testSeed('reclaim beside'));
      const volume = await createVolume(array);
      const source = await createFile(array, volume, 4 * mibBytes);
      const bytes = random.bytes(4 * mibBytes);
      await array.write(source, 0, bytes);
      for (let round = 0; round < 6; round += 1) {
        const doomed = await cloneFile(array, source);
        await array.write(doomed, 0, random.bytes(mibBytes));
        await deleteFiles(array, doomed);
        const pass = array.reclaim();
        const offset = random.below(3 * mibBytes);
        const data = random.bytes(500_000);
        const [clone] = await Promise.all([cloneFile(array, source), pass]);
        const before = bytes.slice();
        await array.write(source, offset, data);
        bytes.set(data, offset);
        await expectBytes(array, clone, 0, before);
        await expectBytes(array, source, 0, bytes);
        await deleteFiles(array, clone);
      }
      await array.reclaim();
      await expectBytes(array, source, 0, bytes);
      expect(volumeBlocks(array, volume)).toEqual({ logical: 1024, physical: 1024, isExact: true });
    });
  });
}
