/** Part of the array suite: what is written can be read, byte for byte. */
import { describe, expect, it } from 'vitest';
import { createRandom, testSeed } from '../sim/random.ts';
import {
  blockBytes, createFile, createVolume, expectBytes, faultOf, fileBlocks, listExtents, mibBytes, readBytes, volumeBlocks, type SubjectHolder,
} from './arraySubject.ts';

export function describeBytes(subject: SubjectHolder): void {
  describe('bytes', () => {
    it('a new file reads as zeros and takes nothing', async () => {
      const { array } = subject;
      const volume = await createVolume(array);
      const file = await createFile(array, volume, 5 * mibBytes + 512);
      await expectBytes(array, file, 0, new Uint8Array(5 * mibBytes + 512));
      expect(array.file(file)).toEqual({
        id: file, volumeId: volume, groupId: file, sizeBytes: 5 * mibBytes + 512, format: 'thin', logicalBytes: 0, uniqueBytes: 0, groupBytes: 0, isExact: true,
      });
      expect(await listExtents(array, file)).toEqual([]);
      expect(volumeBlocks(array, volume)).toEqual({ logical: 0, physical: 0, isExact: true });
    });

    it.each([1, 512, 4096, 4096 * 7 + 512, 100_001, 3 * mibBytes + 1536])('writes and reads any range of a file of %i bytes', async (sizeBytes) => {
      const { array } = subject;
      const random = createRandom(testSeed(`ranges of ${sizeBytes} bytes`));
      const file = await createFile(array, await createVolume(array), sizeBytes);
      const shadow = new Uint8Array(sizeBytes);
      for (let i = 0; i < 60; i += 1) {
        const offset = random.below(sizeBytes);
        const limit = random.chance(0.2) ? sizeBytes : 9_000;
        const data = random.bytes(random.between(0, Math.min(limit, sizeBytes - offset)));
        await array.write(file, offset, data);
        shadow.set(data, offset);
        const from = random.below(sizeBytes);
        await expectBytes(array, file, from, shadow.subarray(from, Math.min(sizeBytes, from + 50_000)));
      }
      await array.flush();
      await expectBytes(array, file, 0, shadow);
    });

    it('writes a range of many megabytes in one call', async () => {
      const { array } = subject;
      const random = createRandom(testSeed('long write'));
      const file = await createFile(array, await createVolume(array), 8 * mibBytes);
      const data = random.bytes(5 * mibBytes + 4321);
      await array.write(file, 1234, data);
      await expectBytes(array, file, 0, new Uint8Array(1234));
      await expectBytes(array, file, 1234, data);
      await expectBytes(array, file, 1234 + data.length, new Uint8Array(8 * mibBytes - 1234 - data.length));
    });

    it('stores no zero blocks, and gives back what becomes zero', async () => {
      const { array } = subject;
      const random = createRandom(testSeed('zeros'));
      const volume = await createVolume(array);
      const file = await createFile(array, volume, 64 * blockBytes);
      await array.write(file, 0, new Uint8Array(64 * blockBytes));
      expect(fileBlocks(array, file)).toEqual({ logical: 0, unique: 0, isExact: true });
      const mixed = new Uint8Array(16 * blockBytes);
      for (let block = 0; block < 16; block += 2) random.fill(mixed.subarray(block * blockBytes, (block + 1) * blockBytes));
      // The one byte that is left over below must not happen to be zero.
      mixed[1000] = 1;
      await array.write(file, 8 * blockBytes, mixed);
      expect(fileBlocks(array, file).logical).toBe(8);
      // Zeroed byte by byte from both sides, a block disappears with its last byte.
      await array.write(file, 8 * blockBytes, new Uint8Array(1000));
      await array.write(file, 8 * blockBytes + 1001, new Uint8Array(blockBytes - 1001));
      expect(fileBlocks(array, file).logical).toBe(8);
      await array.write(file, 8 * blockBytes + 1000, new Uint8Array(1));
      expect(fileBlocks(array, file).logical).toBe(7);
      mixed.fill(0, 0, blockBytes);
      await expectBytes(array, file, 8 * blockBytes, mixed);
      await array.write(file, 0, new Uint8Array(64 * blockBytes));
      expect(fileBlocks(array, file)).toMatchObject({ logical: 0, unique: 0 });
      await array.reclaim();
      expect(volumeBlocks(array, volume)).toEqual({ logical: 0, physical: 0, isExact: true });
    });

    it('counts an overwritten block once', async () => {
      const { array } = subject;
      const random = createRandom(testSeed('overwrites'));
      const volume = await createVolume(array);
      const file = await createFile(array, volume, 32 * blockBytes);
      let data: Uint8Array = new Uint8Array(0);
      for (let round = 0; round < 5; round += 1) {
        data = random.bytes(20 * blockBytes);
        await array.write(file, blockBytes, data);
      }
      await expectBytes(array, file, blockBytes, data);
      expect(fileBlocks(array, file)).toMatchObject({ logical: 20, unique: 20 });
      await array.reclaim();
      expect(volumeBlocks(array, volume)).toEqual({ logical: 20, physical: 20, isExact: true });
      await expectBytes(array, file, blockBytes, data);
    });

    it('keeps no reference to the buffer of a finished write', async () => {
      const { array } = subject;
      const random = createRandom(testSeed('buffers'));
      const file = await createFile(array, await createVolume(array), mibBytes);
      const buffer = random.bytes(100_000);
      const expected = buffer.slice();
      await array.write(file, 77, buffer);
      buffer.fill(0xee);
      await array.flush();
      await expectBytes(array, file, 77, expected);
    });

    it('loses nothing when parts of one block are written at the same time', async () => {
      const { array } = subject;
      const random = createRandom(testSeed('parallel writes'));
      const file = await createFile(array, await createVolume(array), mibBytes);
      const shadow = random.bytes(mibBytes);
      const pieces: { from: number; to: number }[] = [];
      for (let from = 0; from < mibBytes; ) {
        const to = Math.min(mibBytes, from + random.between(1, 20_000));
        pieces.push({ from, to });
        from = to;
      }
      const calls = pieces.toSorted(() => random.below(3) - 1).map(({ from, to }) => array.write(file, from, shadow.subarray(from, to)));
      const commits = [array.commit(() => undefined), array.flush(), array.commit(() => undefined)];
      await Promise.all([...calls, ...commits]);
      await expectBytes(array, file, 0, shadow);
    });

    it('serves many reads at once, also of what is being written', async () => {
      const { array } = subject;
      const random = createRandom(testSeed('parallel reads'));
      const file = await createFile(array, await createVolume(array), 2 * mibBytes);
      const shadow = random.bytes(2 * mibBytes);
      await array.write(file, 0, shadow);
      const again = shadow.slice(0, mibBytes);
      const writing = Array.from({ length: 16 }, (_, i) => array.write(file, i * 65_536, again.subarray(i * 65_536, (i + 1) * 65_536)));
      const reads = Array.from({ length: 60 }, async () => {
        const offset = random.below(shadow.length - 1);
        const length = random.between(1, Math.min(150_000, shadow.length - offset));
        return { offset, actual: await readBytes(array, file, offset, length) };
      });
      for (const { offset, actual } of await Promise.all(reads)) {
        expect(Buffer.compare(actual, shadow.subarray(offset, offset + actual.length))).toBe(0);
      }
      await Promise.all(writing);
    });

    it('refuses ranges outside the file and changes nothing', async () => {
      const { array } = subject;
      const sizeBytes = 3 * blockBytes + 512;
      const file = await createFile(array, await createVolume(array), sizeBytes);
      const one = new Uint8Array(1).fill(7);
      for (const [offset, length] of [[sizeBytes, 1], [sizeBytes - 1, 2], [-1, 1], [0.5, 1], [2 ** 53, 1], [Number.NaN, 1], [0, sizeBytes + 1]] as const) {
        const data = new Uint8Array(length).fill(7);
        expect([offset, length, await faultOf(() => array.read(file, offset, data))]).toEqual([offset, length, 'InvalidArgument']);
        expect([offset, length, await faultOf(() => array.write(file, offset, data))]).toEqual([offset, length, 'InvalidArgument']);
      }
      await expectBytes(array, file, 0, new Uint8Array(sizeBytes));
      await array.write(file, sizeBytes, new Uint8Array(0));
      await array.write(file, sizeBytes - 1, one);
      await expectBytes(array, file, sizeBytes - 1, one);
    });

    it('lists extents in order, merged, skipping holes of any size', async () => {
      const { array } = subject;
      const sizeBytes = 1024 * 1024 * mibBytes + 512;
      const file = await createFile(array, await createVolume(array), sizeBytes);
      const write = (block: number, count: number): Promise<void> => array.write(file, block * blockBytes, new Uint8Array(count * blockBytes).fill(1));
      const end = Math.floor(sizeBytes / blockBytes);
      await write(3, 2);
      await write(5, 1);
      await write(510, 5);
      await write(262_144 * 7 + 1, 1);
      await write(end - 1, 1);
      await array.write(file, sizeBytes - 1, new Uint8Array(1).fill(1));
      expect(await listExtents(array, file)).toEqual([
        { offset: 3 * blockBytes, length: 3 * blockBytes },
        { offset: 510 * blockBytes, length: 5 * blockBytes },
        { offset: (262_144 * 7 + 1) * blockBytes, length: blockBytes },
        { offset: (end - 1) * blockBytes, length: blockBytes + 512 },
      ]);
      expect(fileBlocks(array, file)).toMatchObject({ logical: 11, unique: 11 });
    });
  });
}
