/** The fingerprint kernel, against Node's own SHA-256. */
import * as crypto from 'node:crypto';
import { createKernel, kernelHeapBase } from '../../../electron/array/kernel/kernel.ts';
import { xxh3 } from '@node-rs/xxhash';
import { blockSizeBytes, mibBytes } from '../../../shared/units.ts';
import { createRandom } from '../../sim/random.ts';
import type { Bench, BenchGroup } from '../bench.ts';
import { timeHere } from '../shellCommands.ts';

export const kernelGroup: BenchGroup = {
  name: 'kernel',
  about: 'XXH3-128 of 4 KiB blocks in WebAssembly, against the SHA-256 of Node',
  budgetMs: 8_000,
  run,
};

const dataBytes = 64 * mibBytes;
const piece = 256;
const seed = 0x1234_5678_9abc_def0n;

async function run(bench: Bench): Promise<void> {
  const blockCount = dataBytes / blockSizeBytes;
  const kernel = createKernel({ memoryBytes: dataBytes + blockCount * 17 });
  const digests = kernelHeapBase + dataBytes;
  const flags = digests + blockCount * 16;
  const data = Buffer.from(kernel.memory.buffer, kernelHeapBase, dataBytes);
  const random = createRandom(7).bytes(mibBytes);
  for (let at = 0; at < dataBytes; at += mibBytes) {
    data.set(random, at);
    data.writeUInt32LE(at, at);
  }
  const classify = () => {
    for (let block = 0; block < blockCount; block += piece) {
      kernel.classify(kernelHeapBase + block * blockSizeBytes, piece, seed, digests + block * 16, flags + block);
    }
  };
  const sha256 = sha256Block();
  const hashAll = () => {
    for (let at = 0; at < dataBytes; at += blockSizeBytes) sha256.of(data.subarray(at, at + blockSizeBytes));
  };
  classify();
  hashAll();
  await bench.compare({ row: 'zero test and XXH3-128, 1 MiB a call', against: sha256.name, ours: () => timeHere(classify), peer: () => timeHere(hashAll), workedBytes: dataBytes, goal: 10 });
  for (let block = 0; block < blockCount; block += 97) {
    const digest = Buffer.from(kernel.memory.buffer, digests + block * 16, 16);
    const expected = xxh3.xxh128(data.subarray(block * blockSizeBytes, (block + 1) * blockSizeBytes), seed);
    if (((digest.readBigUInt64LE(8) << 64n) | digest.readBigUInt64LE()) !== expected) throw new Error(`The digest of block ${block} differs from a second implementation's.`);
  }
}

/** The fastest way this version of Node offers; the one-shot call came with Node 20.12. */
function sha256Block(): { name: string; of: (block: Uint8Array) => string } {
  if (typeof crypto.hash === 'function') return { name: 'crypto.hash sha256, per block', of: (block) => crypto.hash('sha256', block, 'hex') };
  return { name: 'crypto.createHash sha256, per block', of: (block) => crypto.createHash('sha256').update(block).digest('hex') };
}
