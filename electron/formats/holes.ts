/** Finds which parts of a file hold data, so that holes are neither read nor counted. */
import { setImmediate as nextTurn } from 'node:timers/promises';
import type * as Koffi from 'koffi';
import { Fault } from '../../shared/faults.ts';

/** A half-open range of bytes that holds data; what lies between ranges reads as zeros. */
export interface DataExtent {
  readonly offset: number;
  readonly length: number;
}

/** The result of one seek: an offset, or why there is none. */
type Seek = (fd: number, offset: number, kind: 'data' | 'hole') => number | 'none' | 'unsupported';

/** ENXIO is 6 on every system that has SEEK_DATA: no data from there to the end of the file. */
const noDataErrno = 6;
/** Bounds of the work done in one turn of the event loop. */
const extentsPerTurn = 256;
const turnMs = 5;

let seekLoaded: Promise<Seek | null> | undefined;

/**
 * The ranges of an open file that hold data, in order, within its first `sizeBytes` bytes.
 * Where the system or the file system cannot tell, one range that covers everything. The file's
 * position is moved: read it with explicit offsets.
 * @throws Fault RequestCanceled
 */
export async function* findDataExtents(fd: number, sizeBytes: number, signal?: AbortSignal): AsyncGenerator<DataExtent, void, undefined> {
  if (sizeBytes <= 0) return;
  seekLoaded ??= loadSeek();
  const seek = await seekLoaded;
  if (!seek) {
    yield { offset: 0, length: sizeBytes };
    return;
  }
  let at = 0;
  let found = 0;
  let turnStarted = performance.now();
  while (at < sizeBytes) {
    if (signal?.aborted) throw new Fault('RequestCanceled');
    const start = seek(fd, at, 'data');
    if (start === 'none') return;
    if (start === 'unsupported') {
      yield { offset: at, length: sizeBytes - at };
      return;
    }
    if (start >= sizeBytes) return;
    const hole = seek(fd, start, 'hole');
    // There is an implicit hole at the end of every file; anything else means the file changed under us.
    const end = typeof hole === 'number' && hole > start ? Math.min(hole, sizeBytes) : sizeBytes;
    yield { offset: start, length: end - start };
    at = end;
    found += 1;
    if (found % extentsPerTurn === 0 || performance.now() - turnStarted > turnMs) {
      await nextTurn();
      turnStarted = performance.now();
    }
  }
}

/** Node has no SEEK_DATA, so this calls the C library. Null where that is not possible. */
async function loadSeek(): Promise<Seek | null> {
  const whence = whenceOf(process.platform);
  if (!whence) return null;
  let koffi: typeof Koffi;
  let lseek: (fd: number, offset: number, whence: number) => number | bigint;
  try {
    koffi = await import('koffi');
    lseek = koffi.load(null).func('int64_t lseek(int fd, int64_t offset, int whence)');
  } catch {
    // A machine without the native module reads every byte instead: slower, never wrong.
    return null;
  }
  return (fd, offset, kind) => {
    const result = Number(lseek(fd, offset, whence[kind]));
    if (result >= 0) return result;
    return koffi.errno() === noDataErrno ? 'none' : 'unsupported';
  };
}

function whenceOf(platform: NodeJS.Platform): { data: number; hole: number } | null {
  // off_t is 64 bits wide under the plain name on 64-bit Linux and on macOS only.
  const is64Bit = process.arch === 'x64' || process.arch === 'arm64';
  if (platform === 'linux' && is64Bit) return { data: 3, hole: 4 };
  if (platform === 'darwin') return { data: 4, hole: 3 };
  return null;
}
