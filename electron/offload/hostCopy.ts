/** A copy by the software data mover, from where the array left off or from the beginning. */
import type { ArrayEnd } from './arrayCopy.ts';
import { CommandFailed } from './device/deviceTypes.ts';
import type { CopyJob, EngineRooms } from './engineTypes.ts';
import { strayRanges } from './verifyCopy.ts';

/** How often a read or write of a host is tried again after its link went down or a command timed out, without any progress in between. */
const mostRetries = 3;

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
    const { host, target, disks, signal } = this.#job;
    const disk = disks[index];
    if (!disk) return;
    const ranges = await strayRanges(this.#rooms.array, disk.from, disk.into);
    if (ranges.length === 0) return;
    const zeroed = await this.#rooms.mover.zero({ hostId: host.id, into: disk.into, targetDevice: target, ranges, signal, onProgress: () => undefined });
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

function isTransient(error: unknown): boolean {
  return error instanceof CommandFailed && (error.failure === 'linkDown' || error.failure === 'timedOut');
}
