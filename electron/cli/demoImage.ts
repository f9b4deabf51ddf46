/** The disk image that the demonstration imports: a real file system where one can be made. */
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { copyFile, mkdir, open, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { promisify } from 'node:util';
import { mibBytes } from '../../shared/units.ts';

export interface DemoImage {
  readonly path: string;
  readonly sizeBytes: number;
  /** True for an ext4 file system, false for bytes of our own making. */
  readonly isFileSystem: boolean;
  /** What it holds, for people. */
  readonly description: string;
}

const imageBytes = 1024 * mibBytes;
const ownDataBytes = 96 * mibBytes;
const run = promisify(execFile);

/** Makes the image in `folder`. */
export async function makeDemoImage(folder: string, signal: AbortSignal): Promise<DemoImage> {
  const path = join(folder, 'disk.img');
  const mke2fs = await findMke2fs();
  if (mke2fs !== null) {
    const content = join(folder, 'content');
    await fillContent(content);
    await run(mke2fs, ['-q', '-t', 'ext4', '-m', '0', '-L', 'demo', '-d', content, path, `${imageBytes / mibBytes}m`], { signal });
    return {
      path,
      sizeBytes: imageBytes,
      isFileSystem: true,
      description: `an ext4 file system made by mke2fs, holding ${basename(process.execPath)} of this machine and a few hundred small files`,
    };
  }
  await writeOwnBytes(path);
  return {
    path,
    sizeBytes: imageBytes,
    isFileSystem: false,
    description: 'bytes of its own making, since mke2fs was not found: deterministic data with runs of zeros between',
  };
}

/** The command to call, or null. Its usual folder is not on everybody's path. */
async function findMke2fs(): Promise<string | null> {
  for (const command of ['mke2fs', '/usr/sbin/mke2fs', '/sbin/mke2fs']) {
    try {
      await run(command, ['-V']);
      return command;
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'EACCES'))) throw error;
    }
  }
  return null;
}

async function fillContent(folder: string): Promise<void> {
  await mkdir(join(folder, 'usr', 'bin'), { recursive: true });
  await mkdir(join(folder, 'etc'), { recursive: true });
  await copyFile(process.execPath, join(folder, 'usr', 'bin', basename(process.execPath)));
  for (let index = 0; index < 300; index += 1) {
    const lines = Array.from({ length: 20 + (index % 40) }, (_, line) => `setting.${index}.${line} = ${digestOf(`${index}/${line}`).toString('hex')}`);
    await writeFile(join(folder, 'etc', `part-${String(index).padStart(3, '0')}.conf`), `${lines.join('\n')}\n`);
  }
}

/** Data in every eighth of the disk, the rest holes; the same bytes on every machine. */
async function writeOwnBytes(path: string): Promise<void> {
  const file = await open(path, 'w');
  try {
    await file.truncate(imageBytes);
    for (let index = 0; index < ownDataBytes / mibBytes; index += 1) {
      const chunk = distinctBytes(`chunk ${index}`, mibBytes);
      const region = (index % 8) * (imageBytes / 8) + Math.floor(index / 8) * mibBytes;
      await file.write(chunk, 0, chunk.length, region);
    }
  } finally {
    await file.close();
  }
}

/** Bytes in which no block equals another; the same for the same label on every machine. */
export function distinctBytes(label: string, sizeBytes: number): Buffer {
  const bytes = Buffer.alloc(sizeBytes);
  for (let at = 0; at < sizeBytes; at += 32) bytes.set(digestOf(`${label}/${at}`).subarray(0, sizeBytes - at), at);
  return bytes;
}

function digestOf(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
