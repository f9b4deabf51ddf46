import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { zeroCounters } from '../../../../electron/offload/device/counters.ts';
import { DeviceRegistry } from '../../../../electron/offload/device/deviceRegistry.ts';
import { Fault } from '../../../../shared/faults.ts';
import { volumeIdSchema, type VolumeId } from '../../../../shared/ids.ts';
import { mibBytes } from '../../../../shared/units.ts';
import { faultOf } from '../../../suites/arraySubject.ts';
import { counted, openMemoryBench, type DeviceBench } from './deviceBench.ts';

let bench: DeviceBench;
beforeEach(() => {
  bench = openMemoryBench();
});
afterEach(() => bench.dispose());

describe('the registry of devices', () => {
  test('makes a device by the type of its datastore, once', async () => {
    const device = await bench.addDevice('VMFS');
    expect(bench.registry.device(device.volumeId)).toBe(device);
    expect(bench.registry.device(device.volumeId, 'VMFS')).toBe(device);
    expect(device).toMatchObject({ type: 'VMFS', fileBlockBytes: mibBytes, status: 'unknown', distrust: null, switches: { isMoveOn: true, isInitOn: true, isLockingOn: true } });
    expect(device.profile.id).toBe('blockFull');
    expect((await bench.addDevice('NFS')).profile.id).toBe('nasFiler');
    const unknown = volumeIdSchema.parse(999);
    expect(bench.registry.find(unknown)).toBeNull();
    expect(await faultOf(() => bench.registry.device(unknown))).toBe('ManagedObjectNotFound');
  });

  test('begins anew with what cannot be read, and leaves the others alone', async () => {
    const [damaged, uncounted, whole] = [await bench.addDevice('VMFS', 'blockCopy'), await bench.addDevice('VMFS', 'blockCopy'), await bench.addDevice('VMFS', 'blockCopy')];
    for (const device of [damaged, uncounted, whole]) await device.hostWrite(await bench.addFile(device, mibBytes), 0, new Uint8Array(4096));
    bench.registry.save();
    bench.meta.transaction((tx) => {
      bench.meta.table<number, unknown>('deviceRecords').put(tx, damaged.volumeId, { volumeId: damaged.volumeId, type: 'VMFS', profile: 'of another version' });
      bench.meta.table<number, unknown>('deviceCounters').put(tx, uncounted.volumeId, { hostWriteBytes: 'many' });
    });
    bench.reopenRegistry();
    expect(bench.registry.find(damaged.volumeId)).toBeNull();
    expect(bench.registry.device(damaged.volumeId, 'VMFS').profile.id).toBe('blockFull');
    const again = [uncounted, whole].map(({ volumeId }) => bench.registry.device(volumeId));
    expect(again.map(({ profile, counters }) => [profile.id, counters.hostWriteBytes])).toEqual([['blockCopy', 0], ['blockCopy', 4096]]);
  });

  test('keeps settings, status, distrust and counters', async () => {
    const { volumeId } = await bench.addDevice('VMFS', 'blockCopy');
    const untouched = await bench.addDevice('NFS');
    const before = bench.registry.device(volumeId);
    const file = await bench.addFile(before, mibBytes);
    bench.meta.transaction((tx) => bench.registry.update(tx, volumeId, { switches: { isInitOn: false }, fileBlockBytes: 8 * mibBytes }));
    await before.blockZero(file, 0, mibBytes);
    await before.hostWrite(file, 0, new Uint8Array(4096));
    before.note('blockZero', true, 'Zeroed 1 MiB.');
    before.distrustIt('It did nothing.');
    bench.reopenRegistry();
    const after = bench.registry.device(volumeId);
    expect(after).not.toBe(before);
    expect(after).toMatchObject({
      type: 'VMFS', fileBlockBytes: 8 * mibBytes, status: 'supported', switches: { isMoveOn: true, isInitOn: false, isLockingOn: true },
      distrust: { sinceMs: bench.nowMs, reason: 'It did nothing.' }, counters: { ...zeroCounters(), zero: 1, zeroBytes: mibBytes, hostWriteBytes: 4096 },
    });
    expect(after.profile.id).toBe('blockCopy');
    expect(after.primitives).toEqual(before.primitives);
    bench.meta.transaction((tx) => bench.registry.clearDistrust(tx, volumeId));
    bench.reopenRegistry();
    expect(bench.registry.device(volumeId).distrust).toBeNull();
    // Nothing was ever said of it, so there is nothing to keep.
    expect(bench.registry.find(untouched.volumeId)).toBeNull();
  });

  test('has distrust durable at once, and settings with their transaction', async () => {
    const { volumeId } = await bench.addDevice('VMFS');
    const device = bench.registry.device(volumeId);
    device.distrustIt('It did half.');
    bench.meta.transaction((tx) => bench.registry.update(tx, volumeId, { switches: { isMoveOn: false } }));
    // Another one, as after a crash: the first has not been closed.
    const other = new DeviceRegistry({ meta: bench.meta, array: bench.array });
    expect(other.device(volumeId)).toMatchObject({ distrust: { reason: 'It did half.' }, switches: { isMoveOn: false } });
    other.close();
  });

  test('forgets a change whose transaction is given up, and keeps both of two in one transaction', async () => {
    const device = await bench.addDevice('VMFS');
    const { volumeId } = device;
    expect(() =>
      bench.meta.transaction((tx) => {
        bench.registry.update(tx, volumeId, { profile: 'plain' });
        throw new Error('given up');
      }),
    ).toThrow('given up');
    expect(device.profile.id).toBe('blockFull');
    bench.meta.transaction((tx) => {
      bench.registry.update(tx, volumeId, { fileBlockBytes: 2 * mibBytes });
      device.note('fullCopy', true, 'Meanwhile.');
      bench.registry.update(tx, volumeId, { switches: { isLockingOn: false } });
    });
    const expected = { fileBlockBytes: 2 * mibBytes, switches: { isMoveOn: true, isInitOn: true, isLockingOn: false } };
    expect(device).toMatchObject({ ...expected, status: 'supported' });
    // The changes are durable already, what was noted beside them follows.
    const other = new DeviceRegistry({ meta: bench.meta, array: bench.array });
    expect(other.device(volumeId)).toMatchObject(expected);
    other.close();
    bench.reopenRegistry();
    expect(bench.registry.device(volumeId)).toMatchObject({ ...expected, status: 'supported' });
  });

  test('refuses what does not fit, and changes nothing', async () => {
    const { volumeId } = await bench.addDevice('NFS');
    for (const change of [{ profile: 'blockFull' as const }, { fileBlockBytes: mibBytes }]) {
      expect(() => bench.meta.transaction((tx) => bench.registry.update(tx, volumeId, change))).toThrow(Fault);
    }
    expect(bench.registry.device(volumeId)).toMatchObject({ fileBlockBytes: 0 });
  });

  test('keeps the counters when the profile changes, and begins status and primitives anew', async () => {
    const device = await bench.addDevice('VMFS');
    device.reserve();
    device.note('fullCopy', false, 'It failed.');
    expect(device.status).toBe('notSupported');
    bench.meta.transaction((tx) => bench.registry.update(tx, device.volumeId, { profile: 'blockCopy' }));
    expect(device.status).toBe('unknown');
    expect(device.primitives.every(({ status, lastReason }) => status === 'unknown' && lastReason === null)).toBe(true);
    expect(counted(device)).toEqual({ reservations: 1 });
  });

  test('sets the counters of one device or of all to zero, for good', async () => {
    const [one, two] = [await bench.addDevice('VMFS'), await bench.addDevice('NFS')];
    for (const device of [one, two]) {
      device.reserve();
      device.reserve();
    }
    bench.registry.save();
    bench.registry.resetCounters(one.volumeId);
    expect([counted(one), counted(two)]).toEqual([{}, { reservations: 2 }]);
    expect(bench.registry.rates(one.volumeId).reservations).toBe(0);
    bench.reopenRegistry();
    expect(counted(bench.registry.device(one.volumeId))).toEqual({});
    expect(counted(bench.registry.device(two.volumeId))).toEqual({ reservations: 2 });
    bench.registry.resetCounters(null);
    expect(counted(bench.registry.device(two.volumeId))).toEqual({});
  });

  test('forgets a deleted volume with its lock sectors, unless that is given up', async () => {
    const device = await bench.addDevice('VMFS');
    const { volumeId } = device;
    const sector = new Uint8Array(512).fill(1);
    bench.meta.transaction((tx) => device.compareAndWrite(tx, 3, new Uint8Array(512), sector));
    bench.registry.save();
    expect(() =>
      bench.meta.transaction((tx) => {
        bench.registry.forget(tx, volumeId);
        throw new Error('given up');
      }),
    ).toThrow('given up');
    expect(bench.registry.find(volumeId)).toBe(device);
    bench.meta.transaction((tx) => bench.registry.forget(tx, volumeId));
    expect(bench.registry.find(volumeId)).toBeNull();
    // Whoever still holds it may use it; nothing of it is saved.
    device.reserve();
    bench.reopenRegistry();
    expect(bench.registry.find(volumeId)).toBeNull();
    expect(bench.registry.sectors.read(volumeId, 3).equals(new Uint8Array(512))).toBe(true);
  });

  test('puts a FlexClone on the array of its base, with a status and counters of its own', async () => {
    const base = await bench.addDevice('VMFS', 'blockCopy');
    bench.meta.transaction((tx) => bench.registry.update(tx, base.volumeId, { fileBlockBytes: 4 * mibBytes, switches: { isInitOn: false } }));
    base.note('fullCopy', true, 'Done.');
    base.reserve();
    base.distrustIt('It did nothing.');
    const cloneId = volumeIdSchema.parse(base.volumeId + 100);
    bench.meta.transaction((tx) => bench.registry.inherit(tx, base.volumeId, cloneId));
    for (let i = 0; i < 2; i += 1) {
      const clone = bench.registry.device(cloneId);
      expect(clone).toMatchObject({ type: 'VMFS', fileBlockBytes: 4 * mibBytes, switches: { isMoveOn: true, isInitOn: false, isLockingOn: true }, status: 'unknown', distrust: null });
      expect(clone.profile.id).toBe('blockCopy');
      expect(counted(clone)).toEqual({});
      bench.reopenRegistry();
    }
  });

  test('tells of changes once per turn, and not after it was asked to stop', async () => {
    const [one, two] = [await bench.addDevice('VMFS'), await bench.addDevice('NFS')];
    const told: VolumeId[][] = [];
    const stop = bench.registry.onChange((volumeIds) => told.push([...volumeIds].sort()));
    one.reserve();
    one.reserve();
    two.note('nasFastFileClone', true, 'Done.');
    expect(told).toEqual([]);
    await new Promise(setImmediate);
    expect(told).toEqual([[one.volumeId, two.volumeId]]);
    bench.meta.transaction((tx) => bench.registry.update(tx, two.volumeId, { profile: 'plain' }));
    await new Promise(setImmediate);
    expect(told).toEqual([[one.volumeId, two.volumeId], [two.volumeId]]);
    stop();
    one.reserve();
    await new Promise(setImmediate);
    expect(told).toHaveLength(2);
  });

  test('gives rates over the last seconds', async () => {
    const device = await bench.addDevice('VMFS');
    for (let i = 0; i < 50; i += 1) {
      device.reserve();
      bench.nowMs += 100;
    }
    expect(bench.registry.rates(device.volumeId).reservations).toBe(10);
    bench.nowMs += 5_000;
    expect(bench.registry.rates(device.volumeId)).toEqual({ ...zeroCounters(), atMs: bench.nowMs });
  });
});

describe('saving by itself', () => {
  beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] }));
  afterEach(() => void vi.useRealTimers());

  /** A registry on a store that counts its transactions and is full while it is told so. */
  function openOverFullStore(): { registry: DeviceRegistry; log: string[]; store: { isFull: boolean; transactionCount: number } } {
    const store = { isFull: false, transactionCount: 0 };
    const log: string[] = [];
    const meta = new Proxy(bench.meta, {
      get: (target, key) => {
        if (key === 'transaction') {
          store.transactionCount += 1;
          if (store.isFull) throw new Fault('InsufficientStorageSpace', 'The local disk is full.');
        }
        const found: unknown = Reflect.get(target, key, target);
        return typeof found === 'function' ? found.bind(target) : found;
      },
    });
    return { registry: new DeviceRegistry({ meta, array: bench.array, log: (text) => log.push(text) }), log, store };
  }

  function savedReservations(volumeId: VolumeId): number | undefined {
    const other = new DeviceRegistry({ meta: bench.meta, array: bench.array });
    const count = other.find(volumeId)?.counters.reservations;
    other.close();
    return count;
  }

  const volumeId = volumeIdSchema.parse(5);

  test('happens within a second after a change, not again without one, and not after closing', () => {
    const { registry, store } = openOverFullStore();
    const device = registry.device(volumeId, 'VMFS');
    device.reserve();
    vi.advanceTimersByTime(999);
    device.reserve();
    expect(savedReservations(volumeId)).toBeUndefined();
    vi.advanceTimersByTime(1);
    expect(savedReservations(volumeId)).toBe(2);
    vi.advanceTimersByTime(10_000);
    expect(store.transactionCount).toBe(1);
    device.reserve();
    registry.close();
    expect(savedReservations(volumeId)).toBe(3);
    device.reserve();
    vi.advanceTimersByTime(10_000);
    expect(store.transactionCount).toBe(2);
    expect(savedReservations(volumeId)).toBe(3);
  });

  test('is tried again after it has failed, and that it failed is told', () => {
    const { registry, log, store } = openOverFullStore();
    store.isFull = true;
    const device = registry.device(volumeId, 'VMFS');
    device.reserve();
    vi.advanceTimersByTime(1_000);
    expect(log).toEqual(['The counters of the devices could not be saved: The local disk is full.']);
    expect(() => device.distrustIt('It did nothing.')).toThrow(Fault);
    expect(device.distrust?.reason).toBe('It did nothing.');
    store.isFull = false;
    expect(savedReservations(volumeId)).toBeUndefined();
    vi.advanceTimersByTime(1_000);
    expect(savedReservations(volumeId)).toBe(1);
    store.isFull = true;
    device.reserve();
    registry.close();
    expect(log).toHaveLength(2);
  });
});
