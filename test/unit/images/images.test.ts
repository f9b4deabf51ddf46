import { existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { allVms } from '../../fixtures/allVms.ts';
import { contentDigestOf } from '../../fixtures/contentDigest.ts';
import { makeSparseImage, tempFolder, type SparseImage, type TempFolder } from '../../fixtures/images.ts';
import { Gate, YardBench, arrayKinds, cloneSpec, cloneWell, endedWell, importTemplate, newRequestId, overlay, vmNamed, type TestYard, type YardClient } from '../../fixtures/yard.ts';
import type { StorageArray } from '../../../electron/array/port.ts';
import type { ObjectId } from '../../../shared/ids.ts';
import type { TaskResult } from '../../../shared/model/task.ts';
import { mibBytes } from '../../../shared/units.ts';

const bench = new YardBench();
let folder: TempFolder;
let image: SparseImage;
beforeEach(async () => {
  folder = await tempFolder();
  image = await makeSparseImage(folder.file('gold.img'), 6 * mibBytes + 512, 21);
});
afterEach(async () => {
  await bench.cleanUp();
  await folder.remove();
});

const physicalBytes = async (client: YardClient): Promise<number> => {
  const [space] = (await client.inventory.containers()).flatMap((container) => (container.kind === 'datastore' ? [container.space] : []));
  return space?.physicalBytes ?? -1;
};
const importRequest = (changes: Partial<Parameters<YardClient['disks']['importImage']>[0]> = {}) => ({
  path: folder.file('gold.img'), name: 'gold', datastoreId: null, guestOs: '', requestId: newRequestId(), isUpload: false, ...changes,
});
const exported = async (client: YardClient, vmId: ObjectId, path: string): Promise<TaskResult | null> => {
  const { taskId } = await client.disks.exportDisk({ vmId, path, overwrite: false, requestId: newRequestId() });
  return (await endedWell(client, taskId)).result;
};
const written = async (client: YardClient, vmId: ObjectId, offsetBytes: number, bytes: Uint8Array): Promise<TaskResult | null> => {
  writeFileSync(folder.file('data.bin'), bytes);
  const { taskId } = await client.disks.writeDisk({ vmId, offsetBytes, path: folder.file('data.bin'), requestId: newRequestId() });
  return (await endedWell(client, taskId)).result;
};

describe.each(arrayKinds)('disks over the %s array', (kind) => {
  test('what is exported is what was imported, byte for byte, holes included', async () => {
    const { client } = await bench.openSetUp({ kind });
    const info = await client.disks.inspectImage({ path: folder.file('gold.img') });
    const { taskId } = await client.disks.importImage(importRequest());
    const task = await endedWell(client, taskId);
    const template = await vmNamed(client, 'gold');
    expect(task.result).toEqual({ kind: 'importImage', vmId: template.id, sizeBytes: image.bytes.length, bytesRead: info.allocatedBytes, logicalBytes: image.dataBlocks * 4096 });
    expect(task.progress).toMatchObject({ unit: 'bytes', done: info.allocatedBytes, total: info.allocatedBytes });
    expect(template).toMatchObject({ isTemplate: true, powerState: 'poweredOff', source: null, space: { provisionedBytes: image.bytes.length, logicalBytes: image.dataBlocks * 4096 } });
    expect(await exported(client, template.id, folder.file('out.img'))).toEqual({ kind: 'exportDisk', sizeBytes: image.bytes.length, bytesWritten: expect.toSatisfy((bytes) => bytes > 0 && bytes <= image.dataBlocks * 4096), path: folder.file('out.img') });
    expect(Buffer.compare(readFileSync(folder.file('out.img')), image.bytes)).toBe(0);
    await expect(client.disks.exportDisk({ vmId: template.id, path: folder.file('out.img'), overwrite: false, requestId: newRequestId() })).rejects.toMatchObject({ code: 'FileAlreadyExists' });
    expect(await client.system.check({ isDeep: true })).toMatchObject({ ok: true, problems: [] });
  });

  test('cancelling an import leaves nothing behind', async () => {
    const gate = new Gate();
    const { client } = await bench.openSetUp({ kind, wrap: (array) => heldWrites(array, gate, 2) });
    const { taskId } = await client.disks.importImage(importRequest());
    await gate.reached;
    await client.tasks.cancel({ id: taskId });
    gate.open();
    expect(await client.tasks.wait({ id: taskId })).toMatchObject({ state: 'canceled', result: null });
    expect(await allVms(client)).toEqual([]);
    expect(await physicalBytes(client)).toBe(0);
    expect(await client.system.check({ isDeep: true })).toMatchObject({ ok: true, problems: [], checked: { files: 0 } });
    await importTemplate(client, folder.file('gold.img'), 'gold');
  });

  test('a name is taken from the start of an import on', async () => {
    const gate = new Gate();
    const { client } = await bench.openSetUp({ kind, wrap: (array) => heldWrites(array, gate, 0) });
    const first = await client.disks.importImage(importRequest());
    await expect(client.disks.importImage(importRequest({ name: 'GOLD' }))).rejects.toMatchObject({ code: 'DuplicateName', data: { names: ['GOLD'] } });
    gate.open();
    await endedWell(client, first.taskId);
    await expect(client.disks.importImage(importRequest())).rejects.toMatchObject({ code: 'DuplicateName' });
  });

  test('two requests at once for the same name: one import', async () => {
    const { client } = await bench.openSetUp({ kind });
    const outcomes = await Promise.allSettled([client.disks.importImage(importRequest()), client.disks.importImage(importRequest())]);
    expect(outcomes.map((outcome) => outcome.status).toSorted()).toEqual(['fulfilled', 'rejected']);
    const same = importRequest({ name: 'silver' });
    const [one, two] = await Promise.all([client.disks.importImage(same), client.disks.importImage(same)]);
    expect(one).toEqual(two);
    await endedWell(client, one.taskId);
    expect(await client.disks.importImage(same)).toEqual(one);
  });

  test('a failed read ends the import with its cause and leaves nothing behind', async () => {
    const { client } = await bench.openSetUp({ kind, wrap: (array) => overlay(array, { write: () => Promise.reject(new Error('disk on fire')) }) });
    const { taskId } = await client.disks.importImage(importRequest());
    expect(await client.tasks.wait({ id: taskId })).toMatchObject({ state: 'error', fault: { code: 'SystemError', message: 'disk on fire' } });
    expect(await client.system.check({ isDeep: true })).toMatchObject({ ok: true, checked: { files: 0 } });
  });

  test('a write reaches its disk and no other', async () => {
    const { client } = await bench.openSetUp({ kind });
    const template = await importTemplate(client, folder.file('gold.img'), 'gold');
    await cloneWell(client, cloneSpec(template.id, 2));
    const [first, second] = [await vmNamed(client, 'vdi-001'), await vmNamed(client, 'vdi-002')];
    const data = Buffer.alloc(mibBytes + 1000, 'written by the guest ');
    const expected = Buffer.from(image.bytes);
    data.copy(expected, 12_345);
    expect(await written(client, first.id, 12_345, data)).toEqual({ kind: 'writeDisk', bytesWritten: data.length });
    await exported(client, first.id, folder.file('first.img'));
    expect(Buffer.compare(readFileSync(folder.file('first.img')), expected)).toBe(0);
    await exported(client, second.id, folder.file('second.img'));
    expect(Buffer.compare(readFileSync(folder.file('second.img')), image.bytes)).toBe(0);
    const { taskId } = await client.disks.compareDisks({ firstId: first.id, secondId: second.id, requestId: newRequestId() });
    const firstDifferenceOffset = expected.findIndex((byte, index) => byte !== image.bytes[index]);
    const compared = { identical: false, comparedBytes: image.bytes.length, contentDigests: [contentDigestOf(expected), contentDigestOf(image.bytes)], firstDifferenceOffset };
    expect((await endedWell(client, taskId)).result).toEqual({ kind: 'compareDisks', ...compared, disks: [{ in: 'both', label: 'Hard disk 1', ...compared }] });
    const same = await client.disks.compareDisks({ firstId: template.id, secondId: second.id, requestId: newRequestId() });
    expect((await endedWell(client, same.taskId)).result).toMatchObject({ identical: true, firstDifferenceOffset: null, contentDigests: [contentDigestOf(image.bytes), contentDigestOf(image.bytes)] });
    expect(await client.system.check({ isDeep: true })).toMatchObject({ ok: true, problems: [] });
  });

  test('disks of different sizes differ where the shorter one ends, at the latest', async () => {
    const { client } = await bench.openSetUp({ kind });
    writeFileSync(folder.file('longer.img'), Buffer.concat([image.bytes, Buffer.alloc(4096)]));
    const [short, long] = [await importTemplate(client, folder.file('gold.img'), 'short'), await importTemplate(client, folder.file('longer.img'), 'long')];
    const { taskId } = await client.disks.compareDisks({ firstId: short.id, secondId: long.id, requestId: newRequestId() });
    expect((await endedWell(client, taskId)).result).toMatchObject({ identical: false, firstDifferenceOffset: image.bytes.length, comparedBytes: image.bytes.length + 4096, contentDigests: [contentDigestOf(image.bytes), contentDigestOf(readFileSync(folder.file('longer.img')))] });
  });

  test('comparing reads nothing where neither disk holds data', async () => {
    let readBytes = 0;
    const counted = (array: StorageArray): StorageArray => overlay(array, {
      read: async (id, offset, into) => {
        readBytes += into.length;
        await array.read(id, offset, into);
      },
    });
    const { client } = await bench.openSetUp({ kind, wrap: counted });
    const disk = Buffer.alloc(64 * mibBytes);
    writeFileSync(folder.file('wide.img'), disk);
    const template = await importTemplate(client, folder.file('wide.img'), 'wide');
    await cloneWell(client, cloneSpec(template.id, 2));
    const [first, second] = [await vmNamed(client, 'vdi-001'), await vmNamed(client, 'vdi-002')];
    await written(client, first.id, 5 * 4096 + 100, Buffer.alloc(10, 1));
    await written(client, second.id, 50 * mibBytes, Buffer.alloc(4096, 2));
    readBytes = 0;
    const { taskId } = await client.disks.compareDisks({ firstId: first.id, secondId: second.id, requestId: newRequestId() });
    const task = await endedWell(client, taskId);
    expect(task.result).toMatchObject({ identical: false, firstDifferenceOffset: 5 * 4096 + 100, comparedBytes: disk.length });
    expect(task.progress).toMatchObject({ unit: 'bytes', done: 2 * 4096, total: 2 * 4096 });
    // One block of each, read from both.
    expect(readBytes).toBe(4 * 4096);
  });

  test('writes to templates and outside the disk are refused', async () => {
    const { client } = await bench.openSetUp({ kind });
    const template = await importTemplate(client, folder.file('gold.img'), 'gold');
    await expect(written(client, template.id, 0, Buffer.alloc(10, 1))).rejects.toMatchObject({ code: 'InvalidState', data: { names: ['gold'] } });
    await cloneWell(client, cloneSpec(template.id, 1));
    const vm = await vmNamed(client, 'vdi-001');
    const size = image.bytes.length;
    await expect(written(client, vm.id, size - 9, Buffer.alloc(10, 1))).rejects.toMatchObject({ code: 'InvalidArgument', message: `10 bytes at ${size - 9} end at ${size + 1}, but the disk of "vdi-001" has ${size} bytes.` });
    expect(await written(client, vm.id, size - 10, Buffer.alloc(10, 1))).toMatchObject({ bytesWritten: 10 });
  });
});

/** Lets `free` writes pass, holds the others up at the gate. */
function heldWrites(array: StorageArray, gate: Gate, free: number): StorageArray {
  let writes = 0;
  return overlay(array, {
    write: async (...args) => {
      writes += 1;
      if (writes > free) await gate.pass();
      return array.write(...args);
    },
  });
}

describe('importing', () => {
  test('an import that was cut off is gone at the next open, and says so', async () => {
    const gate = new Gate();
    const opened = await bench.openSetUp({ wrap: (array) => heldWrites(array, gate, 3) });
    const { taskId } = await opened.client.disks.importImage(importRequest());
    await gate.reached;
    const copy = bench.copyAsIfCrashed(opened.directory);
    gate.open();
    await endedWell(opened.client, taskId);
    const again = await bench.open(copy);
    expect(await again.client.tasks.get({ id: taskId })).toMatchObject({ state: 'error', fault: { code: 'Interrupted', hint: 'Nothing was kept. Import the file again.' } });
    expect(await allVms(again.client)).toEqual([]);
    await again.array.reclaim();
    expect(await physicalBytes(again.client)).toBe(0);
    expect(await again.client.system.check({ isDeep: true })).toMatchObject({ ok: true, problems: [], checked: { files: 0 } });
    await importTemplate(again.client, folder.file('gold.img'), 'gold');
  });

  test('closing the yard in the middle of an import ends it, and the next open says so', async () => {
    const gate = new Gate();
    const opened = await bench.openSetUp({ wrap: (array) => heldWrites(array, gate, 1) });
    const { taskId } = await opened.client.disks.importImage(importRequest());
    await gate.reached;
    const closing = bench.close(opened);
    gate.open();
    await closing;
    expect(opened.logged).toEqual([]);
    const again = await bench.open(opened.directory);
    expect(await again.client.tasks.get({ id: taskId })).toMatchObject({ state: 'error', fault: { code: 'Interrupted' } });
    expect(await again.client.system.check({ isDeep: true })).toMatchObject({ ok: true, problems: [], checked: { files: 0 } });
  });

  test('an upload is removed when its import has ended, and only uploads are', async () => {
    const { client, directory } = await bench.openSetUp();
    const uploads = join(directory, 'uploads');
    mkdirSync(uploads);
    const upload = join(uploads, 'gold.img');
    writeFileSync(upload, image.bytes);
    await expect(client.disks.importImage(importRequest({ isUpload: true }))).rejects.toMatchObject({ code: 'InvalidArgument' });
    symlinkSync(folder.file('gold.img'), join(uploads, 'link.img'));
    await expect(client.disks.importImage(importRequest({ isUpload: true, path: join(uploads, 'link.img') }))).rejects.toMatchObject({ code: 'InvalidArgument' });
    await expect(client.disks.importImage(importRequest({ isUpload: true, path: join(uploads, '..', 'segments') }))).rejects.toMatchObject({ code: 'InvalidArgument' });
    const { taskId } = await client.disks.importImage(importRequest({ isUpload: true, path: upload }));
    await endedWell(client, taskId);
    await expect.poll(() => existsSync(upload)).toBe(false);
    expect(existsSync(folder.file('gold.img'))).toBe(true);
  });

  test('an image that does not fit is refused before anything is read', async () => {
    const { client } = await bench.openTwoDatastores(mibBytes);
    await expect(client.disks.importImage(importRequest())).rejects.toMatchObject({ code: 'InsufficientStorageSpace' });
  });

  test('files that are no images, names that are not allowed and relative paths are refused', async () => {
    const { client } = await bench.openSetUp({ kind: 'memory' });
    await expect(client.disks.importImage(importRequest({ path: folder.file('missing.img') }))).rejects.toMatchObject({ code: 'FileNotFound' });
    await expect(client.disks.importImage(importRequest({ path: 'gold.img' }))).rejects.toMatchObject({ code: 'InvalidArgument' });
    await expect(client.disks.importImage(importRequest({ name: 'a/b' }))).rejects.toMatchObject({ code: 'InvalidName' });
    writeFileSync(folder.file('odd.img'), Buffer.alloc(1000, 1));
    await expect(client.disks.importImage(importRequest({ path: folder.file('odd.img') }))).rejects.toMatchObject({ code: 'InvalidDiskFormat' });
  });

  test('before the yard is set up there is nowhere to import to', async () => {
    const { client } = await bench.open();
    await expect(client.disks.importImage(importRequest())).rejects.toMatchObject({ code: 'InvalidState', data: { hint: expect.any(String) } });
  });
});

test('folders are listed first, by name, without what is hidden', async () => {
  const { client }: TestYard = await bench.open(undefined, { kind: 'memory' });
  for (const name of ['b10', 'b9', 'A']) mkdirSync(folder.file(name));
  writeFileSync(folder.file('.hidden'), '');
  symlinkSync(folder.file('nowhere'), folder.file('dangling'));
  const listing = await client.disks.listFolder({ path: folder.path });
  expect(listing.entries.map((entry) => [entry.name, entry.isFolder, entry.sizeBytes])).toEqual([['A', true, null], ['b9', true, null], ['b10', true, null], ['gold.img', false, image.bytes.length]]);
  expect(listing.entries.at(-1)?.path).toBe(folder.file('gold.img'));
  expect(listing.parentPath).toBe(join(folder.path, '..'));
  expect((await client.disks.listFolder({ path: '/' })).parentPath).toBeNull();
  expect((await client.disks.listFolder({ path: null })).path.length).toBeGreaterThan(0);
  await expect(client.disks.listFolder({ path: folder.file('missing') })).rejects.toMatchObject({ code: 'FileNotFound' });
});
