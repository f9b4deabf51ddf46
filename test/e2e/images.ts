/** Disk images of the machine's own files, and judgements about exported ones. */
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { makeExt4Image } from '../fixtures/images.ts';

/** Text and code of some ten MiB, wherever this machine has it; the packages of this project are there in any case. */
function folderOfFiles(): string {
  const own = join(import.meta.dirname, '..', '..', 'node_modules', '@orpc');
  return ['/usr/share/perl', '/usr/lib/python3', '/usr/share/zoneinfo'].find((path) => existsSync(path)) ?? own;
}

/** An ext4 file system with files of this machine. */
export async function makeSystemImage(path: string, sizeBytes: number): Promise<void> {
  await makeExt4Image(path, sizeBytes, folderOfFiles());
}

/** @throws with what e2fsck found, when the file system in the image is not clean */
export async function expectCleanExt4(path: string): Promise<void> {
  await promisify(execFile)('e2fsck', ['-fn', path], { env: { ...process.env, PATH: `${process.env['PATH'] ?? ''}:/usr/sbin:/sbin` } });
}

/** The first and the last byte in which two files of one size differ, or null when they are equal. */
export async function differenceOf(pathA: string, pathB: string): Promise<{ first: number; last: number } | null> {
  const [a, b] = await Promise.all([open(pathA), open(pathB)]);
  try {
    const [sizeA, sizeB] = [(await a.stat()).size, (await b.stat()).size];
    if (sizeA !== sizeB) throw new Error(`${pathA} has ${sizeA} bytes and ${pathB} has ${sizeB}.`);
    const [partA, partB] = [Buffer.alloc(1024 ** 2), Buffer.alloc(1024 ** 2)];
    let first = -1;
    let last = -1;
    for (let offset = 0; offset < sizeA; offset += partA.length) {
      const length = Math.min(partA.length, sizeA - offset);
      await Promise.all([a.read(partA, 0, length, offset), b.read(partB, 0, length, offset)]);
      if (partA.subarray(0, length).equals(partB.subarray(0, length))) continue;
      for (let at = 0; at < length; at += 1) {
        if (partA[at] === partB[at]) continue;
        if (first === -1) first = offset + at;
        last = offset + at;
      }
    }
    return first === -1 ? null : { first, last };
  } finally {
    await Promise.all([a.close(), b.close()]);
  }
}
