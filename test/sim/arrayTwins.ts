/**
 * Does the same random things to an array and to the model in memory. They must agree on every
 * byte and, where the array says "exact", on every counter; elsewhere on the direction of the bound.
 * What the array does not declare is not done.
 */
import type { Capability } from '../../electron/array/portTypes.ts';
import type { SubjectHolder } from '../suites/arraySubject.ts';
import type { Random } from './random.ts';
import { compareExactSpace, compareFiles, compareSnapshots, compareVolumes } from './twinCounters.ts';
import { abort, cloneFile, copyRange, createFile, deleteSome, flush, growFile, publishFile, regroup, revertFile, unmapRange, writeFile, writeInParallel } from './twinFiles.ts';
import { compareDiff, compareDiffVolume, compareFreed, compareHolders, compareRange, compareSomeCounters, compareWhole, scrub } from './twinQueries.ts';
import {
  cloneVolume, createSnapshot, createVolume, deleteSnapshot, deleteVolume, restoreSnapshot, runDedupe, settleDedupe, splitVolume, switchDedupe, updateVolume,
} from './twinVolumes.ts';
import { requireSame, TwinWorld } from './twinWorld.ts';

interface Operation {
  /** How often it is done, compared with the others. */
  readonly weight: number;
  readonly needs: readonly Capability[];
  readonly run: (world: TwinWorld) => Promise<void>;
}

const operations: readonly Operation[] = [
  { weight: 40, needs: [], run: createFile },
  { weight: 400, needs: [], run: writeFile },
  { weight: 80, needs: [], run: writeInParallel },
  { weight: 60, needs: ['unmap'], run: unmapRange },
  { weight: 90, needs: ['fileClone'], run: cloneFile },
  { weight: 40, needs: ['rangeCopy'], run: copyRange },
  { weight: 40, needs: ['fileClone'], run: revertFile },
  { weight: 25, needs: [], run: growFile },
  { weight: 25, needs: [], run: regroup },
  { weight: 70, needs: [], run: deleteSome },
  { weight: 20, needs: ['fileClone'], run: abort },
  { weight: 15, needs: [], run: publishFile },
  { weight: 15, needs: [], run: flush },
  { weight: 20, needs: [], run: startReclaim },
  { weight: 10, needs: [], run: createVolume },
  { weight: 6, needs: [], run: deleteVolume },
  { weight: 10, needs: [], run: updateVolume },
  { weight: 40, needs: ['volumeSnapshot'], run: createSnapshot },
  { weight: 25, needs: ['volumeSnapshot'], run: deleteSnapshot },
  { weight: 25, needs: ['volumeSnapshot'], run: restoreSnapshot },
  { weight: 20, needs: ['volumeSnapshot', 'volumeClone'], run: cloneVolume },
  { weight: 15, needs: ['volumeSnapshot', 'volumeClone'], run: splitVolume },
  { weight: 15, needs: ['dedupe'], run: switchDedupe },
  { weight: 20, needs: ['dedupe'], run: runDedupe },
  { weight: 90, needs: [], run: compareRange },
  { weight: 60, needs: [], run: compareSomeCounters },
  { weight: 10, needs: [], run: (world) => compareWhole(world) },
  { weight: 30, needs: ['diff'], run: compareDiff },
  { weight: 20, needs: ['diff', 'volumeSnapshot'], run: compareDiffVolume },
  { weight: 30, needs: ['holders'], run: compareHolders },
  { weight: 30, needs: ['exactSpace'], run: (world) => compareFreed(world) },
  { weight: 4, needs: ['scrub'], run: scrub },
  { weight: 6, needs: [], run: compareAll },
];
const reopenWeight = 5;

/** Not awaited: the exact pass must run beside anything. */
async function startReclaim(world: TwinWorld): Promise<void> {
  world.note('reclaim in the background');
  const before = world.pass;
  const next = (async () => {
    await before;
    await world.array.reclaim();
  })();
  // Whoever awaits the pass gets its failure; until then it must not end the process.
  next.catch(() => undefined);
  world.pass = next;
}

/** Every byte, every extent and, after the exact pass, every counter. */
async function compareAll(world: TwinWorld): Promise<void> {
  world.note('compare everything');
  await world.pass;
  await compareSomeCounters(world);
  requireSame('problems before the exact pass', (await world.array.check()).problems, []);
  await settleDedupe(world);
  await world.array.reclaim();
  await world.model.reclaim();
  compareFiles(world, world.liveFiles(), true);
  compareVolumes(world, world.volumes, true);
  compareSnapshots(world, true);
  requireSame('needs reclaim after it', world.array.needsReclaim, false);
  requireSame('problems', (await world.array.check()).problems, []);
  requireSame('problems of the model', (await world.model.check()).problems, []);
  if (world.array.capabilities.has('exactSpace')) {
    compareExactSpace(world);
    for (let i = 0; i < 5; i += 1) await compareFreed(world, false);
  }
  for (const version of world.liveFiles()) await compareWhole(world, version);
  const held = world.snapshots.flatMap((snapshot) => world.versionsIn(snapshot.volume, snapshot));
  for (const version of held) if (world.random.chance(8 / held.length)) await compareWhole(world, version);
}

/** An array and the model, to which everything is done alike. */
export class ArrayTwins {
  readonly #world: TwinWorld;
  readonly #operations: readonly Operation[];

  constructor(subject: SubjectHolder, random: Random) {
    this.#world = new TwinWorld(subject, random);
    const { capabilities } = subject.array;
    this.#operations = operations.filter(({ needs }) => needs.every((capability) => capabilities.has(capability)));
  }

  get log(): readonly string[] {
    return this.#world.log;
  }

  async start(): Promise<void> {
    for (let i = 0; i < 2; i += 1) await createVolume(this.#world);
    await createFile(this.#world);
  }

  async step(canReopen: boolean): Promise<void> {
    const total = this.#operations.reduce((sum, { weight }) => sum + weight, canReopen ? reopenWeight : 0);
    let dice = this.#world.random.below(total);
    for (const { weight, run } of this.#operations) {
      if (dice < weight) return run(this.#world);
      dice -= weight;
    }
    return this.#reopen();
  }

  compareEverything(): Promise<void> {
    return compareAll(this.#world);
  }

  async #reopen(): Promise<void> {
    const world = this.#world;
    world.note('reopen');
    await world.pass;
    world.pass = null;
    const next = await world.subject.current.reopen?.();
    if (next) world.subject.current = next;
    world.model.removeHalfMade();
    world.staging.clear();
    await compareSomeCounters(world);
  }
}
