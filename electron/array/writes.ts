/** Writes and unmaps of any size, piece by piece, with other work in between. */
import { Fault } from '../../shared/faults.ts';
import type { FileId } from '../../shared/ids.ts';
import { blocksFor, blockSizeBytes, formatBytes } from '../../shared/units.ts';
import type { AsyncMutex } from './asyncMutex.ts';
import { isVolumeExact, type VolumeState } from './catalog/volumeState.ts';
import { pieceBytes, requireRange, unmapBlocksOf, writePiece } from './fileIo.ts';
import { aggregateInfo } from './operations/space.ts';
import type { ArrayParts } from './parts.ts';
import type { Passes } from './passes.ts';

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
    for (let done = 0; done < data.length; ) {
      const at = offset + done;
      const take = Math.min(data.length - done, pieceBytes - (at % blockSizeBytes));
      await this.#writePiece(id, at, data.subarray(done, done + take));
      done += take;
    }
    this.#host.after();
  }

  async #writePiece(id: FileId, offset: number, data: Uint8Array): Promise<void> {
    const { passes } = this.#host;
    for (let attempt = 0; ; attempt += 1) {
      const outcome = await this.#whileOpen(() => writePiece(this.#parts, id, offset, data));
      if (outcome === 'stagedOverOldData') passes.need();
      if (outcome !== 'full') return;
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
