/**
 * Blocks on their way into the log: what will lie side by side in one segment. Most are copied into memory of the log's
 * own; of a large write the blocks stay where they are, as long as whoever lent that memory leaves them alone.
 */
import { blockSizeBytes } from '../../shared/units.ts';

interface LentBlocks {
  readonly firstBlock: number;
  readonly bytes: Uint8Array;
}

export class StagingBuffer {
  /** Room for all blocks, also for those that lie elsewhere. */
  readonly #own: Uint8Array;
  /** In the order of the buffer. */
  #lent: LentBlocks[] = [];
  segment = 0;
  /** The slot of the segment at which the buffer's content belongs. */
  firstSlot = 0;
  usedBlocks = 0;

  constructor(own: Uint8Array) {
    this.#own = own;
  }

  begin(segment: number, firstSlot: number): void {
    this.segment = segment;
    this.firstSlot = firstSlot;
    this.clear();
  }

  /** Lets go of memory that was lent. */
  clear(): void {
    this.usedBlocks = 0;
    this.#lent = [];
  }

  /** The index of one more block, whose content is undefined. */
  addBlock(): number {
    this.usedBlocks += 1;
    return this.usedBlocks - 1;
  }

  addCopies(bytes: Uint8Array): void {
    this.#own.set(bytes, this.usedBlocks * blockSizeBytes);
    this.usedBlocks += bytes.length / blockSizeBytes;
  }

  /** @param bytes must stay as they are until the buffer was written, or `keepLent` was called */
  addLent(bytes: Uint8Array): void {
    this.#lent.push({ firstBlock: this.usedBlocks, bytes });
    this.usedBlocks += bytes.length / blockSizeBytes;
  }

  /** The memory of a block that is not lent. */
  own(block: number): Uint8Array {
    return this.#own.subarray(block * blockSizeBytes, (block + 1) * blockSizeBytes);
  }

  /** The beginning of a block. */
  copyBlock(block: number, into: Uint8Array): void {
    const lent = this.#lent.find(({ firstBlock, bytes }) => block >= firstBlock && block < firstBlock + bytes.length / blockSizeBytes);
    const at = (block - (lent?.firstBlock ?? 0)) * blockSizeBytes;
    into.set((lent?.bytes ?? this.#own).subarray(at, at + into.length));
  }

  get hasLent(): boolean {
    return this.#lent.length > 0;
  }

  /** True when a part of the given slots waits here. */
  overlaps(segment: number, slot: number, count: number): boolean {
    return this.segment === segment && slot < this.firstSlot + this.usedBlocks && slot + count > this.firstSlot;
  }

  /** All blocks in order. One part when nothing is lent. */
  parts(): Uint8Array[] {
    const parts: Uint8Array[] = [];
    let block = 0;
    const addOwn = (end: number): void => {
      if (end > block) parts.push(this.#own.subarray(block * blockSizeBytes, end * blockSizeBytes));
    };
    for (const { firstBlock, bytes } of this.#lent) {
      addOwn(firstBlock);
      parts.push(bytes);
      block = firstBlock + bytes.length / blockSizeBytes;
    }
    addOwn(this.usedBlocks);
    return parts;
  }

  /** All blocks side by side in memory of the log's own. */
  whole(): Uint8Array {
    this.keepLent();
    return this.#own.subarray(0, this.usedBlocks * blockSizeBytes);
  }

  /** Copies what was lent: its memory may change from now on. */
  keepLent(): void {
    for (const { firstBlock, bytes } of this.#lent) this.#own.set(bytes, firstBlock * blockSizeBytes);
    this.#lent = [];
  }
}
