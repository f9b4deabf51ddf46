import { afterEach, describe, expect, test } from 'vitest';
import { allVms } from '../../fixtures/allVms.ts';
import { makeSparseImage, tempFolder } from '../../fixtures/images.ts';
import { arrayKinds, cloneSpec, cloneWell, endedWell, importTemplate, newRequestId, powerWell, YardBench, type TestYard, type YardClient } from '../../fixtures/yard.ts';
import type { InventoryEvent } from '../../../shared/contract/inventory.ts';
import type { ObjectId } from '../../../shared/ids.ts';
import type { Container, VmRow } from '../../../shared/model/inventory.ts';
import { mibBytes } from '../../../shared/units.ts';

const bench = new YardBench();
const folders: { remove(): Promise<void> }[] = [];
afterEach(async () => {
  await bench.cleanUp();
  for (const folder of folders.splice(0)) await folder.remove();
});

async function openWithTemplate(kind: (typeof arrayKinds)[number]): Promise<TestYard & { template: VmRow }> {
  const folder = await tempFolder();
  folders.push(folder);
  await makeSparseImage(folder.file('gold.img'), mibBytes, 5);
  const opened = await bench.openSetUp({ kind });
  return { ...opened, template: await importTemplate(opened.client, folder.file('gold.img'), 'gold') };
}

/** What a client knows that does nothing but apply events, and the rules every stream keeps. */
class Follower {
  readonly vms = new Map<ObjectId, VmRow>();
  readonly containers = new Map<ObjectId, Container>();
  revision = -1;
  isReady = false;
  pages = 0;
  mostRows = 0;
  readonly brokenRules: string[] = [];

  apply(event: InventoryEvent): void {
    if (event.type === 'begin') {
      this.revision = event.revision;
      return;
    }
    if (event.type === 'ready') {
      if (event.revision !== this.revision) this.brokenRules.push('ready has another revision than begin');
      this.isReady = true;
      return;
    }
    if (event.type === 'change') {
      if (!this.isReady) this.brokenRules.push('a change came before ready');
      if (event.previousRevision !== this.revision) this.brokenRules.push(`a gap from ${this.revision} to ${event.previousRevision}`);
      this.revision = event.revision;
      for (const id of event.removedIds) this.vms.delete(id);
    } else {
      this.pages += 1;
    }
    this.mostRows = Math.max(this.mostRows, event.vms.length);
    for (const vm of event.vms) this.vms.set(vm.id, vm);
    for (const container of event.containers) this.containers.set(container.id, container);
  }

  async isInStepWith(client: YardClient): Promise<boolean> {
    const vms = await allVms(client);
    if (vms.length !== this.vms.size) return false;
    const containers = await client.inventory.containers();
    return (
      vms.every((vm) => JSON.stringify(this.vms.get(vm.id)) === JSON.stringify(vm)) &&
      containers.every((container) => JSON.stringify(this.containers.get(container.id)) === JSON.stringify(container))
    );
  }
}

describe('inventory.watch with thousands of machines', () => {
  test('a client that starts in the middle of changes ends up with everything', async () => {
    const { client, template } = await openWithTemplate('embedded');
    await cloneWell(client, cloneSpec(template.id, 1500, { pattern: 'old-{n:04}' }));
    const old = (await allVms(client)).filter((vm) => vm.name.startsWith('old-'));

    const follower = new Follower();
    const controller = new AbortController();
    const stream = await client.inventory.watch(undefined, { signal: controller.signal });
    // Clones appear, machines are powered on and others deleted while the pages are on their way.
    let isDone = false;
    const changing = (async () => {
      const cloning = await client.cloning.start({ spec: cloneSpec(template.id, 600, { pattern: 'new-{n:04}' }), requestId: newRequestId() });
      await powerWell(client, old.slice(0, 50).map((vm) => vm.id), 'powerOn');
      await endedWell(client, cloning.taskId);
      const { taskId } = await client.inventory.deleteVms({ ids: old.slice(700, 1100).map((vm) => vm.id), requestId: newRequestId() });
      await endedWell(client, taskId);
      isDone = true;
    })();
    for await (const event of stream) {
      follower.apply(event);
      if (isDone && follower.isReady && (await follower.isInStepWith(client))) break;
    }
    await changing;
    expect(follower.brokenRules).toEqual([]);
    expect(follower.pages).toBeGreaterThan(1);
    expect(follower.mostRows).toBeLessThanOrEqual(200);
    expect(follower.vms.size).toBe(1 + 1500 + 600 - 400);
    expect([...follower.vms.values()].filter((vm) => vm.powerState === 'poweredOn')).toHaveLength(50);
    controller.abort();
  });

  test('a change of very many rows comes in parts that follow each other', async () => {
    const { client, template } = await openWithTemplate('embedded');
    await cloneWell(client, cloneSpec(template.id, 1200));
    const follower = new Follower();
    const sizes: number[] = [];
    for await (const event of await client.inventory.watch()) {
      follower.apply(event);
      if (event.type === 'ready') {
        const ids = [...follower.vms.values()].filter((vm) => !vm.isTemplate).map((vm) => vm.id);
        await powerWell(client, ids, 'powerOn');
      }
      if (event.type === 'change') sizes.push(event.vms.length);
      if (event.type === 'change' && (await follower.isInStepWith(client))) break;
    }
    expect(follower.brokenRules).toEqual([]);
    expect(Math.max(...sizes)).toBeLessThanOrEqual(200);
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBeGreaterThanOrEqual(1200);
  });
});

describe.each(arrayKinds)('inventory.watch over the %s array', (kind) => {
  test('writing to one machine changes its row and its datastore', async () => {
    const { client, template, directory } = await openWithTemplate(kind);
    await cloneWell(client, cloneSpec(template.id, 2, { pattern: 'w' }));
    const target = (await allVms(client)).find((vm) => vm.name === 'w1');
    if (!target) throw new Error('There is no w1.');
    const image = `${directory}/data.bin`;
    await makeSparseImage(image, mibBytes / 2, 77);
    const follower = new Follower();
    for await (const event of await client.inventory.watch()) {
      follower.apply(event);
      if (event.type === 'ready') {
        const { taskId } = await client.disks.writeDisk({ vmId: target.id, offsetBytes: 0, path: image, requestId: newRequestId() });
        await endedWell(client, taskId);
      }
      if ((follower.vms.get(target.id)?.space.uniqueBytes ?? 0) > 0 && (await follower.isInStepWith(client))) break;
    }
    expect(follower.brokenRules).toEqual([]);
    const datastore = follower.containers.get(target.datastoreId);
    expect(datastore?.kind === 'datastore' && datastore.space.physicalBytes).toBeGreaterThan(template.space.logicalBytes);
  });

  test('closing the yard ends the streams', async () => {
    const opened = await openWithTemplate(kind);
    const events: InventoryEvent['type'][] = [];
    const reading = (async () => {
      for await (const event of await opened.client.inventory.watch()) {
        events.push(event.type);
        if (event.type === 'ready') void bench.close(opened);
      }
    })();
    await reading;
    expect(events).toEqual(['begin', 'page', 'ready']);
  });
});
