/**
 * Migrations while arrays reject, lie, run out of space or time and links go down, run after run under a seed of its own: each machine
 * is whole on one side or the other, with its snapshots, byte by byte, nothing is left over and a trail tells.
 */
import { expect, it } from 'vitest';
import type { ArrayKind } from '../fixtures/yard.ts';
import { MigrationStory } from './migrationStory.ts';
import type { Tally } from './offloadStory.ts';
import { OffloadWorld } from './offloadWorld.ts';
import { createRandom } from './random.ts';
import { seedsOf } from './simRun.ts';

const isLong = Boolean(process.env['CLONEYARD_LONG']);
const runs: readonly { readonly kind: ArrayKind; readonly worlds: number; readonly steps: number }[] = [
  { kind: 'memory', worlds: isLong ? 60 : 5, steps: 8 },
  { kind: 'embedded', worlds: isLong ? 300 : 14, steps: 8 },
];

async function live(seed: number, kind: ArrayKind, steps: number, tally: Tally): Promise<void> {
  const world = await OffloadWorld.open(createRandom(seed), kind);
  const story = new MigrationStory(world, tally);
  try {
    for (let step = 0; step < steps; step += 1) await story.step();
  } catch (error) {
    const stores = world.datastores.map(({ datastoreId, name, type, profile }) => `${datastoreId} ${name} ${type} ${profile}`).join(', ');
    throw new Error(`CLONEYARD_SEED=${seed}, ${kind}: ${error instanceof Error ? error.message : String(error)}\n${stores}\n${story.log.slice(-4).join('\n')}`, { cause: error });
  } finally {
    world.faults.reset();
    await world.close();
  }
}

it.each(runs)('ends every migration over the $kind array well or cleanly, whatever fails on the way', { timeout: 7_200_000 }, async ({ kind, worlds, steps }) => {
  const tally: Tally = new Map();
  const seeds = seedsOf(`faults of migrations over the ${kind} array`, worlds);
  for (const seed of seeds) await live(seed, kind, steps, tally);
  if (seeds.length < 10) return;
  const count = (word: string): number => [...tally].reduce((sum, [ending, times]) => (ending.includes(word) ? sum + times : sum), 0);
  for (const word of ['moved by fullCopy', 'moved by hostCopy', 'moved to another host', 'after a failed attempt', 'with snapshots', 'error']) expect.soft(count(word), word).toBeGreaterThan(0);
  console.info([...tally].map(([ending, times]) => `${times} × ${ending}`).toSorted().join('\n'));
});
