import { describe, expect, it } from 'vitest';
import { followersOf, hereId, snapshotRows } from '../../../../renderer/features/vmSnapshots/snapshotTree.ts';
import { vmSnapshotIdSchema } from '../../../../shared/ids.ts';
import type { VmSnapshot, VmSnapshotTree } from '../../../../shared/model/machine.ts';
import { objectId } from '../stores/rows.ts';

const id = (number: number) => vmSnapshotIdSchema.parse(`snapshot-${number}`);

function snapshot(number: number, parent: number | null): VmSnapshot {
  return { id: id(number), name: `s${number}`, description: '', createdAtMs: number, parentId: parent === null ? null : id(parent), disks: [], uniqueBytes: 0, isExact: true };
}

/** s1 ─ s2 ─ s3, and s4 beside s2; the machine goes on from s4. */
const tree: VmSnapshotTree = {
  vmId: objectId('vm-1'),
  currentId: id(4),
  snapshots: [snapshot(1, null), snapshot(2, 1), snapshot(3, 2), snapshot(4, 1)],
};
const shape = (rows: ReturnType<typeof snapshotRows>) => rows.map(({ level, label, posInSet, setSize }) => `${level} ${label} ${posInSet}/${setSize}`);

describe('snapshotRows', () => {
  it('puts followers below what they follow, and the present state below the one it goes on from', () => {
    expect(shape(snapshotRows(tree, new Set()))).toEqual(['1 s1 1/1', '2 s2 1/2', '3 s3 1/1', '2 s4 2/2', '3 You are here 1/1']);
  });
  it('leaves out what is below a closed branch', () => {
    expect(snapshotRows(tree, new Set([id(1)])).map((row) => row.label)).toEqual(['s1']);
  });
  it('shows the present state at the root where it goes on from nothing', () => {
    const rows = snapshotRows({ ...tree, currentId: null }, new Set());
    expect(rows.at(-1)).toMatchObject({ id: hereId, level: 1, posInSet: 2, setSize: 2 });
  });
});

describe('followersOf', () => {
  it('finds them at any depth and nothing else', () => {
    expect(followersOf(tree, id(1)).map(({ name }) => name)).toEqual(['s2', 's3', 's4']);
    expect(followersOf(tree, id(2)).map(({ name }) => name)).toEqual(['s3']);
    expect(followersOf(tree, id(3))).toEqual([]);
  });
});
