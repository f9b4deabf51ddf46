/** Reads stored blocks by number, verifying each against its digest before it leaves the array. */
import { blockSizeBytes } from '../../shared/units.ts';
import type { SegmentDisk } from '../disk/segmentDisk.ts';
import type { Pool } from './asyncMutex.ts';
import { digestBytes, segmentOf, slotOf } from './layout.ts';
import type { Log } from './log.ts';
import type { Scratch } from './scratch.ts';
import type { Summaries } from './summaries.ts';
import type { TransferMemory } from './transferMemory.ts';

/** Runs read at the same time for one request: scattered blocks then cost one wait instead of one each. */
const parallelReads = 16;
/** The most blocks between two runs that are read along with them: the header of a group. */
const blocksBetween = 1;
/** What is read along comes here, from all reads at once, and nobody looks at it. */
const between = new Uint8Array(blocksBetween * blockSizeBytes);

export interface BlockReaderParts {
  readonly disk: SegmentDisk;
  readonly summaries: Summaries;
  readonly log: Log;
  readonly seed: bigint;
  readonly scratches: Pool<Scratch>;
  readonly transfers: Pick<TransferMemory, 'placeOf'>;
}

export class BlockReader {
  readonly #parts: BlockReaderParts;

  constructor(parts: BlockReaderParts) {
    this.#parts = parts;
  }

  /**
   * Reads up to `scratchBlocks` blocks; `vbns[i]` goes to byte `i · 4096` of `into`, 0 as zeros. Memory of the array's own is
   * filled directly, and what it holds from the first bad block on is then undefined.
   * @returns the index of the first block that does not match its digest or cannot be read, or -1
   */
  async readBlocks(vbns: Float64Array, into: Uint8Array): Promise<number> {
    const { transfers, scratches } = this.#parts;
    const place = transfers.placeOf(into);
    if (place) return this.readInto(vbns, place);
    return scratches.use(async (scratch) => {
      const bad = await this.readInto(vbns, scratch);
      const goodBytes = (bad < 0 ? vbns.length : bad) * blockSizeBytes;
      into.set(scratch.kernel.memory.subarray(scratch.dataOffset, scratch.dataOffset + goodBytes));
      return bad;
    });
  }

  /** As `readBlocks`, and leaves the digests of all blocks that are not zero beside them. The place has room for all. */
  async readInto(vbns: Float64Array, place: Scratch): Promise<number> {
    let waiting: Promise<number>[] = [];
    /** The first bad block of the runs that are being read, or -1. Settles all of them: their memory is used again. */
    const firstBad = async (): Promise<number> => {
      const results = await Promise.allSettled(waiting);
      waiting = [];
      for (const result of results) {
        if (result.status === 'rejected') throw result.reason;
        if (result.value >= 0) return result.value;
      }
      return -1;
    };
    for (let index = 0; index < vbns.length; ) {
      const runs = [runFrom(vbns, index)];
      for (let last = runs[0]; last; ) {
        index = last.index + last.count;
        const next = index < vbns.length ? runFrom(vbns, index) : null;
        last = next && isOneReadFrom(last, next) ? next : undefined;
        if (last) runs.push(last);
      }
      const [first] = runs;
      if (first?.vbn === 0) {
        const dataOffset = place.dataOffset + first.index * blockSizeBytes;
        place.kernel.memory.fill(0, dataOffset, dataOffset + first.count * blockSizeBytes);
      } else {
        waiting.push(this.#readRuns(runs, place));
      }
      if (waiting.length < parallelReads) continue;
      const bad = await firstBad();
      if (bad >= 0) return bad;
    }
    return firstBad();
  }

  /**
   * Reads runs that lie side by side in the request and in one segment. Those of one request have their own parts of the place.
   * @returns the index in the request of the first bad block, or -1
   */
  async #readRuns(runs: readonly Run[], place: Scratch): Promise<number> {
    const { log, summaries, seed } = this.#parts;
    const [first] = runs;
    const last = runs.at(-1);
    if (!first || !last) return -1;
    const { kernel } = place;
    const segment = segmentOf(first.vbn);
    const isOnDisk = log.isOnDisk(segment, slotOf(first.vbn), last.vbn + last.count - first.vbn);
    // A place between the runs that cannot be read must not hide what is readable.
    const areRead = runs.length > 1 && isOnDisk && (await this.#readAcross(runs, place).then(() => true, () => false));
    if (!areRead) for (const run of runs) await this.#readRun(run, place);
    const summary = await summaries.get(segment);
    kernel.digestAll(place.dataOffset + first.index * blockSizeBytes, last.index + last.count - first.index, seed, place.digestOffset + first.index * digestBytes);
    for (const { vbn, index, count } of runs) {
      const digestOffset = place.digestOffset + index * digestBytes;
      const bad = summary.firstMismatch(slotOf(vbn), kernel.memory.subarray(digestOffset, digestOffset + count * digestBytes));
      if (bad >= 0) return index + bad;
    }
    return -1;
  }

  /** Reads runs and what lies between them in one go. */
  #readAcross(runs: readonly Run[], place: Scratch): Promise<void> {
    const parts: Uint8Array[] = [];
    let end = 0;
    for (const run of runs) {
      if (end > 0 && run.vbn > end) parts.push(between.subarray(0, (run.vbn - end) * blockSizeBytes));
      parts.push(memoryOf(run, place));
      end = run.vbn + run.count;
    }
    const vbn = runs[0]?.vbn ?? 0;
    return this.#parts.disk.readParts(segmentOf(vbn), slotOf(vbn) * blockSizeBytes, parts);
  }

  async #readRun(run: Run, place: Scratch): Promise<void> {
    const { log, disk } = this.#parts;
    const segment = segmentOf(run.vbn);
    const slot = slotOf(run.vbn);
    const bytes = memoryOf(run, place);
    if (log.isOnDisk(segment, slot, run.count)) {
      await disk.read(segment, slot * blockSizeBytes, bytes);
      return;
    }
    for (let i = 0; i < run.count; i += 1) {
      const block = bytes.subarray(i * blockSizeBytes, (i + 1) * blockSizeBytes);
      if (!log.copyStaged(segment, slot + i, block)) await disk.read(segment, (slot + i) * blockSizeBytes, block);
    }
  }
}

/** Blocks of a request whose numbers are consecutive, or zeros (`vbn` 0). */
interface Run {
  readonly vbn: number;
  /** In the request. */
  readonly index: number;
  readonly count: number;
}

/** Numbers of two segments are never consecutive, as the last slots hold the summary. */
function runFrom(vbns: Float64Array, index: number): Run {
  const vbn = vbns[index] ?? 0;
  let count = 1;
  while (index + count < vbns.length && vbns[index + count] === (vbn === 0 ? 0 : vbn + count)) count += 1;
  return { vbn, index, count };
}

/** Whether only the header of a group lies between two runs: reading it along costs less than reading twice. */
function isOneReadFrom(run: Run, next: Run): boolean {
  const end = run.vbn + run.count;
  return run.vbn !== 0 && next.vbn >= end && next.vbn - end <= blocksBetween && segmentOf(next.vbn) === segmentOf(run.vbn);
}

function memoryOf({ index, count }: Run, { kernel, dataOffset }: Scratch): Uint8Array {
  return kernel.memory.subarray(dataOffset + index * blockSizeBytes, dataOffset + (index + count) * blockSizeBytes);
}
