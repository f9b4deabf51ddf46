import { afterEach, describe, expect, test } from 'vitest';
import { cloneSpec, cloneWell, endedWell, newRequestId, powerWell, vmNamed } from '../../fixtures/yard.ts';
import { deleteWell, runWell, snapshotWell, StorageBench } from '../storage/harness.ts';
import { gibBytes, mibBytes } from '../../../shared/units.ts';
import { enter, exit, machinesOf, namesOn, openCluster, startEntering, stateOf, waiting } from './hostingYard.ts';

const bench = new StorageBench();
afterEach(() => bench.cleanUp());

describe('maintenance mode', () => {
  test('moves what runs to the other hosts of the cluster, and on request all else', async () => {
    const { client, hostIds } = await openCluster(bench, 6, 3);
    const [first, second = first, third = first] = hostIds;
    const [a, b, c] = await machinesOf(client);
    if (!a || !b || !c) throw new Error('There are too few machines.');
    await powerWell(client, [a.id, b.id, c.id], 'powerOn');
    await powerWell(client, [c.id], 'suspend');
    const task = await enter(client, first);
    expect(task).toMatchObject({ name: 'Enter maintenance mode', children: { total: 2, succeeded: 2, failed: 0 }, result: { kind: 'enterMaintenance', migrated: 2, failed: 0, stayed: 5 } });
    expect(await stateOf(client, first)).toBe('maintenance');
    // One each, to the one with the fewest.
    expect([await namesOn(client, second), await namesOn(client, third)]).toEqual([['vdi-001'], ['vdi-002']]);
    await expect(startEntering(client, first)).rejects.toMatchObject({ code: 'InvalidState', message: expect.stringContaining('in maintenance mode already') as string });
    expect(await exit(client, first)).toMatchObject({ result: { kind: 'exitMaintenance' } });
    await expect(client.hosting.exitMaintenance({ id: first, requestId: newRequestId() })).rejects.toMatchObject({ code: 'InvalidState' });
    expect(await enter(client, first, true)).toMatchObject({ children: { total: 5, succeeded: 5 }, result: { migrated: 5, stayed: 0 } });
    expect(await namesOn(client, first)).toEqual([]);
    expect(await client.system.check({ isDeep: false })).toMatchObject({ ok: true, problems: [] });
  });

  test('lets nothing be powered on or placed on the host', async () => {
    const { client, hostIds, template, volume } = await openCluster(bench, 2, 2);
    const [first, second = first] = hostIds;
    const snapshot = await snapshotWell(client, volume.id, 'before');
    const gone = await vmNamed(client, 'vdi-002');
    await deleteWell(client, gone);
    await enter(client, first);
    const wording = 'The operation is not allowed in the current state of the host';
    const vm = await vmNamed(client, 'vdi-001');
    const { taskId } = await client.lifecycle.power({ ids: [vm.id], operation: 'powerOn', requestId: newRequestId() });
    expect(await client.tasks.wait({ id: taskId })).toMatchObject({ state: 'error', fault: { code: 'InvalidState', message: expect.stringContaining(wording) as string } });
    const spec = { ...cloneSpec(template.id, 3), pattern: 'new-{n}', computeId: first };
    expect((await client.cloning.plan(spec)).refusals).toMatchObject([{ code: 'InvalidState', message: expect.stringContaining(wording) as string }]);
    await expect(client.migration.plan({ vmIds: [vm.id], hostId: first, datastoreId: null })).rejects.toMatchObject({ code: 'InvalidState', message: expect.stringContaining(wording) as string });
    // Left to the cluster, everything goes to the other host.
    await cloneWell(client, { ...spec, computeId: null });
    expect(await namesOn(client, second)).toEqual(['new-1', 'new-2', 'new-3']);
    // What comes back from a snapshot goes there as well.
    await runWell(client, (requestId) => client.storage.restoreVm({ snapshotId: snapshot.id, vmId: gone.id, requestId }));
    expect(await namesOn(client, second)).toContain('vdi-002');
    await runWell(client, (requestId) => client.lifecycle.unregister({ ids: [vm.id], requestId }));
    const register = await client.lifecycle.register({ ids: [vm.id], name: null, folderId: null, hostId: null, requestId: newRequestId() });
    expect(await client.tasks.wait({ id: register.taskId })).toMatchObject({ state: 'error', fault: { message: expect.stringContaining(wording) as string } });
    await runWell(client, (requestId) => client.lifecycle.register({ ids: [vm.id], name: null, folderId: null, hostId: second, requestId }));
    expect(await client.system.check({ isDeep: false })).toMatchObject({ ok: true, problems: [] });
  });

  test('waits for what nobody can take over until it is powered off, or another host is there', async () => {
    const { client, hostIds, template } = await openCluster(bench, 2, 2);
    const [first, second = first] = hostIds;
    await enter(client, second);
    const [a, b] = await machinesOf(client);
    if (!a || !b) throw new Error('There are too few machines.');
    await powerWell(client, [a.id, b.id], 'powerOn');
    const id = await startEntering(client, first);
    expect(await waiting(client, id)).toMatchObject({ detail: 'Waiting until 2 machines are powered off or migrated: no other host in the cluster can take over' });
    expect(await stateOf(client, first)).toBe('enteringMaintenance');
    await expect(startEntering(client, first)).rejects.toMatchObject({ code: 'TaskInProgress' });
    await expect(client.hosting.exitMaintenance({ id: first, requestId: newRequestId() })).rejects.toMatchObject({ code: 'TaskInProgress' });
    // Others go on meanwhile, and refuse.
    await expect(cloneWell(client, { ...cloneSpec(template.id, 1), pattern: 'x' })).rejects.toMatchObject({ code: 'InvalidState', message: expect.stringContaining('has no connected host. In maintenance mode:') as string });
    await powerWell(client, [a.id], 'powerOff');
    await exit(client, second);
    expect(await endedWell(client, id)).toMatchObject({ children: { total: 2, succeeded: 2, failed: 0 } });
    expect(await client.tasks.children({ id, offset: 0, limit: 10 })).toMatchObject({ children: [{ name: a.name, note: 'It was powered off meanwhile and stays.' }, { name: b.name, state: 'success' }] });
    expect([await namesOn(client, second), await stateOf(client, first)]).toEqual([[b.name], 'maintenance']);
    expect(await client.system.check({ isDeep: false })).toMatchObject({ ok: true, problems: [] });
  });

  test('counts what was placed and powered on there after it was asked for', async () => {
    const { client, hostIds, template } = await openCluster(bench, 1, 2);
    const [first, second = first] = hostIds;
    // Of the tasks that place machines one runs at a time, in the order in which they were asked for.
    const crowd = { ...cloneSpec(template.id, 500), pattern: 'crowd-{n}', computeId: second };
    const late = { ...cloneSpec(template.id, 5), pattern: 'late-{n}', computeId: first, powerOn: true };
    for (const spec of [crowd, late]) await client.cloning.start({ spec, requestId: newRequestId() });
    const task = await endedWell(client, await startEntering(client, first));
    expect(task).toMatchObject({ result: { kind: 'enterMaintenance', migrated: 5, failed: 0, stayed: 2 } });
    // None of them was there when it was asked for.
    expect(task.children).toBeNull();
    expect(await namesOn(client, second)).toHaveLength(505);
    expect(await client.system.check({ isDeep: false })).toMatchObject({ ok: true, problems: [] });
  });

  test('goes on when a datastore is mounted on a host that can then take over', async () => {
    const { client, hostIds } = await openCluster(bench, 1, 2);
    const [first, second = first] = hostIds;
    const [vm] = await machinesOf(client);
    if (!vm) throw new Error('There is no machine.');
    await client.datastores.unmount({ datastoreId: vm.datastoreId, hostId: second });
    await powerWell(client, [vm.id], 'powerOn');
    const id = await startEntering(client, first);
    await waiting(client, id);
    await client.datastores.mount({ datastoreId: vm.datastoreId, hostId: second });
    expect(await endedWell(client, id)).toMatchObject({ result: { migrated: 1, failed: 0 } });
    expect(await namesOn(client, second)).toEqual([vm.name]);
  });

  test('waits for a host that sees every datastore that holds a disk of the machine', async () => {
    const { client, hostIds } = await openCluster(bench, 1, 2);
    const [first, second = first] = hostIds;
    const [vm] = await machinesOf(client);
    const other = (await client.storage.createVolume({ name: 'block', settings: { sizeBytes: gibBytes }, type: 'VMFS', datacenterId: null })).datastore;
    if (!vm || !other) throw new Error('There is no machine, or no datastore.');
    const addDisks = [{ sizeBytes: mibBytes, format: 'thin' as const, datastoreId: other.id }];
    await runWell(client, (requestId) => client.hardware.reconfigure({ vmId: vm.id, change: { addDisks }, requestId }));
    await client.datastores.unmount({ datastoreId: other.id, hostId: second });
    await powerWell(client, [vm.id], 'powerOn');
    const id = await startEntering(client, first);
    await waiting(client, id);
    await client.datastores.mount({ datastoreId: other.id, hostId: second });
    expect(await endedWell(client, id)).toMatchObject({ result: { migrated: 1, failed: 0 } });
    expect(await namesOn(client, second)).toEqual([vm.name]);
    expect((await vmNamed(client, vm.name)).otherDatastoreIds).toEqual([other.id]);
    expect(await client.system.check({ isDeep: false })).toMatchObject({ ok: true, problems: [] });
  });

  test('stops with the reason instead, where that is asked for, and when it is cancelled; the host stays in use', async () => {
    const { client, hostIds } = await openCluster(bench, 1, 1);
    const [host] = hostIds;
    const [vm] = await machinesOf(client);
    if (!vm) throw new Error('There is no machine.');
    await powerWell(client, [vm.id], 'powerOn');
    const task = await client.tasks.wait({ id: await startEntering(client, host, { isWaiting: false }) });
    expect(task).toMatchObject({ state: 'error', fault: { code: 'InvalidState', names: [vm.name], message: expect.stringContaining('can take over what runs there: "vdi-001"') as string } });
    expect(await stateOf(client, host)).toBe('connected');
    const id = await startEntering(client, host);
    await waiting(client, id);
    await client.tasks.cancel({ id });
    expect(await client.tasks.wait({ id })).toMatchObject({ state: 'canceled', result: { migrated: 0 } });
    expect(await stateOf(client, host)).toBe('connected');
    await powerWell(client, [vm.id], 'reset');
    expect(await client.system.check({ isDeep: false })).toMatchObject({ ok: true, problems: [] });
  });
});
