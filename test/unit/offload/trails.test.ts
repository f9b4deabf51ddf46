import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Meta } from '../../../electron/meta/meta.ts';
import { decideClone } from '../../../electron/offload/rules/decideClone.ts';
import { keptPerVm, TrailStore, type TrailDraft } from '../../../electron/offload/trails.ts';
import { taskIdSchema, trailIdSchema, type TrailId } from '../../../shared/ids.ts';
import { trailSchema } from '../../../shared/model/offload.ts';
import { createRandom, testSeed } from '../../sim/random.ts';
import { cloneFacts, place } from './rules/ruleFacts.ts';

let folder: string;
let meta: Meta;
let store: TrailStore;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cloneyard-trails-'));
  meta = Meta.open(folder);
  store = new TrailStore(meta);
});

afterEach(async () => {
  await meta.close();
  rmSync(folder, { recursive: true, force: true });
});

const task = (number: number) => taskIdSchema.parse(`task-${number}`);
const trailId = (number: number) => trailIdSchema.parse(`trail-${number}`);

function draft(changes: Partial<TrailDraft> = {}): TrailDraft {
  return {
    ...decideClone(cloneFacts('NFS', { target: place('NFS', 2) })),
    taskId: null, atMs: 1_000, vmCount: 1, vmNames: ['web'], sourceName: 'gold', hostName: 'esx-01', sourceDatastoreName: 'nfs-1', datastoreName: 'nfs-2',
    moved: { networkReadBytes: 0, networkWriteBytes: 0, arrayReadBytes: 4096, arrayWriteBytes: 4096, allocatedBytes: 4096 }, elapsedMs: 1.5, failure: null, ...changes,
  };
}

const add = (changes: Partial<TrailDraft> = {}, to = store) => meta.transaction((tx) => to.add(tx, draft(changes)));
const ids = (trails: readonly { readonly id: TrailId }[]): number[] => trails.map(({ id }) => Number(id.slice('trail-'.length)));

describe('trails', () => {
  it('come back as they were, with ids of their own', async () => {
    const [first, second] = meta.transaction((tx) => [store.add(tx, draft()), store.add(tx, draft({ taskId: task(7) }))] as const);
    expect([first.id, second.id]).toEqual(['trail-1', 'trail-2']);
    expect(store.get(first.id)).toEqual(trailSchema.parse(first));
    expect(store.get(second.id)).toEqual({ ...draft({ taskId: task(7) }), id: 'trail-2' });
    expect(await store.problems()).toEqual([]);
  });

  it('keep the first twenty names, and how many there were', () => {
    const vmNames = Array.from({ length: 100 }, (_, index) => `vdi-${index}`);
    const { id } = add({ vmNames, vmCount: 100 });
    expect(store.get(id)).toMatchObject({ vmCount: 100, vmNames: vmNames.slice(0, 20) });
  });

  it('leave nothing behind when their transaction is given up', () => {
    expect(() =>
      meta.transaction((tx) => {
        store.addToVm(tx, 5, store.add(tx, draft({ taskId: task(1) })).id);
        throw new Error('stop');
      }),
    ).toThrow('stop');
    expect(store.newest({ limit: 10 })).toEqual([]);
    expect(store.newest({ limit: 10, taskId: task(1) })).toEqual([]);
    expect(store.ofVm(5)).toEqual([]);
    expect(add().id).toBe('trail-1');
  });

  it('that never were, or are gone, are told apart from those that are there', () => {
    expect(() => store.get(trailId(1))).toThrow(expect.objectContaining({ code: 'ManagedObjectNotFound' }));
    expect(store.newest({ limit: 10 })).toEqual([]);
  });

  it('are listed from the newest, page by page, all or of one task, whatever is asked', () => {
    const seed = testSeed('trails of tasks');
    const random = createRandom(seed);
    const tasks = Array.from({ length: 150 }, () => (random.chance(0.2) ? null : random.between(1, 3)));
    for (const number of tasks) add({ taskId: number === null ? null : task(number) });
    for (let round = 0; round < 200; round += 1) {
      const taskNumber = random.chance(0.5) ? null : random.between(1, 4);
      const before = random.chance(0.3) ? null : random.between(1, 200);
      const limit = random.between(1, 60);
      const expected = tasks
        .flatMap((number, index) => ((taskNumber === null || number === taskNumber) && (before === null || index + 1 < before) ? [index + 1] : []))
        .toReversed()
        .slice(0, limit);
      const query = { limit, beforeId: before === null ? undefined : trailId(before), taskId: taskNumber === null ? undefined : task(taskNumber) };
      expect(ids(store.newest(query)), `seed ${seed}, ${JSON.stringify(query)}`).toEqual(expected);
    }
  });

  it('are there after the store has been opened again, and numbers go on', async () => {
    add();
    await meta.close();
    meta = Meta.open(folder);
    store = new TrailStore(meta);
    expect(store.get(trailId(1)).sourceName).toBe('gold');
    expect(add().id).toBe('trail-2');
  });
});

describe('what is kept', () => {
  it('is the newest, and what pointed to the others leads nowhere', () => {
    const few = new TrailStore(meta, 3);
    for (let index = 0; index < 10; index += 1) meta.transaction((tx) => few.addToVm(tx, 5, few.add(tx, draft({ taskId: task(1) })).id));
    expect(ids(few.newest({ limit: 10 }))).toEqual([10, 9, 8]);
    expect(ids(few.newest({ limit: 10, taskId: task(1) }))).toEqual([10, 9, 8]);
    expect(ids(few.ofVm(5))).toEqual([10, 9, 8]);
    expect(() => few.get(trailId(7))).toThrow(expect.objectContaining({ code: 'ManagedObjectNotFound', data: { hint: 'The last 3 trails are kept.' } }));
    expect(meta.table('trailsOfTask').count()).toBe(3);
  });

  it('comes down to a lower limit a few at a time', () => {
    for (let index = 0; index < 40; index += 1) add();
    const few = new TrailStore(meta, 10);
    const left = Array.from({ length: 6 }, () => {
      add({}, few);
      return meta.table('trails').count();
    });
    expect(left).toEqual([33, 26, 19, 12, 10, 10]);
    expect(ids(few.newest({ limit: 1 }))).toEqual([46]);
  });
});

describe('trails of one virtual machine', () => {
  it('are the last fifty, newest first, and its own', () => {
    const all = Array.from({ length: keptPerVm + 5 }, () => add().id);
    meta.transaction((tx) => {
      for (const id of all) store.addToVm(tx, 5, id);
      store.addToVm(tx, 6, trailId(2));
      store.addToVm(tx, 6, trailId(2));
    });
    expect(ids(store.ofVm(5))).toEqual(Array.from({ length: keptPerVm }, (_, index) => keptPerVm + 5 - index));
    expect(ids(store.ofVm(6))).toEqual([2]);
    meta.transaction((tx) => store.forgetVm(tx, 5));
    expect(store.ofVm(5)).toEqual([]);
    expect(ids(store.ofVm(6))).toEqual([2]);
  });
});

describe('records that cannot be read', () => {
  const bad: readonly (readonly [what: string, record: unknown])[] = [
    ['of another version', { ...draft(), id: 'trail-2', mechanism: 'teleport' }],
    ['with a negative size', { ...draft({ vmCount: -1 }), id: 'trail-2' }],
    ['that are a word', 'nothing'],
    ['that are empty', null],
    ['that miss a part', { id: 'trail-2', taskId: 'task-1' }],
  ];
  it.each(bad)('are passed over in lists, and named: %s', async (_what, record) => {
    for (let index = 0; index < 3; index += 1) meta.transaction((tx) => store.addToVm(tx, 5, store.add(tx, draft({ taskId: task(1) })).id));
    const table = meta.table<number, unknown>('trails');
    meta.transaction((tx) => table.put(tx, 2, record));
    expect(ids(store.newest({ limit: 2 }))).toEqual([3, 1]);
    expect(ids(store.newest({ limit: 2, taskId: task(1) }))).toEqual([3, 1]);
    expect(ids(store.ofVm(5))).toEqual([3, 1]);
    expect(() => store.get(trailId(2))).toThrow(expect.objectContaining({ code: 'DataIntegrity', message: expect.stringContaining('trail-2') }));
    expect(await store.problems()).toEqual([expect.stringContaining('The record of trail-2 cannot be read')]);
    const few = new TrailStore(meta, 1);
    add({}, few);
    expect(ids(few.newest({ limit: 9 }))).toEqual([4]);
    expect(await few.problems()).toEqual([]);
  });

  it('are named when they lie under another number, and when a list is damaged', async () => {
    add();
    meta.transaction((tx) => {
      meta.table<number, unknown>('trails').put(tx, 9, { ...draft(), id: 'trail-1' });
      meta.table<number, unknown>('trailsOfVm').put(tx, 5, ['one']);
    });
    expect(store.ofVm(5)).toEqual([]);
    expect(await store.problems()).toEqual(['The record of trail-9 says that it is trail-1.', 'The list of trails of vm-5 cannot be read.']);
    meta.transaction((tx) => store.addToVm(tx, 5, trailId(1)));
    expect(ids(store.ofVm(5))).toEqual([1]);
  });

  it('are named up to a hundred, however many there are', async () => {
    meta.transaction((tx) => {
      for (let key = 1; key <= 300; key += 1) meta.table<number, unknown>('trails').put(tx, key * 2, {});
    });
    const problems = await store.problems();
    expect(problems).toHaveLength(100);
    expect(problems[99]).toContain('trail-200 ');
  });
});
