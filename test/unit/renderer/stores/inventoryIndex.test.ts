import { describe, expect, it } from 'vitest';
import type { Container, VmRow } from '../../../../shared/model/inventory.ts';
import { compareNamed, indexOf, vmIdsUnder } from '../../../../renderer/stores/inventoryIndex.ts';
import { RowTable } from '../../../../renderer/stores/rowTable.ts';
import { containers, objectId, vmRow } from './rows.ts';

const table = RowTable.empty<Container>().changed(containers);
const membershipOf = (vms: VmRow[]) => ({ vms: RowTable.empty<VmRow>().changed(vms), containers: table });
const containerOf = (id: string): Container => {
  const found = table.get(objectId(id));
  if (found === undefined) throw new Error(`no ${id}`);
  return found;
};

const vms = [
  vmRow(1, { name: 'vdi-10' }),
  vmRow(2, { name: 'VDI-9', hostId: objectId('host-2'), folderId: objectId('group-v2') }),
  vmRow(3, { name: 'base', isTemplate: true }),
  vmRow(4, { name: 'vdi-1', source: { id: objectId('vm-3'), name: 'base' } }),
];
const index = indexOf(membershipOf(vms));

describe('indexOf', () => {
  it('orders names by number and without regard to case', () => {
    expect(index.vmIds).toEqual(['vm-3', 'vm-4', 'vm-2', 'vm-1']);
  });
  it('groups by host, folder, datastore and source, each in order', () => {
    expect(index.vmIdsByHost.get(objectId('host-1'))).toEqual(['vm-3', 'vm-4', 'vm-1']);
    expect(index.vmIdsByFolder.get(objectId('group-v2'))).toEqual(['vm-2']);
    expect(index.vmIdsByDatastore.get(objectId('datastore-1'))).toHaveLength(4);
    expect(index.vmIdsBySource.get(objectId('vm-3'))).toEqual(['vm-4']);
    expect(index.templateIds).toEqual(['vm-3']);
  });
  it('lists a machine on every datastore that holds something of it', () => {
    const apart = indexOf(membershipOf([...vms, vmRow(5, { name: 'db', otherDatastoreIds: [objectId('datastore-2'), objectId('datastore-3')] })]));
    expect(apart.vmIdsByDatastore.get(objectId('datastore-1'))).toHaveLength(5);
    expect(apart.vmIdsByDatastore.get(objectId('datastore-2'))).toEqual(['vm-5']);
    expect(apart.vmIdsByDatastore.get(objectId('datastore-3'))).toEqual(['vm-5']);
  });
  it('is built once per membership', () => {
    const membership = membershipOf(vms);
    expect(indexOf(membership)).toBe(indexOf(membership));
  });
  it('keeps the order right when the next one starts from it', () => {
    const next = indexOf(membershipOf([...vms.slice(1), vmRow(7, { name: 'aaa' }), vmRow(2, { name: 'zzz' })]));
    expect(next.vmIds).toEqual(['vm-7', 'vm-3', 'vm-4', 'vm-2']);
  });
});

describe('vmIdsUnder', () => {
  it('follows hosts below clusters and folders below folders', () => {
    expect(vmIdsUnder(index, containerOf('domain-c1'))).toEqual(['vm-3', 'vm-4', 'vm-1']);
    expect(vmIdsUnder(index, containerOf('host-2'))).toEqual(['vm-2']);
    expect(vmIdsUnder(index, containerOf('datacenter-1'))).toEqual(index.vmIds);
    expect(vmIdsUnder(index, containerOf('vcenter-1'))).toEqual(index.vmIds);
    expect(vmIdsUnder(index, containerOf('group-v1'))).toEqual(index.vmIds);
    expect(vmIdsUnder(index, containerOf('group-v2'))).toEqual(['vm-2']);
  });
});

describe('ten thousand machines', () => {
  it('are ordered exactly as a full sort orders them after every change', () => {
    const many = Array.from({ length: 10_000 }, (_, n) => vmRow(n + 1, { name: `vdi-${(n * 7919) % 10_000}` }));
    indexOf(membershipOf(many));
    const changed = many.filter((row) => Number(row.id.slice(3)) % 13 !== 0).concat(vmRow(20_001, { name: 'vdi-5000' }));
    const expected = [...changed].sort(compareNamed).map((row) => row.id);
    expect(indexOf(membershipOf(changed)).vmIds).toEqual(expected);
  });
});
