/** What the storage room knows after a restart, in order or not. */
import { afterEach, describe, expect, test } from 'vitest';
import { allVms } from '../../fixtures/allVms.ts';
import { Gate, newRequestId, overlay, vmNamed } from '../../fixtures/yard.ts';
import { StorageBench, deleteWell, runWell, snapshotWell, volumeNamed } from './harness.ts';

const bench = new StorageBench();
afterEach(() => bench.cleanUp());

describe('after a restart', () => {
  test('volumes of a data directory without records have the names of their datastores', async () => {
    const { client, directory, yard } = await bench.yards.openTwoDatastores();
    expect((await client.storage.volumes()).map((row) => [row.name, row.datastore?.name])).toEqual([['first', 'first'], ['second', 'second']]);
    await client.storage.updateVolume({ volumeId: (await volumeNamed(client, 'first')).id, settings: { nearlyFullPercent: 50 } });
    await yard.close();
    const again = await bench.yards.open(directory);
    expect(await again.client.storage.volumes()).toMatchObject([{ name: 'first', nearlyFullPercent: 50 }, { name: 'second', nearlyFullPercent: 75 }]);
    await expect(again.client.storage.createVolume({ name: 'Second', settings: { sizeBytes: 4096 }, type: 'NFS', datacenterId: null })).rejects.toMatchObject({ code: 'DuplicateName' });
  });

  test('names, schedules, snapshots and deleted machines are still known', async () => {
    const opened = await bench.open({}, 2);
    const { client, volume } = opened;
    await client.storage.setDedupe({ volumeId: volume.id, isOn: true, schedule: 'sat@3' });
    await runWell(client, (requestId) => client.storage.startDedupe({ volumeId: volume.id, scanAll: true, requestId }));
    const snapshot = await client.storage.createSnapshot({ volumeId: volume.id, name: 'friday', comment: 'kept' });
    const deleted = await vmNamed(client, 'vdi-002');
    await deleteWell(client, deleted);
    const before = await client.storage.volumes();
    await bench.yards.close(opened);

    const { client: again } = await bench.yards.open(opened.directory);
    expect((await again.storage.volumes()).map((row) => row.dedupe)).toEqual(before.map((row) => row.dedupe));
    expect(await again.storage.snapshots({ volumeId: volume.id })).toMatchObject([{ id: snapshot.id, name: 'friday', comment: 'kept', createdAtMs: snapshot.createdAtMs }]);
    await runWell(again, (requestId) => again.storage.restoreSnapshot({ snapshotId: snapshot.id, requestId }));
    expect(await vmNamed(again, 'vdi-002')).toMatchObject({ id: deleted.id });
    expect(await again.system.check({ isDeep: true })).toMatchObject({ ok: true, problems: [] });
  });

  test('a power cut while machines are registered leaves a FlexClone that is completed, nothing twice', async () => {
    const gate = new Gate();
    let commits = 0;
    let isArmed = false;
    const opened = await bench.open(
      {
        wrap: (array) =>
          overlay(array, {
            commit: async (work) => {
              // The first makes the clone, the second registers the first machines, the third never comes.
              if (isArmed) commits += 1;
              if (commits === 3) await gate.pass();
              return array.commit(work);
            },
          }),
      },
      450,
    );
    const { client, volume } = opened;
    isArmed = true;
    const { taskId } = await client.storage.cloneVolume({ volumeId: volume.id, snapshotId: null, name: 'flex', isRegistering: true, requestId: newRequestId() });
    await gate.reached;
    const copy = bench.yards.copyAsIfCrashed(opened.directory);
    gate.open();
    await client.tasks.wait({ id: taskId });

    const { client: again } = await bench.yards.open(copy);
    const ended = await again.tasks.wait({ id: taskId });
    expect(ended).toMatchObject({ state: 'success', resumeCount: 1, result: { registered: 451, failed: 0 } });
    const names = (await allVms(again)).map((vm) => vm.name);
    expect(names.filter((name) => name.endsWith('_flex'))).toHaveLength(451);
    expect(new Set(names).size).toBe(902);
    expect((await again.storage.volumes()).map((row) => row.name)).toEqual(['datastore1', 'flex']);
    expect(await again.system.check()).toMatchObject({ ok: true, problems: [] });
  });

  test('a power cut before a restore is durable leaves the volume as it was, and the task does it then', async () => {
    const gate = new Gate();
    let isArmed = false;
    const opened = await bench.open(
      {
        wrap: (array) =>
          overlay(array, {
            commit: async (work) => {
              if (isArmed) await gate.pass();
              return array.commit(work);
            },
          }),
      },
      3,
    );
    const { client, volume } = opened;
    const snapshot = await snapshotWell(client, volume.id, 'friday');
    await deleteWell(client, await vmNamed(client, 'vdi-003'));
    isArmed = true;
    const { taskId } = await client.storage.restoreSnapshot({ snapshotId: snapshot.id, requestId: newRequestId() });
    await gate.reached;
    const copy = bench.yards.copyAsIfCrashed(opened.directory);
    gate.open();
    await client.tasks.wait({ id: taskId });

    const waiting = await bench.yards.open(copy, { resumeOnOpen: false });
    expect((await allVms(waiting.client)).map((vm) => vm.name)).toEqual(['gold', 'vdi-001', 'vdi-002']);
    await bench.yards.close(waiting);
    const { client: again } = await bench.yards.open(copy);
    expect(await again.tasks.wait({ id: taskId })).toMatchObject({ state: 'success', result: { removed: 0, returned: 1 } });
    expect((await allVms(again)).map((vm) => vm.name)).toEqual(['gold', 'vdi-001', 'vdi-002', 'vdi-003']);
    expect(await again.system.check({ isDeep: true })).toMatchObject({ ok: true, problems: [] });
  });
});
