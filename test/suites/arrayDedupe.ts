/** Part of the array suite: equal blocks of a volume are stored once, and nobody can tell from the bytes. */
import { beforeEach, describe, expect, it } from 'vitest';
import type { StorageArray } from '../../electron/array/port.ts';
import { volumeIdSchema, type FileId, type VolumeId } from '../../shared/ids.ts';
import { createRandom, testSeed, type Random } from '../sim/random.ts';
import { expectBounds, expectSpace } from './arrayExpect.ts';
import {
  blockBytes, cloneFile, cloneVolume, createFile, createSnapshot, createVolume, deleteFiles, deleteSnapshots, expectBytes, faultOf, needCapabilities, reopen, revertFile, updateVolume,
  type SubjectHolder,
} from './arraySubject.ts';

const postProcess = { isDedupeOn: true };
const inline = { isDedupeOn: true, isDedupeInline: true };

/** Different contents for different numbers, the same for the same number; 0 stands for zeros. */
class Contents {
  readonly #random: Random;
  readonly #blocks = new Map<number, Uint8Array>([[0, new Uint8Array(blockBytes)]]);

  constructor(random: Random) {
    this.#random = random;
  }

  bytes(...numbers: number[]): Uint8Array {
    return Buffer.concat(numbers.map((number) => {
      const block = this.#blocks.get(number) ?? this.#random.bytes(blockBytes);
      this.#blocks.set(number, block);
      return block;
    }));
  }
}

function range(from: number, to: number): number[] {
  return Array.from({ length: to - from }, (_, i) => from + i);
}

async function createWith(array: StorageArray, volume: VolumeId, bytes: Uint8Array): Promise<FileId> {
  const file = await createFile(array, volume, bytes.length);
  await array.write(file, 0, bytes);
  return file;
}

async function runDedupe(array: StorageArray, volume: VolumeId, scanAll = true): Promise<{ savedBlocks: number; scannedBytes: number; overLimitBytes: number }> {
  const { savedBytes, scannedBytes, overLimitBytes } = await array.dedupe(volume, { scanAll });
  return { savedBlocks: savedBytes / blockBytes, scannedBytes, overLimitBytes };
}

export function describeDedupe(subject: SubjectHolder, isDurable: boolean): void {
  describe('dedupe', () => {
    beforeEach((context) => needCapabilities(context, subject, 'dedupe'));

    it('stores equal blocks once, inside a file and between files', async () => {
      const { array } = subject;
      const contents = new Contents(createRandom(testSeed('dedupe')));
      const volume = await createVolume(array, undefined, postProcess);
      const [left, right, alone] = [contents.bytes(...range(1, 601), 1, 2, 3, 0, 1), contents.bytes(...range(301, 701)), contents.bytes(...range(800, 810))];
      const files = [await createWith(array, volume, left), await createWith(array, volume, right), await createWith(array, volume, alone)] as const;
      expectBounds(array, { volumes: [[volume, { logical: 1014, physical: 1014, saved: 0 }]] });
      expect(await runDedupe(array, volume)).toMatchObject({ savedBlocks: 304, overLimitBytes: 0 });
      for (const [file, bytes] of [[files[0], left], [files[1], right], [files[2], alone]] as const) await expectBytes(array, file, 0, bytes);
      await expectSpace(array, {
        volumes: [[volume, { logical: 1014, physical: 710, saved: 304 }]],
        // The first 300 contents are in the left file only, three of them at several places; the pointers of a block share it evenly.
        files: [[files[0], { logical: 604, unique: 300, fairShare: 300 + 150 }], [files[1], { logical: 400, unique: 100, fairShare: 150 + 100 }], [files[2], { logical: 10, unique: 10, fairShare: 10 }]],
      });
      expect(await runDedupe(array, volume)).toMatchObject({ savedBlocks: 0 });
      for (const [file, bytes] of [[files[0], left], [files[1], right], [files[2], alone]] as const) await expectBytes(array, file, 0, bytes);
    });

    it('is a matter of one volume', async () => {
      const { array } = subject;
      const contents = new Contents(createRandom(testSeed('two volumes')));
      const [volume, other] = [await createVolume(array, undefined, postProcess), await createVolume(array, undefined, postProcess)];
      for (const id of [volume, other]) for (let i = 0; i < 2; i += 1) await createWith(array, id, contents.bytes(...range(1, 21)));
      expect((await runDedupe(array, volume)).savedBlocks).toBe(20);
      await expectSpace(array, { volumes: [[volume, { logical: 40, physical: 20, saved: 20 }], [other, { logical: 40, physical: 40, saved: 0 }]] });
      expect((await runDedupe(array, other)).savedBlocks).toBe(20);
      await expectSpace(array, { volumes: [[other, { logical: 40, physical: 20, saved: 20 }]] });
      expect(await faultOf(() => runDedupe(array, volumeIdSchema.parse(4711)))).toBe('ManagedObjectNotFound');
    });

    it('counts what it saves apart from what clones save', async (context) => {
      needCapabilities(context, subject, 'fileClone');
      const { array } = subject;
      const contents = new Contents(createRandom(testSeed('dedupe and clones')));
      const volume = await createVolume(array, undefined, postProcess);
      const file = await createWith(array, volume, contents.bytes(...range(1, 41)));
      const clones = [await cloneFile(array, file), await cloneFile(array, file)] as const;
      const stranger = await createWith(array, volume, contents.bytes(...range(31, 51)));
      // One clone gets, at another place, what the family has already, and two clones get the same at the same place.
      await array.write(clones[0], 0, contents.bytes(40, 60));
      await array.write(clones[1], blockBytes, contents.bytes(60));
      await runDedupe(array, volume);
      await expectSpace(array, {
        // Saved: blocks 31 to 40 also stand in the stranger, block 40 also at place 0; block 60 stands at one place of one family.
        volumes: [[volume, { logical: 140, physical: 51, saved: 11 }]], files: [[stranger, { logical: 20, unique: 10 }]],
      });
      await deleteFiles(array, file, stranger);
      await expectSpace(array, { volumes: [[volume, { logical: 80, physical: 40, saved: 1 }]] });
      await revertFile(array, clones[0], clones[1]);
      await expectSpace(array, { volumes: [[volume, { logical: 80, physical: 40, saved: 0 }]] });
    });

    it('leaves every file free to change what it shares', async () => {
      const { array } = subject;
      const random = createRandom(testSeed('writes after dedupe'));
      const contents = new Contents(random);
      const volume = await createVolume(array, undefined, postProcess);
      const same = contents.bytes(...range(1, 101));
      const [one, two, three] = [await createWith(array, volume, same), await createWith(array, volume, same), await createWith(array, volume, same)];
      await runDedupe(array, volume);
      const twoBytes = Buffer.from(same);
      random.fill(twoBytes.subarray(1000, 30_000));
      await array.write(two, 1000, twoBytes.subarray(1000, 30_000));
      await array.write(three, 0, new Uint8Array(50 * blockBytes));
      await expectBytes(array, one, 0, same);
      await expectBytes(array, two, 0, twoBytes);
      await expectBytes(array, three, 50 * blockBytes, same.subarray(50 * blockBytes));
      // Blocks 0 to 7 were replaced in the second file, 0 to 49 dropped by the third.
      await expectSpace(array, { volumes: [[volume, { logical: 250, physical: 108, saved: 142 }]], files: [[one, { unique: 8 }], [two, { unique: 8 }], [three, { unique: 0 }]] });
      await deleteFiles(array, one, two);
      await expectSpace(array, { volumes: [[volume, { logical: 50, physical: 50, saved: 0 }]], files: [[three, { unique: 50 }]] });
      await expectBytes(array, three, 50 * blockBytes, same.subarray(50 * blockBytes));
    });

    it('finds partners of what was written since, old or new, without looking at everything', async () => {
      const { array } = subject;
      const contents = new Contents(createRandom(testSeed('dedupe of new blocks')));
      const volume = await createVolume(array, undefined, postProcess);
      await createWith(array, volume, contents.bytes(...range(1, 301)));
      expect((await runDedupe(array, volume)).savedBlocks).toBe(0);
      const bytes = contents.bytes(...range(101, 111), ...range(400, 410), ...range(400, 410));
      const young = await createWith(array, volume, bytes);
      expect((await runDedupe(array, volume, false)).savedBlocks).toBe(20);
      await expectBytes(array, young, 0, bytes);
      await expectSpace(array, { volumes: [[volume, { logical: 330, physical: 310, saved: 20 }]], files: [[young, { logical: 30, unique: 10 }]] });
      expect((await runDedupe(array, volume, false)).savedBlocks).toBe(0);
    });

    it('finds at most while writing, and the rest afterwards', async () => {
      const { array } = subject;
      const random = createRandom(testSeed('inline'));
      const contents = new Contents(random);
      const volume = await createVolume(array, undefined, inline);
      const files: { id: FileId; numbers: number[] }[] = [];
      for (let i = 0; i < 6; i += 1) files.push({ id: await createFile(array, volume, 64 * blockBytes), numbers: Array.from({ length: 64 }, () => 0) });
      for (let i = 0; i < 200; i += 1) {
        const { id, numbers } = random.pick(files);
        const at = random.below(64);
        const part = Array.from({ length: random.between(1, Math.min(12, 64 - at)) }, () => random.below(40));
        numbers.splice(at, part.length, ...part);
        await array.write(id, at * blockBytes, contents.bytes(...part));
        if (i % 40 === 0) await array.flush();
      }
      for (const { id, numbers } of files) await expectBytes(array, id, 0, contents.bytes(...numbers));
      const used = files.flatMap(({ numbers }) => numbers.filter((number) => number !== 0));
      const physical = new Set(used).size;
      expectBounds(array, { volumes: [[volume, { logical: used.length, physical }]] });
      await runDedupe(array, volume);
      for (const { id, numbers } of files) await expectBytes(array, id, 0, contents.bytes(...numbers));
      await expectSpace(array, { volumes: [[volume, { logical: used.length, physical, saved: used.length - physical }]] });
    });

    it('may be turned on and off; what it has saved stays saved', async () => {
      const { array } = subject;
      const contents = new Contents(createRandom(testSeed('on and off')));
      const volume = await createVolume(array);
      const bytes = contents.bytes(...range(1, 31), ...range(1, 31));
      const file = await createWith(array, volume, bytes);
      await expectSpace(array, { volumes: [[volume, { logical: 60, physical: 60, saved: 0 }]] });
      await updateVolume(array, volume, postProcess);
      expect((await runDedupe(array, volume)).savedBlocks).toBe(30);
      await updateVolume(array, volume, { isDedupeOn: false });
      await createWith(array, volume, bytes);
      await expectSpace(array, { volumes: [[volume, { logical: 120, physical: 90, saved: 30 }]] });
      await updateVolume(array, volume, inline);
      expect((await runDedupe(array, volume)).savedBlocks).toBe(60);
      await expectBytes(array, file, 0, bytes);
      await expectSpace(array, { volumes: [[volume, { logical: 120, physical: 30, saved: 90 }]] });
    });

    it('reaches what snapshots hold', async (context) => {
      needCapabilities(context, subject, 'volumeSnapshot');
      const { array } = subject;
      const random = createRandom(testSeed('dedupe and snapshots'));
      const contents = new Contents(random);
      const volume = await createVolume(array, undefined, postProcess);
      const then = contents.bytes(...range(1, 601), 5, 6, 7);
      const file = await createWith(array, volume, then);
      const twin = await createWith(array, volume, then);
      const snapshotId = await createSnapshot(array, volume);
      await array.write(file, 0, contents.bytes(...range(700, 800)));
      await deleteFiles(array, twin);
      expect((await runDedupe(array, volume)).savedBlocks).toBe(606);
      for (const fileId of [file, twin]) await expectBytes(array, { fileId, snapshotId }, 0, then);
      // Three contents stand at two places of the live file; one of each pair was overwritten.
      await expectSpace(array, {
        volumes: [[volume, { logical: 603, physical: 700, snapshot: 97, saved: 0 }]], files: [[file, { unique: 100 }]], snapshots: [[snapshotId, { logical: 1206, unique: 97 }]],
      });
      await deleteSnapshots(array, snapshotId);
      await expectSpace(array, { volumes: [[volume, { logical: 603, physical: 603, snapshot: 0, saved: 0 }]], files: [[file, { unique: 603 }]] });
    });

    it('serves FlexClones of the volume as well', async (context) => {
      needCapabilities(context, subject, 'volumeSnapshot', 'volumeClone');
      const { array } = subject;
      const contents = new Contents(createRandom(testSeed('dedupe and FlexClones')));
      const volume = await createVolume(array, undefined, postProcess);
      const then = contents.bytes(...range(1, 101), ...range(1, 101));
      const file = await createWith(array, volume, then);
      const flexClone = await cloneVolume(array, await createSnapshot(array, volume));
      expect(array.volume(flexClone).isDedupeOn).toBe(true);
      const clone = array.clonedFileId(flexClone, file);
      const cloneBytes = Buffer.from(then);
      cloneBytes.set(contents.bytes(200, 201, 200, 201), 0);
      await array.write(clone, 0, contents.bytes(200, 201, 200, 201));
      expect((await runDedupe(array, volume)).savedBlocks).toBe(100);
      await expectBytes(array, file, 0, then);
      await expectBytes(array, clone, 0, cloneBytes);
      // At least: blocks of the base that the FlexClone alone still pointed to may come free only now.
      expect((await runDedupe(array, flexClone)).savedBlocks).toBeGreaterThanOrEqual(2);
      await expectBytes(array, clone, 0, cloneBytes);
      await expectSpace(array, {
        volumes: [[volume, { logical: 200, physical: 100, saved: 100 }], [flexClone, { logical: 200, physical: 2, inherited: 196, saved: 2 }]], files: [[clone, { unique: 2, fairShare: 2 }]],
      });
      await array.splitVolume(flexClone);
      await runDedupe(array, flexClone);
      await expectBytes(array, clone, 0, cloneBytes);
      await expectSpace(array, { volumes: [[flexClone, { logical: 200, physical: 102, inherited: 0, saved: 98 }]] });
    });

    it('may be cancelled, and runs again to the end', async () => {
      const { array } = subject;
      const contents = new Contents(createRandom(testSeed('dedupe cancelled')));
      const volume = await createVolume(array, undefined, postProcess);
      const bytes = contents.bytes(...range(1, 1501), ...range(1, 1501));
      const file = await createWith(array, volume, bytes);
      expect(await faultOf(() => array.dedupe(volume, { scanAll: true, signal: AbortSignal.abort() }))).toBe('RequestCanceled');
      const controller = new AbortController();
      expect(await faultOf(() => array.dedupe(volume, { scanAll: true, signal: controller.signal, onProgress: () => controller.abort() }))).toBe('RequestCanceled');
      await expectBytes(array, file, 0, bytes);
      const told: [number, number][] = [];
      await array.dedupe(volume, { scanAll: false, onProgress: (doneBytes, totalBytes) => told.push([doneBytes, totalBytes]) });
      expect(told.length).toBeGreaterThan(0);
      expect(told.every(([done, total], i) => done <= total && done >= (told[i - 1]?.[0] ?? 0))).toBe(true);
      await expectBytes(array, file, 0, bytes);
      await expectSpace(array, { volumes: [[volume, { logical: 3000, physical: 1500, saved: 1500 }]] });
    });

    it('runs beside writes, clones, deletions and the exact pass', async () => {
      const { array } = subject;
      const random = createRandom(testSeed('dedupe beside'));
      const contents = new Contents(random);
      const volume = await createVolume(array, undefined, postProcess);
      const files: { id: FileId; numbers: number[] }[] = [];
      for (let i = 0; i < 4; i += 1) {
        const numbers = Array.from({ length: 600 }, () => random.below(300));
        files.push({ id: await createWith(array, volume, contents.bytes(...numbers)), numbers });
      }
      for (let round = 0; round < 4; round += 1) {
        const running = runDedupe(array, volume, round % 2 === 0);
        const cleaning = array.reclaim();
        for (let i = 0; i < 10; i += 1) {
          const { id, numbers } = random.pick(files);
          const at = random.below(560);
          const part = Array.from({ length: 40 }, () => random.below(400));
          numbers.splice(at, part.length, ...part);
          await array.write(id, at * blockBytes, contents.bytes(...part));
        }
        const source = random.pick(files);
        const clone = await cloneFile(array, source.id);
        const doomed = files.shift();
        if (doomed) await deleteFiles(array, doomed.id);
        files.push({ id: clone, numbers: [...source.numbers] });
        await Promise.all([running, cleaning]);
        for (const { id, numbers } of files) await expectBytes(array, id, 0, contents.bytes(...numbers));
      }
      await runDedupe(array, volume);
      for (const { id, numbers } of files) await expectBytes(array, id, 0, contents.bytes(...numbers));
      const used = files.flatMap(({ numbers }) => numbers.filter((number) => number !== 0));
      await expectSpace(array, { volumes: [[volume, { logical: used.length, physical: new Set(used).size }]] });
    });

    it('needs no room in a full volume, and makes some', async () => {
      const { array } = subject;
      const contents = new Contents(createRandom(testSeed('dedupe of a full volume')));
      const volume = await createVolume(array, 100 * blockBytes, postProcess);
      const bytes = contents.bytes(...range(1, 51), ...range(1, 51));
      const file = await createWith(array, volume, bytes);
      const other = await createFile(array, volume, 100 * blockBytes);
      expect(await faultOf(() => array.write(other, 0, contents.bytes(99)))).toBe('InsufficientStorageSpace');
      expect((await runDedupe(array, volume)).savedBlocks).toBe(50);
      await array.write(other, 0, contents.bytes(...range(100, 150)));
      await expectBytes(array, file, 0, bytes);
      await expectSpace(array, { volumes: [[volume, { logical: 150, physical: 100, saved: 50 }]] });
    });

    it('stays over a reopen, and finds what was written before it', async (context) => {
      if (!isDurable) context.skip('The array keeps nothing over a close.');
      const contents = new Contents(createRandom(testSeed('dedupe and reopen')));
      const volume = await createVolume(subject.array, undefined, inline);
      const bytes = contents.bytes(...range(1, 301), ...range(1, 301));
      const file = await createWith(subject.array, volume, bytes);
      await runDedupe(subject.array, volume);
      await subject.array.reclaim();
      const before = subject.array.volume(volume);
      await reopen(subject);
      expect(subject.array.volume(volume)).toEqual(before);
      await expectBytes(subject.array, file, 0, bytes);
      const young = await createWith(subject.array, volume, bytes);
      await reopen(subject);
      await runDedupe(subject.array, volume, false);
      await expectBytes(subject.array, young, 0, bytes);
      await expectSpace(subject.array, { volumes: [[volume, { logical: 1200, physical: 300, saved: 900 }]] });
    });
  });
}
