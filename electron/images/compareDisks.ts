/**
 * Compares two virtual disks byte for byte, read through the array. Where neither holds data
 * both read as zeros, so only the data costs time, not the size.
 */
import * as z from 'zod';
import { objectIdSchema, type FileId, type ObjectId, type RequestId, type TaskId } from '../../shared/ids.ts';
import { mibBytes } from '../../shared/units.ts';
import type { StorageArray } from '../array/port.ts';
import { Pacer } from '../tasks/pacer.ts';
import type { TaskEnd, TaskRun } from '../tasks/taskRun.ts';
import { ContentDigest } from './contentDigest.ts';
import { mergeExtents } from './mergeExtents.ts';
import { diskOf, type ImageRooms } from './rooms.ts';

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
export async function startCompare(
  rooms: ImageRooms,
  request: { firstId: ObjectId; secondId: ObjectId; requestId: RequestId },
  initiator: string,
): Promise<TaskId> {
  await rooms.tasks.gate.pass();
  const first = diskOf(rooms.inventory, request.firstId).vm;
  const second = diskOf(rooms.inventory, request.secondId).vm;
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
  const disks = [diskOf(inventory, spec.firstId), diskOf(inventory, spec.secondId)] as const;
  const releases: (() => void)[] = [];
  try {
    for (const { vm } of disks) releases.push(inventory.holds.take(vm.id, vm.name, 'read', run.task.name));
    run.detail('Reading both disks');
    return await compare(array, run, [disks[0].fileId, disks[1].fileId]);
  } finally {
    for (const release of releases) release();
  }
}

async function compare(array: StorageArray, run: TaskRun, [firstId, secondId]: readonly [FileId, FileId]): Promise<TaskEnd> {
  const first = new DiskReader(array, firstId);
  const second = new DiskReader(array, secondId);
  const pacer = new Pacer();
  const comparedBytes = Math.max(first.sizeBytes, second.sizeBytes);
  // What there is to read is at least the data of the one that holds more; where both hold other parts it turns out to be more.
  const expectedBytes = Math.max(array.file(firstId).logicalBytes, array.file(secondId).logicalBytes);
  let readBytes = 0;
  let firstDifferenceOffset: number | null = null;
  const firstDigest = new ContentDigest();
  // As long as the disks are the same, byte for byte, so is their digest: it is computed once until they part.
  let secondDigest: ContentDigest | null = null;
  for await (const extent of mergeExtents(array.extents(firstId), array.extents(secondId))) {
    const end = extent.offset + extent.length;
    for (let offset = extent.offset; offset < end; offset += chunkBytes) {
      run.signal.throwIfAborted();
      const length = Math.min(chunkBytes, end - offset);
      const a = await first.read(offset, length);
      const b = await second.read(offset, length);
      if (!secondDigest && !a.equals(b)) {
        secondDigest = firstDigest.copy();
        firstDifferenceOffset = offset + differenceIn(a, b);
      }
      firstDigest.add(offset, a);
      secondDigest?.add(offset, b);
      readBytes += length;
      run.progress('bytes', readBytes, Math.max(readBytes, expectedBytes));
      await pacer.pause();
    }
  }
  if (first.sizeBytes !== second.sizeBytes) {
    firstDifferenceOffset = Math.min(firstDifferenceOffset ?? Infinity, first.sizeBytes, second.sizeBytes);
  }
  const digest = firstDigest.finish();
  const contentDigests: [string, string] = [digest, secondDigest?.finish() ?? digest];
  return {
    state: 'success',
    result: { kind: 'compareDisks', identical: firstDifferenceOffset === null, comparedBytes, contentDigests, firstDifferenceOffset },
  };
}

/** The first index at which two chunks that are not equal differ; where one ends is a difference as well. */
function differenceIn(a: Buffer, b: Buffer): number {
  const at = a.findIndex((byte, index) => byte !== b[index]);
  return at === -1 ? Math.min(a.length, b.length) : at;
}

class DiskReader {
  readonly sizeBytes: number;
  readonly #array: StorageArray;
  readonly #fileId: FileId;
  readonly #buffer = Buffer.alloc(chunkBytes);

  constructor(array: StorageArray, fileId: FileId) {
    this.#array = array;
    this.#fileId = fileId;
    this.sizeBytes = array.file(fileId).sizeBytes;
  }

  /** Up to `length` bytes; fewer at the end of the disk and none behind it. Valid until the next call. */
  async read(offset: number, length: number): Promise<Buffer> {
    const bytes = this.#buffer.subarray(0, Math.max(0, Math.min(length, this.sizeBytes - offset)));
    if (bytes.length > 0) await this.#array.read(this.#fileId, offset, bytes);
    return bytes;
  }
}
