/**
 * Writes a disk to a sparse raw file that appears under its name only when it is complete.
 * Takes time for the data, not for the size: nothing here looks at holes.
 */
import { randomBytes } from 'node:crypto';
import { link, lstat, open, rename, rm, type FileHandle } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { Fault } from '../../shared/faults.ts';
import { blockSizeBytes } from '../../shared/units.ts';
import { errnoOf, fileFaultOf } from './fileFaults.ts';

/** A part of the disk. Parts come in ascending order and do not overlap; what lies between is zeros. */
export interface ExportPart {
  readonly offset: number;
  readonly data: Uint8Array;
}

export interface RawExportOptions {
  /** The size of the finished file. */
  readonly sizeBytes: number;
  /** The next part is asked for only after the last one is written, so a source may reuse its buffer. */
  readonly parts: AsyncIterable<ExportPart>;
  /** Replace a file that exists already. */
  readonly overwrite?: boolean;
  readonly signal?: AbortSignal;
  /** Called with the bytes of the disk done so far, holes included. */
  readonly onProgress?: (doneBytes: number) => void;
}

export interface RawExportResult {
  readonly sizeBytes: number;
  /** Bytes really written; the rest are holes. */
  readonly writtenBytes: number;
}

const zeroBlock = Buffer.alloc(blockSizeBytes);

/**
 * Writes `options.parts` to `target`. On any failure nothing is left behind and an existing
 * target is untouched; on success file and folder are durable.
 * @throws Fault FileAlreadyExists, FileNotFound (no such folder), FileFault,
 *   InsufficientStorageSpace, RequestCanceled, InvalidArgument (parts out of order), and
 *   whatever the source of the parts throws
 */
export async function exportRawImage(target: string, options: RawExportOptions): Promise<RawExportResult> {
  const overwrite = options.overwrite ?? false;
  await requireTargetFree(target, overwrite);
  requireNotCanceled(options.signal);
  // A long name is shortened: the file system would refuse it with the suffix.
  const partial = join(dirname(target), `${basename(target).slice(0, 50)}.partial-${randomBytes(6).toString('hex')}`);
  const handle = await createPartial(partial, target);
  try {
    let result: RawExportResult;
    try {
      await attempt(target, () => handle.truncate(options.sizeBytes));
      result = await writeParts(handle, target, options);
      await attempt(target, () => handle.sync());
    } finally {
      await handle.close();
    }
    requireNotCanceled(options.signal);
    await publish(partial, target, overwrite);
    return result;
  } catch (error) {
    await rm(partial, { force: true });
    throw error;
  }
}

async function createPartial(partial: string, target: string): Promise<FileHandle> {
  try {
    return await open(partial, 'wx');
  } catch (error) {
    if (errnoOf(error) !== 'ENOENT') throw fileFaultOf(error, target, 'write');
    throw new Fault('FileNotFound', `The folder ${dirname(target)} does not exist.`, { names: [dirname(target)], hint: 'Create it first, or choose another one.' });
  }
}

async function writeParts(handle: FileHandle, target: string, options: RawExportOptions): Promise<RawExportResult> {
  const { sizeBytes, parts, signal, onProgress } = options;
  let doneBytes = 0;
  let writtenBytes = 0;
  for await (const { offset, data } of parts) {
    requireNotCanceled(signal);
    if (!Number.isSafeInteger(offset) || offset < doneBytes || offset + data.length > sizeBytes) {
      throw new Fault('InvalidArgument', `A part of ${data.length} bytes at ${offset} does not fit behind ${doneBytes} of ${sizeBytes} bytes.`);
    }
    const bytes = Buffer.from(data.buffer, data.byteOffset, data.length);
    for (const run of dataRuns(bytes, offset)) {
      await attempt(target, () => writeFully(handle, bytes.subarray(run.start, run.end), offset + run.start));
      writtenBytes += run.end - run.start;
    }
    doneBytes = offset + data.length;
    onProgress?.(doneBytes);
  }
  onProgress?.(sizeBytes);
  return { sizeBytes, writtenBytes };
}

/** The runs of blocks that are not all zero, as ranges of `bytes`; blocks are aligned in the disk, not in `bytes`. */
function dataRuns(bytes: Buffer, offset: number): { start: number; end: number }[] {
  const runs: { start: number; end: number }[] = [];
  let last: { start: number; end: number } | null = null;
  for (let start = 0; start < bytes.length; ) {
    const end = Math.min(bytes.length, start + blockSizeBytes - ((offset + start) % blockSizeBytes));
    if (bytes.compare(zeroBlock, 0, end - start, start, end) === 0) {
      last = null;
    } else if (last) {
      last.end = end;
    } else {
      last = { start, end };
      runs.push(last);
    }
    start = end;
  }
  return runs;
}

async function writeFully(handle: FileHandle, bytes: Buffer, position: number): Promise<void> {
  for (let done = 0; done < bytes.length; ) {
    const { bytesWritten } = await handle.write(bytes, done, bytes.length - done, position + done);
    done += bytesWritten;
  }
}

/** Replacing a device node or a folder by a file is never what was meant. */
async function requireTargetFree(target: string, overwrite: boolean): Promise<void> {
  let stat;
  try {
    stat = await lstat(target);
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return;
    throw fileFaultOf(error, target, 'write');
  }
  if (!overwrite) throw existsAlready(target);
  if (!stat.isFile()) throw new Fault('FileFault', `${target} exists and is no ordinary file.`, { names: [target], hint: 'Choose another name.' });
}

async function publish(partial: string, target: string, overwrite: boolean): Promise<void> {
  if (overwrite) {
    await attempt(target, () => rename(partial, target));
  } else {
    await publishNew(partial, target);
  }
  // Windows cannot open a folder to sync it; there the rename is as durable as the file system makes it.
  if (process.platform === 'win32') return;
  await attempt(target, async () => {
    const folder = await open(dirname(target), 'r');
    try {
      await folder.sync();
    } finally {
      await folder.close();
    }
  });
}

/** A link, unlike a rename, fails when somebody created the target meanwhile. */
async function publishNew(partial: string, target: string): Promise<void> {
  try {
    await link(partial, target);
  } catch (error) {
    const reason = errnoOf(error);
    if (reason === 'EEXIST') throw existsAlready(target);
    if (reason !== 'EPERM' && reason !== 'ENOTSUP' && reason !== 'EOPNOTSUPP' && reason !== 'ENOSYS' && reason !== 'EMLINK') {
      throw fileFaultOf(error, target, 'write');
    }
    // The file system has no links (FAT, some shares): look once more, then rename.
    await requireTargetFree(target, false);
    await attempt(target, () => rename(partial, target));
    return;
  }
  await attempt(target, () => rm(partial));
}

function existsAlready(target: string): Fault {
  return new Fault('FileAlreadyExists', `${target} exists already.`, { names: [target], hint: 'Choose another name, or allow it to be replaced.' });
}

function requireNotCanceled(signal: AbortSignal | undefined): void {
  if (signal?.aborted) throw new Fault('RequestCanceled', 'The export was cancelled.');
}

/** Runs one operation on the target; only its own errors are blamed on the target. */
async function attempt<T>(target: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw fileFaultOf(error, target, 'write');
  }
}
