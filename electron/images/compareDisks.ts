/** Reads two virtual disks through the array and compares every byte. */
import { createHash, type Hash } from 'node:crypto';
import * as z from 'zod';
import { objectIdSchema, type FileId, type ObjectId, type RequestId, type TaskId } from '../../shared/ids.ts';
import { mibBytes } from '../../shared/units.ts';
import type { Extent, StorageArray } from '../array/port.ts';
import { Pacer } from '../tasks/pacer.ts';
import type { TaskEnd, TaskRun } from '../tasks/taskRun.ts';
import { firstDisk, type ImageRooms } from './rooms.ts';

const compareSpecSchema = z.object({ firstId: objectIdSchema, secondId: objectIdSchema });
type CompareSpec = z.infer<typeof compareSpecSchema>;

const chunkBytes = mibBytes;

export function registerCompareDisks(rooms: ImageRooms): void {
  rooms.tasks.register('compareDisks', {
    spec: compareSpecSchema,
    lane: 'transfer',
    isResumable: false,
    interruptedHint: 'Compare the disks again.',
    run: (run, spec) => runCompare(rooms, run, spec),
  });
}

/** @throws Fault ManagedObjectNotFound */
export function startCompare(rooms: ImageRooms, request: { firstId: ObjectId; secondId: ObjectId; requestId: RequestId }, initiator: string): TaskId {
  const first = firstDisk(rooms.inventory, request.firstId).vm;
  const second = firstDisk(rooms.inventory, request.secondId).vm;
  const spec: CompareSpec = { firstId: first.id, secondId: second.id };
  return rooms.tasks.start({
    kind: 'compareDisks',
    name: `Compare disks with ${second.name}`,
    target: { id: first.id, name: first.name },
    requestId: request.requestId,
    spec,
    initiator,
    isCancelable: true,
  });
}

async function runCompare(rooms: ImageRooms, run: TaskRun, spec: CompareSpec): Promise<TaskEnd> {
  const { array, inventory } = rooms;
  const disks = [firstDisk(inventory, spec.firstId), firstDisk(inventory, spec.secondId)] as const;
  const releases: (() => void)[] = [];
  try {
    for (const { vm } of disks) releases.push(inventory.holds.take(vm.id, vm.name, 'read', run.task.name));
    run.detail('Reading both disks');
    const readers = [new DiskReader(array, disks[0].fileId), new DiskReader(array, disks[1].fileId)] as const;
    try {
      return await compare(run, readers[0], readers[1]);
    } finally {
      for (const reader of readers) await reader.close();
    }
  } finally {
    for (const release of releases) release();
  }
}

async function compare(run: TaskRun, first: DiskReader, second: DiskReader): Promise<TaskEnd> {
  const pacer = new Pacer();
  const comparedBytes = Math.max(first.sizeBytes, second.sizeBytes);
  let firstDifferenceOffset: number | null = null;
  const firstHash = createHash('sha256');
  // As long as the disks are the same, byte for byte, so is their hash: it is computed once until they part.
  let secondHash: Hash | null = null;
  for (let offset = 0; offset < comparedBytes; offset += chunkBytes) {
    run.signal.throwIfAborted();
    const a = await first.next(offset);
    const b = await second.next(offset);
    if (!secondHash && a !== b && !a.equals(b)) {
      secondHash = firstHash.copy();
      firstDifferenceOffset = offset + differenceIn(a, b);
    }
    firstHash.update(a);
    secondHash?.update(b);
    run.progress('bytes', Math.min(offset + chunkBytes, comparedBytes), comparedBytes);
    await pacer.pause();
  }
  const digest = firstHash.digest('hex');
  const sha256: [string, string] = [digest, secondHash?.digest('hex') ?? digest];
  return {
    state: 'success',
    result: { kind: 'compareDisks', identical: firstDifferenceOffset === null, comparedBytes, sha256, firstDifferenceOffset },
  };
}

/** The first index at which two chunks that are not equal differ; where one ends is a difference as well. */
function differenceIn(a: Buffer, b: Buffer): number {
  const at = a.findIndex((byte, index) => byte !== b[index]);
  return at === -1 ? Math.min(a.length, b.length) : at;
}

const zeroChunk = Buffer.alloc(chunkBytes);

/** Reads a disk from its start on in chunks; what holds no data is known to be zeros and not read. */
class DiskReader {
  readonly sizeBytes: number;
  readonly #array: StorageArray;
  readonly #fileId: FileId;
  readonly #extents: AsyncIterator<Extent>;
  readonly #buffer = Buffer.alloc(chunkBytes);
  #extent: Extent | null = null;
  #isAtEnd = false;

  constructor(array: StorageArray, fileId: FileId) {
    this.#array = array;
    this.#fileId = fileId;
    this.sizeBytes = array.file(fileId).sizeBytes;
    this.#extents = array.extents(fileId)[Symbol.asyncIterator]();
  }

  /** The chunk at `offset`, shorter at the end of the disk and empty behind it. Valid until the next call. */
  async next(offset: number): Promise<Buffer> {
    const length = Math.max(0, Math.min(chunkBytes, this.sizeBytes - offset));
    // The very same object for every empty chunk lets two of them be told equal without looking.
    let chunk = length === chunkBytes ? zeroChunk : zeroChunk.subarray(0, length);
    if (await this.#hasData(offset, length)) {
      chunk = this.#buffer.subarray(0, length);
      await this.#array.read(this.#fileId, offset, chunk);
    }
    return chunk;
  }

  async close(): Promise<void> {
    await this.#extents.return?.();
  }

  async #hasData(offset: number, length: number): Promise<boolean> {
    while (!this.#isAtEnd && (!this.#extent || this.#extent.offset + this.#extent.length <= offset)) {
      const next = await this.#extents.next();
      this.#isAtEnd = next.done === true;
      this.#extent = next.done === true ? null : next.value;
    }
    return this.#extent !== null && this.#extent.offset < offset + length;
  }
}
