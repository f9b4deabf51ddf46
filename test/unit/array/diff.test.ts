import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { lookup, writableLeaf, type MapOwner } from '../../../electron/array/blockMap.ts';
import { diffMaps } from '../../../electron/array/diff.ts';
import { fanOut } from '../../../electron/array/nodeCodec.ts';
import { NodeStore } from '../../../electron/array/nodeStore.ts';
import type { Extent } from '../../../electron/array/portTypes.ts';
import { Meta } from '../../../electron/meta/meta.ts';
import { createRandom, testSeed } from '../../sim/random.ts';

const blockBytes = 4096;
const mebibyte = 2 ** 20;

interface Owner extends MapOwner {
  shareNode: number;
}

let folder: string;
let meta: Meta;
let nodes: NodeStore;
let nextVbn: number;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cloneyard-diff-'));
  meta = Meta.open(folder);
  nodes = new NodeStore(meta, 1, () => 0);
  nextVbn = 1;
});

afterEach(async () => {
  await meta.close();
  rmSync(folder, { recursive: true, force: true });
});

function fileOf(sizeBytes: number): Owner {
  return { root: 0, sizeBytes, shareNode: nodes.nextId };
}

function write(file: Owner, block: number, isZero = false): void {
  writableLeaf(nodes, file, block).slots[block % fanOut] = isZero ? 0 : nextVbn;
  nextVbn += 1;
}

function clone(file: Owner): Owner {
  file.shareNode = nodes.nextId;
  return { ...file };
}

async function diff(before: MapOwner | null, after: MapOwner): Promise<Extent[]> {
  const extents: Extent[] = [];
  for await (const extent of diffMaps(nodes, before, after)) extents.push(extent);
  return extents;
}

/** Every pointer of both files, one by one. */
function naiveDiff(before: MapOwner | null, after: MapOwner): Extent[] {
  const count = Math.ceil(after.sizeBytes / blockBytes);
  const now = lookup(nodes, after, 0, count);
  const beforeCount = before ? Math.min(count, Math.ceil(before.sizeBytes / blockBytes)) : 0;
  const old = before ? lookup(nodes, before, 0, beforeCount) : new Float64Array(0);
  const extents: { offset: number; length: number }[] = [];
  for (let block = 0; block < count; block += 1) {
    if ((old[block] ?? 0) === now[block]) continue;
    const offset = block * blockBytes;
    const length = Math.min(blockBytes, after.sizeBytes - offset);
    const last = extents.at(-1);
    if (last && last.offset + last.length === offset) last.length += length;
    else extents.push({ offset, length });
  }
  return extents;
}

describe('a diff of two maps', () => {
  it('lists what a comparison of every pointer lists, whatever the sizes', async () => {
    const random = createRandom(testSeed('diff of maps'));
    const sizes = [1, 5_000, mebibyte + 7, 2 * mebibyte, 2 * mebibyte + 1, 40 * mebibyte, 2 ** 30, 2 ** 30 + 3 * mebibyte + 100];
    const scatter = (file: Owner, writes: number): void => {
      const blocks = Math.ceil(file.sizeBytes / blockBytes);
      for (let i = 0; i < writes; i += 1) {
        // Runs, and now and then a place just at the edge of a leaf or of the file.
        let block = random.chance(0.2) ? Math.min(blocks - 1, random.pick([0, 511, 512, 262_143, 262_144, blocks - 1])) : random.below(blocks);
        for (let run = random.between(1, 20); run > 0 && block < blocks; run -= 1, block += 1) write(file, block, random.chance(0.2));
      }
    };
    for (let trial = 0; trial < 40; trial += 1) {
      const original = fileOf(random.pick(sizes));
      scatter(original, random.below(40));
      const copy = clone(original);
      scatter(copy, random.below(6));
      if (random.chance(0.5)) scatter(original, random.below(6));
      const stranger = fileOf(random.pick(sizes));
      scatter(stranger, random.below(10));
      for (const [before, after] of [[original, copy], [copy, original], [original, stranger], [stranger, copy], [null, copy], [stranger, fileOf(original.sizeBytes)]] as const) {
        expect(await diff(before, after)).toEqual(naiveDiff(before, after));
      }
    }
  });

  it('reads only nodes on the way to a change', async () => {
    const file = fileOf(2 ** 40);
    for (let block = 0; block < 200 * fanOut; block += fanOut) write(file, block);
    const copy = clone(file);
    write(copy, 150 * fanOut + 3);
    let reads = 0;
    const counted = { get: (id: number) => ((reads += 1), nodes.get(id)) };
    const extents: Extent[] = [];
    for await (const extent of diffMaps(counted, file, copy)) extents.push(extent);
    expect(extents).toEqual([{ offset: (150 * fanOut + 3) * blockBytes, length: blockBytes }]);
    expect(reads).toBe(8);
    reads = 0;
    for await (const extent of diffMaps(counted, file, { ...file })) extents.push(extent);
    expect([reads, extents.length]).toEqual([0, 1]);
  });

  it('can be cancelled', async () => {
    const file = fileOf(2 ** 30);
    for (let block = 0; block < 2 ** 18; block += 2) write(file, block);
    const run = async (): Promise<void> => {
      for await (const extent of diffMaps(nodes, null, file, AbortSignal.abort())) expect(extent.length).toBe(blockBytes);
    };
    await expect(run()).rejects.toMatchObject({ code: 'RequestCanceled' });
  });
});
