import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openArray } from '../../../electron/array/array.ts';
import { segmentSizeBytes } from '../../../electron/disk/segmentDisk.ts';
import { SegmentFiles } from '../../../electron/disk/segmentFiles.ts';
import { Meta } from '../../../electron/meta/meta.ts';
import { createRandom, testSeed } from '../../sim/random.ts';

const blockBytes = 4096;
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cloneyard-segments-'));
});

afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

/** Whether this machine lets us mount a small file system to fill up. */
function mountProblem(): string | null {
  if (process.platform !== 'linux') return 'tmpfs is a file system of Linux';
  const target = mkdtempSync(join(tmpdir(), 'cloneyard-mount-'));
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', target], { stdio: 'pipe' });
    execFileSync('umount', [target], { stdio: 'pipe' });
    return null;
  } catch {
    return 'this user may not mount a file system';
  } finally {
    rmSync(target, { recursive: true, force: true });
  }
}

describe('segment files', () => {
  it('come back under their numbers, with what was written', async () => {
    const random = createRandom(testSeed('segments'));
    const block = random.bytes(blockBytes);
    const disk = new SegmentFiles(folder);
    await disk.create(0);
    await disk.create(0xabcdef);
    await disk.writeDurable(0, 8 * blockBytes, block);
    await disk.write(0xabcdef, segmentSizeBytes - blockBytes, block);
    await disk.sync(0xabcdef);
    await disk.close();
    const again = new SegmentFiles(folder);
    expect(again.segments()).toEqual([0, 0xabcdef]);
    for (const [segment, offset] of [[0, 8 * blockBytes], [0xabcdef, segmentSizeBytes - blockBytes]] as const) {
      const into = new Uint8Array(blockBytes);
      await again.read(segment, offset, into);
      expect(Buffer.from(into).equals(Buffer.from(block))).toBe(true);
    }
    await again.close();
  });

  it('write parts one behind the other and read into parts as well', async () => {
    const random = createRandom(testSeed('parts'));
    const bytes = Buffer.from(random.bytes(20 * blockBytes));
    const cut = (from: Uint8Array): Uint8Array[] => [from.subarray(0, 3 * blockBytes), from.subarray(3 * blockBytes, 4 * blockBytes), from.subarray(4 * blockBytes)];
    const disk = new SegmentFiles(folder);
    await disk.create(0);
    await disk.writeParts(0, blockBytes, cut(bytes));
    const whole = Buffer.alloc(bytes.length);
    await disk.read(0, blockBytes, whole);
    expect(whole.equals(bytes)).toBe(true);
    whole.fill(0);
    await disk.readParts(0, blockBytes, cut(whole));
    expect(whole.equals(bytes)).toBe(true);
    await expect(disk.readParts(0, segmentSizeBytes - blockBytes, cut(whole))).rejects.toMatchObject({ code: 'DataIntegrity' });
    await disk.close();
  });

  it('recycles a few freed files and removes the others', async () => {
    const disk = new SegmentFiles(folder);
    for (let segment = 0; segment < 6; segment += 1) await disk.create(segment);
    for (let segment = 0; segment < 5; segment += 1) await disk.free(segment);
    expect(disk.segments()).toEqual([5]);
    expect(readdirSync(folder)).toHaveLength(3);
    await disk.create(6);
    expect(readdirSync(folder)).toHaveLength(3);
    expect(disk.segments()).toEqual([5, 6]);
    await disk.close();
  });

  it('never takes a file that a crash cut short for a segment', async () => {
    // A crash between making the file and allocating it leaves this behind.
    writeFileSync(join(folder, 'spare-000000000003.seg'), '');
    const disk = new SegmentFiles(folder);
    expect(disk.segments()).toEqual([]);
    await disk.create(3);
    await disk.read(3, segmentSizeBytes - blockBytes, new Uint8Array(blockBytes));
    await disk.close();
  });

  it('takes whole segments from the file system when they are made, not when they are written', async () => {
    const disk = new SegmentFiles(folder);
    await disk.create(0);
    expect(disk.usedBytes()).toBeGreaterThanOrEqual(segmentSizeBytes);
    await disk.punch(0, 0, segmentSizeBytes / 2);
    expect(disk.usedBytes()).toBeLessThan(segmentSizeBytes);
    await disk.close();
  });
});

describe('a full local disk', () => {
  const problem = mountProblem();

  it('refuses writes, keeps the rest going and recovers when space is given back', async (context) => {
    context.skip(problem !== null, problem ?? '');
    const mounted = join(folder, 'small');
    execFileSync('mkdir', [mounted]);
    // Room for three segments: the one being written, the prepared one and one more.
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=200m', 'tmpfs', mounted]);
    try {
      const meta = Meta.open(join(folder, 'meta'));
      const array = await openArray({ meta, disk: new SegmentFiles(mounted) });
      const random = createRandom(testSeed('full disk'));
      const volume = await array.commit((tx) => array.createVolume(tx, { sizeBytes: 2 ** 40 }));
      const first = await array.commit((tx) => array.createFile(tx, volume, 2 ** 30));
      const mebibyte = random.bytes(2 ** 20);
      let written = 0;
      const fill = async (): Promise<void> => {
        for (; written < 400; written += 1) await array.write(first, written * mebibyte.length, mebibyte);
      };
      await expect(fill()).rejects.toMatchObject({ code: 'InsufficientStorageSpace' });
      expect(written).toBeGreaterThan(100);

      // Everything that needs no new segment goes on: reading, cloning, deleting.
      const into = new Uint8Array(mebibyte.length);
      await array.read(first, (written - 1) * mebibyte.length, into);
      expect(Buffer.from(into).equals(Buffer.from(mebibyte))).toBe(true);
      const clone = await array.commit((tx) => array.cloneFile(tx, first));
      expect(array.file(clone).logicalBytes).toBeGreaterThanOrEqual(written * mebibyte.length);
      expect((await array.check()).problems).toEqual([]);
      await array.commit((tx) => {
        array.deleteFile(tx, first);
        array.deleteFile(tx, clone);
      });
      await array.reclaim();
      const second = await array.commit((tx) => array.createFile(tx, volume, 2 ** 30));
      for (let i = 0; i < 60; i += 1) await array.write(second, i * mebibyte.length, mebibyte);
      await array.flush();
      expect((await array.check()).problems).toEqual([]);
      await array.close();
      await meta.close();
    } finally {
      execFileSync('umount', ['-l', mounted]);
    }
  });
});
