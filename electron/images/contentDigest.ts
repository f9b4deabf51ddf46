/** A digest of what a disk holds, at the cost of its data rather than of its size. */
import { createHash, type Hash } from 'node:crypto';
import { blockSizeBytes, mibBytes } from '../../shared/units.ts';

const numberBytes = 8;
const zeroBlock = Buffer.alloc(blockSizeBytes);

/**
 * SHA-256 over all 4 KiB blocks that are not all zero, in ascending order, each preceded by
 * its block number as an unsigned 64-bit integer in little-endian order. The last block of a
 * disk whose size is no multiple of 4 KiB counts with the bytes it has. For two disks of the
 * same size, equal digests mean equal content and the other way round.
 */
export class ContentDigest {
  readonly #hash: Hash;
  /** Gathers blocks with their numbers, since hashing them one by one takes longer than the hash itself. */
  readonly #gathered = Buffer.alloc((mibBytes / blockSizeBytes) * (numberBytes + blockSizeBytes));
  #gatheredBytes = 0;

  constructor(hash: Hash = createHash('sha256')) {
    this.#hash = hash;
  }

  /** Adds what is at `offset`, a multiple of 4 KiB behind everything added before. Only the end of the disk may be less than a block. */
  add(offset: number, bytes: Buffer): void {
    for (let start = 0; start < bytes.length; start += blockSizeBytes) {
      const end = Math.min(bytes.length, start + blockSizeBytes);
      if (bytes.compare(zeroBlock, 0, end - start, start, end) === 0) continue;
      if (this.#gatheredBytes + numberBytes + blockSizeBytes > this.#gathered.length) this.#flush();
      this.#gathered.writeBigUInt64LE(BigInt((offset + start) / blockSizeBytes), this.#gatheredBytes);
      bytes.copy(this.#gathered, this.#gatheredBytes + numberBytes, start, end);
      this.#gatheredBytes += numberBytes + end - start;
    }
  }

  /** A digest that has been given the same blocks up to now. */
  copy(): ContentDigest {
    this.#flush();
    return new ContentDigest(this.#hash.copy());
  }

  /** In lower-case hexadecimal. Ends the digest. */
  finish(): string {
    this.#flush();
    return this.#hash.digest('hex');
  }

  #flush(): void {
    this.#hash.update(this.#gathered.subarray(0, this.#gatheredBytes));
    this.#gatheredBytes = 0;
  }
}
