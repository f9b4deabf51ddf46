/** What a simulation writes: blocks that nobody else has, blocks that many have, zeros, and ranges that fit no block. */
import type { Random } from './random.ts';
import { blockBytes, type SimFile } from './simState.ts';

/** Contents that come up again and again, for dedupe to find. */
const commonContents = 40;

const template = Uint32Array.from({ length: blockBytes / 4 }, (_, index) => Math.imul(index + 1, 0x9e3779b1));

/** A whole block in which every word tells both the block and its own place. */
function fillBlock(into: Uint8Array, high: number, low: number): void {
  const words = template.slice();
  for (let i = 0; i < words.length; i += 1) words[i] = (words[i] ?? 0) ^ (i % 2 === 0 ? high : low);
  into.set(new Uint8Array(words.buffer).subarray(0, into.length));
}

function fillAt(random: Random, into: Uint8Array): void {
  if (random.chance(0.5)) fillBlock(into, 0x5eed, random.below(commonContents));
  else fillBlock(into, random.nextUint32(), random.nextUint32());
}

/** A range of the file and the bytes for it. */
export function makeContent(random: Random, file: SimFile): { offset: number; data: Uint8Array } {
  const isAligned = random.chance(0.75);
  let offset = random.below(file.sizeBytes);
  if (isAligned) offset -= offset % blockBytes;
  const most = random.pick([1, 100, 4096, 4096, 5_000, 8192, 20_000, 40_000, 40_000, 300_000, 3_000_000]);
  let length = random.between(1, Math.min(file.sizeBytes - offset, most));
  if (isAligned && length > blockBytes) length -= length % blockBytes;
  const data = new Uint8Array(length);
  const kind = random.below(10);
  if (kind < 2) return { offset, data };
  const zeros = kind < 6 ? 0 : 0.4;
  for (let at = 0; at < length; at += blockBytes) {
    if (!random.chance(zeros)) fillAt(random, data.subarray(at, Math.min(length, at + blockBytes)));
  }
  return { offset, data };
}
