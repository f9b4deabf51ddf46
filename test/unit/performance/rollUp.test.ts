/** The record of containers and machines against a model that keeps every sample and works everything out anew. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { Meta } from '../../../electron/meta/meta.ts';
import { averageOf, bucketOf, decodeBucket, encodeBucket, mergeBuckets } from '../../../electron/performance/buckets.ts';
import { ContainerStore } from '../../../electron/performance/containerStore.ts';
import { MachineStore } from '../../../electron/performance/machineStore.ts';
import { levelNumbers, sampleSlotsOf, slotOver } from '../../../electron/performance/slots.ts';
import { SlotTable, type SlotRows } from '../../../electron/performance/slotTable.ts';
import { summarize } from '../../../electron/performance/steps.ts';
import { objectIdSchema, type ObjectId } from '../../../shared/ids.ts';
import { performanceCounters, sampleMs, type CounterId } from '../../../shared/model/performance.ts';
import { createRandom, testSeed } from '../../sim/random.ts';
import { dawnMs } from './harness.ts';

let directory: string;
let meta: Meta;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'cloneyard-test-'));
  meta = Meta.open(directory);
});
afterEach(async () => {
  await meta.close();
  rmSync(directory, { recursive: true, force: true });
});

const firstSlot = dawnMs / sampleMs;

it('rolls up what was measured as a model does that keeps every sample', () => {
  const random = createRandom(testSeed('roll-up of containers'));
  const ids: readonly ObjectId[] = ['host-1', 'host-2', 'datastore-3'].map((id) => objectIdSchema.parse(id));
  const counters: readonly CounterId[] = ['network.read', 'mover.busy', 'space.stored'];
  const samples: { readonly slot: number; readonly id: ObjectId; readonly coveredMs: number; readonly measured: Map<CounterId, number> }[] = [];
  let store = new ContainerStore(meta);
  let slot = firstSlot;
  let newestSlot = slot;
  for (let round = 0; round < 400; round += 1) {
    // Mostly one after the other, now and then a gap, the same slot twice, or one that was there already.
    slot += random.chance(0.97) ? 1 : random.pick([0, -1, -5, 40, 300]);
    const coveredMs = random.pick([sampleMs, sampleMs, 13_000, 1]);
    const buckets = new Map<ObjectId, ReturnType<typeof bucketOf>>();
    for (const id of ids) {
      if (random.chance(0.1)) continue;
      const measured = new Map(counters.filter(() => random.chance(0.9)).map((counter) => [counter, counter === 'mover.busy' ? random.below(coveredMs + 1) : random.below(1_000_000)]));
      buckets.set(id, bucketOf(measured, coveredMs));
      samples.push({ slot, id, coveredMs, measured });
    }
    // By the clock nothing is too old or of a time that has not come; what becomes of that is tested apart.
    newestSlot = Math.max(newestSlot, slot);
    const write = store.prepare(slot, buckets, newestSlot * sampleMs);
    meta.transaction((tx) => write(tx));
    if (random.chance(0.02)) store = new ContainerStore(meta);
  }
  const oldest = newestSlot - 150;
  let compared = 0;
  for (const level of levelNumbers) {
    const groups = new Map<string, typeof samples>();
    for (const sample of samples) {
      if (level === 0 && sample.slot <= oldest) continue;
      const key = `${slotOver(level, sample.slot)} ${sample.id}`;
      groups.set(key, [...(groups.get(key) ?? []), sample]);
    }
    for (const [key, group] of groups) {
      const [slotText, idText] = key.split(' ');
      const bucket = store.get(level, Number(slotText), objectIdSchema.parse(idText));
      expect(bucket?.samples, key).toBe(group.length);
      expect(bucket?.coveredMs).toBe(group.reduce((sum, { coveredMs }) => sum + coveredMs, 0));
      for (const counter of counters) {
        const found = group.filter(({ measured }) => measured.has(counter));
        const figure = bucket?.figures.get(counter);
        if (found.length === 0) {
          expect(figure).toBeUndefined();
          continue;
        }
        const amounts = found.map(({ measured }) => measured.get(counter) ?? 0);
        expect(figure?.sum).toBe(amounts.reduce((sum, amount) => sum + amount, 0));
        const factor = counter === 'mover.busy' ? 100 : 1_000;
        const values = counter === 'space.stored' ? amounts : found.map(({ coveredMs }, index) => ((amounts[index] ?? 0) * factor) / coveredMs);
        expect(figure?.min).toBeCloseTo(Math.min(...values), 6);
        expect(figure?.max).toBeCloseTo(Math.max(...values), 6);
        const averageValue = (bucket && averageOf(bucket, counter)) ?? Number.NaN;
        expect(averageValue, `${counter} ${key}`).toBeGreaterThanOrEqual(Math.min(...values) - 1e-6);
        expect(averageValue, `${counter} ${key}`).toBeLessThanOrEqual(Math.max(...values) + 1e-6);
        const total = amounts.reduce((sum, amount) => sum + amount, 0);
        const coveredMs = found.reduce((sum, sample) => sum + sample.coveredMs, 0);
        expect(averageValue).toBeCloseTo(counter === 'space.stored' ? total / found.length : (total * factor) / coveredMs, 6);
        compared += 1;
      }
    }
  }
  expect(compared).toBeGreaterThan(300);
});

it('averages rates over the time they were counted in and readings over their samples', () => {
  const store = new ContainerStore(meta);
  const id = objectIdSchema.parse('host-1');
  const add = (slot: number, readBytes: number, storedBytes: number, coveredMs: number): void => {
    const bucket = bucketOf(new Map<CounterId, number>([['network.read', readBytes], ['space.stored', storedBytes]]), coveredMs);
    const write = store.prepare(slot, new Map([[id, bucket]]), slot * sampleMs);
    meta.transaction((tx) => write(tx));
  };
  add(firstSlot, 1_000_000, 10, 20_000);
  add(firstSlot + 1, 0, 40, 5_000);
  const day = store.get(1, slotOver(1, firstSlot), id);
  expect(day && averageOf(day, 'network.read')).toBe(40_000);
  expect(day && averageOf(day, 'space.stored')).toBe(25);
  expect(day?.figures.get('network.read')).toEqual({ sum: 1_000_000, min: 0, max: 50_000, samples: 2, coveredMs: 25_000 });
});

it('keeps the average of a counter that came later between its extremes, and reads buckets of before', () => {
  const early = bucketOf(new Map<CounterId, number>([['space.stored', 10]]), sampleMs);
  const late = bucketOf(new Map<CounterId, number>([['space.stored', 30], ['machines.count', 4], ['network.read', 40_000]]), sampleMs);
  const record = encodeBucket(mergeBuckets(mergeBuckets(early, early), late));
  const merged = decodeBucket(record);
  expect((['space.stored', 'machines.count', 'network.read'] as const).map((id) => averageOf(merged, id))).toEqual([50 / 3, 4, 2_000]);
  expect(merged.figures.get('machines.count')).toEqual({ sum: 4, min: 4, max: 4, samples: 1, coveredMs: sampleMs });
  // A bucket of which all was measured all the time is stored as it always was.
  expect(encodeBucket(late)).toHaveLength(2 + 3 * 4);
  expect(averageOf(decodeBucket([2, 40_000, performanceCounters['machines.count'].code, 8, 4, 4]), 'machines.count')).toBe(4);
});

it('keeps machines that seldom change as a model does that knows them in every slot', () => {
  const random = createRandom(testSeed('steps of machines'));
  const slots = 6_000;
  const machines = [101, 102, 103];
  const known = new Map(machines.map((number) => [number, Array.from({ length: slots }, (): number[] | null => null)]));
  let store = new MachineStore(meta);
  const present = new Map<number, number[]>();
  for (let at = 0; at < slots; at += 1) {
    const changed = new Map<number, number[]>();
    for (const number of machines) if (random.chance(0.01)) changed.set(number, [random.below(1_000), random.below(1_000)]);
    if (changed.size > 0) {
      const write = store.prepare(firstSlot + at, changed, [], (firstSlot + at) * sampleMs);
      meta.transaction((tx) => write(tx));
    }
    for (const [number, values] of changed) present.set(number, values);
    for (const number of machines) {
      const row = known.get(number);
      if (row) row[at] = present.get(number) ?? null;
    }
    if (random.chance(0.01)) store = new MachineStore(meta);
  }
  let compared = 0;
  for (const level of levelNumbers) {
    const length = sampleSlotsOf(level);
    for (const number of machines) {
      const row = known.get(number) ?? [];
      for (let slot = slotOver(level, firstSlot); slot * length < firstSlot + slots; slot += 1) {
        const found = store.get(level, slot, number);
        if (!found) continue;
        const endSlot = Math.min((slot + 1) * length, firstSlot + slots);
        const truth = row.slice(Math.max(0, slot * length - firstSlot), endSlot - firstSlot).filter((values) => values !== null);
        for (const index of [0, 1]) {
          const values = truth.map((figures) => figures[index] ?? -1);
          expect(summarize(found, index, slot * length, endSlot)).toEqual({
            slots: values.length, sum: values.reduce((sum, value) => sum + value, 0), min: Math.min(...values), max: Math.max(...values),
          });
          compared += 1;
        }
      }
    }
  }
  expect(compared).toBeGreaterThan(200);
  for (const number of machines) expect(store.last(number)?.values).toEqual(present.get(number));
});

it('writes nothing for a machine that is what it was, and forgets one that is gone', () => {
  const store = new MachineStore(meta);
  const record = (slot: number, values: number[], gone: number[] = []): void => {
    const write = store.prepare(slot, new Map(gone.length > 0 ? [] : [[101, values]]), gone, slot * sampleMs);
    meta.transaction((tx) => write(tx));
  };
  record(firstSlot, [1, 2]);
  record(firstSlot + 1, [1, 2]);
  expect(store.rowCount(0)).toBe(1);
  record(firstSlot + 2, [1, 3]);
  expect(store.get(0, firstSlot + 2, 101)?.steps[1]).toMatchObject({ before: 2, last: 3 });
  record(firstSlot + 3, [], [101]);
  expect(store.last(101)).toBeNull();
});

it('keeps no more machines than its bound, and the newest ones', () => {
  const store = new MachineStore(meta, 50);
  for (let at = 0; at < 100; at += 1) {
    const write = store.prepare(firstSlot + at, new Map([[101, [at, 0]], [102, [at, 1]]]), [], (firstSlot + at) * sampleMs);
    meta.transaction((tx) => write(tx));
  }
  expect(store.rowCount(0)).toBe(50);
  expect(store.get(0, firstSlot + 99, 102)?.steps[0]?.last).toBe(99);
  expect(store.get(0, firstSlot + 70, 101)).toBeNull();
});

it('does not count rows of which any number is kept', () => {
  const rows: SlotRows = meta.table('test');
  let counted = 0;
  const watched: SlotRows = { ...rows, count: () => (counted += 1) };
  const kept = { first: firstSlot - 10, last: firstSlot };
  expect(new SlotTable(watched, 0).outside(kept, 3)).toEqual([]);
  expect(counted).toBe(0);
  // Nor where nothing comes to them, which is how most intervals are.
  expect(new SlotTable(watched, 0, 5).outside(kept, 0)).toEqual([]);
  expect(counted).toBe(0);
  expect(new SlotTable(watched, 0, 5).outside(kept, 3)).toEqual([]);
  expect(counted).toBe(1);
});
