import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BlockTable } from '../../../../electron/array/exact/blockTable.ts';
import { groupHolders, HolderColumn, joinHolders, nobody, oneHolder, several } from '../../../../electron/array/exact/holderCodes.ts';
import { NodeRuns } from '../../../../electron/array/exact/nodeRuns.ts';
import { NumberIndex, Uint32Column } from '../../../../electron/array/exact/numberIndex.ts';
import { SparseBitmap } from '../../../../electron/array/exact/sparseBitmap.ts';
import { decodeNode, encodeNode, fanOut } from '../../../../electron/array/nodeCodec.ts';
import { slotsPerSegment } from '../../../../electron/array/layout.ts';
import { Fault } from '../../../../shared/faults.ts';
import { createRandom, testSeed } from '../../../sim/random.ts';

describe('a sparse bitmap', () => {
  it('holds what a set of numbers holds, across words and pages', () => {
    const number = fc.oneof(fc.integer({ min: 0, max: 70 }), fc.integer({ min: -70, max: 70 }).map((off) => 5 * slotsPerSegment + off), fc.constant(2 ** 47 + 31));
    const length = fc.oneof(fc.integer({ min: 1, max: 70 }), fc.integer({ min: 16_000, max: 40_000 }));
    const step = fc.record({ kind: fc.constantFrom('add', 'addRange', 'removeRange'), first: number, length });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 8 }), fc.array(fc.record({ first: number, length }), { maxLength: 4 }), (steps, ranges) => {
        const bitmap = new SparseBitmap();
        const model = new Set<number>();
        for (const { kind, first, length: count } of steps) {
          const all = Array.from({ length: count }, (_, i) => first + i);
          if (kind === 'add') {
            expect(bitmap.add(first)).toBe(!model.has(first));
            model.add(first);
          } else if (kind === 'addRange') {
            bitmap.addRange(first, count);
            for (const one of all) model.add(one);
          } else {
            bitmap.removeRange(first, count);
            for (const one of all) model.delete(one);
          }
        }
        expect(bitmap.count()).toBe(model.size);
        expect([...bitmap.numbers()].every((one) => model.has(one))).toBe(true);
        const seen = new SparseBitmap();
        for (const { first, length: count } of ranges) {
          const inside = Array.from({ length: count }, (_, i) => first + i).filter((one) => model.has(one));
          expect(bitmap.countRange(first, count, seen)).toBe(inside.length);
          expect(inside.every((one) => seen.has(one))).toBe(true);
        }
        expect(seen.meets(bitmap)).toBe(seen.count() > 0);
        expect(new SparseBitmap().meets(bitmap)).toBe(false);
      }),
      { numRuns: 40 },
    );
  });
});

describe('a number index', () => {
  it.each([1, 4, 16, 4_096, 2 ** 33])('gives dense indexes to numbers %i apart, in the order in which they come', (step) => {
    const index = new NumberIndex();
    const count = 20_000;
    for (let i = 0; i < count; i += 1) expect(index.add(i * step)).toBe(i);
    for (let i = 0; i < count; i += 1) if (index.find(i * step) !== i || index.add(i * step) !== i || index.numberAt(i) !== i * step) expect.unreachable(`${i}`);
    expect(index.find(count * step)).toBe(-1);
    expect(index.size).toBe(count);
  });

  it('takes random numbers as a map does', () => {
    const random = createRandom(testSeed('number index'));
    const index = new NumberIndex();
    const model = new Map<number, number>();
    for (let i = 0; i < 50_000; i += 1) {
      const number = random.below(2 ** 21) * random.below(2 ** 27);
      const known = model.get(number) ?? model.size;
      if (index.find(number) !== (model.get(number) ?? -1) || index.add(number) !== known) expect.unreachable(`${number}`);
      model.set(number, known);
    }
    expect(index.size).toBe(model.size);
  });

  it('comes with columns that are 0 until they are set', () => {
    const column = new Uint32Column();
    column.set(5_000, 2 ** 32 - 1);
    expect([column.get(0), column.get(4_999), column.get(5_000), column.get(9_999)]).toEqual([0, 0, 2 ** 32 - 1, 0]);
  });
});

describe('holder codes', () => {
  const groupOf = [0, 0, 1, 1, 2];
  const code = fc.oneof(fc.constant(nobody), fc.constant(several), fc.integer({ min: 0, max: 4 }).map(oneHolder), fc.integer({ min: 0, max: 2 }).map(groupHolders));

  it('join in any order, and no matter how often', () => {
    const join = (a: number, b: number): number => joinHolders(a, b, groupOf);
    fc.assert(
      fc.property(code, code, code, (a, b, c) => {
        expect(join(a, b)).toBe(join(b, a));
        expect(join(join(a, b), c)).toBe(join(a, join(b, c)));
        expect(join(a, a)).toBe(a);
        expect(join(join(a, b), b)).toBe(join(a, b));
      }),
    );
    expect(join(oneHolder(0), oneHolder(1))).toBe(groupHolders(0));
    expect(join(oneHolder(1), oneHolder(2))).toBe(several);
    expect(join(groupHolders(1), oneHolder(3))).toBe(groupHolders(1));
    expect(joinHolders(oneHolder(0), oneHolder(1), [])).toBe(several);
  });

  it('are kept for ranges of slots as for each slot alone', () => {
    const range = fc.tuple(fc.integer({ min: 0, max: slotsPerSegment - 1 }), fc.integer({ min: 1, max: 700 }), code.filter((one) => one !== nobody));
    fc.assert(
      fc.property(fc.array(range, { maxLength: 12 }), (ranges) => {
        const column = new HolderColumn();
        const model = new Int32Array(slotsPerSegment);
        for (const [from, length, holder] of ranges) {
          const end = Math.min(slotsPerSegment, from + length);
          column.add(from, end, holder, groupOf);
          for (let slot = from; slot < end; slot += 1) model[slot] = joinHolders(model[slot] ?? 0, holder, groupOf);
        }
        expect(model.every((holder, slot) => column.at(slot) === holder)).toBe(true);
      }),
      { numRuns: 40 },
    );
  });
});

describe('runs of a stored node', () => {
  it('are its pointers', () => {
    const pointer = fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 2 ** 48 - 1 }));
    const stretch = fc.record({ first: pointer, length: fc.integer({ min: 1, max: 300 }), step: fc.constantFrom(1, 1, 2) });
    fc.assert(
      fc.property(fc.array(stretch, { maxLength: 60 }), (stretches) => {
        const slots = new Float64Array(fanOut);
        let at = 0;
        for (const { first, length, step } of stretches) {
          for (let i = 0; i < length && at < fanOut; i += 1) slots[at++] = first === 0 ? 0 : Math.min(first + i * step, 2 ** 48 - 1);
        }
        const [first, second] = encodeNode(slots);
        const runs = new NodeRuns();
        runs.read({ first: () => first, second: () => second }, 1);
        expect(Float64Array.from({ length: fanOut }, (_, slot) => runs.pointerAt(slot))).toEqual(slots);
        expect(runs.pointerCount()).toBe(slots.filter((one) => one !== 0).length);
      }),
    );
  });

  it('are refused whenever the node is', () => {
    const bytes = fc.oneof(fc.uint8Array({ maxLength: 60 }), fc.uint8Array({ minLength: 1536, maxLength: 1536 }));
    const kind = fc.constantFrom(0, 1, 2, 3);
    const value = fc.tuple(kind, bytes).map(([first, rest]) => Buffer.from([first, ...rest]));
    fc.assert(
      fc.property(value, fc.option(value, { nil: undefined }), (first, second) => {
        const runs = new NodeRuns();
        let slots: Float64Array | null = null;
        try {
          slots = decodeNode(1, first, () => second);
        } catch (error) {
          expect(error).toBeInstanceOf(Fault);
        }
        try {
          runs.read({ first: () => first, second: () => second }, 1);
        } catch (error) {
          expect(error).toMatchObject({ code: 'DataIntegrity' });
          expect(runs.count).toBe(0);
          return;
        }
        expect(Float64Array.from({ length: fanOut }, (_, slot) => runs.pointerAt(slot))).toEqual(slots);
      }),
    );
    expect(() => new NodeRuns().read({ first: () => undefined, second: () => undefined }, 7)).toThrow('Map node 7 is missing');
    const overlapping = Buffer.from([1, 0, 0, 2, 0, 1, 0, 0, 0, 0, 0, 1, 0, 2, 0, 9, 0, 0, 0, 0, 0]);
    expect(() => new NodeRuns().read({ first: () => overlapping, second: () => undefined }, 7)).toThrow('Map node 7 is damaged');
  });
});

describe('the table of blocks', () => {
  it('counts runs that reach from one segment into the next', () => {
    const table = new BlockTable();
    const runs = new NodeRuns();
    const slots = Float64Array.from({ length: fanOut }, (_, slot) => 3 * slotsPerSegment - 100 + slot);
    const [bytes] = encodeNode(slots);
    runs.read({ first: () => bytes, second: () => undefined }, 1);
    table.addLeaf(runs, { live: 1, owner: oneHolder(0), snapshot: nobody, file: 0 }, 0, [0, 0]);
    const baseVbn = 3 * slotsPerSegment + 200;
    expect(table.addLeaf(runs, { live: 3, owner: oneHolder(1), snapshot: nobody, file: 1 }, baseVbn, [0, 0])).toBe(300);
    const totals = {
      distinctBlocks: 0, snapshotOnlyBlocks: 0, exclusiveBlocks: new Float64Array(2), groupBlocks: new Float64Array(1), snapshotUniqueBlocks: new Float64Array(0),
    };
    const used = new SparseBitmap();
    expect([...table.segments()]).toEqual([2, 3]);
    for (const segment of table.segments()) table.settle(segment, totals, used, true);
    expect(totals).toMatchObject({ distinctBlocks: 512, exclusiveBlocks: Float64Array.of(300, 0), groupBlocks: Float64Array.of(212) });
    expect(used.count()).toBe(512);
    expect(table.shareOfLeaf(runs, 0)).toBeCloseTo(300 + 212 / 4, 9);
    expect(table.shareOfLeaf(runs, baseVbn)).toBeCloseTo(212 / 4, 9);
  });
});
