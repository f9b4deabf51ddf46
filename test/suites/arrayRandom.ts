/** Part of the array suite: thousands of random operations on the array and on the model. */
import { describe, it } from 'vitest';
import { ArrayTwins } from '../sim/arrayTwins.ts';
import { createRandom, testSeed } from '../sim/random.ts';
import { HeldSubject, type ArraySubject, type SubjectHolder } from './arraySubject.ts';

const logLines = 40;
/** Long enough to get anywhere, short enough to be read when it fails. */
const historyOperations = 120;

export interface RandomOptions {
  readonly isDurable: boolean;
  /** Operations of the long history. */
  readonly randomOperations?: number;
  /** Short histories, each on a fresh array. */
  readonly randomHistories?: number;
}

/** The twins throw where they disagree, which fails the test with what differs. */
async function runHistory(subject: SubjectHolder, seed: number, count: number, canReopen: boolean): Promise<void> {
  const twins = new ArrayTwins(subject, createRandom(seed));
  try {
    await twins.start();
    for (let i = 0; i < count; i += 1) await twins.step(canReopen);
    await twins.compareEverything();
  } catch (error) {
    process.stderr.write(`CLONEYARD_SEED=${seed}; the last operations were:\n${twins.log.slice(-logLines).join('\n')}\n`);
    throw error;
  }
}

export function describeRandomOperations(subject: SubjectHolder, open: () => Promise<ArraySubject>, options: RandomOptions): void {
  describe('random operations', () => {
    // oxlint-disable-next-line vitest/expect-expect
    it('agree with the model', { timeout: 600_000 }, async () => {
      await runHistory(subject, testSeed('random operations'), options.randomOperations ?? 2_000, options.isDurable);
    });

    // The exact pass sets right what went wrong before it, so errors show best in what happened since the beginning.
    // oxlint-disable-next-line vitest/expect-expect
    it('agree with the model from the beginning', { timeout: 600_000 }, async () => {
      const seed = testSeed('short histories');
      for (let i = 0; i < (options.randomHistories ?? 5); i += 1) {
        const holder = new HeldSubject(await open());
        try {
          await runHistory(holder, (seed + i) >>> 0, historyOperations, options.isDurable);
        } finally {
          await holder.current.dispose();
        }
      }
    });
  });
}
