import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import type { StorageArray } from '../../../electron/array/port.ts';
import { Inventory } from '../../../electron/inventory/inventory.ts';
import { Meta } from '../../../electron/meta/meta.ts';
import { registerDedupe, setDedupe, startDedupe } from '../../../electron/storage/dedupe.ts';
import { DedupeRuns } from '../../../electron/storage/dedupeRuns.ts';
import { DedupeScheduler, type Clock } from '../../../electron/storage/dedupeScheduler.ts';
import type { StorageRooms } from '../../../electron/storage/rooms.ts';
import { VolumeRegistry } from '../../../electron/storage/volumeRegistry.ts';
import { createVolume } from '../../../electron/storage/volumeSettings.ts';
import { TaskService } from '../../../electron/tasks/taskService.ts';
import { objectIdSchema, type VolumeId } from '../../../shared/ids.ts';
import { mibBytes } from '../../../shared/units.ts';
import { Gate, newRequestId, overlay } from '../../fixtures/yard.ts';
import { MemoryArray } from '../../sim/memoryArray.ts';

const cleaners: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const clean of cleaners.splice(0).toReversed()) await clean();
});

/** The rooms over one store and array; made again over the same ones, as after a restart. */
function roomsOver(meta: Meta, array: StorageArray): StorageRooms {
  const tasks = new TaskService(meta, () => undefined);
  const inventory = new Inventory(meta, array);
  const volumes = new VolumeRegistry(meta, array, inventory);
  const rooms = { meta, array, inventory, tasks, volumes, dedupeRuns: new DedupeRuns(tasks, volumes) };
  registerDedupe(rooms);
  return rooms;
}

async function closeRooms({ inventory, volumes, tasks }: StorageRooms): Promise<void> {
  inventory.close();
  volumes.close();
  await tasks.close();
}

async function open(wrap: (array: StorageArray) => StorageArray = (array) => array): Promise<{ rooms: StorageRooms; volumeId: VolumeId; array: StorageArray; meta: Meta }> {
  const folder = mkdtempSync(join(tmpdir(), 'cloneyard-test-'));
  const meta = Meta.open(folder);
  const array = wrap(new MemoryArray({ transaction: (work) => meta.transaction(work) }));
  const rooms = roomsOver(meta, array);
  const vcenterId = objectIdSchema.parse('vcenter-1');
  meta.transaction((tx) =>
    rooms.inventory.addContainers(tx, [
      { id: vcenterId, kind: 'vcenter', name: 'vc', parentId: null },
      { id: objectIdSchema.parse('datacenter-2'), kind: 'datacenter', name: 'dc', parentId: vcenterId },
    ]),
  );
  const { id } = await createVolume(rooms, { name: 'v', settings: { sizeBytes: 16 * mibBytes }, type: 'NFS', datacenterId: null });
  cleaners.push(async () => {
    await array.close();
    await meta.close();
    rmSync(folder, { recursive: true, force: true });
  });
  cleaners.push(() => closeRooms(rooms));
  return { rooms, volumeId: id, array, meta };
}

/** A clock that stands still until it is set. */
class SetClock implements Clock {
  #nowMs: number;
  constructor(nowMs: number) {
    this.#nowMs = nowMs;
  }
  now(): number {
    return this.#nowMs;
  }
  every(): () => void {
    return () => undefined;
  }
  set(nowMs: number): void {
    this.#nowMs = nowMs;
  }
}

const at = (day: number, hour: number, minute = 0): number => new Date(2026, 10, day, hour, minute).getTime();

describe('the scheduler', () => {
  test('starts a run at its time, once, also after a sleep through several', async () => {
    const { rooms, volumeId } = await open();
    const logged: string[] = [];
    const clock = new SetClock(at(22, 3, 30));
    const scheduler = new DedupeScheduler(rooms, (line) => logged.push(line), clock);
    const runs = () => rooms.tasks.list(100).filter((task) => task.kind === 'dedupeVolume').length;
    await setDedupe(rooms, { volumeId, isOn: true, schedule: 'sun-sat@4' });
    const steps: [number, number][] = [
      [at(22, 3, 59), 0],
      [at(22, 4), 1],
      [at(22, 4, 1), 1],
      [at(23, 3, 59), 1],
      // The machine slept for an hour around the next one, and then for two days.
      [at(23, 5), 2],
      [at(25, 9), 3],
      [at(25, 10), 3],
    ];
    for (const [nowMs, expected] of steps) {
      clock.set(nowMs);
      await scheduler.look();
      await rooms.tasks.drain();
      expect({ nowMs, runs: runs() }).toEqual({ nowMs, runs: expected });
    }
    expect(rooms.tasks.list(1)).toMatchObject([{ state: 'success', initiator: 'Schedule', name: 'Dedupe volume' }]);
    await setDedupe(rooms, { volumeId, isOn: false });
    clock.set(at(26, 9));
    await scheduler.look();
    expect(runs()).toBe(3);
    expect(logged).toEqual([]);
    await scheduler.close();
  });

  test('with auto starts a run when enough is new, looking once an hour', async () => {
    const { rooms, volumeId, array } = await open();
    const clock = new SetClock(at(22, 3, 30));
    const scheduler = new DedupeScheduler(rooms, () => undefined, clock);
    const file = await array.commit((tx) => array.createFile(tx, volumeId, mibBytes));
    const write = (block: number, count: number) => array.write(file, block * 4096, Buffer.concat(Array.from({ length: count }, (_, index) => Buffer.alloc(4096, block + index + 1))));
    await write(0, 100);
    // What was there before is not new.
    await setDedupe(rooms, { volumeId, isOn: true, schedule: 'auto@10' });
    const look = async (nowMs: number): Promise<number> => {
      clock.set(nowMs);
      await scheduler.look();
      await rooms.tasks.drain();
      return rooms.tasks.list(100).filter((task) => task.kind === 'dedupeVolume').length;
    };
    expect(await look(at(22, 4))).toBe(0);
    await write(100, 12);
    expect(await look(at(22, 4, 30))).toBe(0);
    expect(await look(at(22, 5))).toBe(1);
    expect(await look(at(22, 6))).toBe(1);
    await scheduler.close();
  });

  test('leaves a volume alone that has a run already, and tells what it could not start', async () => {
    const gate = new Gate();
    const { rooms, volumeId } = await open((array) => overlay(array, { dedupe: async () => (await gate.pass(), { scannedBytes: 0, savedBytes: 0, overLimitBytes: 0 }) }));
    const logged: string[] = [];
    const clock = new SetClock(at(22, 3, 30));
    const scheduler = new DedupeScheduler(rooms, (line) => logged.push(line), clock);
    await setDedupe(rooms, { volumeId, isOn: true, schedule: 'sun-sat@0-23' });
    await startDedupe(rooms, { volumeId, scanAll: true, requestId: newRequestId() }, 'Administrator');
    clock.set(at(22, 4));
    await scheduler.look();
    expect(rooms.tasks.list(100)).toHaveLength(1);
    gate.open();
    await rooms.tasks.drain();
    const closing = rooms.tasks.close();
    clock.set(at(22, 5));
    await scheduler.look();
    await closing;
    expect(logged).toEqual(['Dedupe of "v" could not be started: The data directory is being closed.']);
    await scheduler.close();
  });
});

test('a run that a shutdown interrupted is known again, taken up, and ends well', async () => {
  const gate = new Gate();
  let scans = 0;
  const { rooms, volumeId, array, meta } = await open((bare) =>
    overlay(bare, {
      dedupe: async (_volumeId, { signal }) => {
        scans += 1;
        if (scans === 1) await gate.pass();
        signal?.throwIfAborted();
        return { scannedBytes: 4096, savedBytes: 0, overLimitBytes: 0 };
      },
    }),
  );
  await setDedupe(rooms, { volumeId, isOn: true });
  const taskId = await startDedupe(rooms, { volumeId, scanAll: true, requestId: newRequestId() }, 'Administrator');
  await gate.reached;
  const closing = closeRooms(rooms);
  gate.open();
  await closing;
  const again = roomsOver(meta, array);
  cleaners.push(() => closeRooms(again));
  again.tasks.recover(true);
  again.dedupeRuns.recover(again.inventory);
  expect(again.dedupeRuns.of(volumeId)).toMatchObject({ taskId });
  await again.tasks.drain();
  expect(again.tasks.get(taskId)).toMatchObject({ state: 'success', resumeCount: 1 });
  expect(again.dedupeRuns.of(volumeId)).toBeNull();
  expect(again.volumes.volume(volumeId).lastRun).toMatchObject({ outcome: 'success', scannedBytes: 4096, isFullScan: true });
});
