/** Part of the array suite: thousands of random operations on the array and on the model. */
import { describe, it } from 'vitest';
import { ArrayTwins } from '../sim/arrayTwins.ts';
import { createRandom, testSeed } from '../sim/random.ts';
import type { SubjectHolder } from './arraySubject.ts';

const logLines = 40;

export function describeRandomOperations(subject: SubjectHolder, options: { isDurable: boolean; randomOperations?: number }): void {
  describe('random operations', () => {
    // The twins throw where they disagree, which fails the test with what differs.
    // oxlint-disable-next-line vitest/expect-expect
    it('agree with the model', async () => {
      const seed = testSeed('random operations');
      const twins = new ArrayTwins(subject, createRandom(seed));
      try {
        await twins.start();
        const count = options.randomOperations ?? 2_000;
        for (let i = 0; i < count; i += 1) await twins.step(options.isDurable);
        await twins.compareEverything();
      } catch (error) {
        process.stderr.write(`CLONEYARD_SEED=${seed}; the last operations were:\n${twins.log.slice(-logLines).join('\n')}\n`);
        throw error;
      }
    }, 600_000);
  });
}
