import { afterEach, describe, expect, test } from 'vitest';
import { endedWell, newRequestId, powerWell } from '../../fixtures/yard.ts';
import { runWell, StorageBench } from '../storage/harness.ts';
import { create, enter, exit, hardware, hostsOf, machinesOf, onlyOf, openCluster } from './hostingYard.ts';
import type { ObjectId } from '../../../shared/ids.ts';
import type { NewObject } from '../../../shared/model/hosting.ts';

const bench = new StorageBench();
afterEach(() => bench.cleanUp());

describe('datacenters, clusters, hosts and networks', () => {
  test('are made where they can be, under names that are free there, and change', async () => {
    const { client, datacenterId, clusterId, hostIds } = await openCluster(bench, 0, 2);
    const refused = (object: NewObject, fault: object) => expect(client.hosting.create({ object, requestId: newRequestId() })).rejects.toMatchObject(fault);
    await refused({ kind: 'cluster', parentId: datacenterId, name: 'cluster' }, { code: 'DuplicateName' });
    await refused({ kind: 'cluster', parentId: clusterId, name: 'Other' }, { code: 'InvalidArgument', message: 'There cannot be a cluster in "Cluster".' });
    await refused({ kind: 'datacenter', name: 'a/b' }, { code: 'InvalidName' });
    await refused({ kind: 'host', parentId: datacenterId, name: 'ESX-02.test', ...hardware }, { code: 'DuplicateName' });
    await refused({ kind: 'host', parentId: datacenterId, name: 'esx 9', ...hardware }, { code: 'InvalidName' });
    const networkId = await create(client, { kind: 'network', parentId: datacenterId, name: 'Lab', vlanId: 0 });
    const read = async (id: ObjectId) => (await client.inventory.containers()).find((one) => one.id === id);
    expect(await read(networkId)).toMatchObject({ vlanId: null });
    await runWell(client, (requestId) => client.hosting.edit({ id: networkId, change: { kind: 'network', vlanId: 4094 }, requestId }));
    expect(await read(networkId)).toMatchObject({ name: 'Lab', vlanId: 4094 });

    const id = hostIds[1] ?? hostIds[0];
    const edit = (requestId = newRequestId()) => client.hosting.edit({ id, change: { kind: 'host', cpuCoreCount: 64, cpuMhz: 3000, memoryBytes: 2 ** 40 }, requestId });
    await expect(edit()).rejects.toMatchObject({ code: 'InvalidState', data: { hint: 'Let it enter maintenance mode first.' } });
    await enter(client, id);
    await runWell(client, edit);
    await exit(client, id);
    expect(await read(id)).toMatchObject({ cpuCoreCount: 64, cpuMhz: 3000, memoryBytes: 2 ** 40, connectionState: 'connected' });
    const told = await client.events.list({ objectId: id, types: [], severities: [], sinceMs: null, beforeMs: null, chainId: null, text: '', limit: 100, beforeKey: null });
    expect(told.events.filter(({ type }) => /Maintenance|Reconfigured|HostAdded/.test(type)).map(({ message }) => message)).toEqual([
      'The host esx-02.test has exited maintenance mode.',
      '"esx-02.test" was reconfigured: 64 cores at 3,000 MHz, 1 TiB memory.',
      'The host esx-02.test has entered maintenance mode.',
      'The host esx-02.test has begun to enter maintenance mode.',
      'The host esx-02.test was added.',
    ]);
    expect(await client.system.check({ isDeep: false })).toMatchObject({ ok: true, problems: [] });
  });

  test('are removed when nothing is in them and nothing uses them, and say what does', async () => {
    const { client, datacenterId, clusterId, hostIds } = await openCluster(bench, 2, 2);
    const [first, second = first] = hostIds;
    const network = await onlyOf(client, 'network');
    const remove = (id: ObjectId) => client.hosting.remove({ id, requestId: newRequestId() });
    expect(await client.hosting.obstacles({ id: network.id })).toEqual([
      { kind: 'vm', count: 2, names: ['vdi-001', 'vdi-002'] },
      { kind: 'template', count: 1, names: ['gold'] },
    ]);
    await expect(remove(network.id)).rejects.toMatchObject({ code: 'ResourceInUse', message: `"${network.name}" is used by 2 virtual machines, 1 template.`, data: { names: ['vdi-001', 'vdi-002', 'gold'] } });
    await expect(remove(clusterId)).rejects.toMatchObject({ code: 'ResourceInUse', message: '"Cluster" has 2 hosts.' });
    await expect(remove(datacenterId)).rejects.toMatchObject({ code: 'ResourceInUse' });
    await expect(remove(first)).rejects.toMatchObject({ code: 'ResourceInUse' });
    await expect(remove(second)).rejects.toMatchObject({ code: 'InvalidState' });
    await expect(remove((await onlyOf(client, 'folder')).id)).rejects.toMatchObject({ code: 'NotSupported' });

    // Everything leaves the first host, templates as well, and then it can go.
    expect(await enter(client, first, true)).toMatchObject({ result: { kind: 'enterMaintenance', migrated: 3, failed: 0, stayed: 0 } });
    await endedWell(client, (await remove(first)).taskId);
    expect((await hostsOf(client)).map(({ id }) => id)).toEqual([second]);
    const emptied = await create(client, { kind: 'datacenter', name: 'Elsewhere' });
    await endedWell(client, (await remove(emptied)).taskId);
    const lonely = await create(client, { kind: 'cluster', parentId: datacenterId, name: 'Lonely' });
    await endedWell(client, (await remove(lonely)).taskId);
    expect(await client.system.check({ isDeep: false })).toMatchObject({ ok: true, problems: [] });
  });

  test('stay apart: a host moves within its datacenter and without running machines, and machines stay in theirs', async () => {
    const { client, datacenterId, clusterId, hostIds, template, volume } = await openCluster(bench, 1, 1);
    const [host] = hostIds;
    const otherId = await create(client, { kind: 'datacenter', name: 'Elsewhere' });
    const strangerId = await create(client, { kind: 'host', parentId: otherId, name: 'esx-far.test', ...hardware });
    const moveHost = (id: ObjectId, parentId: ObjectId) => client.hosting.moveHost({ id, parentId, requestId: newRequestId() });
    await expect(moveHost(host, otherId)).rejects.toMatchObject({ code: 'InvalidArgument', message: '"Elsewhere" is in another datacenter.' });
    const [vm] = await machinesOf(client);
    if (!vm) throw new Error('There is no machine.');
    const plan = await client.migration.plan({ vmIds: [vm.id], hostId: strangerId, datastoreId: null });
    expect(plan.refusals).toMatchObject([{ code: 'InvalidArgument' }]);
    const clones = await client.cloning.plan({ sourceId: template.id, pattern: 'far-{n}', startNumber: 1, count: 1, computeId: strangerId, folderId: null, datastoreId: null, powerOn: false });
    expect(clones.refusals).toMatchObject([{ code: 'InvalidState', names: [volume.name] }, { code: 'InvalidFolder' }]);
    await powerWell(client, [vm.id], 'powerOn');
    await expect(moveHost(host, datacenterId)).rejects.toMatchObject({ code: 'InvalidState', message: expect.stringContaining('"vdi-001"') as string });
    await powerWell(client, [vm.id], 'powerOff');
    await endedWell(client, (await moveHost(host, datacenterId)).taskId);
    expect((await hostsOf(client)).find(({ id }) => id === host)).toMatchObject({ parentId: datacenterId });
    await expect(moveHost(host, datacenterId)).rejects.toMatchObject({ code: 'InvalidArgument' });
    await endedWell(client, (await moveHost(host, clusterId)).taskId);
    expect(await client.system.check({ isDeep: false })).toMatchObject({ ok: true, problems: [] });
  });
});
