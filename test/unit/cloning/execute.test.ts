import { afterEach, describe, expect, test } from 'vitest';
import { allVms } from '../../fixtures/allVms.ts';
import { contentDigestOf } from '../../fixtures/contentDigest.ts';
import { makeSparseImage, tempFolder, type TempFolder } from '../../fixtures/images.ts';
import { arrayKinds, cloneSpec, cloneWell, endedWell, Gate, importTemplate, newRequestId, overlay, powerWell, vmNamed, YardBench, type ArrayKind, type TestYard, type TestYardOptions, type YardClient } from '../../fixtures/yard.ts';
import type { StorageArray } from '../../../electron/array/port.ts';
import type { ObjectId } from '../../../shared/ids.ts';
import type { VmRow } from '../../../shared/model/inventory.ts';
import { mibBytes } from '../../../shared/units.ts';

const bench = new YardBench();
const folders: { remove(): Promise<void> }[] = [];
afterEach(async () => {
  await bench.cleanUp();
  for (const folder of folders.splice(0)) await folder.remove();
});

/** A yard with one imported template, and the bytes of its disk. */
/** False during the preparation, whose commits are of no interest. */
let isArmed = false;

async function openWithTemplate(options: TestYardOptions = {}): Promise<TestYard & { template: VmRow; imageDigest: string }> {
  isArmed = false;
  const folder = await tempFolder();
  folders.push(folder);
  const image = await makeSparseImage(folder.file('gold.img'), 8 * mibBytes, 12);
  const opened = await bench.openSetUp(options);
  const template = await importTemplate(opened.client, folder.file('gold.img'), 'gold');
  isArmed = true;
  return { ...opened, template, imageDigest: contentDigestOf(image.bytes) };
}

async function digestsOf(client: YardClient, firstId: ObjectId, secondId: ObjectId): Promise<readonly string[]> {
  const { taskId } = await client.disks.compareDisks({ firstId, secondId, requestId: newRequestId() });
  const { result } = await endedWell(client, taskId);
  return result?.kind === 'compareDisks' ? result.contentDigests : [];
}

/** Counts commits that clone files; `before` runs ahead of each, `after` behind it. */
function watchCloneCommits(array: StorageArray, before: (number: number) => Promise<void>, after: (number: number) => void = () => undefined): StorageArray {
  let number = 0;
  return overlay(array, {
    commit: async (work) => {
      const mine = isArmed ? (number += 1) : 0;
      if (mine > 0) await before(mine);
      const result = await array.commit(work);
      if (mine > 0) after(mine);
      return result;
    },
  });
}

describe.each(arrayKinds)('rapid clone over the %s array', (kind: ArrayKind) => {
  test('makes as many as asked for, each equal to the source, for no space', async () => {
    const { client, template, imageDigest } = await openWithTemplate({ kind });
    const before = await client.inventory.containers();
    const task = await cloneWell(client, cloneSpec(template.id, 300, { powerOn: true }));
    expect(task).toMatchObject({ result: { kind: 'rapidClone', created: 300, failed: 0 }, children: { total: 300, succeeded: 300, failed: 0 }, name: 'Rapid clone 300 virtual machines' });
    const vms = await allVms(client);
    expect(vms.filter((vm) => vm.source?.id === template.id && vm.powerState === 'poweredOn')).toHaveLength(300);
    expect(new Set(vms.map((vm) => vm.id)).size).toBe(301);
    expect((await client.inventory.vm({ id: template.id })).cloneCount).toBe(300);
    const last = await vmNamed(client, 'vdi-300');
    expect(await digestsOf(client, template.id, last.id)).toEqual([imageDigest, imageDigest]);
    const spaceOf = (containers: typeof before) => containers.flatMap((container) => (container.kind === 'datastore' ? [container.space] : []))[0];
    const after = spaceOf(await client.inventory.containers());
    expect(after?.physicalBytes).toBe(spaceOf(before)?.physicalBytes);
    expect(after?.provisionedBytes).toBe(301 * 8 * mibBytes);
    expect(after?.logicalBytes).toBe(301 * template.space.logicalBytes);
    expect(await client.system.check({ isDeep: true })).toMatchObject({ ok: true, problems: [] });
    const children = await client.tasks.children({ id: task.id, offset: 299, limit: 5 });
    expect(children.children).toMatchObject([{ name: 'vdi-300', targetId: last.id, state: 'success' }]);
  });

  test('names taken before the start are refused; names taken meanwhile fail alone', async () => {
    const gate = new Gate();
    const { client, template } = await openWithTemplate({ kind, wrap: (array) => watchCloneCommits(array, (number) => (number === 1 ? gate.pass() : Promise.resolve())) });
    const first = await client.cloning.start({ spec: cloneSpec(template.id, 20), requestId: newRequestId() });
    // Planned while none of the first exists yet: both runs want the numbers 11 to 20.
    const second = await client.cloning.start({ spec: cloneSpec(template.id, 20, { startNumber: 11 }), requestId: newRequestId() });
    gate.open();
    expect((await endedWell(client, first.taskId)).result).toMatchObject({ created: 20, failed: 0 });
    const task = await endedWell(client, second.taskId);
    expect(task.result).toMatchObject({ created: 10, failed: 10 });
    const { children } = await client.tasks.children({ id: second.taskId, offset: 0, limit: 100 });
    expect(children.slice(0, 10).every((child) => child.state === 'error' && child.fault?.code === 'DuplicateName')).toBe(true);
    expect(children.slice(10).every((child) => child.state === 'success')).toBe(true);
    await expect(client.cloning.start({ spec: cloneSpec(template.id, 5), requestId: newRequestId() })).rejects.toMatchObject({ code: 'DuplicateName', defined: true });
    expect(await client.system.check({ isDeep: true })).toMatchObject({ ok: true });
  });

  test('the same request starts the same task', async () => {
    const { client, template } = await openWithTemplate({ kind });
    const request = { spec: cloneSpec(template.id, 3), requestId: newRequestId() };
    const [one, two] = await Promise.all([client.cloning.start(request), client.cloning.start(request)]);
    await endedWell(client, one.taskId);
    expect([two, await client.cloning.start(request)]).toEqual([one, one]);
    expect(await allVms(client)).toHaveLength(4);
  });

  test('cancelling keeps what was made and says how many', async () => {
    const gate = new Gate();
    const { client, template } = await openWithTemplate({ kind, wrap: (array) => watchCloneCommits(array, (number) => (number === 2 ? gate.pass() : Promise.resolve())) });
    const { taskId } = await client.cloning.start({ spec: cloneSpec(template.id, 2000), requestId: newRequestId() });
    await gate.reached;
    await client.tasks.cancel({ id: taskId });
    gate.open();
    const task = await client.tasks.wait({ id: taskId });
    expect(task).toMatchObject({ state: 'canceled', fault: null });
    const created = task.result?.kind === 'rapidClone' ? task.result.created : 0;
    expect(created).toBeGreaterThan(0);
    expect(created).toBeLessThan(2000);
    expect(await allVms(client)).toHaveLength(created + 1);
    expect(await client.system.check({ isDeep: true })).toMatchObject({ ok: true });
  });

  test('powered-on sources are refused, and nothing is made', async () => {
    const { client, template } = await openWithTemplate({ kind });
    await cloneWell(client, cloneSpec(template.id, 1, { powerOn: true }));
    const vm = await vmNamed(client, 'vdi-001');
    await expect(client.cloning.start({ spec: cloneSpec(vm.id, 1, { pattern: 'x' }), requestId: newRequestId() })).rejects.toMatchObject({ code: 'InvalidPowerState', data: { names: ['vdi-001'] } });
    await powerWell(client, [vm.id], 'powerOff');
    await cloneWell(client, cloneSpec(vm.id, 1, { pattern: 'x' }));
    expect((await vmNamed(client, 'x1')).source).toEqual({ id: vm.id, name: 'vdi-001' });
  });

  test('plans tell what was measured once something was', async () => {
    const { client, template } = await openWithTemplate({ kind });
    const spec = cloneSpec(template.id, 10);
    expect((await client.cloning.plan(spec)).estimate).toBeNull();
    await cloneWell(client, spec);
    expect((await client.cloning.plan({ ...spec, startNumber: 100 })).estimate?.measuredClonesPerSecond).toBeGreaterThan(0);
  });
});

describe('interrupted rapid clones', () => {
  test('resume after a power cut at any batch, with no clone missing, doubled or different', async () => {
    const copies: string[] = [];
    const opened = await openWithTemplate({ wrap: (array) => watchCloneCommits(array, () => Promise.resolve(), () => copies.push(bench.copyAsIfCrashed(opened.directory))) });
    const { client, template, imageDigest } = opened;
    const { taskId } = await client.cloning.start({ spec: cloneSpec(template.id, 900), requestId: newRequestId() });
    await endedWell(client, taskId);
    await bench.close(opened);
    expect(copies.length).toBeGreaterThan(1);
    // Once at a batch boundary in the middle, once when only the end was not seen by anybody.
    for (const copy of [copies[0], copies.at(-1)]) {
      const again = await bench.open(copy);
      await again.yard.drain();
      const task = await again.client.tasks.get({ id: taskId });
      expect(task).toMatchObject({ state: 'success', resumeCount: copy === copies[0] ? 1 : 0, result: { created: 900, failed: 0 }, children: { succeeded: 900 } });
      const vms = await allVms(again.client);
      expect(new Set(vms.map((vm) => vm.name)).size).toBe(901);
      const last = await vmNamed(again.client, 'vdi-900');
      expect(await digestsOf(again.client, template.id, last.id)).toEqual([imageDigest, imageDigest]);
      expect(await again.client.system.check({ isDeep: true })).toMatchObject({ ok: true, problems: [] });
      await bench.close(again);
    }
  });

  test('resume after an orderly close in the middle', async () => {
    const gate = new Gate();
    const opened = await openWithTemplate({ wrap: (array) => watchCloneCommits(array, (number) => (number === 2 ? gate.pass() : Promise.resolve())) });
    const { taskId } = await opened.client.cloning.start({ spec: cloneSpec(opened.template.id, 1500), requestId: newRequestId() });
    await gate.reached;
    const closing = bench.close(opened);
    gate.open();
    await closing;
    const waiting = await bench.open(opened.directory, { resumeOnOpen: false });
    const made = (await allVms(waiting.client)).length - 1;
    expect(made).toBeGreaterThan(0);
    expect(made).toBeLessThan(1500);
    await bench.close(waiting);
    const again = await bench.open(opened.directory);
    await again.yard.drain();
    expect(await again.client.tasks.get({ id: taskId })).toMatchObject({ state: 'success', resumeCount: 1, result: { created: 1500, failed: 0 } });
    expect(await allVms(again.client)).toHaveLength(1501);
  });
});

describe('on another datastore', () => {
  async function openBoth(): Promise<TestYard & { template: VmRow; otherId: ObjectId; imageDigest: string; folder: TempFolder }> {
    const folder = await tempFolder();
    folders.push(folder);
    const image = await makeSparseImage(folder.file('gold.img'), 8 * mibBytes, 12);
    const opened = await bench.openTwoDatastores();
    const template = await importTemplate(opened.client, folder.file('gold.img'), 'gold');
    const other = (await opened.client.inventory.containers()).find((container) => container.kind === 'datastore' && container.id !== template.datastoreId);
    if (!other) throw new Error('There is one datastore only.');
    return { ...opened, template, otherId: other.id, folder, imageDigest: contentDigestOf(image.bytes) };
  }
  const spaceOf = async (client: YardClient, id: ObjectId) => {
    const found = (await client.inventory.containers()).find((container) => container.id === id);
    return found?.kind === 'datastore' ? found.space : undefined;
  };

  test('the data is copied once, and the clones share the copy', async () => {
    const { client, template, otherId, imageDigest } = await openBoth();
    const spec = cloneSpec(template.id, 5, { datastoreId: otherId, pattern: 'far-{n}' });
    expect((await client.cloning.plan(spec)).bytesToCopy).toBe(template.space.logicalBytes);
    expect((await cloneWell(client, spec)).result).toMatchObject({ created: 5, failed: 0 });
    const [first, last] = [await vmNamed(client, 'far-1'), await vmNamed(client, 'far-5')];
    expect((await client.inventory.vm({ id: first.id })).disks[0]).toMatchObject({ mechanism: 'fullCopy' });
    expect((await client.inventory.vm({ id: last.id })).disks[0]).toMatchObject({ mechanism: 'fileClone' });
    expect(await digestsOf(client, first.id, last.id)).toEqual([imageDigest, imageDigest]);
    expect(await digestsOf(client, template.id, last.id)).toEqual([imageDigest, imageDigest]);
    expect(await spaceOf(client, otherId)).toMatchObject({ physicalBytes: template.space.logicalBytes, logicalBytes: 5 * template.space.logicalBytes, provisionedBytes: 5 * 8 * mibBytes });
    expect((await client.cloning.plan({ ...spec, pattern: 'z' })).estimate).not.toBeNull();
    expect(await client.system.check({ isDeep: true })).toMatchObject({ ok: true, problems: [] });
  });

  test('cancelled while copying, nothing of the copy is left', async () => {
    const gate = new Gate();
    const { client, template, otherId, directory, ...rest } = await openBoth();
    await bench.close({ client, directory, ...rest });
    const again = await bench.open(directory, { wrap: (array) => overlay(array, { read: async (...args) => (await gate.pass(), array.read(...args)) }) });
    const { taskId } = await again.client.cloning.start({ spec: cloneSpec(template.id, 5, { datastoreId: otherId }), requestId: newRequestId() });
    await gate.reached;
    await again.client.tasks.cancel({ id: taskId });
    gate.open();
    expect(await again.client.tasks.wait({ id: taskId })).toMatchObject({ state: 'canceled', result: { created: 0, failed: 0 } });
    expect(await allVms(again.client)).toHaveLength(1);
    expect(await again.client.system.check({ isDeep: true })).toMatchObject({ ok: true, problems: [] });
  });
});
