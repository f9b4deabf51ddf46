import { describe, expect, it } from 'vitest';
import { containerTabs } from '../../../../../renderer/app/pages/containerTabs.tsx';
import { vmTabs } from '../../../../../renderer/app/pages/vmTabs.tsx';
import { indexOf } from '../../../../../renderer/stores/inventoryIndex.ts';
import { relatedTo } from '../../../../../renderer/stores/related.ts';
import { tabs } from '../../../../../renderer/stores/route.ts';
import { RowTable } from '../../../../../renderer/stores/rowTable.ts';
import type { Container, VmRow } from '../../../../../shared/model/inventory.ts';
import { containers, datastoreRow, objectId, vmRow } from '../../stores/rows.ts';

const all: Container[] = [
  ...containers,
  datastoreRow,
  { id: objectId('network-1'), name: 'net', kind: 'network', parentId: objectId('datacenter-1'), vlanId: null },
];
const index = indexOf({ vms: RowTable.empty<VmRow>().changed([vmRow(1), vmRow(2, { isTemplate: true })]), containers: RowTable.empty<Container>().changed(all) });
const tabsOf = (container: Container) => containerTabs(container, { related: relatedTo(index, container), volume: undefined });

describe('the tabs of an object', () => {
  it('begin with its summary, each once', () => {
    for (const container of all) {
      const ids = tabsOf(container).map(({ id }) => id);
      expect(ids[0], container.kind).toBe('summary');
      expect(new Set(ids).size, container.kind).toBe(ids.length);
    }
  });
  it('have its own pages ahead of the lists of what belongs to it', () => {
    const firstList = tabs.indexOf('datacenters');
    for (const container of all) {
      const areLists = tabsOf(container).map(({ id }) => tabs.indexOf(id) >= firstList);
      expect(areLists, container.kind).toEqual(areLists.toSorted((a, b) => Number(a) - Number(b)));
    }
  });
  it('count what they list', () => {
    const host = all.find(({ id }) => id === 'host-1');
    if (host === undefined) throw new Error('no host');
    const counts = Object.fromEntries(tabsOf(host).map(({ id, count }) => [id, count]));
    expect(counts).toMatchObject({ vms: 1, templates: 1, datastores: 1, networks: 1 });
  });
  it('leave a template without snapshots', () => {
    const facts = { cloneIds: [], datastoreIds: [], networkIds: [] };
    const ids = (vm: VmRow) => vmTabs(vm, facts).map(({ id }) => id);
    expect(ids(vmRow(1))).toContain('snapshots');
    expect(ids(vmRow(2, { isTemplate: true }))).not.toContain('snapshots');
  });
});
