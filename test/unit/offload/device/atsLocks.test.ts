import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { DatastoreLocks, lockOf, readLock, type LockMeans } from '../../../../electron/offload/device/atsLocks.ts';
import type { Device } from '../../../../electron/offload/device/deviceTypes.ts';
import { objectIdSchema, type ObjectId } from '../../../../shared/ids.ts';
import { createRandom, testSeed } from '../../../sim/random.ts';
import { counted, openMemoryBench, type DeviceBench } from './deviceBench.ts';

const [alpha, beta] = [objectIdSchema.parse('host-1'), objectIdSchema.parse('host-2')];

let bench: DeviceBench;
let locks: DatastoreLocks;
beforeEach(() => {
  bench = openMemoryBench();
  locks = new DatastoreLocks(bench.registry.sectors);
});
afterEach(() => bench.dispose());

function touch(device: Device, host: ObjectId, isLockingOn = true): LockMeans {
  return bench.meta.transaction((tx) => locks.touch(tx, device, host, isLockingOn));
}

function lockNow(device: Device): { generation: number; owner: string } | null {
  const lock = readLock(bench.registry.sectors.read(device.volumeId, 0));
  return lock && { generation: Number(lock.generation), owner: lock.owner };
}

describe('the lock sector', () => {
  test('is laid out as documented', () => {
    const sector = Buffer.from(lockOf({ generation: 0x0102_0304_0506_0708n, owner: 'host-12' }));
    expect(sector.length).toBe(512);
    expect(sector.toString('ascii', 0, 8)).toBe('CYLOCK01');
    expect([...sector.subarray(8, 18)]).toEqual([8, 7, 6, 5, 4, 3, 2, 1, 7, 0]);
    expect(sector.toString('utf8', 18, 25)).toBe('host-12');
    expect(sector.subarray(25).every((byte) => byte === 0)).toBe(true);
    expect(readLock(sector)).toEqual({ generation: 0x0102_0304_0506_0708n, owner: 'host-12' });
  });

  test('that nobody has written, or that is damaged, holds no lock', () => {
    expect(readLock(new Uint8Array(512))).toBeNull();
    const sector = Buffer.from(lockOf({ generation: 1n, owner: 'host-1' }));
    expect(readLock(sector.subarray(0, 511))).toBeNull();
    sector.writeUInt16LE(495, 16);
    expect(readLock(sector)).toBeNull();
    expect(() => lockOf({ generation: 1n, owner: 'x'.repeat(495) })).toThrow(RangeError);
    expect(readLock(lockOf({ generation: 1n, owner: 'x'.repeat(494) }))?.owner).toHaveLength(494);
  });
});

describe('ATS', () => {
  test('compares and writes within the transaction', async () => {
    const device = await bench.addDevice('VMFS');
    const [empty, one, two] = [new Uint8Array(512), new Uint8Array(512).fill(1), new Uint8Array(512).fill(2)];
    bench.meta.transaction((tx) => {
      expect(device.compareAndWrite(tx, 9, empty, one)).toBe(true);
      expect(device.compareAndWrite(tx, 9, empty, two)).toBe(false);
      expect(device.compareAndWrite(tx, 9, one, two)).toBe(true);
      expect(device.compareAndWrite(tx, 8, empty, one)).toBe(true);
    });
    expect(counted(device)).toEqual({ ats: 3, atsFailed: 1 });
    expect(() =>
      bench.meta.transaction((tx) => {
        expect(device.compareAndWrite(tx, 9, two, one)).toBe(true);
        throw new Error('given up');
      }),
    ).toThrow('given up');
    expect(bench.registry.sectors.read(device.volumeId, 9).equals(two)).toBe(true);
    expect(() => bench.meta.transaction((tx) => device.compareAndWrite(tx, 9, new Uint8Array(4096), two))).toThrow(RangeError);
  });
});

describe('locks between hosts', () => {
  test('are forgotten with their volume', async () => {
    const device = await bench.addDevice('VMFS');
    touch(device, alpha);
    touch(device, beta);
    const others = new DatastoreLocks(bench.registry.sectors);
    expect(() =>
      bench.meta.transaction((tx) => {
        locks.forget(tx, device.volumeId);
        throw new Error('given up');
      }),
    ).toThrow('given up');
    // What it has seen is still known: that is not how the sector is now.
    expect(counted(device)).toEqual({ ats: 2 });
    touch(device, alpha);
    expect(counted(device)).toEqual({ ats: 3, atsFailed: 1 });
    bench.meta.transaction((tx) => others.touch(tx, device, beta, true));
    bench.meta.transaction((tx) => {
      locks.touch(tx, device, beta, true);
      locks.forget(tx, device.volumeId);
    });
    const before = counted(device);
    bench.meta.transaction((tx) => others.touch(tx, device, alpha, true));
    // Nothing is known of it, so each reads the sector first.
    for (const host of [alpha, beta]) touch(device, host);
    expect(counted(device)).toEqual({ ats: (before.ats ?? 0) + 3, atsFailed: before.atsFailed });
  });

  test('cost a host that was there last one ATS, and one that was not a miscompare more', async () => {
    const device = await bench.addDevice('VMFS');
    for (let i = 0; i < 3; i += 1) expect(touch(device, alpha)).toBe('ats');
    expect(counted(device)).toEqual({ ats: 3 });
    // It has just come up and reads the sector first.
    touch(device, beta);
    expect(counted(device)).toEqual({ ats: 4 });
    touch(device, alpha);
    expect(counted(device)).toEqual({ ats: 5, atsFailed: 1 });
    touch(device, alpha);
    touch(device, beta);
    expect(counted(device)).toEqual({ ats: 7, atsFailed: 2 });
    expect(lockNow(device)).toEqual({ generation: 7, owner: beta });
    expect(device.primitives.find(({ primitive }) => primitive === 'ats')?.status).toBe('supported');
    expect(device.status).toBe('unknown');
  });

  test('follow a model when hosts touch datastores at random, transactions are given up and the yard is restarted', async () => {
    const random = createRandom(testSeed('locks'));
    const volumeIds = [(await bench.addDevice('VMFS')).volumeId, (await bench.addDevice('VMFS', 'blockPartial')).volumeId];
    const hosts = [1, 2, 3].map((number) => objectIdSchema.parse(`host-${number}`));
    const model = new Map(volumeIds.map((id) => [id, { generation: 0, owner: '', seen: new Map<ObjectId, number>(), ats: 0, atsFailed: 0 }]));
    for (let i = 0; i < 300; i += 1) {
      if (random.chance(0.03)) {
        bench.reopenRegistry();
        locks = new DatastoreLocks(bench.registry.sectors);
        for (const lock of model.values()) lock.seen.clear();
      }
      const isGivenUp = random.chance(0.2);
      const touches = Array.from({ length: random.between(1, 3) }, () => ({ volumeId: random.pick(volumeIds), host: random.pick(hosts) }));
      const drafts = new Map([...model].map(([id, lock]) => [id, { ...lock, seen: new Map(lock.seen) }]));
      for (const { volumeId, host } of touches) {
        const lock = drafts.get(volumeId);
        if (!lock) throw new Error('Every volume has a lock.');
        lock.atsFailed += (lock.seen.get(host) ?? lock.generation) === lock.generation ? 0 : 1;
        lock.ats += 1;
        lock.generation += 1;
        lock.owner = host;
        lock.seen.set(host, lock.generation);
      }
      const run = (): void =>
        bench.meta.transaction((tx) => {
          for (const { volumeId, host } of touches) expect(locks.touch(tx, bench.registry.device(volumeId, 'VMFS'), host, true)).toBe('ats');
          if (isGivenUp) throw new Error('given up');
        });
      if (isGivenUp) expect(run).toThrow('given up');
      else run();
      for (const volumeId of volumeIds) {
        const [lock, draft] = [model.get(volumeId), drafts.get(volumeId)];
        if (!lock || !draft) throw new Error('Every volume has a lock.');
        // The commands were sent all the same.
        model.set(volumeId, isGivenUp ? { ...lock, ats: draft.ats, atsFailed: draft.atsFailed } : draft);
        const device = bench.registry.device(volumeId, 'VMFS');
        expect({ ats: device.counters.ats, atsFailed: device.counters.atsFailed }).toEqual({ ats: draft.ats, atsFailed: draft.atsFailed });
        const { generation, owner } = model.get(volumeId) ?? draft;
        expect(lockNow(device)).toEqual(generation === 0 ? null : { generation, owner });
      }
    }
  });

  test('are reservations where ATS is switched off on either side or not offered, and nothing on NFS', async () => {
    const device = await bench.addDevice('VMFS');
    expect(touch(device, alpha, false)).toBe('reservation');
    bench.meta.transaction((tx) => bench.registry.update(tx, device.volumeId, { switches: { isLockingOn: false } }));
    expect(touch(device, alpha)).toBe('reservation');
    expect(counted(device)).toEqual({ reservations: 2 });
    const plain = await bench.addDevice('VMFS', 'plain');
    expect(touch(plain, alpha)).toBe('reservation');
    expect(counted(plain)).toEqual({ reservations: 1 });
    const nfs = await bench.addDevice('NFS');
    expect(touch(nfs, alpha)).toBe('none');
    expect(counted(nfs)).toEqual({});
    expect([device, plain, nfs].map(lockNow)).toEqual([null, null, null]);
  });

  test('fall back to a reservation when ATS fails, and go on with ATS afterwards', async () => {
    const device = await bench.addDevice('VMFS');
    touch(device, alpha);
    bench.faults.queue = [{ kind: 'fail', failure: 'timedOut' }];
    expect(touch(device, alpha)).toBe('reservation');
    expect(counted(device)).toEqual({ ats: 1, atsFailed: 1, reservations: 1 });
    expect(device.primitives.find(({ primitive }) => primitive === 'ats')).toMatchObject({ status: 'notSupported', lastReason: 'The array did not answer ATS (COMPARE AND WRITE) in time.' });
    expect(touch(device, alpha)).toBe('ats');
    expect(lockNow(device)).toEqual({ generation: 2, owner: alpha });
  });

  test('notice at the next touch that a write was ignored', async () => {
    const device = await bench.addDevice('VMFS');
    touch(device, alpha);
    bench.faults.queue = [{ kind: 'ignore' }];
    expect(touch(device, alpha)).toBe('ats');
    expect(lockNow(device)).toEqual({ generation: 1, owner: alpha });
    expect(touch(device, alpha)).toBe('ats');
    expect(lockNow(device)).toEqual({ generation: 2, owner: alpha });
    expect(counted(device)).toEqual({ ats: 3, atsFailed: 1 });
  });
});
