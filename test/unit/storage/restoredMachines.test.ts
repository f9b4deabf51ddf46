import { describe, expect, it } from 'vitest';
import type { VmRecord } from '../../../electron/inventory/records.ts';
import { freeName, machineWithFiles, restoredNames } from '../../../electron/storage/restoredMachines.ts';
import { fileIdSchema, objectIdSchema, vmSnapshotIdSchema } from '../../../shared/ids.ts';

const file = (number: number) => fileIdSchema.parse(number);
const disk = (number: number) => ({ fileId: file(number), sizeBytes: 4096, label: `Hard disk ${number}`, mechanism: 'imported' as const, mechanismReason: '' });
const snapshot = (number: number, parent: number | null, files: number[]) => ({
  id: vmSnapshotIdSchema.parse(`snapshot-${number}`), name: `s${number}`, description: '', createdAtMs: 0,
  parentId: parent === null ? null : vmSnapshotIdSchema.parse(`snapshot-${parent}`), disks: files.map((one) => ({ label: '', fileId: file(one) })),
});

const machine = (changes: Partial<VmRecord> = {}): VmRecord => ({
  id: objectIdSchema.parse('vm-101'), name: 'web', isTemplate: false, source: null, folderId: objectIdSchema.parse('group-v1'), hostId: objectIdSchema.parse('host-1'),
  datastoreId: objectIdSchema.parse('datastore-1'), powerState: 'poweredOff', guestOs: '', cpuCount: 1, memoryBytes: 0, createdAtMs: 0, notes: '', disks: [disk(1), disk(2)], ...changes,
});

describe('machineWithFiles', () => {
  it('leaves out the disks whose files are gone, and the machine when none is left', () => {
    expect(machineWithFiles(machine(), () => true)).toEqual(machine());
    expect(machineWithFiles(machine(), (id) => id === 2)?.disks).toEqual([disk(2)]);
    expect(machineWithFiles(machine(), () => false)).toBeNull();
    expect(machineWithFiles(machine({ disks: [] }), () => false)).toEqual(machine({ disks: [] }));
  });

  it('closes the gaps in the tree of snapshots', () => {
    const all = [snapshot(1, null, [11, 12]), snapshot(2, 1, [21]), snapshot(3, 2, [31]), snapshot(4, 3, [41])];
    const kept = machineWithFiles(machine({ snapshots: { all, currentId: vmSnapshotIdSchema.parse('snapshot-3') } }), (id) => ![21, 31].includes(id));
    expect(kept?.snapshots).toEqual({ all: [snapshot(1, null, [11, 12]), snapshot(4, 1, [41])], currentId: 'snapshot-1' });
    // A snapshot that lacks one of its disks cannot be gone back to.
    const first = machineWithFiles(machine({ snapshots: { all, currentId: null } }), (id) => id !== 12);
    expect(first?.snapshots?.all.map((one) => [one.id, one.parentId])).toEqual([['snapshot-2', null], ['snapshot-3', 'snapshot-2'], ['snapshot-4', 'snapshot-3']]);
    expect(machineWithFiles(machine({ snapshots: { all, currentId: null } }), (id) => id < 10)).toEqual(machine());
  });
});

describe('names of machines that come back', () => {
  it('are their own where those are free, also among each other', () => {
    const taken = new Set(['web', 'web-restored']);
    const machines = [machine(), machine({ name: 'db' }), machine({ name: 'DB' })];
    expect(restoredNames(machines, (name) => taken.has(name)).map((one) => one.name)).toEqual(['web-restored-2', 'db', 'DB-restored']);
  });

  it('stay within the limit', () => {
    const long = 'n'.repeat(80);
    const name = freeName(long, '-restored', (candidate) => candidate === long);
    expect(name).toBe(`${'n'.repeat(71)}-restored`);
  });
});
