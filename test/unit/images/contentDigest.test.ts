import { describe, expect, test } from 'vitest';
import { ContentDigest } from '../../../electron/images/contentDigest.ts';
import { mergeExtents } from '../../../electron/images/mergeExtents.ts';
import type { Extent } from '../../../electron/array/portTypes.ts';
import { contentDigestOf } from '../../fixtures/contentDigest.ts';
import { createRandom, testSeed } from '../../sim/random.ts';

const block = 4096;

/** A disk in which about a third of the blocks hold data, some of them only in their last byte. */
function makeDisk(sizeBytes: number, seed: number): Buffer {
  const random = createRandom(seed);
  const disk = Buffer.alloc(sizeBytes);
  for (let at = 0; at < sizeBytes; at += block) {
    const end = Math.min(sizeBytes, at + block);
    if (random.chance(0.3)) random.fill(disk.subarray(at, end));
    else if (random.chance(0.1)) disk[end - 1] = 1;
  }
  return disk;
}

function digestInParts(disk: Buffer, partBytes: number): string {
  const digest = new ContentDigest();
  for (let at = 0; at < disk.length; at += partBytes) digest.add(at, disk.subarray(at, at + partBytes));
  return digest.finish();
}

describe('the content digest', () => {
  test('is what the documentation says, however the disk is cut, whole last block or not', () => {
    const seed = testSeed('content digest');
    for (const sizeBytes of [512, block, 1000 * block, 1000 * block + 512]) {
      const disk = makeDisk(sizeBytes, seed);
      for (const partBlocks of [1, 7, 256]) expect(digestInParts(disk, partBlocks * block)).toBe(contentDigestOf(disk));
    }
  });

  test('does not depend on whether zeros were added or left out, and does on where a block is', () => {
    const disk = Buffer.alloc(4 * block);
    disk.fill('data', block, 2 * block);
    const bare = new ContentDigest();
    bare.add(block, disk.subarray(block, 2 * block));
    expect(bare.finish()).toBe(digestInParts(disk, block));
    const moved = new ContentDigest();
    moved.add(2 * block, disk.subarray(block, 2 * block));
    expect(moved.finish()).not.toBe(digestInParts(disk, block));
  });

  test('a copy goes its own way', () => {
    const one = new ContentDigest();
    one.add(0, Buffer.alloc(block, 1));
    const other = one.copy();
    other.add(block, Buffer.alloc(block, 2));
    expect(one.finish()).toBe(contentDigestOf(Buffer.alloc(block, 1)));
    expect(other.finish()).toBe(contentDigestOf(Buffer.concat([Buffer.alloc(block, 1), Buffer.alloc(block, 2)])));
  });
});

async function* extentsOf(blocks: ReadonlySet<number>, limit: number): AsyncGenerator<Extent> {
  for (let at = 0; at < limit; at += 1) {
    if (!blocks.has(at)) continue;
    let end = at + 1;
    while (blocks.has(end)) end += 1;
    yield { offset: at * block, length: (end - at) * block };
    at = end;
  }
}

test('merged extents cover exactly the blocks that one of two disks holds', async () => {
  const random = createRandom(testSeed('merge extents'));
  for (let round = 0; round < 200; round += 1) {
    const pick = (): Set<number> => {
      const density = random.nextUint32() / 2 ** 32;
      return new Set(Array.from({ length: 60 }, (_, index) => index).filter(() => random.chance(density)));
    };
    const [first, second] = [pick(), pick()];
    const found: number[] = [];
    let lastEnd = -1;
    for await (const { offset, length } of mergeExtents(extentsOf(first, 60), extentsOf(second, 60))) {
      // Ranges that touch come as one.
      expect(offset).toBeGreaterThan(lastEnd);
      lastEnd = offset + length;
      for (let at = offset; at < lastEnd; at += block) found.push(at / block);
    }
    expect(found).toEqual([...new Set([...first, ...second])].toSorted((a, b) => a - b));
  }
});

test('merged extents that end within a block cover all of it', async () => {
  async function* one(): AsyncGenerator<Extent> {
    yield { offset: 100, length: 20 };
    yield { offset: block + 1, length: block };
  }
  async function* none(): AsyncGenerator<Extent> {}
  const found: Extent[] = [];
  for await (const extent of mergeExtents(none(), one())) found.push(extent);
  expect(found).toEqual([{ offset: 0, length: 3 * block }]);
});
