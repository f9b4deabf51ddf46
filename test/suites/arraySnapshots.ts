/** Part of the array suite: snapshots of volumes keep every file as it was, and cost what has changed since. */
import { beforeEach, describe, expect, it } from 'vitest';
import { fileIdSchema, snapshotIdSchema, volumeIdSchema, type SnapshotId } from '../../shared/ids.ts';
import { createRandom, testSeed } from '../sim/random.ts';
import { expectBounds, expectSpace } from './arrayExpect.ts';
import {
  blockBytes, blockRange, cloneFile, createFile, createFullFile, createSnapshot, createVolume, deleteFiles, deleteSnapshots, deleteVolume, expectBytes, faultOf, listExtents,
  mibBytes, needCapabilities, overwrite, readBytes, reopen, restoreSnapshot, type SubjectHolder,
} from './arraySubject.ts';

const snapshotLimit = 1_023;

export function describeSnapshots(subject: SubjectHolder, isDurable: boolean): void {
  describe('snapshots', () => {
    beforeEach((context) => needCapabilities(context, subject, 'volumeSnapshot'));

    it('keep every file as it was, whatever becomes of it', async () => {
      const { array } = subject;
      const random = createRandom(testSeed('snapshots'));
      const volume = await createVolume(array);
      const changed = await createFullFile(array, volume, 700, random);
      const deleted = await createFullFile(array, volume, 20, random);
      const before = changed.bytes.slice();
      const snapshotId = await createSnapshot(array, volume);
      const young = await createFullFile(array, volume, 5, random);
      await overwrite(array, changed.file, changed.bytes, 100, 550, random);
      await deleteFiles(array, deleted.file);
      await array.reclaim();
      await expectBytes(array, { fileId: changed.file, snapshotId }, 0, before);
      await expectBytes(array, { fileId: deleted.file, snapshotId }, 0, deleted.bytes);
      await expectBytes(array, changed.file, 0, changed.bytes);
      expect([...array.fileIds(volume, snapshotId)]).toEqual([changed.file, deleted.file]);
      expect([...array.fileIds(volume)]).toEqual([changed.file, young.file]);
      expect(array.file({ fileId: deleted.file, snapshotId })).toMatchObject({
        id: deleted.file, volumeId: volume, groupId: deleted.file, sizeBytes: 20 * blockBytes, logicalBytes: 20 * blockBytes, uniqueBytes: 0, groupBytes: 0,
      });
      expect(await faultOf(() => array.file(deleted.file))).toBe('ManagedObjectNotFound');
      expect(await faultOf(() => array.file({ fileId: young.file, snapshotId }))).toBe('ManagedObjectNotFound');
      expect([changed.file, deleted.file, young.file].map((id) => array.isInSnapshot(id))).toEqual([true, true, false]);
      await deleteSnapshots(array, snapshotId);
      expect(array.isInSnapshot(changed.file)).toBe(false);
      expect(await faultOf(() => readBytes(array, { fileId: changed.file, snapshotId }, 0, 1))).toBe('ManagedObjectNotFound');
      await expectBytes(array, changed.file, 0, changed.bytes);
    });

    it('list extents as they were', async () => {
      const { array } = subject;
      const random = createRandom(testSeed('extents of a snapshot'));
      const volume = await createVolume(array);
      const file = await createFile(array, volume, 600 * blockBytes);
      await array.write(file, 510 * blockBytes, random.bytes(5 * blockBytes));
      const snapshotId = await createSnapshot(array, volume);
      await array.write(file, 511 * blockBytes, new Uint8Array(20 * blockBytes));
      await array.write(file, 3 * blockBytes, random.bytes(blockBytes));
      expect(await listExtents(array, { fileId: file, snapshotId })).toEqual([blockRange(510, 5)]);
      expect(await listExtents(array, file)).toEqual([blockRange(3, 1), blockRange(510, 1)]);
    });

    it('cost nothing at first, then what has changed since', async () => {
      const { array } = subject;
      const random = createRandom(testSeed('space of snapshots'));
      const volume = await createVolume(array);
      const { file, bytes } = await createFullFile(array, volume, 100, random);
      const other = await createFullFile(array, volume, 50, random);
      const first = await createSnapshot(array, volume);
      expect(array.snapshot(first)).toMatchObject({ id: first, volumeId: volume, logicalBytes: 150 * blockBytes, cloneCount: 0 });
      await expectSpace(array, { volumes: [[volume, { logical: 150, physical: 150, snapshot: 0 }]], files: [[file, { logical: 100, unique: 0 }]], snapshots: [[first, { logical: 150, unique: 0 }]] });
      await overwrite(array, file, bytes, 0, 10, random);
      await array.write(file, 99 * blockBytes, new Uint8Array(blockBytes));
      await expectSpace(array, {
        volumes: [[volume, { logical: 149, physical: 160, snapshot: 11 }]],
        files: [[file, { logical: 99, unique: 10, fairShare: 99 }], [other.file, { logical: 50, unique: 0, fairShare: 50 }]],
        snapshots: [[first, { logical: 150, unique: 11 }]],
      });
      const second = await createSnapshot(array, volume);
      await overwrite(array, file, bytes, 5, 10, random);
      await deleteFiles(array, other.file);
      await expectSpace(array, {
        volumes: [[volume, { logical: 99, physical: 170, snapshot: 71 }]],
        files: [[file, { logical: 99, unique: 10 }]],
        // The first alone holds the 10 blocks that were replaced before the second; both hold the block that became zeros only then.
        snapshots: [[first, { logical: 150, unique: 11 }], [second, { logical: 149, unique: 5 }]],
      });
      await deleteSnapshots(array, second);
      await expectSpace(array, { volumes: [[volume, { logical: 99, physical: 165, snapshot: 66 }]], snapshots: [[first, { unique: 66 }]] });
      await deleteSnapshots(array, first);
      await expectSpace(array, { volumes: [[volume, { logical: 99, physical: 99, snapshot: 0 }]], files: [[file, { logical: 99, unique: 99 }]] });
    });

    it.each([['oldest first', [0, 1, 2, 3]], ['newest first', [3, 2, 1, 0]], ['from the middle', [2, 1, 3, 0]]])('may be deleted in any order: %s', async (_order, order) => {
      const { array } = subject;
      const random = createRandom(testSeed('order of deletion'));
      const volume = await createVolume(array);
      const { file, bytes } = await createFullFile(array, volume, 40, random);
      const kept: { id: SnapshotId; bytes: Uint8Array }[] = [];
      for (let i = 0; i < 4; i += 1) {
        kept.push({ id: await createSnapshot(array, volume), bytes: bytes.slice() });
        await overwrite(array, file, bytes, 0, (i + 1) * 10, random);
      }
      // A snapshot alone holds what was new in it, when that was replaced before the next one.
      await expectSpace(array, {
        volumes: [[volume, { logical: 40, physical: 140, snapshot: 100 }]], snapshots: kept.map(({ id }, i) => [id, { logical: 40, unique: [10, 10, 20, 30][i] ?? 0 }] as const),
      });
      const left = new Set(kept);
      for (const index of order) {
        const doomed = kept[index];
        if (!doomed) throw new Error('There are four snapshots.');
        left.delete(doomed);
        await deleteSnapshots(array, doomed.id);
        await array.reclaim();
        expect(array.snapshots(volume).map((snapshot) => snapshot.id)).toEqual([...left].map(({ id }) => id));
        for (const { id, bytes: then } of left) await expectBytes(array, { fileId: file, snapshotId: id }, 0, then);
        await expectBytes(array, file, 0, bytes);
      }
      await expectSpace(array, { volumes: [[volume, { logical: 40, physical: 40, snapshot: 0 }]], files: [[file, { unique: 40 }]] });
    });

    it('hold what was written before the call, though it was never flushed, and nothing after it', async () => {
      const { array } = subject;
      const random = createRandom(testSeed('unflushed snapshot'));
      const volume = await createVolume(array);
      const { file, bytes } = await createFullFile(array, volume, 60, random);
      const taking = createSnapshot(array, volume);
      const writing = array.write(file, 0, random.bytes(60 * blockBytes));
      const snapshotId = await taking;
      await writing;
      await expectBytes(array, { fileId: file, snapshotId }, 0, bytes);
    });

    it('are given with their counts, oldest first, under ids that are never used again', async () => {
      const { array } = subject;
      const volume = await createVolume(array);
      const other = await createVolume(array);
      const first = await createSnapshot(array, volume);
      const foreign = await createSnapshot(array, other);
      const second = await createSnapshot(array, volume);
      expect(array.snapshots(volume).map(({ id }) => id)).toEqual([first, second]);
      expect(array.snapshots(other).map(({ id }) => id)).toEqual([foreign]);
      expect(array.volume(volume).snapshotCount).toBe(2);
      await deleteSnapshots(array, second);
      const third = await createSnapshot(array, volume);
      expect(new Set([first, foreign, second, third]).size).toBe(4);
      expect(array.snapshots(volume).map(({ id }) => id)).toEqual([first, third]);
    });

    it('of a volume with many files and clones keep their sharing', async () => {
      const { array } = subject;
      const random = createRandom(testSeed('snapshot of clones'));
      const volume = await createVolume(array);
      const { file, bytes } = await createFullFile(array, volume, 64, random);
      const clones = await array.commit((tx) => Array.from({ length: 50 }, () => array.cloneFile(tx, file)));
      const snapshotId = await createSnapshot(array, volume);
      const [writer] = clones;
      if (writer === undefined) throw new Error('There are 50 clones.');
      await array.write(writer, 0, random.bytes(4 * blockBytes));
      await deleteFiles(array, file, ...clones.slice(1));
      await expectSpace(array, {
        volumes: [[volume, { logical: 64, physical: 68, snapshot: 4 }]], files: [[writer, { unique: 4, fairShare: 64 }]], snapshots: [[snapshotId, { logical: 51 * 64, unique: 4 }]],
      });
      for (const fileId of [file, ...clones]) await expectBytes(array, { fileId, snapshotId }, 0, bytes);
    });

    it('can be cloned file by file, deleted files too', async () => {
      const { array } = subject;
      const random = createRandom(testSeed('clone from a snapshot'));
      const volume = await createVolume(array);
      const { file, bytes } = await createFullFile(array, volume, 30, random);
      const then = bytes.slice();
      const snapshotId = await createSnapshot(array, volume);
      await overwrite(array, file, bytes, 0, 10, random);
      const clone = await cloneFile(array, { fileId: file, snapshotId });
      await deleteFiles(array, file);
      const second = await cloneFile(array, { fileId: file, snapshotId });
      await array.write(second, 0, random.bytes(blockBytes));
      await expectBytes(array, clone, 0, then);
      await expectBytes(array, { fileId: file, snapshotId }, 0, then);
      await expectSpace(array, {
        volumes: [[volume, { logical: 60, physical: 31, snapshot: 0 }]], files: [[clone, { unique: 0, fairShare: 15.5 }], [second, { unique: 1, fairShare: 15.5 }]], snapshots: [[snapshotId, { unique: 0 }]],
      });
      await deleteSnapshots(array, snapshotId);
      await expectBytes(array, clone, 0, then);
      await expectSpace(array, { volumes: [[volume, { logical: 60, physical: 31, snapshot: 0 }]], files: [[clone, { unique: 1 }], [second, { unique: 1 }]] });
    });

    it('may be taken of a full volume; then overwriting needs room, and deleting them gives it back', async () => {
      const { array } = subject;
      const random = createRandom(testSeed('full with snapshot'));
      const volume = await createVolume(array, 50 * blockBytes);
      const { file, bytes } = await createFullFile(array, volume, 50, random);
      const snapshotId = await createSnapshot(array, volume);
      expect(await faultOf(() => array.write(file, 0, random.bytes(blockBytes)))).toBe('InsufficientStorageSpace');
      await expectBytes(array, file, 0, bytes);
      await deleteSnapshots(array, snapshotId);
      await array.reclaim();
      await overwrite(array, file, bytes, 0, 50, random);
      await expectBytes(array, file, 0, bytes);
      expectBounds(array, { volumes: [[volume, { logical: 50, physical: 50 }]] });
      const last = await createSnapshot(array, volume);
      await deleteFiles(array, file);
      await expectSpace(array, { volumes: [[volume, { logical: 0, physical: 50, snapshot: 50 }]], snapshots: [[last, { unique: 50 }]] });
    });

    it('never make a volume grow by themselves, but what they hold fills it', async () => {
      const { array } = subject;
      const random = createRandom(testSeed('snapshots and autogrow'));
      const volume = await createVolume(array, 100 * blockBytes, { autogrow: { maximumBytes: 200 * blockBytes, atPercent: 90 } });
      const { file } = await createFullFile(array, volume, 90, random);
      await createSnapshot(array, volume);
      expect(array.volume(volume).sizeBytes).toBe(100 * blockBytes);
      await array.write(file, 0, random.bytes(5 * blockBytes));
      expect(array.volume(volume)).toMatchObject({ sizeBytes: 111 * blockBytes, physicalBytes: 95 * blockBytes });
    });

    it(`number ${snapshotLimit} at most per volume`, async () => {
      const { array } = subject;
      const random = createRandom(testSeed('limit of snapshots'));
      const volume = await createVolume(array);
      const { file, bytes } = await createFullFile(array, volume, 3, random);
      const ids = await array.commit((tx) => Array.from({ length: snapshotLimit }, () => array.createSnapshot(tx, volume)));
      expect(await faultOf(() => createSnapshot(array, volume))).toBe('InvalidState');
      expect(array.volume(volume).snapshotCount).toBe(snapshotLimit);
      const [first, second] = ids;
      if (first === undefined || second === undefined) throw new Error('There are many snapshots.');
      await deleteSnapshots(array, second);
      const last = await createSnapshot(array, volume);
      await array.write(file, 0, random.bytes(3 * blockBytes));
      for (const snapshotId of [first, last]) await expectBytes(array, { fileId: file, snapshotId }, 0, bytes);
    });

    it('go with their volume', async () => {
      const { array } = subject;
      const random = createRandom(testSeed('snapshots go too'));
      const volume = await createVolume(array);
      const { file } = await createFullFile(array, volume, 30, random);
      const snapshotId = await createSnapshot(array, volume);
      await array.write(file, 0, random.bytes(10 * blockBytes));
      await deleteVolume(array, volume);
      expect(await faultOf(() => array.snapshot(snapshotId))).toBe('ManagedObjectNotFound');
      expect(await faultOf(() => readBytes(array, { fileId: file, snapshotId }, 0, 1))).toBe('ManagedObjectNotFound');
      await array.reclaim();
      expect(array.aggregate().physicalBytes).toBe(0);
    });

    it('say which object does not exist', async () => {
      const { array } = subject;
      const [volume, other] = [await createVolume(array), await createVolume(array)];
      const file = await createFile(array, volume, mibBytes);
      const snapshotId = await createSnapshot(array, volume);
      const [noVolume, noSnapshot, noFile] = [volumeIdSchema.parse(4711), snapshotIdSchema.parse(4711), fileIdSchema.parse(4711)];
      const calls: Record<string, () => unknown> = {
        create: () => createSnapshot(array, noVolume),
        list: () => array.snapshots(noVolume),
        snapshot: () => array.snapshot(noSnapshot),
        delete: () => deleteSnapshots(array, noSnapshot),
        deleteTwice: () => deleteSnapshots(array, snapshotId, snapshotId),
        restore: () => restoreSnapshot(array, noSnapshot),
        file: () => array.file({ fileId: noFile, snapshotId }),
        read: () => array.read({ fileId: file, snapshotId: noSnapshot }, 0, new Uint8Array(1)),
        extents: () => listExtents(array, { fileId: noFile, snapshotId }),
        clone: () => cloneFile(array, { fileId: noFile, snapshotId }),
        fileIds: () => [...array.fileIds(volume, noSnapshot)],
      };
      for (const [name, call] of Object.entries(calls)) expect([name, await faultOf(call)]).toEqual([name, 'ManagedObjectNotFound']);
      expect(await faultOf(() => readBytes(array, { fileId: file, snapshotId }, mibBytes, 1))).toBe('InvalidArgument');
      expect(await faultOf(() => [...array.fileIds(other, snapshotId)])).toBe('InvalidArgument');
    });

    it('are made and deleted with the rest of a transaction or not at all', async () => {
      const { array } = subject;
      const random = createRandom(testSeed('snapshots in a transaction'));
      const volume = await createVolume(array);
      const { file, bytes } = await createFullFile(array, volume, 30, random);
      const kept = await createSnapshot(array, volume);
      const failing = array.commit((tx) => {
        array.createSnapshot(tx, volume);
        array.deleteSnapshot(tx, kept);
        array.deleteFile(tx, file);
        throw new Error('changed my mind');
      });
      await expect(failing).rejects.toThrow('changed my mind');
      expect(array.snapshots(volume).map(({ id }) => id)).toEqual([kept]);
      const ids = await array.commit((tx) => {
        const young = array.createFile(tx, volume, mibBytes);
        return { young, holding: array.createSnapshot(tx, volume), clone: array.cloneFile(tx, file) };
      });
      expect([...array.fileIds(volume, ids.holding)]).toEqual([file, ids.young]);
      expect([...array.fileIds(volume)]).toEqual([file, ids.young, ids.clone]);
      await overwrite(array, file, bytes, 0, 1, random);
      await expectSpace(array, { volumes: [[volume, { logical: 60, physical: 31, snapshot: 0 }]] });
    });

    it('stay over a reopen', async (context) => {
      if (!isDurable) context.skip('The array keeps nothing over a close.');
      const random = createRandom(testSeed('snapshots and reopen'));
      const volume = await createVolume(subject.array);
      const { file, bytes } = await createFullFile(subject.array, volume, 40, random);
      const gone = await createFullFile(subject.array, volume, 10, random);
      const then = bytes.slice();
      const snapshotId = await createSnapshot(subject.array, volume);
      await overwrite(subject.array, file, bytes, 0, 10, random);
      await deleteFiles(subject.array, gone.file);
      const before = [subject.array.snapshots(volume), subject.array.volume(volume), subject.array.file({ fileId: gone.file, snapshotId })];
      await reopen(subject);
      expect([subject.array.snapshots(volume), subject.array.volume(volume), subject.array.file({ fileId: gone.file, snapshotId })]).toEqual(before);
      await expectBytes(subject.array, { fileId: file, snapshotId }, 0, then);
      await expectBytes(subject.array, { fileId: gone.file, snapshotId }, 0, gone.bytes);
      await overwrite(subject.array, file, bytes, 5, 10, random);
      await expectBytes(subject.array, { fileId: file, snapshotId }, 0, then);
      await expectSpace(subject.array, { volumes: [[volume, { logical: 40, physical: 65, snapshot: 25 }]], snapshots: [[snapshotId, { unique: 25 }]] });
    });
  });
}
