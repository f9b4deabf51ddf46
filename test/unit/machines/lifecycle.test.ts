import { afterEach, describe, expect, test } from 'vitest';
import { allVms } from '../../fixtures/allVms.ts';
import { newRequestId, powerWell, vmNamed, type TestYard, type YardClient } from '../../fixtures/yard.ts';
import { StorageBench, runWell } from '../storage/harness.ts';
import { objectIdSchema, type ObjectId, type RequestId, type TaskId } from '../../../shared/ids.ts';
import type { Task } from '../../../shared/model/task.ts';

const bench = new StorageBench();
afterEach(() => bench.cleanUp());

const idsOf = async (client: YardClient, ...names: string[]): Promise<ObjectId[]> => {
  const vms = await allVms(client);
  return names.map((name) => vms.find((vm) => vm.name === name)?.id ?? raise(`There is no ${name}.`));
};
function raise(text: string): never {
  throw new Error(text);
}
const containerNamed = async (client: YardClient, name: string) => (await client.inventory.containers()).find((container) => container.name === name) ?? raise(`There is no ${name}.`);
const ended = async (client: YardClient, start: (requestId: RequestId) => Promise<{ taskId: TaskId }>): Promise<Task> => client.tasks.wait({ id: (await start(newRequestId())).taskId });
const itemsOf = async (client: YardClient, { id }: Task) => (await client.tasks.children({ id, offset: 0, limit: 1000 })).children;
const undo = (client: YardClient, { id }: Task) => runWell(client, (requestId) => client.lifecycle.undo({ taskId: id, requestId }));
const refusalOf = (client: YardClient, { id }: Task) => client.lifecycle.undoRefusal({ taskId: id });
const makeFolder = async (client: YardClient, parentId: ObjectId, name: string): Promise<ObjectId> => {
  const { result } = await runWell(client, (requestId) => client.lifecycle.createFolder({ parentId, name, requestId }));
  return result?.kind === 'createFolder' ? result.folderId : raise('No folder was made.');
};
const checked = async ({ client }: Pick<TestYard, 'client'>): Promise<void> => expect(await client.system.check({ isDeep: true })).toMatchObject({ ok: true, problems: [] });

describe('renaming', () => {
  test('gives a free name, tells the clones, and can be taken back', async () => {
    const opened = await bench.open({}, 3);
    const { client, template } = opened;
    const rename = (id: ObjectId, name: string) => runWell(client, (requestId) => client.lifecycle.rename({ id, name, requestId }));
    const task = await rename(template.id, 'golden');
    expect(await refusalOf(client, task)).toBeNull();
    expect(task).toMatchObject({ name: 'Rename template', target: { id: template.id, name: template.name }, result: { kind: 'renameObject', before: template.name, after: 'golden' } });
    expect((await allVms(client)).flatMap((vm) => vm.source?.name ?? [])).toEqual(['golden', 'golden', 'golden']);
    expect((await vmNamed(client, 'golden')).id).toBe(template.id);
    // Only the case changes: that name is its own.
    await rename(template.id, 'Golden');
    await expect(client.lifecycle.rename({ id: template.id, name: 'VDI-001', requestId: newRequestId() })).rejects.toMatchObject({ code: 'DuplicateName', data: { names: ['VDI-001'] } });
    await expect(client.lifecycle.rename({ id: template.id, name: 'a/b', requestId: newRequestId() })).rejects.toMatchObject({ code: 'InvalidName' });
    await expect(client.lifecycle.undo({ taskId: task.id, requestId: newRequestId() })).rejects.toMatchObject({ code: 'InvalidState', message: '"golden" was renamed once more since, to "Golden".' });
    await rename(template.id, 'golden');
    expect(await undo(client, task)).toMatchObject({ name: 'Undo: rename template' });
    expect(await refusalOf(client, task)).toMatchObject({ code: 'InvalidState', message: `"golden" was renamed once more since, to "${template.name}".` });
    expect((await allVms(client)).flatMap((vm) => vm.source?.name ?? [])).toEqual([template.name, template.name, template.name]);
    // A name that came free can be given.
    await rename((await idsOf(client, 'vdi-001'))[0] ?? raise('No id.'), 'golden');
    await checked(opened);
  });

  test('works for places whose names are free beside them, and not for hosts', async () => {
    const { client, volume } = await bench.open({}, 0);
    const containers = await client.inventory.containers();
    for (const { id, kind, name } of containers) {
      const start = (after: string) => client.lifecycle.rename({ id, name: after, requestId: newRequestId() });
      if (kind === 'host' || kind === 'vcenter') await expect(start('other')).rejects.toMatchObject({ code: 'NotSupported' });
      else await runWell(client, () => start(`${name} 2`));
    }
    const after = await client.inventory.containers();
    expect(after.filter(({ name }) => name.endsWith(' 2'))).toHaveLength(containers.filter(({ kind }) => kind !== 'host' && kind !== 'vcenter').length);
    expect(await client.storage.volume({ volumeId: volume.id })).toMatchObject({ name: 'datastore1', datastore: { name: 'datastore1 2' } });
  });

  test('is done once however often it is asked for', async () => {
    const { client, template } = await bench.open({}, 0);
    const requestId = newRequestId();
    const { taskId } = await client.lifecycle.rename({ id: template.id, name: 'one', requestId });
    await client.tasks.wait({ id: taskId });
    expect(await client.lifecycle.rename({ id: template.id, name: 'two', requestId })).toEqual({ taskId });
    expect((await vmNamed(client, 'one')).id).toBe(template.id);
  });
});

describe('folders', () => {
  test('lie in one another, are moved with what is in them, and never into themselves', async () => {
    const opened = await bench.open({}, 2);
    const { client, template } = opened;
    const datacenter = (await client.inventory.containers()).find(({ kind }) => kind === 'datacenter') ?? raise('No datacenter.');
    const desktops = await makeFolder(client, datacenter.id, 'Desktops');
    const finance = await makeFolder(client, desktops, 'Finance');
    const year = await makeFolder(client, finance, '2026');
    expect((await client.inventory.containers()).find(({ id }) => id === year)).toMatchObject({ kind: 'folder', parentId: finance });
    await expect(client.lifecycle.createFolder({ parentId: desktops, name: 'FINANCE', requestId: newRequestId() })).rejects.toMatchObject({ code: 'DuplicateName' });
    await expect(client.lifecycle.createFolder({ parentId: template.hostId, name: 'x', requestId: newRequestId() })).rejects.toMatchObject({ code: 'InvalidFolder' });
    // The same name is free elsewhere.
    const other = await makeFolder(client, datacenter.id, 'Finance');
    const move = (ids: ObjectId[], folderId: ObjectId) => ended(client, (requestId) => client.lifecycle.move({ ids, folderId, requestId }));
    expect(await move([desktops], year)).toMatchObject({ state: 'error', fault: { code: 'InvalidFolder', message: expect.stringContaining('into itself') } });
    expect(await move([other], desktops)).toMatchObject({ state: 'error', fault: { code: 'DuplicateName' } });
    const [first = raise('No id.'), second = raise('No id.')] = await idsOf(client, 'vdi-001', 'vdi-002');
    await move([first], year);
    const task = await move([first, second, finance], other);
    expect(task).toMatchObject({ name: 'Move 3 objects to Finance', state: 'success', result: { changed: 3, unchanged: 0, failed: 0 } });
    expect(await move([first], other)).toMatchObject({ result: { changed: 0, unchanged: 1 } });
    await checked(opened);
    expect(await undo(client, task)).toMatchObject({ result: { kind: 'moveObjects', changed: 3, failed: 0 } });
    expect(await vmNamed(client, 'vdi-001')).toMatchObject({ folderId: year });
    expect(await vmNamed(client, 'vdi-002')).toMatchObject({ folderId: template.folderId });
    expect((await client.inventory.containers()).find(({ id }) => id === finance)).toMatchObject({ parentId: desktops });
    // What is elsewhere by now stays there.
    await expect(undo(client, task)).rejects.toMatchObject({ code: 'InvalidState', message: 'Nothing of "Move 3 objects to Finance" can be taken back now.' });
    expect(await refusalOf(client, task)).toMatchObject({ code: 'InvalidState' });
    // A part that can still be taken back is enough.
    await move([first], other);
    expect(await refusalOf(client, task)).toBeNull();
    expect(await undo(client, task)).toMatchObject({ result: { changed: 1, unchanged: 2 } });
    await checked(opened);
  });

  test('are deleted when they are empty, or together with what is in them, whose disks stay', async () => {
    const opened = await bench.open({}, 3);
    const { client, template } = opened;
    const outer = await makeFolder(client, template.folderId, 'Outer');
    const inner = await makeFolder(client, outer, 'Inner');
    const ids = await idsOf(client, 'vdi-001', 'vdi-002');
    await runWell(client, (requestId) => client.lifecycle.move({ ids, folderId: inner, requestId }));
    const remove = (id: ObjectId, withContent: boolean) => client.lifecycle.deleteFolder({ id, withContent, requestId: newRequestId() });
    await expect(remove(outer, false)).rejects.toMatchObject({ code: 'ResourceInUse', data: { names: ['Inner', 'vdi-001', 'vdi-002'] } });
    await powerWell(client, ids.slice(0, 1), 'powerOn');
    await expect(remove(outer, true)).rejects.toMatchObject({ code: 'InvalidPowerState', data: { names: ['vdi-001'] } });
    await powerWell(client, ids, 'powerOff');
    const before = await containerNamed(client, 'datastore1');
    expect(await runWell(client, () => remove(outer, true))).toMatchObject({ result: { kind: 'deleteFolder', folders: 2, unregistered: 2 } });
    expect(await containerNamed(client, 'datastore1')).toEqual(before);
    expect((await client.lifecycle.unregistered({ datastoreId: null })).map((vm) => vm.name)).toEqual(['vdi-001', 'vdi-002']);
    await expect(remove(template.folderId, true)).rejects.toMatchObject({ code: 'ResourceInUse', message: expect.stringContaining('last folder') });
    await checked(opened);
  });
});

describe('power operations', () => {
  test('are decided machine by machine', async () => {
    const { client, template } = await bench.open({}, 4);
    const ids = await idsOf(client, 'vdi-001', 'vdi-002', 'vdi-003', 'vdi-004');
    const power = (operation: 'powerOn' | 'powerOff' | 'suspend' | 'reset', which: ObjectId[]) => ended(client, (requestId) => client.lifecycle.power({ ids: which, operation, requestId }));
    await power('powerOn', ids.slice(0, 2));
    const task = await power('powerOn', [...ids, template.id]);
    expect(task).toMatchObject({ name: 'Power on 5 virtual machines', state: 'success', result: { operation: 'powerOn', changed: 2, unchanged: 2, failed: 1 }, children: { total: 5, succeeded: 4, failed: 1 } });
    expect(await itemsOf(client, task)).toMatchObject([
      { name: 'vdi-001', note: 'It was powered on already.' }, { name: 'vdi-002', note: 'It was powered on already.' }, { name: 'vdi-003', fault: null }, { name: 'vdi-004', fault: null },
      { name: template.name, state: 'error', fault: { code: 'NotSupported' } },
    ]);
    expect(await power('suspend', ids.slice(0, 2))).toMatchObject({ result: { changed: 2 } });
    expect(await vmNamed(client, 'vdi-001')).toMatchObject({ powerState: 'suspended' });
    expect(await power('reset', ids.slice(0, 1))).toMatchObject({ state: 'error', fault: { code: 'InvalidPowerState', message: '"vdi-001" is suspended.' } });
    expect(await power('reset', ids.slice(1))).toMatchObject({ result: { changed: 2, failed: 1 } });
    expect(await power('powerOff', ids)).toMatchObject({ result: { changed: 4, unchanged: 0, failed: 0 } });
    expect(await power('suspend', ids)).toMatchObject({ state: 'error', fault: { code: 'InvalidPowerState', message: expect.stringContaining('The other 3 were refused as well') } });
    await expect(client.lifecycle.undo({ taskId: task.id, requestId: newRequestId() })).rejects.toMatchObject({ code: 'NotSupported' });
    expect(await refusalOf(client, task)).toMatchObject({ code: 'NotSupported' });
  });
});

describe('converting', () => {
  test('asks for machines that are off and have no snapshots, and is taken back', async () => {
    const opened = await bench.open({}, 3);
    const { client, template } = opened;
    const [first = raise('No id.'), second = raise('No id.'), third = raise('No id.')] = await idsOf(client, 'vdi-001', 'vdi-002', 'vdi-003');
    await powerWell(client, [first], 'powerOn');
    await runWell(client, (requestId) => client.machines.createSnapshot({ vmId: second, name: 'kept', description: '', requestId }));
    const task = await ended(client, (requestId) => client.lifecycle.convert({ ids: [first, second, third, template.id], to: 'template', requestId }));
    expect(task).toMatchObject({ name: 'Convert 4 virtual machines to templates', result: { to: 'template', changed: 1, unchanged: 1, failed: 2 } });
    expect((await itemsOf(client, task)).map((item) => item.fault?.code ?? item.note)).toEqual(['InvalidPowerState', 'InvalidState', undefined, 'It was a template already.']);
    expect(await vmNamed(client, 'vdi-003')).toMatchObject({ isTemplate: true });
    expect(await client.system.info()).toMatchObject({ templateCount: 2, vmCount: 2 });
    expect(await refusalOf(client, task)).toBeNull();
    const undone = await undo(client, task);
    expect(undone).toMatchObject({ name: 'Undo: convert template to a virtual machine', result: { to: 'vm', changed: 1 } });
    expect(await refusalOf(client, task)).toMatchObject({ code: 'InvalidState' });
    // What stands in the way of taking that back again is named.
    await powerWell(client, [third], 'powerOn');
    expect(await refusalOf(client, undone)).toMatchObject({ code: 'InvalidState', message: expect.stringContaining('"vdi-003" is not powered off.'), hint: 'Power it off first.' });
    await powerWell(client, [third], 'powerOff');
    expect(await refusalOf(client, undone)).toBeNull();
    expect(await vmNamed(client, template.name)).toMatchObject({ isTemplate: true });
    await checked(opened);
  });
});

test('notes are kept', async () => {
  const opened = await bench.open({}, 1);
  const [id = raise('No id.')] = await idsOf(opened.client, 'vdi-001');
  await opened.client.lifecycle.setNotes({ id, notes: 'Belongs to finance.\nAsk before deleting.' });
  await bench.yards.close(opened);
  const { client } = await bench.yards.open(opened.directory);
  expect(await client.inventory.vm({ id })).toMatchObject({ notes: 'Belongs to finance.\nAsk before deleting.' });
});

test('notes of containers are kept, told to everybody and taken away again', async () => {
  const opened = await bench.open({}, 0);
  const before = await opened.client.inventory.containers();
  for (const { id, kind } of before) await opened.client.lifecycle.setNotes({ id, notes: `About the ${kind}.\nAsk first.` });
  await bench.yards.close(opened);
  const again = await bench.yards.open(opened.directory);
  const { client } = again;
  const after = await client.inventory.containers();
  expect(after).toHaveLength(before.length);
  for (const { kind, notes } of after) expect(notes).toBe(`About the ${kind}.\nAsk first.`);
  const datastore = after.find(({ kind }) => kind === 'datastore') ?? raise('No datastore.');
  // Everything else that is done to it leaves the notes alone.
  await runWell(client, (requestId) => client.lifecycle.rename({ id: datastore.id, name: 'slow', requestId }));
  expect(await containerNamed(client, 'slow')).toMatchObject({ notes: datastore.notes });
  const { events } = await client.events.list({ objectId: datastore.id, types: ['ContainerReconfiguredEvent'], severities: [], sinceMs: null, beforeMs: null, chainId: null, text: '', limit: 10, beforeKey: null });
  expect(events.map(({ message }) => message)).toContain('"datastore1" was reconfigured: notes.');
  for (const { id } of after) await client.lifecycle.setNotes({ id, notes: '' });
  for (const container of await client.inventory.containers()) expect(container).not.toHaveProperty('notes');
  await expect(client.lifecycle.setNotes({ id: objectIdSchema.parse('datastore-999'), notes: 'x' })).rejects.toMatchObject({ code: 'ManagedObjectNotFound' });
  await checked(again);
});
