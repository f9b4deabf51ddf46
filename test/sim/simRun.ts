/** Runs a simulation under a seed that is printed, and tells the last acts when it fails. */
import { createRandom, testSeed, type Random } from './random.ts';
import { Simulation, type SimulationOptions } from './simulation.ts';
import { SimWorld, type WorldOptions } from './simWorld.ts';

const logLines = 25;

export async function simulate(
  seed: number,
  options: WorldOptions & SimulationOptions,
  story: (simulation: Simulation, world: SimWorld, random: Random) => Promise<void>,
): Promise<void> {
  const random = createRandom(seed);
  const world = new SimWorld(random, options);
  const simulation = new Simulation(world, options);
  try {
    await story(simulation, world, random);
  } catch (error) {
    const last = simulation.log.slice(-logLines).map((line) => line.slice(0, 300));
    throw new Error(`CLONEYARD_SEED=${seed}, act ${simulation.log.length}: ${error instanceof Error ? error.message : String(error)}\nThe last acts were:\n${last.join('\n')}`, { cause: error });
  } finally {
    await simulation.settleDown();
    await world.end();
  }
}

/** Runs of one purpose, each under a seed of its own that CLONEYARD_SEED replaces. */
export function seedsOf(purpose: string, count: number): number[] {
  return [...seedsUntil(purpose, count, () => true)];
}

/**
 * At least `count` runs of one purpose, and up to five times as many until everything that must be met has been: what chance alone
 * leaves out of the first ones comes in later ones, and what cannot come never does. CLONEYARD_SEED replaces them all with one.
 */
export function* seedsUntil(purpose: string, count: number, hasMetAll: () => boolean): Generator<number> {
  const first = testSeed(purpose);
  if (isReplay()) return yield first;
  for (let index = 0; index < count || (index < 5 * count && !hasMetAll()); index += 1) yield (first + index) >>> 0;
}

/** Whether one seed alone is lived through again, which need not meet what all of them together must. */
export const isReplay = (): boolean => Boolean(process.env['CLONEYARD_SEED']);
