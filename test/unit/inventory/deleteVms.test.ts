import { writeFileSync } from 'node:fs';
import { afterEach, describe, expect, test } from 'vitest';
import { allVms } from '../../fixtures/allVms.ts';
import { makeSparseImage, tempFolder, type TempFolder } from '../../fixtures/images.ts';
import { arrayKinds, cloneSpec, cloneWell, endedWell, Gate, importTemplate, newRequestId, overlay, powerWell, vmNamed, YardBench, type TestYard, type TestYardOptions } from '../../fixtures/yard.ts';
import type { ObjectId } from '../../../shared/ids.ts';
import type { VmRow } from '../../../shared/model/inventory.ts';
import { mibBytes } from '../../../shared/units.ts';

const bench = new YardBench();
const folders: TempFolder[] = [];
afterEach(async () => {
  await bench.cleanUp();
  for (const folder of folders.splice(0)) await folder.remove();
});

async function openWithClones(options: TestYardOptions, count: number): Promise<TestYard & { template: VmRow; clones: VmRow[]; folder: TempFolder }> {
  const folder = await tempFolder();
  folders.push(folder);
  await makeSparseImage(folder.file('gold.img'), 4 * mibBytes, 8);
  const opened = await bench.openSetUp(options);
  const template = await importTemplate(opened.client, folder.file('gold.img'), 'gold');
  await cloneWell(opened.client, cloneSpec(template.id, count));
  const clones = (await allVms(opened.client)).filter((vm) => vm.source !== null);
  return { ...opened, template, clones, folder };
}

const physicalBytes = async ({ client }: TestYard): Promise<number> => {
  const [space] = (await client.inventory.containers()).flatMap((container) => (container.kind === 'datastore' ? [container.space] : []));
  return space?.physicalBytes ?? -1;
};
const remove = async ({ client }: TestYard, ids: ObjectId[]): Promise<ReturnType<typeof endedWell>> => {
  const { taskId } = await client.inventory.deleteVms({ ids, requestId: newRequestId() });
  return endedWell(client, taskId);
};

describe.each(arrayKinds)('deleting over the %s array', (kind) => {
  test('clones cost nothing and free nothing; the last holder frees the data', async () => {
    const opened = await openWithClones({ kind }, 250);
    const { client, template, clones } = opened;
    const before = await physicalBytes(opened);
    const task = await remove(opened, clones.slice(1).map((vm) => vm.id));
    expect(task).toMatchObject({ name: 'Delete 249 virtual machines', result: { kind: 'deleteVms', deleted: 249, freedBytes: 0 }, children: { succeeded: 249 } });
    expect(await physicalBytes(opened)).toBe(before);
    // The template goes first: its clone keeps the data and the name of its source.
    expect(await remove(opened, [template.id])).toMatchObject({ name: 'Delete template', result: { deleted: 1, freedBytes: 0 } });
    expect(await vmNamed(client, 'vdi-001')).toMatchObject({ source: { name: 'gold' }, space: { logicalBytes: template.space.logicalBytes, uniqueBytes: template.space.logicalBytes, isExact: true } });
    expect(await remove(opened, clones.slice(0, 1).map((vm) => vm.id))).toMatchObject({ result: { deleted: 1, freedBytes: before } });
    expect(await physicalBytes(opened)).toBe(0);
    expect(await client.system.check({ isDeep: true })).toMatchObject({ ok: true, problems: [], checked: { virtualMachines: 0 } });
  });

  test('is refused as a whole when one is powered on or does not exist', async () => {
    const { client, clones } = await openWithClones({ kind }, 30);
    const ids = clones.map((vm) => vm.id);
    await powerWell(client, ids.slice(3, 27), 'powerOn');
    await expect(client.inventory.deleteVms({ ids, requestId: newRequestId() })).rejects.toMatchObject({
      code: 'InvalidPowerState', message: 'Not powered off: "vdi-004", "vdi-005", "vdi-006" and 21 more.', data: { names: clones.slice(3, 23).map((vm) => vm.name) },
    });
    const gone = clones.slice(0, 1).map((vm) => vm.id);
    const { taskId } = await client.inventory.deleteVms({ ids: gone, requestId: newRequestId() });
    await endedWell(client, taskId);
    await expect(client.inventory.deleteVms({ ids: gone, requestId: newRequestId() })).rejects.toMatchObject({ code: 'ManagedObjectNotFound' });
    expect(await allVms(client)).toHaveLength(30);
  });

  test('a disk that is being exported is left alone', async () => {
    const gate = new Gate();
    const { client, clones, folder } = await openWithClones({ kind, wrap: (array) => overlay(array, { read: async (...args) => (await gate.pass(), array.read(...args)) }) }, 3);
    const [first] = clones;
    if (!first) throw new Error('There are no clones.');
    const { taskId } = await client.disks.exportDisk({ vmId: first.id, path: folder.file('out.img'), overwrite: false, requestId: newRequestId() });
    await gate.reached;
    await expect(client.inventory.deleteVms({ ids: clones.map((vm) => vm.id), requestId: newRequestId() })).rejects.toMatchObject({ code: 'TaskInProgress', data: { names: ['vdi-001'] } });
    await expect(client.disks.writeDisk({ vmId: first.id, offsetBytes: 0, path: folder.file('gold.img'), requestId: newRequestId() }).then(({ taskId: id }) => endedWell(client, id))).rejects.toThrow('in use by another task');
    gate.open();
    await endedWell(client, taskId);
  });

  test('cancelling keeps what has been deleted deleted, and says how many', async () => {
    const gate = new Gate();
    let deletions = 0;
    const { client, clones, folder } = await openWithClones(
      {
        kind,
        wrap: (array) =>
          overlay(array, {
            deleteFile: (tx, id) => {
              deletions += 1;
              array.deleteFile(tx, id);
            },
            commit: async (work) => {
              if (deletions === 200) await gate.pass();
              return array.commit(work);
            },
          }),
      },
      500,
    );
    // One of the first to go holds 64 KiB of its own; that is all there is to come free.
    writeFileSync(folder.file('own.bin'), Buffer.alloc(65_536, 0xa5));
    const [first] = clones;
    if (!first) throw new Error('There are no clones.');
    const write = await client.disks.writeDisk({ vmId: first.id, offsetBytes: 0, path: folder.file('own.bin'), requestId: newRequestId() });
    await endedWell(client, write.taskId);
    const own = (await client.inventory.vm({ id: first.id })).space.uniqueBytes;
    expect(own).toBe(65_536);
    const { taskId } = await client.inventory.deleteVms({ ids: clones.map((vm) => vm.id), requestId: newRequestId() });
    await gate.reached;
    await client.tasks.cancel({ id: taskId });
    gate.open();
    expect(await client.tasks.wait({ id: taskId })).toMatchObject({ state: 'canceled', result: { kind: 'deleteVms', deleted: 400, freedBytes: own } });
    expect(await allVms(client)).toHaveLength(101);
    expect(await client.system.check({ isDeep: true })).toMatchObject({ ok: true });
  });
});

test('a deletion that was cut off by a power cut goes on at the next open', async () => {
  const copies: string[] = [];
  let isDeleting = false;
  const opened = await openWithClones(
    {
      wrap: (array) =>
        overlay(array, {
          deleteFile: (tx, id) => {
            isDeleting = true;
            array.deleteFile(tx, id);
          },
          commit: async (work) => {
            const result = await array.commit(work);
            if (isDeleting) copies.push(bench.copyAsIfCrashed(opened.directory));
            isDeleting = false;
            return result;
          },
        }),
    },
    500,
  );
  const { taskId } = await opened.client.inventory.deleteVms({ ids: opened.clones.map((vm) => vm.id), requestId: newRequestId() });
  await endedWell(opened.client, taskId);
  expect(copies).toHaveLength(3);
  const again = await bench.open(copies[0]);
  await again.yard.drain();
  expect(await again.client.tasks.get({ id: taskId })).toMatchObject({ state: 'success', resumeCount: 1, result: { deleted: 500 } });
  expect((await allVms(again.client)).map((vm) => vm.name)).toEqual(['gold']);
  expect(await again.client.system.check({ isDeep: true })).toMatchObject({ ok: true, problems: [] });
});

test('overwritten blocks are given back when nothing else is going on', async () => {
  const opened = await openWithClones({}, 1);
  const { client, template, clones, folder } = opened;
  const [clone] = clones;
  if (!clone) throw new Error('There is no clone.');
  for (const seed of [1, 2]) {
    await makeSparseImage(folder.file(`data${seed}.bin`), 2 * mibBytes, seed);
    const { taskId } = await client.disks.writeDisk({ vmId: clone.id, offsetBytes: 0, path: folder.file(`data${seed}.bin`), requestId: newRequestId() });
    await endedWell(client, taskId);
  }
  await expect.poll(() => opened.array.needsReclaim, { timeout: 15_000 }).toBe(false);
  const row = await vmNamed(client, clone.name);
  expect(await physicalBytes(opened)).toBe(template.space.logicalBytes + row.space.uniqueBytes);
  expect(row.space.isExact).toBe(true);
});
