/** World after world under a seed of its own, each with faults planted by a story, until everything that must be seen has been. */
import { expect } from 'vitest';
import type { ArrayKind } from '../fixtures/yard.ts';
import { OffloadWorld } from './offloadWorld.ts';
import { createRandom } from './random.ts';
import { isReplay, seedsUntil } from './simRun.ts';

/** How often each ending was met. */
export type Tally = Map<string, number>;

export interface FaultStory {
  /** What was done so far, told when a step fails. */
  readonly log: readonly string[];
  step(): Promise<void>;
  end?(): Promise<void>;
}

export interface FaultRuns {
  readonly kind: ArrayKind;
  /** So many at least. */
  readonly worlds: number;
  readonly stepsPerWorld: number;
  readonly tell: (world: OffloadWorld, tally: Tally) => FaultStory;
  /** Parts of endings that must have been met; rare ones get up to five times as many worlds. */
  readonly mustMeet: readonly string[];
}

/** @throws Error that names the seed under which a step failed; CLONEYARD_SEED then lives through that world alone */
export async function liveThroughFaults(purpose: string, { kind, worlds, stepsPerWorld, tell, mustMeet }: FaultRuns): Promise<void> {
  const tally: Tally = new Map();
  const count = (word: string): number => [...tally].reduce((sum, [ending, times]) => (ending.includes(word) ? sum + times : sum), 0);
  for (const seed of seedsUntil(purpose, worlds, () => mustMeet.every((word) => count(word) > 0))) await live(seed);
  if (isReplay()) return;
  for (const word of mustMeet) expect.soft(count(word), word).toBeGreaterThan(0);
  console.info([...tally].map(([ending, times]) => `${times} × ${ending}`).toSorted().join('\n'));

  async function live(seed: number): Promise<void> {
    const world = await OffloadWorld.open(createRandom(seed), kind);
    const story = tell(world, tally);
    try {
      for (let step = 0; step < stepsPerWorld; step += 1) await story.step();
      await story.end?.();
    } catch (error) {
      const stores = world.datastores.map(({ datastoreId, name, type, profile }) => `${datastoreId} ${name} ${type} ${profile}`).join(', ');
      throw new Error(`CLONEYARD_SEED=${seed}, ${kind}: ${error instanceof Error ? error.message : String(error)}\n${stores}\n${story.log.slice(-4).join('\n')}`, { cause: error });
    } finally {
      world.faults.reset();
      await world.close();
    }
  }
}
