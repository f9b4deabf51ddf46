/** A copy by commands to the array, verified as it goes. It never throws for what an array does: it says how far it got. */
import type { Primitive, RuleResult } from '../../shared/model/offload.ts';
import type { Extent } from '../array/portTypes.ts';
import { CommandFailed } from './device/deviceTypes.ts';
import type { CopyJob, DiskCopy, EngineRooms } from './engineTypes.ts';
import { acceptedByArray, verified } from './rules/runRules.ts';
import { compareRanges, compareWhole, type Verified } from './verifyCopy.ts';

/** Segments sent before they are verified: what is done again when one of them was not carried out. */
const batchSegments = 16;

export interface ArrayEnd {
  /** `acceptedByArray` and `verified`; at most one has failed. */
  readonly rules: readonly RuleResult[];
  /** Data that the array said it had moved. */
  readonly movedBytes: number;
  /** ... and that was verified, from the beginning on. */
  readonly verifiedBytes: number;
  readonly checkedBytes: number;
  readonly commandCount: number;
  /** Where it stopped: disks ahead of it are complete, and so is this one up to `offset`. The last disk's end when nothing failed. */
  readonly diskIndex: number;
  readonly offset: number;
}

export class ArrayCopy {
  readonly #rooms: EngineRooms;
  readonly #job: CopyJob;
  readonly #isShared: boolean;
  readonly #onMoved: (movedBytes: number) => void;
  #movedBytes = 0;
  #verifiedBytes = 0;
  #checkedBytes = 0;
  #commandCount = 0;
  #diskIndex = 0;
  #offset = 0;

  constructor(rooms: EngineRooms, job: CopyJob, isShared: boolean, onMoved: (movedBytes: number) => void) {
    this.#rooms = rooms;
    this.#job = job;
    this.#isShared = isShared;
    this.#onMoved = onMoved;
  }

  /** @throws the signal's reason, and what the array throws for damage of its own; never CommandFailed */
  async copy(primitive: Primitive): Promise<ArrayEnd> {
    const { disks, targetDatastore } = this.#job;
    let problem: string | null = null;
    try {
      for (const [index, disk] of disks.entries()) {
        const verifiedBefore = this.#verifiedBytes;
        this.#diskIndex = index;
        this.#offset = disk.fromOffset ?? 0;
        problem = primitive === 'nasFullFileClone' ? await this.#cloneWhole(disk) : await this.#sendSegments(disk);
        if (problem !== null) break;
        problem = await this.#check(compareWhole(this.#rooms.array, this.#pair(disk), this.#isShared));
        if (problem !== null) {
          // What was found only now cannot be told from what is right, so all of the disk is done again.
          this.#verifiedBytes = verifiedBefore;
          this.#offset = 0;
          break;
        }
        if (primitive === 'nasFullFileClone') this.#verifiedBytes += disk.logicalBytes;
        this.#reached(disk.sizeBytes);
      }
    } catch (error) {
      if (!(error instanceof CommandFailed)) throw error;
      return this.#end([acceptedByArray(primitive, targetDatastore.name, error.message)]);
    }
    const accepted = acceptedByArray(primitive, targetDatastore.name, null);
    return this.#end([accepted, verified(targetDatastore.name, this.#checkedBytes, problem)]);
  }

  async #cloneWhole(disk: DiskCopy): Promise<string | null> {
    const { target, signal } = this.#job;
    signal.throwIfAborted();
    if (disk.fromOffset === disk.sizeBytes) return null;
    await target.fullFileClone(disk.from, disk.into);
    this.#commandCount += 1;
    this.#moved(disk.logicalBytes);
    let batch: Extent[] = [];
    for await (const segment of this.#segmentsOf(disk)) {
      batch.push(segment);
      if (batch.length < batchSegments) continue;
      const problem = await this.#check(this.#compareBatch(disk, batch));
      if (problem !== null) return problem;
      batch = [];
      signal.throwIfAborted();
    }
    return this.#check(this.#compareBatch(disk, batch));
  }

  async #sendSegments(disk: DiskCopy): Promise<string | null> {
    const { target, host, signal } = this.#job;
    let batch: Extent[] = [];
    const verifyBatch = async (): Promise<string | null> => {
      const problem = await this.#check(this.#compareBatch(disk, batch));
      const last = batch.at(-1);
      if (problem === null && last) {
        this.#verifiedBytes += batch.reduce((sum, { length }) => sum + length, 0);
        this.#reached(last.offset + last.length);
      }
      batch = [];
      return problem;
    };
    for await (const segment of this.#segmentsOf(disk)) {
      signal.throwIfAborted();
      await target.fullCopy({ from: disk.from, to: disk.into, ...segment }, host.switches.maxTransferBytes);
      this.#commandCount += 1;
      this.#moved(segment.length);
      batch.push(segment);
      const problem = batch.length === batchSegments ? await verifyBatch() : null;
      if (problem !== null) return problem;
    }
    return verifyBatch();
  }

  /** The data of the source, cut into what one command copies. */
  async *#segmentsOf({ from, fromOffset = 0 }: DiskCopy): AsyncGenerator<Extent, void, undefined> {
    const { maxTransferBytes } = this.#job.host.switches;
    for await (const { offset, length } of this.#rooms.array.extents(from)) {
      const end = offset + length;
      for (let at = Math.max(offset, fromOffset); at < end; at += maxTransferBytes) yield { offset: at, length: Math.min(maxTransferBytes, end - at) };
    }
  }

  async #check(comparing: Promise<Verified>): Promise<string | null> {
    const { checkedBytes, problem } = await comparing;
    this.#checkedBytes += checkedBytes;
    return problem;
  }

  /** Where the array tells in the end what is not shared, the samples need only find a command that was not carried out. */
  #compareBatch(disk: DiskCopy, batch: readonly Extent[]): Promise<Verified> {
    const isProven = this.#isShared && this.#rooms.array.capabilities.has('diff');
    return compareRanges(this.#pair(disk), batch, isProven ? null : Math.random);
  }

  #pair(disk: DiskCopy) {
    const { source, target } = this.#job;
    return { source, target, disk };
  }

  #moved(bytes: number): void {
    this.#movedBytes += bytes;
    this.#onMoved(this.#movedBytes);
  }

  #reached(offset: number): void {
    this.#offset = offset;
    this.#job.onReached?.(this.#diskIndex, offset);
  }

  #end(rules: RuleResult[]): ArrayEnd {
    return {
      rules, movedBytes: this.#movedBytes, verifiedBytes: this.#verifiedBytes, checkedBytes: this.#checkedBytes, commandCount: this.#commandCount,
      diskIndex: this.#diskIndex, offset: this.#offset,
    };
  }
}
