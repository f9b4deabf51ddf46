/** The tree of a machine's snapshots as rows. Pure. */
import type { VmSnapshotId } from '../../../shared/ids.ts';
import type { VmSnapshot, VmSnapshotTree } from '../../../shared/model/machine.ts';
import { say } from '../../strings/say.ts';
import type { TreeRow } from '../../ui/Tree.tsx';

/** The row of the present state, which is no snapshot. */
export const hereId = 'current';

/** Snapshots below their parents, oldest first; the present state below the one that it goes on from. */
export function snapshotRows(tree: VmSnapshotTree, collapsedIds: ReadonlySet<string>): TreeRow[] {
  const known = new Set(tree.snapshots.map(({ id }) => id));
  const byParent = new Map<VmSnapshotId | null, VmSnapshot[]>();
  for (const snapshot of tree.snapshots) {
    const parentId = snapshot.parentId !== null && known.has(snapshot.parentId) ? snapshot.parentId : null;
    byParent.set(parentId, [...(byParent.get(parentId) ?? []), snapshot]);
  }
  const rows: TreeRow[] = [];
  const addBelow = (parentId: VmSnapshotId | null, level: number): void => {
    const children = (byParent.get(parentId) ?? []).toSorted((a, b) => a.createdAtMs - b.createdAtMs);
    const isHere = tree.currentId === parentId;
    const setSize = children.length + (isHere ? 1 : 0);
    children.forEach((snapshot, index) => {
      const isExpandable = byParent.has(snapshot.id) || tree.currentId === snapshot.id;
      const isExpanded = isExpandable && !collapsedIds.has(snapshot.id);
      rows.push({ id: snapshot.id, level, label: snapshot.name, icon: 'snapshot', iconTone: 'accent', isExpandable, isExpanded, setSize, posInSet: index + 1 });
      if (isExpanded) addBelow(snapshot.id, level + 1);
    });
    if (isHere) {
      rows.push({ id: hereId, level, label: say('vmSnapshots.youAreHere'), icon: 'vm', iconTone: 'success', isExpandable: false, isExpanded: false, setSize, posInSet: setSize });
    }
  };
  addBelow(null, 1);
  return rows;
}

/** Every snapshot that follows this one, directly or not. */
export function followersOf(tree: VmSnapshotTree, id: VmSnapshotId): VmSnapshot[] {
  const found: VmSnapshot[] = [];
  const wanted = new Set<VmSnapshotId>([id]);
  // Parents come ahead of their children.
  for (const snapshot of tree.snapshots) {
    if (snapshot.parentId === null || !wanted.has(snapshot.parentId)) continue;
    wanted.add(snapshot.id);
    found.push(snapshot);
  }
  return found;
}

export function logicalBytesOf(snapshot: VmSnapshot): number {
  return snapshot.disks.reduce((sum, disk) => sum + disk.logicalBytes, 0);
}
