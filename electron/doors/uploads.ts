/** Files that a browser sends, kept in the data directory until the import that asked for them has ended. */
import { randomUUID } from 'node:crypto';
import { mkdirSync, rmSync } from 'node:fs';
import { open, rm, type FileHandle } from 'node:fs/promises';
import type { IncomingMessage } from 'node:http';
import { join } from 'node:path';
import { Fault } from '../../shared/faults.ts';

const chunkBytes = 64 * 1024;
const zeroChunk = Buffer.alloc(chunkBytes);

const uploadFolder = (dataDirectory: string): string => join(dataDirectory, 'uploads');

/** Removes what an earlier run has left behind, and makes the folder. To be called under the lease, before the yard opens. */
export function clearUploads(dataDirectory: string): void {
  rmSync(uploadFolder(dataDirectory), { recursive: true, force: true });
  mkdirSync(uploadFolder(dataDirectory), { recursive: true, mode: 0o700 });
}

/**
 * Streams the body of a request into a new sparse file and returns its path. A body that
 * breaks off leaves nothing behind.
 * @throws Fault InsufficientStorageSpace when the local disk is full, RequestCanceled when the sender went away
 */
export async function receiveUpload(request: IncomingMessage, dataDirectory: string, name: string): Promise<string> {
  const path = join(uploadFolder(dataDirectory), `${randomUUID()}-${safeName(name)}`);
  const file = await open(path, 'wx', 0o600);
  try {
    // Kept open when writing fails, so that the reason can still be answered on it.
    await writeSparse(request.iterator({ destroyOnReturn: false }), file);
    await file.close();
    return path;
  } catch (error) {
    await file.close();
    await rm(path, { force: true });
    throw uploadFault(error, request);
  }
}

/** The last part of a file name with everything unusual replaced; it may come from another platform. */
function safeName(name: string): string {
  const last = name.split(/[/\\]/).at(-1) ?? '';
  const safe = last.replaceAll(/[^\p{L}\p{N}._-]/gu, '_').replace(/^\.+/, '').slice(-80);
  return safe === '' ? 'image' : safe;
}

/** Writes only chunks that are not all zeros; the end is set by truncating, so zeros become holes. */
async function writeSparse(body: AsyncIterable<Buffer>, file: FileHandle): Promise<void> {
  const chunk = Buffer.alloc(chunkBytes);
  let filledBytes = 0;
  let offset = 0;
  const flush = async (): Promise<void> => {
    const part = chunk.subarray(0, filledBytes);
    if (!part.equals(zeroChunk.subarray(0, filledBytes))) await writeAll(file, part, offset);
    offset += filledBytes;
    filledBytes = 0;
  };
  for await (const piece of body) {
    let taken = 0;
    while (taken < piece.length) {
      const step = Math.min(chunkBytes - filledBytes, piece.length - taken);
      piece.copy(chunk, filledBytes, taken, taken + step);
      filledBytes += step;
      taken += step;
      if (filledBytes === chunkBytes) await flush();
    }
  }
  if (filledBytes > 0) await flush();
  await file.truncate(offset);
}

async function writeAll(file: FileHandle, part: Buffer, offset: number): Promise<void> {
  let written = 0;
  while (written < part.length) {
    const { bytesWritten } = await file.write(part, written, part.length - written, offset + written);
    written += bytesWritten;
  }
}

function uploadFault(error: unknown, request: IncomingMessage): Fault {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'ENOSPC' || code === 'EDQUOT') {
    return new Fault('InsufficientStorageSpace', 'The local disk is full; the upload was removed.', {
      hint: 'Free space on the disk that holds the data directory.',
    });
  }
  if (request.destroyed && !request.complete) return new Fault('RequestCanceled', 'The upload broke off and was removed.');
  const reason = error instanceof Error ? error.message : String(error);
  return new Fault('FileFault', `The upload could not be written: ${reason}`, {}, { cause: error });
}
