import { expect, test } from 'vitest';
import { createRandom, testSeed } from '../../sim/random.ts';
import { kinds } from './kinds.ts';
import { MachineBench } from './machineBench.ts';
import { MachineStory } from './machineStory.ts';

const stepCount = 100;

test.each(kinds)('random machines over the %s array hold what was written, add up and diff without a miss', { timeout: 60_000 }, async (kind) => {
  const random = createRandom(testSeed(`random machines over the ${kind} array`));
  const bench = await MachineBench.open({ kind });
  try {
    const story = new MachineStory(bench, random);
    for (let step = 1; step <= stepCount; step += 1) {
      await story.step();
      story.verifyBounds();
      if (step % 25 === 0) await story.verify();
    }
    expect(bench.logged).toEqual([]);
  } finally {
    await bench.close();
  }
});
