import { open } from 'node:fs/promises';
import { Worker } from 'node:worker_threads';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findDataExtents, type DataExtent } from '../../../electron/formats/holes.ts';
import { makePatchedImage, makeSparseImage, requireHoles, tempFolder, type TempFolder } from '../../fixtures/images.ts';
import { testSeed } from '../../sim/random.ts';

let folder: TempFolder;
beforeEach(async () => {
  folder = await tempFolder();
});
afterEach(() => folder.remove());

async function extentsOf(path: string, sizeBytes: number): Promise<DataExtent[]> {
  const file = await open(path, 'r');
  try {
    const extents: DataExtent[] = [];
    for await (const extent of findDataExtents(file.fd, sizeBytes)) extents.push(extent);
    return extents;
  } finally {
    await file.close();
  }
}

describe('findDataExtents', () => {
  it('covers every byte of data, in order, without overlap, within the size', async () => {
    const sizeBytes = 5_000_192;
    const image = await makeSparseImage(folder.file('a.raw'), sizeBytes, testSeed('holes'));
    const extents = await extentsOf(folder.file('a.raw'), sizeBytes);
    let end = 0;
    for (const extent of extents) {
      expect(extent.offset).toBeGreaterThanOrEqual(end);
      expect(extent.length).toBeGreaterThan(0);
      expect(image.bytes.subarray(end, extent.offset).every((byte) => byte === 0)).toBe(true);
      end = extent.offset + extent.length;
    }
    expect(end).toBeLessThanOrEqual(sizeBytes);
    expect(image.bytes.subarray(end).every((byte) => byte === 0)).toBe(true);
  });

  it('leaves holes out', async (context) => {
    requireHoles(context);
    const path = folder.file('holes.raw');
    await makePatchedImage(path, 1 << 30, [
      { offset: 1 << 20, bytes: 'x' },
      { offset: (1 << 30) - 1, bytes: 'y' },
    ]);
    const extents = await extentsOf(path, 1 << 30);
    expect(extents.length).toBe(2);
    expect(extents.reduce((sum, extent) => sum + extent.length, 0)).toBeLessThanOrEqual(2 * 65536);
  });

  it('yields nothing for a file that is one hole, or of no size', async (context) => {
    requireHoles(context);
    const path = folder.file('empty.raw');
    await makePatchedImage(path, 1 << 20, []);
    expect(await extentsOf(path, 1 << 20)).toEqual([]);
    expect(await extentsOf(path, 0)).toEqual([]);
  });

  it('falls back to one range where it cannot ask', async () => {
    // A descriptor that is not open fails with EBADF, on the same path as EINVAL of an old file system.
    const extents: DataExtent[] = [];
    for await (const extent of findDataExtents(2 ** 20, 4096)) extents.push(extent);
    expect(extents).toEqual([{ offset: 0, length: 4096 }]);
  });

  it('stops when it is cancelled, and lets other work run on a fragmented file', async (context) => {
    requireHoles(context);
    const path = folder.file('fragmented.raw');
    const count = 2000;
    const stepBytes = 131_072;
    await makePatchedImage(path, count * stepBytes, Array.from({ length: count }, (_, i) => ({ offset: i * stepBytes, bytes: 'x' })));
    const file = await open(path, 'r');
    try {
      let turns = 0;
      const timer = setInterval(() => (turns += 1), 0);
      let found = 0;
      for await (const extent of findDataExtents(file.fd, count * stepBytes)) found += extent.length > 0 ? 1 : 0;
      clearInterval(timer);
      expect(found).toBe(count);
      expect(turns).toBeGreaterThan(0);
      const controller = new AbortController();
      const first = findDataExtents(file.fd, count * stepBytes, controller.signal);
      expect((await first.next()).done).toBe(false);
      controller.abort();
      await expect(first.next()).rejects.toMatchObject({ code: 'RequestCanceled' });
    } finally {
      await file.close();
    }
  });

  it('works in a worker thread, where the yard lives', async (context) => {
    context.skip(process.platform === 'win32', 'Windows has no lseek');
    const answer = await new Promise((resolve, reject) => {
      const worker = new Worker(
        `const { parentPort } = require('node:worker_threads');
         const koffi = require('koffi');
         const lseek = koffi.load(null).func('int64_t lseek(int fd, int64_t offset, int whence)');
         const fd = require('node:fs').openSync(process.execPath, 'r');
         parentPort.postMessage(Number(lseek(fd, 0, 2)) === require('node:fs').fstatSync(fd).size);`,
        { eval: true },
      );
      worker.once('message', resolve);
      worker.once('error', reject);
    });
    expect(answer).toBe(true);
  });
});
