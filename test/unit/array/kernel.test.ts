import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { xxh3 } from '@node-rs/xxhash';
import { describe, expect, it } from 'vitest';
import { crc32cOf, createKernel, digestBlock, kernelHeapBase } from '../../../electron/array/kernel/kernel.ts';
import { createRandom, testSeed } from '../../sim/random.ts';

const blockBytes = 4096;

function numberOf(digest: Uint8Array): bigint {
  const view = new DataView(digest.buffer, digest.byteOffset, 16);
  return (view.getBigUint64(8, true) << 64n) | view.getBigUint64(0, true);
}

/** CRC-32C one bit at a time: slow, and too simple to be wrong. */
function crc32cBitByBit(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit += 1) crc = crc & 1 ? (crc >>> 1) ^ 0x82f63b78 : crc >>> 1;
  }
  return ~crc >>> 0;
}

describe('kernel', () => {
  it('was compiled from the source beside it', () => {
    const script = fileURLToPath(new URL('../../../scripts/build-kernel.mjs', import.meta.url));
    expect(() => execFileSync(process.execPath, [script, '--check'], { stdio: 'pipe' })).not.toThrow();
  }, 60_000);

  it('has page-aligned memory of the asked size above the heap base', () => {
    const kernel = createKernel({ memoryBytes: 100_000 });
    expect(kernel.memory.length).toBeGreaterThanOrEqual(kernelHeapBase + 100_000);
    expect(kernel.memory.byteOffset).toBe(0);
    expect(kernelHeapBase % blockBytes).toBe(0);
  });

  it('agrees with a second implementation of XXH3-128 on thousands of blocks and seeds', () => {
    const random = createRandom(testSeed('kernel digests'));
    const count = 256;
    const kernel = createKernel({ memoryBytes: count * (blockBytes + 17) });
    const digestOffset = kernelHeapBase + count * blockBytes;
    const flagsOffset = digestOffset + count * 16;
    const seeds = [0n, 1n, 0xffff_ffff_ffff_ffffn, 0x8000_0000_0000_0000n];
    while (seeds.length < 16) seeds.push((BigInt(random.nextUint32()) << 32n) | BigInt(random.nextUint32()));
    for (const seed of seeds) {
      const data = kernel.memory.subarray(kernelHeapBase, digestOffset);
      random.fill(data);
      kernel.memory.fill(0xee, digestOffset, flagsOffset + count);
      // Blocks of few set bits find what random bytes hide: lost carries and a skipped stripe.
      for (let i = 0; i < 64; i += 1) {
        const block = data.subarray(i * blockBytes, (i + 1) * blockBytes);
        block.fill(i < 32 ? 0 : 0xff);
        block[random.below(blockBytes)] = 1 << random.below(8);
      }
      kernel.classify(kernelHeapBase, count, seed, digestOffset, flagsOffset);
      for (let i = 0; i < count; i += 1) {
        const block = data.slice(i * blockBytes, (i + 1) * blockBytes);
        const digest = kernel.memory.slice(digestOffset + 16 * i, digestOffset + 16 * (i + 1));
        expect(kernel.memory[flagsOffset + i]).toBe(0);
        expect(numberOf(digest)).toBe(xxh3.xxh128(block, seed));
      }
    }
  });

  it('flags zero blocks, leaves their digests untouched and misses no single set bit', () => {
    const kernel = createKernel({ memoryBytes: 3 * blockBytes });
    const digestOffset = kernelHeapBase + 2 * blockBytes;
    const flagsOffset = digestOffset + 64;
    kernel.memory.fill(0xaa, digestOffset, digestOffset + 32);
    kernel.classify(kernelHeapBase, 2, 7n, digestOffset, flagsOffset);
    expect([...kernel.memory.subarray(flagsOffset, flagsOffset + 2)]).toEqual([1, 1]);
    expect(kernel.memory.subarray(digestOffset, digestOffset + 32).every((byte) => byte === 0xaa)).toBe(true);
    for (let at = 0; at < blockBytes; at += 1) {
      kernel.memory[kernelHeapBase + blockBytes + at] = 1 << (at % 8);
      kernel.classify(kernelHeapBase, 2, 7n, digestOffset, flagsOffset);
      expect([...kernel.memory.subarray(flagsOffset, flagsOffset + 2)]).toEqual([1, 0]);
      kernel.memory[kernelHeapBase + blockBytes + at] = 0;
    }
    expect(kernel.memory.subarray(digestOffset, digestOffset + 16).every((byte) => byte === 0xaa)).toBe(true);
  });

  it('digests single blocks, zero ones too, without disturbing the caller\'s memory', () => {
    const kernel = createKernel({ memoryBytes: blockBytes });
    kernel.memory.fill(0x5a, kernelHeapBase);
    for (const block of [new Uint8Array(blockBytes), new Uint8Array(randomBytes(blockBytes))]) {
      for (const seed of [0n, 0x0123_4567_89ab_cdefn]) {
        expect(numberOf(digestBlock(kernel, block, seed))).toBe(xxh3.xxh128(block, seed));
      }
    }
    expect(kernel.memory.subarray(kernelHeapBase).every((byte) => byte === 0x5a)).toBe(true);
    expect(() => digestBlock(kernel, new Uint8Array(100), 0n)).toThrow(RangeError);
  });

  it('computes CRC-32C: the check vector, every short length and long pieces', () => {
    const random = createRandom(testSeed('kernel crc'));
    const kernel = createKernel({ memoryBytes: 1 << 20 });
    expect(crc32cOf(kernel, new TextEncoder().encode('123456789'))).toBe(0xe3069283);
    expect(crc32cOf(kernel, new Uint8Array(0))).toBe(0);
    expect(crc32cOf(kernel, new Uint8Array(32))).toBe(0x8a9136aa);
    const bytes = new Uint8Array(200_003);
    random.fill(bytes);
    for (let length = 0; length < 70; length += 1) {
      const piece = bytes.subarray(length, 2 * length);
      kernel.memory.set(piece, kernelHeapBase + (length % 9));
      expect(kernel.crc32c(kernelHeapBase + (length % 9), length)).toBe(crc32cBitByBit(piece));
    }
    expect(crc32cOf(kernel, bytes)).toBe(crc32cBitByBit(bytes));
  });

  it('refuses ranges outside its memory', () => {
    const kernel = createKernel({ memoryBytes: blockBytes });
    const size = kernel.memory.length;
    expect(() => kernel.crc32c(size - 3, 4)).toThrow(RangeError);
    expect(() => kernel.crc32c(-1, 1)).toThrow(RangeError);
    expect(() => kernel.classify(size - blockBytes, 2, 0n, kernelHeapBase, kernelHeapBase)).toThrow(RangeError);
  });
});
