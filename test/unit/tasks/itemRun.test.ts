import { afterEach, describe, expect, test } from 'vitest';
import { allVms } from '../../fixtures/allVms.ts';
import { newRequestId } from '../../fixtures/yard.ts';
import { StorageBench } from '../storage/harness.ts';

const bench = new StorageBench();
afterEach(() => bench.cleanUp());

// More than two transactions' worth, so that there is something between them.
const count = 450;

describe('a task over many items', () => {
  test('cancelled keeps what was done, tells how much, and leaves the rest alone', async () => {
    const { client } = await bench.open({ kind: 'memory' }, count);
    const ids = (await allVms(client)).filter((vm) => !vm.isTemplate).map((vm) => vm.id);
    const { taskId } = await client.lifecycle.power({ ids, operation: 'powerOn', requestId: newRequestId() });
    await client.tasks.cancel({ id: taskId });
    const task = await client.tasks.wait({ id: taskId });
    const running = (await allVms(client)).filter((vm) => vm.powerState === 'poweredOn').length;
    expect(task.state).toBe('canceled');
    expect(running).toBe(task.children?.succeeded);
    expect(running).toBeLessThan(count);
  });

  test('goes on after a crash with what is left, and counts what was done before', async () => {
    const opened = await bench.open({}, count);
    const { client, directory, yard } = opened;
    const ids = (await allVms(client)).filter((vm) => !vm.isTemplate).map((vm) => vm.id);
    const { taskId } = await client.lifecycle.convert({ ids, to: 'template', requestId: newRequestId() });
    // The task is journalled by now, and may have done a part of its work.
    const crashed = bench.yards.copyAsIfCrashed(directory);
    await yard.drain();
    const again = await bench.yards.open(crashed);
    await again.yard.drain();
    expect(await again.client.tasks.get({ id: taskId })).toMatchObject({ state: 'success', resumeCount: 1, result: { kind: 'convertVms', changed: count, unchanged: 0, failed: 0 } });
    expect((await allVms(again.client)).every((vm) => vm.isTemplate)).toBe(true);
    expect(await again.client.system.check()).toMatchObject({ ok: true, problems: [] });
  });

  test('power operations that were interrupted are not carried on later', async () => {
    const { client, directory, yard } = await bench.open({}, 3);
    const ids = (await allVms(client)).filter((vm) => !vm.isTemplate).map((vm) => vm.id);
    const { taskId } = await client.lifecycle.power({ ids, operation: 'powerOn', requestId: newRequestId() });
    const crashed = bench.yards.copyAsIfCrashed(directory);
    await yard.drain();
    const again = await bench.yards.open(crashed);
    expect(await again.client.tasks.get({ id: taskId })).toMatchObject({ state: 'error', fault: { code: 'Interrupted' } });
    expect((await allVms(again.client)).filter((vm) => vm.powerState === 'poweredOn')).toEqual([]);
  });
});
