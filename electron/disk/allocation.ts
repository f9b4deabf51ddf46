/**
 * Allocating and returning file space with the operating system's own calls. Node has none of
 * them; where one is missing the caller goes on without it.
 */
import koffi from 'koffi';
import { trim } from 'fs-native-extensions';
import { Fault } from '../../shared/faults.ts';

type PosixFallocate = (fd: number, offset: number, length: number) => Promise<number>;

/** ENOSPC and EDQUOT of Linux; posix_fallocate returns the number instead of setting errno. */
const diskFullNumbers = new Set([28, 122]);

let posixFallocate: PosixFallocate | null | undefined;

function loadPosixFallocate(): PosixFallocate | null {
  if (process.platform !== 'linux') return null;
  try {
    const call = koffi.load(null).func('int posix_fallocate(int fd, int64 offset, int64 length)');
    // On a thread of its own: a file system without the call is emulated by writing to every block, which takes a while.
    return (fd, offset, length) =>
      new Promise((resolve, reject) => {
        call.async(fd, offset, length, (error: unknown, failure: unknown) => (error ? reject(error) : resolve(Number(failure))));
      });
  } catch {
    // A C library without the call: the first write to each block allocates it instead, and a full disk is met there.
    return null;
  }
}

/**
 * Reserves disk space for a range of a file, so that later writes to it cannot meet a full disk.
 * @returns false where the platform or file system cannot
 * @throws Fault InsufficientStorageSpace
 */
export async function allocateRange(fd: number, offset: number, lengthBytes: number): Promise<boolean> {
  posixFallocate ??= loadPosixFallocate();
  if (!posixFallocate) return false;
  const failure = await posixFallocate(fd, offset, lengthBytes);
  if (diskFullNumbers.has(failure)) {
    throw new Fault('InsufficientStorageSpace', 'The local disk that holds the data directory is full.', {
      hint: 'Free space on that disk, or delete virtual machines that are no longer needed.',
    });
  }
  return failure === 0;
}

/** What systems call a file system that has no holes. */
const unsupportedCodes = new Set(['ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EINVAL']);

/**
 * Returns a range of a file to the file system. False where it has no holes; the data then merely
 * stays allocated until the whole segment is free.
 */
export async function punchRange(fd: number, offset: number, lengthBytes: number): Promise<boolean> {
  try {
    await trim(fd, offset, lengthBytes);
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && unsupportedCodes.has(String(error.code))) return false;
    throw error;
  }
}
