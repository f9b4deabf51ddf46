import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { allVms } from '../../fixtures/allVms.ts';
import { makeSparseImage, tempFolder, type TempFolder } from '../../fixtures/images.ts';
import { YardBench, arrayKinds, cloneSpec, cloneWell, importTemplate, vmNamed, type YardClient } from '../../fixtures/yard.ts';
import type { ContainerRecord, VmRecord } from '../../../electron/inventory/records.ts';
import { Meta } from '../../../electron/meta/meta.ts';
import { objectIdSchema } from '../../../shared/ids.ts';
import type { Network, VmNic } from '../../../shared/model/inventory.ts';
import { mibBytes } from '../../../shared/units.ts';

const bench = new YardBench();
const folders: TempFolder[] = [];
afterEach(async () => {
  await bench.cleanUp();
  for (const folder of folders.splice(0)) await folder.remove();
});

const networksOf = async (client: YardClient): Promise<Network[]> => (await client.inventory.containers()).filter((container) => container.kind === 'network');
const nicsOf = async (client: YardClient, name: string): Promise<VmNic[]> => (await client.inventory.vm({ id: (await vmNamed(client, name)).id })).nics;

async function goldenImage(): Promise<string> {
  const folder = await tempFolder();
  folders.push(folder);
  await makeSparseImage(folder.file('gold.img'), mibBytes, 8);
  return folder.file('gold.img');
}

describe.each(arrayKinds)('adapters over the %s array', (kind) => {
  test('an import gets one on the untagged network; clones are on the same with addresses of their own', async () => {
    const { client, array } = await bench.openSetUp({ kind });
    const template = await importTemplate(client, await goldenImage(), 'gold');
    const [untagged] = (await networksOf(client)).filter(({ vlanId }) => vlanId === null);
    expect(template.networkIds).toEqual([untagged?.id]);
    await cloneWell(client, cloneSpec(template.id, 3));
    const rows = await allVms(client);
    expect(rows.map(({ networkIds }) => networkIds)).toEqual(rows.map(() => [untagged?.id]));
    const nics = (await Promise.all(rows.map(({ name }) => nicsOf(client, name)))).flat();
    expect(nics).toHaveLength(4);
    expect(new Set(nics.map(({ macAddress }) => macAddress)).size).toBe(4);
    expect(nics[0]).toMatchObject({ label: 'Network adapter 1', isConnected: true });
    expect(await client.system.check()).toMatchObject({ ok: true, problems: [] });
    expect((await array.check()).problems).toEqual([]);
  });
});

test('the machines of the sample yard are each on one of its three networks', async () => {
  const { client } = await bench.openSetUp({}, 'sample');
  expect((await networksOf(client)).map(({ name, vlanId }) => [name, vlanId])).toEqual([['VM Network', null], ['Production VLAN 110', 110], ['Desktops VLAN 120', 120]]);
  const nameOf = new Map((await networksOf(client)).map(({ id, name }) => [id, name]));
  const counts = new Map<string, number>();
  for (const { networkIds } of await allVms(client)) for (const id of networkIds) counts.set(nameOf.get(id) ?? '', (counts.get(nameOf.get(id) ?? '') ?? 0) + 1);
  expect(Object.fromEntries(counts)).toEqual({ 'VM Network': 3, 'Production VLAN 110': 20, 'Desktops VLAN 120': 20 });
});

/** Changes what is stored behind the yard's back. */
async function tamper(directory: string, change: (containers: ReturnType<typeof tables>) => void): Promise<void> {
  const meta = Meta.open(join(directory, 'meta'));
  change(tables(meta));
  await meta.close();
}
const tables = (meta: Meta) => ({ meta, containers: meta.table<string, ContainerRecord>('containers'), vms: meta.table<number, VmRecord>('vms') });

test('a yard from before there were networks gets one, once, and its machines go on without adapters', async () => {
  const opened = await bench.openSetUp();
  await importTemplate(opened.client, await goldenImage(), 'gold');
  await bench.close(opened);
  await tamper(opened.directory, ({ meta, containers, vms }) => {
    meta.transaction((tx) => {
      for (const { key, value } of [...containers.entries()]) if (value.kind === 'network') containers.remove(tx, key);
      for (const { key, value } of [...vms.entries()]) {
        const { nics: _nics, ...rest } = value;
        vms.put(tx, key, rest);
      }
    });
  });
  const again = await bench.open(opened.directory);
  const [made, ...others] = await networksOf(again.client);
  expect(made).toMatchObject({ name: 'VM Network', vlanId: null });
  expect(others).toEqual([]);
  const gold = await vmNamed(again.client, 'gold');
  expect(gold.networkIds).toEqual([]);
  expect(await nicsOf(again.client, 'gold')).toEqual([]);
  await cloneWell(again.client, cloneSpec(gold.id, 1));
  expect(await again.client.system.check()).toMatchObject({ ok: true });
  await bench.close(again);
  const third = await bench.open(opened.directory);
  expect(await networksOf(third.client)).toEqual([made]);
});

test('the checker finds adapters on networks that are gone and addresses that two machines have', async () => {
  const opened = await bench.openSetUp();
  const template = await importTemplate(opened.client, await goldenImage(), 'gold');
  await cloneWell(opened.client, cloneSpec(template.id, 2));
  await bench.close(opened);
  await tamper(opened.directory, ({ meta, vms }) => {
    meta.transaction((tx) => {
      const [first, second] = [...vms.entries()];
      if (!first || !second) throw new Error('There are too few machines.');
      const nics = (first.value.nics ?? []).map((nic) => ({ ...nic, networkId: objectIdSchema.parse('network-999') }));
      vms.put(tx, second.key, { ...second.value, nics });
    });
  });
  const { client } = await bench.open(opened.directory);
  const { problems } = await client.system.check();
  expect(problems).toContain('"Network adapter 1" of "vdi-001" is on the network network-999, which does not exist.');
  expect(problems.filter((problem) => problem.includes('which "gold" has as well'))).toHaveLength(1);
});
