import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { Meta } from '../../../electron/meta/meta.ts';
import { trailIdSchema } from '../../../shared/ids.ts';
import { allVms } from '../../fixtures/allVms.ts';
import { cloneSpec, cloneWell, endedWell, newRequestId, type TestYard } from '../../fixtures/yard.ts';
import { AccelerationBench, cloneOn, emptyTemplate } from './harness.ts';

const bench = new AccelerationBench();

/** How many machines have a list of what happened to them, in the store of a yard that is closed for it. */
async function keptLists(yard: TestYard): Promise<number> {
  await bench.yards.close(yard);
  const meta = Meta.open(join(yard.directory, 'meta'));
  const count = meta.table('trailsOfVm').count();
  await meta.close();
  return count;
}

afterEach(() => bench.cleanUp());

describe('through the calls', () => {
  test('a clone tells how it was made, as its task and the list do', async () => {
    const yard = await bench.open();
    const { client, filer, hosts } = yard;
    const gold = await emptyTemplate(yard, filer.datastoreId);
    const expected = await client.offload.decide({ vmId: gold.id, datastoreId: null, hostId: hosts[0].hostId });
    expect(expected).toMatchObject({ operation: 'clone', mechanism: 'fileClone', isOffloaded: true });
    const task = await cloneWell(client, cloneSpec(gold.id, 3, { computeId: hosts[0].hostId }));
    const clones = (await allVms(client)).filter((vm) => !vm.isTemplate);
    const told = await Promise.all(clones.map((vm) => client.offload.explain({ vmId: vm.id })));
    const [first] = told;
    if (!first?.made) throw new Error('Nothing is told.');
    expect(first.made).toMatchObject({ mechanism: 'fileClone', isOffloaded: true, taskId: task.id, vmCount: 3, sourceName: 'gold', hostName: 'esx-01', datastoreName: 'filer', failure: null });
    expect(first.made.vmNames.toSorted()).toEqual(clones.map((vm) => vm.name).toSorted());
    // Clones that were made the same way share a trail.
    expect(told.every(({ made }) => made?.id === first.made?.id)).toBe(true);
    expect(await client.offload.trail({ id: first.made.id })).toEqual(first.made);
    expect(await client.offload.trails({ limit: 10, taskId: task.id })).toEqual([first.made]);
    expect(await client.offload.trails({ limit: 10, beforeId: first.made.id })).not.toContainEqual(first.made);
    await expect(client.offload.trail({ id: trailIdSchema.parse('trail-9999') })).rejects.toMatchObject({ code: 'ManagedObjectNotFound' });
  });

  test('the switches of host and datastore are followed by the next clone, and its trail says which one stood in the way', async () => {
    const yard = await bench.open();
    const { client, filer, hosts } = yard;
    const gold = await emptyTemplate(yard, filer.datastoreId);
    const made = async (name: string): Promise<unknown> => {
      const clone = await cloneOn(client, gold, name, hosts[0].hostId);
      const { made: trail } = await client.offload.explain({ vmId: clone.id });
      return trail && { mechanism: trail.mechanism, firstFailed: trail.firstFailed };
    };
    await client.offload.setHostSwitches({ hostId: hosts[0].hostId, change: { isNasPluginInstalled: false } });
    expect(await made('a')).toEqual({ mechanism: 'hostCopy', firstFailed: 'nasPlugin' });
    await client.offload.setHostSwitches({ hostId: hosts[0].hostId, change: { isNasPluginInstalled: true } });
    await client.offload.setDatastore({ datastoreId: filer.datastoreId, switches: { isMoveOn: false } });
    expect(await made('b')).toEqual({ mechanism: 'hostCopy', firstFailed: 'datastoreSwitch' });
    await client.offload.setDatastore({ datastoreId: filer.datastoreId, switches: { isMoveOn: true } });
    expect(await made('c')).toEqual({ mechanism: 'fileClone', firstFailed: null });
  });

  test('what happened to a machine is forgotten with it, once nothing can bring it back', async () => {
    const yard = await bench.open();
    const { client, filer, hosts } = yard;
    const gold = await emptyTemplate(yard, filer.datastoreId);
    const clone = await cloneOn(client, gold, 'a', hosts[0].hostId);
    const { taskId } = await client.machines.createSnapshot({ vmId: clone.id, name: 'one', description: '', requestId: newRequestId() });
    await endedWell(client, taskId);
    expect((await client.offload.explain({ vmId: clone.id })).later).toMatchObject([{ operation: 'snapshot' }]);
    const [volume] = await client.storage.volumes();
    if (!volume) throw new Error('There is no volume.');
    const { id: snapshotId } = await client.storage.createSnapshot({ volumeId: volume.id, name: 'before', comment: '' });
    const deleted = await client.inventory.deleteVms({ ids: [clone.id], requestId: newRequestId() });
    await endedWell(client, deleted.taskId);
    expect(await keptLists(yard)).toBe(1);
    const again = await bench.yards.open(yard.directory);
    await again.client.storage.deleteSnapshot({ snapshotId });
    expect(await keptLists(again)).toBe(0);
  });

  test('a copy by the host shows in its use, and nowhere else', async () => {
    const yard = await bench.open();
    const { client, filer, hosts } = yard;
    const gold = await emptyTemplate(yard, filer.datastoreId);
    await client.offload.setDatastore({ datastoreId: filer.datastoreId, profile: 'plain' });
    await cloneOn(client, gold, 'a', hosts[0].hostId);
    const moved = async (hostId: (typeof hosts)[number]['hostId']): Promise<number> => {
      let bytes = 0;
      let events = 0;
      for await (const { samples } of await client.offload.hostUse({ hostId })) {
        bytes += samples.reduce((sum, sample) => sum + sample.networkReadBytes + sample.networkWriteBytes, 0);
        events += 1;
        if (events === 3) break;
      }
      return bytes;
    };
    const [busy, idle] = await Promise.all(hosts.map(({ hostId }) => moved(hostId)));
    const row = (await client.offload.datastores()).find((datastore) => datastore.datastoreId === filer.datastoreId);
    expect(busy).toBe((row?.counters.hostReadBytes ?? 0) + (row?.counters.hostWriteBytes ?? 0));
    expect(busy).toBeGreaterThan(0);
    expect(idle).toBe(0);
  });
});
