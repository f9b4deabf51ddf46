import { afterEach, describe, expect, test } from 'vitest';
import type { StorageArray } from '../../../electron/array/port.ts';
import type { SnapshotId, TaskId } from '../../../shared/ids.ts';
import { blockSizeBytes, formatBytes } from '../../../shared/units.ts';
import { Gate, cloneSpec, endedWell, newRequestId, overlay } from '../../fixtures/yard.ts';
import { createRandom, testSeed } from '../../sim/random.ts';
import {
  ResumeBench, contentsOf, datastoreNamed, durableBytes, machineNamed, machines, movedByDevices, startClone, strayFiles, trailOf, watchCopy, zeroedByHost, ways, type OpenedYard, type OpenOptions, type Way,
} from './resumeBench.ts';

const bench = new ResumeBench();
afterEach(() => bench.cleanUp());

const nothingStray = { leaked: [], missing: [] };

/** What the last blocks of three disks may have beyond their ends. */
const lastBlocksBytes = 3 * blockSizeBytes;

interface Crashed {
  readonly taskId: TaskId;
  readonly copies: readonly string[];
  readonly contents: readonly string[];
  readonly dataBytes: number;
}

/** Clones `gold` and keeps what a crash would leave after each of these parts of the data. */
async function crashAt(way: Way, parts: readonly number[], options: { purpose: string; diskCount?: number } & OpenOptions): Promise<Crashed> {
  const random = createRandom(testSeed(options.purpose));
  const { directory, contents, dataBytes } = await bench.prepare(random, way, options.diskCount ?? 3);
  const copies: string[] = [];
  let isArmed = false;
  const crash = (): void => void copies.push(bench.copyAsIfCrashed(directory));
  const opened = await bench.open(directory, { ...options, wrap: (array) => watchCopy(array, () => isArmed, { atBytes: parts.map((part) => Math.floor(part * dataBytes)), crash, isSettled: true }) });
  isArmed = true;
  const taskId = await startClone(opened, way, 'copy');
  await endedWell(opened.client, taskId);
  await bench.close(opened);
  expect(copies).toHaveLength(parts.length);
  return { taskId, copies, contents, dataBytes };
}

/** A crash in the middle, and the yard open again without the copy going on. */
async function waiting(purpose: string, way: Way = ways['a host copy']): Promise<Crashed & { opened: OpenedYard }> {
  const crashed = await crashAt(way, [0.5], { purpose });
  const opened = await bench.open(crashed.copies[0] ?? '', { resumeOnOpen: false });
  expect(await durableBytes(opened, crashed.taskId)).toBeGreaterThan(0);
  return { ...crashed, opened };
}

/** Arrays count the last block of a disk whole. */
function expectAbout(bytes: number, dataBytes: number): void {
  expect(bytes).toBeGreaterThanOrEqual(dataBytes);
  expect(bytes).toBeLessThanOrEqual(dataBytes + lastBlocksBytes);
}

async function expectClean(opened: OpenedYard): Promise<void> {
  expect(strayFiles(opened)).toEqual(nothingStray);
  expect(await opened.client.system.check({ isDeep: true })).toMatchObject({ ok: true, problems: [] });
  expect(opened.logged).toEqual([]);
}

describe.each(Object.entries(ways))('%s that a crash has interrupted', (name, way) => {
  test('goes on where it stopped, and makes what it would have made', async () => {
    const { taskId, copies, contents, dataBytes } = await crashAt(way, [0, 0.3, 0.7, 1], { purpose: `interrupted: ${name}` });
    let kept = 0;
    for (const copy of copies) {
      const before = await bench.open(copy, { resumeOnOpen: false });
      const durable = await durableBytes(before, taskId);
      kept = Math.max(kept, durable);
      const countedBefore = await movedByDevices(before.client);
      expect(await before.client.system.check({ isDeep: true })).toMatchObject({ ok: true, problems: [] });
      await bench.close(before);

      const opened = await bench.open(copy);
      await opened.yard.drain();
      const task = await opened.client.tasks.get({ id: taskId });
      expect(task).toMatchObject({ state: 'success', resumeCount: 1 });
      const bytesCopied = task.result?.kind === 'cloneVm' ? task.result.bytesCopied : Number.NaN;
      if (way.profile === 'blockFull') expect(bytesCopied).toBe(0);
      else expectAbout(bytesCopied, dataBytes);
      expect(await contentsOf(opened, 'copy')).toEqual(contents);
      const { attempts } = await trailOf(opened.client, taskId);
      const last = attempts.at(-1);
      expectAbout(last?.movedBytes ?? Number.NaN, dataBytes - durable);
      expect((await movedByDevices(opened.client)) - countedBefore).toBeLessThanOrEqual(dataBytes - durable + lastBlocksBytes + (await zeroedByHost(opened.client, taskId)));
      if (durable > 0) expect(last?.reason).toContain(`Went on at ${formatBytes(durable)} after an interruption.`);
      else expect(last?.reason).not.toContain('interruption');
      await expectClean(opened);
      await bench.close(opened);
    }
    expect(kept).toBeGreaterThan(0);
  });
});

describe('a copy that waits to go on', () => {
  test('holds what was there when it began, whatever is written to its source since', async () => {
    const { opened, taskId, contents } = await waiting('overwritten source');
    const [first] = machineNamed(opened, 'gold').disks;
    if (!first) throw new Error('There is no disk.');
    await opened.array.write(first.fileId, 0, Buffer.alloc(first.sizeBytes, 'overwritten'));
    await bench.close(opened);
    const again = await bench.open(opened.directory);
    await again.yard.drain();
    expect(await again.client.tasks.get({ id: taskId })).toMatchObject({ state: 'success' });
    expect(await contentsOf(again, 'copy')).toEqual(contents);
    expect(await contentsOf(again, 'gold')).not.toEqual(contents);
    await expectClean(again);
  });

  test('leaves nothing when it is cancelled before it is taken up again', async () => {
    const { opened, taskId } = await waiting('cancelled while waiting');
    expect(await opened.client.tasks.cancel({ id: taskId })).toMatchObject({ state: 'canceled' });
    await bench.close(opened);
    const again = await bench.open(opened.directory);
    expect(machines(again).map(({ name }) => name)).toEqual(['gold']);
    await expectClean(again);
  });

  test('leaves nothing when it is cancelled after it was taken up again', async () => {
    const { opened, taskId } = await waiting('cancelled after going on');
    await bench.close(opened);
    const gate = new Gate();
    const wrap = (array: StorageArray): StorageArray => overlay(array, { write: async (...args) => (await gate.pass(), array.write(...args)) });
    const again = await bench.open(opened.directory, { wrap });
    await gate.reached;
    await again.client.tasks.cancel({ id: taskId });
    gate.open();
    expect(await again.client.tasks.wait({ id: taskId })).toMatchObject({ state: 'canceled' });
    await again.yard.drain();
    expect(machines(again).map(({ name }) => name)).toEqual(['gold']);
    await expectClean(again);
  });

  test('goes on once more after an orderly close', async () => {
    const { opened, taskId, contents, dataBytes } = await waiting('closed while going on');
    await bench.close(opened);
    const gate = new Gate();
    let writes = 0;
    const wrap = (array: StorageArray): StorageArray =>
      overlay(array, {
        write: async (...args) => {
          writes += 1;
          if (writes === 20) await gate.pass();
          return array.write(...args);
        },
      });
    const again = await bench.open(opened.directory, { wrap });
    await gate.reached;
    const closing = bench.close(again);
    gate.open();
    await closing;
    const last = await bench.open(opened.directory);
    await last.yard.drain();
    expect(await last.client.tasks.get({ id: taskId })).toMatchObject({ state: 'success', resumeCount: 2, result: { bytesCopied: dataBytes } });
    expect(await contentsOf(last, 'copy')).toEqual(contents);
    await expectClean(last);
  });

  test('is removed when its source is gone', async () => {
    const { opened, taskId } = await waiting('deleted source');
    const { taskId: deleting } = await opened.client.inventory.deleteVms({ ids: [machineNamed(opened, 'gold').id], requestId: newRequestId() });
    await endedWell(opened.client, deleting);
    await bench.close(opened);
    const again = await bench.open(opened.directory);
    await again.yard.drain();
    expect(await again.client.tasks.get({ id: taskId })).toMatchObject({ state: 'error', fault: { code: 'ManagedObjectNotFound' } });
    await bench.close(again);
    const last = await bench.open(opened.directory);
    expect(machines(last)).toEqual([]);
    await expectClean(last);
  });

  test('goes with the volume that it copies to', async () => {
    const { opened, taskId } = await waiting('deleted volume');
    const volume = (await opened.client.storage.volumes()).find(({ name }) => name === 'second');
    if (!volume) throw new Error('There is no volume.');
    const { taskId: deleting } = await opened.client.storage.deleteVolume({ volumeId: volume.id, withMachines: false, requestId: newRequestId() });
    await endedWell(opened.client, deleting);
    expect(strayFiles(opened)).toEqual(nothingStray);
    await bench.close(opened);
    const again = await bench.open(opened.directory);
    await again.yard.drain();
    expect(await again.client.tasks.get({ id: taskId })).toMatchObject({ state: 'error' });
    await expectClean(again);
  });

  test('begins anew when a host has to finish what an array began', async () => {
    const { opened, taskId, contents, dataBytes } = await waiting('switched off meanwhile', ways['XCOPY that copies']);
    for (const { hostId } of await opened.client.offload.hosts()) await opened.client.offload.setHostSwitches({ hostId, change: { hardwareAcceleratedMove: false } });
    await bench.close(opened);
    const again = await bench.open(opened.directory);
    await again.yard.drain();
    expect(await trailOf(again.client, taskId)).toMatchObject({ mechanism: 'hostCopy', firstFailed: 'hostSwitch' });
    expect((await trailOf(again.client, taskId)).attempts.at(-1)).toMatchObject({ movedBytes: dataBytes });
    expect(await contentsOf(again, 'copy')).toEqual(contents);
    await expectClean(again);
  });
});

describe('snapshots of a volume that is copied to', () => {
  /** A copy with a snapshot of its target made half way. */
  async function snapshotHalfWay(purpose: string): Promise<Crashed & { opened: OpenedYard; snapshotId: SnapshotId }> {
    const random = createRandom(testSeed(purpose));
    const way = ways['a host copy'];
    const { directory, contents, dataBytes } = await bench.prepare(random, way, 2);
    const copies: string[] = [];
    const gate = new Gate();
    let isArmed = false;
    const crash = (): Promise<void> | void => (copies.length > 0 ? void copies.push(bench.copyAsIfCrashed(directory)) : (copies.push(''), gate.pass()));
    const opened = await bench.open(directory, { wrap: (array) => watchCopy(array, () => isArmed, { atBytes: [0.4, 0.8].map((part) => Math.floor(part * dataBytes)), crash }) });
    isArmed = true;
    const taskId = await startClone(opened, way, 'copy');
    await gate.reached;
    const volume = (await opened.client.storage.volumes()).find(({ name }) => name === 'second');
    if (!volume) throw new Error('There is no volume.');
    const { id: snapshotId } = await opened.client.storage.createSnapshot({ volumeId: volume.id, name: 'half way', comment: '' });
    gate.open();
    await endedWell(opened.client, taskId);
    return { opened, snapshotId, taskId, copies: copies.slice(1), contents, dataBytes };
  }

  async function restore({ client }: OpenedYard, snapshotId: SnapshotId): Promise<void> {
    const { taskId } = await client.storage.restoreSnapshot({ snapshotId, requestId: newRequestId() });
    await endedWell(client, taskId);
  }

  test('do not hold the machine that was not there yet', async () => {
    const { opened, snapshotId, contents } = await snapshotHalfWay('restored after the copy');
    expect(await contentsOf(opened, 'copy')).toEqual(contents);
    expect(await opened.client.storage.planRestore({ snapshotId })).toMatchObject({ reverted: { count: 0 }, removed: { count: 1, names: ['copy'] } });
    await restore(opened, snapshotId);
    expect(machines(opened).map(({ name }) => name)).toEqual(['gold']);
    await expectClean(opened);
  });

  test('make a copy begin anew when one is restored before it goes on', async () => {
    const { copies, snapshotId, taskId, contents, dataBytes } = await snapshotHalfWay('restored ahead of going on');
    const opened = await bench.open(copies[0] ?? '', { resumeOnOpen: false });
    expect(await durableBytes(opened, taskId)).toBeGreaterThan(0);
    await restore(opened, snapshotId);
    expect(strayFiles(opened)).toEqual(nothingStray);
    await bench.close(opened);
    const again = await bench.open(opened.directory);
    await again.yard.drain();
    expect((await trailOf(again.client, taskId)).attempts.at(-1)).toMatchObject({ movedBytes: dataBytes });
    expect(await contentsOf(again, 'copy')).toEqual(contents);
    await expectClean(again);
  });
});

test('several clones go on with the one that was under way, by the real data mover too', async () => {
  const random = createRandom(testSeed('interrupted rapid clone'));
  const { directory, contents, dataBytes } = await bench.prepare(random, ways['a host copy'], 2);
  const copies: string[] = [];
  let isArmed = false;
  const crash = (): void => void copies.push(bench.copyAsIfCrashed(directory));
  const opened = await bench.open(directory, { isThreaded: true, wrap: (array) => watchCopy(array, () => isArmed, { atBytes: [Math.floor(1.7 * dataBytes)], crash, isSettled: true }) });
  isArmed = true;
  const spec = cloneSpec(machineNamed(opened, 'gold').id, 2, { pattern: 'copy-{n}', datastoreId: await datastoreNamed(opened.client, 'second') });
  const { taskId } = await opened.client.cloning.start({ spec, requestId: newRequestId() });
  await endedWell(opened.client, taskId);
  await bench.close(opened);
  const again = await bench.open(copies[0] ?? '', { isThreaded: true, resumeOnOpen: false });
  const durable = await durableBytes(again, taskId, 1);
  expect(durable).toBeGreaterThan(0);
  await bench.close(again);
  const last = await bench.open(again.directory, { isThreaded: true });
  await last.yard.drain();
  expect(await last.client.tasks.get({ id: taskId })).toMatchObject({ state: 'success', resumeCount: 1, result: { created: 2, failed: 0 } });
  for (const name of ['copy-1', 'copy-2']) expect(await contentsOf(last, name)).toEqual(contents);
  expect((await trailOf(last.client, taskId)).attempts.at(-1)?.reason).toContain(`Went on at ${formatBytes(durable)}`);
  await expectClean(last);
});
