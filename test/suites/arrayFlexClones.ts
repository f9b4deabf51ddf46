/** Part of the array suite: FlexClones begin as a snapshot of another volume and are charged only for what is their own. */
import { beforeEach, describe, expect, it } from 'vitest';
import type { StorageArray } from '../../electron/array/port.ts';
import { snapshotIdSchema, type FileId, type SnapshotId, type VolumeId } from '../../shared/ids.ts';
import { createRandom, testSeed } from '../sim/random.ts';
import { expectSpace } from './arrayExpect.ts';
import {
  blockBytes, cloneFile, cloneVolume, createFile, createFullFile, createSnapshot, createVolume, deleteFiles, deleteSnapshots, deleteVolume, expectBytes, faultOf, mibBytes,
  needCapabilities, overwrite, reopen, restoreSnapshot, revertFile, type SubjectHolder,
} from './arraySubject.ts';

const generationLimit = 60;

/** A snapshot of the volume as it is now, and a FlexClone of it. */
async function cloneNow(array: StorageArray, volume: VolumeId): Promise<{ base: SnapshotId; flexClone: VolumeId; idOf: (file: FileId) => FileId }> {
  const base = await createSnapshot(array, volume);
  const flexClone = await cloneVolume(array, base);
  return { base, flexClone, idOf: (file) => array.clonedFileId(flexClone, file) };
}

export function describeFlexClones(subject: SubjectHolder, isDurable: boolean): void {
  describe('FlexClones', () => {
    beforeEach((context) => needCapabilities(context, subject, 'volumeSnapshot', 'volumeClone'));

    it('hold what the snapshot holds, in files of their own', async () => {
      const { array } = subject;
      const random = createRandom(testSeed('FlexClone'));
      const volume = await createVolume(array, 5000 * blockBytes, { nearlyFullPercent: 40, fullPercent: 60 });
      const first = await createFullFile(array, volume, 600, random);
      const gone = await createFullFile(array, volume, 5, random);
      const second = await createFullFile(array, volume, 30, random);
      await deleteFiles(array, gone.file);
      const then = first.bytes.slice();
      const base = await createSnapshot(array, volume);
      await overwrite(array, first.file, first.bytes, 0, 300, random);
      await deleteFiles(array, second.file);
      const flexClone = await cloneVolume(array, base);
      expect(array.volume(flexClone)).toMatchObject({
        id: flexClone, sizeBytes: 5000 * blockBytes, nearlyFullPercent: 40, fullPercent: 60, base: { volumeId: volume, snapshotId: base }, snapshotCount: 0, isSplitting: false,
      });
      expect(array.snapshot(base).cloneCount).toBe(1);
      const ids = [array.clonedFileId(flexClone, first.file), array.clonedFileId(flexClone, second.file)];
      const [firstClone, secondClone] = ids;
      if (firstClone === undefined || secondClone === undefined) throw new Error('There are two files.');
      expect([...array.fileIds(flexClone)]).toEqual(ids);
      expect(array.file(firstClone)).toMatchObject({ id: firstClone, volumeId: flexClone, groupId: firstClone, sizeBytes: 600 * blockBytes, format: 'thin' });
      await expectBytes(array, firstClone, 0, then);
      await expectBytes(array, secondClone, 0, second.bytes);
      await expectBytes(array, first.file, 0, first.bytes);
      expect([...array.fileIds(volume)]).toEqual([first.file]);
    });

    it('take other settings when they are given, but are never guaranteed', async () => {
      const { array } = subject;
      const volume = await createVolume(array, 100 * blockBytes, { guarantee: 'volume' });
      const base = await createSnapshot(array, volume);
      const plain = await cloneVolume(array, base);
      const given = await cloneVolume(array, base, { sizeBytes: 70 * blockBytes, guarantee: 'volume', autogrow: { maximumBytes: 90 * blockBytes, atPercent: 80 } });
      expect(array.volume(plain)).toMatchObject({ sizeBytes: 100 * blockBytes, guarantee: 'none' });
      expect(array.volume(given)).toMatchObject({ sizeBytes: 70 * blockBytes, guarantee: 'none', autogrow: { maximumBytes: 90 * blockBytes, atPercent: 80 } });
      expect(array.aggregate().committedBytes).toBe(100 * blockBytes);
      expect(await faultOf(() => cloneVolume(array, base, { sizeBytes: 0 }))).toBe('InvalidArgument');
      expect(array.snapshot(base).cloneCount).toBe(2);
    });

    it('are charged for what is their own, the base for what they inherit', async () => {
      const { array } = subject;
      const random = createRandom(testSeed('space of FlexClones'));
      const volume = await createVolume(array);
      const { file, bytes } = await createFullFile(array, volume, 100, random);
      const { flexClone, idOf } = await cloneNow(array, volume);
      const clone = idOf(file);
      const cloneBytes = bytes.slice();
      await expectSpace(array, {
        volumes: [[volume, { logical: 100, physical: 100, snapshot: 0 }], [flexClone, { logical: 100, physical: 0, snapshot: 0, inherited: 100 }]],
        files: [[file, { unique: 0, fairShare: 100 }], [clone, { logical: 100, unique: 0, fairShare: 0 }]],
      });
      await overwrite(array, clone, cloneBytes, 10, 20, random);
      await array.write(clone, 0, new Uint8Array(5 * blockBytes));
      cloneBytes.fill(0, 0, 5 * blockBytes);
      await overwrite(array, file, bytes, 0, 50, random);
      const young = await createFullFile(array, flexClone, 7, random);
      const copy = await cloneFile(array, clone);
      await expectSpace(array, {
        volumes: [[volume, { logical: 100, physical: 150, snapshot: 50 }], [flexClone, { logical: 197, physical: 27, snapshot: 0, inherited: 150 }]],
        files: [[file, { unique: 50, fairShare: 100 }], [clone, { logical: 95, unique: 0, fairShare: 10 }], [copy, { logical: 95, unique: 0, fairShare: 10 }], [young.file, { unique: 7, fairShare: 7 }]],
      });
      await deleteFiles(array, clone);
      await expectBytes(array, copy, 0, cloneBytes);
      await expectBytes(array, file, 0, bytes);
      await expectSpace(array, { volumes: [[flexClone, { logical: 102, physical: 27, inherited: 75 }]], files: [[copy, { unique: 20, fairShare: 20 }]] });
      await deleteFiles(array, copy, young.file);
      await expectSpace(array, { volumes: [[volume, { physical: 150, snapshot: 50 }], [flexClone, { logical: 0, physical: 0, inherited: 0 }]] });
    });

    it('diverge from their base without disturbing it', async () => {
      const { array } = subject;
      const random = createRandom(testSeed('FlexClone diverges'));
      const volume = await createVolume(array);
      const { file, bytes } = await createFullFile(array, volume, 1100, random);
      const then = bytes.slice();
      const { base, idOf } = await cloneNow(array, volume);
      const other = await cloneVolume(array, base);
      const sides = [{ id: file, bytes }, { id: idOf(file), bytes: bytes.slice() }, { id: array.clonedFileId(other, file), bytes: bytes.slice() }];
      for (let i = 0; i < 60; i += 1) {
        const side = random.pick(sides);
        const offset = random.below(side.bytes.length - 20_000);
        const data = random.chance(0.2) ? new Uint8Array(20_000) : random.bytes(random.between(1, 20_000));
        await array.write(side.id, offset, data);
        side.bytes.set(data, offset);
      }
      for (const side of sides) await expectBytes(array, side.id, 0, side.bytes);
      await array.reclaim();
      for (const side of sides) await expectBytes(array, side.id, 0, side.bytes);
      await expectBytes(array, { fileId: file, snapshotId: base }, 0, then);
    });

    it('keep groups, and number their files in one step from those of the base', async () => {
      const { array } = subject;
      const volume = await createVolume(array);
      const files = [await createFile(array, volume, mibBytes)];
      const [leader] = files;
      if (leader === undefined) throw new Error('There is a file.');
      for (let i = 0; i < 5; i += 1) files.push(await createFile(array, volume, mibBytes, { groupOf: leader }));
      const base = await createSnapshot(array, volume);
      const made = await array.commit((tx) => {
        const flexClone = array.cloneVolume(tx, base);
        return { flexClone, ids: files.map((file) => array.clonedFileId(flexClone, file)) };
      });
      expect([...array.fileIds(made.flexClone)]).toEqual(made.ids);
      expect(new Set([...files, ...made.ids]).size).toBe(12);
      expect(made.ids.map((id) => array.file(id).groupId)).toEqual(made.ids.map(() => made.ids[0]));
      expect(new Set(made.ids.map((id, i) => id - (files[i] ?? 0))).size).toBe(1);
      expect([...files, ...made.ids]).not.toContain(await createFile(array, volume, mibBytes));
      expect([...files, ...made.ids]).not.toContain(await createFile(array, made.flexClone, mibBytes));
      expect(await faultOf(() => array.clonedFileId(volume, leader))).toBe('ManagedObjectNotFound');
    });

    it('keep their base snapshot and its volume in use', async () => {
      const { array } = subject;
      const random = createRandom(testSeed('base in use'));
      const volume = await createVolume(array);
      const { file, bytes } = await createFullFile(array, volume, 20, random);
      const { base, flexClone, idOf } = await cloneNow(array, volume);
      const clone = idOf(file);
      expect(await faultOf(() => deleteSnapshots(array, base))).toBe('ResourceInUse');
      expect(await faultOf(() => deleteVolume(array, volume))).toBe('ResourceInUse');
      // Its files may go: the snapshot holds them.
      await deleteFiles(array, file);
      await array.reclaim();
      await expectBytes(array, clone, 0, bytes);
      await restoreSnapshot(array, base);
      await deleteVolume(array, flexClone);
      expect(await faultOf(() => array.file(clone))).toBe('ManagedObjectNotFound');
      expect(array.snapshot(base).cloneCount).toBe(0);
      await deleteSnapshots(array, base);
      await expectBytes(array, file, 0, bytes);
      await expectSpace(array, { volumes: [[volume, { logical: 20, physical: 20, snapshot: 0 }]] });
      await deleteVolume(array, volume);
      await array.reclaim();
      expect(array.aggregate().physicalBytes).toBe(0);
    });

    it('have snapshots of their own', async () => {
      const { array } = subject;
      const random = createRandom(testSeed('snapshots of a FlexClone'));
      const volume = await createVolume(array);
      const { file, bytes } = await createFullFile(array, volume, 50, random);
      const { flexClone, idOf } = await cloneNow(array, volume);
      const clone = idOf(file);
      const cloneBytes = bytes.slice();
      await overwrite(array, clone, cloneBytes, 0, 10, random);
      const own = await createSnapshot(array, flexClone);
      const then = cloneBytes.slice();
      await overwrite(array, clone, cloneBytes, 5, 10, random);
      // The snapshot alone holds 5 blocks of the FlexClone; the 5 inherited ones are charged to the base.
      await expectSpace(array, {
        volumes: [[volume, { physical: 50 }], [flexClone, { logical: 50, physical: 20, snapshot: 5, inherited: 35 }]], files: [[clone, { unique: 10, fairShare: 15 }]], snapshots: [[own, { logical: 50, unique: 5 }]],
      });
      await restoreSnapshot(array, own);
      await expectBytes(array, clone, 0, then);
      await expectSpace(array, { volumes: [[flexClone, { logical: 50, physical: 10, snapshot: 0, inherited: 40 }]] });
      await deleteSnapshots(array, own);
      await expectSpace(array, { volumes: [[flexClone, { physical: 10, snapshot: 0 }]], files: [[clone, { unique: 10 }]] });
    });

    it(`can be cloned themselves, ${generationLimit} generations deep`, async () => {
      const { array } = subject;
      const random = createRandom(testSeed('generations'));
      const volume = await createVolume(array);
      const { file, bytes } = await createFullFile(array, volume, 64, random);
      const generations = [{ volume, file, bytes }];
      let youngest = { volume, file, bytes };
      for (let i = 0; i < generationLimit; i += 1) {
        const { flexClone, idOf } = await cloneNow(array, youngest.volume);
        youngest = { volume: flexClone, file: idOf(youngest.file), bytes: youngest.bytes.slice() };
        await overwrite(array, youngest.file, youngest.bytes, i, 1, random);
        generations.push(youngest);
      }
      const last = await createSnapshot(array, youngest.volume);
      expect(await faultOf(() => cloneVolume(array, last))).toBe('InvalidState');
      for (const generation of generations) await expectBytes(array, generation.file, 0, generation.bytes);
      await expectSpace(array, {
        volumes: generations.map((generation, i) => [generation.volume, { logical: 64, physical: i === 0 ? 64 : 1, inherited: i === 0 ? 0 : 63 }] as const),
        files: [[youngest.file, { logical: 64, unique: 0, fairShare: 1 }]],
      });
    });

    it('come and go with the rest of a transaction or not at all', async () => {
      const { array } = subject;
      const random = createRandom(testSeed('FlexClone in a transaction'));
      const volume = await createVolume(array);
      const { file, bytes } = await createFullFile(array, volume, 20, random);
      const base = await createSnapshot(array, volume);
      const kept = await cloneVolume(array, base);
      const failing = array.commit((tx) => {
        array.cloneVolume(tx, base);
        array.deleteVolume(tx, kept);
        throw new Error('changed my mind');
      });
      await expect(failing).rejects.toThrow('changed my mind');
      expect(array.volumeIds()).toEqual([volume, kept]);
      expect(array.snapshot(base).cloneCount).toBe(1);
      await expectBytes(array, array.clonedFileId(kept, file), 0, bytes);
      expect(await faultOf(() => cloneVolume(array, snapshotIdSchema.parse(4711)))).toBe('ManagedObjectNotFound');
    });

    it('share blocks with their base but no files', async () => {
      const { array } = subject;
      const random = createRandom(testSeed('across volumes'));
      const volume = await createVolume(array);
      const { file } = await createFullFile(array, volume, 20, random);
      const { base, flexClone, idOf } = await cloneNow(array, volume);
      const clone = idOf(file);
      expect(await faultOf(() => revertFile(array, clone, file))).toBe('InvalidArgument');
      expect(await faultOf(() => revertFile(array, clone, { fileId: file, snapshotId: base }))).toBe('InvalidArgument');
      expect(await faultOf(() => array.file({ fileId: clone, snapshotId: base }))).toBe('ManagedObjectNotFound');
      expect(array.isInSnapshot(clone)).toBe(false);
      expect(array.file(await cloneFile(array, clone)).volumeId).toBe(flexClone);
    });

    it('are full when what is their own fills them', async () => {
      const { array } = subject;
      const random = createRandom(testSeed('full FlexClone'));
      const volume = await createVolume(array);
      const { file } = await createFullFile(array, volume, 100, random);
      const base = await createSnapshot(array, volume);
      const flexClone = await cloneVolume(array, base, { sizeBytes: 30 * blockBytes });
      const clone = array.clonedFileId(flexClone, file);
      expect(array.volume(flexClone).fill).toBe('normal');
      await array.write(clone, 0, random.bytes(30 * blockBytes));
      expect(array.volume(flexClone).fill).toBe('full');
      expect(await faultOf(() => array.write(clone, 50 * blockBytes, random.bytes(blockBytes)))).toBe('InsufficientStorageSpace');
      await array.write(clone, 0, random.bytes(30 * blockBytes));
      await array.write(clone, 50 * blockBytes, new Uint8Array(blockBytes));
    });

    it('stay over a reopen', async (context) => {
      if (!isDurable) context.skip('The array keeps nothing over a close.');
      const random = createRandom(testSeed('FlexClone and reopen'));
      const volume = await createVolume(subject.array);
      const { file, bytes } = await createFullFile(subject.array, volume, 50, random);
      const { flexClone } = await cloneNow(subject.array, volume);
      const clone = subject.array.clonedFileId(flexClone, file);
      const cloneBytes = bytes.slice();
      await overwrite(subject.array, clone, cloneBytes, 3, 9, random);
      const before = [subject.array.volume(flexClone), subject.array.file(clone), subject.array.snapshots(volume)];
      for (let round = 0; round < 2; round += 1) {
        await reopen(subject);
        expect([subject.array.volume(flexClone), subject.array.file(clone), subject.array.snapshots(volume)]).toEqual(before);
        expect(subject.array.clonedFileId(flexClone, file)).toBe(clone);
        await expectBytes(subject.array, file, 0, bytes);
        await expectBytes(subject.array, clone, 0, cloneBytes);
      }
      expect(await createFile(subject.array, volume, mibBytes)).not.toBe(clone);
      await expectSpace(subject.array, { volumes: [[volume, { physical: 50 }], [flexClone, { physical: 9, inherited: 41 }]] });
    });
  });
}
