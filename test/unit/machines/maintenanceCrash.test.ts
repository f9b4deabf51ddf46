import { afterEach, expect, test } from 'vitest';
import { endedWell, newRequestId } from '../../fixtures/yard.ts';
import { createRandom, testSeed } from '../../sim/random.ts';
import { ResumeBench, contentsOf, datastoreNamed, machineNamed, strayFiles, watchCopy, ways } from '../cloning/resumeBench.ts';

const bench = new ResumeBench();
afterEach(() => bench.cleanUp());

test('entering maintenance mode that a crash has interrupted goes on, and the datastore is empty at its end', async () => {
  const way = Object.values(ways).find(({ to }) => to === 'second');
  if (!way) throw new Error('There is no way to another datastore.');
  const { directory, contents } = await bench.prepare(createRandom(testSeed('interrupted maintenance')), way, 2);
  const copies: string[] = [];
  let isArmed = false;
  const opened = await bench.open(directory, { wrap: (array) => watchCopy(array, () => isArmed, { atBytes: [1], crash: () => void copies.push(bench.copyAsIfCrashed(directory)), isSettled: true }) });
  isArmed = true;
  const datastoreId = await datastoreNamed(opened.client, 'first');
  const { taskId } = await opened.client.datastores.enterMaintenance({ datastoreId, targetId: null, requestId: newRequestId() });
  await endedWell(opened.client, taskId);
  await bench.close(opened);
  const [copy] = copies;
  if (copy === undefined) throw new Error('Nothing was copied.');

  const before = await bench.open(copy, { resumeOnOpen: false });
  expect(machineNamed(before, 'gold').datastoreId).toBe(datastoreId);
  expect(await contentsOf(before, 'gold')).toEqual(contents);
  // Nobody empties it, so it is as usable as before.
  expect((await before.client.inventory.containers()).find(({ id }) => id === datastoreId)).not.toHaveProperty('maintenanceMode');
  await bench.close(before);

  const again = await bench.open(copy);
  await again.yard.drain();
  expect(await again.client.tasks.get({ id: taskId })).toMatchObject({ state: 'success', resumeCount: 1, result: { moved: expect.any(Number), failed: 0 } });
  expect(machineNamed(again, 'gold').datastoreId).toBe(await datastoreNamed(again.client, 'second'));
  expect(await contentsOf(again, 'gold')).toEqual(contents);
  expect((await again.client.inventory.containers()).find(({ id }) => id === datastoreId)).toMatchObject({ maintenanceMode: 'inMaintenance' });
  expect(strayFiles(again)).toEqual({ leaked: [], missing: [] });
  expect(await again.client.system.check({ isDeep: true })).toMatchObject({ ok: true, problems: [] });
});
