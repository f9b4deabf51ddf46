import { describe, expect, it } from 'vitest';
import type { Container, VmRow } from '../../../../shared/model/inventory.ts';
import { indexOf } from '../../../../renderer/stores/inventoryIndex.ts';
import { networksOfVm, relatedTo } from '../../../../renderer/stores/related.ts';
import { RowTable } from '../../../../renderer/stores/rowTable.ts';
import { containers, datastoreRow, objectId, vmRow } from './rows.ts';

const shared: Container[] = [
  datastoreRow,
  { id: objectId('network-1'), name: 'net-10', kind: 'network', parentId: objectId('datacenter-1'), vlanId: 10 },
  { id: objectId('network-2'), name: 'net-2', kind: 'network', parentId: objectId('datacenter-1'), vlanId: null },
  // Another datacenter with a network of its own.
  { id: objectId('datacenter-2'), name: 'Other', kind: 'datacenter', parentId: objectId('vcenter-1') },
  { id: objectId('network-3'), name: 'far', kind: 'network', parentId: objectId('datacenter-2'), vlanId: null },
];
const table = RowTable.empty<Container>().changed([...containers, ...shared]);
const vms = [
  vmRow(1, { name: 'b', networkIds: [objectId('network-1'), objectId('network-2')] }),
  vmRow(2, { name: 'a', hostId: objectId('host-2'), networkIds: [objectId('network-1')] }),
  vmRow(3, { name: 'base', isTemplate: true, networkIds: [objectId('network-2')] }),
];
const index = indexOf({ vms: RowTable.empty<VmRow>().changed(vms), containers: table });
const related = (id: string) => {
  const container = table.get(objectId(id));
  if (container === undefined) throw new Error(`no ${id}`);
  return relatedTo(index, container);
};

describe('what belongs to an object', () => {
  it('is everything for a vCenter', () => {
    expect(related('vcenter-1')).toEqual({
      vms: ['vm-2', 'vm-1'], templates: ['vm-3'], datacenters: ['datacenter-1', 'datacenter-2'], clusters: ['domain-c1'],
      hosts: ['host-1', 'host-2'], datastores: ['datastore-1'], networks: ['network-3', 'network-2', 'network-1'],
    });
  });
  it('is what its datacenter offers for a cluster and a host, and no more', () => {
    expect(related('domain-c1')).toMatchObject({ vms: ['vm-1'], templates: ['vm-3'], hosts: ['host-1'], datastores: ['datastore-1'], networks: ['network-2', 'network-1'] });
    expect(related('host-2')).toMatchObject({ vms: ['vm-2'], templates: [], hosts: [], networks: ['network-2', 'network-1'] });
  });
  it('is its machines and the hosts that reach it for a datastore and a network', () => {
    expect(related('network-1')).toMatchObject({ vms: ['vm-2', 'vm-1'], templates: [], hosts: ['host-1', 'host-2'], networks: [] });
    expect(related('network-3')).toMatchObject({ vms: [], hosts: [] });
    expect(related('datastore-1')).toMatchObject({ vms: ['vm-2', 'vm-1'], templates: ['vm-3'], hosts: ['host-1', 'host-2'], datastores: [] });
  });
  it('leaves out hosts on which the datastore is not mounted, and the datastore there', () => {
    const [datastore] = shared;
    if (datastore?.kind !== 'datastore') throw new Error('no datastore');
    const unmounted = table.changed([{ ...datastore, unmountedHostIds: [objectId('host-1')] }]);
    const other = indexOf({ vms: RowTable.empty<VmRow>().changed(vms), containers: unmounted });
    const of = (id: string) => {
      const container = unmounted.get(objectId(id));
      if (container === undefined) throw new Error(`no ${id}`);
      return relatedTo(other, container);
    };
    expect(of('datastore-1').hosts).toEqual(['host-2']);
    expect(of('host-1').datastores).toEqual([]);
    expect(of('host-2').datastores).toEqual(['datastore-1']);
    // No host of the cluster sees it; the datacenter has it all the same.
    expect(of('domain-c1').datastores).toEqual([]);
    expect(of('datacenter-1').datastores).toEqual(['datastore-1']);
    expect(of('datacenter-1').hosts).toEqual(['host-1', 'host-2']);
    expect(of('network-1').hosts).toEqual(['host-1', 'host-2']);
  });
  it('stays the same lists while the membership does', () => {
    expect(related('network-1').vms).toBe(related('network-1').vms);
  });
  it('names the networks of a machine in the order of names', () => {
    const [vm] = vms;
    if (vm === undefined) throw new Error('no machine');
    expect(networksOfVm(vm, index)).toEqual(['network-2', 'network-1']);
  });
});
