import { afterEach, describe, expect, test } from 'vitest';
import { allVms } from '../../fixtures/allVms.ts';
import { arrayKinds, cloneSpec, cloneWell, newRequestId, powerWell, vmNamed, type TestYard } from '../../fixtures/yard.ts';
import { StorageBench, runWell, snapshotWell, volumeNamed } from '../storage/harness.ts';
import type { ObjectId } from '../../../shared/ids.ts';

const bench = new StorageBench();
afterEach(() => bench.cleanUp());

const remove = ({ client }: TestYard, ...ids: ObjectId[]) => runWell(client, (requestId) => client.lifecycle.unregister({ ids, requestId }));
const asItWas = { name: null, folderId: null, hostId: null };
const checked = async ({ client }: TestYard): Promise<void> => expect(await client.system.check({ isDeep: true })).toMatchObject({ ok: true, problems: [] });

describe.each(arrayKinds)('what is removed from the inventory over the %s array', (kind) => {
  test('stays on its datastore, takes the same space there, and comes back as it was', async () => {
    const opened = await bench.open({ kind }, 3);
    const { client, template } = opened;
    const vm = await vmNamed(client, 'vdi-002');
    await runWell(client, (requestId) => client.machines.createSnapshot({ vmId: vm.id, name: 'kept', description: '', requestId }));
    const detail = await client.inventory.vm({ id: vm.id });
    const before = await volumeNamed(client, 'datastore1');
    const task = await remove(opened, vm.id, template.id);
    expect(task).toMatchObject({ name: 'Remove 2 virtual machines from the inventory', result: { kind: 'unregisterVms', changed: 2, failed: 0 } });
    expect(await volumeNamed(client, 'datastore1')).toMatchObject({ logicalBytes: before.logicalBytes, physicalBytes: before.physicalBytes });
    expect((await allVms(client)).map(({ name }) => name)).toEqual(['vdi-001', 'vdi-003']);
    const { logicalBytes, provisionedBytes } = detail.space;
    expect(await client.lifecycle.unregistered({ datastoreId: vm.datastoreId })).toMatchObject([
      { id: template.id, name: 'gold', isTemplate: true }, { id: vm.id, name: 'vdi-002', isTemplate: false, diskCount: 1, snapshotCount: 1, logicalBytes, provisionedBytes },
    ]);
    await runWell(client, (requestId) => client.storage.exactPass({ requestId }));
    await checked(opened);
    await bench.yards.close(opened);
    const again = await bench.yards.open(opened.directory, { kind });
    // The model of the array forgets its blocks with its process, so only the real one is looked at over a restart.
    if (kind === 'embedded') {
      expect(await runWell(again.client, (requestId) => again.client.lifecycle.undo({ taskId: task.id, requestId }))).toMatchObject({ name: 'Undo: register 2 virtual machines', result: { kind: 'registerVms', changed: 2 } });
      expect(await again.client.inventory.vm({ id: vm.id })).toEqual(detail);
      expect((await allVms(again.client)).map(({ name }) => name)).toEqual(['gold', 'vdi-001', 'vdi-002', 'vdi-003']);
      expect(await again.client.lifecycle.unregistered({ datastoreId: null })).toEqual([]);
      await checked(again);
    }
  });

  test('is registered under another name and elsewhere, and not under one that is taken', async () => {
    const opened = await bench.open({ kind }, 2);
    const { client, template } = opened;
    const vm = await vmNamed(client, 'vdi-001');
    const { result } = await runWell(client, (requestId) => client.lifecycle.createFolder({ parentId: template.folderId, name: 'Back', requestId }));
    const folderId = result?.kind === 'createFolder' ? result.folderId : null;
    await remove(opened, vm.id);
    await cloneWell(client, cloneSpec(template.id, 1));
    const register = (changes: Partial<Parameters<typeof client.lifecycle.register>[0]>) => client.lifecycle.register({ ids: [vm.id], ...asItWas, requestId: newRequestId(), ...changes });
    const failed = await client.tasks.wait({ id: (await register({})).taskId });
    expect(failed).toMatchObject({ state: 'error', fault: { code: 'DuplicateName', names: ['vdi-001'], hint: 'Register it under another name.' } });
    const done = await runWell(client, () => register({ name: 'returned', folderId }));
    expect(await vmNamed(client, 'returned')).toMatchObject({ id: vm.id, folderId, source: { name: 'gold' } });
    await expect(register({})).rejects.toMatchObject({ code: 'ManagedObjectNotFound' });
    const told = await client.events.list({ objectId: vm.id, types: [], severities: [], sinceMs: null, beforeMs: null, chainId: done.id, text: '', limit: 10, beforeKey: null });
    expect(told.events.map(({ type }) => type)).toEqual(['VmRegisteredEvent', 'TaskEvent']);
    await checked(opened);
    expect(await client.lifecycle.undoRefusal({ taskId: done.id })).toBeNull();
    expect(await runWell(client, (requestId) => client.lifecycle.undo({ taskId: done.id, requestId }))).toMatchObject({ result: { kind: 'unregisterVms', changed: 1 } });
    expect(await client.lifecycle.undoRefusal({ taskId: done.id })).toMatchObject({ code: 'InvalidState' });
    expect(await client.lifecycle.unregistered({ datastoreId: null })).toMatchObject([{ name: 'returned' }]);
    await checked(opened);
  });

  test('is refused while it is powered on, and other machines are dealt with all the same', async () => {
    const opened = await bench.open({ kind }, 3);
    const { client } = opened;
    const ids = (await allVms(client)).filter((vm) => !vm.isTemplate).map((vm) => vm.id);
    await powerWell(client, ids.slice(0, 1), 'powerOn');
    expect(await remove(opened, ...ids)).toMatchObject({ result: { changed: 2, unchanged: 0, failed: 1 } });
    expect(await client.lifecycle.unregistered({ datastoreId: null })).toHaveLength(2);
    await checked(opened);
  });

  test('goes with its volume, and keeps it from being deleted unasked', async () => {
    const opened = await bench.open({ kind }, 1);
    const { client, volume } = opened;
    const machines = await allVms(client);
    await remove(opened, ...machines.map((vm) => vm.id));
    await expect(client.storage.deleteVolume({ volumeId: volume.id, withMachines: false, requestId: newRequestId() })).rejects.toMatchObject({ code: 'ResourceInUse', message: expect.stringContaining('Unregistered') });
    const deleted = await runWell(client, (requestId) => client.storage.deleteVolume({ volumeId: volume.id, withMachines: true, requestId }));
    expect(deleted.result).toMatchObject({ deletedUnregistered: 2 });
    expect(await client.lifecycle.unregistered({ datastoreId: null })).toEqual([]);
    await checked(opened);
  });

  test('is taken back with its volume', async () => {
    const opened = await bench.open({ kind }, 1);
    const { client, volume, template } = opened;
    const snapshot = await snapshotWell(client, volume.id, 'before');
    await cloneWell(client, cloneSpec(template.id, 1, { pattern: 'later-{n}' }));
    const [old, later] = [await vmNamed(client, 'vdi-001'), await vmNamed(client, 'later-1')];
    await remove(opened, old.id, later.id);
    await runWell(client, (requestId) => client.storage.restoreSnapshot({ snapshotId: snapshot.id, requestId }));
    expect(await client.lifecycle.unregistered({ datastoreId: null })).toMatchObject([{ name: 'vdi-001' }]);
    await checked(opened);
    await runWell(client, (requestId) => client.lifecycle.register({ ids: [old.id], ...asItWas, requestId }));
    expect((await allVms(client)).map(({ name }) => name)).toEqual(['gold', 'vdi-001']);
    await checked(opened);
  });
});

test('what a FlexClone brought along is removed and split off without being lost', async () => {
  const opened = await bench.open({}, 1);
  const { client, volume } = opened;
  await runWell(client, (requestId) => client.storage.cloneVolume({ volumeId: volume.id, snapshotId: null, name: 'lab', isRegistering: true, requestId }));
  const vm = await vmNamed(client, 'vdi-001_lab');
  await remove(opened, vm.id);
  await checked(opened);
  const lab = await volumeNamed(client, 'lab');
  await runWell(client, (requestId) => client.storage.splitVolume({ volumeId: lab.id, requestId }));
  await checked(opened);
  await runWell(client, (requestId) => client.lifecycle.register({ ids: [vm.id], ...asItWas, requestId }));
  await checked(opened);
});
