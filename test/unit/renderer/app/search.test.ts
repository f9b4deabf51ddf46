import { describe, expect, it } from 'vitest';
import { hitsPerGroup, searchInventory } from '../../../../renderer/app/search.ts';
import { indexOf } from '../../../../renderer/stores/inventoryIndex.ts';
import { RowTable } from '../../../../renderer/stores/rowTable.ts';
import type { Container, VmRow } from '../../../../shared/model/inventory.ts';
import { containers, vmRow } from '../stores/rows.ts';

const vms = RowTable.empty<VmRow>().changed([
  vmRow(1, { name: 'old-esx-tools' }),
  vmRow(2, { name: 'ESX-test' }),
  vmRow(3, { name: 'esx-base', isTemplate: true }),
  ...Array.from({ length: 20 }, (_, n) => vmRow(100 + n, { name: `many-${n}` })),
]);
const index = indexOf({ vms, containers: RowTable.empty<Container>().changed(containers) });
const search = (text: string) => searchInventory(text, index, vms);

describe('searchInventory', () => {
  it('groups by kind and puts names that begin with the text first', () => {
    expect(search('esx').map(({ label, hits }) => [label, hits.map(({ name }) => name)])).toEqual([
      ['Virtual machines', ['ESX-test', 'old-esx-tools']],
      ['Templates', ['esx-base']],
      ['Hosts', ['esx-1', 'esx-2']],
    ]);
  });
  it('puts the object that has exactly this name first, whatever its kind', () => {
    const named = RowTable.empty<VmRow>().changed([vmRow(1, { name: 'gold-001' }), vmRow(2, { name: 'Gold', isTemplate: true }), vmRow(3, { name: 'gold-2', isTemplate: true })]);
    const found = searchInventory('gold', indexOf({ vms: named, containers: RowTable.empty<Container>() }), named);
    expect(found.map(({ label, hits }) => [label, hits.map(({ name }) => name)])).toEqual([
      ['Templates', ['Gold', 'gold-2']],
      ['Virtual machines', ['gold-001']],
    ]);
  });
  it('shows a few of many and tells how many there are', () => {
    const [group] = search('MANY-');
    expect(group?.hits.map(({ name }) => name)).toEqual(Array.from({ length: hitsPerGroup }, (_, n) => `many-${n}`));
    expect(group?.total).toBe(20);
  });
  it('finds nothing for nothing', () => {
    expect(search('  ')).toEqual([]);
    expect(search('no such name')).toEqual([]);
  });
});
