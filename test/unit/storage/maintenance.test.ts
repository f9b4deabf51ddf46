import { afterEach, describe, expect, test } from 'vitest';
import { Gate, arrayKinds, newRequestId, overlay, vmNamed } from '../../fixtures/yard.ts';
import { fileIdSchema } from '../../../shared/ids.ts';
import type { StorageEvent } from '../../../shared/contract/storage.ts';
import type { VolumeRow } from '../../../shared/model/storage.ts';
import { mibBytes } from '../../../shared/units.ts';
import { StorageBench, deleteWell, runWell, snapshotWell, volumeNamed } from './harness.ts';

const bench = new StorageBench();
afterEach(() => bench.cleanUp());

describe.each(arrayKinds)('maintenance over the %s array', (kind) => {
  test('a scrub and a check find a sound array sound', async () => {
    const { client } = await bench.open({ kind }, 3);
    const scrub = await runWell(client, (requestId) => client.storage.scrub({ requestId }));
    expect(scrub).toMatchObject({ kind: 'scrub', result: { damagedCount: 0, repairedCount: 0, damaged: [] } });
    expect(scrub.result?.kind === 'scrub' && scrub.result.scannedBytes).toBeGreaterThan(0);
    const check = await runWell(client, (requestId) => client.system.startCheck({ isDeep: true, repair: true, requestId }));
    expect(check).toMatchObject({ name: 'Deep check and repair', result: { kind: 'checkYard', report: { ok: true, problems: [], repaired: [], isDeep: true, checked: { virtualMachines: 4 } } } });
    // The plain call looks at no data unless told to.
    expect(await client.system.check()).toMatchObject({ ok: true, isDeep: false });
  });
});

describe('maintenance', () => {
  test('damage is told by the machines, disks and snapshots that hold it, what is left first', async () => {
    const opened = await bench.open({
      kind: 'memory',
      wrap: (array) =>
        overlay(array, {
          scrub: async ({ onProgress } = {}) => {
            onProgress?.(4096, 8192);
            const [snapshot] = array.snapshots(array.volumeIds()[0] ?? array.file(fileIdSchema.parse(1)).volumeId);
            const [gold, first, second] = [1, 2, 3].map((id) => fileIdSchema.parse(id));
            if (!snapshot || !gold || !first || !second) throw new Error('The story needs them.');
            return {
              scannedBytes: 8192,
              damaged: [
                { isRepaired: true, holders: [{ fileId: gold, snapshotId: null, offset: 0 }] },
                { isRepaired: false, holders: [{ fileId: first, snapshotId: null, offset: 4096 }, { fileId: second, snapshotId: snapshot.id, offset: 4096 }, { fileId: fileIdSchema.parse(99), snapshotId: null, offset: 0 }] },
              ],
              mended: ['The summary of segment 3 was damaged and is rebuilt from the group headers.'],
              unmended: ['The summary of segment 4 is damaged and cannot be rewritten.'],
            };
          },
        }),
    }, 2);
    const { client, volume } = opened;
    await snapshotWell(client, volume.id, 'friday');
    await deleteWell(client, await vmNamed(client, 'vdi-002'));
    const { result } = await runWell(client, (requestId) => client.storage.scrub({ requestId }));
    const disk = 'Hard disk 1';
    expect(result).toEqual({
      kind: 'scrub', scannedBytes: 8192, damagedCount: 2, repairedCount: 1,
      damaged: [
        {
          isRepaired: false, holderCount: 3,
          holders: [
            { fileId: 2, vmName: 'vdi-001', disk, volumeName: 'datastore1', snapshotName: null, offsetBytes: 4096 },
            { fileId: 3, vmName: 'vdi-002', disk, volumeName: 'datastore1', snapshotName: 'friday', offsetBytes: 4096 },
            { fileId: 99, vmName: null, disk: null, volumeName: null, snapshotName: null, offsetBytes: 0 },
          ],
        },
        { isRepaired: true, holderCount: 1, holders: [{ fileId: 1, vmName: 'gold', disk, volumeName: 'datastore1', snapshotName: null, offsetBytes: 0 }] },
      ],
      mended: ['The summary of segment 3 was damaged and is rebuilt from the group headers.'],
      unmended: ['The summary of segment 4 is damaged and cannot be rewritten.'],
    });
  });

  test('can be cancelled, and the rest goes on beside it', async () => {
    const gate = new Gate();
    const { client } = await bench.open({
      kind: 'memory',
      wrap: (array) =>
        overlay(array, {
          reclaim: async (signal) => {
            await gate.pass();
            signal?.throwIfAborted();
            return { freedBytes: 0 };
          },
        }),
    }, 1);
    const { taskId } = await client.storage.exactPass({ requestId: newRequestId() });
    await gate.reached;
    await client.storage.createVolume({ name: 'meanwhile', settings: { sizeBytes: mibBytes }, type: 'VMFS', datacenterId: null });
    await client.tasks.cancel({ id: taskId });
    gate.open();
    expect(await client.tasks.wait({ id: taskId })).toMatchObject({ state: 'canceled' });
  });

  test('repeating a request id starts nothing twice', async () => {
    const { client } = await bench.open({ kind: 'memory' }, 0);
    const requestId = newRequestId();
    const [first, second] = await Promise.all([client.storage.scrub({ requestId }), client.storage.scrub({ requestId })]);
    expect(second).toEqual(first);
    expect((await client.tasks.list({ limit: 10 })).filter((task) => task.kind === 'scrub')).toHaveLength(1);
  });
});

describe.each(arrayKinds)('storage.watch over the %s array', (kind) => {
  test('a client that only applies what it is told ends up with what there is', async () => {
    const { client, volume, template } = await bench.open({ kind }, 1);
    const stop = new AbortController();
    const known = new Map<VolumeRow['id'], VolumeRow>();
    let revision = -1;
    let aggregate: StorageEvent['aggregate'] | null = null;
    const gaps: string[] = [];
    const stream = await client.storage.watch(undefined, { signal: stop.signal });
    const following = (async () => {
      for await (const event of stream) {
        if (event.type === 'change' && event.previousRevision !== revision) gaps.push(`${revision} to ${event.previousRevision}`);
        revision = event.revision;
        aggregate = event.aggregate;
        for (const row of event.volumes) known.set(row.id, row);
        if (event.type === 'change') for (const id of event.removedIds) known.delete(id);
      }
    })().catch((error: unknown) => {
      if (!stop.signal.aborted) throw error;
    });
    const made = await client.storage.createVolume({ name: 'made', settings: { sizeBytes: mibBytes }, type: 'NFS', datacenterId: null });
    await client.storage.setDedupe({ volumeId: volume.id, isOn: true });
    await runWell(client, (requestId) => client.storage.startDedupe({ volumeId: volume.id, scanAll: true, requestId }));
    await snapshotWell(client, volume.id, 'one');
    await runWell(client, (requestId) => client.storage.cloneVolume({ volumeId: volume.id, snapshotId: null, name: 'flex', isRegistering: true, requestId }));
    await deleteWell(client, await vmNamed(client, 'vdi-001'));
    await runWell(client, (requestId) => client.storage.deleteVolume({ volumeId: made.id, withMachines: false, requestId }));
    expect(await vmNamed(client, 'gold')).toMatchObject({ id: template.id });
    await expect.poll(async () => JSON.stringify([...known.values()]) === JSON.stringify(await client.storage.volumes()), { timeout: 5000 }).toBe(true);
    expect(known.size).toBe(2);
    expect(aggregate).toEqual(await client.storage.aggregate());
    expect((await volumeNamed(client, 'datastore1')).cloneNames).toEqual(['flex']);
    expect(gaps).toEqual([]);
    stop.abort();
    await following;
  });
});
