import { describe, expect, test } from 'vitest';
import { mountDatastore, unmountDatastore } from '../../../electron/inventory/mounts.ts';
import { startEnterMaintenance, startExitMaintenance } from '../../../electron/machines/datastoreMaintenance.ts';
import { planEvacuation } from '../../../electron/machines/evacuation.ts';
import { startMigration } from '../../../electron/machines/migrateMachines.ts';
import { planMigration } from '../../../electron/machines/migrationPlan.ts';
import type { ObjectId } from '../../../shared/ids.ts';
import { newRequestId } from '../../fixtures/yard.ts';
import { benchesWith, CopyGate, twoHosts } from './benches.ts';
import { kinds } from './kinds.ts';
import { block, type MachineBench } from './machineBench.ts';

const openBench = benchesWith({ hosts: twoHosts });

const enter = (bench: MachineBench, name: 'first' | 'second', targetId: ObjectId | null = null): ReturnType<typeof startEnterMaintenance> =>
  startEnterMaintenance(bench.rooms, { datastoreId: bench.datastoreId(name), targetId, requestId: newRequestId() }, 'Test');
const exit = (bench: MachineBench, name: 'first' | 'second'): ReturnType<typeof startExitMaintenance> =>
  startExitMaintenance(bench.rooms, { datastoreId: bench.datastoreId(name), requestId: newRequestId() }, 'Test');
const mountOf = (bench: MachineBench, name: 'first' | 'second', host = 'esx-01.yard.local'): { datastoreId: ObjectId; hostId: ObjectId } => ({ datastoreId: bench.datastoreId(name), hostId: bench.hostId(host) });
const inventoryRooms = (bench: MachineBench): Parameters<typeof mountDatastore>[0] => ({ ...bench.rooms, meta: bench.meta });

describe.each(kinds)('a datastore over the %s array', (kind) => {
  test('that enters maintenance mode is emptied, templates and running machines included, and takes nothing until it has exited', async () => {
    const bench = await openBench({ kind });
    const { id: web } = await bench.addVm('web', 2, { powerState: 'poweredOn' });
    const { id: gold } = await bench.addVm('gold', 1, { isTemplate: true });
    await bench.writeBlocks(web, 0, 0, 4, 1);
    await bench.writeBlocks(gold, 0, 9, 3, 2);
    const contents = [await bench.contentOf(web), await bench.contentOf(gold)];
    const [first, second] = (['first', 'second'] as const).map((name) => bench.datastoreId(name));
    const plan = await planEvacuation(bench.rooms, { datastoreId: bench.datastoreId('first'), targetId: null });
    expect(plan).toMatchObject({ datastoreName: 'first', bytesToCopy: 7 * block, unregisteredCount: 0, unattachedCount: 0, refusals: [] });
    expect(plan.machines.map(({ name, isTemplate, targetName, refusal }) => [name, isTemplate, targetName, refusal])).toEqual([['web', false, 'second', null], ['gold', true, 'second', null]]);

    expect(await bench.resultOf(enter(bench, 'first'))).toMatchObject({ moved: 2, failed: 0, bytesCopied: 7 * block });
    expect(bench.tasks.children(bench.lastTask().id, 0, 10).children.map(({ name, state }) => [name, state])).toEqual([['web', 'success'], ['gold', 'success']]);
    expect([web, gold].map((id) => bench.inventory.vm(id).datastoreId)).toEqual([second, second]);
    expect([await bench.contentOf(web), await bench.contentOf(gold)]).toEqual(contents);
    expect(bench.inventory.vm(gold).isTemplate).toBe(true);
    expect(bench.array.volume(bench.inventory.datastore(bench.datastoreId('first')).volumeId)).toMatchObject({ logicalBytes: 0, physicalBytes: 0 });
    expect(bench.rereadInventory().datastore(bench.datastoreId('first')).maintenanceMode).toBe('inMaintenance');

    await expect(enter(bench, 'first')).rejects.toMatchObject({ code: 'InvalidState', message: '"first" is in maintenance mode already.' });
    await expect(bench.addVm('new', 1)).rejects.toMatchObject({ code: 'InvalidState', message: '"first" is in maintenance mode.' });
    await expect(bench.clone(gold, 'copy', { datastoreId: first ?? null })).rejects.toMatchObject({ code: 'InvalidState', message: '"first" is in maintenance mode.' });
    const back = { spec: { vmIds: [web], hostId: null, datastoreId: first ?? null }, requestId: newRequestId() };
    await expect(startMigration(bench.rooms, back, 'Test')).rejects.toMatchObject({ code: 'InvalidState', message: '"first" is in maintenance mode.' });
    expect(await bench.problems()).toEqual([]);

    expect(await bench.resultOf(exit(bench, 'first'))).toEqual({ kind: 'exitDatastoreMaintenance' });
    expect(bench.inventory.datastore(bench.datastoreId('first'))).not.toHaveProperty('maintenanceMode');
    await expect(exit(bench, 'first')).rejects.toMatchObject({ code: 'InvalidState' });
    expect(await bench.migrate([web], { datastoreId: first ?? null })).toMatchObject({ migrated: 1 });
    expect(await bench.problems()).toEqual([]);
  });

  test('takes nothing while it is being emptied, and is as before when that is cancelled', async () => {
    const gate = new CopyGate();
    const bench = await openBench({ kind, wrap: gate.inArray });
    const ids: ObjectId[] = [];
    for (const name of ['web', 'db']) {
      const { id } = await bench.addVm(name, 1);
      await bench.writeBlocks(id, 0, 0, 4, 1);
      ids.push(id);
    }
    gate.isArmed = true;
    const taskId = await enter(bench, 'first');
    await gate.reached;
    await expect(bench.addVm('new', 1)).rejects.toMatchObject({ code: 'InvalidState', message: '"first" is entering maintenance mode.' });
    bench.tasks.cancel(taskId);
    gate.open();
    expect(await bench.tasks.wait(taskId)).toMatchObject({ state: 'canceled', result: { moved: 0, failed: 0 } });
    expect(ids.map((id) => bench.inventory.vm(id).datastoreId)).toEqual([bench.datastoreId('first'), bench.datastoreId('first')]);
    await bench.addVm('new', 1);
    expect(await bench.problems()).toEqual([]);
  });

  test('takes along what has come while its task waited for others, with items of their own', async () => {
    const gate = new CopyGate();
    const bench = await openBench({ kind, wrap: gate.inArray });
    const second = bench.datastoreId('second');
    const { id: web } = await bench.addVm('web', 1);
    const { id: db } = await bench.addVm('db', 1);
    await bench.writeBlocks(db, 0, 0, 4, 1);
    await bench.migrate([db], { datastoreId: second });
    gate.isArmed = true;
    const busy = bench.migrate([db], { datastoreId: bench.datastoreId('first') });
    await gate.reached;
    const taskId = await enter(bench, 'first');
    expect(bench.tasks.get(taskId)).toMatchObject({ state: 'queued', children: { total: 1 } });
    const late: ObjectId[] = [];
    for (let index = 0; index < 40; index += 1) late.push((await bench.addVm(`late-${index}`, 0)).id);
    gate.open();
    expect(await busy).toMatchObject({ migrated: 1 });
    expect(await bench.tasks.wait(taskId)).toMatchObject({ state: 'success', children: { total: 42, succeeded: 42, failed: 0 } });
    expect(bench.tasks.children(taskId, 0, 50).children.map(({ name, targetId, state }) => [name, targetId, state])).toEqual(
      [['web', web], ['db', db], ...late.map((id, index) => [`late-${index}`, id])].map(([name, id]) => [name, id, 'success']),
    );
    expect([web, ...late].every((id) => bench.inventory.vm(id).datastoreId === second)).toBe(true);
    expect(bench.inventory.datastore(bench.datastoreId('first')).maintenanceMode).toBe('inMaintenance');
    expect(await bench.problems()).toEqual([]);
  });

  test('enters it once at a time, and its task counts what it has moved itself', async () => {
    const gate = new CopyGate();
    const bench = await openBench({ kind, wrap: gate.inArray });
    const [web, gone, busy] = [await bench.addVm('web', 1), await bench.addVm('gone', 0), await bench.addVm('busy', 1)];
    await bench.migrate([busy.id], { datastoreId: bench.datastoreId('second') });
    await bench.writeBlocks(busy.id, 0, 0, 4, 1);
    gate.isArmed = true;
    const back = bench.migrate([busy.id], { datastoreId: bench.datastoreId('first') });
    await gate.reached;
    const started = await Promise.allSettled([enter(bench, 'first'), enter(bench, 'first')]);
    const plan = await planEvacuation(bench.rooms, { datastoreId: bench.datastoreId('first'), targetId: null });
    // As another door would remove it while the task waits.
    await bench.array.commit((tx) => bench.inventory.updateVms(tx, [{ ...bench.inventory.vm(gone.id), datastoreId: bench.datastoreId('second') }]));
    gate.open();
    await back;
    expect(started.map(({ status }) => status)).toEqual(['fulfilled', 'rejected']);
    expect(started[1]).toMatchObject({ reason: { code: 'TaskInProgress', message: '"first" is entering maintenance mode already.' } });
    expect(plan.refusals).toMatchObject([{ code: 'TaskInProgress' }]);
    const [first] = started;
    if (first?.status !== 'fulfilled') throw new Error('Nothing was started.');
    expect(await bench.tasks.wait(first.value)).toMatchObject({ state: 'success', children: { total: 3, succeeded: 3 }, result: { moved: 2, failed: 0 } });
    expect([web, busy].map(({ id }) => bench.inventory.vm(id).datastoreId)).toEqual([bench.datastoreId('second'), bench.datastoreId('second')]);
  });

  test('cannot enter it while a machine cannot be moved away, and the plan says which and why', async () => {
    const bench = await openBench({ kind });
    const { id } = await bench.addVm('web', 1);
    await bench.writeBlocks(id, 0, 0, 4, 1);
    const release = bench.inventory.holds.take(id, 'web', 'read', 'Export web');
    await expect(enter(bench, 'first')).rejects.toMatchObject({ code: 'TaskInProgress' });
    release();
    await bench.array.commit((tx) => bench.array.updateVolume(tx, bench.inventory.datastore(bench.datastoreId('second')).volumeId, { sizeBytes: 2 * block }));
    const plan = await planEvacuation(bench.rooms, { datastoreId: bench.datastoreId('first'), targetId: null });
    expect(plan.machines).toMatchObject([{ name: 'web', targetName: null, refusal: { code: 'InsufficientStorageSpace', message: '"web" takes 16 KiB, and no other datastore has more than 8 KiB left for it.' } }]);
    await expect(enter(bench, 'first')).rejects.toMatchObject({ code: 'InsufficientStorageSpace' });
    await expect(enter(bench, 'first', bench.datastoreId('first'))).rejects.toMatchObject({ code: 'InvalidArgument' });
    await bench.resultOf(enter(bench, 'second'));
    await expect(enter(bench, 'first', bench.datastoreId('second'))).rejects.toMatchObject({ code: 'InvalidState', message: '"second" is in maintenance mode.' });
    await expect(enter(bench, 'first')).rejects.toMatchObject({ code: 'InvalidState', message: 'The host of "web" sees no other datastore that it could be moved to.' });
    expect(await bench.problems()).toEqual([]);
  });

  test('goes to a datastore that grows by itself for it, as a migration does', async () => {
    const bench = await openBench({ kind });
    const { id } = await bench.addVm('web', 1);
    await bench.writeBlocks(id, 0, 0, 4, 1);
    const { volumeId } = bench.inventory.datastore(bench.datastoreId('second'));
    await bench.array.commit((tx) => bench.array.updateVolume(tx, volumeId, { sizeBytes: 2 * block, autogrow: { maximumBytes: 3 * block, atPercent: 100 } }));
    const migration = { vmIds: [id], hostId: null, datastoreId: bench.datastoreId('second') };
    expect((await planMigration(bench.rooms, migration)).refusals).toMatchObject([{ code: 'InsufficientStorageSpace' }]);
    await expect(enter(bench, 'first')).rejects.toMatchObject({ code: 'InsufficientStorageSpace', message: '"web" takes 16 KiB, and no other datastore has more than 12 KiB left for it.' });
    await bench.array.commit((tx) => bench.array.updateVolume(tx, volumeId, { autogrow: { maximumBytes: 4 * block, atPercent: 100 } }));
    expect((await planMigration(bench.rooms, migration)).refusals).toEqual([]);
    expect(await bench.resultOf(enter(bench, 'first'))).toMatchObject({ moved: 1, failed: 0 });
    expect(bench.array.volume(volumeId)).toMatchObject({ sizeBytes: 4 * block, physicalBytes: 4 * block });
    expect(await bench.problems()).toEqual([]);
  });

  test('is not planned for to the end when nobody waits for the plan any more', async () => {
    const bench = await openBench({ kind });
    await bench.addVm('web', 1);
    const reason = new Error('The dialog was closed.');
    await expect(planEvacuation(bench.rooms, { datastoreId: bench.datastoreId('first'), targetId: null }, AbortSignal.abort(reason))).rejects.toBe(reason);
  });

  test('is unmounted from a host that has nothing on it, and that host places nothing there until it is mounted again', async () => {
    const bench = await openBench({ kind });
    const { id } = await bench.addVm('web', 1);
    const rooms = inventoryRooms(bench);
    await expect(unmountDatastore(rooms, mountOf(bench, 'first'))).rejects.toMatchObject({ code: 'ResourceInUse', data: { names: ['web'] }, message: 'Virtual machines or templates of esx-01.yard.local are on "first": "web".' });
    await unmountDatastore(rooms, mountOf(bench, 'first', 'esx-02.yard.local'));
    await unmountDatastore(rooms, mountOf(bench, 'second'));
    expect(bench.rereadInventory().datastore(bench.datastoreId('second')).unmountedHostIds).toEqual([bench.hostId('esx-01.yard.local')]);

    const toHost = await planMigration(bench.rooms, { vmIds: [id], hostId: bench.hostId('esx-02.yard.local'), datastoreId: null });
    expect(toHost.refusals).toMatchObject([{ code: 'InvalidState', message: '"first" is not mounted on esx-02.yard.local.' }]);
    const toDatastore = await planMigration(bench.rooms, { vmIds: [id], hostId: null, datastoreId: bench.datastoreId('second') });
    expect(toDatastore.refusals).toMatchObject([{ code: 'InvalidState', message: '"second" is not mounted on esx-01.yard.local.' }]);
    await expect(bench.addVm('new', 1, { hostId: bench.hostId('esx-02.yard.local') })).rejects.toMatchObject({ code: 'InvalidState' });
    expect((await bench.clone(id, 'copy', { datastoreId: bench.datastoreId('second'), computeId: bench.hostId('esx-02.yard.local') })).vm).toMatchObject({ hostId: bench.hostId('esx-02.yard.local'), datastoreId: bench.datastoreId('second') });
    expect(await bench.migrate([id], { hostId: bench.hostId('esx-02.yard.local'), datastoreId: bench.datastoreId('second') })).toMatchObject({ migrated: 1 });

    await mountDatastore(rooms, mountOf(bench, 'second'));
    await mountDatastore(rooms, mountOf(bench, 'second'));
    expect(bench.inventory.datastore(bench.datastoreId('second'))).not.toHaveProperty('unmountedHostIds');
    expect(await bench.migrate([id], { hostId: bench.hostId('esx-01.yard.local') })).toMatchObject({ migrated: 1 });
    expect(await bench.problems()).toEqual([]);
  });
});

test('the checker tells of machines that are where none may be', async () => {
  const bench = await openBench({ kind: 'embedded' });
  await bench.addVm('web', 1);
  const first = bench.inventory.datastore(bench.datastoreId('first'));
  await bench.array.commit((tx) => bench.inventory.addContainers(tx, [{ ...first, maintenanceMode: 'inMaintenance' }]));
  expect(await bench.problems()).toEqual(['"web" is on "first", which is in maintenance mode.']);
  await bench.array.commit((tx) => bench.inventory.addContainers(tx, [{ ...first, unmountedHostIds: [bench.hostId('esx-01.yard.local')] }]));
  expect(await bench.problems()).toEqual(['"web" is on "first", which is not mounted on its host esx-01.yard.local.']);
});
