import { afterEach, describe, expect, test } from 'vitest';
import { allVms } from '../../fixtures/allVms.ts';
import { arrayKinds, newRequestId, vmNamed } from '../../fixtures/yard.ts';
import { fileIdSchema } from '../../../shared/ids.ts';
import { mibBytes } from '../../../shared/units.ts';
import { StorageBench, brokenRules, deleteWell, runWell, snapshotWell, volumeNamed } from './harness.ts';

const bench = new StorageBench();
afterEach(() => bench.cleanUp());

describe.each(arrayKinds)('FlexClones over the %s array', (kind) => {
  test('share everything, are charged with nothing and stay unregistered', async () => {
    const { client, volume, array } = await bench.open({ kind }, 3);
    const task = await runWell(client, (requestId) => client.storage.cloneVolume({ volumeId: volume.id, snapshotId: null, name: 'flex', isRegistering: false, requestId }));
    expect(task).toMatchObject({ kind: 'cloneVolume', result: { registered: 0, failed: 0, firstFault: null } });
    const clone = await volumeNamed(client, 'flex');
    expect(clone).toMatchObject({
      logicalBytes: volume.logicalBytes, physicalBytes: 0, savedByCloneBytes: volume.logicalBytes,
      base: { volumeName: 'datastore1', snapshotName: 'clone-flex' }, datastore: { name: 'flex' },
    });
    expect(clone.inheritedBytes).toBeGreaterThanOrEqual(volume.physicalBytes);
    expect(await volumeNamed(client, 'datastore1')).toMatchObject({ cloneNames: ['flex'], snapshotCount: 1 });
    expect([...brokenRules(clone), ...brokenRules(await volumeNamed(client, 'datastore1'))]).toEqual([]);
    expect(await allVms(client)).toHaveLength(4);
    // Its files belong to no machine and need not; a file that came from nowhere is still found.
    expect(await client.system.check({ isDeep: true })).toMatchObject({ ok: true, problems: [] });
    await array.commit((tx) => array.createFile(tx, clone.id, mibBytes));
    expect((await client.system.check()).problems).toEqual(['The array holds 5 files, but 4 disks refer to files.']);
  });

  test('register the machines of the snapshot, those that were deleted since among them', async () => {
    const { client, volume, dataBytes } = await bench.open({ kind }, 2);
    const snapshot = await snapshotWell(client, volume.id, 'friday');
    await deleteWell(client, await vmNamed(client, 'vdi-002'));
    const task = await runWell(client, (requestId) => client.storage.cloneVolume({ volumeId: volume.id, snapshotId: snapshot.id, name: 'test', isRegistering: true, requestId }));
    expect(task.result).toMatchObject({ registered: 3, failed: 0 });
    expect((await allVms(client)).map((vm) => vm.name)).toEqual(['gold', 'vdi-001', 'gold_test', 'vdi-001_test', 'vdi-002_test']);
    const registered = await vmNamed(client, 'vdi-002_test');
    expect(registered).toMatchObject({ source: { name: 'vdi-002' }, powerState: 'poweredOff', isTemplate: false, space: { logicalBytes: dataBytes, uniqueBytes: 0 } });
    expect(await vmNamed(client, 'gold_test')).toMatchObject({ isTemplate: true });
    const compared = await runWell(client, async (requestId) =>
      client.disks.compareDisks({ firstId: registered.id, secondId: (await vmNamed(client, 'vdi-001')).id, requestId }),
    );
    expect(compared.result).toMatchObject({ identical: true });
    expect(await client.system.check()).toMatchObject({ ok: true, problems: [] });
    // The base stays while it is needed.
    await expect(client.storage.deleteSnapshot({ snapshotId: snapshot.id })).rejects.toMatchObject({ code: 'ResourceInUse', data: { names: ['test'] } });
    await expect(client.storage.deleteVolume({ volumeId: volume.id, withMachines: true, requestId: newRequestId() })).rejects.toMatchObject({ code: 'ResourceInUse', data: { names: ['test'] } });
    const clone = await volumeNamed(client, 'test');
    await runWell(client, (requestId) => client.storage.deleteVolume({ volumeId: clone.id, withMachines: true, requestId }));
    expect(await allVms(client)).toHaveLength(2);
    await client.storage.deleteSnapshot({ snapshotId: snapshot.id });
    expect(await client.system.check()).toMatchObject({ ok: true, problems: [] });
  });

  test('register what lies on the volume outside the inventory as well, and what lay in a folder that is gone', async () => {
    const { client, volume } = await bench.open({ kind }, 2);
    const [first, second] = [await vmNamed(client, 'vdi-001'), await vmNamed(client, 'vdi-002')];
    const { taskId } = await client.lifecycle.createFolder({ parentId: second.folderId, name: 'short-lived', requestId: newRequestId() });
    await client.tasks.wait({ id: taskId });
    const folder = (await client.inventory.containers()).find(({ name }) => name === 'short-lived');
    if (!folder) throw new Error('There is no folder.');
    await runWell(client, (requestId) => client.lifecycle.move({ ids: [second.id], folderId: folder.id, requestId }));
    await runWell(client, (requestId) => client.lifecycle.unregister({ ids: [first.id], requestId }));
    await runWell(client, (requestId) => client.lifecycle.deleteFolder({ id: folder.id, withContent: true, requestId }));
    const task = await runWell(client, (requestId) => client.storage.cloneVolume({ volumeId: volume.id, snapshotId: null, name: 'test', isRegistering: true, requestId }));
    expect(task.result).toMatchObject({ registered: 3, failed: 0 });
    expect((await allVms(client)).map((vm) => [vm.name, vm.folderId])).toEqual(['gold', 'gold_test', 'vdi-001_test', 'vdi-002_test'].map((name) => [name, first.folderId]));
    expect(await client.system.check()).toMatchObject({ ok: true, problems: [] });
  });

  test('a name that is too long is told and does not stop the others', async () => {
    const { client, volume } = await bench.open({ kind }, 1);
    const name = 'n'.repeat(74);
    const task = await runWell(client, (requestId) => client.storage.cloneVolume({ volumeId: volume.id, snapshotId: null, name, isRegistering: true, requestId }));
    expect(task.result).toMatchObject({ registered: 1, failed: 1, firstFault: { code: 'InvalidName', names: [`vdi-001_${name}`] } });
    expect(await client.system.check()).toMatchObject({ ok: true, problems: [] });
  });

  test('are split from their base, with what was never registered', async () => {
    const { client, volume } = await bench.open({ kind }, 2);
    await expect(client.storage.estimateSplit({ volumeId: volume.id })).rejects.toMatchObject({ code: 'InvalidState' });
    await runWell(client, (requestId) => client.storage.cloneVolume({ volumeId: volume.id, snapshotId: null, name: 'flex', isRegistering: false, requestId }));
    const clone = await volumeNamed(client, 'flex');
    const estimate = await client.storage.estimateSplit({ volumeId: clone.id });
    expect(estimate).toMatchObject({ freeAfterBytes: clone.freeBytes - estimate.copyBytes });
    expect(estimate.copyBytes).toBeGreaterThanOrEqual(volume.physicalBytes);
    const kept = await snapshotWell(client, clone.id, 'kept');
    await expect(client.storage.splitVolume({ volumeId: clone.id, requestId: newRequestId() })).rejects.toMatchObject({ code: 'ResourceInUse', data: { names: ['kept'] } });
    await client.storage.deleteSnapshot({ snapshotId: kept.id });
    const task = await runWell(client, (requestId) => client.storage.splitVolume({ volumeId: clone.id, requestId }));
    expect(task).toMatchObject({ kind: 'splitVolume', result: { copiedBytes: estimate.copyBytes } });
    await runWell(client, (requestId) => client.storage.exactPass({ requestId }));
    const split = await volumeNamed(client, 'flex');
    expect(split).toMatchObject({ base: null, inheritedBytes: 0, isSplitting: false, logicalBytes: volume.logicalBytes });
    expect(split.physicalBytes).toBeGreaterThan(0);
    expect(brokenRules(split)).toEqual([]);
    expect(await volumeNamed(client, 'datastore1')).toMatchObject({ cloneNames: [] });
    expect(await client.system.check({ isDeep: true })).toMatchObject({ ok: true, problems: [] });
    await runWell(client, (requestId) => client.storage.deleteVolume({ volumeId: volume.id, withMachines: true, requestId }));
    expect(await client.system.check({ isDeep: true })).toMatchObject({ ok: true, problems: [] });
  });

  test('a file of what was a FlexClone that nobody knows is a leak', async () => {
    const { client, volume, array } = await bench.open({ kind }, 0);
    await runWell(client, (requestId) => client.storage.cloneVolume({ volumeId: volume.id, snapshotId: null, name: 'flex', isRegistering: false, requestId }));
    const clone = await volumeNamed(client, 'flex');
    await runWell(client, (requestId) => client.storage.splitVolume({ volumeId: clone.id, requestId }));
    const [file] = array.fileIds(clone.id);
    await array.commit((tx) => array.cloneFile(tx, fileIdSchema.parse(file)));
    const { problems } = await client.system.check();
    expect(problems).toContain('The array holds 2 files, but 1 disks refer to files.');
  });
});
