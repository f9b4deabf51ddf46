/** The image under test: an ext4 file system with files of this machine, as a person would import it. */
import { createHash } from 'node:crypto';
import { copyFile, mkdir, open, opendir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { kibBytes, mibBytes } from '../../shared/units.ts';
import { run } from './shellCommands.ts';

export interface BenchImage {
  readonly path: string;
  readonly sizeBytes: number;
  readonly allocatedBytes: number;
  readonly fileCount: number;
  readonly sha256: string;
}

export interface ImageSize {
  readonly imageBytes: number;
  /** Files are collected until they come to this. */
  readonly wantedContentBytes: number;
  readonly minContentBytes: number;
}

const usualSize: ImageSize = { imageBytes: 1024 * mibBytes, wantedContentBytes: 256 * mibBytes, minContentBytes: 200 * mibBytes };
const fileLimit = 20_000;

/** @throws Error when mke2fs is missing or the machine does not hold enough files */
export async function makeImage(folder: string, { imageBytes, wantedContentBytes, minContentBytes } = usualSize): Promise<BenchImage> {
  const content = join(folder, 'content');
  await mkdir(content);
  let contentBytes = 0;
  let fileCount = 0;
  for await (const file of regularFiles(['/usr/lib', '/usr/share', '/usr/bin'])) {
    await copyFile(file.path, join(content, `${String(fileCount).padStart(5, '0')}`));
    contentBytes += file.sizeBytes;
    fileCount += 1;
    if (contentBytes >= wantedContentBytes || fileCount >= fileLimit) break;
  }
  if (contentBytes < minContentBytes) throw new Error(`Only ${Math.round(contentBytes / mibBytes)} MiB of files were found for the image.`);
  const path = join(folder, 'image.raw');
  await run('mke2fs', ['-q', '-t', 'ext4', '-m', '0', '-d', content, path, `${imageBytes / mibBytes}m`]);
  await run('rm', ['-rf', content]);
  await run('sync', ['-f', path]);
  const { blocks } = await stat(path);
  return { path, sizeBytes: imageBytes, allocatedBytes: blocks * 512, fileCount, sha256: await sha256Of(path) };
}

/** Also brings the file into the page cache, so that every contender starts warm. */
export async function sha256Of(path: string): Promise<string> {
  const hash = createHash('sha256');
  // One buffer for all of it: fresh memory for every piece costs more than the reading.
  const buffer = Buffer.alloc(mibBytes);
  const file = await open(path);
  try {
    for (;;) {
      const { bytesRead } = await file.read(buffer, 0, buffer.length, null);
      if (bytesRead === 0) return hash.digest('hex');
      hash.update(buffer.subarray(0, bytesRead));
    }
  } finally {
    await file.close();
  }
}

/** Files between 64 KiB and 64 MiB, folder by folder in name order, so that the same machine makes the same image. */
export async function* regularFiles(folders: readonly string[]): AsyncGenerator<{ path: string; sizeBytes: number }> {
  for (const folder of folders) {
    const entries: { path: string; isFolder: boolean }[] = [];
    for await (const entry of await opendir(folder)) {
      if (entry.isFile() || entry.isDirectory()) entries.push({ path: join(folder, entry.name), isFolder: entry.isDirectory() });
    }
    entries.sort((a, b) => (a.path < b.path ? -1 : 1));
    for (const { path, isFolder } of entries) {
      if (isFolder) {
        yield* regularFiles([path]);
        continue;
      }
      const { size } = await stat(path);
      if (size >= 64 * kibBytes && size <= 64 * mibBytes) yield { path, sizeBytes: size };
    }
  }
}
