/**
 * A short story, looked at after every call that changes the disk and around every metadata
 * transaction: whatever a power cut at that very moment would leave is opened and compared.
 */
import { expect, it, vi } from 'vitest';
import { fullScale, smallScale } from './commitActs.ts';
import { runUpLog } from './fillLog.ts';
import { createRandom } from './random.ts';
import { Disagreement, type SimModel } from './simModel.ts';
import { seedsOf, simulate } from './simRun.ts';
import type { Simulation } from './simulation.ts';
import { withImage, type CrashImage } from './simWorld.ts';

vi.mock('node:crypto', async (original) => {
  const { seededCrypto } = await import('./heldTime.ts');
  return seededCrypto(await original<typeof import('node:crypto')>());
});

const isLong = Boolean(process.env['CLONEYARD_LONG']);
const runCount = isLong ? 60 : 2;
const stepCount = isLong ? 400 : 60;

/** Opens the image and holds it against what the model allowed at its moment. The story learns nothing from it. */
async function inspect(simulation: Simulation, model: SimModel, image: CrashImage, number: number): Promise<void> {
  try {
    await withImage(image, createRandom(number), async (array) => {
      await model.recover(array);
      const { problems } = await array.check({ isDeep: true });
      if (problems.length > 0) throw new Disagreement(`the check finds: ${problems.slice(0, 10).join(' ')}`);
      if (number % 8 === 0) await simulation.requireSound(array);
    });
  } catch (error) {
    throw new Disagreement(`after a power cut at ${image.place}: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
  }
}

it('loses nothing at any moment of a story', { timeout: 14_400_000 }, async () => {
  for (const [index, seed] of seedsOf('crash everywhere', runCount).entries()) {
    let images = 0;
    let story: Simulation | null = null;
    const onPoint = async (image: CrashImage): Promise<void> => {
      images += 1;
      if (story && image.model) await inspect(story, image.model, image, images);
    };
    await simulate(seed, { scale: index % 4 === 3 ? fullScale : smallScale, hasBackground: index % 2 === 1, onPoint, freeze: () => story?.model.frozen() ?? null }, async (simulation, world, random) => {
      await simulation.open();
      if (index % 2 === 0) await runUpLog(simulation, random, random.between(50, 600));
      await world.inspectImages();
      story = simulation;
      for (let step = 0; step < stepCount; step += 1) await simulation.step();
      await simulation.compareEverything();
    });
    expect(images).toBeGreaterThan(stepCount);
  }
});
