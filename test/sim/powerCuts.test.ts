/**
 * The array over a disk whose power goes at any call, again and again: what was acknowledged is
 * there, the rest up to some moment, and the array's own check finds nothing wrong.
 */
import { expect, it, vi } from 'vitest';
import { fullScale } from './commitActs.ts';
import { seedsOf, simulate } from './simRun.ts';

vi.mock('node:crypto', async (original) => {
  const { seededCrypto } = await import('./heldTime.ts');
  return seededCrypto(await original<typeof import('node:crypto')>());
});

const isLong = Boolean(process.env['CLONEYARD_LONG']);
const runCount = isLong ? 200 : 2;
const stepCount = isLong ? 10_000 : 500;
const fewestCuts = 6;

it('keeps what it acknowledged, whenever the power goes', { timeout: 14_400_000 }, async () => {
  for (const seed of seedsOf('power cuts', runCount)) {
    let cuts = 0;
    await simulate(seed, { scale: fullScale, hasBackground: true }, async (simulation, world, random) => {
      let steps = 0;
      // Where chance spreads the cuts far apart, a story goes on for more of them.
      const hasEnded = (): boolean => steps >= stepCount && (cuts >= fewestCuts || steps >= 3 * stepCount);
      while (!hasEnded()) {
        // Some are so soon that they meet the recovery from the one before.
        world.cutPowerAfter(random.pick([3, 20, 60, 120]) + random.below(40));
        try {
          await simulation.open();
          for (; !hasEnded(); steps += 1) await simulation.step();
          await simulation.compareEverything();
        } catch (error) {
          if (!world.isDead) throw error;
          cuts += 1;
        }
        await simulation.cutPower();
      }
      await simulation.open();
      await simulation.compareEverything();
      await simulation.close();
    });
    expect(cuts).toBeGreaterThanOrEqual(fewestCuts);
  }
});
