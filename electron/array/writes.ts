/** Writes and unmaps of any size, piece by piece, with other work in between. */
import { Fault } from '../../shared/faults.ts';
import type { FileId } from '../../shared/ids.ts';
import { blocksFor, blockSizeBytes, formatBytes } from '../../shared/units.ts';
import type { AsyncMutex } from './asyncMutex.ts';
import { isVolumeExact, type VolumeState } from './catalog/volumeState.ts';
import { copyPiece, copyPieceBlocks } from './copyRange.ts';
import { pieceBytes, requireRange, unmapBlocksOf, writePiece, type PieceOutcome } from './fileIo.ts';
import { stateOf } from './operations/files.ts';
import { aggregateInfo } from './operations/space.ts';
import type { ArrayParts } from './parts.ts';
import type { Passes } from './passes.ts';
import type { CopyMode, FileRange, RangeCopied } from './portTypes.ts';

export interface WriteHost {
  readonly turn: AsyncMutex;
  readonly passes: Passes;
  isClosed(): boolean;
  /** Something was written: listeners are told, and a checkpoint may be due. */
  after(): void;
}

export class Writes {
  readonly #parts: ArrayParts;
  readonly #host: WriteHost;

  constructor(parts: ArrayParts, host: WriteHost) {
    this.#parts = parts;
    this.#host = host;
  }

  async write(id: FileId, offset: number, data: Uint8Array): Promise<void> {
    const { files, inline } = this.#parts;
    requireRange(files.get(id).sizeBytes, offset, data.length);
    const volume = this.#volumeOf(id);
    if (volume.isDedupeOn && volume.isDedupeInline) await inline.prepare(volume);
    const lent: (Promise<void> | null)[] = [];
    try {
      for (let done = 0; done < data.length; ) {
        const at = offset + done;
        const take = Math.min(data.length - done, pieceBytes - (at % blockSizeBytes));
        const piece = data.subarray(done, done + take);
        const { returned } = await this.#stage(id, () => writePiece(this.#parts, id, at, piece));
        lent.push(returned);
        done += take;
      }
    } finally {
      await Promise.all(lent);
    }
    this.#host.after();
  }

  async copyRange(range: FileRange, mode: CopyMode): Promise<RangeCopied> {
    const { files, inline } = this.#parts;
    const { from, to, offset, length } = range;
    const end = offset + length;
    for (const { sizeBytes } of [stateOf(this.#parts, from), files.get(to)]) {
      requireRange(sizeBytes, offset, length);
      if (offset % blockSizeBytes !== 0 || (end % blockSizeBytes !== 0 && end !== sizeBytes)) {
        throw new Fault('InvalidArgument', `The range of ${length} bytes at ${offset} does not begin and end on blocks of ${blockSizeBytes} bytes.`);
      }
    }
    const volume = this.#volumeOf(to);
    if (volume.isDedupeOn && volume.isDedupeInline) await inline.prepare(volume);
    const endBlock = blocksFor(end);
    let sharedBlocks = 0;
    let copiedBlocks = 0;
    for (let block = offset / blockSizeBytes; block < endBlock; ) {
      const first = block;
      const count = Math.min(endBlock - first, copyPieceBlocks);
      const piece = await this.#stage(to, () => copyPiece(this.#parts, range, first, count, mode));
      sharedBlocks += piece.sharedBlocks;
      copiedBlocks += piece.copiedBlocks;
      block += count;
    }
    this.#host.after();
    return { sharedBytes: sharedBlocks * blockSizeBytes, copiedBytes: copiedBlocks * blockSizeBytes };
  }

  /** Stages a piece, once more after an exact pass when the volume seems to be full. @throws Fault InsufficientStorageSpace */
  async #stage<P extends { readonly outcome: PieceOutcome }>(id: FileId, stage: () => Promise<P>): Promise<P> {
    const { passes } = this.#host;
    for (let attempt = 0; ; attempt += 1) {
      const piece = await this.#whileOpen(stage);
      if (piece.outcome === 'stagedOverOldData') passes.need();
      if (piece.outcome !== 'full') return piece;
      // The counter is an upper bound after deletions. Only the exact pass can tell whether the volume really is full.
      const volume = this.#volumeOf(id);
      if (isVolumeExact(volume) || attempt > 0) throw this.#noRoom(volume);
      await passes.reclaim();
    }
  }

  async unmap(id: FileId, offset: number, length: number): Promise<void> {
    const { sizeBytes } = this.#parts.files.get(id);
    requireRange(sizeBytes, offset, length);
    const end = offset + length;
    const firstBlock = blocksFor(offset);
    // The last block of a disk whose size is no multiple of a block goes as a whole.
    const lastBlock = end === sizeBytes ? blocksFor(end) : Math.floor(end / blockSizeBytes);
    if (firstBlock >= lastBlock) {
      await this.write(id, offset, new Uint8Array(length));
      return;
    }
    const head = firstBlock * blockSizeBytes - offset;
    if (head > 0) await this.write(id, offset, new Uint8Array(head));
    for (let block = firstBlock; block < lastBlock; ) {
      const from = block;
      const { nextBlock, hasCleared } = await this.#whileOpen(() => unmapBlocksOf(this.#parts, id, from, lastBlock));
      if (hasCleared) this.#host.passes.need();
      block = nextBlock;
    }
    const tail = end - lastBlock * blockSizeBytes;
    if (tail > 0) await this.write(id, lastBlock * blockSizeBytes, new Uint8Array(tail));
    this.#host.after();
  }

  #volumeOf(id: FileId): VolumeState {
    return this.#parts.volumes.get(this.#parts.files.get(id).volumeId);
  }

  #whileOpen<T>(work: () => Promise<T>): Promise<T> {
    return this.#host.turn.run(async () => {
      if (this.#host.isClosed()) throw new Fault('InvalidState', 'The array is being closed.');
      return work();
    });
  }

  /** Says which of the limits was met. */
  #noRoom(volume: VolumeState): Fault {
    const { volumes, quota } = this.#parts;
    const usedBytes = (volume.physicalBlocks + volume.reservedBlocks) * blockSizeBytes;
    const { committedBytes } = aggregateInfo(volumes, quota);
    const isQuota = quota.bytes !== null && usedBytes + blockSizeBytes <= volume.sizeBytes && committedBytes + pieceBytes > quota.bytes;
    return isQuota
      ? new Fault('InsufficientStorageSpace', `The aggregate is full: ${formatBytes(committedBytes)} of its ${formatBytes(quota.bytes)} are taken.`, {
          hint: 'Raise the quota of the aggregate, or delete virtual machines or snapshots that are no longer needed.',
        })
      : new Fault('InsufficientStorageSpace', `The volume is full: ${formatBytes(usedBytes)} of its ${formatBytes(volume.sizeBytes)} are used or set aside.`, {
          hint: 'Delete virtual machines or snapshots that are no longer needed, make the volume larger, or use another datastore.',
        });
  }
}
