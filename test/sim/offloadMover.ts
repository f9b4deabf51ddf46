/** A host that copies at once and in this thread, block after block: the double of the software data mover for runs by the thousand. */
import type { StorageArray } from '../../electron/array/port.ts';
import type { HostCopyRequest, HostMoved, HostMover, HostZeroRequest } from '../../electron/offload/mover/moverTypes.ts';

const pieceBytes = 64 * 1024;
const zeros = new Uint8Array(pieceBytes);

export class DirectMover implements HostMover {
  readonly #array: Pick<StorageArray, 'extents' | 'file'>;

  constructor(array: Pick<StorageArray, 'extents' | 'file'>) {
    this.#array = array;
  }

  async copy({ from, into, sourceDevice, targetDevice, fromOffset, signal, onProgress }: HostCopyRequest): Promise<HostMoved> {
    const buffer = new Uint8Array(pieceBytes);
    let movedBytes = 0;
    for await (const { offset, length } of this.#array.extents(from)) {
      const end = offset + length;
      for (let at = Math.max(offset, fromOffset); at < end; at += pieceBytes) {
        signal.throwIfAborted();
        const piece = buffer.subarray(0, Math.min(pieceBytes, end - at));
        await sourceDevice.hostRead(from, at, piece);
        await targetDevice.hostWrite(into, at, piece);
        movedBytes += piece.length;
        onProgress(movedBytes, at + piece.length);
      }
    }
    onProgress(movedBytes, this.#array.file(into).sizeBytes);
    return { readBytes: movedBytes, writtenBytes: movedBytes, busyMs: 0 };
  }

  async zero({ into, targetDevice, ranges, signal, onProgress }: HostZeroRequest): Promise<HostMoved> {
    let movedBytes = 0;
    for (const { offset, length } of ranges) {
      for (let done = 0; done < length; done += pieceBytes) {
        signal.throwIfAborted();
        const size = Math.min(pieceBytes, length - done);
        await targetDevice.hostWrite(into, offset + done, zeros.subarray(0, size));
        movedBytes += size;
        onProgress(movedBytes, offset + done + size);
      }
    }
    return { readBytes: 0, writtenBytes: movedBytes, busyMs: 0 };
  }

  async close(): Promise<void> {}
}
