/** Rows for the tests of the stores. */
import { objectIdSchema, requestIdOf, taskIdSchema } from '../../../../shared/ids.ts';
import type { Container, VmRow } from '../../../../shared/model/inventory.ts';
import type { Task } from '../../../../shared/model/task.ts';

export const objectId = (text: string) => objectIdSchema.parse(text);

export function vmRow(number: number, change: Partial<VmRow> = {}): VmRow {
  return {
    id: objectId(`vm-${number}`),
    name: `vm-${number}`,
    isTemplate: false,
    source: null,
    folderId: objectId('group-v1'),
    hostId: objectId('host-1'),
    datastoreId: objectId('datastore-1'),
    networkIds: [],
    powerState: 'poweredOff',
    guestOs: 'Other Linux',
    cpuCount: 1,
    memoryBytes: 1024,
    createdAtMs: 0,
    snapshotCount: 0,
    space: { provisionedBytes: 0, logicalBytes: 0, uniqueBytes: 0, sharedBytes: 0, snapshotBytes: 0, isExact: true },
    ...change,
  };
}

const host = { connectionState: 'connected', model: 'Simulated', cpuCoreCount: 8, cpuMhz: 2400, memoryBytes: 1024 } as const;

export const containers: Container[] = [
  { id: objectId('vcenter-1'), name: 'vcenter', kind: 'vcenter', parentId: null },
  { id: objectId('datacenter-1'), name: 'DC', kind: 'datacenter', parentId: objectId('vcenter-1') },
  { id: objectId('domain-c1'), name: 'cluster', kind: 'cluster', parentId: objectId('datacenter-1') },
  { id: objectId('host-1'), name: 'esx-1', kind: 'host', parentId: objectId('domain-c1'), ...host },
  { id: objectId('host-2'), name: 'esx-2', kind: 'host', parentId: objectId('datacenter-1'), ...host },
  { id: objectId('group-v1'), name: 'vm', kind: 'folder', parentId: objectId('datacenter-1') },
  { id: objectId('group-v2'), name: 'desktops', kind: 'folder', parentId: objectId('group-v1') },
];

const noSpace = {
  capacityBytes: 0, provisionedBytes: 0, logicalBytes: 0, physicalBytes: 0, snapshotBytes: 0, reservedBytes: 0,
  savedBytes: 0, savedByDedupeBytes: 0, savedByCloneBytes: 0, freeBytes: 0, isExact: true,
};

export const datastoreRow: Container = { id: objectId('datastore-1'), name: 'ds', kind: 'datastore', parentId: objectId('datacenter-1'), type: 'NFS', space: noSpace };

export function taskRow(number: number, change: Partial<Task> = {}): Task {
  return {
    id: taskIdSchema.parse(`task-${number}`),
    kind: 'rapidClone',
    name: 'Rapid clone 3 virtual machines',
    target: { id: null, name: 'base' },
    state: 'running',
    progress: null,
    detail: '',
    initiator: 'administrator',
    requestId: requestIdOf(`request-${number}`),
    queuedAtMs: number,
    startedAtMs: null,
    completedAtMs: null,
    cancelable: true,
    resumeCount: 0,
    fault: null,
    children: null,
    result: null,
    ...change,
  };
}
