import { execFileSync } from 'node:child_process';
import { mkdir, readFile, readdir, stat, symlink, writeFile } from 'node:fs/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { exportRawImage, type ExportPart } from '../../../electron/formats/rawExport.ts';
import { openRawImage } from '../../../electron/formats/rawImage.ts';
import { makeSparseImage, tempFolder, type TempFolder } from '../../fixtures/images.ts';
import { createRandom, testSeed, type Random } from '../../sim/random.ts';

let folder: TempFolder;
beforeEach(async () => {
  folder = await tempFolder();
});
afterEach(() => folder.remove());

/** Cuts `bytes` at random places, leaves some all-zero stretches out, and reuses one buffer as a real source does. */
async function* cutRandomly(bytes: Uint8Array, random: Random): AsyncGenerator<ExportPart> {
  const buffer = new Uint8Array(300_000);
  let at = 0;
  while (at < bytes.length) {
    const length = Math.min(bytes.length - at, random.between(1, buffer.length));
    const part = bytes.subarray(at, at + length);
    if (part.some((byte) => byte !== 0) || random.chance(0.3)) {
      buffer.set(part);
      yield { offset: at, data: buffer.subarray(0, length) };
    }
    at += length;
  }
}

/** What the file takes on the disk; 0 on Windows, where files are not sparse by themselves. */
async function occupiedBytes(path: string): Promise<number> {
  return process.platform === 'win32' ? 0 : (await stat(path)).blocks * 512;
}

async function* failingSource(): AsyncGenerator<ExportPart> {
  yield { offset: 0, data: Buffer.alloc(8192, 1) };
  throw new Error('the source broke');
}

async function* listParts(...parts: ExportPart[]): AsyncGenerator<ExportPart> {
  yield* parts;
}

describe('exportRawImage', () => {
  it('writes back any image byte for byte and without its zeros', async () => {
    const random = createRandom(testSeed('export'));
    for (const sizeBytes of [512, 4096, 4096 * 700 + 512, 4096 * 1500]) {
      const { bytes, dataBlocks } = await makeSparseImage(folder.file('source.raw'), sizeBytes, random.nextUint32());
      const target = folder.file(`target-${sizeBytes}.raw`);
      const progress: number[] = [];
      const result = await exportRawImage(target, { sizeBytes, parts: cutRandomly(bytes, random), onProgress: (done) => progress.push(done) });
      expect(Buffer.compare(await readFile(target), bytes)).toBe(0);
      expect(result.sizeBytes).toBe(sizeBytes);
      expect(result.writtenBytes).toBeLessThanOrEqual(dataBlocks * 4096);
      expect(progress.at(-1)).toBe(sizeBytes);
      expect(progress).toEqual(progress.toSorted((a, b) => a - b));
      expect(await occupiedBytes(target)).toBeLessThanOrEqual(dataBlocks * 4096 + 65536);
    }
  });

  it('copies an image through its extents', async () => {
    const sizeBytes = 4096 * 900;
    const { bytes } = await makeSparseImage(folder.file('source.raw'), sizeBytes, testSeed('export extents'));
    const image = await openRawImage(folder.file('source.raw'));
    async function* parts(): AsyncGenerator<ExportPart> {
      for await (const extent of image.extents()) {
        const data = new Uint8Array(extent.length);
        await image.read(extent.offset, data);
        yield { offset: extent.offset, data };
      }
    }
    await exportRawImage(folder.file('copy.raw'), { sizeBytes, parts: parts() });
    await image.close();
    expect(Buffer.compare(await readFile(folder.file('copy.raw')), bytes)).toBe(0);
  });

  it('makes an empty disk one hole, however large', async () => {
    const sizeBytes = 200 * 1024 ** 3;
    const result = await exportRawImage(folder.file('hole.raw'), { sizeBytes, parts: listParts() });
    expect(result).toEqual({ sizeBytes, writtenBytes: 0 });
    expect((await stat(folder.file('hole.raw'))).size).toBe(sizeBytes);
    expect(await occupiedBytes(folder.file('hole.raw'))).toBe(0);
  });

  it('replaces a file only when told to', async () => {
    const target = folder.file('a.raw');
    await writeFile(target, 'precious');
    const data = Buffer.alloc(512, 1);
    await expect(exportRawImage(target, { sizeBytes: 512, parts: listParts({ offset: 0, data }) })).rejects.toMatchObject({ code: 'FileAlreadyExists' });
    expect(await readFile(target, 'latin1')).toBe('precious');
    await exportRawImage(target, { sizeBytes: 512, parts: listParts({ offset: 0, data }), overwrite: true });
    expect(Buffer.compare(await readFile(target), data)).toBe(0);
    expect(await readdir(folder.path)).toEqual(['a.raw']);
  });

  it('does not replace a file that appears while it works', async () => {
    const target = folder.file('a.raw');
    async function* parts(): AsyncGenerator<ExportPart> {
      await writeFile(target, 'precious');
      yield { offset: 0, data: Buffer.alloc(512, 1) };
    }
    await expect(exportRawImage(target, { sizeBytes: 512, parts: parts() })).rejects.toMatchObject({ code: 'FileAlreadyExists' });
    expect(await readFile(target, 'latin1')).toBe('precious');
    expect(await readdir(folder.path)).toEqual(['a.raw']);
  });

  it('never puts a file in the place of a folder, a link or a device', async () => {
    await mkdir(folder.file('folder'));
    await symlink(folder.file('elsewhere'), folder.file('link'));
    for (const name of ['folder', 'link']) {
      await expect(exportRawImage(folder.file(name), { sizeBytes: 512, parts: listParts(), overwrite: true })).rejects.toMatchObject({ code: 'FileFault' });
    }
    expect((await readdir(folder.path)).toSorted()).toEqual(['folder', 'link']);
  });

  it('names a folder that is missing', async () => {
    await expect(exportRawImage(folder.file('no/where/a.raw'), { sizeBytes: 512, parts: listParts() })).rejects.toMatchObject({
      code: 'FileNotFound',
      message: expect.stringContaining(folder.file('no/where')),
    });
  });

  it('leaves nothing behind when the source fails or parts do not fit', async () => {
    const target = folder.file('a.raw');
    await expect(exportRawImage(target, { sizeBytes: 16384, parts: failingSource() })).rejects.toThrow('the source broke');
    const data = Buffer.alloc(4096, 1);
    for (const bad of [
      [{ offset: 14336, data }],
      [{ offset: 4096, data }, { offset: 0, data }],
      [{ offset: 0, data }, { offset: 100, data }],
      [{ offset: -1, data }],
      [{ offset: 0.5, data }],
    ]) {
      await expect(exportRawImage(target, { sizeBytes: 16384, parts: listParts(...bad) })).rejects.toMatchObject({ code: 'InvalidArgument' });
    }
    expect(await readdir(folder.path)).toEqual([]);
  });

  it('stops when it is cancelled, in data and in a long hole, and leaves nothing behind', async () => {
    const target = folder.file('a.raw');
    const inData = new AbortController();
    let closedSource = false;
    async function* endless(): AsyncGenerator<ExportPart> {
      try {
        for (let offset = 0; ; offset += 4096) {
          if (offset === 40960) inData.abort();
          yield { offset, data: Buffer.alloc(4096, 1) };
        }
      } finally {
        closedSource = true;
      }
    }
    await expect(exportRawImage(target, { sizeBytes: 2 ** 40, parts: endless(), signal: inData.signal })).rejects.toMatchObject({ code: 'RequestCanceled' });
    expect(closedSource).toBe(true);

    const inHole = new AbortController();
    setImmediate(() => inHole.abort());
    await expect(exportRawImage(target, { sizeBytes: 2 ** 42, parts: listParts(), signal: inHole.signal })).rejects.toMatchObject({ code: 'RequestCanceled' });
    await expect(exportRawImage(target, { sizeBytes: 512, parts: listParts(), signal: AbortSignal.abort() })).rejects.toMatchObject({ code: 'RequestCanceled' });
    expect(await readdir(folder.path)).toEqual([]);
  });

  it('reports a full disk and leaves it as it was', async (context) => {
    const mountPoint = folder.file('small');
    await mkdir(mountPoint);
    try {
      execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', mountPoint], { stdio: 'ignore' });
    } catch {
      return context.skip('a small file system cannot be mounted here (root is needed)');
    }
    try {
      const random = createRandom(testSeed('full disk'));
      const target = `${mountPoint}/a.raw`;
      const parts = Array.from({ length: 64 }, (_, i) => ({ offset: i * 65536, data: random.bytes(65536) }));
      await expect(exportRawImage(target, { sizeBytes: 64 * 65536, parts: listParts(...parts) })).rejects.toMatchObject({
        code: 'InsufficientStorageSpace',
        data: { hint: expect.stringContaining('Free space') },
      });
      expect(await readdir(mountPoint)).toEqual([]);
      await exportRawImage(target, { sizeBytes: 4 * 65536, parts: listParts(...parts.slice(0, 4)) });
      expect((await stat(target)).size).toBe(4 * 65536);
    } finally {
      execFileSync('umount', [mountPoint]);
    }
  });
});
