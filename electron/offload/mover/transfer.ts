/**
 * One copy or zeroing under way: blocks are read, pass through the host and are written while others are on their way.
 * Writes are asked for in the order of the disk; what is told as done is always an unbroken part from the start.
 */
import type { BlockPiece, HostBlock } from './hostBlocks.ts';
import { zeroTestBytes, type HostReport } from './hostMessages.ts';
import type { HostThread, Slot } from './hostThread.ts';
import type { HostUseMeter } from './hostUse.ts';
import type { HostMoved } from './moverTypes.ts';

export interface TransferOptions {
  readonly thread: HostThread;
  readonly meter: HostUseMeter;
  readonly blocks: AsyncIterable<HostBlock>;
  /** Null: the host makes zeros instead. */
  readonly read: ((offset: number, into: Uint8Array) => Promise<void>) | null;
  readonly write: (offset: number, data: Uint8Array) => Promise<void>;
  readonly signal: AbortSignal;
  readonly onProgress: (movedBytes: number, offset: number) => void;
}

export class Transfer {
  readonly #options: TransferOptions;
  readonly #underWay = new Set<Promise<void>>();
  /** In the order of the disk; the first one is not written yet. */
  readonly #order: { readonly block: HostBlock; isWritten: boolean }[] = [];
  /** Resolved when the writes of the latest block have been asked for, or never will be. */
  #lastAsked: Promise<void> = Promise.resolve();
  #failure: { readonly error: unknown } | null = null;
  #movedBytes = 0;
  #readBytes = 0;
  #writtenBytes = 0;
  #busyMs = 0;

  constructor(options: TransferOptions) {
    this.#options = options;
  }

  /** @throws what went wrong first, or the signal's reason, when nothing is under way any more */
  async run(): Promise<HostMoved> {
    const { thread, blocks } = this.#options;
    try {
      for await (const block of blocks) {
        const slot = await thread.takeSlot();
        if (this.#mustStop()) {
          thread.giveSlot(slot);
          break;
        }
        this.#start(block, slot);
      }
    } catch (error) {
      this.#fail(error);
    }
    while (this.#underWay.size > 0) await Promise.all(this.#underWay);
    if (this.#mustStop() && this.#failure) throw this.#failure.error;
    return { readBytes: this.#readBytes, writtenBytes: this.#writtenBytes, busyMs: this.#busyMs };
  }

  #start(block: HostBlock, slot: Slot): void {
    const { thread } = this.#options;
    const entry = { block, isWritten: false };
    this.#order.push(entry);
    const previous = this.#lastAsked;
    let tellAsked = (): void => undefined;
    this.#lastAsked = new Promise<void>((resolve) => (tellAsked = resolve));
    const moving = this.#move(block, slot, previous, tellAsked)
      .then((isWritten) => {
        entry.isWritten = isWritten;
        this.#advance();
      })
      .catch((error: unknown) => this.#fail(error))
      .finally(() => {
        tellAsked();
        thread.giveSlot(slot);
        this.#underWay.delete(moving);
      });
    this.#underWay.add(moving);
  }

  /** @returns false when it was left because of a cancellation or what happened to another block */
  async #move(block: HostBlock, slot: Slot, previous: Promise<void>, tellAsked: () => void): Promise<boolean> {
    const { thread, meter, read } = this.#options;
    if (read) {
      await settleAll(block.pieces.map(({ offset, length, at }) => read(offset, slot.incoming.subarray(at, at + length))));
    }
    if (this.#mustStop()) return false;
    const report = await thread.work(slot, block.usedBytes, read === null);
    this.#busyMs += report.busyMs;
    meter.worked(report.busyMs);
    if (read) {
      this.#readBytes += block.dataBytes;
      meter.received(block.dataBytes);
    }
    await previous;
    if (this.#mustStop()) return false;
    const writes = block.pieces.flatMap((piece) => withoutZeros(piece, report)).map((piece) => this.#write(piece, slot));
    tellAsked();
    await settleAll(writes);
    return true;
  }

  async #write({ offset, length, at }: BlockPiece, slot: Slot): Promise<void> {
    await this.#options.write(offset, slot.outgoing.subarray(at, at + length));
    this.#writtenBytes += length;
    this.#options.meter.sent(length);
  }

  /** Tells of every block up to which nothing is missing. */
  #advance(): void {
    let endOffset: number | null = null;
    for (let first = this.#order[0]; first?.isWritten; first = this.#order[0]) {
      this.#order.shift();
      this.#movedBytes += first.block.dataBytes;
      endOffset = first.block.endOffset;
    }
    if (endOffset !== null) this.#options.onProgress(this.#movedBytes, endOffset);
  }

  #mustStop(): boolean {
    const { signal } = this.#options;
    if (signal.aborted) this.#fail(signal.reason);
    return this.#failure !== null;
  }

  #fail(error: unknown): void {
    this.#failure ??= { error };
  }
}

/** Waits for all, so that their memory is free again. @throws what the first one in the list threw */
async function settleAll(work: readonly Promise<void>[]): Promise<void> {
  for (const result of await Promise.allSettled(work)) if (result.status === 'rejected') throw result.reason;
}

/** What is left of a piece when the zeros that the host found in it are not sent: the target reads as zeros there. */
function withoutZeros(piece: BlockPiece, { zeroPieces }: HostReport): BlockPiece[] {
  if (zeroPieces.length === 0) return [piece];
  const zeros = new Set(zeroPieces);
  const left: BlockPiece[] = [];
  let open: { offset: number; length: number; at: number } | null = null;
  for (let skip = 0; skip < piece.length; skip += zeroTestBytes) {
    const length = Math.min(zeroTestBytes, piece.length - skip);
    if (zeros.has((piece.at + skip) / zeroTestBytes)) {
      open = null;
    } else if (open) {
      open.length += length;
    } else {
      open = { offset: piece.offset + skip, length, at: piece.at + skip };
      left.push(open);
    }
  }
  return left;
}
