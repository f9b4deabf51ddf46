import { describe, expect, it } from 'vitest';
import { findHolders, findHoldersOfAll, type FoundHolder } from '../../../../electron/array/exact/holders.ts';
import { SparseBitmap } from '../../../../electron/array/exact/sparseBitmap.ts';
import type { WalkRoot } from '../../../../electron/array/exact/walkTypes.ts';
import { TimeSlice } from '../../../../electron/array/timeSlice.ts';
import { createRandom, testSeed } from '../../../sim/random.ts';
import { Forest, isRare } from './forest.ts';
import { pointersOf } from './naive.ts';

function everyPointer(forest: Forest, roots: readonly WalkRoot[], missing: ReadonlySet<number> = new Set()): FoundHolder[] {
  return roots.flatMap((root) => pointersOf(forest, root, missing, () => undefined).map(({ block, vbn }) => ({ root, block, vbn })));
}

describe('who holds a block', () => {
  it('is the same for one block as by following every pointer', async () => {
    const random = createRandom(testSeed('holders'));
    const seen = { severalRoots: 0, severalPlaces: 0, inherited: 0 };
    for (let round = 0; round < 25 || (round < 300 && isRare(seen)); round += 1) {
      const forest = new Forest(random, random.pick([5, 30, 80]));
      const roots = forest.roots();
      const pointers = everyPointer(forest, roots);
      if (pointers.length === 0) continue;
      const source = { reader: forest.reader(), slice: new TimeSlice() };
      for (let i = 0; i < 10; i += 1) {
        const { root, block, vbn } = random.pick(pointers);
        const expected = pointers.filter((pointer) => pointer.vbn === vbn);
        expect(await findHolders({ vbn, block, familyIndex: root.familyIndex }, roots, source, forest.dedupedVbns.has(vbn))).toEqual(expected);
        if (new Set(expected.map((pointer) => pointer.root)).size > 1) seen.severalRoots += 1;
        if (new Set(expected.map((pointer) => pointer.block)).size > 1) seen.severalPlaces += 1;
        if (vbn < forest.baseVbn) seen.inherited += 1;
      }
    }
    expect(isRare(seen), JSON.stringify(seen)).toBe(false);
  }, 90_000);

  it('is found for many blocks at once, also where part of a map is damaged', async () => {
    const random = createRandom(testSeed('holders of many'));
    for (let round = 0; round < 20; round += 1) {
      const forest = new Forest(random, 40);
      const roots = forest.roots();
      const used = [...forest.nodes.keys()];
      const missing = new Set(round % 2 === 0 ? [] : [random.pick(used), random.pick(used)]);
      const pointers = everyPointer(forest, roots, missing);
      const wanted = new SparseBitmap();
      wanted.add(2 ** 47);
      for (let i = 0; i < 20 && pointers.length > 0; i += 1) wanted.add(random.pick(pointers).vbn);
      const told = new Set<number>();
      const onUnreadable = (_error: unknown, id: number): void => {
        expect(told.has(id)).toBe(false);
        told.add(id);
      };
      const found = await findHoldersOfAll(wanted, roots, { reader: forest.reader(missing), slice: new TimeSlice(), onUnreadable });
      expect(found).toEqual(pointers.filter(({ vbn }) => wanted.has(vbn)));
      expect([...told].every((id) => missing.has(id))).toBe(true);
    }
  });
});
