import { expect, it } from 'vitest';
import { findCompute, findDatastore, findDisk, findFolder, findTemplate, findVirtualMachine, matchName, type Inventory } from '../../../electron/cli/inventory.ts';
import { Fault } from '../../../shared/faults.ts';
import { objectIdSchema } from '../../../shared/ids.ts';
import { containerSchema, vmRowSchema, type VmRow } from '../../../shared/model/inventory.ts';

const id = (text: string) => objectIdSchema.parse(text);

function vm(number: number, name: string, isTemplate = false): VmRow {
  return vmRowSchema.parse({
    id: `vm-${number}`,
    name,
    isTemplate,
    source: null,
    folderId: 'group-v1',
    hostId: 'host-1',
    datastoreId: 'datastore-1',
    networkIds: [],
    powerState: 'poweredOff',
    guestOs: 'Other',
    cpuCount: 1,
    memoryBytes: 1024 ** 3,
    createdAtMs: 0,
    snapshotCount: 0,
    space: { provisionedBytes: 0, logicalBytes: 0, uniqueBytes: 0, sharedBytes: 0, snapshotBytes: 0, isExact: true },
  });
}

const containers = [
  { id: 'group-v1', name: 'Desktops', kind: 'folder', parentId: 'datacenter-1' },
  { id: 'domain-c1', name: 'Cluster A', kind: 'cluster', parentId: 'datacenter-1' },
].map((container) => containerSchema.parse(container));

const inventory: Inventory = {
  vms: [vm(1, 'golden', true), vm(2, 'Web-01'), vm(3, 'web-02'), vm(4, 'WEB-02')],
  containers: new Map(containers.map((container) => [container.id, container])),
};

function faultOf(work: () => unknown): Fault {
  try {
    work();
  } catch (error) {
    if (error instanceof Fault) return error;
    throw error;
  }
  throw new Error('No fault was thrown.');
}

it('matches exactly first, then without regard to case, then by id', () => {
  expect(matchName(inventory.vms, 'web-02')?.id).toBe('vm-3');
  expect(matchName(inventory.vms, 'WEB-02')?.id).toBe('vm-4');
  expect(matchName(inventory.vms, 'web-01')?.id).toBe('vm-2');
  expect(matchName(inventory.vms, 'vm-4')?.name).toBe('WEB-02');
  expect(matchName(inventory.vms, 'nothing')).toBeNull();
});

it('does not choose between several objects', () => {
  const fault = faultOf(() => matchName(inventory.vms, 'Web-02'));
  expect(fault.code).toBe('InvalidArgument');
  expect(fault.data.names).toEqual(['web-02 (vm-3)', 'WEB-02 (vm-4)']);
});

it('tells a template that is addressed as a virtual machine, and the other way round', () => {
  const asVm = faultOf(() => findVirtualMachine(inventory, 'GOLDEN'));
  expect(asVm.code).toBe('ManagedObjectNotFound');
  expect(asVm.data.hint).toContain('"golden" is a template');
  const asTemplate = faultOf(() => findTemplate(inventory, 'Web-01'));
  expect(asTemplate.code).toBe('ManagedObjectNotFound');
  expect(asTemplate.data.hint).toContain('is a virtual machine');
});

it('finds either kind of disk', () => {
  expect(findDisk(inventory, 'golden').id).toBe(id('vm-1'));
  expect(findDisk(inventory, 'web-01').id).toBe(id('vm-2'));
});

it('finds containers of the right kind only', () => {
  expect(findCompute(inventory, 'cluster a').id).toBe('domain-c1');
  expect(findFolder(inventory, 'desktops').id).toBe('group-v1');
  expect(faultOf(() => findFolder(inventory, 'Cluster A')).data.hint).toBe('There are: Desktops');
  expect(faultOf(() => findDatastore(inventory, 'Desktops')).code).toBe('ManagedObjectNotFound');
});
