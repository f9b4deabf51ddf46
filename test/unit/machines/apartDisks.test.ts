/** Machines whose disks lie on several datastores: made, changed, kept, put back, registered and deleted. */
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { Meta, metaFormatVersion } from '../../../electron/meta/meta.ts';
import { gibBytes, mibBytes } from '../../../shared/units.ts';
import { arrayKinds, newRequestId, overlay, powerWell, vmNamed, YardBench } from '../../fixtures/yard.ts';
import { runWell } from '../storage/harness.ts';
import { changeWell, createApart, datastoreNamed, expectSound, newestFile, openApart, placesOf, provisioned, startChange } from './apartBench.ts';

const bench = new YardBench();
afterEach(() => bench.cleanUp());

const filled = (text: string): Buffer => Buffer.alloc(mibBytes, text);

describe.each(arrayKinds)('disks on several datastores over the %s array', (kind) => {
  test('are made where they were asked for, counted there, and there after another start', async () => {
    const opened = await openApart(bench, { kind });
    const { client, array, home, fast } = opened;
    const vmId = await createApart(opened, 'web', { home: [2 * mibBytes, mibBytes], fast: [4 * mibBytes, mibBytes] });
    expect(await vmNamed(client, 'web')).toMatchObject({ datastoreId: home.id, otherDatastoreIds: [fast.id] });
    expect(await placesOf(opened, vmId)).toEqual([['Hard disk 1', home.id], ['Hard disk 2', home.id], ['Hard disk 3', fast.id], ['Hard disk 4', fast.id]]);
    expect([[...array.fileIds(home.volumeId)].length, [...array.fileIds(fast.volumeId)].length]).toEqual([2, 2]);
    expect(await provisioned(opened)).toEqual([3 * mibBytes, 5 * mibBytes]);
    for (const { volumeId } of [home, fast]) for (const file of [...array.fileIds(volumeId)]) await array.write(file, 0, filled(`data of ${file}`));
    // What only the disks and the snapshot share is the machine's own, on each datastore.
    await runWell(client, (requestId) => client.machines.createSnapshot({ vmId, name: 'then', description: '', requestId }));
    await expectSound(opened);
    await runWell(client, (requestId) => client.storage.exactPass({ requestId }));
    const { space } = await vmNamed(client, 'web');
    const storedBytes = array.volume(home.volumeId).physicalBytes + array.volume(fast.volumeId).physicalBytes;
    expect(space).toMatchObject({ provisionedBytes: 8 * mibBytes, logicalBytes: 4 * mibBytes, uniqueBytes: storedBytes, snapshotBytes: 0, isExact: true });
    if (kind === 'memory') return;
    await bench.close(opened);
    const again = await bench.open(opened.directory, { kind });
    expect(await placesOf(again, vmId)).toEqual([['Hard disk 1', home.id], ['Hard disk 2', home.id], ['Hard disk 3', fast.id], ['Hard disk 4', fast.id]]);
    expect(await vmNamed(again.client, 'web')).toMatchObject({ space });
    await expectSound(again);
  });

  test('say nothing of a datastore that is the home, and are refused where none may be placed', async () => {
    const opened = await openApart(bench, { kind });
    const { client, home, fast, hostId, folderId } = opened;
    const spec = (datastoreId: typeof fast.id, sizeBytes: number, format: 'thin' | 'eagerZeroedThick' = 'thin') => ({
      name: 'web', folderId, computeId: hostId, datastoreId: home.id, guestOs: 'Other', cpuCount: 1, memoryBytes: gibBytes, disks: [{ sizeBytes, format, datastoreId }], nics: [],
    });
    const create = (...given: Parameters<typeof spec>) => client.hardware.create({ spec: spec(...given), requestId: newRequestId() });
    await expect(create(fast.id, 2 * gibBytes, 'eagerZeroedThick')).rejects.toMatchObject({ code: 'InsufficientStorageSpace', data: { names: ['fast'] } });
    await expect(create(hostId, mibBytes)).rejects.toMatchObject({ code: 'ManagedObjectNotFound' });
    await client.datastores.unmount({ datastoreId: fast.id, hostId });
    await expect(create(fast.id, mibBytes)).rejects.toMatchObject({ code: 'InvalidState', message: expect.stringContaining('"fast" is not mounted on') });
    await client.datastores.mount({ datastoreId: fast.id, hostId });
    await runWell(client, (requestId) => client.datastores.enterMaintenance({ datastoreId: fast.id, targetId: null, requestId }));
    await expect(create(fast.id, mibBytes)).rejects.toMatchObject({ code: 'InvalidState', message: '"fast" is in maintenance mode.' });
    await runWell(client, () => create(home.id, mibBytes));
    const { id } = await vmNamed(client, 'web');
    expect((await vmNamed(client, 'web')).otherDatastoreIds).toBeUndefined();
    await expect(startChange(opened, id, { addDisks: [{ sizeBytes: mibBytes, format: 'thin', datastoreId: fast.id }] })).rejects.toMatchObject({ code: 'InvalidState' });
    await runWell(client, (requestId) => client.datastores.exitMaintenance({ datastoreId: fast.id, requestId }));
    await changeWell(opened, id, { addDisks: [{ sizeBytes: mibBytes, format: 'eagerZeroedThick', datastoreId: fast.id }] });
    expect(await placesOf(opened, id)).toEqual([['Hard disk 1', home.id], ['Hard disk 2', fast.id]]);
    // Now the host needs both.
    await expect(client.datastores.unmount({ datastoreId: fast.id, hostId })).rejects.toMatchObject({ code: 'ResourceInUse', data: { names: ['web'] } });
    await expectSound(opened);
  });

  test('grow, leave and come back with their machine at work', async () => {
    const opened = await openApart(bench, { kind });
    const { client, array, home, fast } = opened;
    const vmId = await createApart(opened, 'web', { home: [mibBytes], fast: [2 * mibBytes, mibBytes] });
    const other = await createApart(opened, 'db', { home: [mibBytes], fast: [] });
    await powerWell(client, [vmId], 'powerOn');
    const file = newestFile(opened, fast);
    await array.write(file, 0, filled('kept'));
    await expect(startChange(opened, vmId, { growDisks: [{ label: 'Hard disk 3', sizeBytes: 8 * mibBytes }], addDisks: [{ sizeBytes: 4 * gibBytes, format: 'lazyZeroedThick', datastoreId: fast.id }] })).rejects.toMatchObject({ code: 'InsufficientStorageSpace', data: { names: ['fast'] } });
    await changeWell(opened, vmId, { growDisks: [{ label: 'Hard disk 3', sizeBytes: 8 * mibBytes }], removeDisks: ['Hard disk 2'] });
    expect(await provisioned(opened)).toEqual([2 * mibBytes, 8 * mibBytes]);
    await expectSound(opened);
    await changeWell(opened, vmId, { detachDisks: ['Hard disk 3'] });
    expect((await vmNamed(client, 'web')).otherDatastoreIds).toBeUndefined();
    expect(await client.hardware.unattached({ datastoreId: fast.id })).toMatchObject([{ fileId: file, vmName: 'web', datastoreId: fast.id }]);
    expect(await client.hardware.unattached({ datastoreId: home.id })).toEqual([]);
    expect(await provisioned(opened)).toEqual([2 * mibBytes, 8 * mibBytes]);
    await expectSound(opened);
    await changeWell(opened, other, { attachDisks: [file], addDisks: [{ sizeBytes: mibBytes, format: 'thin', datastoreId: fast.id }] });
    expect(await placesOf(opened, other)).toEqual([['Hard disk 1', home.id], ['Hard disk 2', fast.id], ['Hard disk 3', fast.id]]);
    const bytes = Buffer.alloc(mibBytes);
    await array.read(file, 0, bytes);
    expect(bytes.equals(filled('kept'))).toBe(true);
    await expectSound(opened);
  });

  test('are kept by snapshots beside themselves, put back, and given back on both datastores', async () => {
    const opened = await openApart(bench, { kind });
    const { client, array, home, fast } = opened;
    const vmId = await createApart(opened, 'web', { home: [2 * mibBytes], fast: [2 * mibBytes] });
    const files = [newestFile(opened, home), newestFile(opened, fast)];
    for (const file of files) await array.write(file, 0, filled(`then ${file}`));
    const taken = await runWell(client, (requestId) => client.machines.createSnapshot({ vmId, name: 'then', description: '', requestId }));
    expect([[...array.fileIds(home.volumeId)].length, [...array.fileIds(fast.volumeId)].length]).toEqual([2, 2]);
    const trails = await client.offload.trails({ limit: 100, taskId: taken.id });
    expect(trails.map(({ datastoreName, disks }) => [datastoreName, disks]).toSorted()).toEqual([['datastore1', ['Hard disk 1']], ['fast', ['Hard disk 2']]]);
    for (const file of files) await array.write(file, 0, filled(`now ${file}`));
    await expectSound(opened);
    const snapshotId = taken.result?.kind === 'createVmSnapshot' ? taken.result.snapshotId : expect.fail('There is no snapshot.');
    // What a snapshot holds stays on its datastore with its disk.
    await expect(client.datastores.unmount({ datastoreId: fast.id, hostId: opened.hostId })).rejects.toMatchObject({ code: 'ResourceInUse' });
    await runWell(client, (requestId) => client.machines.revert({ vmId, snapshotId, requestId }));
    for (const file of files) {
      const bytes = Buffer.alloc(mibBytes);
      await array.read(file, 0, bytes);
      expect(bytes.equals(filled(`then ${file}`))).toBe(true);
    }
    for (const file of files) await array.write(file, 0, filled(`later ${file}`));
    await expectSound(opened);
    const removed = await runWell(client, (requestId) => client.machines.removeSnapshot({ vmId, snapshotId, withChildren: false, requestId }));
    expect(removed.result).toMatchObject({ removed: 1, freedBytes: 2 * mibBytes });
    await expectSound(opened);
  });

  test('go with their machine out of the inventory, back into it, and away', async () => {
    const opened = await openApart(bench, { kind });
    const { client, array, home, fast, hostId } = opened;
    const vmId = await createApart(opened, 'web', { home: [mibBytes], fast: [2 * mibBytes] });
    await runWell(client, (requestId) => client.machines.createSnapshot({ vmId, name: 'then', description: '', requestId }));
    await runWell(client, (requestId) => client.lifecycle.unregister({ ids: [vmId], requestId }));
    expect(await provisioned(opened)).toEqual([mibBytes, 2 * mibBytes]);
    for (const datastoreId of [home.id, fast.id, null]) expect(await client.lifecycle.unregistered({ datastoreId })).toMatchObject([{ id: vmId, datastoreId: home.id, otherDatastoreIds: [fast.id] }]);
    await expectSound(opened);
    await client.datastores.unmount({ datastoreId: fast.id, hostId });
    const { taskId } = await client.lifecycle.register({ ids: [vmId], name: null, folderId: null, hostId: null, requestId: newRequestId() });
    expect((await client.tasks.wait({ id: taskId })).state).toBe('error');
    await client.datastores.mount({ datastoreId: fast.id, hostId });
    await runWell(client, (requestId) => client.lifecycle.register({ ids: [vmId], name: 'back', folderId: null, hostId: null, requestId }));
    expect(await placesOf(opened, vmId)).toEqual([['Hard disk 1', home.id], ['Hard disk 2', fast.id]]);
    await expectSound(opened);
    await runWell(client, (requestId) => client.inventory.deleteVms({ ids: [vmId], requestId }));
    expect([...array.fileIds(home.volumeId), ...array.fileIds(fast.volumeId)]).toEqual([]);
    expect(await provisioned(opened)).toEqual([0, 0]);
    expect((await datastoreNamed(opened, 'fast')).space.physicalBytes).toBe(0);
    await expectSound(opened);
  });
});

test('keep versions away that do not know of them, and nothing else does', async () => {
  const opened = await openApart(bench);
  const formatOf = async (): Promise<number | undefined> => {
    const meta = Meta.open(join(bench.copyAsIfCrashed(opened.directory), 'meta'));
    const version = meta.table<string, number>('system').get('formatVersion');
    await meta.close();
    return version;
  };
  await createApart(opened, 'home', { home: [mibBytes], fast: [] });
  expect(await formatOf()).toBe(1);
  const vmId = await createApart(opened, 'web', { home: [mibBytes], fast: [mibBytes] });
  expect([await formatOf(), metaFormatVersion]).toEqual([2, 2]);
  // Records that have been written stay in the tables for a while, so that it is not taken back.
  await changeWell(opened, vmId, { removeDisks: ['Hard disk 2'] });
  expect(await formatOf()).toBe(2);
  await expectSound(opened);
});

test('a power cut on the way leaves none of them, on neither datastore', async () => {
  const copies: string[] = [];
  let isArmed = false;
  const opened = await openApart(bench, {
    kind: 'embedded',
    wrap: (array) =>
      overlay(array, {
        commit: async (work) => {
          const done = await array.commit(work);
          if (isArmed) copies.push(bench.copyAsIfCrashed(opened.directory));
          return done;
        },
      }),
  });
  const vmId = await createApart(opened, 'web', { home: [mibBytes], fast: [] });
  isArmed = true;
  await changeWell(opened, vmId, {
    addDisks: [{ sizeBytes: 2 * mibBytes, format: 'eagerZeroedThick' }, { sizeBytes: 3 * mibBytes, format: 'eagerZeroedThick', datastoreId: opened.fast.id }],
  });
  isArmed = false;
  expect(await placesOf(opened, vmId)).toEqual([['Hard disk 1', opened.home.id], ['Hard disk 2', opened.home.id], ['Hard disk 3', opened.fast.id]]);
  const zeroed = await opened.client.offload.trails({ limit: 100 });
  expect(zeroed.filter(({ operation }) => operation === 'zero').map(({ datastoreName }) => datastoreName).toSorted()).toEqual(['datastore1', 'fast']);
  expect(copies.length).toBeGreaterThan(1);
  await bench.close(opened);
  const counts = new Set<number>();
  for (const directory of copies) {
    const again = await bench.open(directory, { kind: 'embedded' });
    const { length } = await placesOf(again, vmId);
    counts.add(length);
    expect([...again.array.fileIds(opened.home.volumeId), ...again.array.fileIds(opened.fast.volumeId)]).toHaveLength(length);
    await expectSound(again);
    await bench.close(again);
  }
  // Half-made in one copy, there in another.
  expect([...counts].toSorted()).toEqual([1, 3]);
});
