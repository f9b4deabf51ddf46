import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { allVms } from '../../fixtures/allVms.ts';
import { arrayKinds, cloneSpec, cloneWell, newRequestId, powerWell, vmNamed, type TestYard } from '../../fixtures/yard.ts';
import { StorageBench, brokenRules, deleteWell, runWell, snapshotWell, volumeNamed } from './harness.ts';

const bench = new StorageBench();
afterEach(() => bench.cleanUp());

const names = async ({ client }: TestYard): Promise<string[]> => (await allVms(client)).map((vm) => vm.name).toSorted();

/** Lets a machine write one block of its own. */
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

describe.each(arrayKinds)('snapshots of volumes over the %s array', (kind) => {
  test('have names that are unique in their volume, or are made from the time', async () => {
    const { client, volume } = await bench.open({ kind }, 1);
    const first = await client.storage.createSnapshot({ volumeId: volume.id, name: 'before', comment: 'ahead of the update' });
    expect(first).toMatchObject({ name: 'before', comment: 'ahead of the update', volumeId: volume.id, cloneNames: [], logicalBytes: volume.logicalBytes });
    await expect(snapshotWell(client, volume.id, 'Before')).rejects.toMatchObject({ code: 'DuplicateName' });
    await expect(snapshotWell(client, volume.id, 'a@b')).rejects.toMatchObject({ code: 'InvalidName' });
    const [second, third] = [await client.storage.createSnapshot({ volumeId: volume.id, name: null, comment: '' }), await client.storage.createSnapshot({ volumeId: volume.id, name: null, comment: '' })];
    expect(second.name).toMatch(/^snap-\d{4}-\d\d-\d\d-\d{4}$/);
    expect(third.name).not.toBe(second.name);
    expect((await client.storage.snapshots({ volumeId: volume.id })).map((snapshot) => snapshot.name)).toEqual(['before', second.name, third.name]);
    expect(await volumeNamed(client, 'datastore1')).toMatchObject({ snapshotCount: 3 });
    await client.storage.deleteSnapshot({ snapshotId: second.id });
    expect((await client.storage.snapshots({ volumeId: volume.id })).map((snapshot) => snapshot.name)).toEqual(['before', third.name]);
  });

  test('hold what was overwritten, and give it back when deleted', async () => {
    const opened = await bench.open({ kind }, 2);
    const { client, volume } = opened;
    await writeBlock(opened, 'vdi-001', 1);
    const snapshot = await snapshotWell(client, volume.id, 'before');
    await writeBlock(opened, 'vdi-001', 2);
    await runWell(client, (requestId) => client.storage.exactPass({ requestId }));
    const held = await volumeNamed(client, 'datastore1');
    expect(held).toMatchObject({ snapshotBytes: 4096, physicalBytes: volume.physicalBytes + 2 * 4096, isExact: true });
    expect(brokenRules(held)).toEqual([]);
    expect(await client.storage.snapshots({ volumeId: volume.id })).toMatchObject([{ uniqueBytes: 4096, isExact: true }]);
    await client.storage.deleteSnapshot({ snapshotId: snapshot.id });
    const pass = await runWell(client, (requestId) => client.storage.exactPass({ requestId }));
    expect(pass).toMatchObject({ kind: 'exactPass', target: { name: 'Storage array' } });
    const after = await volumeNamed(client, 'datastore1');
    expect(after).toMatchObject({ snapshotBytes: 0, physicalBytes: volume.physicalBytes + 4096, isExact: true });
    expect(after.exactAsOfMs).toBeGreaterThan(0);
    expect(brokenRules(after)).toEqual([]);
    expect(await client.system.check({ isDeep: true })).toMatchObject({ ok: true });
  });

  test('restoring takes back what changed, brings back what was deleted and drops what was made since', async () => {
    const opened = await bench.open({ kind }, 3);
    const { client, volume, template } = opened;
    await writeBlock(opened, 'vdi-001', 1);
    const digest = await digestOf(opened, 'vdi-001');
    const deleted = await vmNamed(client, 'vdi-002');
    const snapshot = await snapshotWell(client, volume.id, 'before');
    await writeBlock(opened, 'vdi-001', 2);
    await deleteWell(client, deleted, await vmNamed(client, 'vdi-003'));
    await cloneWell(client, cloneSpec(template.id, 2, { pattern: 'late-{n}' }));
    // Somebody else has taken a name meanwhile.
    await cloneWell(client, cloneSpec(template.id, 1, { pattern: 'vdi-{n:03}', startNumber: 3 }));
    const plan = await client.storage.planRestore({ snapshotId: snapshot.id });
    expect(plan).toMatchObject({
      volumeName: 'datastore1',
      snapshot: { name: 'before' },
      reverted: { count: 2, names: ['gold', 'vdi-001'] },
      removed: { count: 3, names: ['late-1', 'late-2', 'vdi-003'] },
      returned: { count: 2, names: ['vdi-002', 'vdi-003'] },
      refusals: [],
    });
    const task = await runWell(client, (requestId) => client.storage.restoreSnapshot({ snapshotId: snapshot.id, requestId }));
    expect(task).toMatchObject({ name: 'Restore snapshot before', result: { removed: 3, returned: 2 } });
    expect(await names(opened)).toEqual(['gold', 'vdi-001', 'vdi-002', 'vdi-003']);
    expect(await digestOf(opened, 'vdi-001')).toBe(digest);
    // It is the same machine: its id, its source and its data.
    expect(await vmNamed(client, 'vdi-002')).toMatchObject({ id: deleted.id, source: { name: 'gold' }, powerState: 'poweredOff', space: { logicalBytes: template.space.logicalBytes } });
    expect((await allVms(client)).map((vm) => Number(vm.id.slice(3)))).toEqual((await allVms(client)).map((vm) => Number(vm.id.slice(3))).toSorted((a, b) => a - b));
    expect(await client.system.check({ isDeep: true })).toMatchObject({ ok: true, problems: [] });
    expect(brokenRules(await volumeNamed(client, 'datastore1'))).toEqual([]);
    // Deleted again it goes for good once the snapshot is gone.
    await deleteWell(client, await vmNamed(client, 'vdi-002'));
    await client.storage.deleteSnapshot({ snapshotId: snapshot.id });
    const later = await snapshotWell(client, volume.id, 'later');
    expect(await client.storage.planRestore({ snapshotId: later.id })).toMatchObject({ removed: { count: 0 }, returned: { count: 0 } });
  });

  test('a machine that comes back finds another name where its own is taken', async () => {
    const opened = await bench.open({ kind }, 1);
    const { client, volume, template } = opened;
    const other = await client.storage.createVolume({ name: 'other', settings: { sizeBytes: volume.sizeBytes }, type: 'NFS', datacenterId: null });
    const snapshot = await snapshotWell(client, volume.id, 'before');
    await deleteWell(client, await vmNamed(client, 'vdi-001'));
    await cloneWell(client, cloneSpec(template.id, 1, { datastoreId: other.datastore?.id ?? null }));
    await runWell(client, (requestId) => client.storage.restoreSnapshot({ snapshotId: snapshot.id, requestId }));
    expect(await names(opened)).toEqual(['gold', 'vdi-001', 'vdi-001-restored']);
    expect(await client.system.check()).toMatchObject({ ok: true, problems: [] });
  });

  test('restoring is refused while machines run, are in use or newer snapshots exist', async () => {
    const opened = await bench.open({ kind }, 7);
    const { client, volume } = opened;
    const snapshot = await snapshotWell(client, volume.id, 'old');
    const restore = () => client.storage.restoreSnapshot({ snapshotId: snapshot.id, requestId: newRequestId() });
    const ids = (await allVms(client)).filter((vm) => !vm.isTemplate).map((vm) => vm.id);
    await powerWell(client, ids, 'powerOn');
    await expect(restore()).rejects.toMatchObject({ code: 'InvalidPowerState', data: { names: ['vdi-001', 'vdi-002', 'vdi-003', 'vdi-004', 'vdi-005'] } });
    await powerWell(client, ids, 'powerOff');
    const newer = await snapshotWell(client, volume.id, 'new');
    await expect(restore()).rejects.toMatchObject({ code: 'InvalidState', data: { names: ['new'] } });
    await client.storage.deleteSnapshot({ snapshotId: newer.id });
    expect((await client.storage.planRestore({ snapshotId: snapshot.id })).refusals).toEqual([]);
    await expect(client.storage.planRestore({ snapshotId: newer.id })).rejects.toMatchObject({ code: 'ManagedObjectNotFound' });
  });

  test('restoring takes the snapshots of machines along: those made since go, and nothing is left over of those deleted since', async () => {
    const opened = await bench.open({ kind }, 2);
    const { client, volume } = opened;
    const [first, second] = [await vmNamed(client, 'vdi-001'), await vmNamed(client, 'vdi-002')];
    const keep = (vmId: typeof first.id, name: string) => runWell(client, (requestId) => client.machines.createSnapshot({ vmId, name, description: '', requestId }));
    const snapshotsOf = async (vmId: typeof first.id) => (await client.machines.snapshots({ vmId })).snapshots;
    await keep(first.id, 'old');
    await keep(second.id, 'gone');
    await writeBlock(opened, 'vdi-001', 1);
    const snapshot = await snapshotWell(client, volume.id, 'friday');
    await keep(first.id, 'new');
    const [gone] = await snapshotsOf(second.id);
    if (!gone) throw new Error('There is no snapshot.');
    await runWell(client, (requestId) => client.machines.removeSnapshot({ vmId: second.id, snapshotId: gone.id, withChildren: false, requestId }));
    await runWell(client, (requestId) => client.storage.restoreSnapshot({ snapshotId: snapshot.id, requestId }));
    const tree = await client.machines.snapshots({ vmId: first.id });
    expect(tree.snapshots.map((one) => one.name)).toEqual(['old']);
    expect(tree.currentId).toBe(tree.snapshots[0]?.id);
    expect(await snapshotsOf(second.id)).toEqual([]);
    expect(await client.system.check({ isDeep: true })).toMatchObject({ ok: true, problems: [] });
    // What is left can be gone back to.
    await runWell(client, (requestId) => client.machines.revert({ vmId: first.id, snapshotId: tree.snapshots[0]?.id ?? gone.id, requestId }));
    expect(await digestOf(opened, 'vdi-001')).toBe(await digestOf(opened, 'vdi-002'));
  });

  test('restoring takes along what lies on the volume outside the inventory, and says so before and after', async () => {
    const opened = await bench.open({ kind }, 2);
    const { client, volume, template } = opened;
    const digest = await digestOf(opened, 'vdi-001');
    const snapshot = await snapshotWell(client, volume.id, 'friday');
    await writeBlock(opened, 'vdi-001', 1);
    await cloneWell(client, cloneSpec(template.id, 1, { pattern: 'late-{n}' }));
    const [old, late] = [await vmNamed(client, 'vdi-001'), await vmNamed(client, 'late-1')];
    await runWell(client, (requestId) => client.lifecycle.unregister({ ids: [old.id, late.id], requestId }));
    expect(await client.storage.planRestore({ snapshotId: snapshot.id })).toMatchObject({
      reverted: { count: 2, names: ['gold', 'vdi-002'] }, removed: { count: 0 }, returned: { count: 0 },
      unregistered: { reverted: { count: 1, names: ['vdi-001'] }, removed: { count: 1, names: ['late-1'] } },
    });
    const task = await runWell(client, (requestId) => client.storage.restoreSnapshot({ snapshotId: snapshot.id, requestId }));
    expect(task.result).toMatchObject({ removed: 0, returned: 0, removedUnregistered: 1 });
    expect(await client.lifecycle.unregistered({ datastoreId: null })).toMatchObject([{ id: old.id, name: 'vdi-001' }]);
    await runWell(client, (requestId) => client.lifecycle.register({ ids: [old.id], name: null, folderId: null, hostId: null, requestId }));
    expect(await digestOf(opened, 'vdi-001')).toBe(digest);
    expect(await client.system.check({ isDeep: true })).toMatchObject({ ok: true, problems: [] });
  });

  test('a deleted machine comes back with the snapshots it had', async () => {
    const opened = await bench.open({ kind }, 1);
    const { client, volume } = opened;
    const machine = await vmNamed(client, 'vdi-001');
    await runWell(client, (requestId) => client.machines.createSnapshot({ vmId: machine.id, name: 'own', description: '', requestId }));
    const snapshot = await snapshotWell(client, volume.id, 'friday');
    await deleteWell(client, machine);
    await runWell(client, (requestId) => client.storage.restoreSnapshot({ snapshotId: snapshot.id, requestId }));
    expect((await client.machines.snapshots({ vmId: machine.id })).snapshots.map((one) => one.name)).toEqual(['own']);
    expect(await client.system.check()).toMatchObject({ ok: true, problems: [] });
  });
});
