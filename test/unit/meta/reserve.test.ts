import { execFileSync } from 'node:child_process';
import { closeSync, existsSync, mkdtempSync, openSync, rmSync, statfsSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openArray } from '../../../electron/array/array.ts';
import { SegmentFiles } from '../../../electron/disk/segmentFiles.ts';
import { Meta } from '../../../electron/meta/meta.ts';

const mibBytes = 1024 * 1024;
const diskBytes = 192 * mibBytes;

let folder = '';
let whyNot: string | null = null;

/** A file system of its own, so that it can be filled without hurting anybody. */
function mountSmallDisk(): string | null {
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${diskBytes}`, 'tmpfs', folder], { stdio: 'pipe' });
    return null;
  } catch (error) {
    return `a small file system cannot be mounted here: ${error instanceof Error ? error.message.split('\n')[0] : String(error)}`;
  }
}

function fillDisk(): void {
  const fd = openSync(join(folder, 'filler'), 'w');
  const chunk = Buffer.alloc(64 * 1024, 1);
  try {
    for (;;) writeSync(fd, chunk);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOSPC')) throw error;
  } finally {
    closeSync(fd);
  }
}

function freeBytes(): number {
  const { bavail, bsize } = statfsSync(folder);
  return bavail * bsize;
}

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cloneyard-full-'));
  whyNot = mountSmallDisk();
});

afterEach(() => {
  if (whyNot === null) execFileSync('umount', [folder], { stdio: 'pipe' });
  rmSync(folder, { recursive: true, force: true });
});

describe('a full local disk', () => {
  it('lets the array open, read and delete, and refuses what takes space', async (context) => {
    context.skip(whyNot !== null, whyNot ?? '');
    const directory = join(folder, 'yard');
    const open = async (): Promise<{ meta: Meta; array: Awaited<ReturnType<typeof openArray>> }> => {
      const meta = Meta.open(join(directory, 'meta'));
      return { meta, array: await openArray({ meta, disk: new SegmentFiles(join(directory, 'segments')) }) };
    };
    const first = await open();
    const volume = await first.array.commit((tx) => first.array.createVolume(tx, { sizeBytes: 2 ** 40 }));
    const files = await first.array.commit((tx) => Array.from({ length: 200 }, () => first.array.createFile(tx, volume, 2 ** 30)));
    const bytes = Buffer.alloc(mibBytes, 7);
    for (const id of files.slice(0, 20)) await first.array.write(id, 0, bytes);
    await first.array.close();
    await first.meta.close();
    fillDisk();
    expect(freeBytes()).toBeLessThan(mibBytes);

    const { meta, array } = await open();
    const [kept] = files.slice(19, 20);
    if (kept === undefined) throw new Error('There are 200 files.');
    const into = Buffer.alloc(mibBytes);
    await array.read(kept, 0, into);
    expect(into.equals(bytes)).toBe(true);
    const endless = async (): Promise<void> => {
      for (let at = 0; ; at += mibBytes) await array.write(kept, at, Buffer.alloc(mibBytes, 8 + ((at / mibBytes) % 200)));
    };
    await expect(endless()).rejects.toMatchObject({ code: 'InsufficientStorageSpace' });
    await array.commit((tx) => {
      for (const id of files.slice(0, 19)) array.deleteFile(tx, id);
    });
    expect((await array.reclaim()).freedBytes).toBeGreaterThan(0);
    expect((await array.check({ isDeep: true })).problems).toEqual([]);
    await array.close();
    await meta.close();
  });

  it('takes the space that was set aside, which is set aside again when there is room', async (context) => {
    context.skip(whyNot !== null, whyNot ?? '');
    const reserve = join(folder, 'meta', 'reserve');
    const meta = Meta.open(join(folder, 'meta'));
    const table = meta.table<number, string>('words');
    meta.transaction((tx) => table.put(tx, 1, 'before'));
    expect(existsSync(reserve)).toBe(true);
    fillDisk();
    meta.transaction((tx) => {
      for (let key = 0; key < 2_000; key += 1) table.put(tx, key, 'x'.repeat(1_000));
    });
    expect(existsSync(reserve)).toBe(false);
    expect(table.get(1_999)).toHaveLength(1_000);
    rmSync(join(folder, 'filler'));
    meta.holdReserve();
    expect(existsSync(reserve)).toBe(true);
    await meta.close();
  });
});
