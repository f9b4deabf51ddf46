import { describe, expect, test } from 'vitest';
import type { VmRecord, VmSnapshots } from '../../../electron/inventory/records.ts';
import { addSnapshot, depthOf, dropSnapshots, requireRoomBelow, requireSnapshot, snapshotsBelow, snapshotsOf } from '../../../electron/machines/snapshotTree.ts';
import { objectIdSchema, vmSnapshotIdSchema, type VmSnapshotId } from '../../../shared/ids.ts';
import { snapshotDepthLimit } from '../../../shared/model/machine.ts';

const id = (number: number): VmSnapshotId => vmSnapshotIdSchema.parse(`snapshot-${number}`);
const numberOf = (snapshotId: VmSnapshotId | null): number | null => (snapshotId === null ? null : Number(snapshotId.slice('snapshot-'.length)));
const objectId = (text: string): VmRecord['id'] => objectIdSchema.parse(text);

const bare: VmRecord = {
  id: objectId('vm-101'), name: 'web', isTemplate: false, source: null, folderId: objectId('group-v1'), hostId: objectId('host-1'), datastoreId: objectId('datastore-1'),
  powerState: 'poweredOff', guestOs: '', cpuCount: 1, memoryBytes: 0, createdAtMs: 0, notes: '', disks: [],
};
const add = (vm: VmRecord, number: number): VmRecord => addSnapshot(vm, { id: id(number), name: `s${number}`, description: '', createdAtMs: number, disks: [] });
const standOn = (vm: VmRecord, number: number): VmRecord => ({ ...vm, snapshots: { all: snapshotsOf(vm).all, currentId: id(number) } });

/** Parent of each, and the current one. */
const shape = ({ all, currentId }: VmSnapshots): unknown => ({ parents: Object.fromEntries(all.map((one) => [numberOf(one.id), numberOf(one.parentId)])), current: numberOf(currentId) });

/** 1 → 2 → 3, and 4 beside 3, and 5 below 4. The machine stands on 5. */
const forked = add(add(standOn(add(add(add(bare, 1), 2), 3), 2), 4), 5);

describe('snapshots of a machine', () => {
  test('a machine that never had any has none', () => {
    expect(snapshotsOf(bare)).toEqual({ all: [], currentId: null });
    expect(depthOf(snapshotsOf(bare), null)).toBe(0);
  });

  test('each follows the one the machine stands on, and the machine stands on the newest', () => {
    expect(shape(snapshotsOf(forked))).toEqual({ parents: { 1: null, 2: 1, 3: 2, 4: 2, 5: 4 }, current: 5 });
    expect(depthOf(snapshotsOf(forked), id(5))).toBe(4);
    expect(depthOf(snapshotsOf(forked), id(3))).toBe(3);
  });

  test('is told by name when it does not exist', () => {
    expect(requireSnapshot(forked, id(4)).name).toBe('s4');
    expect(() => requireSnapshot(forked, id(9))).toThrow('"web" has no snapshot snapshot-9.');
    expect(() => requireSnapshot(bare, id(1))).toThrow(expect.objectContaining({ code: 'ManagedObjectNotFound' }));
  });

  test('as many may follow each other as in vSphere, and any number side by side', () => {
    let vm = bare;
    for (let number = 1; number <= snapshotDepthLimit; number += 1) {
      requireRoomBelow(vm);
      vm = add(vm, number);
    }
    expect(() => requireRoomBelow(vm)).toThrow(expect.objectContaining({ code: 'LimitExceeded' }));
    const earlier = standOn(vm, snapshotDepthLimit - 1);
    requireRoomBelow(earlier);
    expect(() => requireRoomBelow(add(earlier, 99))).toThrow('32 snapshots in a row');
  });

  test('what followed a dropped one follows its parent, the present state included', () => {
    const drop = (vm: VmRecord, number: number, withChildren = false): VmRecord =>
      dropSnapshots(vm, snapshotsBelow(snapshotsOf(vm), requireSnapshot(vm, id(number)), withChildren));
    expect(shape(snapshotsOf(drop(forked, 2)))).toEqual({ parents: { 1: null, 3: 1, 4: 1, 5: 4 }, current: 5 });
    expect(shape(snapshotsOf(drop(forked, 5)))).toEqual({ parents: { 1: null, 2: 1, 3: 2, 4: 2 }, current: 4 });
    expect(shape(snapshotsOf(drop(forked, 1)))).toEqual({ parents: { 2: null, 3: 2, 4: 2, 5: 4 }, current: 5 });
    expect(shape(snapshotsOf(drop(forked, 4, true)))).toEqual({ parents: { 1: null, 2: 1, 3: 2 }, current: 2 });
    expect(shape(snapshotsOf(drop(forked, 2, true)))).toEqual({ parents: { 1: null }, current: 1 });
    expect(drop(forked, 1, true)).toEqual(bare);
    // Standing on a first one that is dropped, the machine goes on from none although there are others.
    expect(shape(snapshotsOf(drop(standOn(forked, 1), 1)))).toEqual({ parents: { 2: null, 3: 2, 4: 2, 5: 4 }, current: null });
  });
});
