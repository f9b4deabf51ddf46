/** Opens raw disk images and block devices for reading. */
import { constants, open, type FileHandle } from 'node:fs/promises';
import { Fault } from '../../shared/faults.ts';
import { fileFaultOf } from './fileFaults.ts';
import { foreignFormatOf, foreignHeadBytes, foreignTailBytes } from './foreignFormat.ts';
import { findDataExtents, type DataExtent } from './holes.ts';

/** The unit in which disks are addressed by their guests. */
export const sectorBytes = 512;

export interface RawImage {
  readonly path: string;
  /** The size of the disk a guest would see: a multiple of 512, not always of 4,096. */
  readonly sizeBytes: number;
  /** Bytes the file occupies where it lies; null when the system does not say (block devices). */
  readonly occupiedBytes: number | null;
  /**
   * Fills `into` from `offset`; what lies behind the end of the image becomes zeros, so that the
   * last block can be read whole.
   * @throws Fault FileFault when the image cannot be read or was shortened meanwhile
   */
  read(offset: number, into: Uint8Array): Promise<void>;
  /** The ranges that hold data, in order. */
  extents(signal?: AbortSignal): AsyncGenerator<DataExtent, void, undefined>;
  close(): Promise<void>;
}

/**
 * Opens a raw image.
 * @throws Fault FileNotFound, FileFault (no permission, a folder), InvalidDiskFormat (empty, not
 *   a multiple of 512 bytes, or recognised as another format)
 */
export async function openRawImage(path: string): Promise<RawImage> {
  let handle: FileHandle;
  try {
    // Without O_NONBLOCK, opening a named pipe would wait for a writer for ever.
    handle = await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
  } catch (error) {
    throw fileFaultOf(error, path, 'read');
  }
  try {
    return await lookInto(handle, path);
  } catch (error) {
    await handle.close();
    throw fileFaultOf(error, path, 'read');
  }
}

async function lookInto(handle: FileHandle, path: string): Promise<RawImage> {
  const stat = await handle.stat();
  const wrong = (message: string, hint?: string): Fault =>
    new Fault('InvalidDiskFormat', `${path} ${message}`, { names: [path], ...(hint === undefined ? {} : { hint }) });

  if (stat.isDirectory()) throw new Fault('FileFault', `${path} is a folder.`, { names: [path], hint: 'Choose the disk image file inside it.' });
  if (!stat.isFile() && !stat.isBlockDevice()) throw wrong('is neither a file nor a block device.');
  const sizeBytes = stat.isFile() ? stat.size : await probeSizeBytes(handle);
  if (sizeBytes === 0) throw wrong('is empty.');

  const head = new Uint8Array(Math.min(foreignHeadBytes, sizeBytes));
  const tail = new Uint8Array(Math.min(foreignTailBytes, sizeBytes));
  await readFully(handle, 0, head, path);
  await readFully(handle, sizeBytes - tail.length, tail, path);
  const foreign = foreignFormatOf(head, tail);
  if (foreign) throw wrong(`is a ${foreign.name}, not a raw disk image.`, foreign.hint);
  if (sizeBytes % sectorBytes !== 0) {
    throw wrong(`has ${sizeBytes} bytes, which is no multiple of ${sectorBytes}: it is no raw disk image, or it was cut off.`);
  }

  return {
    path,
    sizeBytes,
    occupiedBytes: stat.isFile() ? stat.blocks * sectorBytes : null,
    read: async (offset, into) => {
      const wanted = Math.max(0, Math.min(into.length, sizeBytes - offset));
      const got = await readFully(handle, offset, into.subarray(0, wanted), path);
      if (got < wanted) throw new Fault('FileFault', `${path} became shorter while it was read.`, { names: [path] });
      into.fill(0, wanted);
    },
    extents: (signal) => findDataExtents(handle.fd, sizeBytes, signal),
    close: () => handle.close(),
  };
}

/** Reads until `into` is full or the file ends. */
async function readFully(handle: FileHandle, offset: number, into: Uint8Array, path: string): Promise<number> {
  let done = 0;
  try {
    while (done < into.length) {
      const { bytesRead } = await handle.read(into, done, into.length - done, offset + done);
      if (bytesRead === 0) break;
      done += bytesRead;
    }
  } catch (error) {
    throw fileFaultOf(error, path, 'read');
  }
  return done;
}

/** A block device says 0 when asked for its size, so the last readable sector is looked for. */
async function probeSizeBytes(handle: FileHandle): Promise<number> {
  const sector = new Uint8Array(sectorBytes);
  const isReadable = async (index: number): Promise<boolean> => {
    try {
      return (await handle.read(sector, 0, sectorBytes, index * sectorBytes)).bytesRead === sectorBytes;
    } catch (error) {
      // Some systems refuse a read behind the end instead of returning nothing; a device that
      // cannot be read at all ends up with size 0 here and is refused as empty.
      if (index > 0) return false;
      throw error;
    }
  };
  if (!(await isReadable(0))) return 0;
  let readable = 0;
  let unreadable = 1;
  while (unreadable < 2 ** 43 && (await isReadable(unreadable))) {
    readable = unreadable;
    unreadable *= 2;
  }
  while (unreadable - readable > 1) {
    const middle = Math.floor((readable + unreadable) / 2);
    if (await isReadable(middle)) readable = middle;
    else unreadable = middle;
  }
  return (readable + 1) * sectorBytes;
}
