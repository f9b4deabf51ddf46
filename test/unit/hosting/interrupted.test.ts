import { afterEach, describe, expect, test } from 'vitest';
import { endedWell, newRequestId, powerWell, YardBench } from '../../fixtures/yard.ts';
import { runWell } from '../storage/harness.ts';
import { create, enter, exit, hardware, namesOn, onlyOf, startEntering, stateOf, waiting } from './hostingYard.ts';
import type { ObjectId } from '../../../shared/ids.ts';

const bench = new YardBench();
afterEach(() => bench.cleanUp());

/** A cluster of two hosts over the real array, with a machine that runs on the first and can only go to the second, which is out of use. */
async function openWaiting() {
  const opened = await bench.openSetUp();
  const { client } = opened;
  const clusterId = await create(client, { kind: 'cluster', parentId: (await onlyOf(client, 'datacenter')).id, name: 'Cluster' });
  const hostIds: ObjectId[] = [];
  for (const name of ['a.test', 'b.test']) hostIds.push(await create(client, { kind: 'host', parentId: clusterId, name, ...hardware }));
  const [first, second] = hostIds;
  if (!first || !second) throw new Error('There are no hosts.');
  const [datastoreId, folderId] = [(await onlyOf(client, 'datastore')).id, (await onlyOf(client, 'folder')).id];
  const spec = { name: 'vm', folderId, computeId: first, datastoreId, guestOs: 'Other', cpuCount: 1, memoryBytes: 2 ** 30, disks: [], nics: [] };
  const { result } = await runWell(client, (requestId) => client.hardware.create({ spec, requestId }));
  if (result?.kind !== 'createVm') throw new Error('There is no machine.');
  await powerWell(client, [result.vmId], 'powerOn');
  await enter(client, second);
  const taskId = await startEntering(client, first);
  await waiting(client, taskId);
  return { opened, taskId, first, second };
}

describe('a host on its way into maintenance mode when everything stops', () => {
  test('is still on its way afterwards, and arrives once its machines can leave', async () => {
    const { opened, taskId, first, second } = await openWaiting();
    const copy = bench.copyAsIfCrashed(opened.directory);
    await bench.close(opened);
    for (const directory of [copy, opened.directory]) {
      const looked = await bench.open(directory, { resumeOnOpen: false });
      expect(await stateOf(looked.client, first)).toBe('enteringMaintenance');
      expect(await looked.client.system.check({ isDeep: false })).toMatchObject({ ok: true, problems: [] });
      await bench.close(looked);
      const { client } = await bench.open(directory);
      await waiting(client, taskId);
      await exit(client, second);
      expect(await endedWell(client, taskId)).toMatchObject({ result: { kind: 'enterMaintenance', migrated: 1 } });
      expect([await stateOf(client, first), await namesOn(client, second)]).toEqual(['maintenance', ['vm']]);
      expect(await client.system.check({ isDeep: false })).toMatchObject({ ok: true, problems: [] });
    }
  });

  test('comes back into use when its task is cancelled while nobody runs it', async () => {
    const { opened, taskId, first } = await openWaiting();
    await bench.close(opened);
    const idle = await bench.open(opened.directory, { resumeOnOpen: false });
    expect(await idle.client.tasks.cancel({ id: taskId })).toMatchObject({ state: 'canceled' });
    await runWell(idle.client, (requestId) => idle.client.hosting.exitMaintenance({ id: first, requestId }));
    expect(await stateOf(idle.client, first)).toBe('connected');
    const again = await startEntering(idle.client, first);
    await waiting(idle.client, again);
    await bench.close(idle);
    const stopped = await bench.open(opened.directory, { resumeOnOpen: false });
    await stopped.client.tasks.cancel({ id: again });
    await bench.close(stopped);
    // Nobody asked for anything here: the yard sees by itself that no task takes it there any more.
    const { client } = await bench.open(opened.directory);
    expect(await stateOf(client, first)).toBe('connected');
    await expect(client.hosting.exitMaintenance({ id: first, requestId: newRequestId() })).rejects.toMatchObject({ code: 'InvalidState' });
    expect(await client.system.check({ isDeep: false })).toMatchObject({ ok: true, problems: [] });
  });
});
