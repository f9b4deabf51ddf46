import { describe, expect, it } from 'vitest';
import { encodeNode } from '../../../../electron/array/nodeCodec.ts';
import { LevelWalk } from '../../../../electron/array/exact/levelWalk.ts';
import { SparseBitmap } from '../../../../electron/array/exact/sparseBitmap.ts';
import type { WalkOptions, WalkResult, WalkRoot } from '../../../../electron/array/exact/walkTypes.ts';
import { segmentOf, slotOf } from '../../../../electron/array/layout.ts';
import { TimeSlice } from '../../../../electron/array/timeSlice.ts';
import { createRandom, testSeed } from '../../../sim/random.ts';
import { Forest, isRare } from './forest.ts';
import { countNaively } from './naive.ts';

async function walk(roots: readonly WalkRoot[], options: Omit<WalkOptions, 'slice'>): Promise<WalkResult> {
  const exact = new LevelWalk({ slice: new TimeSlice(), ...options });
  for (const root of roots) exact.addRoot(root);
  return exact.run();
}

function optionsOf(forest: Forest): Omit<WalkOptions, 'slice'> {
  const { baseNode, baseVbn, deduped } = forest;
  return { reader: forest.reader(), baseNode, baseVbn, countsInherited: true, hasFairShares: true, dedupedBlocks: deduped };
}

function expectSame(found: WalkResult, expected: ReturnType<typeof countNaively>): void {
  expect([...found.usedNodes.numbers()].sort((a, b) => a - b)).toEqual([...expected.nodes].sort((a, b) => a - b));
  expect([...found.usedBlocks.numbers()].sort((a, b) => a - b)).toEqual([...expected.used].sort((a, b) => a - b));
  expect([...expected.used].filter((vbn) => !found.usedBlocks.isUsed(segmentOf(vbn), slotOf(vbn)))).toEqual([]);
  expect(found.nodeCount).toBe(expected.nodes.size);
  expect(found.distinctBlocks).toBe(expected.blocks.size);
  for (const list of ['pointers', 'inheritedPointers', 'snapshotPointers', 'exclusiveBlocks', 'groupBlocks', 'snapshotUniqueBlocks'] as const) {
    expect({ [list]: [...found[list]] }).toEqual({ [list]: expected[list] });
  }
  expect(found.snapshotOnlyBlocks).toBe(expected.snapshotOnlyBlocks);
  expect(found.savedByDedupeBlocks).toBe(expected.savedByDedupeBlocks);
  expect(found.fairShares).toHaveLength(expected.fairShares.length);
  const wrong = expected.fairShares.filter((share, file) => Math.abs(share - (found.fairShares?.[file] ?? 0)) > 1e-6);
  expect(wrong).toEqual([]);
}

describe('the exact walk', () => {
  it('finds what following every pointer on its own finds', async () => {
    const random = createRandom(testSeed('exact walk'));
    const seen = { group: 0, unique: 0, snapshotOnly: 0, inherited: 0, deduped: 0 };
    for (let round = 0; round < 30 || (round < 300 && isRare(seen)); round += 1) {
      const forest = new Forest(random, random.pick([0, 20, 40, 60]));
      const roots = forest.roots();
      const expected = countNaively(forest, roots);
      const found = await walk(roots, optionsOf(forest));
      expectSame(found, expected);
      const shares = (found.fairShares ?? new Float64Array()).reduce((sum, share) => sum + share, 0);
      expect(shares + found.snapshotOnlyBlocks).toBeCloseTo(found.distinctBlocks, 5);
      if (expected.groupBlocks.some((count) => count > 0)) seen.group += 1;
      if (expected.snapshotUniqueBlocks.some((count) => count > 0)) seen.unique += 1;
      if (expected.snapshotOnlyBlocks > 0) seen.snapshotOnly += 1;
      if (expected.inheritedPointers.some((count) => count > 0)) seen.inherited += 1;
      if (expected.savedByDedupeBlocks > 0) seen.deduped += 1;
    }
    // The forests would prove little if these cases did not come up.
    expect(isRare(seen), JSON.stringify(seen)).toBe(false);
  }, 90_000);

  it('leaves out what it is not asked for', async () => {
    const random = createRandom(testSeed('exact walk, less asked'));
    for (let round = 0; round < 20; round += 1) {
      const forest = new Forest(random, 40);
      const roots = forest.roots();
      const { reader, baseNode = 0, baseVbn = 0 } = optionsOf(forest);
      const expected = countNaively(forest, roots);
      const found = await walk(roots, { reader: { first: (id) => (id < baseNode ? undefined : reader.first(id)), second: (id) => reader.second(id) }, baseNode, baseVbn });
      expect(found.fairShares).toBeNull();
      expect(found.savedByDedupeBlocks).toBe(0);
      expect([...found.exclusiveBlocks]).toEqual(expected.exclusiveBlocks);
      expect(found.pointers.map((count, file) => count - (found.inheritedPointers[file] ?? 0))).toEqual(
        Float64Array.from(expected.pointers, (count, file) => count - (expected.inheritedPointers[file] ?? 0)),
      );
    }
  });

  it('reads every node once on the way down', async () => {
    const random = createRandom(testSeed('exact walk, reads'));
    const forest = new Forest(random, 0);
    for (let i = 0; i < 6; i += 1) forest.create();
    // Each file with a clone that has changed nothing, and a snapshot of both.
    const roots = forest.roots().flatMap((root) => [root, { ...root, fileIndex: root.fileIndex + 7 }, { ...root, snapshots: { from: 0, to: 0 } }]);
    const reads = new Map<number, number>();
    const reader = forest.reader();
    await walk(roots, { reader: { ...reader, first: (id) => (reads.set(id, (reads.get(id) ?? 0) + 1), reader.first(id)) } });
    const inner = new Set<number>();
    const addInner = (id: number, level: number): void => {
      if (level === 0) return;
      inner.add(id);
      for (const child of forest.nodes.get(id) ?? []) if (child !== 0) addInner(child, level - 1);
    };
    for (const { root, level } of roots) addInner(root, level);
    expect(reads.size).toBe(countNaively(forest, roots).nodes.size);
    // Nodes above the leaves are read again on the way up.
    for (const [id, count] of reads) expect(count).toBe(inner.has(id) ? 2 : 1);
  });

  it('marks the blocks and nodes of several volumes in one place', async () => {
    const random = createRandom(testSeed('exact walk, two volumes'));
    const forest = new Forest(random, 60);
    const roots = forest.roots();
    const first = await walk(roots.slice(0, 1), optionsOf(forest));
    const both = await walk(roots, { ...optionsOf(forest), usedNodes: first.usedNodes, usedBlocks: first.usedBlocks });
    const expected = countNaively(forest, roots);
    expect([...both.usedBlocks.numbers()].sort((a, b) => a - b)).toEqual([...expected.used].sort((a, b) => a - b));
    expect(both.usedNodes.count()).toBe(expected.nodes.size);
    expect(both.distinctBlocks).toBe(expected.blocks.size);
  });

  it('tells positions apart that differ only in a high part of the map', async () => {
    const nodes: Float64Array[] = [];
    // Two leaves of the same blocks: slot 1 of the first node above the leaves, slot 0 of the second one.
    const shapes: [number, number[]][] = [[1, [50, 51]], [2, [50, 51]], [3, [0, 1]], [4, [2, 0]], [5, [3, 4]]];
    for (const [id, pointers] of shapes) nodes[id] = Float64Array.from({ length: 512 }, (_, slot) => pointers[slot] ?? 0);
    const dedupedBlocks = new SparseBitmap();
    dedupedBlocks.addRange(50, 2);
    const reader = { first: (id: number) => encodeNode(nodes[id] ?? new Float64Array(512))[0], second: () => undefined };
    const root = { root: 5, level: 2, fileIndex: 0, groupIndex: 0, familyIndex: 0, snapshots: null };
    const found = await walk([root], { reader, dedupedBlocks, hasFairShares: true });
    expect(found).toMatchObject({ savedByDedupeBlocks: 2, distinctBlocks: 2, pointers: Float64Array.of(4), fairShares: Float64Array.of(2) });
  });

  it('tells once of each node that cannot be read and counts the rest', async () => {
    const random = createRandom(testSeed('exact walk, damage'));
    for (let round = 0; round < 20; round += 1) {
      const forest = new Forest(random, 30);
      const roots = forest.roots();
      const used = [...countNaively(forest, roots).nodes];
      if (used.length === 0) continue;
      const missing = new Set([random.pick(used), random.pick(used)]);
      const told: number[] = [];
      const options = { ...optionsOf(forest), reader: forest.reader(missing), onDamage: (_error: unknown, file: number) => void told.push(file) };
      const expected = countNaively(forest, roots, missing);
      expectSame(await walk(roots, options), expected);
      const reached = [...missing].filter((id) => expected.nodes.has(id));
      expect(told).toHaveLength(reached.length);
      const reachers = reached.map((id) => roots.filter((root) => countNaively(forest, [root], missing).nodes.has(id)).map((root) => root.fileIndex));
      for (const file of told) expect(reachers.some((files) => files.includes(file))).toBe(true);
      await expect(walk(roots, { ...optionsOf(forest), reader: forest.reader(missing) })).rejects.toThrow('is missing');
    }
  });

  it('ends when it is cancelled', async () => {
    const forest = new Forest(createRandom(testSeed('exact walk, cancelled')), 0);
    for (let i = 0; i < 6; i += 1) forest.create();
    const cancelled = AbortSignal.abort();
    const slice = new TimeSlice(cancelled);
    const reader = forest.reader();
    const slow = { ...reader, first: (id: number) => {
      const until = performance.now() + 9;
      while (performance.now() < until);
      return reader.first(id);
    } };
    const exact = new LevelWalk({ slice, reader: slow });
    for (const root of forest.roots()) exact.addRoot(root);
    await expect(exact.run()).rejects.toMatchObject({ code: 'RequestCanceled' });
  });
});
