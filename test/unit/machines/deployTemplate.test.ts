import { afterEach, describe, expect, test } from 'vitest';
import { planDeploy, startDeploy } from '../../../electron/machines/deployTemplate.ts';
import type { ObjectId } from '../../../shared/ids.ts';
import { deploySpecSchema, memoryStepBytes, type DeploySpec } from '../../../shared/model/deploy.ts';
import { gibBytes, tibBytes } from '../../../shared/units.ts';
import { Gate, newRequestId, overlay } from '../../fixtures/yard.ts';
import { kinds } from './kinds.ts';
import { block, MachineBench, type BenchOptions } from './machineBench.ts';

const open: MachineBench[] = [];
afterEach(async () => {
  for (const bench of open.splice(0)) await bench.close();
});
async function openBench(options: BenchOptions): Promise<MachineBench> {
  const bench = await MachineBench.open(options);
  open.push(bench);
  return bench;
}

const specOf = (templateId: ObjectId, changes: Partial<DeploySpec> = {}): DeploySpec => ({
  templateId, name: 'web', folderId: null, computeId: null, datastoreId: null, hardware: { cpuCount: null, memoryBytes: null }, powerOn: false, ...changes,
});
const start = (bench: MachineBench, spec: DeploySpec, requestId = newRequestId()): ReturnType<typeof startDeploy> => startDeploy(bench.rooms, { spec, requestId }, 'Test');

describe.each(kinds)('deploy from template, %s array', (kind) => {
  test('shares every block, with hardware and a power state of its own', async () => {
    const bench = await openBench({ kind });
    const template = await bench.addVm('gold', 2, { isTemplate: true, cpuCount: 2, memoryBytes: 4 * gibBytes, guestOs: 'Debian 12' });
    await bench.writeBlocks(template.id, 0, 0, 8, 1);
    await bench.writeBlocks(template.id, 1, 3, 4, 2);
    const spec = specOf(template.id, { hardware: { cpuCount: 6, memoryBytes: 12 * gibBytes }, powerOn: true });
    const result = await bench.resultOf(start(bench, spec));
    if (result?.kind !== 'deployTemplate') throw new Error('Nothing was deployed.');
    expect(result).toMatchObject({ mechanism: 'fileClone', bytesCopied: 0 });
    const made = bench.inventory.vm(result.vmId);
    expect(made).toMatchObject({ name: 'web', isTemplate: false, cpuCount: 6, memoryBytes: 12 * gibBytes, powerState: 'poweredOn', guestOs: 'Debian 12', source: { id: template.id, name: 'gold' } });
    expect(await bench.contentOf(made.id)).toBe(await bench.contentOf(template.id));
    expect(bench.inventory.vm(template.id)).toMatchObject({ isTemplate: true, cpuCount: 2, memoryBytes: 4 * gibBytes, powerState: 'poweredOff' });
    expect(bench.lastTask()).toMatchObject({ kind: 'deployTemplate', name: 'Deploy "web" from template', target: { id: template.id, name: 'gold' }, initiator: 'Test' });
    expect(await bench.problems()).toEqual([]);
    expect(bench.rereadInventory().vm(made.id)).toMatchObject({ cpuCount: 6, memoryBytes: 12 * gibBytes, powerState: 'poweredOn' });
  });

  test('on another datastore it is copied, with the same content', async () => {
    const bench = await openBench({ kind });
    const template = await bench.addVm('gold', 2, { isTemplate: true });
    await bench.writeBlocks(template.id, 1, 0, 16, 3);
    const spec = specOf(template.id, { datastoreId: bench.datastoreId('second') });
    const plan = planDeploy(bench.rooms, spec);
    expect(plan).toMatchObject({ refusals: [], bytesToCopy: 16 * block, datastore: { name: 'second' }, decision: { mechanism: 'fullCopy' } });
    const result = await bench.resultOf(start(bench, spec));
    if (result?.kind !== 'deployTemplate') throw new Error('Nothing was deployed.');
    expect(result).toMatchObject({ mechanism: 'fullCopy', bytesCopied: 16 * block });
    const made = bench.inventory.vm(result.vmId);
    expect(made).toMatchObject({ datastoreId: bench.datastoreId('second'), cpuCount: 1, powerState: 'poweredOff' });
    expect(await bench.contentOf(made.id)).toBe(await bench.contentOf(template.id));
    expect(bench.array.volume(bench.inventory.datastore(made.datastoreId).volumeId).physicalBytes).toBe(plan.datastore.after.physicalBytes);
    expect(await bench.problems()).toEqual([]);
  });

  test('the same request is answered with the same task, and makes one machine', async () => {
    const bench = await openBench({ kind });
    const template = await bench.addVm('gold', 1, { isTemplate: true });
    const requestId = newRequestId();
    const [first, second] = await Promise.all([start(bench, specOf(template.id), requestId), start(bench, specOf(template.id), requestId)]);
    await bench.resultOf(Promise.resolve(first));
    expect(second).toBe(first);
    expect(await start(bench, specOf(template.id), requestId)).toBe(first);
    expect(bench.inventory.vmCount).toBe(2);
  });

  test('a plan tells what would be had and what stands in the way, and changes nothing', async () => {
    const bench = await openBench({ kind });
    const template = await bench.addVm('gold', 1, { isTemplate: true, cpuCount: 2, memoryBytes: 2 * gibBytes });
    const machine = await bench.addVm('Web', 1);
    const { revision } = bench.inventory.feed;
    const plan = planDeploy(bench.rooms, specOf(template.id, { name: 'db', hardware: { cpuCount: null, memoryBytes: 8 * gibBytes } }));
    expect(plan).toMatchObject({
      refusals: [], cpuCount: { template: 2, machine: 2 }, memoryBytes: { template: 2 * gibBytes, machine: 8 * gibBytes }, bytesToCopy: 0,
      host: { id: template.hostId, name: 'esx-01.yard.local' }, decision: { mechanism: 'fileClone', isOffloaded: true }, source: { name: 'gold' },
    });
    const codes = (spec: DeploySpec): string[] => planDeploy(bench.rooms, spec).refusals.map(({ code }) => code);
    expect(codes(specOf(template.id))).toEqual(['DuplicateName']);
    expect(codes(specOf(template.id, { name: 'a/b' }))).toEqual(['InvalidName']);
    expect(codes(specOf(machine.id, { name: 'db' }))).toEqual(['InvalidState']);
    expect(() => planDeploy(bench.rooms, specOf(template.id, { datastoreId: template.hostId }))).toThrow(expect.objectContaining({ code: 'ManagedObjectNotFound' }));
    expect(bench.inventory.feed.revision).toBe(revision);
    await expect(start(bench, specOf(template.id, { name: 'WEB' }))).rejects.toMatchObject({ code: 'DuplicateName', data: { names: ['WEB'] } });
    await expect(start(bench, specOf(machine.id, { name: 'db' }))).rejects.toMatchObject({ code: 'InvalidState', data: { names: ['Web'] } });
    expect(bench.tasks.list(10)).toEqual([]);
  });

  test('a machine that is larger than its host is worth a warning, not a refusal', async () => {
    const bench = await openBench({ kind });
    const template = await bench.addVm('gold', 1, { isTemplate: true });
    const host = bench.inventory.findContainer(template.hostId);
    if (host?.kind !== 'host') throw new Error('There is no host.');
    const hardware = { cpuCount: host.cpuCoreCount + 1, memoryBytes: host.memoryBytes + memoryStepBytes };
    const plan = planDeploy(bench.rooms, specOf(template.id, { hardware }));
    expect(plan.refusals).toEqual([]);
    expect(plan.warnings.filter((warning) => warning.includes(host.name))).toHaveLength(2);
    const fits = planDeploy(bench.rooms, specOf(template.id, { hardware: { cpuCount: host.cpuCoreCount, memoryBytes: host.memoryBytes } }));
    expect(fits.warnings.filter((warning) => warning.includes(host.name))).toEqual([]);
  });

  test('the name is kept while the data is copied, and free again when that was cancelled', async () => {
    const gate = new Gate();
    const bench = await openBench({ kind, wrap: (array) => overlay(array, { copyRange: async (...args) => { await gate.pass(); return array.copyRange(...args); } }) });
    const template = await bench.addVm('gold', 1, { isTemplate: true });
    await bench.writeBlocks(template.id, 0, 0, 8, 4);
    const spec = specOf(template.id, { datastoreId: bench.datastoreId('second') });
    const taskId = await start(bench, spec);
    await gate.reached;
    await expect(start(bench, spec)).rejects.toMatchObject({ code: 'DuplicateName' });
    bench.tasks.cancel(taskId);
    gate.open();
    expect(await bench.tasks.wait(taskId)).toMatchObject({ state: 'canceled' });
    expect(bench.inventory.findVmByName('web')).toBeUndefined();
    expect(await bench.problems()).toEqual([]);
    await bench.resultOf(start(bench, spec));
    expect(bench.inventory.findVmByName('web')).toBeDefined();
  });
});

test('hardware within the limits of vSphere is taken, nothing else', () => {
  const others = { templateId: 'vm-101', name: 'web', folderId: null, computeId: null, datastoreId: null, powerOn: false };
  const isTaken = (hardware: unknown): boolean => deploySpecSchema.safeParse({ ...others, hardware }).success;
  expect(isTaken({ cpuCount: 768, memoryBytes: 24 * tibBytes })).toBe(true);
  expect(isTaken({ cpuCount: 1, memoryBytes: memoryStepBytes })).toBe(true);
  expect(isTaken({ cpuCount: null, memoryBytes: null })).toBe(true);
  expect(isTaken({ cpuCount: 769, memoryBytes: null })).toBe(false);
  expect(isTaken({ cpuCount: 1.5, memoryBytes: null })).toBe(false);
  expect(isTaken({ cpuCount: null, memoryBytes: 24 * tibBytes + memoryStepBytes })).toBe(false);
  expect(isTaken({ cpuCount: null, memoryBytes: memoryStepBytes + 1 })).toBe(false);
  expect(isTaken({ cpuCount: null, memoryBytes: 0 })).toBe(false);
});
