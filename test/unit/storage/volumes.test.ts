import { afterEach, describe, expect, test } from 'vitest';
import { allVms } from '../../fixtures/allVms.ts';
import { arrayKinds, cloneSpec, cloneWell, newRequestId, powerWell, vmNamed } from '../../fixtures/yard.ts';
import { gibBytes, mibBytes } from '../../../shared/units.ts';
import { StorageBench, brokenRules, runWell, snapshotWell, volumeNamed } from './harness.ts';

const bench = new StorageBench();
afterEach(() => bench.cleanUp());

const newVolume = (name: string, sizeBytes: number) => ({ name, settings: { sizeBytes }, type: 'NFS' as const, datacenterId: null });

describe.each(arrayKinds)('volumes over the %s array', (kind) => {
  test('have the name of their datastore, and figures that add up', async () => {
    const { client, volume, dataBytes } = await bench.open({ kind }, 10);
    const [space] = (await client.inventory.containers()).flatMap((container) => (container.kind === 'datastore' ? [container.space] : []));
    expect(volume).toMatchObject({ name: 'datastore1', datastore: { name: 'datastore1' }, snapshotCount: 0, base: null, cloneNames: [], fill: 'normal', dedupe: { isOn: false, state: 'idle', schedule: 'sun-sat@0', nextRunAtMs: null } });
    expect(volume).toMatchObject({ logicalBytes: 11 * dataBytes, physicalBytes: dataBytes, savedByCloneBytes: 10 * dataBytes, savedByDedupeBytes: 0, isExact: true });
    expect(space).toMatchObject({ logicalBytes: volume.logicalBytes, physicalBytes: volume.physicalBytes, savedBytes: volume.savedBytes, freeBytes: volume.freeBytes, snapshotBytes: 0 });
    expect(brokenRules(volume)).toEqual([]);
  });

  test('are made with a datastore that machines can be cloned to, and resized in use', async () => {
    const { client, template, dataBytes } = await bench.open({ kind }, 0);
    const made = await client.storage.createVolume({ ...newVolume('fast', 64 * mibBytes), settings: { sizeBytes: 64 * mibBytes, autogrow: { maximumBytes: gibBytes, atPercent: 90 }, nearlyFullPercent: 60 } });
    expect(made).toMatchObject({ name: 'fast', sizeBytes: 64 * mibBytes, guarantee: 'none', autogrow: { maximumBytes: gibBytes, atPercent: 90 }, nearlyFullPercent: 60, fullPercent: 85, datastore: { name: 'fast' } });
    await cloneWell(client, cloneSpec(template.id, 2, { datastoreId: made.datastore?.id ?? null }));
    expect(await volumeNamed(client, 'fast')).toMatchObject({ logicalBytes: 2 * dataBytes, physicalBytes: dataBytes });
    expect(await client.storage.updateVolume({ volumeId: made.id, settings: { sizeBytes: 128 * mibBytes, autogrow: null } })).toMatchObject({ sizeBytes: 128 * mibBytes, autogrow: null, nearlyFullPercent: 60 });
    await expect(client.storage.updateVolume({ volumeId: made.id, settings: { sizeBytes: 4096 } })).rejects.toMatchObject({ code: 'InsufficientStorageSpace' });
    expect(await client.system.check({ isDeep: true })).toMatchObject({ ok: true, problems: [], repaired: [], isDeep: true });
  });

  test('refuse names that are taken or cannot be addressed', async () => {
    const { client } = await bench.open({ kind }, 0);
    await expect(client.storage.createVolume(newVolume('DataStore1', gibBytes))).rejects.toMatchObject({ code: 'DuplicateName', data: { names: ['DataStore1'] } });
    await expect(client.storage.createVolume(newVolume('a@b', gibBytes))).rejects.toMatchObject({ code: 'InvalidName' });
    await expect(client.storage.createVolume(newVolume('a/b', gibBytes))).rejects.toMatchObject({ code: 'InvalidName' });
    expect(await client.storage.volumes()).toHaveLength(1);
  });

  test('tell when they fill up', async () => {
    const { client, template, dataBytes } = await bench.open({ kind }, 0);
    const made = await client.storage.createVolume(newVolume('small', dataBytes * 2));
    await cloneWell(client, cloneSpec(template.id, 1, { datastoreId: made.datastore?.id ?? null }));
    expect(await client.storage.volume({ volumeId: made.id })).toMatchObject({ fill: 'normal', freeBytes: dataBytes });
    expect(await client.storage.updateVolume({ volumeId: made.id, settings: { nearlyFullPercent: 50 } })).toMatchObject({ fill: 'nearlyFull' });
    expect(await client.storage.updateVolume({ volumeId: made.id, settings: { nearlyFullPercent: 40, fullPercent: 50 } })).toMatchObject({ fill: 'full' });
  });

  test('are deleted only when nothing is on them, or with what is', async () => {
    const { client, template, volume, dataBytes } = await bench.open({ kind }, 0);
    const made = await client.storage.createVolume(newVolume('second', 64 * mibBytes));
    await cloneWell(client, cloneSpec(template.id, 3, { datastoreId: made.datastore?.id ?? null }));
    const remove = (withMachines: boolean) => client.storage.deleteVolume({ volumeId: made.id, withMachines, requestId: newRequestId() });
    await expect(remove(false)).rejects.toMatchObject({ code: 'ResourceInUse', data: { names: ['vdi-001', 'vdi-002', 'vdi-003'] } });
    const first = await vmNamed(client, 'vdi-001');
    await powerWell(client, [first.id], 'powerOn');
    await expect(remove(true)).rejects.toMatchObject({ code: 'InvalidPowerState' });
    await powerWell(client, [first.id], 'powerOff');
    await snapshotWell(client, made.id, 'kept');
    const task = await runWell(client, (requestId) => client.storage.deleteVolume({ volumeId: made.id, withMachines: true, requestId }));
    expect(task).toMatchObject({ kind: 'deleteVolume', target: { name: 'second' }, result: { deletedMachines: 3, freedBytes: dataBytes } });
    expect((await client.storage.volumes()).map((row) => row.name)).toEqual([volume.name]);
    expect((await client.inventory.containers()).filter((container) => container.kind === 'datastore')).toHaveLength(1);
    expect((await allVms(client)).map((vm) => vm.name)).toEqual(['gold']);
    expect(await client.system.check()).toMatchObject({ ok: true, problems: [] });
    // Neither the name is kept nor the id used again.
    const again = await client.storage.createVolume(newVolume('second', 64 * mibBytes));
    expect(again.datastore?.id).not.toBe(made.datastore?.id);
  });

  test('share an aggregate with a quota', async () => {
    const { client, dataBytes } = await bench.open({ kind }, 0);
    expect(await client.storage.aggregate()).toMatchObject({ quotaBytes: null, physicalBytes: dataBytes, isExact: true });
    expect(await client.storage.setQuota({ quotaBytes: 64 * mibBytes })).toMatchObject({ quotaBytes: 64 * mibBytes });
    await expect(client.storage.createVolume({ ...newVolume('promised', 128 * mibBytes), settings: { sizeBytes: 128 * mibBytes, guarantee: 'volume' } })).rejects.toMatchObject({ code: 'InsufficientStorageSpace' });
    expect(await client.storage.setQuota({ quotaBytes: null })).toMatchObject({ quotaBytes: null });
  });
});
