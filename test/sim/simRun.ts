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
  const first = testSeed(purpose);
  const isGiven = Boolean(process.env['CLONEYARD_SEED']);
  return Array.from({ length: isGiven ? 1 : count }, (_, index) => (first + index) >>> 0);
}
