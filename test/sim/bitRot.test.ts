/**
 * The array over a disk whose stored bytes change by themselves. Damage is met or found, never
 * handed out and never spread: when the bytes are put back, every byte is what it should be.
 */
import { expect, it, vi } from 'vitest';
import type { StorageArray } from '../../electron/array/port.ts';
import { Fault } from '../../shared/faults.ts';
import type { VolumeId } from '../../shared/ids.ts';
import { fullScale } from './commitActs.ts';
import type { FaultyDisk } from './faultyDisk.ts';
import { chunkBytes } from './platters.ts';
import { runUpLog } from './fillLog.ts';
import { Finding } from './passActs.ts';
import type { Random } from './random.ts';
import { isReplay, seedsUntil, simulate } from './simRun.ts';
import { blockBytes, isBlock } from './simState.ts';
import { tolerateNothing, type Simulation } from './simulation.ts';
import type { SimWorld } from './simWorld.ts';

vi.mock('node:crypto', async (original) => {
  const { seededCrypto } = await import('./heldTime.ts');
  return seededCrypto(await original<typeof import('node:crypto')>());
});

const isLong = Boolean(process.env['CLONEYARD_LONG']);
const roundCount = isLong ? 80 : 4;
/** Half of the damage hits what was written last: most of a log that has run up is not in use any more. */
const recentChunks = 200;

interface Place {
  readonly segment: number;
  readonly chunk: number;
}

interface Damage extends Place {
  readonly before: Uint8Array;
  readonly after: Uint8Array;
}

function readChunk(disk: FaultyDisk, { segment, chunk }: Place): Uint8Array {
  const bytes = new Uint8Array(chunkBytes);
  disk.content().read(segment, chunk * chunkBytes, bytes);
  return bytes;
}

const allPlaces = (disk: FaultyDisk): Place[] => disk.segments().flatMap((segment) => disk.content().writtenChunks(segment).map((chunk) => ({ segment, chunk })));

/** Flips a bit of the chunk: of a block, of a group's header or of a segment's summary. */
function damage(disk: FaultyDisk, random: Random, place: Place): Damage {
  const before = readChunk(disk, place);
  disk.rot(place.segment, place.chunk * chunkBytes + random.below(chunkBytes), 1 << random.below(8));
  return { ...place, before, after: readChunk(disk, place) };
}

/** Puts the bytes back, except where the array has written anew meanwhile. */
function undo(disk: FaultyDisk, { segment, chunk, before, after }: Damage): void {
  if (!disk.content().has(segment) || Buffer.compare(readChunk(disk, { segment, chunk }), after) !== 0) return;
  for (const [at, byte] of before.entries()) if (byte !== after[at]) disk.rot(segment, chunk * chunkBytes + at, byte ^ (after[at] ?? 0));
}

type Round = (simulation: Simulation, world: SimWorld, random: Random) => Promise<void>;

/** @param met counts what must be met at least once; every one of them, before the runs end */
async function rounds(purpose: string, hasBackground: boolean, met: Readonly<Record<string, number>>, round: Round): Promise<void> {
  for (const seed of seedsUntil(purpose, isLong ? 6 : 1, () => Object.values(met).every((count) => count > 0))) {
    await simulate(seed, { scale: fullScale, hasBackground }, async (simulation, world, random) => {
      await simulation.open();
      for (let i = 0; i < roundCount; i += 1) {
        simulation.note(`round ${i}`);
        if (i % 8 === 2) await runUpLog(simulation, random, random.between(10, 300));
        const count = random.between(10, 40);
        for (let step = 0; step < count; step += 1) await simulation.step();
        await simulation.endPass();
        // Behind the last checkpoint nothing may be damaged: the log ends where it does not match.
        await simulation.array.commit(() => undefined);
        simulation.model.settle();
        await round(simulation, world, random);
      }
      await simulation.compareEverything();
    });
  }
  if (!isReplay()) expect(Object.entries(met).filter(([, count]) => count === 0), 'what was never met').toEqual([]);
}

/** Stores a block once more, in a volume of its own that does not dedupe. */
async function storeTwin(array: StorageArray, block: Uint8Array): Promise<VolumeId> {
  const volumeId = await array.commit((tx) => array.createVolume(tx, { sizeBytes: 2 ** 30 }));
  const file = await array.commit((tx) => array.createFile(tx, volumeId, blockBytes));
  await array.write(file, 0, block);
  await array.commit(() => undefined);
  return volumeId;
}

const isDamage = (error: unknown): boolean => error instanceof Finding || (error instanceof Fault && error.code === 'DataIntegrity');

it('is never handed out and never spread, whatever is done meanwhile', { timeout: 14_400_000 }, async () => {
  const met = { damage: 0 };
  await rounds('bit rot', true, met, async (simulation, world, random) => {
    const places = allPlaces(world.disk);
    // A short history may have stored nothing that could be damaged.
    if (places.length === 0) return;
    const damages = Array.from({ length: random.pick([3, 20, 100]) }, () => damage(world.disk, random, random.pick(random.chance(0.5) ? places : places.slice(-recentChunks))));
    simulation.note(`damage ${damages.map(({ segment, chunk }) => `${segment}/${chunk}`).join(', ')}`);
    simulation.tolerance = (error) => {
      if (isDamage(error)) met.damage += 1;
      return isDamage(error);
    };
    for (let step = 0; step < 30; step += 1) await simulation.step();
    await simulation.endPass();
    if (random.chance(0.5)) {
      // Summaries and headers are read again.
      await simulation.close();
      await world.open();
      for (let step = 0; step < 20; step += 1) await simulation.step();
      await simulation.endPass();
    }
    simulation.tolerance = tolerateNothing;
    simulation.note('undo the damage');
    for (const one of damages.toReversed()) undo(world.disk, one);
    await simulation.close();
    await world.open();
    await simulation.compareEverything();
  });
});

it('is found, named and mended where there is a twin', { timeout: 14_400_000 }, async () => {
  const found = { alone: 0, mended: 0 };
  await rounds('scrubbing', false, found, async (simulation, world, random) => {
    const { array, model } = simulation;
    const candidates = [...model.state.versions()].flatMap((version) => version.file.blocks.flatMap((block, index) => (block === null ? [] : [{ ...version, index, block }])));
    if (candidates.length === 0) return;
    const nameOf = (content: Uint8Array): string => Buffer.from(content.subarray(0, 16)).toString('hex');
    const counts = new Map<string, number>();
    for (const place of allPlaces(world.disk)) {
      const name = nameOf(readChunk(world.disk, place));
      counts.set(name, (counts.get(name) ?? 0) + 1);
    }
    const alone = candidates.filter(({ block }) => counts.get(nameOf(block)) === 1);
    for (let i = 0; i < 3; i += 1) {
      const { id, snapshotId, index, block, file } = random.pick(i === 0 && alone.length > 0 ? alone : candidates);
      const volumeId = i === 1 ? await storeTwin(array, block) : null;
      const version = snapshotId === null ? id : { fileId: id, snapshotId };
      const into = new Uint8Array(Math.min(blockBytes, file.sizeBytes - index * blockBytes));
      const read = (): Promise<void> => array.read(version, index * blockBytes, into);
      const copies = allPlaces(world.disk).filter((place) => Buffer.compare(readChunk(world.disk, place), block) === 0);
      // One of them is the one that the version holds.
      const damages: Damage[] = [];
      for (const copy of copies) {
        const one = damage(world.disk, random, copy);
        if ((await read().then(() => null, (error: unknown) => error)) !== null) {
          damages.push(one);
          break;
        }
        undo(world.disk, one);
      }
      expect(damages, `block ${index} of file ${id} is on the disk ${copies.length} times`).toHaveLength(1);
      await expect(read()).rejects.toMatchObject({ code: 'DataIntegrity' });
      expect((await array.check({ isDeep: true })).problems.length).toBeGreaterThan(0);
      const { damaged } = await array.scrub();
      const report = damaged.find(({ holders }) => holders.some((one) => one.fileId === id && one.snapshotId === snapshotId && one.offset === index * blockBytes));
      expect(report?.isRepaired, `file ${id} block ${index}, ${copies.length} copies`).toBe(copies.length > 1);
      const versions = new Map([...model.state.versions()].map((one) => [`${one.id}/${one.snapshotId}`, one.file]));
      for (const one of report?.holders ?? []) expect(versions.get(`${one.fileId}/${one.snapshotId}`)?.blocks[one.offset / blockBytes]).toEqual(block);
      if (copies.length === 1) {
        found.alone += 1;
        for (const one of damages) undo(world.disk, one);
      } else {
        found.mended += 1;
      }
      await read();
      expect(isBlock(into, block)).toBe(true);
      if (volumeId !== null) await array.commit((tx) => array.deleteVolume(tx, volumeId));
      expect((await array.check({ isDeep: true })).problems).toEqual([]);
    }
  });
});
