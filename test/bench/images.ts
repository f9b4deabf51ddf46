/** Several images that have a part in common, as machines installed from the same distribution have. */
import { createHash } from 'node:crypto';
import { copyFile, link, mkdir, open, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { blockSizeBytes, mibBytes } from '../../shared/units.ts';
import type { Bench } from './bench.ts';
import { regularFiles } from './image.ts';
import { run } from './shellCommands.ts';

export interface ImageSet {
  /** Holds the images and nothing else. */
  readonly folder: string;
  readonly paths: readonly string[];
  readonly about: string;
  /** Blocks of 4 KiB that are not zero, and how many of them differ, counted without Cloneyard. */
  readonly usedBlocks: number;
  readonly distinctBlocks: number;
}

const commonBytes = 64 * mibBytes;
const ownBytes = 48 * mibBytes;
const ownFolders = ['/usr/share', '/usr/bin', '/usr/lib', '/usr/local', '/opt', '/var/lib'];
const imageCount = 4;

const made = new WeakMap<Bench, Promise<ImageSet>>();

/** Made once per run; brought into the page cache by the counting. */
export function imagesFor(bench: Bench): Promise<ImageSet> {
  const set = made.get(bench) ?? makeSet(bench);
  made.set(bench, set);
  return set;
}

async function makeSet(bench: Bench): Promise<ImageSet> {
  const { imageFolder } = bench.options;
  const folder = bench.newSharedFolder();
  if (imageFolder !== null) {
    for (const name of await readdir(imageFolder)) if (/\.(raw|img)$/.test(name)) await copySparseInto(join(imageFolder, name), join(folder, name));
  } else {
    await makeFromThisMachine(bench.newFolder(), folder);
  }
  const paths = (await readdir(folder)).toSorted().map((name) => join(folder, name));
  if (paths.length === 0) throw new Error('There are no images.');
  await run('sync', ['-f', folder]);
  const { usedBlocks, distinctBlocks } = await countBlocks(paths);
  const source = imageFolder === null ? `files of this machine, ${commonBytes / mibBytes} MiB in common` : 'given';
  return { folder, paths, about: `${paths.length} ext4 images (${source}), ${Math.round((usedBlocks * blockSizeBytes) / mibBytes)} MiB that is not zero`, usedBlocks, distinctBlocks };
}

async function copySparseInto(from: string, to: string): Promise<void> {
  await run('cp', ['--sparse=always', from, to]);
}

async function makeFromThisMachine(scratch: string, folder: string): Promise<void> {
  const files = regularFiles(['/usr/lib', ...ownFolders]);
  const common = join(scratch, 'common');
  const commonFiles = await collect(files, common, commonBytes);
  if (commonFiles === 0) throw new Error('No files were found for the images.');
  for (let index = 0; index < imageCount; index += 1) {
    const tree = join(scratch, `tree-${index}`);
    // Different machines hold their own files before and after the common ones, so these lie at different places.
    await collect(files, join(tree, `${index % 2 === 0 ? 'a' : 'z'}-own`), ownBytes);
    await mkdir(join(tree, 'm-common'), { recursive: true });
    for (const name of await readdir(common)) await link(join(common, name), join(tree, 'm-common', name));
    await run('mke2fs', ['-q', '-t', 'ext4', '-m', '0', '-d', tree, join(folder, `image-${index}.raw`), '512m']);
  }
  await run('rm', ['-rf', scratch]);
}

/** Copies the next files of the sequence until there are enough bytes. @returns how many */
async function collect(files: AsyncGenerator<{ path: string; sizeBytes: number }>, into: string, wantedBytes: number): Promise<number> {
  await mkdir(into, { recursive: true });
  let bytes = 0;
  let count = 0;
  while (bytes < wantedBytes) {
    const next = await files.next();
    if (next.done) break;
    await copyFile(next.value.path, join(into, `${String(count).padStart(5, '0')}`));
    bytes += next.value.sizeBytes;
    count += 1;
  }
  return count;
}

/** With SHA-256 and a plain set: shares nothing with what it judges. */
async function countBlocks(paths: readonly string[]): Promise<{ usedBlocks: number; distinctBlocks: number }> {
  const zero = Buffer.alloc(blockSizeBytes);
  const seen = new Set<string>();
  const buffer = Buffer.alloc(mibBytes);
  let usedBlocks = 0;
  for (const path of paths) {
    const { size } = await stat(path);
    const file = await open(path);
    try {
      for (let at = 0; at < size; at += buffer.length) {
        const { bytesRead } = await file.read(buffer, 0, buffer.length, at);
        // The end of a file that is no whole number of blocks counts as filled up with zeros.
        buffer.fill(0, bytesRead);
        for (let block = 0; block < bytesRead; block += blockSizeBytes) {
          const bytes = buffer.subarray(block, block + blockSizeBytes);
          if (bytes.equals(zero)) continue;
          usedBlocks += 1;
          seen.add(createHash('sha256').update(bytes).digest('base64'));
        }
      }
    } finally {
      await file.close();
    }
  }
  return { usedBlocks, distinctBlocks: seen.size };
}
