/** Turns what the operating system says about a file into a fault a person can act on. */
import { Fault } from '../../shared/faults.ts';

/** The `errno` name of a system error ("ENOENT"), or null for anything else. */
export function errnoOf(error: unknown): string | null {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : null;
}

/**
 * The fault for a failed file operation; faults pass through unchanged.
 * @param doing what was attempted, to complete "Could not ...": `read`, `write`
 */
export function fileFaultOf(error: unknown, path: string, doing: string): Fault {
  if (error instanceof Fault) return error;
  const cause = { cause: error };
  switch (errnoOf(error)) {
    case 'ENOENT':
    case 'ENOTDIR':
      return new Fault('FileNotFound', `${path} does not exist.`, { names: [path] }, cause);
    case 'EEXIST':
      return new Fault('FileAlreadyExists', `${path} exists already.`, { names: [path] }, cause);
    case 'EACCES':
    case 'EPERM':
      return new Fault('FileFault', `No permission to ${doing} ${path}.`, { names: [path] }, cause);
    case 'EISDIR':
      return new Fault('FileFault', `${path} is a folder.`, { names: [path] }, cause);
    case 'ENOSPC':
    case 'EDQUOT':
      return new Fault('InsufficientStorageSpace', `There is not enough space to ${doing} ${path}.`, {
        names: [path],
        hint: 'Free space on that disk or choose another one.',
      }, cause);
    case 'EFBIG':
      return new Fault('FileFault', `The file system cannot hold a file as large as ${path} would be.`, {
        names: [path],
        hint: 'Choose a folder on another file system.',
      }, cause);
    case 'EROFS':
      return new Fault('FileFault', `${path} is on a read-only file system.`, { names: [path] }, cause);
    default: {
      const reason = error instanceof Error ? error.message : String(error);
      return new Fault('FileFault', `Could not ${doing} ${path}: ${reason}`, { names: [path] }, cause);
    }
  }
}
