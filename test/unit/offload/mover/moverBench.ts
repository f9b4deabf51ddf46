/** Disks, devices and a mover over a real embedded array, for the tests of the software data mover. */
import { Worker } from 'node:worker_threads';
import { cutIntoBlocks } from '../../../../electron/offload/mover/hostBlocks.ts';
import { createHostMover, type HostMoverOptions } from '../../../../electron/offload/mover/hostMover.ts';
import { moverWorkerFile } from '../../../../electron/offload/mover/moverWorkerFile.ts';
import type { HostCopyRequest, HostMover, HostUseSink } from '../../../../electron/offload/mover/moverTypes.ts';
import type { StorageArray } from '../../../../electron/array/port.ts';
import type { FileVersion } from '../../../../electron/array/portTypes.ts';
import { objectIdSchema, type FileId, type ObjectId, type VolumeId } from '../../../../shared/ids.ts';
import { blockSizeBytes, mibBytes, tibBytes } from '../../../../shared/units.ts';
import { ArrayBench } from '../../../fixtures/array.ts';
import type { Random } from '../../../sim/random.ts';

export const hostOne: ObjectId = objectIdSchema.parse('host-1');
export const hostTwo: ObjectId = objectIdSchema.parse('host-2');

/** A front of the array that counts what passes and fails when it is told to. */
export class CountingDevice {
  readBytes = 0;
  writtenBytes = 0;
  /** Reads and writes under way. */
  underWay = 0;
  /** Called ahead of every read and write; what it throws is what they throw. */
  before: (command: 'read' | 'write', offset: number, length: number) => void | Promise<void> = () => undefined;
  readonly #array: () => StorageArray;

  constructor(array: () => StorageArray) {
    this.#array = array;
  }

  async hostRead(file: FileId | FileVersion, offset: number, into: Uint8Array): Promise<void> {
    await this.#count(async () => {
      await this.before('read', offset, into.length);
      await this.#array().read(file, offset, into);
      this.readBytes += into.length;
    });
  }

  async hostWrite(file: FileId, offset: number, data: Uint8Array): Promise<void> {
    await this.#count(async () => {
      await this.before('write', offset, data.length);
      await this.#array().write(file, offset, data);
      this.writtenBytes += data.length;
    });
  }

  async #count(work: () => Promise<void>): Promise<void> {
    this.underWay += 1;
    try {
      await work();
    } finally {
      this.underWay -= 1;
    }
  }
}

/** Adds up what it is told, host by host. */
export class UseLog implements HostUseSink {
  readonly byHost = new Map<ObjectId, { busyMs: number; networkReadBytes: number; networkWriteBytes: number; records: number }>();

  record(hostId: ObjectId, use: { readonly busyMs: number; readonly networkReadBytes: number; readonly networkWriteBytes: number }): void {
    const sum = this.byHost.get(hostId) ?? { busyMs: 0, networkReadBytes: 0, networkWriteBytes: 0, records: 0 };
    sum.busyMs += use.busyMs;
    sum.networkReadBytes += use.networkReadBytes;
    sum.networkWriteBytes += use.networkWriteBytes;
    sum.records += 1;
    this.byHost.set(hostId, sum);
  }
}

export class MoverBench {
  readonly #bench = new ArrayBench();
  /** The threads that were started so far. */
  readonly workers: Worker[] = [];
  readonly use = new UseLog();
  readonly device = new CountingDevice(() => this.array);
  #volumeId: VolumeId | null = null;
  #mover: HostMover | null = null;

  get array(): StorageArray {
    return this.#bench.array;
  }

  get mover(): HostMover {
    return (this.#mover ??= this.makeMover());
  }

  async open(): Promise<void> {
    await this.#bench.open();
    this.#volumeId = await this.array.commit((tx) => this.array.createVolume(tx, { sizeBytes: tibBytes }));
  }

  makeMover(options: Partial<HostMoverOptions> = {}): HostMover {
    return createHostMover({
      array: this.array,
      sink: this.use,
      makeWorker: (start) => {
        const worker = new Worker(moverWorkerFile(), { workerData: start });
        this.workers.push(worker);
        return worker;
      },
      ...options,
    });
  }

  async close(): Promise<void> {
    await this.#mover?.close();
    await this.#bench.remove();
  }

  createFile(sizeBytes: number): Promise<FileId> {
    return this.array.commit((tx) => {
      if (this.#volumeId === null) throw new Error('The bench is not open.');
      return this.array.createFile(tx, this.#volumeId, sizeBytes);
    });
  }

  /** A disk with runs of data, long and short, and holes between them; its size need not be a whole number of blocks. */
  async randomDisk(random: Random, sizeBytes: number): Promise<FileId> {
    const id = await this.createFile(sizeBytes);
    for (let at = 0; at < sizeBytes; ) {
      const run = random.chance(0.2) ? random.between(mibBytes, 3 * mibBytes) : random.between(1, 40) * blockSizeBytes;
      const end = Math.min(sizeBytes, at + run);
      if (random.chance(0.6)) await this.array.write(id, at, random.bytes(end - at));
      at = Math.ceil(end / blockSizeBytes) * blockSizeBytes;
    }
    await this.array.flush();
    return id;
  }

  async dataBytes(id: FileId | FileVersion): Promise<number> {
    let sum = 0;
    for await (const { length } of this.array.extents(id)) sum += length;
    return sum;
  }

  /** Reads that a copy takes, and writes. */
  async pieceCount(id: FileId): Promise<number> {
    let count = 0;
    for await (const { pieces } of cutIntoBlocks(this.array.extents(id), 0)) count += pieces.length;
    return count;
  }

  async content(id: FileId | FileVersion, length = this.array.file(id).sizeBytes): Promise<Buffer> {
    const bytes = Buffer.alloc(length);
    await this.array.read(id, 0, bytes);
    return bytes;
  }

  copyRequest(from: FileId | FileVersion, into: FileId, options: Partial<HostCopyRequest> = {}): HostCopyRequest {
    return {
      hostId: hostOne,
      from,
      into,
      sourceDevice: this.device,
      targetDevice: this.device,
      fromOffset: 0,
      signal: new AbortController().signal,
      onProgress: () => undefined,
      ...options,
    };
  }
}
