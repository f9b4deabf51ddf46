import { execFileSync } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { imageInfoSchema } from '../../../shared/model/image.ts';
import { nameProblem } from '../../../shared/naming.ts';
import { contentHeadBytes, describeDiskContent, unknownContent } from '../../../electron/formats/diskContent.ts';
import { inspectImage, suggestName } from '../../../electron/formats/inspectImage.ts';
import { knowsHoles, makeExt4Image, makePatchedImage, makeSparseImage, requireHoles, tempFolder, type TempFolder } from '../../fixtures/images.ts';
import { createRandom, testSeed } from '../../sim/random.ts';

let folder: TempFolder;
beforeEach(async () => {
  folder = await tempFolder();
});
afterEach(() => folder.remove());

const sbinPath = { ...process.env, PATH: `${process.env['PATH'] ?? ''}:/usr/sbin:/sbin` };

/** Runs a tool that makes a file system; false when it is not installed. */
function runTool(tool: string, args: string[]): boolean {
  try {
    execFileSync(tool, args, { stdio: 'ignore', env: sbinPath });
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return false;
    throw error;
  }
}

describe('inspectImage', () => {
  it('describes a real ext4 image', async () => {
    await mkdir(folder.file('content'));
    await writeFile(folder.file('content/hello.txt'), 'hello');
    const path = folder.file('web server.img');
    await makeExt4Image(path, 16 * 1024 * 1024, folder.file('content'));
    const info = imageInfoSchema.parse(await inspectImage(path));
    expect(info).toMatchObject({ path, fileName: 'web server.img', format: 'raw', sizeBytes: 16 * 1024 * 1024, content: 'ext4 file system', suggestedName: 'web server' });
    expect(info.allocatedBytes).toBeGreaterThan(8192);
    expect(info.allocatedBytes).toBeLessThan(knowsHoles ? 8 * 1024 * 1024 : info.sizeBytes + 1);
  });

  it('counts what is allocated, not what is a hole', async () => {
    const { dataBlocks } = await makeSparseImage(folder.file('a.raw'), 4_096_000, testSeed('inspect'));
    const info = await inspectImage(folder.file('a.raw'));
    expect(info.allocatedBytes).toBeGreaterThanOrEqual(dataBlocks * 4096);
    expect(info.allocatedBytes).toBeLessThanOrEqual(info.sizeBytes);
  });

  it('counts nothing in a file that is one hole', async (context) => {
    requireHoles(context);
    await makePatchedImage(folder.file('hole.raw'), 2 ** 42, []);
    expect((await inspectImage(folder.file('hole.raw'))).allocatedBytes).toBe(0);
  });

  it.for<[content: string, tool: string, args: string[], sizeBytes: number]>([
    ['ext2 file system', 'mke2fs', ['-q', '-F', '-t', 'ext2'], 1 << 23],
    ['ext3 file system', 'mke2fs', ['-q', '-F', '-t', 'ext3'], 1 << 23],
    ['Linux swap space', 'mkswap', [], 1 << 20],
    ['XFS file system', 'mkfs.xfs', ['-q', '-f'], 310 * (1 << 20)],
    ['Btrfs file system', 'mkfs.btrfs', ['-q', '-f'], 128 * (1 << 20)],
    ['FAT32 file system', 'mkfs.vfat', ['-F', '32'], 64 * (1 << 20)],
  ])('recognises a real %s', async ([content, tool, args, sizeBytes], context) => {
    const path = folder.file('fs.raw');
    await makePatchedImage(path, sizeBytes, []);
    context.skip(!runTool(tool, [...args, path]), `${tool} is not installed`);
    expect((await inspectImage(path)).content).toBe(content);
  });
});

function head(...patches: [offset: number, text: string][]): Uint8Array {
  const bytes = new Uint8Array(contentHeadBytes);
  for (const [offset, text] of patches) bytes.set(Buffer.from(text, 'latin1'), offset);
  return bytes;
}

describe('describeDiskContent', () => {
  const bootMark: [number, string] = [510, '\x55\xaa'];

  it.each<[string, Uint8Array]>([
    [unknownContent, head()],
    ['GPT partition table', head(bootMark, [446 + 4, '\xee'], [512, 'EFI PART'])],
    ['GPT partition table', head([4096, 'EFI PART'])],
    ['MBR partition table, 2 partitions', head(bootMark, [446, '\x80\0\0\0\x83'], [462 + 4, '\x07'])],
    ['MBR partition table, no partitions', head(bootMark)],
    ['Boot sector without a partition table', head(bootMark, [446, '\x12'])],
    ['ISO 9660 image', head(bootMark, [446 + 4, '\x17'], [32769, 'CD001'])],
    ['NTFS file system', head(bootMark, [3, 'NTFS    '])],
    ['exFAT file system', head(bootMark, [3, 'EXFAT   '])],
    ['FAT16 file system', head(bootMark, [54, 'FAT16   '])],
    ['LVM2 physical volume', head([512, 'LABELONE'], [536, 'LVM2 001'])],
    ['LUKS encrypted volume', head([0, 'LUKS\xba\xbe'])],
    ['Linux swap space', head([4086, 'SWAPSPACE2'])],
    ['XFS file system', head([0, 'XFSB'])],
    ['Btrfs file system', head([65600, '_BHRfS_M'])],
    // The magic of ext alone, in a superblock of zeros, is a coincidence.
    [unknownContent, head([1080, '\x53\xef'])],
  ])('says "%s"', (content, bytes) => {
    expect(describeDiskContent(bytes)).toBe(content);
  });

  it('survives every cut and every flipped byte of hostile heads', () => {
    const random = createRandom(testSeed('content'));
    const rich = head(bootMark, [512, 'EFI PART'], [32769, 'CD001'], [1080, '\x53\xef'], [65600, '_BHRfS_M'], [4086, 'SWAPSPACE2']);
    for (let i = 0; i < 3000; i += 1) {
      const bytes = random.chance(0.5) ? rich.slice(0, random.below(rich.length + 1)) : random.bytes(random.below(2048));
      for (let flips = random.below(4); flips > 0 && bytes.length > 0; flips -= 1) bytes[random.below(bytes.length)] = random.below(256);
      expect(describeDiskContent(bytes).length).toBeGreaterThan(3);
    }
    for (let length = 0; length < 1100; length += 1) expect(describeDiskContent(rich.subarray(0, length))).toBeTypeOf('string');
  });
});

describe('suggestName', () => {
  it.each([
    ['debian-12.img', 'debian-12'],
    ['Windows 11.RAW', 'Windows 11'],
    ['archive.tar', 'archive.tar'],
    ['disk-flat.vmdk', 'disk'],
    ['100%\\ done.raw', '100-- done'],
    ['.img', 'template'],
    ['   .raw', 'template'],
    [`${'x'.repeat(200)}.raw`, 'x'.repeat(80)],
  ])('makes of %s', (fileName, name) => {
    expect(suggestName(fileName)).toBe(name);
    expect(nameProblem(suggestName(fileName))).toBeNull();
  });
});
