/** A deployment that is interrupted between making the machine and customizing its guest. */
import { afterEach, expect, test } from 'vitest';
import type { FileId, ObjectId, TaskId } from '../../../shared/ids.ts';
import { fatImageBytes } from '../../../electron/customization/fatImage.ts';
import { endedWell, Gate, newRequestId, overlay, vmNamed, YardBench, type TestYard } from '../../fixtures/yard.ts';
import { draftOf, linuxValues, openWithMachines } from '../customization/customizationBench.ts';

const bench = new YardBench();
afterEach(() => bench.cleanUp());

interface Held {
  readonly opened: TestYard;
  readonly taskId: TaskId;
  /** Lets the customization disk be written. */
  readonly letGo: () => void;
}

/** A deployment whose machine is recorded, and whose customization disk is about to be written. */
async function holdAtCustomization(): Promise<Held> {
  const gate = new Gate();
  let isHeld = false;
  const opened = await openWithMachines(bench, 1, {
    wrap: (array) =>
      overlay(array, {
        write: async (id: FileId, ...rest) => {
          if (isHeld && array.file(id).sizeBytes === fatImageBytes) await gate.pass();
          return array.write(id, ...rest);
        },
      }),
  });
  const { client } = opened;
  const template = await vmNamed(client, 'gold');
  const { specId } = await client.customization.create(draftOf(linuxValues));
  isHeld = true;
  const spec = {
    templateId: template.id, name: 'web', folderId: null, computeId: null, datastoreId: null, hardware: { cpuCount: 3, growDisks: [], changeNics: [] }, customizationId: specId, powerOn: true,
  };
  const { taskId } = await client.deploy.start({ spec, requestId: newRequestId() });
  await gate.reached;
  return { opened, taskId, letGo: () => gate.open() };
}

async function expectDeployed({ client }: TestYard, taskId: TaskId): Promise<void> {
  const task = await endedWell(client, taskId);
  const made = await vmNamed(client, 'web');
  expect(task.result).toMatchObject({ kind: 'deployTemplate', vmId: made.id, mechanism: 'fileClone', bytesCopied: 0 });
  expect(made).toMatchObject({ powerState: 'poweredOn', cpuCount: 3 });
  const { applied } = await client.customization.applied({ vmId: made.id });
  expect(applied).toMatchObject({ computerName: 'web' });
  const { disks } = await client.inventory.vm({ id: made.id });
  expect(disks.map(({ label }) => label)).toEqual(['Hard disk 1', 'Customization disk']);
  expect((await client.system.check()).problems).toEqual([]);
}

test('after a crash it goes on with the machine that it has made', async () => {
  const { opened, taskId, letGo } = await holdAtCustomization();
  const held = await vmNamed(opened.client, 'web');
  expect(held.powerState).toBe('poweredOff');
  const crashed = bench.copyAsIfCrashed(opened.directory);
  letGo();
  await bench.close(opened);
  const after = await bench.open(crashed);
  await expectDeployed(after, taskId);
  expect((await vmNamed(after.client, 'web')).id).toBe(held.id);
});

async function crashThere(): Promise<{ directory: string; taskId: TaskId; vmId: ObjectId }> {
  const { opened, taskId, letGo } = await holdAtCustomization();
  const { id: vmId } = await vmNamed(opened.client, 'web');
  const directory = bench.copyAsIfCrashed(opened.directory);
  letGo();
  await bench.close(opened);
  return { directory, taskId, vmId };
}

const namesIn = async ({ client }: TestYard): Promise<string[]> => (await client.inventory.vms({ afterId: null, limit: 100 })).rows.map(({ name }) => name);

test('cancelled while it waits to be taken up again, it takes the machine back', async () => {
  const { directory, taskId, vmId } = await crashThere();
  const waiting = await bench.open(directory, { resumeOnOpen: false });
  // Until then the machine is the task's.
  await expect(waiting.client.inventory.deleteVms({ ids: [vmId], requestId: newRequestId() })).rejects.toMatchObject({ code: 'TaskInProgress', data: { names: ['web'] } });
  expect(await waiting.client.tasks.cancel({ id: taskId })).toMatchObject({ state: 'canceled' });
  await bench.close(waiting);
  const after = await bench.open(directory);
  expect(await namesIn(after)).toEqual(['gold', 'vdi-001']);
  expect((await after.client.system.check()).problems).toEqual([]);
});

test('cancelled ahead of a crash that kept it from taking the machine back, it does so at the next start', async () => {
  const { opened, taskId, letGo } = await holdAtCustomization();
  await opened.client.tasks.cancel({ id: taskId });
  const crashed = bench.copyAsIfCrashed(opened.directory);
  letGo();
  await bench.close(opened);
  const after = await bench.open(crashed);
  expect(await after.client.tasks.get({ id: taskId })).toMatchObject({ state: 'canceled' });
  expect(await namesIn(after)).toEqual(['gold', 'vdi-001']);
  expect((await after.client.system.check()).problems).toEqual([]);
});

test('renamed while it waits to be taken up again, the machine is still the one that it goes on with', async () => {
  const { directory, taskId, vmId } = await crashThere();
  const waiting = await bench.open(directory, { resumeOnOpen: false });
  const { taskId: renaming } = await waiting.client.lifecycle.rename({ id: vmId, name: 'renamed', requestId: newRequestId() });
  await endedWell(waiting.client, renaming);
  await bench.close(waiting);
  const after = await bench.open(directory);
  expect((await endedWell(after.client, taskId)).result).toMatchObject({ vmId });
  expect(await namesIn(after)).toEqual(['gold', 'vdi-001', 'renamed']);
  expect((await vmNamed(after.client, 'renamed')).powerState).toBe('poweredOn');
  expect((await after.client.system.check()).problems).toEqual([]);
});

test('nobody touches the machine meanwhile', async () => {
  const { opened, taskId, letGo } = await holdAtCustomization();
  const { client } = opened;
  const { id } = await vmNamed(client, 'web');
  await expect(client.inventory.deleteVms({ ids: [id], requestId: newRequestId() })).rejects.toMatchObject({ code: 'TaskInProgress' });
  letGo();
  await expectDeployed(opened, taskId);
});

test('cancelled then, it takes the machine back', async () => {
  const { opened, taskId, letGo } = await holdAtCustomization();
  const { client } = opened;
  await client.tasks.cancel({ id: taskId });
  letGo();
  expect(await client.tasks.wait({ id: taskId })).toMatchObject({ state: 'canceled' });
  const { rows } = await client.inventory.vms({ afterId: null, limit: 100 });
  expect(rows.map(({ name }) => name)).toEqual(['gold', 'vdi-001']);
  expect((await client.system.check()).problems).toEqual([]);
});
