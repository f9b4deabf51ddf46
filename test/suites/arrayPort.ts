/**
 * What every storage array behind the port must do. Run it for an implementation with
 * `describeArrayPort(name, open)`; each test gets an array on fresh storage, and after each one
 * the array's own check must find nothing. What needs a capability that the array does not declare
 * is left out, with the reason; `-t 'port snapshots'` picks one part.
 */
import { afterEach, beforeEach, describe, expect } from 'vitest';
import { describeAggregate } from './arrayAggregate.ts';
import { describeBytes } from './arrayBytes.ts';
import { describeCapabilities } from './arrayCapabilities.ts';
import { describeCommits } from './arrayCommits.ts';
import { describeCopyRange } from './arrayCopyRange.ts';
import { describeDedupe } from './arrayDedupe.ts';
import { describeDiff } from './arrayDiff.ts';
import { describeFlexClones } from './arrayFlexClones.ts';
import { describeGrowth } from './arrayGrowth.ts';
import { describeRandomOperations, type RandomOptions } from './arrayRandom.ts';
import { describeReservations } from './arrayReservations.ts';
import { describeRestore } from './arrayRestore.ts';
import { describeSharing } from './arraySharing.ts';
import { describeSnapshots } from './arraySnapshots.ts';
import { describeSpace } from './arraySpace.ts';
import { describeSplits } from './arraySplits.ts';
import type { ArraySubject, SubjectHolder } from './arraySubject.ts';
import { describeVolumes } from './arrayVolumes.ts';

export interface ArrayPortOptions extends RandomOptions {
  /** False for arrays that keep nothing over a reopen; tests of durability are then left out. */
  readonly isDurable: boolean;
}

export function describeArrayPort(name: string, open: () => Promise<ArraySubject>, options: ArrayPortOptions): void {
  describe(`${name} behind the array port`, () => {
    let subject: ArraySubject | null = null;
    const requireSubject = (): ArraySubject => {
      if (!subject) throw new Error('No array is open.');
      return subject;
    };
    const holder: SubjectHolder = {
      get array() {
        return requireSubject().array;
      },
      get current() {
        return requireSubject();
      },
      set current(next) {
        subject = next;
      },
    };

    beforeEach(async () => {
      subject = await open();
    });

    afterEach(async () => {
      const finished = requireSubject();
      subject = null;
      try {
        expect((await finished.array.check({ isDeep: true })).problems).toEqual([]);
        await finished.array.reclaim();
        expect((await finished.array.check({ isDeep: true })).problems).toEqual([]);
      } finally {
        await finished.dispose();
      }
    });

    describeBytes(holder);
    describeSharing(holder);
    describeCommits(holder, options.isDurable);
    describeCapabilities(holder);
    describeVolumes(holder, options.isDurable);
    describeAggregate(holder);
    describeSnapshots(holder, options.isDurable);
    describeGrowth(holder, options.isDurable);
    describeRestore(holder, options.isDurable);
    describeFlexClones(holder, options.isDurable);
    describeSplits(holder, options.isDurable);
    describeReservations(holder, options.isDurable);
    describeDedupe(holder, options.isDurable);
    describeCopyRange(holder, options.isDurable);
    describeDiff(holder);
    describeSpace(holder);
    describeRandomOperations(holder, open, options);
  });
}
