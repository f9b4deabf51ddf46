/**
 * Compares the disks of two machines byte for byte, each with that of the same label, read through the array. Where neither
 * holds data both read as zeros, so only the data costs time, not the size. The disk that tells a guest who it is, is each
 * machine's own and left out.
 */
import * as z from 'zod';
import { Fault } from '../../shared/faults.ts';
import { objectIdSchema, type FileId, type ObjectId, type RequestId, type TaskId } from '../../shared/ids.ts';
import type { ComparedDisk } from '../../shared/model/task.ts';
import { mibBytes } from '../../shared/units.ts';
import type { StorageArray } from '../array/port.ts';
import { customizationDiskLabel, type DiskRecord, type VmRecord } from '../inventory/records.ts';
import { Pacer } from '../tasks/pacer.ts';
import type { TaskEnd, TaskRun } from '../tasks/taskRun.ts';
import { ContentDigest } from './contentDigest.ts';
import { mergeExtents } from './mergeExtents.ts';
import type { ImageRooms } from './rooms.ts';

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

/** @throws Fault ManagedObjectNotFound; InvalidState where one has no disk, or none of the disks has the label of one of the other */
export async function startCompare(
  rooms: ImageRooms,
  request: { firstId: ObjectId; secondId: ObjectId; requestId: RequestId },
  initiator: string,
): Promise<TaskId> {
  await rooms.tasks.gate.pass();
  const [first, second] = [rooms.inventory.vm(request.firstId), rooms.inventory.vm(request.secondId)];
  pairsOf(first, second);
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

interface Pairs {
  readonly both: readonly { readonly label: string; readonly fileIds: readonly [FileId, FileId] }[];
  readonly alone: readonly Extract<ComparedDisk, { in: 'first' | 'second' }>[];
}

function pairsOf(first: VmRecord, second: VmRecord): Pairs {
  const [disks, others] = [ownDisks(first), ownDisks(second)];
  const both = disks.flatMap(({ label, fileId }) => {
    const other = others.find((one) => one.label === label);
    return other ? [{ label, fileIds: [fileId, other.fileId] as const }] : [];
  });
  if (both.length === 0) throw new Fault('InvalidState', `"${first.name}" and "${second.name}" have no disk of the same name.`, { names: [first.name, second.name] });
  const isAlone = ({ label }: DiskRecord): boolean => !both.some((pair) => pair.label === label);
  return {
    both,
    alone: [...disks.filter(isAlone).map(({ label }) => ({ in: 'first' as const, label })), ...others.filter(isAlone).map(({ label }) => ({ in: 'second' as const, label }))],
  };
}

function ownDisks({ name, disks }: VmRecord): DiskRecord[] {
  const own = disks.filter(({ label }) => label !== customizationDiskLabel);
  if (own.length === 0) throw new Fault('InvalidState', `"${name}" has no disk.`, { names: [name] });
  return own;
}

async function runCompare({ array, inventory }: ImageRooms, run: TaskRun, { firstId, secondId }: CompareSpec): Promise<TaskEnd> {
  const [first, second] = [inventory.vm(firstId), inventory.vm(secondId)];
  const releases: (() => void)[] = [];
  try {
    for (const vm of [first, second]) releases.push(inventory.holds.take(vm.id, vm.name, 'read', run.task.name));
    // As they are by now: nobody changes them any more.
    const { both, alone } = pairsOf(inventory.vm(firstId), inventory.vm(secondId));
    const progress = new ReadProgress(array, run, both.map(({ fileIds }) => fileIds));
    const compared: (ComparedPair & { in: 'both'; label: string })[] = [];
    for (const { label, fileIds } of both) {
      run.detail(both.length === 1 ? 'Reading both disks' : `Reading ${label}`);
      compared.push({ in: 'both', label, ...(await compare(array, run, fileIds, progress)) });
    }
    const told = compared.find(({ identical }) => !identical) ?? compared[0];
    if (!told) throw new Fault('SystemError', 'No disk was compared.');
    const { contentDigests, firstDifferenceOffset } = told;
    return {
      state: 'success',
      result: {
        kind: 'compareDisks', contentDigests, firstDifferenceOffset,
        identical: alone.length === 0 && compared.every(({ identical }) => identical),
        comparedBytes: compared.reduce((sum, { comparedBytes }) => sum + comparedBytes, 0),
        disks: [...compared, ...alone],
      },
    };
  } finally {
    for (const release of releases) release();
  }
}

/** How much was read of all pairs. */
class ReadProgress {
  readonly #run: TaskRun;
  /** What there is to read is at least the data of the one that holds more; where both hold other parts it turns out to be more. */
  readonly #expectedBytes: number;
  #readBytes = 0;

  constructor(array: StorageArray, run: TaskRun, pairs: readonly (readonly [FileId, FileId])[]) {
    this.#run = run;
    this.#expectedBytes = pairs.reduce((sum, pair) => sum + Math.max(...pair.map((id) => array.file(id).logicalBytes)), 0);
  }

  add(bytes: number): void {
    this.#readBytes += bytes;
    this.#run.progress('bytes', this.#readBytes, Math.max(this.#readBytes, this.#expectedBytes));
  }
}

interface ComparedPair {
  readonly identical: boolean;
  readonly comparedBytes: number;
  readonly contentDigests: [string, string];
  readonly firstDifferenceOffset: number | null;
}

async function compare(array: StorageArray, run: TaskRun, [firstId, secondId]: readonly [FileId, FileId], progress: ReadProgress): Promise<ComparedPair> {
  const first = new DiskReader(array, firstId);
  const second = new DiskReader(array, secondId);
  const pacer = new Pacer();
  const comparedBytes = Math.max(first.sizeBytes, second.sizeBytes);
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
      progress.add(length);
      await pacer.pause();
    }
  }
  if (first.sizeBytes !== second.sizeBytes) {
    firstDifferenceOffset = Math.min(firstDifferenceOffset ?? Infinity, first.sizeBytes, second.sizeBytes);
  }
  const digest = firstDigest.finish();
  return { identical: firstDifferenceOffset === null, comparedBytes, contentDigests: [digest, secondDigest?.finish() ?? digest], firstDifferenceOffset };
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
