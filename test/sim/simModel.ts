/**
 * Remembers what was done to an array and what of it was acknowledged as durable, and tells after
 * a crash whether what is found can be right: everything acknowledged, the rest up to some
 * moment in the order in which it was written, nothing else.
 */
import { fileIdSchema, type FileId, type SnapshotId } from '../../shared/ids.ts';
import type { StorageArray } from '../../electron/array/port.ts';
import { Fault } from '../../shared/faults.ts';
import { blockBytes, isBlock, isZero, SimState, type Block, type SimFile } from './simState.ts';

/** Thrown when array and model disagree. */
export class Disagreement extends Error {}

/** One block that was written and is not known to be durable. */
interface BlockWrite {
  readonly file: SimFile;
  readonly block: number;
  readonly before: Block;
}

/** What may be found: a state, and how many of the last writes must be in it at least. */
interface Candidate {
  readonly state: SimState;
  readonly writesAtLeast: number;
}

export class SimModel {
  state = new SimState();
  #writes: BlockWrite[] = [];
  /** Writes that ran beside each other have no order among them. */
  #isOrdered = true;
  #scratch = new Uint8Array(0);
  /** What the transaction under way makes of the state, once its callback has run. */
  #draft: SimState | null = null;

  /** What may be found if the power goes now. The story may go on while it is compared. */
  frozen(): SimModel {
    const copies = new Map<SimFile, SimFile>();
    const fileOf = (file: SimFile): SimFile => {
      const copy = copies.get(file) ?? { ...file, blocks: [...file.blocks] };
      copies.set(file, copy);
      return copy;
    };
    const frozen = new SimModel();
    frozen.state = this.state.frozen(fileOf);
    frozen.#draft = this.#draft?.frozen(fileOf) ?? null;
    frozen.#writes = this.#writes.map((write) => ({ ...write, file: fileOf(write.file) }));
    frozen.#isOrdered = this.#isOrdered;
    return frozen;
  }

  /** Notes a write before it is made: a crash may strike in its middle. */
  write(file: SimFile, offset: number, data: Uint8Array): void {
    for (let done = 0; done < data.length; ) {
      const block = Math.floor((offset + done) / blockBytes);
      const skip = (offset + done) % blockBytes;
      const take = Math.min(data.length - done, blockBytes - skip);
      const before = file.blocks[block] ?? null;
      const after = new Uint8Array(blockBytes);
      if (before && take < blockBytes) after.set(before);
      after.set(data.subarray(done, done + take), skip);
      this.#writes.push({ file, block, before });
      file.blocks[block] = isZero(after) ? null : after;
      done += take;
    }
  }

  unorderedFromHere(): void {
    this.#isOrdered = false;
  }

  get writeCount(): number {
    return this.#writes.length;
  }

  /** The first `count` writes, or all, are durable now. */
  settle(count = this.#writes.length): void {
    this.#writes.splice(0, count);
    if (this.#writes.length === 0) this.#isOrdered = true;
  }

  /**
   * After a write that failed in the middle: each of its blocks is either as it was or as it should have become.
   * @returns the blocks that cannot be read, which are taken for what was there
   */
  async seeWhatWasWritten(array: StorageArray, { id, file }: { id: FileId; file: SimFile }, firstWrite: number): Promise<number[]> {
    const unreadable: number[] = [];
    for (let index = this.#writes.length - 1; index >= firstWrite; index -= 1) {
      const write = this.#writes[index];
      if (write?.file !== file) continue;
      const bytes = new Uint8Array(Math.min(blockBytes, file.sizeBytes - write.block * blockBytes));
      const isReadable = await array.read(id, write.block * blockBytes, bytes).then(
        () => true,
        (error: unknown) => {
          // A damaged block is still the one that was there: what is written now is not damaged.
          if (error instanceof Fault && error.code === 'DataIntegrity') return false;
          throw error;
        },
      );
      const after = file.blocks[write.block] ?? null;
      if (!isReadable) unreadable.push(write.block);
      if (isReadable && isBlock(bytes, after)) continue;
      if (isReadable && !isBlock(bytes, write.before)) throw new Disagreement(describe(id, null, write.block, bytes, [write.before, after]));
      file.blocks[write.block] = write.before;
      this.#writes.splice(index, 1);
    }
    return unreadable;
  }

  /** The array was closed, which makes everything durable. */
  restart(): void {
    this.settle();
    this.state = this.state.afterRestart();
  }

  begin(): SimState {
    return this.state.copy();
  }
  /** The callback has run to its end with this result: from now on the transaction may be found done. */
  propose(draft: SimState): void {
    this.#draft = draft;
  }
  acknowledge(): void {
    if (this.#draft) this.state = this.#draft;
    this.#draft = null;
    this.settle();
  }
  abandon(): void {
    this.#draft = null;
  }

  /**
   * Compares an array that was opened after a crash with what it may hold.
   * @returns what makes the model forget every other possibility
   * @throws Disagreement
   */
  async recover(array: StorageArray): Promise<() => void> {
    const candidates: Candidate[] = [{ state: this.state, writesAtLeast: 0 }];
    if (this.#draft) candidates.push({ state: this.#draft, writesAtLeast: this.#writes.length });
    const failures: string[] = [];
    for (const { state, writesAtLeast } of candidates) {
      const expected = state.afterRestart();
      const difference = await compareStructure(array, expected);
      if (difference !== null) {
        failures.push(difference);
        continue;
      }
      const found = await this.#compareContent(array, expected, writesAtLeast);
      if (typeof found === 'string') {
        failures.push(found);
        continue;
      }
      return () => {
        for (const { file, block, value } of found) file.blocks[block] = value;
        this.state = expected;
        this.#draft = null;
        this.settle();
      };
    }
    throw new Disagreement(failures.join('\nand of the transaction under way: '));
  }

  /** Compares an array that runs. Everything written must be there. */
  async requireSame(array: StorageArray): Promise<void> {
    const difference = (await compareStructure(array, this.state)) ?? (await this.#compareContent(array, this.state, this.#writes.length));
    if (typeof difference === 'string') throw new Disagreement(difference);
  }

  async #compareContent(array: StorageArray, state: SimState, writesAtLeast: number): Promise<{ file: SimFile; block: number; value: Block }[] | string> {
    const histories = this.#histories();
    const ranges = new PrefixRanges(this.#writes.length, writesAtLeast);
    const found: { file: SimFile; block: number; value: Block }[] = [];
    for (const { id, snapshotId, file } of state.versions()) {
      const bytes = this.#scratchOf(file.sizeBytes);
      await array.read(snapshotId === null ? id : { fileId: id, snapshotId }, 0, bytes);
      const history = snapshotId === null ? histories.get(file) : undefined;
      for (let block = 0; block * blockBytes < file.sizeBytes; block += 1) {
        const actual = bytes.subarray(block * blockBytes, (block + 1) * blockBytes);
        const last = file.blocks[block] ?? null;
        const writes = history?.get(block);
        if (!writes) {
          if (!isBlock(actual, last)) return describe(id, snapshotId, block, actual, [last]);
          continue;
        }
        const values = [...writes.map(({ before }) => before), last];
        const matches = values.map((value) => isBlock(actual, value));
        if (!matches.includes(true)) return describe(id, snapshotId, block, actual, values);
        ranges.allow(writes.map(({ at }) => at), matches);
        found.push({ file, block, value: values[matches.lastIndexOf(true)] ?? null });
      }
    }
    if (this.#isOrdered && !ranges.isPossible) return `some of the last ${this.#writes.length} blocks written are there although earlier ones are missing`;
    if (writesAtLeast > 0 && found.some(({ file, block, value }) => value !== (file.blocks[block] ?? null))) return 'a write before the transaction is missing';
    return found;
  }

  /** Filled with something else first: an array that forgets to write zeros must not pass. */
  #scratchOf(sizeBytes: number): Uint8Array {
    if (this.#scratch.length < sizeBytes) this.#scratch = new Uint8Array(sizeBytes);
    return this.#scratch.subarray(0, sizeBytes).fill(0xcd);
  }

  #histories(): Map<SimFile, Map<number, { before: Block; at: number }[]>> {
    const histories = new Map<SimFile, Map<number, { before: Block; at: number }[]>>();
    for (const [at, { file, block, before }] of this.#writes.entries()) {
      const history = histories.get(file) ?? new Map<number, { before: Block; at: number }[]>();
      histories.set(file, history);
      const writes = history.get(block) ?? [];
      history.set(block, writes);
      writes.push({ before, at });
    }
    return histories;
  }
}

/** Finds out whether there is a moment in the sequence of writes that explains every block. */
class PrefixRanges {
  readonly #counts: Int32Array;
  readonly #from: number;
  #blocks = 0;

  constructor(writes: number, atLeast: number) {
    this.#counts = new Int32Array(writes + 2);
    this.#from = atLeast;
  }

  /** @param at places of a block's writes in the sequence; `matches[i]` says whether its value before write `i`, or after all, was found */
  allow(at: readonly number[], matches: readonly boolean[]): void {
    this.#blocks += 1;
    for (const [index, isMatch] of matches.entries()) {
      if (!isMatch) continue;
      // The value before write `i` is there when at least the write before it has been applied and this one has not.
      const from = index === 0 ? 0 : (at[index - 1] ?? 0) + 1;
      const to = index === at.length ? this.#counts.length - 2 : (at[index] ?? 0);
      this.#counts[from] = (this.#counts[from] ?? 0) + 1;
      this.#counts[to + 1] = (this.#counts[to + 1] ?? 0) - 1;
    }
  }

  get isPossible(): boolean {
    let open = 0;
    for (let prefix = 0; prefix < this.#counts.length - 1; prefix += 1) {
      open += this.#counts[prefix] ?? 0;
      if (prefix >= this.#from && open === this.#blocks) return true;
    }
    return false;
  }
}

function describe(id: FileId, snapshotId: SnapshotId | null, block: number, actual: Uint8Array, values: readonly Block[]): string {
  const name = (bytes: Block): string => (bytes === null || isZero(bytes) ? 'zeros' : Buffer.from(bytes.subarray(0, 8)).toString('hex'));
  const place = snapshotId === null ? `file ${id}` : `file ${id} of snapshot ${snapshotId}`;
  const isTorn = values.some((value) => value !== null && Buffer.compare(value.subarray(0, 64), actual.subarray(0, 64)) === 0);
  return `${place} block ${block} holds ${name(actual)}${isTorn ? ' and then something else' : ''}, expected ${values.map(name).join(' or ')}`;
}

/** The difference in what exists, or null. */
async function compareStructure(array: StorageArray, state: SimState): Promise<string | null> {
  const expected: unknown[] = [];
  const actual: unknown[] = [];
  const canList = array.capabilities.has('volumeSnapshot');
  const hasFile = (id: FileId): boolean => {
    try {
      array.file(id);
      return true;
    } catch {
      return false;
    }
  };
  // An array without snapshots lists no files; ids are given out one after the other.
  const highest = Math.max(0, ...[...state.files()].map(({ id }) => id));
  const everyId = canList ? [] : Array.from({ length: highest + 10 }, (_, index) => fileIdSchema.parse(index + 1));
  for (const [id, volume] of state.volumes) {
    const fileIds = [...volume.files.keys()].toSorted((a, b) => a - b);
    const { base, isSplitting } = volume.tie;
    expected.push([id, fileIds, fileIds.map((file) => volume.files.get(file)?.sizeBytes), isSplitting ? null : base, [...volume.snapshots].map(([snapshot, files]) => [snapshot, [...files.keys()].toSorted((a, b) => a - b)])]);
    if (!array.volumeIds().includes(id)) {
      actual.push([id, 'missing']);
      continue;
    }
    const found = canList ? [...array.fileIds(id)] : everyId.filter((file) => hasFile(file) && array.file(file).volumeId === id);
    const foundBase = isSplitting ? null : array.volume(id).base;
    const snapshots = canList ? array.snapshots(id).map((snapshot) => [snapshot.id, [...array.fileIds(id, snapshot.id)]]) : [];
    actual.push([id, found, found.map((file) => array.file(file).sizeBytes), foundBase && { volumeId: foundBase.volumeId, snapshotId: foundBase.snapshotId }, snapshots]);
  }
  for (const id of array.volumeIds()) if (!state.volumes.has(id)) actual.push([id, 'unexpected']);
  const [left, right] = [JSON.stringify(actual), JSON.stringify(expected)];
  return left === right ? null : `the array holds ${left}, expected ${right}`;
}
