import { afterEach, describe, expect, test } from 'vitest';
import type { TaskId } from '../../../shared/ids.ts';
import type { Trail } from '../../../shared/model/offload.ts';
import { datastoreOfDisk } from '../../../electron/inventory/records.ts';
import { blockSizeBytes, formatBytes } from '../../../shared/units.ts';
import { endedWell, newRequestId, powerWell } from '../../fixtures/yard.ts';
import { createRandom, testSeed } from '../../sim/random.ts';
import { ResumeBench, contentsOf, datastoreNamed, durableBytes, machineNamed, machines, strayFiles, watchCopy, ways, type OpenedYard, type Way } from '../cloning/resumeBench.ts';

const bench = new ResumeBench();
afterEach(() => bench.cleanUp());

const across = Object.entries(ways).filter(([, { to }]) => to === 'second');
/** What the last blocks of two disks may have beyond their ends. */
const lastBlocksBytes = 2 * blockSizeBytes;

async function startMigration(opened: OpenedYard): Promise<TaskId> {
  const spec = { vmIds: [machineNamed(opened, 'gold').id], hostId: null, datastoreId: await datastoreNamed(opened.client, 'second') };
  return (await opened.client.migration.start({ spec, requestId: newRequestId() })).taskId;
}

interface Crashed {
  readonly taskId: TaskId;
  readonly copies: readonly string[];
  readonly contents: readonly string[];
  readonly dataBytes: number;
}

/** Migrates `gold` and keeps what a crash would leave after each of these parts of the data. */
async function crashAt(way: Way, parts: readonly number[], purpose: string): Promise<Crashed> {
  const { directory, contents, dataBytes } = await bench.prepare(createRandom(testSeed(purpose)), way, 2);
  const copies: string[] = [];
  let isArmed = false;
  const crash = (): void => void copies.push(bench.copyAsIfCrashed(directory));
  const opened = await bench.open(directory, { wrap: (array) => watchCopy(array, () => isArmed, { atBytes: parts.map((part) => Math.floor(part * dataBytes)), crash, isSettled: true }) });
  isArmed = true;
  const taskId = await startMigration(opened);
  await endedWell(opened.client, taskId);
  expect(await contentsOf(opened, 'gold')).toEqual(contents);
  await expectClean(opened);
  await bench.close(opened);
  expect(copies).toHaveLength(parts.length);
  return { taskId, copies, contents, dataBytes };
}

async function expectClean(opened: OpenedYard): Promise<void> {
  expect(strayFiles(opened)).toEqual({ leaked: [], missing: [] });
  expect(await opened.client.system.check({ isDeep: true })).toMatchObject({ ok: true, problems: [] });
  expect(opened.logged).toEqual([]);
}

async function trailOf(opened: OpenedYard, taskId: TaskId): Promise<Trail> {
  const found = (await opened.client.offload.trails({ limit: 10, taskId })).find(({ operation }) => operation === 'migrate');
  if (!found) throw new Error('There is no trail.');
  return found;
}

describe.each(across)('a migration by %s that a crash has interrupted', (name, way) => {
  test('leaves the machine whole where it was, goes on where it stopped, and leaves nothing behind', async () => {
    const { taskId, copies, contents, dataBytes } = await crashAt(way, [0, 0.4, 0.8, 1], `interrupted migration: ${name}`);
    let kept = 0;
    for (const copy of copies) {
      const before = await bench.open(copy, { resumeOnOpen: false });
      expect(machineNamed(before, 'gold').datastoreId).toBe(await datastoreNamed(before.client, 'first'));
      expect(await contentsOf(before, 'gold')).toEqual(contents);
      expect(await before.client.system.check({ isDeep: true })).toMatchObject({ ok: true, problems: [] });
      const durable = await durableBytes(before, taskId);
      kept = Math.max(kept, durable);
      await bench.close(before);

      const opened = await bench.open(copy);
      await opened.yard.drain();
      expect(await opened.client.tasks.get({ id: taskId })).toMatchObject({ state: 'success', resumeCount: 1, result: { migrated: 1, failed: 0 } });
      expect(machineNamed(opened, 'gold').datastoreId).toBe(await datastoreNamed(opened.client, 'second'));
      expect(await contentsOf(opened, 'gold')).toEqual(contents);
      const last = (await trailOf(opened, taskId)).attempts.at(-1);
      expect(last?.movedBytes).toBeGreaterThanOrEqual(dataBytes - durable);
      expect(last?.movedBytes).toBeLessThanOrEqual(dataBytes - durable + lastBlocksBytes);
      if (durable > 0) expect(last?.reason).toContain(`Went on at ${formatBytes(durable)} after an interruption.`);
      await expectClean(opened);
      await bench.close(opened);
    }
    expect(kept).toBeGreaterThan(0);
  });
});

describe.each(across)('a migration of disks that go different ways, by %s, that a crash has interrupted', (name, way) => {
  async function placesOf(opened: OpenedYard): Promise<string[]> {
    const vm = machineNamed(opened, 'gold');
    const names = new Map((await opened.client.offload.datastores()).map((datastore) => [datastore.datastoreId, datastore.name]));
    return vm.disks.map((disk) => names.get(datastoreOfDisk(vm, disk)) ?? '');
  }
  /** The first disk to `to`, the other to the other. */
  async function startSwap(opened: OpenedYard, to: 'first' | 'second'): Promise<TaskId> {
    const [one, other] = [await datastoreNamed(opened.client, to), await datastoreNamed(opened.client, to === 'first' ? 'second' : 'first')];
    const diskPlacement = [{ label: 'Hard disk 1', datastoreId: one }, { label: 'Hard disk 2', datastoreId: other }];
    const spec = { vmIds: [machineNamed(opened, 'gold').id], hostId: null, datastoreId: null, diskPlacement };
    return (await opened.client.migration.start({ spec, requestId: newRequestId() })).taskId;
  }

  test('leaves all disks where they were, goes on in each way where it stopped, and leaves nothing behind', async () => {
    const { directory, contents, dataBytes } = await bench.prepare(createRandom(testSeed(`interrupted ways: ${name}`)), way, 2);
    const copies: string[] = [];
    let isArmed = false;
    const crash = (): void => void copies.push(bench.copyAsIfCrashed(directory));
    const atBytes = [0, 0.3, 0.8, 1].map((part) => Math.floor(part * dataBytes));
    const opened = await bench.open(directory, { wrap: (array) => watchCopy(array, () => isArmed, { atBytes, crash, isSettled: true }) });
    await endedWell(opened.client, await startSwap(opened, 'first'));
    expect(await placesOf(opened)).toEqual(['first', 'second']);
    let firstBytes = 0;
    const [first] = machineNamed(opened, 'gold').disks;
    if (!first) throw new Error('There is no disk.');
    for await (const { length } of opened.array.extents(first.fileId)) firstBytes += length;
    isArmed = true;
    const taskId = await startSwap(opened, 'second');
    await endedWell(opened.client, taskId);
    expect(await placesOf(opened)).toEqual(['second', 'first']);
    await bench.close(opened);
    expect(copies).toHaveLength(atBytes.length);

    let kept = 0;
    for (const copy of copies) {
      const before = await bench.open(copy, { resumeOnOpen: false });
      expect(await placesOf(before)).toEqual(['first', 'second']);
      expect(await contentsOf(before, 'gold')).toEqual(contents);
      expect(await before.client.system.check({ isDeep: true })).toMatchObject({ ok: true, problems: [] });
      const durable = await durableBytes(before, taskId);
      kept = Math.max(kept, durable);
      await bench.close(before);

      const again = await bench.open(copy);
      await again.yard.drain();
      expect(await again.client.tasks.get({ id: taskId })).toMatchObject({ state: 'success', resumeCount: 1, result: { migrated: 1, failed: 0 } });
      expect(await placesOf(again)).toEqual(['second', 'first']);
      expect(await contentsOf(again, 'gold')).toEqual(contents);
      const trails = (await again.client.offload.trails({ limit: 10, taskId })).filter(({ operation }) => operation === 'migrate');
      expect(trails.map(({ disks }) => disks).toReversed()).toEqual([['Hard disk 1'], ['Hard disk 2']]);
      const movedBytes = trails.reduce((sum, { attempts }) => sum + (attempts.at(-1)?.movedBytes ?? 0), 0);
      expect(movedBytes).toBeLessThanOrEqual(dataBytes - durable + lastBlocksBytes);
      await expectClean(again);
      await bench.close(again);
    }
    // What the first way has copied is not copied again while the second is under way.
    expect(kept).toBeGreaterThanOrEqual(firstBytes);
  });
});

describe('a migration that waits to go on', () => {
  async function waiting(purpose: string): Promise<Crashed & { opened: OpenedYard }> {
    const crashed = await crashAt(ways['a host copy'], [0.5], purpose);
    const opened = await bench.open(crashed.copies[0] ?? '', { resumeOnOpen: false });
    expect(await durableBytes(opened, crashed.taskId)).toBeGreaterThan(0);
    return { ...crashed, opened };
  }

  test('copies what was written meanwhile as well: nothing of it is lost', async () => {
    const { opened, taskId } = await waiting('written while a migration waits');
    const second = machineNamed(opened, 'gold').disks[1];
    if (!second) throw new Error('There is no disk.');
    await opened.array.write(second.fileId, 0, Buffer.alloc(blockSizeBytes, 'written meanwhile'));
    await opened.array.flush();
    const contents = await contentsOf(opened, 'gold');
    await bench.close(opened);
    const again = await bench.open(opened.directory);
    await again.yard.drain();
    expect(await again.client.tasks.get({ id: taskId })).toMatchObject({ state: 'success' });
    expect(machineNamed(again, 'gold').datastoreId).toBe(await datastoreNamed(again.client, 'second'));
    expect(await contentsOf(again, 'gold')).toEqual(contents);
    expect((await trailOf(again, taskId)).attempts.at(-1)?.reason).toContain('interruption');
    expect((await trailOf(again, taskId)).reason).toContain('The host copied 4 KiB that were written meanwhile.');
    await expectClean(again);
  });

  test('goes on when the machine was powered on meanwhile, and leaves it on', async () => {
    const { opened, taskId, contents } = await waiting('powered on while a migration waits');
    await powerWell(opened.client, [machineNamed(opened, 'gold').id], 'powerOn');
    await bench.close(opened);
    const again = await bench.open(opened.directory);
    await again.yard.drain();
    expect(await again.client.tasks.get({ id: taskId })).toMatchObject({ state: 'success' });
    expect(machineNamed(again, 'gold')).toMatchObject({ datastoreId: await datastoreNamed(again.client, 'second'), powerState: 'poweredOn' });
    expect(await contentsOf(again, 'gold')).toEqual(contents);
    await expectClean(again);
  });

  test('ends with the machine that it is about', async () => {
    const { opened, taskId } = await waiting('deleted while a migration waits');
    const { taskId: deleting } = await opened.client.inventory.deleteVms({ ids: [machineNamed(opened, 'gold').id], requestId: newRequestId() });
    await endedWell(opened.client, deleting);
    await bench.close(opened);
    const again = await bench.open(opened.directory);
    await again.yard.drain();
    expect(await again.client.tasks.get({ id: taskId })).toMatchObject({ state: 'error', fault: { code: 'ManagedObjectNotFound' } });
    expect(machines(again)).toEqual([]);
    await expectClean(again);
  });
});
