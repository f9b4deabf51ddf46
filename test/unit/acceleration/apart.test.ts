/** Machines with disks on both datastores: what waits for space, what arrays are told, where it is found afterwards. */
import { afterEach, describe, expect, test } from 'vitest';
import { objectIdSchema, type ObjectId } from '../../../shared/ids.ts';
import type { YardEvent } from '../../../shared/model/event.ts';
import { gibBytes, mibBytes } from '../../../shared/units.ts';
import { endedWell, newRequestId, powerWell, vmNamed } from '../../fixtures/yard.ts';
import { AccelerationBench, datastoreWhen, randomFile, type AccelerationYard } from './harness.ts';

const bench = new AccelerationBench();
afterEach(() => bench.cleanUp());

/** `web` at home on the large NFS datastore, with `Hard disk 2` on the small VMFS one. */
async function openWeb(): Promise<AccelerationYard & { readonly vmId: ObjectId }> {
  const opened = await bench.open();
  const { client, filer, block, hosts } = opened;
  const folder = (await client.inventory.containers()).find(({ kind }) => kind === 'folder');
  const disks = [filer, block].map(({ datastoreId }) => ({ sizeBytes: 24 * mibBytes, format: 'thin' as const, datastoreId }));
  const spec = { name: 'web', folderId: folder?.id ?? objectIdSchema.parse('group-v1'), computeId: hosts[0].hostId, datastoreId: filer.datastoreId, guestOs: 'Other', cpuCount: 1, memoryBytes: gibBytes, disks, nics: [] };
  await endedWell(client, (await client.hardware.create({ spec, requestId: newRequestId() })).taskId);
  return { ...opened, vmId: (await vmNamed(client, 'web')).id };
}

const eventsOf = async ({ client }: AccelerationYard, objectId: ObjectId): Promise<YardEvent[]> =>
  (await client.events.list({ objectId, types: [], severities: [], sinceMs: null, beforeMs: null, chainId: null, text: 'web', limit: 100, beforeKey: null })).events;

describe('a machine with disks on two datastores', () => {
  test('waits for space on the one that its disk lies on, wherever it is at home', async () => {
    const opened = await openWeb();
    const { client, filer, block, vmId } = opened;
    await powerWell(client, [vmId], 'powerOn');
    const { path } = randomFile(opened, 'much', 20 * mibBytes, 1);
    const write = async (disk: string) => (await client.disks.writeDisk({ vmId, disk, offsetBytes: 0, path, requestId: newRequestId() })).taskId;
    await endedWell(client, await write('Hard disk 1'));
    const writing = await write('Hard disk 2');
    expect(await datastoreWhen(client, block.datastoreId, ({ stunnedVms }) => stunnedVms.length > 0)).toMatchObject({ stunnedVms: [{ id: vmId, name: 'web' }] });
    expect(await client.tasks.get({ id: writing })).toMatchObject({ state: 'running', detail: 'Paused: "block" is full. Add space or free some.' });
    expect((await client.offload.datastores()).find(({ datastoreId }) => datastoreId === filer.datastoreId)?.stunnedVms).toEqual([]);
    const volume = (await client.storage.volumes()).find(({ name }) => name === 'block') ?? expect.fail('There is no volume.');
    await client.storage.updateVolume({ volumeId: volume.id, settings: { sizeBytes: 64 * mibBytes } });
    expect(await endedWell(client, writing)).toMatchObject({ result: { kind: 'writeDisk', bytesWritten: 20 * mibBytes } });
    expect((await client.system.check({ isDeep: true, repair: false })).problems).toEqual([]);
  });

  test('is deleted with a trail for each datastore, and told of under both', async () => {
    const opened = await openWeb();
    const { client, filer, block, vmId } = opened;
    const { path } = randomFile(opened, 'some', mibBytes, 2);
    for (const disk of ['Hard disk 1', 'Hard disk 2']) await endedWell(client, (await client.disks.writeDisk({ vmId, disk, offsetBytes: 0, path, requestId: newRequestId() })).taskId);
    const { taskId } = await client.inventory.deleteVms({ ids: [vmId], requestId: newRequestId() });
    await endedWell(client, taskId);
    const trails = (await client.offload.trails({ limit: 10, taskId })).toReversed();
    expect(trails.map(({ operation, datastoreName, vmNames }) => [operation, datastoreName, vmNames])).toEqual([['delete', 'filer', ['web']], ['delete', 'block', ['web']]]);
    // Files on NFS just go; the block device is told of what its file held.
    expect(trails.map(({ attempts }) => attempts.find(({ primitive }) => primitive === 'unmap')?.movedBytes)).toEqual([undefined, mibBytes]);
    expect(await eventsOf(opened, block.datastoreId)).toEqual(await eventsOf(opened, filer.datastoreId));
    expect((await eventsOf(opened, block.datastoreId)).map(({ type }) => type)).toContain('VmRemovedEvent');
    expect((await client.system.check({ isDeep: true, repair: false })).problems).toEqual([]);
  });
});
