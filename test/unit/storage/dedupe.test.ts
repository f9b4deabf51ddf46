import { afterEach, describe, expect, test } from 'vitest';
import { makeSparseImage, tempFolder } from '../../fixtures/images.ts';
import { Gate, arrayKinds, importTemplate, newRequestId, overlay, type TestYardOptions } from '../../fixtures/yard.ts';
import { mibBytes } from '../../../shared/units.ts';
import { StorageBench, brokenRules, runWell, volumeNamed, type StorageYard } from './harness.ts';

const bench = new StorageBench();
const folders: { remove(): Promise<void> }[] = [];
afterEach(async () => {
  await bench.cleanUp();
  for (const folder of folders.splice(0)) await folder.remove();
});

/** Two templates with the same content that were imported one after the other. */
async function openWithTwins(options: TestYardOptions): Promise<StorageYard> {
  const opened = await bench.open(options, 1);
  const folder = await tempFolder();
  folders.push(folder);
  await makeSparseImage(folder.file('gold.img'), mibBytes, 5);
  await importTemplate(opened.client, folder.file('gold.img'), 'twin');
  return opened;
}

describe.each(arrayKinds)('dedupe over the %s array', (kind) => {
  test('is turned on with a schedule, and refused what does not fit together', async () => {
    const { client, volume } = await bench.open({ kind }, 0);
    const volumeId = volume.id;
    await expect(client.storage.startDedupe({ volumeId, scanAll: true, requestId: newRequestId() })).rejects.toMatchObject({ code: 'InvalidState' });
    await expect(client.storage.setDedupe({ volumeId, isInline: true })).rejects.toMatchObject({ code: 'InvalidState' });
    await expect(client.storage.setDedupe({ volumeId, isOn: true, schedule: 'sometimes' })).rejects.toMatchObject({ code: 'InvalidArgument' });
    const on = await client.storage.setDedupe({ volumeId, isOn: true });
    expect(on.dedupe).toMatchObject({ isOn: true, isInline: false, schedule: 'sun-sat@0', state: 'idle', taskId: null, lastRun: null });
    expect(new Date(on.dedupe.nextRunAtMs ?? 0).getHours()).toBe(0);
    expect(on.dedupe.nextRunAtMs).toBeGreaterThan(Date.now());
    expect((await client.storage.setDedupe({ volumeId, isInline: true, schedule: ' auto@30 ' })).dedupe).toMatchObject({ isOn: true, isInline: true, schedule: 'auto@30', nextRunAtMs: null });
    expect((await client.storage.setDedupe({ volumeId, isOn: false })).dedupe).toMatchObject({ isOn: false, isInline: false, schedule: 'auto@30' });
    expect((await client.storage.setDedupe({ volumeId, isOn: true })).dedupe).toMatchObject({ isOn: true, schedule: 'auto@30' });
    expect(await client.storage.stopDedupe({ volumeId })).toEqual({ taskId: null });
  });

  test('finds equal data, tells what it saved and keeps that apart from what clones save', async () => {
    const { client, volume, dataBytes } = await openWithTwins({ kind });
    const volumeId = volume.id;
    expect(await volumeNamed(client, 'datastore1')).toMatchObject({ physicalBytes: 2 * dataBytes, savedByCloneBytes: dataBytes, savedByDedupeBytes: 0 });
    await client.storage.setDedupe({ volumeId, isOn: true });
    const task = await runWell(client, (requestId) => client.storage.startDedupe({ volumeId, scanAll: true, requestId }));
    expect(task).toMatchObject({ kind: 'dedupeVolume', target: { name: 'datastore1' }, result: { savedBytes: dataBytes, overLimitBytes: 0 } });
    await runWell(client, (requestId) => client.storage.exactPass({ requestId }));
    const row = await volumeNamed(client, 'datastore1');
    expect(row).toMatchObject({ physicalBytes: dataBytes, savedByCloneBytes: dataBytes, savedByDedupeBytes: dataBytes, isExact: true });
    expect(brokenRules(row)).toEqual([]);
    expect(row.dedupe).toMatchObject({ state: 'idle', taskId: null, lastRun: { outcome: 'success', savedBytes: dataBytes, isFullScan: true, fault: null } });
    expect(row.dedupe.lastRun?.endedAtMs).toBeGreaterThanOrEqual(row.dedupe.lastRun?.startedAtMs ?? Infinity);
    expect(await client.system.check({ isDeep: true })).toMatchObject({ ok: true, problems: [] });
  });
});

describe('runs of dedupe', () => {
  test('wait for each other, are at most one per volume, and stop when told to', async () => {
    const gate = new Gate();
    const { client, volume } = await bench.open(
      {
        kind: 'memory',
        wrap: (array) =>
          overlay(array, {
            dedupe: async (_volumeId, { signal, onProgress }) => {
              onProgress?.(4096, 8192);
              await gate.pass();
              signal?.throwIfAborted();
              return { scannedBytes: 8192, savedBytes: 0, overLimitBytes: 0 };
            },
          }),
      },
      0,
    );
    const other = await client.storage.createVolume({ name: 'other', settings: { sizeBytes: mibBytes }, type: 'NFS', datacenterId: null });
    const start = (volumeId: typeof volume.id) => client.storage.startDedupe({ volumeId, scanAll: false, requestId: newRequestId() });
    for (const { id } of [volume, other]) await client.storage.setDedupe({ volumeId: id, isOn: true });
    const first = await start(volume.id);
    await gate.reached;
    const second = await start(other.id);
    expect((await volumeNamed(client, 'datastore1')).dedupe).toMatchObject({ state: 'running', taskId: first.taskId });
    expect((await volumeNamed(client, 'other')).dedupe).toMatchObject({ state: 'queued', taskId: second.taskId });
    await expect(start(volume.id)).rejects.toMatchObject({ code: 'TaskInProgress' });
    await expect(client.storage.deleteVolume({ volumeId: other.id, withMachines: false, requestId: newRequestId() })).rejects.toMatchObject({ code: 'TaskInProgress' });
    // Machines can be made and deleted meanwhile: maintenance does not stand in the way of the rest.
    expect(await client.system.check()).toMatchObject({ ok: true });
    expect(await client.storage.stopDedupe({ volumeId: volume.id })).toEqual(first);
    gate.open();
    expect(await client.tasks.wait({ id: first.taskId })).toMatchObject({ state: 'canceled' });
    expect(await client.tasks.wait({ id: second.taskId })).toMatchObject({ state: 'success' });
    expect((await volumeNamed(client, 'datastore1')).dedupe).toMatchObject({ state: 'idle', lastRun: { outcome: 'canceled', scannedBytes: 4096, isFullScan: false } });
    expect((await volumeNamed(client, 'other')).dedupe).toMatchObject({ state: 'idle', lastRun: { outcome: 'success' } });
  });

  test('that fail say why', async () => {
    const fail = async (): Promise<never> => {
      throw new Error('The disk is on fire.');
    };
    const { client, volume } = await bench.open({ kind: 'memory', wrap: (array) => overlay(array, { dedupe: fail }) }, 0);
    await client.storage.setDedupe({ volumeId: volume.id, isOn: true });
    const { taskId } = await client.storage.startDedupe({ volumeId: volume.id, scanAll: true, requestId: newRequestId() });
    expect(await client.tasks.wait({ id: taskId })).toMatchObject({ state: 'error' });
    expect((await volumeNamed(client, 'datastore1')).dedupe.lastRun).toMatchObject({ outcome: 'error', fault: { code: 'SystemError', message: 'The disk is on fire.' } });
  });
});
