import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findEqualBlocks, type LeafChange, type PostProcessOptions, type PostProcessResult } from '../../../../electron/array/dedupe/postProcess.ts';
import { SharedBlocks } from '../../../../electron/array/dedupe/sharedBlocks.ts';
import { fanOut } from '../../../../electron/array/nodeCodec.ts';
import { Meta } from '../../../../electron/meta/meta.ts';
import { createRandom, testSeed, type Random } from '../../../sim/random.ts';
import { blockBytes, BlockStore } from '../blockStore.ts';

let store: BlockStore;
let folder: string;
let meta: Meta;
let shared: SharedBlocks;
let leaves: Map<number, Float64Array>;
/** Content of every stored block, by its number. */
let contents: Map<number, number>;

beforeEach(async () => {
  store = await BlockStore.open();
  folder = mkdtempSync(join(tmpdir(), 'cloneyard-dedupe-'));
  meta = Meta.open(folder);
  shared = new SharedBlocks(meta);
  leaves = new Map();
  contents = new Map();
});

afterEach(async () => {
  await meta.close();
  rmSync(folder, { recursive: true, force: true });
  await store.remove();
});

function bytesOf(content: number): Uint8Array {
  const bytes = new Uint8Array(blockBytes);
  // Differs from its neighbours in a few bytes only, at an end of the block.
  bytes.fill(0xa5);
  new DataView(bytes.buffer).setUint32(content % 2 === 0 ? 0 : blockBytes - 4, content, true);
  return bytes;
}

/** Stores blocks with these contents and maps them in a new leaf, in order. */
async function storeLeaf(blocks: readonly number[]): Promise<number[]> {
  const bytes = Buffer.concat(blocks.map(bytesOf));
  const vbns = await store.store(1, 0, bytes);
  for (const [index, content] of blocks.entries()) contents.set(vbns[index] ?? 0, content);
  const slots = new Float64Array(fanOut);
  slots.set(vbns);
  leaves.set(leaves.size + 1, slots);
  return vbns;
}

interface Run {
  readonly result: PostProcessResult;
  readonly changes: LeafChange[];
}

async function dedupe(options: Partial<PostProcessOptions> = {}, onApply: () => void = () => undefined): Promise<Run> {
  const changes: LeafChange[] = [];
  const result = await findEqualBlocks(
    {
      leaves: () => leaves.keys(),
      slots: (id) => {
        const slots = leaves.get(id);
        if (!slots) throw new Error(`Leaf ${id} is damaged.`);
        return slots.slice();
      },
      summaries: store.summaries,
      reader: store.reader,
      shared,
      apply: async (batch) => {
        onApply();
        for (const { leafId, changes: moves } of batch) {
          const slots = leaves.get(leafId);
          for (const { slot, from, to } of moves) {
            // The counts are raised first: whoever asks from now on must be told.
            expect(shared.isShared(to)).toBe(true);
            if (slots?.[slot] === from) slots[slot] = to;
          }
        }
        changes.push(...batch);
      },
    },
    { sinceVbn: 0, ...options },
  );
  return { result, changes };
}

/** Block numbers in use for each content. */
function storedByContent(): Map<number, Set<number>> {
  const stored = new Map<number, Set<number>>();
  for (const slots of leaves.values()) {
    for (const vbn of slots) {
      if (vbn === 0) continue;
      const content = contents.get(vbn) ?? -1;
      stored.set(content, (stored.get(content) ?? new Set()).add(vbn));
    }
  }
  return stored;
}

function contentOfSlots(): number[][] {
  return [...leaves.values()].map((slots) => [...slots].map((vbn) => contents.get(vbn) ?? 0));
}

function distinctUsed(): number {
  return [...storedByContent().values()].reduce((sum, vbns) => sum + vbns.size, 0);
}

/** A leaf like another one, as copy-on-write makes them: most pointers are shared. */
function copyLeaf(random: Random): void {
  const source = random.pick([...leaves.values()]);
  const copy = source.slice();
  for (let i = 0; i < 10; i += 1) copy[random.below(fanOut)] = 0;
  leaves.set(leaves.size + 1, copy);
}

describe('post-process dedupe', () => {
  it('leaves one stored block for each content and every disk as it was', async () => {
    const random = createRandom(testSeed('post-process'));
    for (let leaf = 0; leaf < 24; leaf += 1) {
      await storeLeaf(Array.from({ length: random.between(1, fanOut) }, () => random.between(1, random.pick([20, 4_000, 1_000_000]))));
      if (random.chance(0.5)) copyLeaf(random);
    }
    const before = contentOfSlots();
    const usedBefore = distinctUsed();
    const { result } = await dedupe();
    expect(contentOfSlots()).toEqual(before);
    for (const vbns of storedByContent().values()) expect(vbns.size).toBe(1);
    expect(result).toEqual({ scannedBlocks: usedBefore, mergedBlocks: usedBefore - distinctUsed(), overLimitBlocks: 0, damagedBlocks: 0 });
    expect(result.mergedBlocks).toBeGreaterThan(1_000);
    const again = await dedupe();
    expect(again.result).toEqual({ scannedBlocks: distinctUsed(), mergedBlocks: 0, overLimitBlocks: 0, damagedBlocks: 0 });
    expect(again.changes).toEqual([]);
  });

  it('comes to the same in many small rounds', async () => {
    const random = createRandom(testSeed('post-process in rounds'));
    // One content alone is more than a round should hold, and cannot be divided.
    for (let leaf = 0; leaf < 24; leaf += 1) await storeLeaf(Array.from({ length: fanOut }, () => (random.chance(0.4) ? 7 : random.between(1, 5_000))));
    const before = contentOfSlots();
    let applied = 0;
    const { result } = await dedupe({ candidateLimit: 100, remapLimit: 300 }, () => void (applied += 1));
    expect(contentOfSlots()).toEqual(before);
    for (const vbns of storedByContent().values()) expect(vbns.size).toBe(1);
    expect(result.mergedBlocks).toBe(24 * fanOut - distinctUsed());
    expect(applied).toBeGreaterThan(12);
  });

  it('keeps to the sharing limit and says what it left', async () => {
    await storeLeaf([...Array.from({ length: 25 }, () => 1), 2, 2, 2]);
    const { result } = await dedupe({ sharingLimit: 9 });
    // 25 equal blocks: two blocks with nine others each, and one with four.
    expect(storedByContent().get(1)?.size).toBe(3);
    expect(storedByContent().get(2)?.size).toBe(1);
    expect(result).toMatchObject({ mergedBlocks: 24, overLimitBlocks: 2 });
    expect([...(storedByContent().get(1) ?? [])].map((vbn) => shared.hits(vbn))).toEqual([9, 9, 4]);
    await storeLeaf([1, 1, 2]);
    const more = await dedupe({ sharingLimit: 9 });
    expect(more.result).toMatchObject({ mergedBlocks: 3, overLimitBlocks: 2 });
    expect([...(storedByContent().get(1) ?? [])].map((vbn) => shared.hits(vbn))).toEqual([9, 9, 6]);
  });

  it('prefers a block that is shared already, and takes along what was pointed to another one before', async () => {
    const [first = 0, second = 0, third = 0] = await storeLeaf([5, 5, 5]);
    shared.add(second, 10);
    shared.add(third, 4);
    await dedupe();
    expect([...(storedByContent().get(5) ?? [])]).toEqual([second]);
    expect([shared.hits(first), shared.hits(second)]).toEqual([0, 16]);
  });

  it('does not let two shared blocks become one beyond the limit', async () => {
    const [first = 0, second = 0, third = 0] = await storeLeaf([5, 5, 5]);
    shared.add(first, 6);
    shared.add(second, 3);
    const { result } = await dedupe({ sharingLimit: 9 });
    expect(result).toMatchObject({ mergedBlocks: 1, overLimitBlocks: 1 });
    // The third one goes to the one with more room.
    expect([first, second, third].map((vbn) => shared.hits(vbn)).sort()).toEqual([0, 4, 6]);
  });

  it('merges only new blocks when told, with old and new ones', async () => {
    await storeLeaf([1, 1, 2, 3]);
    const [sinceVbn = 0] = await storeLeaf([2, 4, 4, 1, 9]);
    const { result } = await dedupe({ sinceVbn });
    expect(result).toMatchObject({ scannedBlocks: 9, mergedBlocks: 3 });
    const sizes = new Map([...storedByContent()].map(([content, vbns]) => [content, vbns.size]));
    expect(sizes).toEqual(new Map([[1, 2], [2, 1], [3, 1], [4, 1], [9, 1]]));
    expect((await dedupe({ sinceVbn: sinceVbn + 1_000 })).result).toMatchObject({ scannedBlocks: 6, mergedBlocks: 0 });
    expect((await dedupe()).result.mergedBlocks).toBe(1);
  });

  it('never uses and never merges a damaged block', async () => {
    const vbns = await storeLeaf([3, 3, 3, 3, 6, 6, 8, 8, 8]);
    await store.log.flush();
    const [bad0 = 0, , bad2 = 0, , bad4 = 0] = vbns;
    for (const vbn of [bad0, bad2, bad4]) await store.rot(vbn);
    const { result } = await dedupe();
    expect(result).toMatchObject({ mergedBlocks: 3, damagedBlocks: 3 });
    const used = storedByContent();
    expect(used.get(3)).toEqual(new Set([bad0, vbns[1], bad2]));
    expect(used.get(6)).toEqual(new Set([bad4, vbns[5]]));
    expect(used.get(8)?.size).toBe(1);
  });

  it('does not believe digests: blocks that differ stay apart', async () => {
    const vbns = await storeLeaf([1, 2, 3, 3]);
    await store.log.flush();
    const summary = await store.summaries.get(0);
    // As if the first two had the same digest by their low 64 bits.
    const [a = 0, b = 0] = vbns;
    summary.digest(b).subarray(0, 8).set(summary.digest(a).subarray(0, 8));
    const reader = { readBlocks: async (list: Float64Array, into: Uint8Array): Promise<number> => {
      for (const [index, vbn] of list.entries()) into.set(bytesOf(contents.get(vbn) ?? 0), index * blockBytes);
      return -1;
    } };
    const result = await findEqualBlocks(
      { leaves: () => leaves.keys(), slots: (id) => leaves.get(id) ?? new Float64Array(0), summaries: store.summaries, reader, shared, apply: async () => undefined },
      { sinceVbn: 0 },
    );
    expect(result.mergedBlocks).toBe(1);
    expect([a, b].map((vbn) => shared.hits(vbn))).toEqual([0, 0]);
  });

  it('goes on where a leaf or the digests of a segment cannot be read', async () => {
    await storeLeaf([1, 1]);
    const foreign = new Float64Array(fanOut);
    foreign.set([16_384 * 900 + 5, 16_384 * 900 + 6]);
    leaves.set(2, foreign);
    const ids = [1, 2, 77];
    const result = await findEqualBlocks(
      {
        leaves: () => ids,
        slots: (id) => {
          const slots = leaves.get(id);
          if (!slots) throw new Error('damaged');
          return slots;
        },
        summaries: store.summaries, reader: store.reader, shared, apply: async () => undefined,
      },
      { sinceVbn: 0 },
    );
    expect(result).toMatchObject({ scannedBlocks: 4, mergedBlocks: 1, damagedBlocks: 2 });
  });

  it('can be cancelled, tells how far it is, and is finished by the next run', async () => {
    const random = createRandom(testSeed('post-process cancelled'));
    for (let leaf = 0; leaf < 12; leaf += 1) await storeLeaf(Array.from({ length: fanOut }, () => random.between(1, 1_800)));
    const before = contentOfSlots();
    const cancel = new AbortController();
    const run = dedupe({ remapLimit: 512, signal: cancel.signal }, () => cancel.abort());
    await expect(run).rejects.toMatchObject({ code: 'RequestCanceled' });
    expect(contentOfSlots()).toEqual(before);
    const usedAfterCancel = distinctUsed();
    expect(usedAfterCancel).toBeLessThan(12 * fanOut);
    const progress: [number, number][] = [];
    await dedupe({ onProgress: (done, total) => progress.push([done, total]) });
    expect(contentOfSlots()).toEqual(before);
    for (const vbns of storedByContent().values()) expect(vbns.size).toBe(1);
    for (const [index, [done, total]] of progress.entries()) {
      expect(done).toBeGreaterThanOrEqual(progress[index - 1]?.[0] ?? 0);
      expect(done).toBeLessThanOrEqual(total);
    }
    const last = progress.at(-1);
    expect(last?.[0]).toBe(last?.[1]);
  });
});
