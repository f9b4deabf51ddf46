/** What goes wrong during one act on arrays and links, by the seed of the world: commands, links, space, and people who cancel. */
import type { TaskId } from '../../shared/ids.ts';
import { half, ignore, linkDown, outOfSpace, reject, timeOut } from './offloadFaultSource.ts';
import type { OffloadWorld } from './offloadWorld.ts';

/** @param onCancel told when the task is cancelled; only once */
export function plantFaults({ random, faults, client, array }: OffloadWorld, taskId: () => TaskId | null, onCancel: () => void): void {
  const mode = random.below(8);
  if (mode === 0) faults.rates = { failing: 0, lying: 0, plain: 0 };
  else if (mode === 1) faults.rates = { failing: random.pick([0.02, 0.1, 1]), lying: 0, plain: 0 };
  else if (mode === 2) faults.rates = { failing: 0, lying: random.pick([0.03, 0.2, 1]), plain: 0 };
  else if (mode === 3) faults.rates = { failing: 0.02, lying: 0.02, plain: random.pick([0.005, 0.05]) };
  else if (mode === 4) faults.linkDownAt = random.between(1, 40);
  else if (mode === 5) {
    faults.linkDownAt = random.between(1, 40);
    faults.linkBackAt = faults.linkDownAt + random.between(1, 3);
  } else for (let number = random.between(1, 12); number < 60; number += random.between(1, 30)) faults.chosen.set(number, random.pick([reject, timeOut, linkDown, outOfSpace, ignore, half]));
  const cancelAt = random.chance(0.15) ? random.between(1, 40) : Infinity;
  const squeezeAt = random.chance(0.12) ? random.between(1, 30) : Infinity;
  let isCanceled = false;
  faults.onCommand = (number) => {
    const id = taskId();
    if (number >= cancelAt && id !== null && !isCanceled) {
      isCanceled = true;
      onCancel();
      void client.tasks.cancel({ id });
    }
    // Somebody else takes all the room that is left.
    if (number === squeezeAt) void array.commit((tx) => array.setQuota(tx, Math.max(1, array.aggregate().committedBytes)));
  };
}
