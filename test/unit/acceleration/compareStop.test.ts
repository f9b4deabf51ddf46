/** A comparison that is stopped, by a person or by a shutdown, at whatever moment: nothing of it stays. */
import { afterEach, describe, expect, test } from 'vitest';
import type { StorageArray } from '../../../electron/array/port.ts';
import { arrayKinds, overlay, type ArrayKind } from '../../fixtures/yard.ts';
import { createRandom, testSeed, type Random } from '../../sim/random.ts';
import { CompareBench } from './compareBench.ts';

const open: CompareBench[] = [];
afterEach(async () => {
  for (const bench of open.splice(0)) await bench.close();
});
async function openBench(kind: ArrayKind, wrap?: (array: StorageArray) => StorageArray): Promise<CompareBench> {
  const bench = await CompareBench.open({ kind, ...(wrap && { wrap }) });
  open.push(bench);
  return bench;
}

/** Calls `then` at the `count`-th command, read or write that reaches a device. */
function atCommand(bench: CompareBench, count: number, then: () => void): void {
  let seen = 0;
  bench.faults.next = () => {
    seen += 1;
    if (seen === count) then();
    return null;
  };
}

describe.each(arrayKinds)('over the %s array', (kind) => {
  test('cancelled in the half of the host, it leaves nothing', async () => {
    const bench = await openBench(kind);
    const gold = await bench.machines.addVm('gold', 2);
    await bench.machines.writeBlocks(gold.id, 1, 0, 200, 1);
    const before = await bench.leftovers();
    const id = await bench.start(gold, 4);
    atCommand(bench, 3, () => bench.machines.tasks.cancel(id));
    expect(await bench.machines.tasks.wait(id)).toMatchObject({ state: 'canceled', result: null, fault: null });
    expect(await bench.leftovers()).toEqual({ ...before, problems: [] });
    bench.machines.inventory.holds.take(gold.id, gold.name, 'write', 'Test')();
  });

  test('cancelled in the half of the array, it leaves nothing', async () => {
    const bench = await openBench(kind);
    bench.useProfile('blockCopy', 'VMFS');
    const gold = await bench.machines.addVm('gold', 2);
    await bench.machines.writeBlocks(gold.id, 0, 0, 200, 1);
    const before = await bench.leftovers();
    const id = await bench.start(gold, 2);
    bench.faults.next = (_volume, command) => {
      if (command === 'fullCopy' && !bench.machines.tasks.get(id).detail.startsWith('Stopping')) bench.machines.tasks.cancel(id);
      return null;
    };
    expect(await bench.machines.tasks.wait(id)).toMatchObject({ state: 'canceled', result: null });
    expect(await bench.leftovers()).toEqual({ ...before, problems: [] });
  });

  test('that ends in a fault tells that fault, whatever becomes of its copies', async () => {
    let isStuck = false;
    const deleteFile = (array: StorageArray): StorageArray['deleteFile'] => (...args) => {
      if (isStuck) throw new Error('The files are stuck.');
      array.deleteFile(...args);
    };
    const bench = await openBench(kind, (array) => overlay(array, { deleteFile: deleteFile(array) }));
    const gold = await bench.machines.addVm('gold', 1);
    await bench.machines.writeBlocks(gold.id, 0, 0, 200, 1);
    isStuck = true;
    bench.faults.next = () => ({ kind: 'fail', failure: 'linkDown' });
    const task = await bench.end(bench.start(gold, 2));
    expect(task).toMatchObject({ state: 'error', fault: { code: 'FileFault', message: expect.stringContaining('could not finish the copy') } });
    expect(bench.machines.logged).toEqual([`Copies of "${task.name}" stay until the next start, since they could not be removed: The files are stuck.`]);
  });

  test('interrupted by a shutdown, it is not taken up again, and says that nothing was left', async () => {
    const bench = await openBench(kind);
    const gold = await bench.machines.addVm('gold', 1);
    await bench.machines.writeBlocks(gold.id, 0, 0, 200, 1);
    const before = await bench.leftovers();
    const id = await bench.start(gold, 4);
    const stopped = new Promise<void>((resolve) => atCommand(bench, 2, () => resolve(bench.machines.tasks.close())));
    await stopped;
    expect(await bench.leftovers()).toEqual({ ...before, problems: [] });
    const next = bench.recoverTasks();
    expect(next.get(id)).toMatchObject({ state: 'error', fault: { code: 'Interrupted', hint: 'Nothing was left behind. Compare again.' } });
    await next.close();
  });
});

/** One comparison that may be cancelled or meet faults anywhere. */
async function story(random: Random): Promise<void> {
  const bench = await CompareBench.open({ kind: 'memory' });
  try {
    const profile = random.pick(['nasFiler', 'blockFull', 'blockCopy', 'misbehaving'] as const);
    if (profile !== 'nasFiler') bench.useProfile(profile, 'VMFS');
    const gold = await bench.machines.addVm('gold', random.between(1, 3));
    for (let run = random.between(0, 6); run > 0; run -= 1) {
      const from = random.below(200);
      await bench.machines.writeBlocks(gold.id, random.below(gold.disks.length), from, random.between(1, 256 - from), run);
    }
    const [before, content] = [await bench.leftovers(), await bench.machines.contentOf(gold.id)];
    const id = await bench.start(gold, random.between(1, 4));
    const cancelAt = random.chance(0.5) ? random.between(1, 60) : 0;
    const faultRate = random.chance(0.5) ? random.pick([0.01, 0.1, 0.5]) : 0;
    let seen = 0;
    bench.faults.next = () => {
      seen += 1;
      // Some commands are sent inside a transaction, and cancelling is one of its own.
      if (seen === cancelAt) queueMicrotask(() => bench.machines.tasks.cancel(id));
      if (!random.chance(faultRate)) return null;
      return { kind: 'fail', failure: random.pick(['rejected', 'timedOut', 'linkDown', 'outOfSpace'] as const) };
    };
    const task = await bench.machines.tasks.wait(id);
    bench.faults.next = () => null;
    if (task.state === 'error') expect(['InsufficientStorageSpace', 'FileFault']).toContain(task.fault?.code);
    if (faultRate === 0) expect(task.state).not.toBe('error');
    if (cancelAt === 0) expect(task.state).not.toBe('canceled');
    expect(await bench.leftovers()).toEqual({ ...before, problems: [] });
    expect(await bench.machines.contentOf(gold.id)).toBe(content);
    bench.machines.inventory.holds.take(gold.id, gold.name, 'write', 'Test')();
  } finally {
    await bench.close();
  }
}

test('whatever happens to it, nothing of it stays', async () => {
  const seed = testSeed('comparisons');
  for (let number = 0; number < 25; number += 1) await story(createRandom(seed + number));
}, 120_000);
