import { writeFile } from 'node:fs/promises';
import { afterEach, describe, expect, test } from 'vitest';
import { objectIdSchema, type ObjectId } from '../../../shared/ids.ts';
import type { VmDiffEvent, VmState } from '../../../shared/model/machine.ts';
import { mibBytes } from '../../../shared/units.ts';
import { makeSparseImage, tempFolder, type TempFolder } from '../../fixtures/images.ts';
import { cloneSpec, cloneWell, endedWell, importTemplate, newRequestId, vmNamed, YardBench, type YardClient } from '../../fixtures/yard.ts';
import { kinds } from './kinds.ts';
import { block } from './machineBench.ts';

/** An id that nothing has. */
const nobody = objectIdSchema.parse('vm-9999');

const bench = new YardBench();
const folders: TempFolder[] = [];
afterEach(async () => {
  await bench.cleanUp();
  for (const folder of folders.splice(0)) await folder.remove();
});

async function write(client: YardClient, folder: TempFolder, vmId: ObjectId, offsetBytes: number, text: string): Promise<void> {
  await writeFile(folder.file('patch.bin'), Buffer.alloc(block, text));
  await endedWell(client, (await client.disks.writeDisk({ vmId, offsetBytes, path: folder.file('patch.bin'), requestId: newRequestId() })).taskId);
}

async function diff(client: YardClient, vmId: ObjectId, from: VmState, to: VmState): Promise<VmDiffEvent[]> {
  const events: VmDiffEvent[] = [];
  for await (const event of await client.machines.diff({ vmId, from, to })) events.push(event);
  return events;
}

describe.each(kinds)('the calls for single machines over the %s array', (kind) => {
  test('take a machine there and back again', async () => {
    const folder = await tempFolder();
    folders.push(folder);
    await makeSparseImage(folder.file('gold.img'), 4 * mibBytes, 5);
    const { client, logged } = await bench.openSetUp({ kind });
    const template = await importTemplate(client, folder.file('gold.img'), 'gold');
    await cloneWell(client, cloneSpec(template.id, 2));
    const { id: vmId } = await vmNamed(client, 'vdi-001');
    expect(await client.machines.snapshots({ vmId })).toEqual({ vmId, currentId: null, snapshots: [] });

    const requestId = newRequestId();
    const { taskId } = await client.machines.createSnapshot({ vmId, name: 'before update', description: 'All is well.', requestId });
    const task = await endedWell(client, taskId);
    // Repeating a request starts nothing anew.
    expect(await client.machines.createSnapshot({ vmId, name: 'before update', description: '', requestId })).toEqual({ taskId });
    if (task.result?.kind !== 'createVmSnapshot') throw new Error('There is no snapshot.');
    const { snapshotId } = task.result;
    await write(client, folder, vmId, 8192, 'update');
    expect(await client.machines.snapshots({ vmId })).toMatchObject({ currentId: snapshotId, snapshots: [{ id: snapshotId, name: 'before update', description: 'All is well.', parentId: null }] });
    expect(await vmNamed(client, 'vdi-001')).toMatchObject({ snapshotCount: 1 });
    expect(await diff(client, vmId, snapshotId, 'current')).toEqual([
      { type: 'extents', disk: 'Hard disk 1', extents: [{ offset: 8192, length: block }] },
      { type: 'disk', disk: 'Hard disk 1', sizeBytes: 4 * mibBytes, changedBytes: block, extentCount: 1 },
      { type: 'end', changedBytes: block, extentCount: 1 },
    ]);
    expect(await client.machines.holders({ vmId, state: 'current', disk: null, offset: 8192, limit: 5 })).toMatchObject({ total: 1, holders: [{ vm: { id: vmId, name: 'vdi-001' }, disk: 'Hard disk 1', snapshot: null }] });
    expect(await client.machines.freedIfDeleted({ ids: [vmId] })).toEqual({ freedBytes: block });
    expect(await client.machines.space({ ids: [template.id, vmId] })).toMatchObject([{ name: 'gold' }, { name: 'vdi-001', uniqueBytes: block }]);

    await endedWell(client, (await client.machines.clone({ spec: { vmId, snapshotId, name: 'side', folderId: null, datastoreId: null, computeId: null, powerOn: false }, requestId: newRequestId() })).taskId);
    expect(await vmNamed(client, 'side')).toMatchObject({ source: { name: 'vdi-001' }, snapshotCount: 0, space: { uniqueBytes: 0 } });
    await endedWell(client, (await client.machines.revert({ vmId, snapshotId, requestId: newRequestId() })).taskId);
    expect(await diff(client, vmId, snapshotId, 'current')).toEqual([{ type: 'disk', disk: 'Hard disk 1', sizeBytes: 4 * mibBytes, changedBytes: 0, extentCount: 0 }, { type: 'end', changedBytes: 0, extentCount: 0 }]);
    const { taskId: comparing } = await client.disks.compareDisks({ firstId: template.id, secondId: vmId, requestId: newRequestId() });
    expect((await endedWell(client, comparing)).result).toMatchObject({ identical: true });
    await endedWell(client, (await client.machines.removeSnapshot({ vmId, snapshotId, withChildren: false, requestId: newRequestId() })).taskId);
    expect(await client.system.check({})).toMatchObject({ ok: true, problems: [] });
    expect(logged).toEqual([]);
  });

  test('refuse what makes no sense with a fault', async () => {
    const folder = await tempFolder();
    folders.push(folder);
    await makeSparseImage(folder.file('gold.img'), mibBytes, 5);
    const { client } = await bench.openSetUp({ kind });
    const { id: vmId } = await importTemplate(client, folder.file('gold.img'), 'gold');
    const create = (name: string, description = ''): Promise<unknown> => client.machines.createSnapshot({ vmId, name, description, requestId: newRequestId() });
    for (const name of ['', ' x', 'x'.repeat(81), 'a\nb']) await expect(create(name)).rejects.toMatchObject({ code: 'InvalidArgument', data: { names: ['name'] } });
    await expect(create('x', 'y'.repeat(1025))).rejects.toMatchObject({ code: 'InvalidArgument' });
    await expect(create('x')).rejects.toMatchObject({ code: 'InvalidState' });
    await expect(client.machines.snapshots({ vmId: nobody })).rejects.toMatchObject({ code: 'ManagedObjectNotFound' });
    await expect(diff(client, nobody, 'current', 'current')).rejects.toMatchObject({ code: 'ManagedObjectNotFound' });
  });
});
