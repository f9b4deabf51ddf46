/** A copy by the software data mover, from where the array left off or from the beginning. */
import type { FileId } from '../../shared/ids.ts';
import type { Extent } from '../array/portTypes.ts';
import type { ArrayEnd } from './arrayCopy.ts';
import type { CopyJob, EngineRooms } from './engineTypes.ts';
import { isTransient, mostRetries } from './retry.ts';
import { strayRanges } from './verifyCopy.ts';

export class HostCopy {
  readonly moved = { readBytes: 0, writtenBytes: 0, busyMs: 0 };
  readonly #rooms: EngineRooms;
  readonly #job: CopyJob;
  readonly #onMoved: (movedBytes: number) => void;

  constructor(rooms: EngineRooms, job: CopyJob, onMoved: (movedBytes: number) => void) {
    this.#rooms = rooms;
    this.#job = job;
    this.#onMoved = onMoved;
  }

  /** @throws the signal's reason; CommandFailed when trying again did not help, and what the array throws */
  async copy(after: ArrayEnd | null): Promise<void> {
    for (const [index, disk] of this.#job.disks.entries()) {
      if (after && index < after.diskIndex) continue;
      const fromOffset = after && index === after.diskIndex ? after.offset : (disk.fromOffset ?? 0);
      if (after && index === after.diskIndex) await this.#clearStrays(index);
      await this.#copyDisk(index, fromOffset, after?.verifiedBytes ?? 0);
    }
  }

  /** Whatever a command left where the source reads as zeros must go, by zeros that the host writes itself. */
  async #clearStrays(index: number): Promise<void> {
    const disk = this.#job.disks[index];
    if (!disk) return;
    const ranges = await strayRanges(this.#rooms.array, disk.from, disk.into);
    if (ranges.length === 0) return;
    const zeroed = await zeroByHost(this.#rooms, this.#job, disk.into, ranges);
    this.moved.writtenBytes += zeroed.writtenBytes;
    this.moved.busyMs += zeroed.busyMs;
  }

  async #copyDisk(index: number, fromOffset: number, earlierBytes: number): Promise<void> {
    const { host, source, target, disks, signal } = this.#job;
    const disk = disks[index];
    if (!disk) return;
    let offset = fromOffset;
    for (let retries = 0; ; ) {
      let movedBytes = 0;
      const before = offset;
      try {
        const moved = await this.#rooms.mover.copy({
          hostId: host.id, from: disk.from, sourceDevice: source, into: disk.into, targetDevice: target, fromOffset: offset, signal,
          onProgress: (bytes, reached) => {
            movedBytes = bytes;
            offset = reached;
            this.#onMoved(earlierBytes + this.moved.writtenBytes + bytes);
            this.#job.onReached?.(index, reached);
          },
        });
        this.moved.readBytes += moved.readBytes;
        this.moved.writtenBytes += moved.writtenBytes;
        this.moved.busyMs += moved.busyMs;
        return;
      } catch (error) {
        // What was under way when it failed is not known to have crossed the network, so it is not counted.
        this.moved.readBytes += movedBytes;
        this.moved.writtenBytes += movedBytes;
        retries = offset > before ? 1 : retries + 1;
        if (signal.aborted || !isTransient(error) || retries > mostRetries) throw error;
      }
    }
  }
}

/** The host writes zeros; what fails for the moment only is tried again from where it stopped. @throws what `HostMover.zero` throws */
export async function zeroByHost({ mover }: EngineRooms, { host, target, signal }: Pick<CopyJob, 'host' | 'target' | 'signal'>, into: FileId, ranges: readonly Extent[]): Promise<{ writtenBytes: number; busyMs: number }> {
  const total = { writtenBytes: 0, busyMs: 0 };
  let left = ranges;
  for (let retries = 0; ; ) {
    let movedBytes = 0;
    let reached = 0;
    try {
      const { writtenBytes, busyMs } = await mover.zero({
        hostId: host.id, into, targetDevice: target, ranges: left, signal,
        onProgress: (bytes, offset) => {
          movedBytes = bytes;
          reached = offset;
        },
      });
      return { writtenBytes: total.writtenBytes + writtenBytes, busyMs: total.busyMs + busyMs };
    } catch (error) {
      total.writtenBytes += movedBytes;
      retries = movedBytes > 0 ? 1 : retries + 1;
      if (signal.aborted || !isTransient(error) || retries > mostRetries) throw error;
      left = left.flatMap(({ offset, length }) => {
        const from = Math.max(offset, reached);
        return from < offset + length ? [{ offset: from, length: offset + length - from }] : [];
      });
    }
  }
}
