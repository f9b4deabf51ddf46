import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { createRouterClient } from '@orpc/server';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { openArray } from '../../../electron/array/array.ts';
import type { ArrayRecord } from '../../../electron/array/parts.ts';
import type { StorageArray } from '../../../electron/array/port.ts';
import { SegmentFiles } from '../../../electron/disk/segmentFiles.ts';
import { Meta } from '../../../electron/meta/meta.ts';
import { openYard } from '../../../electron/yard.ts';
import { allVms } from '../../fixtures/allVms.ts';
import { formatV1Names, unpackFormatV1, type FormatV1Content } from '../../fixtures/formatV1.ts';
import { tempFolder, type TempFolder } from '../../fixtures/images.ts';

let folder: TempFolder;
let expected: FormatV1Content;

beforeEach(async () => {
  folder = await tempFolder();
  expected = await unpackFormatV1(folder.path);
});

afterEach(() => folder.remove());

async function withArray(work: (array: StorageArray) => Promise<void>): Promise<void> {
  const meta = Meta.open(join(folder.path, 'meta'));
  try {
    const array = await openArray({ meta, disk: new SegmentFiles(join(folder.path, 'segments')) });
    try {
      await work(array);
    } finally {
      await array.close();
    }
  } finally {
    await meta.close();
  }
}

async function storedVersion(): Promise<number | undefined> {
  const meta = Meta.open(join(folder.path, 'meta'));
  const version = meta.table<string, ArrayRecord>('array').get('array')?.formatVersion;
  await meta.close();
  return version;
}

async function expectContent(array: StorageArray): Promise<void> {
  for (const { id, sizeBytes, logicalBytes, sha256 } of expected.files) {
    expect(array.file(id)).toMatchObject({ volumeId: expected.volume.id, sizeBytes, logicalBytes });
    const bytes = new Uint8Array(sizeBytes).fill(0xcd);
    await array.read(id, 0, bytes);
    expect(createHash('sha256').update(bytes).digest('hex'), `file ${id}`).toBe(sha256);
  }
  expect(() => array.file(expected.removedFileId)).toThrow(/no file/);
}

async function expectExactSpace(array: StorageArray): Promise<void> {
  await array.reclaim();
  for (const { id, uniqueBytes } of expected.files) expect(array.file(id)).toMatchObject({ uniqueBytes, isExact: true });
  const { sizeBytes, logicalBytes, physicalBytes } = expected.volume;
  expect(array.volume(expected.volume.id)).toMatchObject({ sizeBytes, logicalBytes, physicalBytes, isExact: true });
}

it('an array of format 1 becomes one of format 2 with every byte and every counter', async () => {
  expect(await storedVersion()).toBe(1);
  await withArray(async (array) => {
    await expectContent(array);
    expect((await array.check({ isDeep: true })).problems).toEqual([]);
    await expectExactSpace(array);
    expect(await array.check({ isDeep: true })).toMatchObject({ problems: [], fileCount: expected.files.length, blockCount: expected.blockCount });
  });
  expect(await storedVersion()).toBe(2);
  await withArray(async (array) => {
    await expectContent(array);
    await expectExactSpace(array);
    expect((await array.check({ isDeep: true })).problems).toEqual([]);
  });
});

it('goes on growing after the migration: clones, writes and deletions of what version 1 made', async () => {
  const [first] = expected.files;
  if (!first) throw new Error('The fixture holds no file.');
  await withArray(async (array) => {
    const clone = await array.commit((tx) => array.cloneFile(tx, first.id));
    await array.write(clone, 0, new Uint8Array(8192).fill(7));
    await array.flush();
    await array.commit((tx) => {
      for (const { id } of expected.files) array.deleteFile(tx, id);
    });
    await array.reclaim();
    const blocks = first.logicalBytes;
    expect(array.file(clone)).toMatchObject({ logicalBytes: blocks, uniqueBytes: blocks, isExact: true });
    expect(array.volume(expected.volume.id)).toMatchObject({ logicalBytes: blocks, physicalBytes: blocks, isExact: true });
    expect(await array.check({ isDeep: true })).toMatchObject({ problems: [], fileCount: 1 });
  });
});

it('a yard of that version opens with its machines and checks clean', async () => {
  const yard = await openYard({ dataDirectory: folder.path, version: 'test', log: () => undefined });
  try {
    const client = createRouterClient(yard.router, { context: {} });
    await yard.drain();
    expect((await allVms(client)).map((vm) => vm.name).sort()).toEqual(formatV1Names);
    expect(await client.system.check({ isDeep: true })).toMatchObject({ ok: true, problems: [] });
  } finally {
    await yard.close();
  }
});
