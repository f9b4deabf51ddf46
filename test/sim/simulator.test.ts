/** Proof that the simulator can fail: arrays and disks that are broken on purpose are caught, and a seed repeats a run. */
import { expect, it, vi } from 'vitest';
import type { StorageArray } from '../../electron/array/port.ts';
import type { SegmentDisk } from '../../electron/disk/segmentDisk.ts';
import { smallScale } from './commitActs.ts';
import { readAsOne } from './faultyDisk.ts';
import { runUpLog } from './fillLog.ts';
import { MemoryArray } from './memoryArray.ts';
import { createRandom } from './random.ts';
import { seedsOf, simulate } from './simRun.ts';
import type { WorldOptions } from './simWorld.ts';

vi.mock('node:crypto', async (original) => {
  const { seededCrypto } = await import('./heldTime.ts');
  return seededCrypto(await original<typeof import('node:crypto')>());
});

/** The object with some of its methods replaced. */
function overlay<T extends object>(target: T, methods: Partial<T>): T {
  return new Proxy(target, {
    get: (real, key) => {
      const replaced: unknown = Reflect.get(methods, key);
      if (replaced !== undefined) return replaced;
      const found: unknown = Reflect.get(real, key, real);
      return typeof found === 'function' ? found.bind(real) : found;
    },
  });
}

const onDisk = (change: (disk: SegmentDisk) => Partial<SegmentDisk>): WorldOptions => ({ wrapDisk: (disk) => overlay(disk, change(disk)) });
const onArray = (change: (array: StorageArray) => Partial<StorageArray>): WorldOptions => ({ wrapArray: (array) => overlay(array, change(array)) });

/** Power cuts under one seed after the other until something is wrong. */
async function findFailure(options: WorldOptions): Promise<string> {
  for (let seed = 1; seed <= 8; seed += 1) {
    const failure = await runOnce(seed, options);
    if (failure !== null) return failure;
  }
  return 'none';
}

async function runOnce(seed: number, options: WorldOptions): Promise<string | null> {
  try {
    await simulate(seed, { scale: smallScale, hasBackground: true, ...options }, async (simulation, world, random) => {
      // Segments end a few times in 64 MiB only, and what a disk does wrong there would show by luck.
      await simulation.open();
      await runUpLog(simulation, random, random.between(20, 120));
      await simulation.cutPower();
      for (let cut = 0; cut < 12; cut += 1) {
        world.cutPowerAfter(random.between(5, 70));
        try {
          await simulation.open();
          for (;;) await simulation.step();
        } catch (error) {
          if (!world.isDead) throw error;
        }
        await simulation.cutPower();
      }
    });
    return null;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

const noDamage = createRandom(1);
let flips = 0;

const broken: [name: string, options: WorldOptions][] = [
  ['a disk whose sync does nothing', onDisk(() => ({ sync: async () => undefined }))],
  ['a disk whose durable writes are not', onDisk((disk) => ({ writeDurable: (segment, offset, data) => disk.write(segment, offset, data) }))],
  [
    'a disk that writes one block too few',
    onDisk((disk) => {
      const write = (segment: number, offset: number, data: Uint8Array): Promise<void> => disk.write(segment, offset, data.subarray(0, Math.max(4096, data.length - 4096)));
      return { write, writeParts: (segment, offset, parts) => write(segment, offset, Buffer.concat(parts)) };
    }),
  ],
  [
    'a disk that gives wrong bytes',
    onDisk((disk) => {
      const read = async (segment: number, offset: number, into: Uint8Array): Promise<void> => {
        await disk.read(segment, offset, into);
        flips += 1;
        if (flips % 50 === 0) into[noDamage.below(into.length)] = noDamage.below(256);
      };
      return { read, readParts: (segment, offset, into) => readAsOne(into, (all) => read(segment, offset, all)) };
    }),
  ],
  ['an array whose flush does nothing', onArray(() => ({ flush: async () => undefined }))],
  ['an array that says "written" too early', onArray((array) => ({ write: async (id, offset, data) => void array.write(id, offset, data).catch(() => undefined) }))],
  ['an array that drops the last byte of a write', onArray((array) => ({ write: (id, offset, data) => array.write(id, offset, data.subarray(0, Math.max(1, data.length - 1))) }))],
  ['an array that copies a range and leaves out its last block', onArray((array) => ({ copyRange: (range, mode) => array.copyRange({ ...range, length: Math.max(0, Math.ceil(range.length / 4096) - 1) * 4096 }, mode) }))],
  ['an array that does not delete', onArray(() => ({ deleteFile: () => undefined }))],
  ['an array whose clones are of something else', onArray((array) => ({ cloneFile: (tx, source) => {
    const info = array.file(source);
    return array.createFile(tx, info.volumeId, info.sizeBytes);
  } }))],
];

it.each(broken)('catches %s', { timeout: 120_000 }, async (_name, options) => {
  expect(await findFailure(options)).toMatch(/^CLONEYARD_SEED=\d+, act \d+: /);
});

it('finds the model in memory right, with everything the port can do', { timeout: 120_000 }, async () => {
  const done = new Set<string>();
  for (const seed of seedsOf('simulation of the model', 4)) {
    const openArray = async (): Promise<StorageArray> => new MemoryArray();
    await simulate(seed, { scale: smallScale, hasBackground: true, openArray }, async (simulation) => {
      await simulation.open();
      for (let step = 0; step < 400; step += 1) await simulation.step();
      await simulation.compareEverything();
      for (const name of simulation.counts.keys()) done.add(name);
    });
  }
  for (const name of ['clone a volume', 'restore a snapshot', 'revert a file', 'delete a volume', 'unmap', 'scrub', 'compare a diff']) expect([...done]).toContain(name);
});

it('finds nothing wrong where nothing is', { timeout: 120_000 }, async () => {
  expect(await runOnce(1, {})).toBeNull();
});

it('repeats a failure exactly under the same seed', { timeout: 120_000 }, async () => {
  const options = onDisk(() => ({ sync: async () => undefined }));
  const first = await findFailure(options);
  expect(first).not.toBe('none');
  expect(await findFailure(options)).toBe(first);
});
