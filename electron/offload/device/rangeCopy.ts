/** Copies inside the array, on any array: one that cannot copy ranges by itself is made to read and write. */
import { blockSizeBytes, mibBytes } from '../../../shared/units.ts';
import type { StorageArray } from '../../array/port.ts';
import type { CopyMode, FileRange, RangeCopied } from '../../array/portTypes.ts';

const pieceBytes = mibBytes;
const zeroBlock = new Uint8Array(blockSizeBytes);

export async function copyInArray(array: StorageArray, range: FileRange, mode: CopyMode): Promise<RangeCopied> {
  if (array.capabilities.has('rangeCopy')) return array.copyRange(range, mode);
  const { from, to, offset, length } = range;
  const buffer = new Uint8Array(Math.min(pieceBytes, length));
  let copiedBytes = 0;
  for (let done = 0; done < length; done += pieceBytes) {
    const part = buffer.subarray(0, Math.min(pieceBytes, length - done));
    await array.read(from, offset + done, part);
    await array.write(to, offset + done, part);
    copiedBytes += dataBytes(part);
  }
  return { sharedBytes: 0, copiedBytes };
}

/** Bytes of the blocks that are not zero. */
function dataBytes(bytes: Uint8Array): number {
  let count = 0;
  for (let at = 0; at < bytes.length; at += blockSizeBytes) {
    const block = bytes.subarray(at, at + blockSizeBytes);
    if (Buffer.compare(block, zeroBlock.subarray(0, block.length)) !== 0) count += blockSizeBytes;
  }
  return count;
}

/** Writes zeros one by one. */
export async function writeZeros(array: StorageArray, file: FileRange['to'], offset: number, length: number): Promise<void> {
  const zeros = new Uint8Array(Math.min(pieceBytes, length));
  for (let done = 0; done < length; done += pieceBytes) await array.write(file, offset + done, zeros.subarray(0, Math.min(pieceBytes, length - done)));
}
