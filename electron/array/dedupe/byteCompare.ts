/** The proof that two blocks are equal: both are read, verified against their checksums and compared byte by byte. */
import { blockSizeBytes } from '../../../shared/units.ts';
import type { BlockReader } from '../blockReader.ts';
import { scratchBlocks } from '../scratch.ts';
import { readEach } from '../readEach.ts';

export type Comparison = 'equal' | 'different' | 'fromDamaged' | 'toDamaged';

/** Pairs compared at once; each side is one buffer of 1 MiB. */
export const comparePairs = scratchBlocks;

interface ReadBlocks {
  readonly bytes: Buffer;
  readonly indexOf: ReadonlyMap<number, number>;
  readonly isIntact: Uint8Array;
}

export class ByteCompare {
  readonly #reader: Pick<BlockReader, 'readBlocks'>;
  readonly #fromBytes = Buffer.alloc(comparePairs * blockSizeBytes);
  readonly #toBytes = Buffer.alloc(comparePairs * blockSizeBytes);

  constructor(reader: Pick<BlockReader, 'readBlocks'>) {
    this.#reader = reader;
  }

  /** Compares `from[i]` with `to[i]`, at most `comparePairs` pairs. */
  async compare(from: Float64Array, to: Float64Array): Promise<Comparison[]> {
    const froms = await this.#read(from, this.#fromBytes);
    const tos = await this.#read(to, this.#toBytes);
    return Array.from(from, (vbn, pair) => {
      const fromIndex = froms.indexOf.get(vbn) ?? 0;
      const toIndex = tos.indexOf.get(to[pair] ?? 0) ?? 0;
      if (tos.isIntact[toIndex] === 0) return 'toDamaged';
      if (froms.isIntact[fromIndex] === 0) return 'fromDamaged';
      const first = blockAt(froms.bytes, fromIndex);
      return first.equals(blockAt(tos.bytes, toIndex)) ? 'equal' : 'different';
    });
  }

  /** In ascending order and each once, so that neighbours are read in one go. */
  async #read(vbns: Float64Array, bytes: Buffer): Promise<ReadBlocks> {
    const distinct = Float64Array.from(new Set(vbns)).sort();
    const isIntact = await readEach(this.#reader, distinct, bytes.subarray(0, distinct.length * blockSizeBytes));
    return { bytes, isIntact, indexOf: new Map(Array.from(distinct, (vbn, index) => [vbn, index])) };
  }
}

function blockAt(bytes: Buffer, index: number): Buffer {
  return bytes.subarray(index * blockSizeBytes, (index + 1) * blockSizeBytes);
}
