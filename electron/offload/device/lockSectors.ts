/**
 * The lock sectors of datastores, 512 bytes each, as VMFS has them on disk. Kept in the metadata store, so that a lock is taken
 * in the transaction that it protects. Table `lockSectors`: [volume, sector] → its bytes; a sector that was never written is zeros.
 */
import type { VolumeId } from '../../../shared/ids.ts';
import type { Meta, MetaTx, Table } from '../../meta/meta.ts';

export const sectorBytes = 512;

export class LockSectors {
  readonly #table: Table<[number, number], Buffer>;

  constructor(meta: Meta) {
    this.#table = meta.binaryTable('lockSectors');
  }

  /** A copy of the sector; inside a transaction, as that would leave it. */
  read(volumeId: VolumeId, sector: number): Buffer {
    const bytes = this.#table.get([volumeId, sector]);
    return bytes ? Buffer.from(bytes) : Buffer.alloc(sectorBytes);
  }

  /** COMPARE AND WRITE: nothing is written when the sector is not as `expected`. */
  compareAndWrite(tx: MetaTx, volumeId: VolumeId, sector: number, expected: Uint8Array, next: Uint8Array): boolean {
    if (expected.length !== sectorBytes || next.length !== sectorBytes) throw new RangeError(`A lock sector has ${sectorBytes} bytes.`);
    if (Buffer.compare(this.read(volumeId, sector), expected) !== 0) return false;
    this.#table.put(tx, [volumeId, sector], Buffer.from(next));
    return true;
  }

  /** Forgets the sectors of a volume that is deleted. */
  forget(tx: MetaTx, volumeId: VolumeId): void {
    for (const { key } of [...this.#table.entries({ start: [volumeId, 0], end: [volumeId + 1, 0] })]) this.#table.remove(tx, key);
  }
}
