/** Reads blocks of which some may be damaged: one bad block must not hide the others. */
import { blockSizeBytes } from '../../shared/units.ts';
import type { BlockReader } from './blockReader.ts';

/**
 * Reads up to `scratchBlocks` blocks; `vbns[i]` goes to byte `i · 4096` of `into`.
 * @returns for each block 1 when it was read and matches its checksum, otherwise 0
 */
export async function readEach(reader: Pick<BlockReader, 'readBlocks'>, vbns: Float64Array, into: Uint8Array): Promise<Uint8Array> {
  const isIntact = new Uint8Array(vbns.length).fill(1);
  let from = 0;
  while (from < vbns.length) {
    const rest = vbns.subarray(from);
    const target = into.subarray(from * blockSizeBytes, vbns.length * blockSizeBytes);
    let bad: number;
    try {
      bad = await reader.readBlocks(rest, target);
    } catch {
      // The whole run failed because of some block in it. Which one shows when each is read alone.
      await readSingly(reader, rest, target, isIntact.subarray(from));
      break;
    }
    if (bad < 0) break;
    isIntact[from + bad] = 0;
    from += bad + 1;
  }
  return isIntact;
}

async function readSingly(reader: Pick<BlockReader, 'readBlocks'>, vbns: Float64Array, into: Uint8Array, isIntact: Uint8Array): Promise<void> {
  for (let index = 0; index < vbns.length; index += 1) {
    const block = into.subarray(index * blockSizeBytes, (index + 1) * blockSizeBytes);
    try {
      if ((await reader.readBlocks(vbns.subarray(index, index + 1), block)) >= 0) isIntact[index] = 0;
    } catch {
      isIntact[index] = 0;
    }
  }
}
