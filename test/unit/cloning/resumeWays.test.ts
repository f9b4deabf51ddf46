/** A copy whose disks go different ways, a file clone among them, that a crash has interrupted. */
import { afterEach, expect, test } from 'vitest';
import type { StorageArray } from '../../../electron/array/port.ts';
import { datastoreOfDisk } from '../../../electron/inventory/records.ts';
import type { TaskId } from '../../../shared/ids.ts';
import { mibBytes } from '../../../shared/units.ts';
import { endedWell, newRequestId, YardBench } from '../../fixtures/yard.ts';
import { createRandom, testSeed } from '../../sim/random.ts';
import { createApart, openApart } from '../machines/apartBench.ts';
import { ResumeBench, contentsOf, machineNamed, machines, strayFiles, watchCopy, type OpenedYard } from './resumeBench.ts';

const made = new YardBench();
const bench = new ResumeBench();
afterEach(async () => {
  await bench.cleanUp();
  await made.cleanUp();
});

const diskBytes = 2 * mibBytes;
const [one, two, three] = ['Hard disk 1', 'Hard disk 2', 'Hard disk 3'] as const;

/** `gold` has two disks at home on NFS and one on VMFS; all are full. */
async function prepare(purpose: string): Promise<string> {
  const random = createRandom(testSeed(purpose));
  const opened = await openApart(made, { kind: 'embedded' });
  await createApart(opened, 'gold', { home: [diskBytes, diskBytes], fast: [diskBytes] });
  for (const { volumeId } of [opened.home, opened.fast]) for (const file of [...opened.array.fileIds(volumeId)]) await opened.array.write(file, 0, random.bytes(diskBytes));
  await opened.array.flush();
  await made.close(opened);
  return opened.directory;
}

/** The first disk goes to VMFS and the last to NFS, by a host; the second stays and is cloned. */
async function start({ client, meta, array }: OpenedYard): Promise<TaskId> {
  const { id: vmId, datastoreId, disks } = machineNamed({ meta, array }, 'gold');
  const apart = disks[2]?.datastoreId ?? expect.fail('The last disk is at home.');
  const spec = {
    vmId, snapshotId: null, name: 'copy', folderId: null, datastoreId: null, computeId: null, powerOn: false, diskPlacement: [{ label: one, datastoreId: apart }, { label: three, datastoreId }],
  };
  return (await client.machines.clone({ spec, requestId: newRequestId() })).taskId;
}

/** What a crash would leave after each of these parts of what is copied. */
async function crashAt(directory: string, parts: readonly number[]): Promise<{ taskId: TaskId; copies: string[]; contents: string[] }> {
  const copies: string[] = [];
  let isArmed = false;
  const wrap = (array: StorageArray): StorageArray =>
    watchCopy(array, () => isArmed, { atBytes: parts.map((part) => Math.floor(part * 2 * diskBytes)), crash: () => void copies.push(bench.copyAsIfCrashed(directory)), isSettled: true });
  const opened = await bench.open(directory, { wrap });
  const contents = await contentsOf(opened, 'gold');
  isArmed = true;
  const taskId = await start(opened);
  await endedWell(opened.client, taskId);
  await bench.close(opened);
  expect(copies).toHaveLength(parts.length);
  return { taskId, copies, contents };
}

async function expectComplete(opened: OpenedYard, taskId: TaskId, contents: readonly string[]): Promise<void> {
  await opened.yard.drain();
  expect(await opened.client.tasks.get({ id: taskId })).toMatchObject({ state: 'success', resumeCount: 1 });
  expect(await contentsOf(opened, 'copy')).toEqual(contents);
  const [gold, copy] = ['gold', 'copy'].map((name) => machineNamed(opened, name));
  if (!gold || !copy) throw new Error('There are two machines.');
  const apart = gold.disks[2]?.datastoreId;
  expect(copy.disks.map((disk) => [disk.label, disk.mechanism, datastoreOfDisk(copy, disk)])).toEqual([[one, 'hostCopy', apart], [two, 'fileClone', gold.datastoreId], [three, 'hostCopy', gold.datastoreId]]);
  // What came from two datastores to one is one group.
  expect(opened.array.file(copy.disks[1]?.fileId ?? expect.fail('There is no disk.')).groupId).toBe(opened.array.file(copy.disks[2]?.fileId ?? expect.fail('There is no disk.')).groupId);
  expect(strayFiles(opened)).toEqual({ leaked: [], missing: [] });
  expect(await opened.client.system.check({ isDeep: true })).toMatchObject({ ok: true, problems: [] });
  expect(opened.logged).toEqual([]);
}

test('goes on where it stopped in each of them, and makes the machine as of the moment at which it began', async () => {
  const { taskId, copies, contents } = await crashAt(await prepare('ways interrupted'), [0.2, 0.7, 1]);
  for (const [index, copy] of copies.entries()) {
    const waiting = await bench.open(copy, { resumeOnOpen: false });
    expect(await waiting.client.system.check({ isDeep: true })).toMatchObject({ ok: true, problems: [] });
    const { disks } = machineNamed(waiting, 'gold');
    for (const { fileId } of disks) await waiting.array.write(fileId, 0, Buffer.alloc(diskBytes, 'overwritten'));
    await bench.close(waiting);
    const opened = await bench.open(copy);
    await expectComplete(opened, taskId, contents);
    // The first of the two host copies was done: of it nothing was copied again.
    const { result } = await opened.client.tasks.get({ id: taskId });
    expect(result).toMatchObject({ kind: 'cloneVm', mechanism: 'hostCopy', bytesCopied: 2 * diskBytes });
    const trails = (await opened.client.offload.trails({ limit: 10, taskId })).filter(({ operation }) => operation === 'clone');
    const movedBytes = trails.map(({ disks: labels, moved }) => [labels?.[0], moved.networkWriteBytes] as const);
    const firstMoved = movedBytes.find(([label]) => label === one)?.[1];
    if (index > 0) expect(firstMoved).toBe(0);
    else expect(firstMoved).toBeLessThanOrEqual(diskBytes);
    expect(movedBytes.find(([label]) => label === two)?.[1]).toBe(0);
    await bench.close(opened);
  }
});

test('leaves nothing when it is cancelled before it is taken up again', async () => {
  const { taskId, copies } = await crashAt(await prepare('ways cancelled'), [0.6]);
  const opened = await bench.open(copies[0] ?? '', { resumeOnOpen: false });
  await opened.client.tasks.cancel({ id: taskId });
  await expect.poll(() => strayFiles(opened)).toEqual({ leaked: [], missing: [] });
  expect(machines(opened).map(({ name }) => name)).toEqual(['gold']);
  expect(await opened.client.system.check({ isDeep: true })).toMatchObject({ ok: true, problems: [] });
});
