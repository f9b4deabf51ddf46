import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { SharedBlocks, sharingLimit } from '../../../../electron/array/dedupe/sharedBlocks.ts';
import { slotsPerSegment, vbnOf } from '../../../../electron/array/layout.ts';
import { Meta } from '../../../../electron/meta/meta.ts';
import { createRandom, testSeed } from '../../../sim/random.ts';

let folder: string;
let meta: Meta;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cloneyard-shared-'));
  meta = Meta.open(folder);
});

afterEach(async () => {
  await meta.close();
  rmSync(folder, { recursive: true, force: true });
});

function save(shared: SharedBlocks): void {
  meta.transaction((tx) => shared.save(tx));
}

describe('the sharing counts', () => {
  it('say the same as a list, before and after saving, loading and being pushed out of memory', () => {
    const random = createRandom(testSeed('sharing counts'));
    const expected = new Map<number, number>();
    let shared = new SharedBlocks(meta, { loadedLimit: 2 });
    let wrong = 0;
    const hot = Array.from({ length: 20 }, () => vbnOf(random.below(8), random.below(slotsPerSegment)));
    for (let step = 0; step < 20_000; step += 1) {
      const vbn = random.chance(0.3) ? random.pick(hot) : vbnOf(random.below(8), random.below(slotsPerSegment));
      const action = random.below(1_000);
      if (action < 2) {
        save(shared);
      } else if (action < 4) {
        save(shared);
        shared = new SharedBlocks(meta, { loadedLimit: 2 });
      } else if (action < 600) {
        const count = random.between(1, 3);
        const sum = (expected.get(vbn) ?? 0) + count;
        expected.set(vbn, sum);
        if (shared.add(vbn, count) !== sum) wrong += 1;
      } else if (shared.hits(vbn) !== (expected.get(vbn) ?? 0) || shared.isShared(vbn) !== expected.has(vbn)) {
        wrong += 1;
      }
    }
    save(shared);
    const reloaded = new SharedBlocks(meta);
    for (const [vbn, count] of expected) if (reloaded.hits(vbn) !== count) wrong += 1;
    expect(wrong).toBe(0);
    for (const { value } of meta.binaryTable<number>('shared').entries()) expect(value.length).toBeLessThanOrEqual(1_900);
  });

  it('hold a count for every slot of a segment and stop at the limit', () => {
    const shared = new SharedBlocks(meta);
    for (let slot = 0; slot < slotsPerSegment; slot += 1) shared.add(vbnOf(3, slot), slot + 1);
    expect(shared.add(vbnOf(3, 5), 100_000)).toBe(sharingLimit);
    save(shared);
    const reloaded = new SharedBlocks(meta);
    expect(reloaded.hits(vbnOf(3, 5))).toBe(sharingLimit);
    expect(reloaded.hits(vbnOf(3, 16_383))).toBe(16_384);
    expect([reloaded.hits(vbnOf(2, 16_383)), reloaded.hits(vbnOf(4, 0))]).toEqual([0, 0]);
  });

  it('stay to be saved when the transaction fails', () => {
    const shared = new SharedBlocks(meta);
    shared.add(9);
    expect(() =>
      meta.transaction((tx) => {
        shared.save(tx);
        throw new Error('the power went');
      }),
    ).toThrow('the power went');
    expect(new SharedBlocks(meta).hits(9)).toBe(0);
    save(shared);
    expect(new SharedBlocks(meta).hits(9)).toBe(1);
  });

  it('of a freed segment are gone, even when they wait to be saved', () => {
    const shared = new SharedBlocks(meta);
    for (let slot = 0; slot < 2_000; slot += 1) shared.add(vbnOf(1, slot));
    shared.add(vbnOf(0, 7));
    shared.add(vbnOf(2, 7));
    save(shared);
    shared.add(vbnOf(1, 3));
    meta.transaction((tx) => {
      shared.forgetSegment(tx, 1);
      shared.save(tx);
    });
    for (const counts of [shared, new SharedBlocks(meta)]) {
      expect([counts.hits(vbnOf(1, 3)), counts.hits(vbnOf(0, 7)), counts.hits(vbnOf(2, 7))]).toEqual([0, 1, 1]);
    }
    expect(meta.binaryTable<number>('shared').count()).toBe(2);
  });

  it('are refused when damaged', () => {
    const table = meta.binaryTable<number>('shared');
    for (const bytes of [[1, 0, 1], [0, 64, 1, 0], [1, 0, 0, 0], [1, 0, 0, 128]]) {
      meta.transaction((tx) => table.put(tx, 64 * 5, Buffer.from(bytes)));
      expect(() => new SharedBlocks(meta).isShared(vbnOf(5, 1))).toThrow('The sharing counts of segment 5 are damaged.');
    }
  });
});
