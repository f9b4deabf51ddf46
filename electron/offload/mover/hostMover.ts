/**
 * The software data mover: copies disks the way an ESX host does without hardware acceleration. Every byte of data is
 * read over the array port, passes through the thread that plays the host, and is written over the array port.
 */
import { Worker } from 'node:worker_threads';
import { Fault } from '../../../shared/faults.ts';
import type { ObjectId } from '../../../shared/ids.ts';
import type { StorageArray } from '../../array/port.ts';
import { cutIntoBlocks } from './hostBlocks.ts';
import type { HostStart } from './hostMessages.ts';
import { HostThread, hostThreadBytes } from './hostThread.ts';
import { HostUseMeter } from './hostUse.ts';
import type { HostCopyRequest, HostMoved, HostMover, HostUseSink, HostZeroRequest } from './moverTypes.ts';
import { moverWorkerFile } from './moverWorkerFile.ts';
import { Transfer, type TransferOptions } from './transfer.ts';

/** A host that has nothing to copy for this long gives its thread and memory back. */
const defaultIdleMs = 30_000;

export interface HostMoverOptions {
  readonly array: Pick<StorageArray, 'extents' | 'file' | 'transferMemory'>;
  readonly sink: HostUseSink;
  /** Starts the thread that plays a host, when it is needed first; the bundled one unless told otherwise. */
  readonly makeWorker?: (start: HostStart) => Worker;
  readonly idleMs?: number;
}

export function createHostMover(options: HostMoverOptions): HostMover {
  return new ThreadedHostMover(options);
}

function startHost(start: HostStart): Worker {
  return new Worker(moverWorkerFile(), { workerData: start, name: 'esx-host' });
}

interface Host {
  readonly thread: HostThread;
  /** Transfers under way. */
  users: number;
  idle: NodeJS.Timeout | null;
}

class ThreadedHostMover implements HostMover {
  readonly #options: HostMoverOptions;
  /** Each host has a thread of its own, as hosts do not wait for each other. */
  readonly #hosts = new Map<ObjectId, Host>();
  readonly #running = new Set<Promise<unknown>>();
  #isClosed = false;

  constructor(options: HostMoverOptions) {
    this.#options = options;
  }

  async copy(request: HostCopyRequest): Promise<HostMoved> {
    const { hostId, from, sourceDevice, into, targetDevice, fromOffset, signal, onProgress } = request;
    const { array } = this.#options;
    let lastMovedBytes = 0;
    const moved = await this.#transfer(hostId, {
      blocks: cutIntoBlocks(array.extents(from), fromOffset),
      read: (offset, data) => sourceDevice.hostRead(from, offset, data),
      write: (offset, data) => targetDevice.hostWrite(into, offset, data),
      signal,
      onProgress: (movedBytes, offset) => {
        lastMovedBytes = movedBytes;
        onProgress(movedBytes, offset);
      },
    });
    // What is left behind the last data reads as zeros in both.
    onProgress(lastMovedBytes, array.file(into).sizeBytes);
    return moved;
  }

  zero({ hostId, into, targetDevice, ranges, signal, onProgress }: HostZeroRequest): Promise<HostMoved> {
    return this.#transfer(hostId, {
      blocks: cutIntoBlocks(ranges, 0),
      read: null,
      write: (offset, data) => targetDevice.hostWrite(into, offset, data),
      signal,
      onProgress,
    });
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    const reason = closedFault();
    const stopped = [...this.#hosts.values()].map(({ thread, idle }) => {
      if (idle) clearTimeout(idle);
      return thread.stop(reason);
    });
    this.#hosts.clear();
    await Promise.all(stopped);
    // The array may be closed after this: nothing reads or writes any more.
    await Promise.allSettled(this.#running);
  }

  async #transfer(hostId: ObjectId, options: Omit<TransferOptions, 'thread' | 'meter'>): Promise<HostMoved> {
    if (this.#isClosed) throw closedFault();
    options.signal.throwIfAborted();
    const host = this.#enter(hostId);
    const meter = new HostUseMeter(this.#options.sink, hostId);
    const running = new Transfer({ ...options, thread: host.thread, meter }).run();
    this.#running.add(running);
    try {
      return await running;
    } finally {
      this.#running.delete(running);
      meter.stop();
      this.#leave(hostId, host);
    }
  }

  #enter(hostId: ObjectId): Host {
    let host = this.#hosts.get(hostId);
    if (!host) {
      // A thread that died is forgotten; the next copy starts another one.
      const forget = (): void => {
        if (host && this.#hosts.get(hostId) === host) this.#hosts.delete(hostId);
      };
      const { array, makeWorker = startHost } = this.#options;
      host = { thread: new HostThread(makeWorker, array.transferMemory(hostThreadBytes), forget), users: 0, idle: null };
      this.#hosts.set(hostId, host);
    }
    host.users += 1;
    if (host.idle) clearTimeout(host.idle);
    host.idle = null;
    return host;
  }

  #leave(hostId: ObjectId, host: Host): void {
    host.users -= 1;
    if (host.users > 0 || this.#hosts.get(hostId) !== host) return;
    host.idle = setTimeout(() => {
      if (this.#hosts.get(hostId) === host) this.#hosts.delete(hostId);
      void host.thread.stop(closedFault());
    }, this.#options.idleMs ?? defaultIdleMs);
    host.idle.unref();
  }
}

function closedFault(): Fault {
  return new Fault('InvalidState', 'The data mover is being closed.');
}
