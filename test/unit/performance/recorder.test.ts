import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { readAll } from '../../../electron/performance/readings.ts';
import { readSeries } from '../../../electron/performance/series.ts';
import { Fault } from '../../../shared/faults.ts';
import { objectIdSchema, volumeIdSchema } from '../../../shared/ids.ts';
import { mibBytes } from '../../../shared/units.ts';
import { dawnMs, dayMs, hourMs, PerformanceBench, secondMs } from './harness.ts';

let bench: PerformanceBench;
beforeEach(async () => {
  bench = new PerformanceBench();
  await bench.open();
});
afterEach(() => bench.cleanUp());

describe('what is recorded', () => {
  it('tells what a host did per second, and of clusters, datacenters and the vCenter what their hosts did together', () => {
    const [one, other] = [bench.idOf('host', 'esx-01'), bench.idOf('host', 'esx-02')];
    bench.interval();
    bench.rooms.hostUse.record(one, { busyMs: 10_000, networkReadBytes: 40_000, networkWriteBytes: 20_000 });
    bench.rooms.hostUse.record(other, { busyMs: 0, networkReadBytes: 20_000, networkWriteBytes: 0 });
    bench.interval();
    expect(bench.series(one, ['network.read', 'mover.busy']).series.map(({ average }) => average.slice(-2))).toEqual([[0, 2_000], [0, 50]]);
    const root = bench.series(bench.idOf('vcenter'), ['network.read', 'network.written', 'mover.busy', 'machines.count']);
    expect(root.series.map(({ average }) => average.at(-1))).toEqual([3_000, 1_000, 25, 0]);
    expect(root.series[0]?.summary).toEqual({ latest: 3_000, minimum: 0, average: 1_500, maximum: 3_000, total: 60_000 });
    // A share of time adds up to nothing that anybody asks for.
    expect(root.series[2]?.summary.total).toBeNull();
    expect(bench.series(bench.idOf('datacenter'), ['network.read']).series[0]?.average.at(-1)).toBe(3_000);
  });

  it('tells the space of a datastore and what its array has read and written', async () => {
    const [vm] = await bench.addMachines('web');
    bench.interval();
    if (vm) await bench.write(vm, 10, 7);
    bench.interval();
    const stored = bench.series(bench.idOf('datastore'), ['space.stored', 'space.free', 'space.capacity', 'space.provisioned']);
    const info = bench.rooms.array.volume(bench.rooms.inventory.datastore(bench.idOf('datastore')).volumeId);
    expect(stored.series.map(({ average }) => average.at(-1))).toEqual([info.physicalBytes, 100 * mibBytes - info.physicalBytes, 100 * mibBytes, mibBytes]);
    expect(stored.series[0]?.average.at(-2)).toBe(0);
    expect(bench.series(bench.idOf('vcenter'), ['array.stored']).series[0]?.average.at(-1)).toBe(info.physicalBytes);
    const io = readAll({ ...bench.rooms }).get(bench.idOf('vcenter'))?.amounts;
    const written = bench.series(bench.idOf('vcenter'), ['array.written']).series[0]?.summary.total;
    expect(written).toBe(io?.get('array.written'));
  });

  it('counts what devices did, from zero again after their counters were reset', () => {
    const datastore = bench.rooms.inventory.datastore(bench.idOf('datastore'));
    const { devices } = bench.rooms;
    bench.interval();
    const device = devices.device(datastore.volumeId, datastore.type);
    for (let count = 0; count < 40; count += 1) device.reserve();
    bench.interval();
    devices.resetCounters(null);
    for (let count = 0; count < 20; count += 1) device.reserve();
    bench.interval();
    expect(bench.series(datastore.id, ['commands.lock']).series[0]?.average.slice(-3)).toEqual([0, 2, 1]);
  });

  it('knows a machine as it was ahead of its changes, and where nothing has changed', async () => {
    const [web, idle] = await bench.addMachines('web', 'idle');
    if (!web || !idle) throw new Error('There are no machines.');
    bench.interval();
    bench.interval();
    await bench.write(web, 4, 1);
    bench.interval();
    bench.interval();
    expect(bench.series(web.id, ['vm.unique']).series[0]?.average.slice(-4)).toEqual([0, 0, 16_384, 16_384]);
    expect(bench.series(idle.id, ['vm.unique', 'vm.shared']).series.map(({ average }) => average.slice(-4))).toEqual([[0, 0, 0, 0], [0, 0, 0, 0]]);
    const day = bench.series(web.id, ['vm.unique'], dayMs).series[0];
    expect(day?.average.at(-1)).toBe(8_192);
    // What is latest is the last sample, not an average.
    expect(day?.summary.latest).toBe(16_384);
    expect([day?.minimum.at(-1), day?.maximum.at(-1)]).toEqual([0, 16_384]);
  });

  it('records a crowd of changed machines a part at a time, and all of them in the end', async () => {
    const names = Array.from({ length: 1_300 }, (_, index) => `vdi-${index}`);
    const machines = await bench.addMachines(...names);
    const { recorder, machines: store } = bench.rooms.performance;
    expect(recorder.waitingCount).toBe(1_300);
    bench.interval();
    const left = recorder.waitingCount;
    expect(left).toBeGreaterThan(0);
    for (let round = 0; recorder.waitingCount > 0 && round < 20; round += 1) bench.interval();
    expect(recorder.waitingCount).toBe(0);
    expect(machines.every(({ id }) => store.last(Number(id.slice(3))) !== null)).toBe(true);
  });

  it('mends a machine whose change was not recorded before a crash, when somebody looks', async () => {
    const [web] = await bench.addMachines('web');
    if (!web) throw new Error('There is no machine.');
    await bench.write(web, 1, 1);
    bench.interval();
    await bench.write(web, 3, 2);
    bench.reopenRecord(false);
    bench.interval();
    expect(bench.series(web.id, ['vm.unique']).series[0]?.average.at(-1)).toBe(4_096);
    bench.interval();
    expect(bench.series(web.id, ['vm.unique']).series[0]?.average.at(-1)).toBe(12_288);
  });
});

describe('time', () => {
  it('leaves a gap where the yard was closed, and records what was done before it was', () => {
    const host = bench.idOf('host', 'esx-01');
    bench.interval();
    bench.rooms.hostUse.record(host, { busyMs: 1_000, networkReadBytes: 5_000, networkWriteBytes: 0 });
    bench.clock.pass(5 * secondMs);
    bench.reopenRecord(true);
    bench.clock.pass(95 * secondMs);
    bench.reopenRecord(false);
    bench.interval();
    // Five seconds at 1,000 B/s, four intervals without anybody, and nothing after it.
    expect(bench.series(host, ['network.read']).series[0]?.average.slice(-6)).toEqual([1_000, null, null, null, null, 0]);
  });

  it('keeps everything that was recorded when a crash ends it', () => {
    const host = bench.idOf('host', 'esx-01');
    for (let round = 0; round < 3; round += 1) {
      bench.rooms.hostUse.record(host, { busyMs: 0, networkReadBytes: 20_000, networkWriteBytes: 0 });
      bench.interval();
    }
    bench.reopenRecord(false);
    expect(bench.series(host, ['network.read']).series[0]?.average.slice(-3)).toEqual([1_000, 1_000, 1_000]);
    expect(bench.series(host, ['network.read'], 29 * dayMs).series[0]?.summary).toMatchObject({ average: 1_000, total: 60_000 });
  });

  it('counts a computer that was asleep as a gap', () => {
    bench.interval();
    bench.clock.pass(8 * hourMs);
    bench.interval();
    const { average } = bench.series(bench.idOf('host', 'esx-01'), ['network.read']).series[0] ?? { average: [] };
    expect(average.filter((value) => value !== null)).toHaveLength(1);
  });

  it('tells after a time in which nothing could be recorded what was done in it, at the rate of all of it', () => {
    const host = bench.idOf('host', 'esx-01');
    bench.interval();
    const full = vi.spyOn(bench.rooms.meta, 'transaction').mockImplementation(() => {
      throw new Fault('InsufficientStorageSpace', 'The local disk is full; the change was not made.');
    });
    for (let round = 0; round < 30; round += 1) {
      bench.rooms.hostUse.record(host, { busyMs: 0, networkReadBytes: 20_000, networkWriteBytes: 0 });
      expect(() => bench.interval()).toThrow('disk is full');
    }
    full.mockRestore();
    bench.interval();
    bench.interval();
    const [read] = bench.series(host, ['network.read']).series;
    // 600,000 bytes in 31 intervals.
    expect(read?.average.slice(-4)).toEqual([null, null, 600_000 / 620, 0]);
    expect(read?.summary.total).toBe(600_000);
    expect(bench.series(host, ['network.read'], dayMs).series[0]?.summary).toMatchObject({ average: 600_000 / 660, total: 600_000 });
  });

  it('survives a clock that is a day ahead for a while: the day before stays, and what was ahead goes', () => {
    const host = bench.idOf('host', 'esx-01');
    const known = (): number => bench.series(host, ['network.read']).series[0]?.average.filter((value) => value !== null).length ?? 0;
    for (let round = 0; round < 60; round += 1) bench.interval();
    expect(known()).toBe(60);
    bench.clock.day += dayMs;
    for (let round = 0; round < 5; round += 1) bench.interval();
    bench.clock.day -= dayMs;
    for (let round = 0; round < 10; round += 1) bench.interval();
    // Two of the oldest went for each that was recorded ahead of time: that much a wrong clock may cost.
    expect(known()).toBe(60 - 2 * 5 + 10);
    const day = bench.series(host, ['network.read'], dayMs).series[0];
    expect(day?.average.filter((value) => value !== null).length).toBe(3);
    // Nothing is left of the day that has not come.
    bench.clock.day += dayMs;
    expect(known()).toBe(0);
    expect(bench.said).toEqual([]);
  });

  it('goes on when the clock is set back, and keeps what it knew of that time', () => {
    const host = bench.idOf('host', 'esx-01');
    for (let round = 0; round < 30; round += 1) {
      bench.rooms.hostUse.record(host, { busyMs: 0, networkReadBytes: 20_000, networkWriteBytes: 0 });
      bench.interval();
    }
    bench.clock.day -= 200 * secondMs;
    for (let round = 0; round < 30; round += 1) bench.interval();
    const values = bench.series(host, ['network.read']).series[0]?.average.filter((value) => value !== null) ?? [];
    expect(values.slice(0, 20)).toEqual(Array.from({ length: 20 }, () => 1_000));
    expect(values.at(-1)).toBe(0);
    expect(bench.clock.day).toBe(dawnMs + 60 * 20 * secondMs - 200 * secondMs);
  });

  it('drops what is older than it is kept, at the finest interval after an hour', () => {
    for (let round = 0; round < 220; round += 1) bench.interval();
    const { containers } = bench.rooms.performance;
    const first = dawnMs / (20 * secondMs);
    const kept = Array.from({ length: 220 }, (_, index) => containers.get(0, first + index, bench.idOf('vcenter'))).filter((bucket) => bucket !== null);
    expect(kept.length).toBeLessThanOrEqual(184);
    expect(kept.length).toBeGreaterThanOrEqual(180);
    expect(bench.series(bench.idOf('vcenter'), ['array.read'], dayMs).series[0]?.average.filter((value) => value !== null)).toHaveLength(15);
  });
});

describe('what is asked for', () => {
  it('merges neighbours into as many points as were asked for, with their extremes and totals', () => {
    const host = bench.idOf('host', 'esx-01');
    for (let round = 0; round < 90; round += 1) {
      bench.rooms.hostUse.record(host, { busyMs: 0, networkReadBytes: round === 44 ? 2_000_000 : 20_000, networkWriteBytes: 0 });
      bench.interval();
    }
    const whole = bench.series(host, ['network.read']);
    const few = bench.series(host, ['network.read'], hourMs, 12);
    expect(few.endsMs.length).toBeLessThanOrEqual(12);
    expect(few.stepMs % whole.stepMs).toBe(0);
    expect(few.series[0]?.summary).toMatchObject({ minimum: 1_000, maximum: 100_000, total: whole.series[0]?.summary.total });
    expect(Math.max(...(few.series[0]?.maximum.map((value) => value ?? 0) ?? []))).toBe(100_000);
    expect(bench.series(host, ['network.read'], hourMs, 1).endsMs).toHaveLength(1);
  });

  it('tells as the latest figure the one at the end of the time, not one of after it', () => {
    const host = bench.idOf('host', 'esx-01');
    const work = (networkReadBytes: number, rounds: number): void => {
      for (let round = 0; round < rounds; round += 1) {
        bench.rooms.hostUse.record(host, { busyMs: 0, networkReadBytes, networkWriteBytes: 0 });
        bench.interval();
      }
    };
    work(20_000, 90);
    const endMs = bench.clock.nowMs();
    work(80_000, 90);
    const latest = (toMs: number): number | null | undefined =>
      readSeries(bench.rooms.performance, { objectId: host, counters: ['network.read'], fromMs: endMs - 300 * dayMs, toMs, maxPoints: 2_000 }).series[0]?.summary.latest;
    expect([latest(endMs + 300 * secondMs), latest(endMs), latest(bench.clock.nowMs())]).toEqual([4_000, 1_000, 4_000]);
  });

  it('refuses a counter that the object does not have, a time that ends first and an object that is not there', () => {
    const host = bench.idOf('host');
    expect(() => bench.series(host, ['space.free'])).toThrow(expect.objectContaining({ code: 'InvalidArgument' }));
    expect(() => bench.series(host, ['network.read'], -1)).toThrow(expect.objectContaining({ code: 'InvalidArgument' }));
    expect(() => bench.series(objectIdSchema.parse('host-999'), ['network.read'])).toThrow(expect.objectContaining({ code: 'ManagedObjectNotFound' }));
  });
});

it('records everything else where the array has lost a volume', async () => {
  const { inventory, meta } = bench.rooms;
  const lost = inventory.datastore(bench.idOf('datastore'));
  const broken = { ...lost, volumeId: volumeIdSchema.parse(999) };
  meta.transaction((tx) => inventory.addContainers(tx, [broken]));
  bench.reopenRecord(false);
  bench.interval();
  expect(bench.series(bench.idOf('vcenter'), ['array.stored']).series[0]?.average.at(-1)).toBe(0);
  expect(bench.series(lost.id, ['space.stored']).series[0]?.average.at(-1)).toBeNull();
});
