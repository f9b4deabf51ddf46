import { describe, expect, test } from 'vitest';
import { planDeploy, type DeployRooms } from '../../../electron/machines/deployPlan.ts';
import { startDeploy } from '../../../electron/machines/deployTemplate.ts';
import type { ObjectId } from '../../../shared/ids.ts';
import { deploySpecSchema, templateHardware, type DeployHardware, type DeploySpec } from '../../../shared/model/deploy.ts';
import { memoryStepBytes } from '../../../shared/model/hardware.ts';
import { gibBytes, tibBytes } from '../../../shared/units.ts';
import { Gate, newRequestId, overlay } from '../../fixtures/yard.ts';
import { deployBenches } from './benches.ts';
import { kinds } from './kinds.ts';
import { linuxValues, windowsValues } from '../customization/customizationBench.ts';
import { block, diskBytes } from './machineBench.ts';

const openBench = deployBenches();

const asTemplate: DeployHardware = templateHardware;
const specOf = (templateId: ObjectId, changes: Partial<DeploySpec> = {}): DeploySpec => ({
  templateId, name: 'web', folderId: null, computeId: null, datastoreId: null, hardware: asTemplate, customizationId: null, powerOn: false, ...changes,
});
const start = (rooms: DeployRooms, spec: DeploySpec, requestId = newRequestId()): ReturnType<typeof startDeploy> => startDeploy(rooms, { spec, requestId }, 'Test');

describe.each(kinds)('deploy from template, %s array', (kind) => {
  test('shares every block, with hardware and a power state of its own', async () => {
    const { bench, rooms } = await openBench({ kind });
    const template = await bench.addVm('gold', 2, { isTemplate: true, cpuCount: 2, memoryBytes: 4 * gibBytes, guestOs: 'Debian 12' });
    await bench.writeBlocks(template.id, 0, 0, 8, 1);
    await bench.writeBlocks(template.id, 1, 3, 4, 2);
    const spec = specOf(template.id, { hardware: { ...asTemplate, cpuCount: 6, memoryBytes: 12 * gibBytes }, powerOn: true });
    const result = await bench.resultOf(start(rooms, spec));
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
    const { bench, rooms } = await openBench({ kind });
    const template = await bench.addVm('gold', 2, { isTemplate: true });
    await bench.writeBlocks(template.id, 1, 0, 16, 3);
    const spec = specOf(template.id, { datastoreId: bench.datastoreId('second') });
    const plan = planDeploy(rooms, spec);
    expect(plan).toMatchObject({ refusals: [], bytesToCopy: 16 * block, datastore: { name: 'second' }, decision: { mechanism: 'fullCopy' } });
    const result = await bench.resultOf(start(rooms, spec));
    if (result?.kind !== 'deployTemplate') throw new Error('Nothing was deployed.');
    expect(result).toMatchObject({ mechanism: 'fullCopy', bytesCopied: 16 * block });
    const made = bench.inventory.vm(result.vmId);
    expect(made).toMatchObject({ datastoreId: bench.datastoreId('second'), cpuCount: 1, powerState: 'poweredOff' });
    expect(await bench.contentOf(made.id)).toBe(await bench.contentOf(template.id));
    expect(bench.array.volume(bench.inventory.datastore(made.datastoreId).volumeId).physicalBytes).toBe(plan.datastore.after.physicalBytes);
    expect(await bench.problems()).toEqual([]);
  });

  test('thick disks are planned with the size that is set aside for them, shared or copied, and refused where that does not fit', async () => {
    const { bench, rooms } = await openBench({ kind });
    const template = await bench.addVm('gold', 2, { isTemplate: true });
    await bench.writeBlocks(template.id, 1, 0, 16, 3);
    const freeOn = (name: 'first' | 'second'): number => {
      const { sizeBytes, physicalBytes, reservedBytes } = bench.array.volume(bench.inventory.datastore(bench.datastoreId(name)).volumeId);
      return sizeBytes - physicalBytes - reservedBytes;
    };
    const hardware = { ...asTemplate, growDisks: [{ label: 'Hard disk 2', sizeBytes: 3 * diskBytes }], addDisks: [{ sizeBytes: diskBytes, format: 'lazyZeroedThick' as const }] };
    for (const [name, neededBytes] of [['first', 5 * diskBytes - 16 * block], ['second', 5 * diskBytes]] as const) {
      const spec = specOf(template.id, { name, hardware, diskFormat: 'lazyZeroedThick', datastoreId: bench.datastoreId(name) });
      const plan = planDeploy(rooms, spec);
      expect(plan).toMatchObject({ refusals: [], neededBytes });
      await bench.resultOf(start(rooms, spec));
      expect(freeOn(name)).toBe(plan.datastore.after.freeBytes);
    }
    const { volumeId } = bench.inventory.datastore(bench.datastoreId('second'));
    const free = freeOn('second');
    const sizeTo = (freeBytes: number): Promise<void> => bench.array.commit((tx) => bench.array.updateVolume(tx, volumeId, { sizeBytes: bench.array.volume(volumeId).sizeBytes - free + freeBytes }));
    await sizeTo(5 * diskBytes - block);
    const spec = specOf(template.id, { name: 'third', hardware, diskFormat: 'lazyZeroedThick', datastoreId: bench.datastoreId('second') });
    // The data would fit, and so would what is added alone.
    expect(planDeploy(rooms, spec).refusals).toMatchObject([{ code: 'InsufficientStorageSpace', message: expect.stringContaining('the machine takes 5 MiB, since thick disks') }]);
    await expect(start(rooms, spec)).rejects.toMatchObject({ code: 'InsufficientStorageSpace' });
    expect(planDeploy(rooms, { ...spec, diskFormat: 'thin' }).refusals).toEqual([]);
    expect(await bench.problems()).toEqual([]);
  });

  test('the same request is answered with the same task, and makes one machine', async () => {
    const { bench, rooms } = await openBench({ kind });
    const template = await bench.addVm('gold', 1, { isTemplate: true });
    const requestId = newRequestId();
    const [first, second] = await Promise.all([start(rooms, specOf(template.id), requestId), start(rooms, specOf(template.id), requestId)]);
    await bench.resultOf(Promise.resolve(first));
    expect(second).toBe(first);
    expect(await start(rooms, specOf(template.id), requestId)).toBe(first);
    expect(bench.inventory.vmCount).toBe(2);
  });

  test('a plan tells what would be had and what stands in the way, and changes nothing', async () => {
    const { bench, rooms } = await openBench({ kind });
    const template = await bench.addVm('gold', 1, { isTemplate: true, cpuCount: 2, memoryBytes: 2 * gibBytes });
    const machine = await bench.addVm('Web', 1);
    const { revision } = bench.inventory.feed;
    const plan = planDeploy(rooms, specOf(template.id, { name: 'db', hardware: { ...asTemplate, memoryBytes: 8 * gibBytes } }));
    expect(plan).toMatchObject({
      refusals: [], cpuCount: { template: 2, machine: 2 }, memoryBytes: { template: 2 * gibBytes, machine: 8 * gibBytes }, bytesToCopy: 0,
      host: { id: template.hostId, name: 'esx-01.yard.local' }, decision: { mechanism: 'fileClone', isOffloaded: true }, source: { name: 'gold' },
    });
    const codes = (spec: DeploySpec): string[] => planDeploy(rooms, spec).refusals.map(({ code }) => code);
    expect(codes(specOf(template.id))).toEqual(['DuplicateName']);
    expect(codes(specOf(template.id, { name: 'a/b' }))).toEqual(['InvalidName']);
    expect(codes(specOf(machine.id, { name: 'db' }))).toEqual(['InvalidState']);
    expect(() => planDeploy(rooms, specOf(template.id, { datastoreId: template.hostId }))).toThrow(expect.objectContaining({ code: 'ManagedObjectNotFound' }));
    expect(bench.inventory.feed.revision).toBe(revision);
    await expect(start(rooms, specOf(template.id, { name: 'WEB' }))).rejects.toMatchObject({ code: 'DuplicateName', data: { names: ['WEB'] } });
    await expect(start(rooms, specOf(machine.id, { name: 'db' }))).rejects.toMatchObject({ code: 'InvalidState', data: { names: ['Web'] } });
    expect(bench.tasks.list(10)).toEqual([]);
  });

  test('a machine that is larger than its host is worth a warning, not a refusal', async () => {
    const { bench, rooms } = await openBench({ kind });
    const template = await bench.addVm('gold', 1, { isTemplate: true });
    const host = bench.inventory.findContainer(template.hostId);
    if (host?.kind !== 'host') throw new Error('There is no host.');
    const hardware = { ...asTemplate, cpuCount: host.cpuCoreCount + 1, memoryBytes: host.memoryBytes + memoryStepBytes };
    const plan = planDeploy(rooms, specOf(template.id, { hardware }));
    expect(plan.refusals).toEqual([]);
    expect(plan.warnings.filter((warning) => warning.includes(host.name))).toHaveLength(2);
    const fits = planDeploy(rooms, specOf(template.id, { hardware: { ...asTemplate, cpuCount: host.cpuCoreCount, memoryBytes: host.memoryBytes } }));
    expect(fits.warnings.filter((warning) => warning.includes(host.name))).toEqual([]);
  });

  test('disks are larger than in the template where that was asked for, and its network adapters have addresses of their own', async () => {
    const { bench, rooms } = await openBench({ kind });
    const network = bench.inventory.containers().find((container) => container.kind === 'network');
    if (!network) throw new Error('There is no network.');
    const template = await bench.addVm('gold', 2, { isTemplate: true, nics: [{ label: 'Network adapter 1', networkId: network.id, isConnected: true }] });
    await bench.writeBlocks(template.id, 1, 2, 4, 5);
    const growDisks = [{ label: 'Hard disk 2', sizeBytes: 4 * diskBytes }];
    for (const datastore of ['first', 'second'] as const) {
      const spec = specOf(template.id, { name: `web-${datastore}`, datastoreId: bench.datastoreId(datastore), hardware: { ...asTemplate, growDisks, changeNics: [{ label: 'Network adapter 1', isConnected: false }] } });
      const plan = planDeploy(rooms, spec);
      expect(plan.refusals).toEqual([]);
      expect(plan.disks).toMatchObject([{ label: 'Hard disk 1', templateBytes: diskBytes, machineBytes: diskBytes }, { label: 'Hard disk 2', templateBytes: diskBytes, machineBytes: 4 * diskBytes }]);
      expect(plan.nics).toEqual([{ label: 'Network adapter 1', templateNetwork: network.name, machineNetwork: network.name, isConnected: false }]);
      await bench.resultOf(start(rooms, spec));
      const made = bench.inventory.findVmByName(spec.name);
      if (!made) throw new Error('It was not made.');
      expect(made.disks.map(({ sizeBytes }) => sizeBytes)).toEqual([diskBytes, 4 * diskBytes]);
      expect(bench.inventory.provisionedBytes(made.datastoreId)).toBe(plan.datastore.after.provisionedBytes);
      const [before, after] = [await bench.readFile(bench.fileOf(template.id, 1)), await bench.readFile(bench.fileOf(made.id, 1))];
      expect(after.subarray(0, diskBytes).equals(before)).toBe(true);
      expect(after.subarray(diskBytes).every((byte) => byte === 0)).toBe(true);
      expect(made.nics).toMatchObject([{ networkId: network.id, isConnected: false }]);
      expect(made.nics?.[0]?.macAddress).not.toBe(bench.inventory.vm(template.id).nics?.[0]?.macAddress);
    }
    const codes = (hardware: DeployHardware): string[] => planDeploy(rooms, specOf(template.id, { name: 'db', hardware })).refusals.map(({ code }) => code);
    expect(codes({ ...asTemplate, growDisks: [{ label: 'Hard disk 1', sizeBytes: diskBytes / 2 }] })).toEqual(['InvalidArgument']);
    expect(codes({ ...asTemplate, growDisks: [{ label: 'Hard disk 9', sizeBytes: diskBytes }] })).toEqual(['ManagedObjectNotFound']);
    expect(codes({ ...asTemplate, changeNics: [{ label: 'Network adapter 1', networkId: template.hostId }] })).toEqual(['ManagedObjectNotFound']);
    expect(await bench.problems()).toEqual([]);
  });

  test('empty disks and adapters come besides, and adapters of the template are left out, in the transaction that makes the machine', async () => {
    const { bench, rooms } = await openBench({ kind });
    const [network] = bench.inventory.containers().filter((container) => container.kind === 'network');
    if (!network) throw new Error('There is no network.');
    const nics = [1, 2].map((number) => ({ label: `Network adapter ${number}`, networkId: network.id, isConnected: true }));
    const template = await bench.addVm('gold', 1, { isTemplate: true, nics });
    await bench.writeBlocks(template.id, 0, 0, 4, 7);
    for (const datastore of ['first', 'second'] as const) {
      const hardware: DeployHardware = {
        ...asTemplate, addDisks: [{ sizeBytes: 2 * diskBytes, format: 'thin' }, { sizeBytes: diskBytes, format: 'thin' }],
        addNics: [{ networkId: network.id, isConnected: false }], removeNics: ['Network adapter 1'],
      };
      const spec = specOf(template.id, { name: `web-${datastore}`, datastoreId: bench.datastoreId(datastore), hardware });
      const plan = planDeploy(rooms, spec);
      expect(plan.refusals).toEqual([]);
      expect(plan.disks.slice(1)).toMatchObject([{ label: 'Hard disk 2', templateBytes: null, machineBytes: 2 * diskBytes }, { label: 'Hard disk 3', templateBytes: null, machineBytes: diskBytes }]);
      expect(plan.nics).toEqual([
        { label: 'Network adapter 1', templateNetwork: network.name, machineNetwork: null, isConnected: true },
        { label: 'Network adapter 2', templateNetwork: network.name, machineNetwork: network.name, isConnected: true },
        { label: 'Network adapter 1', templateNetwork: null, machineNetwork: network.name, isConnected: false },
      ]);
      await bench.resultOf(start(rooms, spec));
      const made = bench.inventory.findVmByName(spec.name);
      if (!made) throw new Error('It was not made.');
      expect(made.disks.map(({ label, sizeBytes }) => [label, sizeBytes])).toEqual([['Hard disk 1', diskBytes], ['Hard disk 2', 2 * diskBytes], ['Hard disk 3', diskBytes]]);
      expect(new Set(made.disks.map(({ fileId }) => bench.array.file(fileId).groupId))).toEqual(new Set([bench.fileOf(made.id, 0)]));
      expect(made.disks.map(({ mechanism }) => mechanism)).toEqual([datastore === 'first' ? 'fileClone' : 'fullCopy', 'created', 'created']);
      expect((await bench.readFile(bench.fileOf(made.id, 1))).every((byte) => byte === 0)).toBe(true);
      expect(made.nics?.map(({ label, isConnected }) => [label, isConnected])).toEqual([['Network adapter 2', true], ['Network adapter 1', false]]);
      expect(bench.inventory.provisionedBytes(made.datastoreId)).toBe(plan.datastore.after.provisionedBytes);
      expect(await bench.problems()).toEqual([]);
    }
    await bench.resultOf(start(rooms, specOf(template.id, { name: 'bare', hardware: { ...asTemplate, removeNics: nics.map(({ label }) => label) } })));
    expect(bench.inventory.findVmByName('bare')).not.toHaveProperty('nics');
    const codes = (hardware: Partial<DeployHardware>): string[] => planDeploy(rooms, specOf(template.id, { name: 'db', hardware: { ...asTemplate, ...hardware } })).refusals.map(({ code }) => code);
    expect(codes({ addDisks: Array.from({ length: 60 }, () => ({ sizeBytes: diskBytes, format: 'thin' as const })) })).toEqual(['LimitExceeded']);
    expect(codes({ addNics: [{ networkId: template.hostId, isConnected: true }] })).toEqual(['ManagedObjectNotFound']);
    expect(codes({ removeNics: ['Network adapter 3'] })).toEqual(['ManagedObjectNotFound']);
    expect(codes({ addDisks: [{ sizeBytes: tibBytes, format: 'lazyZeroedThick' }] })).toHaveLength(1);
  });

  test('what was added goes again when the machine could not be made', async () => {
    const gate = new Gate();
    const { bench, rooms } = await openBench({ kind, wrap: (array) => overlay(array, { copyRange: async (...args) => { await gate.pass(); return array.copyRange(...args); } }) });
    const template = await bench.addVm('gold', 1, { isTemplate: true });
    await bench.writeBlocks(template.id, 0, 0, 8, 4);
    const spec = specOf(template.id, { datastoreId: bench.datastoreId('second'), hardware: { ...asTemplate, addDisks: [{ sizeBytes: diskBytes, format: 'thin' }] } });
    const taskId = await start(rooms, spec);
    await gate.reached;
    bench.tasks.cancel(taskId);
    gate.open();
    expect(await bench.tasks.wait(taskId)).toMatchObject({ state: 'canceled' });
    const { volumeId } = bench.inventory.datastore(bench.datastoreId('second'));
    expect([...bench.array.fileIds(volumeId)]).toEqual([]);
    expect(await bench.problems()).toEqual([]);
  });

  test('the guest is customized ahead of its first start, and a machine that cannot be customized is not left behind', async () => {
    const { bench, rooms } = await openBench({ kind });
    const template = await bench.addVm('gold', 1, { isTemplate: true });
    await bench.writeBlocks(template.id, 0, 0, 4, 6);
    const linux = rooms.customization.specs.create({ values: linuxValues, secrets: {} });
    const spec = specOf(template.id, { customizationId: linux, powerOn: true });
    expect(planDeploy(rooms, spec)).toMatchObject({ refusals: [], customization: { computerName: 'web', guest: 'linux' } });
    const result = await bench.resultOf(start(rooms, spec));
    if (result?.kind !== 'deployTemplate') throw new Error('Nothing was deployed.');
    expect(result).toMatchObject({ mechanism: 'fileClone', bytesCopied: 0 });
    const made = bench.inventory.vm(result.vmId);
    expect(made).toMatchObject({ powerState: 'poweredOn', customization: { computerName: 'web', spec: { id: linux } } });
    expect(made.disks).toHaveLength(2);

    // Without the password that joining a domain needs, nothing is begun.
    const windows = rooms.customization.specs.create({ values: windowsValues, secrets: {} });
    const without = specOf(template.id, { name: 'db', customizationId: windows });
    expect(planDeploy(rooms, without).refusals).toHaveLength(1);
    await expect(start(rooms, without)).rejects.toMatchObject({ code: planDeploy(rooms, without).refusals[0]?.code });

    // The specification goes between the plan and the work.
    const late = await start(rooms, specOf(template.id, { name: 'late', customizationId: linux }));
    rooms.customization.specs.remove(linux);
    expect(await bench.tasks.wait(late)).toMatchObject({ state: 'error', fault: { code: 'ManagedObjectNotFound' } });
    expect(bench.inventory.findVmByName('late')).toBeUndefined();
    expect(bench.inventory.holds.purposeOf(made.id)).toBeFalsy();
    expect(await bench.problems()).toEqual([]);
  });

  test('the name is kept while the data is copied, and free again when that was cancelled', async () => {
    const gate = new Gate();
    const { bench, rooms } = await openBench({ kind, wrap: (array) => overlay(array, { copyRange: async (...args) => { await gate.pass(); return array.copyRange(...args); } }) });
    const template = await bench.addVm('gold', 1, { isTemplate: true });
    await bench.writeBlocks(template.id, 0, 0, 8, 4);
    const spec = specOf(template.id, { datastoreId: bench.datastoreId('second') });
    const taskId = await start(rooms, spec);
    await gate.reached;
    await expect(start(rooms, spec)).rejects.toMatchObject({ code: 'DuplicateName' });
    bench.tasks.cancel(taskId);
    gate.open();
    expect(await bench.tasks.wait(taskId)).toMatchObject({ state: 'canceled' });
    expect(bench.inventory.findVmByName('web')).toBeUndefined();
    expect(await bench.problems()).toEqual([]);
    await bench.resultOf(start(rooms, spec));
    expect(bench.inventory.findVmByName('web')).toBeDefined();
  });
});

test('hardware within the limits of vSphere is taken, nothing else', () => {
  const others = { templateId: 'vm-101', name: 'web', folderId: null, computeId: null, datastoreId: null, customizationId: null, powerOn: false };
  const isTaken = (hardware: unknown): boolean => deploySpecSchema.safeParse({ ...others, hardware }).success;
  expect(isTaken({ cpuCount: 768, memoryBytes: 24 * tibBytes })).toBe(true);
  expect(isTaken({ cpuCount: 1, memoryBytes: memoryStepBytes })).toBe(true);
  expect(isTaken({})).toBe(true);
  expect(isTaken({ cpuCount: 769 })).toBe(false);
  expect(isTaken({ cpuCount: 1.5 })).toBe(false);
  expect(isTaken({ memoryBytes: 24 * tibBytes + memoryStepBytes })).toBe(false);
  expect(isTaken({ memoryBytes: memoryStepBytes + 1 })).toBe(false);
  expect(isTaken({ memoryBytes: 0 })).toBe(false);
});
