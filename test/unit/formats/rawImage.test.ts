import { execFileSync } from 'node:child_process';
import { chmod, mkdir, truncate, writeFile } from 'node:fs/promises';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openRawImage } from '../../../electron/formats/rawImage.ts';
import { makePatchedImage, makeSparseImage, tempFolder, type TempFolder } from '../../fixtures/images.ts';
import { createRandom, testSeed } from '../../sim/random.ts';

let folder: TempFolder;
beforeEach(async () => {
  folder = await tempFolder();
});
afterEach(() => folder.remove());

const codeOf = async (path: string): Promise<string> => {
  try {
    await (await openRawImage(path)).close();
    return 'opened';
  } catch (error) {
    return error instanceof Error && 'code' in error ? String(error.code) : String(error);
  }
};

describe('openRawImage', () => {
  it('reads any range, with zeros behind the end', async () => {
    const random = createRandom(testSeed('raw image'));
    const sizeBytes = 300 * 4096 + 512 * 3;
    const { bytes } = await makeSparseImage(folder.file('a.raw'), sizeBytes, random.nextUint32());
    const image = await openRawImage(folder.file('a.raw'));
    try {
      expect(image.sizeBytes).toBe(sizeBytes);
      for (let i = 0; i < 200; i += 1) {
        const offset = random.below(sizeBytes + 5000);
        const into = new Uint8Array(random.below(70_000)).fill(0xcc);
        await image.read(offset, into);
        const expected = new Uint8Array(into.length);
        expected.set(bytes.subarray(offset, offset + into.length));
        expect(Buffer.compare(into, expected)).toBe(0);
      }
    } finally {
      await image.close();
    }
  });

  it('accepts the smallest disk and a file that is one hole', async () => {
    await makePatchedImage(folder.file('one.raw'), 512, []);
    await makePatchedImage(folder.file('hole.raw'), 2 ** 40, []);
    const one = await openRawImage(folder.file('one.raw'));
    expect(one.sizeBytes).toBe(512);
    await one.close();
    const hole = await openRawImage(folder.file('hole.raw'));
    expect(hole.sizeBytes).toBe(2 ** 40);
    expect(hole.occupiedBytes).toBeLessThan(65536);
    await hole.close();
  });

  it('says what is wrong with a path', async () => {
    expect(await codeOf(folder.file('missing.raw'))).toBe('FileNotFound');
    await mkdir(folder.file('folder'));
    expect(await codeOf(folder.file('folder'))).toBe('FileFault');
    await writeFile(folder.file('empty.raw'), '');
    expect(await codeOf(folder.file('empty.raw'))).toBe('InvalidDiskFormat');
    await writeFile(folder.file('odd.raw'), Buffer.alloc(1000));
    expect(await codeOf(folder.file('odd.raw'))).toBe('InvalidDiskFormat');
    await writeFile(folder.file('file'), 'x');
    expect(await codeOf(folder.file('file/below.raw'))).toBe('FileNotFound');
  });

  it('says when it may not read', async (context) => {
    context.skip(process.getuid === undefined || process.getuid() === 0, 'root may read everything');
    await writeFile(folder.file('secret.raw'), Buffer.alloc(512));
    await chmod(folder.file('secret.raw'), 0);
    expect(await codeOf(folder.file('secret.raw'))).toBe('FileFault');
  });

  it('neither waits at a named pipe nor reads endless devices', async (context) => {
    context.skip(process.platform === 'win32', 'Windows has neither in its folders');
    execFileSync('mkfifo', [folder.file('pipe')]);
    expect(await codeOf(folder.file('pipe'))).toBe('InvalidDiskFormat');
    expect(await codeOf('/dev/zero')).toBe('InvalidDiskFormat');
  });

  it.each([
    ['qcow2', 0, 'QFI\xfb\0\0\0\x03'],
    ['VMDK', 0, 'KDMV\x01\0\0\0'],
    ['VMDK descriptor', 0, '# Disk DescriptorFile\nversion=1\n'],
    ['VHDX', 0, 'vhdxfile'],
    ['VHD', 8192 - 512, 'conectix'],
    ['VDI', 64, '\x7f\x10\xda\xbe'],
    ['xz', 0, '\xfd7zXZ\0'],
    ['Zstandard', 0, '\x28\xb5\x2f\xfd'],
    ['bzip2', 0, 'BZh91AY&SY'],
    ['zip', 0, 'PK\x03\x04'],
    ['tar', 257, 'ustar'],
  ])('refuses a %s file by its signature, with a next step', async (name, offset, bytes) => {
    const path = folder.file('disguised.raw');
    await makePatchedImage(path, 8192, [{ offset, bytes }]);
    await expect(openRawImage(path)).rejects.toMatchObject({
      code: 'InvalidDiskFormat',
      message: expect.stringContaining(name),
      data: { hint: expect.stringMatching(/.{10}/) },
    });
  });

  it('refuses what real tools write, whatever its length', async () => {
    await writeFile(folder.file('a.gz'), gzipSync(Buffer.alloc(100_000, 7)));
    await expect(openRawImage(folder.file('a.gz'))).rejects.toMatchObject({ code: 'InvalidDiskFormat', message: expect.stringContaining('gzip') });
    execFileSync('tar', ['-C', folder.path, '-cf', folder.file('a.ova'), 'a.gz']);
    await expect(openRawImage(folder.file('a.ova'))).rejects.toMatchObject({ code: 'InvalidDiskFormat', message: expect.stringContaining('tar') });
  });

  it('refuses what qemu-img makes of a disk', async (context) => {
    try {
      execFileSync('qemu-img', ['--version'], { stdio: 'ignore' });
    } catch {
      context.skip('qemu-img is not installed');
    }
    for (const [format, options] of [
      ['qcow2', ''],
      ['vmdk', 'subformat=monolithicSparse'],
      ['vmdk', 'subformat=monolithicFlat'],
      ['vhdx', ''],
      ['vpc', 'subformat=dynamic'],
      ['vpc', 'subformat=fixed'],
      ['vdi', ''],
    ] as const) {
      const path = folder.file(`made-${options.replaceAll(/\W/g, '-')}.${format}`);
      execFileSync('qemu-img', ['create', '-q', '-f', format, ...(options ? ['-o', options] : []), path, '8M']);
      expect([format, options, await codeOf(path)]).toEqual([format, options, 'InvalidDiskFormat']);
    }
    execFileSync('qemu-img', ['create', '-q', '-f', 'raw', folder.file('made.raw'), '8M']);
    expect(await codeOf(folder.file('made.raw'))).toBe('opened');
  });

  it('reports a file that is cut off while it is read', async () => {
    await makePatchedImage(folder.file('a.raw'), 65536, []);
    const image = await openRawImage(folder.file('a.raw'));
    await truncate(folder.file('a.raw'), 4096);
    await expect(image.read(0, new Uint8Array(8192))).rejects.toMatchObject({ code: 'FileFault' });
    await image.close();
  });

  it('opens random heads of every short length without anything but a fault', async () => {
    const random = createRandom(testSeed('hostile heads'));
    for (let i = 0; i < 120; i += 1) {
      const path = folder.file('hostile.raw');
      await writeFile(path, random.bytes(random.chance(0.5) ? random.below(4096) : random.between(1, 8) * 512));
      expect(['opened', 'InvalidDiskFormat']).toContain(await codeOf(path));
    }
  });
});

describe('block devices', () => {
  it('reads one as an image of its exact size', async (context) => {
    const path = folder.file('disk.raw');
    const sizeBytes = 3 * 1024 * 1024 + 512 * 5;
    const { bytes } = await makeSparseImage(path, sizeBytes, testSeed('block device'));
    let device: string;
    try {
      device = execFileSync('losetup', ['--find', '--show', '--read-only', path], { stdio: ['ignore', 'pipe', 'ignore'] }).toString().trim();
    } catch {
      return context.skip('no loop device can be set up here (root is needed)');
    }
    try {
      const image = await openRawImage(device);
      expect(image.sizeBytes).toBe(sizeBytes);
      const into = new Uint8Array(sizeBytes);
      await image.read(0, into);
      expect(Buffer.compare(into, bytes)).toBe(0);
      const extents = [];
      for await (const extent of image.extents()) extents.push(extent);
      expect(extents).toEqual([{ offset: 0, length: sizeBytes }]);
      await image.close();
    } finally {
      execFileSync('losetup', ['--detach', device]);
    }
  });
});
