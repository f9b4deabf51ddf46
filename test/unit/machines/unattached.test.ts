/** Disks that are removed from their machine while their files stay. */
import { afterEach, describe, expect, test } from 'vitest';
import type { StorageArray } from '../../../electron/array/port.ts';
import type { FileId, ObjectId } from '../../../shared/ids.ts';
import { hardwareChangeSchema, type HardwareChangeInput } from '../../../shared/model/hardware.ts';
import { gibBytes, mibBytes } from '../../../shared/units.ts';
import { arrayKinds, Gate, newRequestId, overlay, powerWell, vmNamed, YardBench, type TestYard } from '../../fixtures/yard.ts';
import { runWell, snapshotWell, volumeNamed } from '../storage/harness.ts';

const bench = new YardBench();
afterEach(() => bench.cleanUp());

async function create({ client }: TestYard, name: string, sizes: readonly number[]): Promise<ObjectId> {
  const containers = await client.inventory.containers();
  const idOf = (kind: 'folder' | 'host' | 'datastore'): ObjectId => containers.find((container) => container.kind === kind)?.id ?? expect.fail(`There is no ${kind}.`);
  const spec = {
    name, folderId: idOf('folder'), computeId: idOf('host'), datastoreId: idOf('datastore'), guestOs: 'Other', cpuCount: 1, memoryBytes: gibBytes,
    disks: sizes.map((sizeBytes) => ({ sizeBytes, format: 'thin' as const })), nics: [],
  };
  await runWell(client, (requestId) => client.hardware.create({ spec, requestId }));
  return (await vmNamed(client, name)).id;
}

const start = ({ client }: TestYard, vmId: ObjectId, change: HardwareChangeInput) => client.hardware.reconfigure({ vmId, change: hardwareChangeSchema.parse(change), requestId: newRequestId() });
const change = (opened: TestYard, vmId: ObjectId, input: HardwareChangeInput) => runWell(opened.client, () => start(opened, vmId, input));
const listed = ({ client }: TestYard) => client.hardware.unattached({ datastoreId: null });
const deleteDisks = ({ client }: TestYard, ...fileIds: FileId[]) => runWell(client, (requestId) => client.hardware.deleteUnattached({ fileIds, requestId }));

async function onlyOne(opened: TestYard): Promise<FileId> {
  const [only, ...others] = await listed(opened);
  expect(others).toEqual([]);
  return only?.fileId ?? expect.fail('There is no unattached disk.');
}

async function expectSound({ client, yard }: TestYard): Promise<void> {
  await yard.drain();
  expect((await client.system.check({ isDeep: true, repair: false })).problems).toEqual([]);
}

async function bytesOf({ array }: TestYard, fileId: FileId): Promise<Buffer> {
  const bytes = Buffer.alloc(array.file(fileId).sizeBytes);
  await array.read(fileId, 0, bytes);
  return bytes;
}

describe.each(arrayKinds)('unattached disks over the %s array', (kind) => {
  test('keep what they hold and the space they take, and another machine gets them', async () => {
    const opened = await bench.openSetUp({ kind });
    const { client, array } = opened;
    const [from, to] = [await create(opened, 'web', [2 * mibBytes, 4 * mibBytes]), await create(opened, 'db', [mibBytes])];
    const volume = await volumeNamed(client, 'datastore1');
    const file = [...array.fileIds(volume.id)].find((id) => array.file(id).sizeBytes === 4 * mibBytes) ?? expect.fail('The disk has no file.');
    await array.write(file, mibBytes, Buffer.alloc(mibBytes, 'kept'));
    await powerWell(client, [from], 'powerOn');
    const before = await volumeNamed(client, 'datastore1');
    const provisioned = (await client.inventory.containers()).find(({ kind: one }) => one === 'datastore');
    await change(opened, from, { detachDisks: ['Hard disk 2'] });
    expect((await client.inventory.vm({ id: from })).disks.map(({ label }) => label)).toEqual(['Hard disk 1']);
    expect(await client.datastores.planMaintenance({ datastoreId: provisioned?.id ?? expect.fail('There is no datastore.'), targetId: null })).toMatchObject({ unattachedCount: 1 });
    expect(await listed(opened)).toMatchObject([{ fileId: file, label: 'Hard disk 2', vmName: 'web', sizeBytes: 4 * mibBytes, format: 'thin', logicalBytes: mibBytes }]);
    expect(await volumeNamed(client, 'datastore1')).toMatchObject({ logicalBytes: before.logicalBytes, physicalBytes: before.physicalBytes });
    expect((await client.inventory.containers()).find(({ kind: one }) => one === 'datastore')).toEqual(provisioned);
    await expectSound(opened);
    await expect(start(opened, to, { attachDisks: [file, file] })).rejects.toMatchObject({ code: 'InvalidArgument' });
    await change(opened, to, { attachDisks: [file], addDisks: [{ sizeBytes: mibBytes, format: 'thin' }] });
    expect((await client.inventory.vm({ id: to })).disks.map(({ label, sizeBytes }) => [label, sizeBytes])).toEqual([['Hard disk 1', mibBytes], ['Hard disk 2', mibBytes], ['Hard disk 3', 4 * mibBytes]]);
    expect((await bytesOf(opened, file)).subarray(mibBytes, 2 * mibBytes).equals(Buffer.alloc(mibBytes, 'kept'))).toBe(true);
    expect(await listed(opened)).toEqual([]);
    await expect(start(opened, from, { attachDisks: [file] })).rejects.toMatchObject({ code: 'ManagedObjectNotFound' });
    await expectSound(opened);
  });

  test('are there after another start, and gone with their space once they are deleted', async () => {
    const opened = await bench.openSetUp({ kind });
    const { client, array } = opened;
    const vmId = await create(opened, 'web', [2 * mibBytes, mibBytes]);
    const empty = await volumeNamed(client, 'datastore1');
    const [file = expect.fail('There is no file.')] = array.fileIds(empty.id);
    await array.write(file, 0, Buffer.alloc(mibBytes, 'data'));
    // The first disk is the first of its group: what the other one shares is counted without it from now on.
    await change(opened, vmId, { detachDisks: ['Hard disk 1'] });
    const [other] = [...array.fileIds(empty.id)].filter((id) => id !== file);
    expect([file, other].map((id) => array.file(id ?? file).groupId)).toEqual([file, other]);
    await expectSound(opened);
    // The model of the array forgets its blocks with its process, so only the real one is looked at over a restart.
    if (kind !== 'embedded') return;
    await bench.close(opened);
    const again = await bench.open(opened.directory, { kind });
    expect(await onlyOne(again)).toBe(file);
    await expectSound(again);
    const task = await deleteDisks(again, file);
    expect(task).toMatchObject({ name: 'Delete disk', target: { name: 'Hard disk 1 of web' }, result: { kind: 'deleteDisks', deleted: 1 } });
    expect(await listed(again)).toEqual([]);
    expect([...again.array.fileIds(empty.id)]).toEqual([other]);
    expect(await volumeNamed(again.client, 'datastore1')).toMatchObject({ logicalBytes: empty.logicalBytes });
    await expectSound(again);
    await expect(again.client.hardware.deleteUnattached({ fileIds: [file], requestId: newRequestId() })).rejects.toMatchObject({ code: 'ManagedObjectNotFound' });
  });

  test('are counted as deleted by the task that has deleted them', async (context) => {
    if (kind === 'memory') context.skip('The model of the array has nothing to give back, so nothing waits there.');
    const gate = new Gate();
    let isArmed = false;
    const opened = await bench.openSetUp({
      kind,
      wrap: (array) =>
        overlay(array, {
          reclaim: async (signal) => {
            if (isArmed) await gate.pass();
            return array.reclaim(signal);
          },
        }),
    });
    const { client } = opened;
    const vmId = await create(opened, 'web', [mibBytes, mibBytes, mibBytes, mibBytes]);
    for (const fileId of opened.array.fileIds((await volumeNamed(client, 'datastore1')).id)) await opened.array.write(fileId, 0, Buffer.alloc(4096, 'data'));
    await change(opened, vmId, { detachDisks: ['Hard disk 2', 'Hard disk 3', 'Hard disk 4'] });
    const [first, one, other] = (await listed(opened)).map(({ fileId }) => fileId);
    if (first === undefined || one === undefined || other === undefined) throw new Error('There are no three disks.');
    isArmed = true;
    // The others wait for its end.
    const ahead = deleteDisks(opened, first);
    await gate.reached;
    const both = await Promise.all([[one], [one, other]].map((fileIds) => client.hardware.deleteUnattached({ fileIds, requestId: newRequestId() })));
    gate.open();
    await ahead;
    const results = await Promise.all(both.map(async ({ taskId }) => (await client.tasks.wait({ id: taskId })).result));
    expect(results).toMatchObject([{ kind: 'deleteDisks', deleted: 1 }, { kind: 'deleteDisks', deleted: 1 }]);
    expect(await listed(opened)).toEqual([]);
    await expectSound(opened);
  });

  test('go back with a snapshot of the volume, and those made since go', async () => {
    const opened = await bench.openSetUp({ kind });
    const { client, array } = opened;
    const vmId = await create(opened, 'web', [mibBytes, 2 * mibBytes]);
    const volume = await volumeNamed(client, 'datastore1');
    const old = [...array.fileIds(volume.id)].find((id) => array.file(id).sizeBytes === 2 * mibBytes) ?? expect.fail('There is no file.');
    await array.write(old, 0, Buffer.alloc(mibBytes, 'then'));
    const snapshot = await snapshotWell(client, volume.id, 'then');
    await change(opened, vmId, { growDisks: [{ label: 'Hard disk 2', sizeBytes: 8 * mibBytes }], addDisks: [{ sizeBytes: 3 * mibBytes, format: 'thin' }] });
    await array.write(old, 0, Buffer.alloc(mibBytes, 'since'));
    await change(opened, vmId, { detachDisks: ['Hard disk 2', 'Hard disk 3'] });
    expect(await client.storage.planRestore({ snapshotId: snapshot.id })).toMatchObject({
      unattached: { reverted: { count: 1, names: ['Hard disk 2 of web'] }, removed: { count: 1, names: ['Hard disk 3 of web'] } },
    });
    const task = await runWell(client, (requestId) => client.storage.restoreSnapshot({ snapshotId: snapshot.id, requestId }));
    expect(task.result).toMatchObject({ kind: 'restoreSnapshot', removed: 0, removedUnattached: 1 });
    expect(await listed(opened)).toMatchObject([{ fileId: old, sizeBytes: 2 * mibBytes }]);
    expect((await bytesOf(opened, old)).subarray(0, mibBytes).equals(Buffer.alloc(mibBytes, 'then'))).toBe(true);
    expect(array.file(old).groupId).toBe(old);
    await expectSound(opened);
    await change(opened, vmId, { attachDisks: [old] });
    await expectSound(opened);
  });

  test('keep their volume from being deleted unless that is asked for, and are known on no FlexClone of it', async () => {
    const opened = await bench.openSetUp({ kind });
    const { client } = opened;
    const vmId = await create(opened, 'web', [mibBytes, mibBytes]);
    await change(opened, vmId, { detachDisks: ['Hard disk 2'] });
    const { id: volumeId } = await volumeNamed(client, 'datastore1');
    await runWell(client, (requestId) => client.storage.cloneVolume({ volumeId, snapshotId: null, name: 'copy', isRegistering: true, requestId }));
    expect(await listed(opened)).toHaveLength(1);
    await expectSound(opened);
    const copy = await volumeNamed(client, 'copy');
    await runWell(client, (requestId) => client.storage.deleteVolume({ volumeId: copy.id, withMachines: true, requestId }));
    await runWell(client, (requestId) => client.inventory.deleteVms({ ids: [vmId], requestId }));
    for (const { id } of await client.storage.snapshots({ volumeId })) await client.storage.deleteSnapshot({ snapshotId: id });
    await expect(client.storage.deleteVolume({ volumeId, withMachines: false, requestId: newRequestId() })).rejects.toMatchObject({ code: 'ResourceInUse', data: { names: ['Hard disk 2 of web'] } });
    const deleted = await runWell(client, (requestId) => client.storage.deleteVolume({ volumeId, withMachines: true, requestId }));
    expect(deleted.result).toMatchObject({ deletedUnattached: 1 });
    expect(await listed(opened)).toEqual([]);
    await expectSound(opened);
  });

  test('are what a snapshot of the machine does not allow, and stay where they lie whatever becomes of their machine', async () => {
    const opened = await bench.openSetUp({ kind });
    const { client } = opened;
    const vmId = await create(opened, 'web', [mibBytes, mibBytes]);
    await change(opened, vmId, { detachDisks: ['Hard disk 2'] });
    const file = await onlyOne(opened);
    await runWell(client, (requestId) => client.machines.createSnapshot({ vmId, name: 'kept', description: '', requestId }));
    await expect(start(opened, vmId, { detachDisks: ['Hard disk 1'] })).rejects.toMatchObject({ code: 'InvalidState', data: { names: ['web'] } });
    await expect(start(opened, vmId, { detachDisks: ['Hard disk 9'] })).rejects.toMatchObject({ code: 'ManagedObjectNotFound' });
    await client.storage.createVolume({ name: 'other', settings: { sizeBytes: gibBytes }, type: 'NFS', datacenterId: null });
    const other = (await client.inventory.containers()).find(({ name }) => name === 'other') ?? expect.fail('There is no other datastore.');
    await runWell(client, (requestId) => client.migration.start({ spec: { vmIds: [vmId], hostId: null, datastoreId: other.id }, requestId }));
    await change(opened, vmId, { attachDisks: [file] });
    const { datastoreId, otherDatastoreIds, disks } = await client.inventory.vm({ id: vmId });
    const [home] = otherDatastoreIds ?? [];
    expect(datastoreId).toBe(other.id);
    expect(disks.map((disk) => [disk.label, disk.datastoreId])).toEqual([['Hard disk 1', other.id], ['Hard disk 2', home]]);
    expect((await client.inventory.containers()).find(({ id }) => id === home)?.name).toBe('datastore1');
    await expectSound(opened);
  });
});

test('deleted before a crash, they are counted by the task that goes on after it', async () => {
  const copies: string[] = [];
  let directory: string | null = null;
  const wrap = (array: StorageArray): StorageArray =>
    overlay(array, {
      reclaim: (signal) => {
        if (directory !== null) copies.push(bench.copyAsIfCrashed(directory));
        return array.reclaim(signal);
      },
    });
  const opened = await bench.openSetUp({ kind: 'embedded', wrap });
  const vmId = await create(opened, 'web', [mibBytes, mibBytes]);
  const volume = await volumeNamed(opened.client, 'datastore1');
  for (const fileId of opened.array.fileIds(volume.id)) await opened.array.write(fileId, 0, Buffer.alloc(4096, 'data'));
  await change(opened, vmId, { detachDisks: ['Hard disk 2'] });
  const file = await onlyOne(opened);
  directory = opened.directory;
  const { id } = await deleteDisks(opened, file);
  await bench.close(opened);
  const again = await bench.open(copies[0] ?? expect.fail('No space was given back.'));
  await again.yard.drain();
  expect(await again.client.tasks.get({ id })).toMatchObject({ state: 'success', resumeCount: 1, result: { kind: 'deleteDisks', deleted: 1 } });
  expect(await listed(again)).toEqual([]);
  await expectSound(again);
});

test('after a crash a disk is with its machine or unattached, never both and never lost', async () => {
  const opened = await bench.openSetUp({ kind: 'embedded' });
  const vmId = await create(opened, 'web', [mibBytes, 2 * mibBytes]);
  const before = bench.copyAsIfCrashed(opened.directory);
  await change(opened, vmId, { detachDisks: ['Hard disk 2'] });
  const after = bench.copyAsIfCrashed(opened.directory);
  const file = await onlyOne(opened);
  await change(opened, vmId, { attachDisks: [file] });
  const attached = bench.copyAsIfCrashed(opened.directory);
  await bench.close(opened);
  for (const [directory, labels, count] of [[before, ['Hard disk 1', 'Hard disk 2'], 0], [after, ['Hard disk 1'], 1], [attached, ['Hard disk 1', 'Hard disk 2'], 0]] as const) {
    const again = await bench.open(directory);
    expect((await again.client.inventory.vm({ id: vmId })).disks.map(({ label }) => label)).toEqual(labels);
    expect(await listed(again)).toHaveLength(count);
    await expectSound(again);
    await bench.close(again);
  }
});
