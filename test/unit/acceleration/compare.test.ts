import { afterEach, describe, expect, test } from 'vitest';
import { hardwareProfiles } from '../../../shared/costModel/hardware.ts';
import { modelRun } from '../../../shared/costModel/modelRun.ts';
import { comparisonSchema } from '../../../shared/model/offload.ts';
import type { VmDraft, VmRecord } from '../../../electron/inventory/records.ts';
import { startCompare } from '../../../electron/acceleration/compare.ts';
import { objectIdSchema } from '../../../shared/ids.ts';
import { mibBytes } from '../../../shared/units.ts';
import { arrayKinds, newRequestId } from '../../fixtures/yard.ts';
import { block, bothTypes, diskBytes, type BenchOptions } from '../machines/machineBench.ts';
import { CompareBench } from './compareBench.ts';

const open: CompareBench[] = [];
afterEach(async () => {
  for (const bench of open.splice(0)) await bench.close();
});
async function openBench(options: BenchOptions): Promise<CompareBench> {
  const bench = await CompareBench.open(options);
  open.push(bench);
  return bench;
}

/** Two disks of 1 MiB with 150 blocks between them. */
async function addGold(bench: CompareBench, changes: Partial<VmDraft> = { isTemplate: true }): Promise<VmRecord> {
  const gold = await bench.machines.addVm('gold', 2, changes);
  await bench.machines.writeBlocks(gold.id, 0, 7, 100, 1);
  await bench.machines.writeBlocks(gold.id, 1, 0, 50, 2);
  return gold;
}
const dataBytes = 150 * block;

describe.each(arrayKinds)('a comparison over the %s array', (kind) => {
  test('of a machine with disks on several datastores is about those on one of them, and says so', async () => {
    const bench = await openBench({ kind, datastores: bothTypes });
    const gold = await addGold(bench, { isTemplate: false });
    await bench.machines.migrate([gold.id], { diskPlacement: [{ label: 'Hard disk 2', datastoreId: bench.machines.datastoreId('second') }] });
    const before = await bench.leftovers();
    const comparison = await bench.compare(bench.machines.inventory.vm(gold.id), 2);
    expect(comparison).toMatchObject({ datastoreName: 'first', sizeBytes: diskBytes, logicalBytes: 100 * block, notes: ['This is about the disks of "gold" on "first" alone: Hard disk 1. Left out, since it lies elsewhere: Hard disk 2.'] });
    expect(comparison.host).toMatchObject({ mechanism: 'hostCopy', networkReadBytes: 200 * block });
    expect(comparison.offload).toMatchObject({ mechanism: 'fileClone' });
    expect(await bench.leftovers()).toEqual({ ...before, problems: [] });
  });

  test('of file clones measures that the host moves everything and the array nothing, and leaves nothing behind', async () => {
    const bench = await openBench({ kind });
    const gold = await addGold(bench);
    const before = await bench.leftovers();
    const content = await bench.machines.contentOf(gold.id);
    const comparison = await bench.compare(gold, 3, { hardwareProfile: 'nfs1' });
    expect(comparisonSchema.parse(comparison)).toEqual(comparison);
    expect(comparison).toMatchObject({ sourceName: 'gold', datastoreName: 'first', sizeBytes: 2 * diskBytes, logicalBytes: dataBytes });
    expect(comparison.host).toMatchObject({ mechanism: 'hostCopy', cloneCount: 3, networkReadBytes: 3 * dataBytes, networkWriteBytes: 3 * dataBytes, allocatedBytes: 3 * dataBytes });
    expect(comparison.host.elapsedMs).toBeGreaterThan(0);
    expect(comparison.host.hostBusyMs).toBeGreaterThan(0);
    expect(comparison.offload).toMatchObject({ mechanism: 'fileClone', cloneCount: 3, hostBusyMs: 0, networkReadBytes: 0, networkWriteBytes: 0, allocatedBytes: 0 });
    expect(comparison.offload.arrayWriteBytes).toBeLessThan(dataBytes);
    expect(comparison.decision).toMatchObject({ mechanism: 'fileClone', isOffloaded: true, firstFailed: null });
    expect(comparison.decision.attempts.at(-1)).toMatchObject({ mechanism: 'fileClone', outcome: 'used' });
    expect(comparison).not.toHaveProperty('notes');
    const operation = { cloneCount: 3, diskCount: 2, sizeBytes: 2 * diskBytes, logicalBytes: dataBytes, transferBytes: 4 * mibBytes };
    expect(comparison.modelled).toEqual({
      hardwareProfile: 'nfs1',
      host: modelRun({ ...operation, mechanism: 'hostCopy', isSharing: false }, hardwareProfiles.nfs1),
      offload: modelRun({ ...operation, mechanism: 'fileClone', isSharing: true }, hardwareProfiles.nfs1),
    });
    expect(await bench.leftovers()).toEqual({ ...before, problems: [] });
    expect(await bench.machines.contentOf(gold.id)).toBe(content);
    expect(bench.devices.device(bench.volumeId).counters).toMatchObject({ nasFastFileClone: 6, hostReadBytes: 3 * dataBytes, hostWriteBytes: 3 * dataBytes });
    expect(bench.machines.inventory.vmCount).toBe(1);
  });

  test('with an array that copies relieves the host and not the array', async () => {
    const bench = await openBench({ kind });
    bench.useProfile('blockCopy', 'VMFS');
    const gold = await addGold(bench);
    const before = await bench.leftovers();
    const { host, offload, decision, modelled } = await bench.compare(gold, 2, { hardwareProfile: 'fc8' });
    expect(offload).toMatchObject({ mechanism: 'fullCopy', cloneCount: 2, hostBusyMs: 0, networkWriteBytes: 0, allocatedBytes: 2 * dataBytes });
    // What is read to verify the copies.
    expect(offload.networkReadBytes).toBeLessThan(host.networkReadBytes / 4);
    if (kind === 'embedded') expect(offload.arrayWriteBytes).toBeGreaterThanOrEqual(2 * dataBytes);
    expect(decision).toMatchObject({ mechanism: 'fullCopy', isOffloaded: true });
    expect(modelled.offload).toMatchObject({ arrayReadBytes: 2 * dataBytes, arrayWriteBytes: 2 * dataBytes });
    expect(await bench.leftovers()).toEqual({ ...before, problems: [] });
  });

  test('with an array that shares allocates nothing', async () => {
    const bench = await openBench({ kind });
    bench.useProfile('blockFull', 'VMFS');
    const gold = await addGold(bench);
    const { host, offload } = await bench.compare(gold, 2);
    expect(host.allocatedBytes).toBe(2 * dataBytes);
    expect(offload).toMatchObject({ mechanism: 'xcopy', allocatedBytes: 0, networkWriteBytes: 0 });
  });

  test('without hardware acceleration has the host twice, and says what is missing', async () => {
    const bench = await openBench({ kind });
    bench.useProfile('plain', 'NFS');
    const gold = await addGold(bench);
    const { host, offload, decision } = await bench.compare(gold, 1);
    expect([host.mechanism, offload.mechanism]).toEqual(['hostCopy', 'hostCopy']);
    expect(offload.networkWriteBytes).toBe(host.networkWriteBytes);
    expect(decision).toMatchObject({ isOffloaded: false, firstFailed: 'primitiveOffered' });
  });

  test('whose array refuses file clones ends by the host, and tells so', async () => {
    const bench = await openBench({ kind });
    const gold = await addGold(bench);
    const before = await bench.leftovers();
    bench.faults.next = (_volume, command) => (command === 'nasFastFileClone' ? { kind: 'fail', failure: 'rejected' } : null);
    const { offload, decision } = await bench.compare(gold, 2);
    expect(offload).toMatchObject({ mechanism: 'hostCopy', cloneCount: 2, networkWriteBytes: 2 * dataBytes });
    expect(decision.isOffloaded).toBe(false);
    expect(decision.attempts.map(({ mechanism, outcome }) => [mechanism, outcome])).toEqual([['fileClone', 'failed'], ['hostCopy', 'used']]);
    expect(bench.devices.device(bench.volumeId).primitives.find(({ primitive }) => primitive === 'nasFastFileClone')?.lastReason).not.toBeNull();
    expect(await bench.leftovers()).toEqual({ ...before, problems: [] });
  });

  test('whose array says yes and does nothing is found out, and the device marked', async () => {
    const bench = await openBench({ kind });
    const gold = await addGold(bench);
    const before = await bench.leftovers();
    bench.faults.next = (_volume, command) => (command === 'nasFastFileClone' ? { kind: 'ignore' } : null);
    const { offload } = await bench.compare(gold, 2);
    expect(offload).toMatchObject({ mechanism: 'hostCopy', cloneCount: 2 });
    expect(bench.devices.device(bench.volumeId).distrust).not.toBeNull();
    expect(await bench.leftovers()).toEqual({ ...before, problems: [] });
  });

  test('hands nothing more to a device that was found out with the first of its copies', async () => {
    const bench = await openBench({ kind });
    bench.useProfile('blockFull', 'VMFS');
    const gold = await addGold(bench);
    let copies = 0;
    bench.faults.next = (_volume, command) => {
      if (command === 'fullCopy') copies += 1;
      return command === 'fullCopy' ? { kind: 'ignore' } : null;
    };
    const { offload } = await bench.compare(gold, 1);
    expect(offload).toMatchObject({ mechanism: 'hostCopy', cloneCount: 1 });
    const copiesOfOne = copies;
    expect(copiesOfOne).toBeGreaterThan(0);
    // Everything held against it is forgotten with another profile.
    bench.useProfile('blockCopy', 'VMFS');
    bench.useProfile('blockFull', 'VMFS');
    expect((await bench.compare(gold, 3)).offload).toMatchObject({ mechanism: 'hostCopy', cloneCount: 3 });
    expect(copies).toBe(2 * copiesOfOne);
  });

  test('that runs out of space in the middle fails cleanly', async () => {
    const bench = await openBench({ kind });
    const gold = await addGold(bench);
    const before = await bench.leftovers();
    let writtenBytes = 0;
    bench.faults.next = (_volume, command, bytes) => {
      if (command !== 'write') return null;
      writtenBytes += bytes;
      return writtenBytes > dataBytes * 1.5 ? { kind: 'fail', failure: 'outOfSpace' } : null;
    };
    const task = await bench.end(bench.start(gold, 3));
    expect(task).toMatchObject({ state: 'error', fault: { code: 'InsufficientStorageSpace' }, result: null });
    expect(await bench.leftovers()).toEqual({ ...before, problems: [] });
    // The source is free again.
    bench.machines.inventory.holds.take(gold.id, gold.name, 'write', 'Test')();
  });

  test('tells how far it is over both halves', async () => {
    const bench = await openBench({ kind });
    bench.useProfile('blockCopy', 'VMFS');
    const gold = await addGold(bench);
    const seen: { done: number; total: number | null; detail: string }[] = [];
    const id = await bench.start(gold, 2);
    const stop = new AbortController();
    const watching = (async () => {
      while (!stop.signal.aborted) {
        const { progress, detail } = bench.machines.tasks.get(id);
        if (progress) seen.push({ done: progress.done, total: progress.total, detail });
        await new Promise((resolve) => setImmediate(resolve));
      }
    })();
    const task = await bench.machines.tasks.wait(id);
    stop.abort();
    await watching;
    expect(task.state).toBe('success');
    expect(task.progress).toMatchObject({ unit: 'bytes', done: 4 * dataBytes, total: 4 * dataBytes });
    expect(seen.map(({ done }) => done)).toEqual(seen.map(({ done }) => done).toSorted((a, b) => a - b));
    // Over the model in memory, the array's half is over before anybody could look.
    const details = new Set(seen.map(({ detail }) => detail.split('.')[0]));
    if (kind === 'embedded') for (const detail of ['Through the host: clone 2 of 2', 'By the rules: clone 2 of 2']) expect(details).toContain(detail);
  });
});

describe('a comparison is refused', () => {
  const refusal = async (bench: CompareBench, gold: VmRecord, count = 1): Promise<unknown> => {
    const tasks = bench.machines.tasks.list(100).length;
    const error: unknown = await bench.start(gold, count).then(() => null, (reason: unknown) => reason);
    // Nothing was journalled.
    expect(bench.machines.tasks.list(100)).toHaveLength(tasks);
    return error;
  };

  test.each(['poweredOn', 'suspended'] as const)('for a machine that is %s', async (powerState) => {
    const bench = await openBench({ kind: 'memory' });
    const vm = await bench.machines.addVm('web', 1, { powerState });
    expect(await refusal(bench, vm)).toMatchObject({ code: 'InvalidPowerState', data: { names: ['web'], hint: expect.stringContaining('template') } });
  });

  test('when the copies of the host would not fit, with the figures', async () => {
    const bench = await openBench({ kind: 'memory' });
    const gold = await addGold(bench);
    // 64 MiB less what the source takes: room for 108 copies of 600 KiB.
    expect(await refusal(bench, gold, 109)).toMatchObject({
      code: 'InsufficientStorageSpace', message: '109 copies by the host take 63.9 MiB for a while; "first" has 63.4 MiB free.', data: { names: ['first'], hint: 'Compare with at most 108, or make the volume larger.' },
    });
    await bench.machines.array.commit((tx) => bench.machines.array.setQuota(tx, 3 * mibBytes));
    expect(await refusal(bench, gold, 5)).toMatchObject({ code: 'InsufficientStorageSpace', data: { hint: expect.stringContaining('at most 4,') } });
  });

  test('while somebody writes to the source, without disks, and for nothing at all', async () => {
    const bench = await openBench({ kind: 'memory' });
    const gold = await addGold(bench);
    const release = bench.machines.inventory.holds.take(gold.id, gold.name, 'write', 'Write gold');
    expect(await refusal(bench, gold)).toMatchObject({ code: 'TaskInProgress', message: expect.stringContaining('Write gold') });
    release();
    expect(await refusal(bench, await bench.machines.addVm('empty', 0))).toMatchObject({ code: 'InvalidState' });
    expect(await refusal(bench, { ...gold, id: objectIdSchema.parse('vm-999') })).toMatchObject({ code: 'ManagedObjectNotFound' });
  });

  test('when the source was powered on before its turn came', async () => {
    const bench = await openBench({ kind: 'memory' });
    const vm = await bench.machines.addVm('web', 1);
    const id = bench.start(vm, 1);
    await id;
    bench.machines.meta.transaction((tx) => bench.machines.inventory.setPower(tx, [vm], 'poweredOn'));
    expect(await bench.end(id)).toMatchObject({ state: 'error', fault: { code: 'InvalidPowerState' } });
  });

  test('not the second time the same request comes', async () => {
    const bench = await openBench({ kind: 'memory' });
    const gold = await addGold(bench);
    const [spec, requestId] = [{ sourceId: gold.id, count: 1, hardwareProfile: 'fc16' as const }, newRequestId()];
    const first = await startCompare(bench.rooms, spec, requestId, 'Test');
    expect(await startCompare(bench.rooms, spec, requestId, 'Test')).toBe(first);
    expect(await bench.machines.tasks.wait(first)).toMatchObject({ name: 'Compare host and array', state: 'success' });
  });

  test('no note about dedupe is missing where equal blocks are looked for while writing', async () => {
    const bench = await openBench({ kind: 'embedded' });
    const gold = await addGold(bench);
    await bench.machines.array.commit((tx) => bench.machines.array.updateVolume(tx, bench.volumeId, { isDedupeOn: true, isDedupeInline: true }));
    const { host, notes } = await bench.compare(gold, 3);
    expect(notes).toEqual([expect.stringContaining('"first" looks for equal blocks')]);
    expect(host.networkWriteBytes).toBe(3 * dataBytes);
    expect(host.allocatedBytes).toBeLessThan(3 * dataBytes);
  });
});
