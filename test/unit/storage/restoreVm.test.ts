import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { registerRestoreVm, restorableVms, startRestoreVm } from '../../../electron/storage/restoreVm.ts';
import { DedupeRuns } from '../../../electron/storage/dedupeRuns.ts';
import type { StorageRooms } from '../../../electron/storage/rooms.ts';
import { createSnapshot } from '../../../electron/storage/snapshots.ts';
import { VolumeRegistry } from '../../../electron/storage/volumeRegistry.ts';
import type { ObjectId, SnapshotId } from '../../../shared/ids.ts';
import type { Task } from '../../../shared/model/task.ts';
import { allVms } from '../../fixtures/allVms.ts';
import { arrayKinds, cloneSpec, cloneWell, Gate, newRequestId, overlay, powerWell, vmNamed, type ArrayKind, type TestYard } from '../../fixtures/yard.ts';
import { block, diskBytes, MachineBench } from '../machines/machineBench.ts';
import { StorageBench, brokenRules, deleteWell, runWell, snapshotWell, volumeNamed } from './harness.ts';

const bench = new StorageBench();
const open: { machines: MachineBench; volumes: VolumeRegistry }[] = [];
afterEach(async () => {
  await bench.cleanUp();
  for (const { machines, volumes } of open.splice(0)) {
    volumes.close();
    await machines.close();
  }
});

/** Machines with several disks, which the doors cannot make, and the storage room above them. */
async function openMachines(kind: ArrayKind): Promise<{ machines: MachineBench; rooms: StorageRooms; snapshot: (name: string) => Promise<SnapshotId>; restore: (snapshotId: SnapshotId, vmId: ObjectId) => Promise<Task> }> {
  const machines = await MachineBench.open({ kind });
  const { meta, array, inventory, tasks } = machines;
  const volumes = new VolumeRegistry(meta, array, inventory);
  open.push({ machines, volumes });
  const rooms: StorageRooms = { meta, array, inventory, tasks, volumes, dedupeRuns: new DedupeRuns(tasks, volumes) };
  registerRestoreVm(rooms);
  const { volumeId } = inventory.datastore(machines.datastoreId('first'));
  return {
    machines,
    rooms,
    snapshot: async (name) => (await createSnapshot(rooms, { volumeId, name, comment: '' })).id,
    restore: async (snapshotId, vmId) => tasks.wait(await startRestoreVm(rooms, { snapshotId, vmId, requestId: newRequestId() }, 'Test')),
  };
}

async function writeBlock({ client, directory }: TestYard, vmName: string, seed: number): Promise<void> {
  const path = join(directory, `block-${seed}`);
  writeFileSync(path, Buffer.alloc(4096, seed));
  const { id } = await vmNamed(client, vmName);
  await runWell(client, (requestId) => client.disks.writeDisk({ vmId: id, offsetBytes: 0, path, requestId }));
}

async function digestOf({ client }: TestYard, vmName: string): Promise<string> {
  const { id } = await vmNamed(client, vmName);
  const { result } = await runWell(client, (requestId) => client.disks.compareDisks({ firstId: id, secondId: id, requestId }));
  return result?.kind === 'compareDisks' ? result.contentDigests[0] : '';
}

describe.each(arrayKinds)('restoring one machine over the %s array', (kind) => {
  test('takes its disks back and leaves everything else alone, newer snapshots included', async () => {
    const opened = await bench.open({ kind }, 2);
    const { client, volume } = opened;
    await writeBlock(opened, 'vdi-001', 1);
    const then = await digestOf(opened, 'vdi-001');
    const friday = await snapshotWell(client, volume.id, 'friday');
    await writeBlock(opened, 'vdi-001', 2);
    await writeBlock(opened, 'vdi-002', 3);
    const [changed, other] = [await digestOf(opened, 'vdi-001'), await digestOf(opened, 'vdi-002')];
    const monday = await snapshotWell(client, volume.id, 'monday');
    const { id } = await vmNamed(client, 'vdi-001');
    expect(await client.storage.restorableVms({ snapshotId: friday.id, search: 'VDI-001' })).toEqual({
      count: 1, machines: [{ id, name: 'vdi-001', isTemplate: false, diskCount: 1, laterDiskCount: 0, elsewhere: [], returnsAs: null, refusal: null }],
    });
    const task = await runWell(client, (requestId) => client.storage.restoreVm({ snapshotId: friday.id, vmId: id, requestId }));
    expect(task).toMatchObject({ kind: 'restoreVm', name: 'Restore "vdi-001" from snapshot friday', target: { id, name: 'vdi-001' }, result: { vmId: id, vmName: 'vdi-001', diskCount: 1, isReturned: false } });
    expect([await digestOf(opened, 'vdi-001'), await digestOf(opened, 'vdi-002')]).toEqual([then, other]);
    expect((await client.storage.snapshots({ volumeId: volume.id })).map(({ name }) => name)).toEqual(['friday', 'monday']);
    // And there again.
    await runWell(client, (requestId) => client.storage.restoreVm({ snapshotId: monday.id, vmId: id, requestId }));
    expect(await digestOf(opened, 'vdi-001')).toBe(changed);
    expect(await client.system.check({ isDeep: true })).toMatchObject({ ok: true, problems: [] });
    await runWell(client, (requestId) => client.storage.exactPass({ requestId }));
    expect(brokenRules(await volumeNamed(client, 'datastore1'))).toEqual([]);
  });

  test('is refused while it runs or is in use, and a snapshot that does not hold it says so', async () => {
    const opened = await bench.open({ kind }, 1);
    const { client, volume, template } = opened;
    const snapshot = await snapshotWell(client, volume.id, 'friday');
    await cloneWell(client, cloneSpec(template.id, 1, { pattern: 'late-{n}' }));
    const restore = async (name: string) => client.storage.restoreVm({ snapshotId: snapshot.id, vmId: (await vmNamed(client, name)).id, requestId: newRequestId() });
    await expect(restore('late-1')).rejects.toMatchObject({ code: 'ManagedObjectNotFound', message: 'The snapshot "friday" holds no disk of "late-1".', data: { names: ['late-1'] } });
    const { id } = await vmNamed(client, 'vdi-001');
    await powerWell(client, [id], 'powerOn');
    await expect(restore('vdi-001')).rejects.toMatchObject({ code: 'InvalidPowerState', data: { names: ['vdi-001'] } });
    const listed = await client.storage.restorableVms({ snapshotId: snapshot.id, search: '' });
    expect(listed).toMatchObject({ count: 2, machines: [{ name: 'gold', isTemplate: true, refusal: null }, { name: 'vdi-001', refusal: { code: 'InvalidPowerState' } }] });
    // Late ones of another volume are told apart from late ones of this one.
    const other = await client.storage.createVolume({ name: 'other', settings: { sizeBytes: volume.sizeBytes }, type: 'NFS', datacenterId: null });
    const elsewhere = await snapshotWell(client, other.id, 'elsewhere');
    await expect(client.storage.restoreVm({ snapshotId: elsewhere.id, vmId: template.id, requestId: newRequestId() })).rejects.toMatchObject({ code: 'ManagedObjectNotFound', data: { hint: expect.stringContaining('another datastore') } });
    await client.storage.deleteSnapshot({ snapshotId: snapshot.id });
    await expect(restore('vdi-001')).rejects.toMatchObject({ code: 'ManagedObjectNotFound' });
  });

  test('tells of one outside the inventory, and restores it once it is registered', async () => {
    const { client, volume } = await bench.open({ kind }, 2);
    const snapshot = await snapshotWell(client, volume.id, 'friday');
    const { id } = await vmNamed(client, 'vdi-001');
    await runWell(client, (requestId) => client.lifecycle.unregister({ ids: [id], requestId }));
    expect(await client.storage.restorableVms({ snapshotId: snapshot.id, search: 'vdi' })).toMatchObject({
      count: 2, machines: [{ name: 'vdi-002', refusal: null }, { id, name: 'vdi-001', returnsAs: null, laterDiskCount: 0, refusal: { code: 'InvalidState', hint: 'Register it first.' } }],
    });
    await expect(client.storage.restoreVm({ snapshotId: snapshot.id, vmId: id, requestId: newRequestId() })).rejects.toMatchObject({ code: 'InvalidState', message: '"vdi-001" is not in the inventory.' });
    await runWell(client, (requestId) => client.lifecycle.register({ ids: [id], name: null, folderId: null, hostId: null, requestId }));
    expect((await runWell(client, (requestId) => client.storage.restoreVm({ snapshotId: snapshot.id, vmId: id, requestId }))).result).toMatchObject({ vmId: id, isReturned: false });
  });

  test('does not promise a deleted one, nor those of the whole volume, while none may be placed on its datastore', async () => {
    const { client, volume, template } = await bench.open({ kind }, 0);
    const spare = await client.storage.createVolume({ name: 'spare', settings: { sizeBytes: volume.sizeBytes }, type: 'NFS', datacenterId: null });
    const datastoreId = spare.datastore?.id;
    if (datastoreId === undefined) throw new Error('The volume has no datastore.');
    await runWell(client, (requestId) => client.machines.clone({ spec: { vmId: template.id, snapshotId: null, name: 'web', folderId: null, computeId: null, datastoreId, powerOn: false }, requestId }));
    const web = await vmNamed(client, 'web');
    const { id: snapshotId } = await snapshotWell(client, spare.id, 'friday');
    await deleteWell(client, web);
    await runWell(client, (requestId) => client.datastores.enterMaintenance({ datastoreId, targetId: null, requestId }));
    const refusal = { code: 'InvalidState', message: '"spare" is in maintenance mode.' };
    expect(await client.storage.restorableVms({ snapshotId, search: '' })).toMatchObject({ count: 1, machines: [{ name: 'web', returnsAs: 'web', refusal }] });
    expect(await client.storage.planRestore({ snapshotId })).toMatchObject({ returned: { names: ['web'] }, refusals: [refusal] });
    await expect(client.storage.restoreVm({ snapshotId, vmId: web.id, requestId: newRequestId() })).rejects.toMatchObject(refusal);
    await expect(client.storage.restoreSnapshot({ snapshotId, requestId: newRequestId() })).rejects.toMatchObject(refusal);
    await runWell(client, (requestId) => client.datastores.exitMaintenance({ datastoreId, requestId }));
    expect((await client.storage.planRestore({ snapshotId })).refusals).toEqual([]);
    await runWell(client, (requestId) => client.storage.restoreSnapshot({ snapshotId, requestId }));
    expect(await vmNamed(client, 'web')).toMatchObject({ datastoreId });
  });

  test('brings a deleted one back under a free name, as often as wanted, and the whole volume can still go back', async () => {
    const opened = await bench.open({ kind }, 2);
    const { client, volume, template } = opened;
    await writeBlock(opened, 'vdi-001', 1);
    const then = await digestOf(opened, 'vdi-001');
    const deleted = await vmNamed(client, 'vdi-001');
    const snapshot = await snapshotWell(client, volume.id, 'friday');
    await deleteWell(client, deleted);
    const before = await volumeNamed(client, 'datastore1');
    const bringBack = () => runWell(client, (requestId) => client.storage.restoreVm({ snapshotId: snapshot.id, vmId: deleted.id, requestId }));
    expect(await client.storage.restorableVms({ snapshotId: snapshot.id, search: deleted.id })).toMatchObject({ count: 1, machines: [{ id: deleted.id, returnsAs: 'vdi-001' }] });
    const task = await bringBack();
    expect(task).toMatchObject({ target: { name: 'datastore1' }, result: { vmName: 'vdi-001', diskCount: 1, isReturned: true } });
    const back = await vmNamed(client, 'vdi-001');
    expect(back.id).not.toBe(deleted.id);
    expect(back).toMatchObject({ source: { name: 'gold' }, powerState: 'poweredOff', space: { logicalBytes: deleted.space.logicalBytes } });
    expect(await digestOf(opened, 'vdi-001')).toBe(then);
    // Nothing was copied.
    expect((await volumeNamed(client, 'datastore1')).physicalBytes).toBe(before.physicalBytes);
    expect((await bringBack()).result).toMatchObject({ vmName: 'vdi-001-restored' });
    await writeBlock(opened, 'vdi-001', 9);
    expect(await digestOf(opened, 'vdi-001-restored')).toBe(then);
    expect(await client.system.check({ isDeep: true })).toMatchObject({ ok: true, problems: [] });

    expect(await client.storage.planRestore({ snapshotId: snapshot.id })).toMatchObject({ removed: { names: ['vdi-001', 'vdi-001-restored'] }, returned: { names: ['vdi-001'] } });
    await runWell(client, (requestId) => client.storage.restoreSnapshot({ snapshotId: snapshot.id, requestId }));
    expect((await allVms(client)).map(({ id, name }) => [id, name])).toEqual([[template.id, 'gold'], [deleted.id, 'vdi-001'], [expect.anything(), 'vdi-002']]);
    expect(await digestOf(opened, 'vdi-001')).toBe(then);
    expect(await client.system.check({ isDeep: true })).toMatchObject({ ok: true, problems: [] });
  });

  test('works on a FlexClone, with what it inherits from its base', async () => {
    const opened = await bench.open({ kind }, 2);
    const { client, volume, template } = opened;
    await runWell(client, (requestId) => client.storage.cloneVolume({ volumeId: volume.id, snapshotId: null, name: 'flex', isRegistering: true, requestId }));
    const flex = await volumeNamed(client, 'flex');
    const original = await digestOf(opened, 'vdi-001');
    const snapshot = await snapshotWell(client, flex.id, 'friday');
    const [first, second] = [await vmNamed(client, 'vdi-001_flex'), await vmNamed(client, 'vdi-002_flex')];
    await writeBlock(opened, 'vdi-001_flex', 5);
    await deleteWell(client, second);
    for (const { id } of [first, second]) await runWell(client, (requestId) => client.storage.restoreVm({ snapshotId: snapshot.id, vmId: id, requestId }));
    expect([await digestOf(opened, 'vdi-001_flex'), await digestOf(opened, 'vdi-002_flex')]).toEqual([original, original]);
    expect((await vmNamed(client, 'vdi-002_flex')).space.logicalBytes).toBe(template.space.logicalBytes);
    expect(await client.system.check({ isDeep: true })).toMatchObject({ ok: true, problems: [] });
    await runWell(client, (requestId) => client.storage.exactPass({ requestId }));
    expect([...brokenRules(await volumeNamed(client, 'flex')), ...brokenRules(await volumeNamed(client, 'datastore1'))]).toEqual([]);
  });

  test('puts all disks that the snapshot holds back in one step; one added since stays, and so do its own snapshots', async () => {
    const { machines, rooms, snapshot, restore } = await openMachines(kind);
    const { id } = await machines.addVm('web', 2);
    await machines.writeBlocks(id, 0, 0, 4, 1);
    await machines.writeBlocks(id, 1, 8, 2, 1);
    const old = await machines.takeSnapshot(id, 'old');
    await machines.writeBlocks(id, 1, 0, 1, 2);
    const then = await machines.contentOf(id);
    const friday = await snapshot('friday');
    const late = await machines.takeSnapshot(id, 'late');
    await machines.writeBlocks(id, 0, 2, 4, 3);
    await machines.writeBlocks(id, 1, 30, 4, 3);
    await machines.array.commit((tx) => {
      const vm = machines.inventory.vm(id);
      const fileId = machines.array.createFile(tx, machines.array.file(machines.fileOf(id, 0)).volumeId, diskBytes, { groupOf: machines.fileOf(id, 0) });
      machines.inventory.updateVms(tx, [{ ...vm, disks: [...vm.disks, { fileId, sizeBytes: diskBytes, label: 'Hard disk 3', mechanism: 'imported', mechanismReason: 'Made for a test.' }] }]);
    });
    await machines.writeBlocks(id, 2, 0, 3, 4);
    const added = await machines.readFile(machines.fileOf(id, 2));
    const told = machines.inventory.feed.revision;
    expect(await restorableVms(rooms, { snapshotId: friday, search: '' })).toMatchObject({ count: 1, machines: [{ name: 'web', diskCount: 2, laterDiskCount: 1 }] });
    expect(await restore(friday, id)).toMatchObject({ state: 'success', result: { diskCount: 2, isReturned: false } });
    expect(machines.inventory.feed.revision).toBeGreaterThan(told);
    const vm = machines.inventory.vm(id);
    expect(vm.snapshots).toMatchObject({ all: [{ id: old }, { id: late }], currentId: old });
    expect((await machines.readFile(machines.fileOf(id, 2))).equals(added)).toBe(true);
    await machines.array.commit((tx) => {
      machines.array.deleteFile(tx, machines.fileOf(id, 2));
      machines.inventory.updateVms(tx, [{ ...vm, disks: vm.disks.slice(0, 2) }]);
    });
    expect(await machines.contentOf(id)).toBe(then);
    // Its own snapshots hold what they held.
    await machines.revert(id, late);
    expect(await machines.contentOf(id)).toBe(then);
    expect(await machines.problems()).toEqual([]);
    expect(machines.rereadInventory().vm(id)).toEqual(machines.inventory.vm(id));
  });

  test('brings back all disks and the snapshots of a deleted one, as one group', async () => {
    const { machines, rooms, snapshot, restore } = await openMachines(kind);
    const { id } = await machines.addVm('web', 2);
    await machines.writeBlocks(id, 0, 0, 4, 1);
    await machines.takeSnapshot(id, 'one');
    const first = await machines.contentOf(id);
    await machines.writeBlocks(id, 1, 0, 2, 2);
    await machines.takeSnapshot(id, 'two');
    await machines.writeBlocks(id, 1, 5, 2, 3);
    const then = await machines.contentOf(id);
    const friday = await snapshot('friday');
    await machines.takeSnapshot(id, 'late');
    await machines.deleteVms(id);
    const { result } = await restore(friday, id);
    if (result?.kind !== 'restoreVm') throw new Error('Nothing was restored.');
    const vm = machines.inventory.vm(result.vmId);
    const [one, two] = vm.snapshots?.all ?? [];
    if (!one || !two) throw new Error('There are no snapshots.');
    expect(vm.snapshots).toMatchObject({ all: [{ name: 'one', parentId: null }, { name: 'two', parentId: one.id }], currentId: two.id });
    expect(await machines.contentOf(vm.id)).toBe(then);
    const files = [...vm.disks, ...one.disks, ...two.disks].map(({ fileId }) => machines.array.file(fileId));
    expect(new Set(files.map((file) => file.groupId))).toEqual(new Set([vm.disks[0]?.fileId]));
    await machines.revert(vm.id, one.id);
    expect(await machines.contentOf(vm.id)).toBe(first);
    // Ids of snapshots are never given out twice.
    expect(await restore(friday, id)).toMatchObject({ result: { vmName: 'web-restored' } });
    expect(new Set([...machines.inventory.vms()].flatMap((each) => each.snapshots?.all.map((kept) => kept.id) ?? [])).size).toBe(4);
    expect(await machines.problems()).toEqual([]);
    expect(rooms.array.file(machines.fileOf(vm.id, 0)).logicalBytes).toBe(4 * block);
  });
});

describe('a power cut while one machine is restored', () => {
  test('leaves it as it was, and the task does not try again', async () => {
    const gate = new Gate();
    let isArmed = false;
    const opened = await bench.open({ wrap: (array) => overlay(array, { commit: async (work) => { if (isArmed) await gate.pass(); return array.commit(work); } }) }, 1);
    const { client, volume } = opened;
    const snapshot = await snapshotWell(client, volume.id, 'friday');
    await writeBlock(opened, 'vdi-001', 7);
    const { id } = await vmNamed(client, 'vdi-001');
    const changed = await digestOf(opened, 'vdi-001');
    isArmed = true;
    const { taskId } = await client.storage.restoreVm({ snapshotId: snapshot.id, vmId: id, requestId: newRequestId() });
    await gate.reached;
    // In use by the restore: nobody else may write to it, nor restore it once more.
    await expect(client.storage.restoreVm({ snapshotId: snapshot.id, vmId: id, requestId: newRequestId() })).rejects.toMatchObject({ code: 'TaskInProgress' });
    const copy = bench.yards.copyAsIfCrashed(opened.directory);
    gate.open();
    expect(await client.tasks.wait({ id: taskId })).toMatchObject({ state: 'success' });
    const again = await bench.yards.open(copy);
    expect(await again.client.tasks.wait({ id: taskId })).toMatchObject({ state: 'error', fault: { code: 'Interrupted', hint: 'Nothing was changed. Restore it again.' } });
    expect(await digestOf(again, 'vdi-001')).toBe(changed);
    expect(await again.client.system.check({ isDeep: true })).toMatchObject({ ok: true, problems: [] });
  });
});
