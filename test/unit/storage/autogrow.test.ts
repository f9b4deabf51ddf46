import { afterEach, describe, expect, test } from 'vitest';
import type { FileId, TaskId, VolumeId } from '../../../shared/ids.ts';
import { isEnded, type Task } from '../../../shared/model/task.ts';
import { mibBytes } from '../../../shared/units.ts';
import type { TestYard, YardClient } from '../../fixtures/yard.ts';
import { createRandom, testSeed } from '../../sim/random.ts';
import { StorageBench, runWell, volumeNamed } from './harness.ts';

const bench = new StorageBench();
afterEach(() => bench.cleanUp());

/** A volume of 16 MiB that grows at 90 %, with a machine on it that has written nothing yet. */
async function openGrowing(maximumBytes: number, format: 'thin' | 'eagerZeroedThick' = 'thin'): Promise<TestYard & { readonly volumeId: VolumeId; readonly fileId: FileId }> {
  const opened = await bench.yards.openTwoDatastores(16 * mibBytes);
  const { client, array } = opened;
  const { id: volumeId, datastore } = await volumeNamed(client, 'first');
  await client.storage.updateVolume({ volumeId, settings: { autogrow: { maximumBytes, atPercent: 90, incrementBytes: 4 * mibBytes } } });
  const containers = await client.inventory.containers();
  const [compute, folder] = (['host', 'folder'] as const).map((kind) => containers.find((container) => container.kind === kind)?.id);
  if (!compute || !folder || !datastore) throw new Error('The yard is not set up.');
  await runWell(client, (requestId) =>
    client.hardware.create({
      spec: { name: 'web', folderId: folder, computeId: compute, datastoreId: datastore.id, guestOs: 'Other (64-bit)', cpuCount: 1, memoryBytes: 64 * mibBytes, disks: [{ sizeBytes: format === 'thin' ? 64 * mibBytes : 20 * mibBytes, format }], nics: [] },
      requestId,
    }),
  );
  const [fileId] = [...array.fileIds(volumeId)];
  if (fileId === undefined) throw new Error('The machine has no disk.');
  return { ...opened, volumeId, fileId };
}

/** The task that tells of this size. Growing may be told of in several, where it takes a while. */
async function growTask(client: YardClient, toBytes: number): Promise<Task> {
  for await (const { tasks } of await client.tasks.watch()) {
    const found = tasks.find(({ state, result }) => isEnded(state) && result?.kind === 'growVolume' && result.toBytes === toBytes);
    if (found) return found;
  }
  throw new Error('The stream has ended.');
}

async function grownEvents(client: YardClient, chainId: TaskId | null = null): Promise<string[]> {
  const filter = { objectId: null, types: ['VolumeGrownEvent' as const], severities: [], sinceMs: null, beforeMs: null, chainId, text: '' };
  return (await client.events.list({ ...filter, limit: 100, beforeKey: null })).events.map(({ message }) => message);
}
const freshBytes = (purpose: string, sizeBytes: number): Uint8Array => createRandom(testSeed(purpose)).bytes(sizeBytes);

describe('a volume that grows by itself', () => {
  test('takes a write that it had no room for, and a task and an event tell of it', async () => {
    const { client, array, volumeId, fileId, logged } = await openGrowing(64 * mibBytes);
    await array.write(fileId, 0, freshBytes('autogrow: too much', 20 * mibBytes));
    const task = await growTask(client, 24 * mibBytes);
    expect(task).toMatchObject({ name: 'Autogrow volume', target: { name: 'first' }, initiator: 'System', state: 'success' });
    expect(array.volume(volumeId)).toMatchObject({ sizeBytes: 24 * mibBytes, physicalBytes: 20 * mibBytes });
    expect(await grownEvents(client, task.id)).toEqual([expect.stringContaining(' to 24 MiB.')]);
    const told = await grownEvents(client);
    expect(told.at(-1)).toContain('The volume "first" has grown by itself from 16 MiB to ');
    // What somebody sets is told as such, and nothing is told twice.
    await client.storage.updateVolume({ volumeId, settings: { sizeBytes: 40 * mibBytes } });
    expect(await grownEvents(client)).toEqual(told);
    expect(await client.system.check({ isDeep: true })).toMatchObject({ ok: true, problems: [] });
    expect(logged).toEqual([]);
  });

  test('has room for a thick disk that it was too small for, and tells of it', async () => {
    const { client, array, directory, volumeId } = await openGrowing(64 * mibBytes, 'eagerZeroedThick');
    await growTask(client, 24 * mibBytes);
    expect(array.volume(volumeId)).toMatchObject({ sizeBytes: 24 * mibBytes, reservedBytes: 20 * mibBytes });
    expect((await grownEvents(client)).at(-1)).toContain('The volume "first" has grown by itself from 16 MiB to ');
    expect(await client.system.check({ isDeep: true })).toMatchObject({ ok: true, problems: [] });
    const again = await bench.yards.open(bench.yards.copyAsIfCrashed(directory));
    expect(again.array.volume(volumeId)).toMatchObject({ sizeBytes: 24 * mibBytes, reservedBytes: 20 * mibBytes });
    expect(await again.client.system.check({ isDeep: true })).toMatchObject({ ok: true, problems: [] });
  });

  test('never grows beyond what it may, nor beyond what the aggregate has', async () => {
    const { client, array, volumeId, fileId } = await openGrowing(24 * mibBytes);
    await array.write(fileId, 0, freshBytes('autogrow: first', 12 * mibBytes));
    await client.storage.setQuota({ quotaBytes: 18 * mibBytes });
    await expect(array.write(fileId, 12 * mibBytes, freshBytes('autogrow: quota', 8 * mibBytes))).rejects.toMatchObject({ code: 'InsufficientStorageSpace', message: expect.stringContaining('The aggregate is full') });
    await client.storage.setQuota({ quotaBytes: null });
    await expect(array.write(fileId, 20 * mibBytes, freshBytes('autogrow: maximum', 16 * mibBytes))).rejects.toMatchObject({ code: 'InsufficientStorageSpace', message: expect.stringContaining('The volume is full') });
    expect(array.volume(volumeId).sizeBytes).toBe(24 * mibBytes);
    expect(await client.system.check({ isDeep: true })).toMatchObject({ ok: true, problems: [] });
  });

  test('and is cut off before that was told has the room that what it holds takes, and tells of it at the next start', async () => {
    const { array, directory, volumeId, fileId } = await openGrowing(64 * mibBytes);
    const content = freshBytes('autogrow: power cut', 20 * mibBytes);
    await array.write(fileId, 0, content);
    await array.flush();
    const copy = bench.yards.copyAsIfCrashed(directory);
    const again = await bench.yards.open(copy);
    await growTask(again.client, 24 * mibBytes);
    expect(again.array.volume(volumeId)).toMatchObject({ physicalBytes: 20 * mibBytes, sizeBytes: 24 * mibBytes });
    const read = new Uint8Array(content.length);
    await again.array.read(fileId, 0, read);
    expect(Buffer.compare(read, content)).toBe(0);
    const told = await grownEvents(again.client);
    expect([told.at(-1), told[0]]).toEqual([expect.stringContaining('from 16 MiB to '), expect.stringContaining(' to 24 MiB.')]);
    expect(await again.client.system.check({ isDeep: true })).toMatchObject({ ok: true, problems: [] });
    await bench.yards.close(again);
    const third = await bench.yards.open(copy);
    await third.client.storage.updateVolume({ volumeId, settings: { nearlyFullPercent: 70 } });
    expect(await grownEvents(third.client)).toEqual(told);
  });
});
