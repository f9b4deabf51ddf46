import { describe, expect, test } from 'vitest';
import { unmountDatastore } from '../../../electron/inventory/mounts.ts';
import { startMigration } from '../../../electron/machines/migrateMachines.ts';
import { planMigration } from '../../../electron/machines/migrationPlan.ts';
import type { ObjectId } from '../../../shared/ids.ts';
import type { MigrationSpec } from '../../../shared/model/migration.ts';
import { newRequestId } from '../../fixtures/yard.ts';
import { benchesWith, CopyGate, twoHosts } from './benches.ts';
import { kinds } from './kinds.ts';
import { block, diskBytes, type MachineBench } from './machineBench.ts';

const openBench = benchesWith({ hosts: twoHosts });

const specOf = (vmIds: readonly ObjectId[], changes: Partial<MigrationSpec>): MigrationSpec => ({ vmIds: [...vmIds], hostId: null, datastoreId: null, ...changes });
const start = (bench: MachineBench, vmIds: readonly ObjectId[], changes: Partial<MigrationSpec>): ReturnType<typeof startMigration> =>
  startMigration(bench.rooms, { spec: specOf(vmIds, changes), requestId: newRequestId() }, 'Test');

describe.each(kinds)('a migration over the %s array', (kind) => {
  test('to another host moves no block, and a machine may run meanwhile', async () => {
    const bench = await openBench({ kind });
    const { id, disks } = await bench.addVm('web', 1, { powerState: 'poweredOn' });
    const [from, to] = twoHosts.map((name) => bench.hostId(name));
    expect(await bench.migrate([id], { hostId: to ?? null })).toMatchObject({ migrated: 1, failed: 0, mechanisms: [], bytesCopied: 0 });
    expect(bench.inventory.vm(id)).toMatchObject({ hostId: to, powerState: 'poweredOn', disks });
    expect([from, to].map((host) => bench.inventory.hostVmCount(host ?? id))).toEqual([0, 1]);
    expect(bench.rooms.trails.newest({ limit: 1 })).toEqual([]);
    expect(bench.rereadInventory().vm(id)).toEqual(bench.inventory.vm(id));
    expect(await bench.problems()).toEqual([]);
  });

  test('to another datastore copies all disks, leaves nothing behind, and says how', async () => {
    const bench = await openBench({ kind });
    const { id } = await bench.addVm('web', 2);
    await bench.writeBlocks(id, 0, 0, 4, 1);
    await bench.writeBlocks(id, 1, 9, 3, 1);
    const before = await bench.contentOf(id);
    const [first, second] = (['first', 'second'] as const).map((name) => bench.inventory.datastore(bench.datastoreId(name)));
    const plan = await planMigration(bench.rooms, specOf([id], { datastoreId: second?.id ?? null }));
    expect(plan).toMatchObject({ bytesToCopy: 7 * block, mechanisms: [{ mechanism: 'fullCopy', count: 1, decision: { operation: 'migrate', firstFailed: null, fixes: [] } }], refusals: [], estimateMs: null });
    expect(plan.datastores).toMatchObject([
      { name: 'second', role: 'target', before: { provisionedBytes: 0 }, after: { provisionedBytes: 2 * diskBytes } },
      { name: 'first', role: 'source', before: { provisionedBytes: 2 * diskBytes }, after: { provisionedBytes: 0 } },
    ]);
    expect(await bench.migrate([id], { datastoreId: second?.id ?? null })).toMatchObject({ migrated: 1, mechanisms: [{ mechanism: 'fullCopy', count: 1 }], bytesCopied: 7 * block });
    const vm = bench.inventory.vm(id);
    expect(vm).toMatchObject({ datastoreId: second?.id, disks: [{ label: 'Hard disk 1', mechanism: 'fullCopy' }, { label: 'Hard disk 2', mechanism: 'fullCopy' }] });
    expect(await bench.contentOf(id)).toBe(before);
    for (const [datastore, bytes] of [[first, 0], [second, 7 * block]] as const) {
      if (!datastore) throw new Error('There is no datastore.');
      expect(bench.array.volume(datastore.volumeId)).toMatchObject({ physicalBytes: bytes, logicalBytes: bytes });
      const freeAfter = plan.datastores.find(({ id: planned }) => planned === datastore.id)?.after.freeBytes;
      expect(freeAfter).toBe(bench.array.volume(datastore.volumeId).sizeBytes - bytes);
    }
    const [, trail] = bench.rooms.trails.newest({ limit: 2 });
    expect(trail).toMatchObject({ operation: 'migrate', mechanism: 'fullCopy', vmNames: ['web'], sourceDatastoreName: 'first', datastoreName: 'second', failure: null });
    expect(await planMigration(bench.rooms, specOf([id], { datastoreId: first?.id ?? null })).then(({ estimateMs }) => estimateMs)).toBeGreaterThan(0);
    expect(await bench.problems()).toEqual([]);
  });

  test('takes snapshots along, each as it was, and says what that costs', async () => {
    const bench = await openBench({ kind });
    const { id } = await bench.addVm('web', 2);
    await bench.writeBlocks(id, 0, 0, 4, 1);
    const one = await bench.takeSnapshot(id, 'one');
    const then = await bench.contentOf(id);
    await bench.writeBlocks(id, 1, 0, 2, 2);
    await bench.takeSnapshot(id, 'two');
    await bench.writeBlocks(id, 0, 1, 1, 3);
    const now = await bench.contentOf(id);
    const { warnings, bytesToCopy } = await planMigration(bench.rooms, specOf([id], { datastoreId: bench.datastoreId('second') }));
    expect(bytesToCopy).toBe((6 + 4 + 6) * block);
    expect(warnings).toContain('The snapshots of "web" move along, each with blocks of its own: 64 KiB on "second" in place of 28 KiB now. Dedupe can find equal blocks there again.');
    await bench.migrate([id], { datastoreId: bench.datastoreId('second'), diskFormat: 'thin' });
    expect(await bench.contentOf(id)).toBe(now);
    expect(bench.inventory.vm(id).snapshots?.all.map(({ name }) => name)).toEqual(['one', 'two']);
    expect(await bench.problems()).toEqual([]);
    await bench.revert(id, one);
    expect(await bench.contentOf(id)).toBe(then);
    expect(await bench.problems()).toEqual([]);
  });

  test('of several goes on with the others when one cannot be moved', async () => {
    const bench = await openBench({ kind });
    const ids: ObjectId[] = [];
    for (const name of ['web', 'db', 'app']) ids.push((await bench.addVm(name, 1, name === 'db' ? { isTemplate: true } : {})).id);
    const datastoreId = bench.datastoreId('second');
    const plan = await planMigration(bench.rooms, specOf(ids, { datastoreId }));
    expect(plan.machines.map(({ refusal }) => refusal?.code ?? null)).toEqual([null, 'NotSupported', null]);
    expect(plan).toMatchObject({ refusals: [], warnings: ['1 of 3 machines cannot be migrated and stay where they are: "db".'] });
    expect(await bench.migrate(ids, { datastoreId, hostId: bench.hostId('esx-02.yard.local') })).toMatchObject({ migrated: 2, failed: 1 });
    const { children } = bench.tasks.children(bench.lastTask().id, 0, 10);
    expect(children.map(({ name, state, fault }) => [name, state, fault?.code ?? null])).toEqual([['web', 'success', null], ['db', 'error', 'NotSupported'], ['app', 'success', null]]);
    expect(ids.map((id) => bench.inventory.vm(id).datastoreId)).toEqual([datastoreId, bench.datastoreId('first'), datastoreId]);
    expect(await bench.problems()).toEqual([]);
  });

  test('says at once why it cannot be', async () => {
    const bench = await openBench({ kind });
    const { id } = await bench.addVm('web', 1, { powerState: 'poweredOn' });
    const template = await bench.addVm('gold', 1, { isTemplate: true });
    const datastoreId = bench.datastoreId('second');
    await expect(start(bench, [id], {})).rejects.toMatchObject({ code: 'InvalidArgument' });
    await expect(start(bench, [id], { hostId: bench.hostId('esx-02.yard.local'), diskFormat: 'thin' })).rejects.toMatchObject({ code: 'InvalidArgument' });
    await expect(start(bench, [id], { datastoreId: bench.datastoreId('first') })).rejects.toMatchObject({ code: 'InvalidState', message: '"web" is there already.' });
    await expect(start(bench, [template.id], { datastoreId })).rejects.toMatchObject({ code: 'NotSupported' });
    await expect(start(bench, [template.id, id], { datastoreId: bench.datastoreId('first') })).rejects.toMatchObject({ message: expect.stringContaining('None of the 2 machines can be migrated.') });
    expect(bench.tasks.list(1)).toEqual([]);
  });

  test('ends where it began when its target is unmounted from the host while it copies', async () => {
    const gate = new CopyGate();
    const bench = await openBench({ kind, wrap: gate.inArray });
    const { id, disks } = await bench.addVm('web', 1);
    await bench.writeBlocks(id, 0, 0, 4, 1);
    gate.isArmed = true;
    const taskId = await start(bench, [id], { datastoreId: bench.datastoreId('second') });
    await gate.reached;
    await unmountDatastore({ ...bench.rooms, meta: bench.meta }, { datastoreId: bench.datastoreId('second'), hostId: bench.hostId('esx-01.yard.local') });
    gate.open();
    await bench.tasks.wait(taskId);
    expect(bench.tasks.children(taskId, 0, 1).children).toMatchObject([{ state: 'error', fault: { code: 'InvalidState', message: '"second" is not mounted on esx-01.yard.local.' } }]);
    expect(bench.inventory.vm(id)).toMatchObject({ datastoreId: bench.datastoreId('first'), disks });
    expect(bench.array.volume(bench.inventory.datastore(bench.datastoreId('second')).volumeId)).toMatchObject({ logicalBytes: 0 });
    expect(await bench.problems()).toEqual([]);
  });

  test('of a running machine loses nothing that its guest writes meanwhile, and waits for it at the end', async () => {
    const gate = new CopyGate();
    const bench = await openBench({ kind, wrap: gate.inHost });
    const { id } = await bench.addVm('web', 2, { powerState: 'poweredOn' });
    await bench.writeBlocks(id, 0, 0, 8, 1);
    await bench.writeBlocks(id, 1, 4, 4, 1);
    const { holds } = bench.inventory;
    const never = new AbortController().signal;
    gate.isArmed = true;
    const taskId = await start(bench, [id], { datastoreId: bench.datastoreId('second') });
    await gate.reached;
    // Other blocks, blocks that were copied already, and zeros in place of data.
    const endWriting = await holds.takeForGuest(id, 'web', 'Write', never);
    await bench.writeBlocks(id, 0, 20, 3, 2);
    await bench.writeBlocks(id, 1, 5, 1, 2);
    await bench.array.unmap(bench.fileOf(id, 0), 0, 2 * block);
    expect(() => holds.take(id, 'web', 'read', 'Export')).toThrow(expect.objectContaining({ code: 'TaskInProgress' }));
    gate.isArmed = false;
    gate.open();
    const before = bench.fileOf(id, 0);
    await expect.poll(() => bench.tasks.get(taskId).detail).toBe('Waiting for the guest of web: Write');
    // What frees space, where the guest waits for that, does not wait for the migration.
    const other = await bench.addVm('other', 1);
    await bench.deleteVms(other.id);
    expect(bench.inventory.findVm(other.id)).toBeUndefined();
    expect(bench.tasks.get(taskId).state).toBe('running');
    const next = holds.takeForGuest(id, 'web', 'Write again', never).then((release) => (release(), bench.fileOf(id, 0)));
    expect(bench.inventory.vm(id).datastoreId).toBe(bench.datastoreId('first'));
    const content = await bench.contentOf(id);
    endWriting();
    expect(await bench.tasks.wait(taskId)).toMatchObject({ state: 'success' });
    expect(await next).not.toBe(before);
    expect(bench.inventory.vm(id)).toMatchObject({ datastoreId: bench.datastoreId('second'), powerState: 'poweredOn' });
    expect(await bench.contentOf(id)).toBe(content);
    const trail = bench.rooms.trails.newest({ limit: 5, taskId }).find(({ operation }) => operation === 'migrate');
    expect(trail).toMatchObject({ mechanism: 'hostCopy', firstFailed: 'poweredOn', moved: { networkReadBytes: 18 * block, networkWriteBytes: 18 * block } });
    expect(trail?.reason).toContain('The host copied 24 KiB that were written meanwhile.');
    expect(await bench.problems()).toEqual([]);
  });

  test('needs room for it: all of them together, thick disks whole', async () => {
    const bench = await openBench({ kind });
    const ids: ObjectId[] = [];
    for (let number = 1; number <= 22; number += 1) ids.push((await bench.addVm(`web-${number}`, 3)).id);
    const datastoreId = bench.datastoreId('second');
    await expect(start(bench, ids, { datastoreId, diskFormat: 'lazyZeroedThick' })).rejects.toMatchObject({ code: 'InsufficientStorageSpace', message: '"second" has 64 MiB free; the machines take 66 MiB there.' });
    expect((await planMigration(bench.rooms, specOf(ids, { datastoreId }))).refusals).toEqual([]);
    await bench.migrate(ids.slice(0, 2), { datastoreId, diskFormat: 'lazyZeroedThick' });
    expect(bench.array.file(bench.fileOf(ids[1] ?? datastoreId, 2)).format).toBe('lazyZeroedThick');
    expect(await bench.problems()).toEqual([]);
  });

  test('keeps the machine from being written, deleted and moved twice meanwhile; cancelled, it leaves it whole', async () => {
    const gate = new CopyGate();
    const bench = await openBench({ kind, wrap: gate.inArray });
    const { id } = await bench.addVm('web', 1);
    await bench.writeBlocks(id, 0, 0, 8, 1);
    const before = await bench.contentOf(id);
    gate.isArmed = true;
    const taskId = await start(bench, [id], { datastoreId: bench.datastoreId('second') });
    await gate.reached;
    expect(bench.inventory.holds.purposeOf(id)).toBe('Migrate virtual machine');
    await expect(start(bench, [id], { datastoreId: bench.datastoreId('second') })).rejects.toMatchObject({ code: 'TaskInProgress' });
    bench.tasks.cancel(taskId);
    gate.open();
    expect(await bench.tasks.wait(taskId)).toMatchObject({ state: 'canceled', children: { succeeded: 0, failed: 0 } });
    expect(bench.inventory.vm(id).datastoreId).toBe(bench.datastoreId('first'));
    expect(await bench.contentOf(id)).toBe(before);
    expect(await bench.problems()).toEqual([]);
  });
});
