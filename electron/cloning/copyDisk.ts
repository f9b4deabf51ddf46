/** A full copy of one virtual disk inside the array: every block that holds data is read and written. */
import type { FileId } from '../../shared/ids.ts';
import { mibBytes } from '../../shared/units.ts';
import type { StorageArray } from '../array/port.ts';
import { Pacer } from '../tasks/pacer.ts';

const chunkBytes = mibBytes;

/**
 * Copies `from` into `into`, which reads as zeros and has the same size.
 * @throws the signal's reason between two chunks
 */
export async function copyDisk(array: StorageArray, from: FileId, into: FileId, signal: AbortSignal, onCopied: (bytes: number) => void): Promise<void> {
  const buffer = new Uint8Array(chunkBytes);
  const pacer = new Pacer();
  for await (const extent of array.extents(from)) {
    const end = extent.offset + extent.length;
    for (let offset = extent.offset; offset < end; offset += chunkBytes) {
      signal.throwIfAborted();
      const part = buffer.subarray(0, Math.min(chunkBytes, end - offset));
      await array.read(from, offset, part);
      await array.write(into, offset, part);
      onCopied(part.length);
      await pacer.pause();
    }
  }
}
