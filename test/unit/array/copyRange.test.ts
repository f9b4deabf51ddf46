import { closeSync, mkdtempSync, openSync, readdirSync, readSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { openArray } from '../../../electron/array/array.ts';
import type { StorageArray } from '../../../electron/array/port.ts';
import { SegmentFiles } from '../../../electron/disk/segmentFiles.ts';
import { Meta } from '../../../electron/meta/meta.ts';
import type { FileId } from '../../../shared/ids.ts';

const blockBytes = 4096;
const blockCount = 600;
const range = { offset: 0, length: blockCount * blockBytes };

/** Segment files that can be told to fail every read. */
class WornFiles extends SegmentFiles {
  isWorn = false;

  override async readParts(segment: number, offset: number, into: readonly Uint8Array[]): Promise<void> {
    if (this.isWorn) throw Object.assign(new Error('EIO: i/o error'), { code: 'EIO' });
    return super.readParts(segment, offset, into);
  }
}

let folder: string;
let meta: Meta;
let disk: WornFiles;
let array: StorageArray;
let from: FileId;
let to: FileId;

async function open(): Promise<void> {
  meta = Meta.open(join(folder, 'meta'));
  disk = new WornFiles(join(folder, 'segments'));
  array = await openArray({ meta, disk });
}

async function close(): Promise<void> {
  disk.isWorn = false;
  await array.close();
  await meta.close();
}

const contentOf = (block: number): Uint8Array => new Uint8Array(blockBytes).fill(1 + (block % 250)).fill(Math.floor(block / 250), 0, 1);

async function expectCopied(): Promise<void> {
  const bytes = new Uint8Array(range.length);
  await array.read(to, 0, bytes);
  for (let block = 0; block < blockCount; block += 1) expect(Buffer.compare(bytes.subarray(block * blockBytes, (block + 1) * blockBytes), contentOf(block))).toBe(0);
}

/** Flips one bit of the stored block whose content is that of `block`, as a worn-out disk would. */
function rot(block: number): void {
  const segments = join(folder, 'segments');
  const file = openSync(join(segments, readdirSync(segments)[0] ?? ''), 'r+');
  const found = Buffer.alloc(blockBytes);
  for (let slot = 0; ; slot += 1) {
    if (readSync(file, found, 0, blockBytes, slot * blockBytes) === 0) throw new Error('The block was not found.');
    if (!found.equals(contentOf(block))) continue;
    writeSync(file, Buffer.from([(found[100] ?? 0) ^ 1]), 0, 1, slot * blockBytes + 100);
    break;
  }
  closeSync(file);
}

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'cloneyard-copy-'));
  await open();
  const volume = await array.commit((tx) => array.createVolume(tx, { sizeBytes: 2 ** 30 }));
  [from, to] = await array.commit((tx): [FileId, FileId] => [array.createFile(tx, volume, range.length), array.createFile(tx, volume, range.length)]);
  for (let block = 0; block < blockCount; block += 1) await array.write(from, block * blockBytes, contentOf(block));
  // From now on everything has to be read from the disk.
  await close();
  await open();
});

afterEach(async () => {
  await close();
  rmSync(folder, { recursive: true, force: true });
});

it('tells as a fault that the local disk cannot be read, and copies when it can be read again', async () => {
  disk.isWorn = true;
  await expect(array.copyRange({ from, to, ...range }, 'copy')).rejects.toMatchObject({ code: 'FileFault' });
  disk.isWorn = false;
  await array.copyRange({ from, to, ...range }, 'copy');
  await expectCopied();
  expect((await array.check({ isDeep: true })).problems).toEqual([]);
});

it('does not store a damaged block once more', async () => {
  rot(300);
  await expect(array.copyRange({ from, to, ...range }, 'copy')).rejects.toMatchObject({ code: 'DataIntegrity' });
  const bytes = new Uint8Array(256 * blockBytes);
  await array.read(to, 0, bytes);
  // The piece that holds it was not begun; the one ahead of it is in place.
  expect(Buffer.compare(bytes.subarray(255 * blockBytes), contentOf(255))).toBe(0);
  const next = new Uint8Array(blockBytes);
  await array.read(to, 256 * blockBytes, next);
  expect(next.every((byte) => byte === 0)).toBe(true);
});

it('shares a damaged block as it is, so that one mended block mends both', async () => {
  rot(300);
  await array.copyRange({ from, to, ...range }, 'share');
  const block = new Uint8Array(blockBytes);
  await expect(array.read(to, 300 * blockBytes, block)).rejects.toMatchObject({ code: 'DataIntegrity' });
  const holders = await array.holders(from, 300 * blockBytes);
  expect(holders.map(({ fileId }) => fileId)).toEqual([from, to]);
});
