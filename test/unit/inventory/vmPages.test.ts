import { afterEach, expect, test } from 'vitest';
import { allVms } from '../../fixtures/allVms.ts';
import { makeSparseImage, tempFolder } from '../../fixtures/images.ts';
import { cloneSpec, cloneWell, endedWell, importTemplate, newRequestId, powerWell, YardBench, type YardClient } from '../../fixtures/yard.ts';
import { objectIdSchema, type ObjectId } from '../../../shared/ids.ts';
import { mibBytes } from '../../../shared/units.ts';

const bench = new YardBench();
const folders: { remove(): Promise<void> }[] = [];
afterEach(async () => {
  await bench.cleanUp();
  for (const folder of folders.splice(0)) await folder.remove();
});

async function openWithClones(count: number): Promise<YardClient> {
  const folder = await tempFolder();
  folders.push(folder);
  await makeSparseImage(folder.file('gold.img'), mibBytes, 5);
  const { client } = await bench.openSetUp({ kind: 'memory' });
  const template = await importTemplate(client, folder.file('gold.img'), 'gold');
  await cloneWell(client, cloneSpec(template.id, count, { pattern: 'p-{n:04}' }));
  return client;
}

test('pages of any length give every machine once, in the order in which they were made', async () => {
  const client = await openWithClones(19);
  const names = ['gold', ...Array.from({ length: 19 }, (_, index) => `p-${String(index + 1).padStart(4, '0')}`)];
  for (const limit of [1, 3, 10, 19, 20, 21, 500]) {
    const found: string[] = [];
    const lengths: number[] = [];
    for (let afterId: ObjectId | null = null; ; ) {
      const page: Awaited<ReturnType<YardClient['inventory']['vms']>> = await client.inventory.vms({ afterId, limit });
      found.push(...page.rows.map((row) => row.name));
      lengths.push(page.rows.length);
      if (page.nextAfterId === null) break;
      afterId = page.nextAfterId;
    }
    expect(found).toEqual(names);
    // No page is empty, and only the last one may be short.
    expect(lengths).toHaveLength(Math.ceil(20 / limit));
  }
});

test('a page goes on where the last one ended, although that machine was deleted or changed', async () => {
  const client = await openWithClones(9);
  const first = await client.inventory.vms({ afterId: null, limit: 5 });
  const ids = first.rows.slice(1).map((row) => row.id);
  await powerWell(client, ids.slice(0, 1), 'powerOn');
  await endedWell(client, (await client.inventory.deleteVms({ ids: ids.slice(1), requestId: newRequestId() })).taskId);
  const rest = await client.inventory.vms({ afterId: first.nextAfterId, limit: 5 });
  expect(rest.rows.map((row) => row.name)).toEqual(['p-0005', 'p-0006', 'p-0007', 'p-0008', 'p-0009']);
  expect(rest.nextAfterId).toBeNull();
  expect((await allVms(client)).map((row) => row.name)).toEqual(['gold', 'p-0001', ...rest.rows.map((row) => row.name)]);
});

test('a page starts behind a virtual machine and has a bounded length', async () => {
  const { client } = await bench.openSetUp({ kind: 'memory' });
  expect(await client.inventory.vms({ afterId: null, limit: 500 })).toEqual({ rows: [], nextAfterId: null });
  await expect(client.inventory.vms({ afterId: objectIdSchema.parse('datastore-1'), limit: 1 })).rejects.toMatchObject({ code: 'InvalidArgument' });
  await expect(client.inventory.vms({ afterId: null, limit: 501 })).rejects.toMatchObject({ code: 'InvalidArgument', data: { names: ['limit'] } });
});
