import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { StorageArray } from '../../../electron/array/port.ts';
import { Meta } from '../../../electron/meta/meta.ts';
import { CopyCheckpoints } from '../../../electron/offload/copyCheckpoints.ts';
import { CopyJobs, type CopyJobKey, type CopyJobRecord, type SavePace } from '../../../electron/offload/copyJobs.ts';
import { taskIdSchema, type FileId, type VolumeId } from '../../../shared/ids.ts';
import { mibBytes } from '../../../shared/units.ts';
import { Gate, overlay } from '../../fixtures/yard.ts';
import { MemoryArray } from '../../sim/memoryArray.ts';

let folder: string;
let meta: Meta;
let array: MemoryArray;
let jobs: CopyJobs;
let volumeId: VolumeId;
let logged: string[];

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'cloneyard-jobs-'));
  meta = Meta.open(folder);
  array = new MemoryArray({ transaction: (work) => meta.transaction(work) });
  logged = [];
  jobs = newJobs();
  volumeId = await array.commit((tx) => array.createVolume(tx, { sizeBytes: 64 * mibBytes }));
});

afterEach(async () => {
  await array.close();
  await meta.close();
  rmSync(folder, { recursive: true, force: true });
});

const newJobs = (over: StorageArray = array, pace?: SavePace): CopyJobs => new CopyJobs({ meta, array: over, log: (text) => logged.push(text), pace });
const keyOf = (number: number, index = 0): CopyJobKey => ({ taskId: taskIdSchema.parse(`task-${number}`), index });

function begin(key: CopyJobKey, diskCount = 2, targetVolumeId = volumeId): Promise<CopyJobRecord> {
  return array.commit((tx) => {
    const disks = Array.from({ length: diskCount }, () => ({ from: array.createFile(tx, volumeId, mibBytes), into: array.createFile(tx, targetVolumeId, mibBytes), offset: 0 }));
    const record: CopyJobRecord = { sourceVolumeId: volumeId, targetVolumeId, mechanism: 'hostCopy', disks, createdAtMs: 1 };
    jobs.put(tx, key, record);
    return record;
  });
}

const files = (volume = volumeId): FileId[] => [...array.fileIds(volume)];

describe('jobs of copies', () => {
  it('are found again by another start, with their files', async () => {
    const record = await begin(keyOf(1, 7));
    const again = newJobs();
    expect(again.find(keyOf(1, 7))).toEqual(record);
    expect(again.find(keyOf(1))).toBeUndefined();
    expect(files().every((file) => again.holds(file))).toBe(true);
    const [other] = await array.commit((tx) => [array.createFile(tx, volumeId, mibBytes)]);
    expect(other !== undefined && again.holds(other)).toBe(false);
  });

  it('of the ways of one machine are found each by itself, and go together', async () => {
    const parts = [0, 1].map((part): CopyJobKey => ({ ...keyOf(1, 7), part }));
    const [first, second] = parts;
    if (!first || !second) throw new Error('There are two ways.');
    const records = [await begin(first), await begin(second)];
    await begin(keyOf(1, 8));
    await begin(keyOf(2, 7));
    const again = newJobs();
    expect(parts.map((key) => again.find(key))).toEqual(records);
    expect(again.find(keyOf(1, 7))).toBeUndefined();
    await array.commit((tx) => {
      jobs.complete(tx, first);
      jobs.giveUp(tx, keyOf(1, 7));
    });
    expect(parts.map((key) => jobs.find(key))).toEqual([undefined, undefined]);
    expect(newJobs().find(second)).toBeUndefined();
    expect(jobs.find(keyOf(1, 8)) && jobs.find(keyOf(2, 7))).toBeDefined();
    // Of the way that was complete, what was made stays; of those of others, all.
    expect(files()).toHaveLength(2 + 4 + 4);
  });

  it('of single ways keep versions away that know of none, and others do not', async () => {
    const formatOf = (): number | undefined => meta.table<string, number>('system').get('formatVersion');
    await begin(keyOf(1));
    expect(formatOf()).toBe(1);
    await begin({ ...keyOf(2), part: 0 });
    expect(formatOf()).toBe(2);
  });

  it('do not come to be when their transaction is given up', async () => {
    await expect(
      array.commit((tx) => {
        jobs.put(tx, keyOf(1), { sourceVolumeId: volumeId, targetVolumeId: volumeId, mechanism: 'xcopy', disks: [], createdAtMs: 1 });
        throw new Error('given up');
      }),
    ).rejects.toThrow('given up');
    expect([jobs.find(keyOf(1)), newJobs().find(keyOf(1))]).toEqual([undefined, undefined]);
  });

  it('leave what was made when they are complete, also when they are given up in the same transaction', async () => {
    const { disks } = await begin(keyOf(1));
    await array.commit((tx) => {
      jobs.complete(tx, keyOf(1));
      jobs.giveUp(tx, keyOf(1));
    });
    expect(files()).toEqual(disks.map(({ into }) => into));
    expect(jobs.find(keyOf(1))).toBeUndefined();
  });

  it('leave nothing when they are given up, even where files are gone already', async () => {
    const { disks } = await begin(keyOf(1));
    await array.commit((tx) => disks.slice(1).forEach(({ into }) => array.deleteFile(tx, into)));
    await array.commit((tx) => jobs.giveUp(tx, keyOf(1)));
    await array.commit((tx) => jobs.giveUp(tx, keyOf(1)));
    expect(files()).toEqual([]);
    expect(newJobs().find(keyOf(1))).toBeUndefined();
  });

  it('go with the volume they copy from or to, and no others', async () => {
    const otherId = await array.commit((tx) => array.createVolume(tx, { sizeBytes: 64 * mibBytes }));
    await begin(keyOf(1), 1, otherId);
    await begin(keyOf(2), 1);
    await array.commit((tx) => {
      array.deleteVolume(tx, otherId);
      jobs.giveUpOnVolume(tx, otherId);
    });
    expect([jobs.find(keyOf(1)), jobs.find(keyOf(2)) === undefined]).toEqual([undefined, false]);
    expect(files()).toHaveLength(2);
  });

  it('are swept when their task has ended', async () => {
    await begin(keyOf(1));
    await begin(keyOf(2));
    await jobs.sweep((taskId) => taskId === keyOf(2).taskId);
    expect([jobs.find(keyOf(1)), jobs.find(keyOf(2)) === undefined]).toEqual([undefined, false]);
    expect(files()).toHaveLength(4);
  });

  it('are named when their record cannot be read', () => {
    expect(jobs.problems()).toEqual([]);
    meta.transaction((tx) => meta.table<[string, number], unknown>('copyJobs').put(tx, ['task-9', 3], { disks: 'many' }));
    expect(newJobs().problems()).toEqual(['The record of the copy of clone 3 of task-9 cannot be read.']);
  });

  it('are possible only where an array can freeze what is copied', () => {
    const without = overlay(array, { capabilities: new Set(['unmap'] as const) });
    expect([jobs.isPossible, newJobs(without).isPossible]).toEqual([true, false]);
  });
});

describe('how far a copy is', () => {
  const offsets = (key: CopyJobKey): number[] => newJobs().find(key)?.disks.map(({ offset }) => offset) ?? [];

  it('is recorded after the data was flushed, without what came in meanwhile', async () => {
    const gate = new Gate();
    const flushing = overlay(array, { flush: async () => (await gate.pass(), array.flush()) });
    await begin(keyOf(1));
    const slow = newJobs(flushing, { everyMs: 0, everyBytes: 1 });
    const checkpoints = new CopyCheckpoints(slow, keyOf(1), [0, 0]);
    checkpoints.reached(0, 4096);
    await gate.reached;
    checkpoints.reached(0, 8192);
    expect(offsets(keyOf(1))).toEqual([0, 0]);
    gate.open();
    await checkpoints.finish();
    expect(offsets(keyOf(1))).toEqual([4096, 0]);
    await checkpoints.leave();
    expect(offsets(keyOf(1))).toEqual([8192, 0]);
  });

  it('is recorded by time or by data, and at once when it turns out to be less', async () => {
    await begin(keyOf(1));
    const rare = newJobs(array, { everyMs: 3_600_000, everyBytes: 1000 });
    const checkpoints = new CopyCheckpoints(rare, keyOf(1), [0, 0]);
    checkpoints.moved(999);
    checkpoints.reached(1, 4096);
    await checkpoints.stop();
    expect(offsets(keyOf(1))).toEqual([0, 0]);
    checkpoints.moved(1000);
    checkpoints.reached(1, 8192);
    await checkpoints.stop();
    expect(offsets(keyOf(1))).toEqual([0, 8192]);
    checkpoints.reached(1, 0);
    await checkpoints.stop();
    expect(offsets(keyOf(1))).toEqual([0, 0]);
  });

  it('is not recorded when the data could not be flushed, and the copy is told at its end', async () => {
    await begin(keyOf(1));
    const failing = overlay(array, { flush: () => Promise.reject(new Error('The disk is full.')) });
    const checkpoints = new CopyCheckpoints(newJobs(failing, { everyMs: 0, everyBytes: 1 }), keyOf(1), [0, 0]);
    checkpoints.reached(0, 4096);
    await expect(checkpoints.finish()).rejects.toThrow('The disk is full.');
    expect(offsets(keyOf(1))).toEqual([0, 0]);
  });

  it('is told of when it cannot be saved while the copy is left, and does not hide why it is left', async () => {
    await begin(keyOf(1));
    let isFull = false;
    const failing = overlay(array, { flush: () => (isFull ? Promise.reject(new Error('The disk is full.')) : array.flush()) });
    const checkpoints = new CopyCheckpoints(newJobs(failing), keyOf(1), [0, 0]);
    checkpoints.reached(0, 4096);
    await checkpoints.leave();
    checkpoints.reached(0, 8192);
    expect(logged).toEqual([]);
    isFull = true;
    await checkpoints.leave();
    expect(logged).toEqual(['How far the copy of clone 0 of task-1 is could not be saved; it goes on from where it was saved before. The disk is full.']);
    expect(offsets(keyOf(1))).toEqual([4096, 0]);
  });

  it('is forgotten with its job', async () => {
    await begin(keyOf(1));
    await array.commit((tx) => jobs.giveUp(tx, keyOf(1)));
    await jobs.saveOffsets(keyOf(1), [4096, 4096]);
    expect(offsets(keyOf(1))).toEqual([]);
  });
});
