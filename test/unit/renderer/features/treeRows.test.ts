import { describe, expect, it } from 'vitest';
import { ancestorIds, flattenTree, isInView, type RowCache } from '../../../../renderer/features/inventory/treeRows.ts';
import { indexOf } from '../../../../renderer/stores/inventoryIndex.ts';
import { RowTable } from '../../../../renderer/stores/rowTable.ts';
import type { View } from '../../../../renderer/stores/route.ts';
import type { ObjectId } from '../../../../shared/ids.ts';
import type { Container, VmRow } from '../../../../shared/model/inventory.ts';
import { containers, objectId, vmRow } from '../stores/rows.ts';

const machines = [
  vmRow(1, { name: 'vdi-2' }),
  vmRow(2, { name: 'vdi-10' }),
  vmRow(3, { name: 'base', isTemplate: true, folderId: objectId('group-v2') }),
];
const containerTable = RowTable.empty<Container>().changed(containers);
const all = new Set<ObjectId>(containers.map(({ id }) => id));

function rowsOf(view: View, expanded: ReadonlySet<ObjectId> = all, vms: VmRow[] = machines, cache: RowCache = new Map()) {
  const table = RowTable.empty<VmRow>().changed(vms);
  return flattenTree({ view, index: indexOf({ vms: table, containers: containerTable }), vms: table, expanded }, cache);
}
const outline = (view: View, expanded?: ReadonlySet<ObjectId>) => rowsOf(view, expanded).map((row) => `${'-'.repeat(row.level)}${row.label}`);

describe('flattenTree', () => {
  it('shows clusters before lone hosts, machines under their host, and no templates in the hosts view', () => {
    expect(outline('hosts')).toEqual(['-vcenter', '--DC', '---cluster', '----esx-1', '-----vdi-2', '-----vdi-10', '---esx-2']);
  });
  it('shows folders before machines, with templates, in the VMs view', () => {
    expect(outline('vms')).toEqual(['-vcenter', '--DC', '---vm', '----desktops', '-----base', '----vdi-2', '----vdi-10']);
  });
  it('ends at networks in the networking view', () => {
    const network = { id: objectId('network-1'), name: 'VM Network', kind: 'network', parentId: objectId('datacenter-1'), vlanId: null } as const;
    const containersWithNetwork = containerTable.changed([network]);
    const table = RowTable.empty<VmRow>().changed(machines);
    const rows = flattenTree({ view: 'networking', index: indexOf({ vms: table, containers: containersWithNetwork }), vms: table, expanded: all }, new Map());
    expect(rows.map((row) => `${'-'.repeat(row.level)}${row.label}`)).toEqual(['-vcenter', '--DC', '---VM Network']);
    expect([isInView('networking', network), isInView('hosts', network), isInView('storage', network)]).toEqual([true, false, false]);
  });
  it('shows only what is open', () => {
    expect(outline('hosts', new Set([objectId('vcenter-1')]))).toEqual(['-vcenter', '--DC']);
  });
  it('counts siblings for assistive technology', () => {
    const row = rowsOf('vms').find(({ label }) => label === 'vdi-10');
    expect([row?.setSize, row?.posInSet]).toEqual([3, 3]);
  });
  it('hands out unchanged rows again and makes only the changed one anew', () => {
    const cache: RowCache = new Map();
    const before = rowsOf('hosts', all, machines, cache);
    const after = rowsOf('hosts', all, machines.map((vm) => (vm.name === 'vdi-10' ? { ...vm, powerState: 'poweredOn' } : vm)), cache);
    expect(after.filter((row, n) => row !== before[n]).map((row) => row.label)).toEqual(['vdi-10']);
  });
});

describe('places', () => {
  it('knows which view has a place for what', () => {
    const template = machines[2];
    if (template === undefined) throw new Error('no template');
    expect([isInView('hosts', template), isInView('vms', template), isInView('storage', template)]).toEqual([false, true, false]);
  });
  it('lists what has to be open, from the root down', () => {
    const vm = machines[0];
    if (vm === undefined) throw new Error('no machine');
    const containerOf = (id: ObjectId) => containerTable.get(id);
    expect(ancestorIds('hosts', vm, containerOf)).toEqual(['vcenter-1', 'datacenter-1', 'domain-c1', 'host-1']);
    expect(ancestorIds('vms', vm, containerOf)).toEqual(['vcenter-1', 'datacenter-1', 'group-v1']);
  });
});
