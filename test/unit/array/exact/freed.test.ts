import { describe, expect, it } from 'vitest';
import { countFreed } from '../../../../electron/array/exact/freed.ts';
import type { WalkRoot } from '../../../../electron/array/exact/walkTypes.ts';
import { TimeSlice } from '../../../../electron/array/timeSlice.ts';
import { createRandom, testSeed } from '../../../sim/random.ts';
import { Forest, isRare } from './forest.ts';
import { pointersOf } from './naive.ts';

function chargedBlocks(forest: Forest, roots: readonly WalkRoot[]): Set<number> {
  const blocks = new Set<number>();
  for (const root of roots) for (const { vbn, isInherited } of pointersOf(forest, root, new Set(), () => undefined)) if (!isInherited) blocks.add(vbn);
  return blocks;
}

function optionsOf(forest: Forest, setRoots: readonly WalkRoot[], otherRoots: readonly WalkRoot[]) {
  const { baseNode, baseVbn, deduped } = forest;
  return { reader: forest.reader(), slice: new TimeSlice(), baseNode, baseVbn, dedupedBlocks: deduped, setRoots, otherRoots };
}

describe('what deleting a set of files would free', () => {
  it('is what nothing else reaches', async () => {
    const random = createRandom(testSeed('freed'));
    const seen = { nothing: 0, something: 0, lessThanHeld: 0, deduped: 0 };
    for (let round = 0; round < 25 || (round < 300 && isRare(seen)); round += 1) {
      const forest = new Forest(random, random.pick([5, 30, 80]));
      const roots = forest.roots();
      const chosen = new Set(forest.files.filter(() => random.chance(0.4)).map((file) => file.fileIndex));
      const withSnapshots = random.chance(0.2);
      const setRoots = roots.filter((root) => chosen.has(root.fileIndex) && (withSnapshots || root.snapshots === null));
      const otherRoots = roots.filter((root) => !setRoots.includes(root));
      const held = chargedBlocks(forest, setRoots);
      const others = chargedBlocks(forest, otherRoots);
      const expected = [...held].filter((vbn) => !others.has(vbn));
      expect(await countFreed(optionsOf(forest, setRoots, otherRoots))).toBe(expected.length);
      if (expected.length === 0) seen.nothing += 1;
      else seen.something += 1;
      if (expected.length > 0 && expected.length < held.size) seen.lessThanHeld += 1;
      if ([...held].some((vbn) => forest.dedupedVbns.has(vbn) && others.has(vbn))) seen.deduped += 1;
    }
    expect(isRare(seen), JSON.stringify(seen)).toBe(false);
  }, 90_000);

  it('is found without reading what cannot share with the set', async () => {
    const random = createRandom(testSeed('freed, few reads'));
    const forest = new Forest(random, 0);
    const [first] = forest.files;
    const mine = forest.roots();
    for (let i = 0; i < 5; i += 1) forest.create();
    const others = forest.roots().filter((root) => root.fileIndex !== first?.fileIndex);
    const read = new Set<number>();
    const reader = forest.reader();
    const options = { ...optionsOf(forest, mine, others), reader: { ...reader, first: (id: number) => (read.add(id), reader.first(id)) } };
    const own = new Set<number>();
    for (const root of mine) pointersOf(forest, root, new Set(), (id) => own.add(id));
    expect(await countFreed(options)).toBe(chargedBlocks(forest, mine).size);
    expect(read).toEqual(own);
  });

  it('is not guessed when a node cannot be read', async () => {
    const forest = new Forest(createRandom(testSeed('freed, damage')), 0);
    const roots = forest.roots();
    const missing = new Set(roots.map(({ root }) => root));
    await expect(countFreed({ ...optionsOf(forest, roots, []), reader: forest.reader(missing) })).rejects.toMatchObject({ code: 'DataIntegrity' });
  });
});
