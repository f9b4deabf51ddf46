/** The tree of a virtual machine's snapshots: adding to it, moving in it, cutting from it. Pure. */
import { Fault } from '../../shared/faults.ts';
import type { VmSnapshotId } from '../../shared/ids.ts';
import { snapshotDepthLimit } from '../../shared/model/machine.ts';
import { formatCount } from '../../shared/units.ts';
import type { VmRecord, VmSnapshotRecord, VmSnapshots } from '../inventory/records.ts';

const none: VmSnapshots = { all: [], currentId: null };

export function snapshotsOf(vm: Pick<VmRecord, 'snapshots'>): VmSnapshots {
  return vm.snapshots ?? none;
}

/** @throws Fault ManagedObjectNotFound */
export function requireSnapshot(vm: Pick<VmRecord, 'name' | 'snapshots'>, id: VmSnapshotId): VmSnapshotRecord {
  const found = snapshotsOf(vm).all.find((snapshot) => snapshot.id === id);
  if (!found) throw new Fault('ManagedObjectNotFound', `"${vm.name}" has no snapshot ${id}.`, { names: [vm.name] });
  return found;
}

/** How many snapshots stand in a row down to `id`, it included; 0 for null. */
export function depthOf({ all }: VmSnapshots, id: VmSnapshotId | null): number {
  const parents = new Map(all.map((snapshot) => [snapshot.id, snapshot.parentId]));
  let depth = 0;
  for (let at = id; at !== null; at = parents.get(at) ?? null) depth += 1;
  return depth;
}

/** @throws Fault LimitExceeded when another snapshot would be one too many in a row */
export function requireRoomBelow(vm: Pick<VmRecord, 'name' | 'snapshots'>): void {
  const snapshots = snapshotsOf(vm);
  if (depthOf(snapshots, snapshots.currentId) < snapshotDepthLimit) return;
  throw new Fault('LimitExceeded', `"${vm.name}" stands on ${formatCount(snapshotDepthLimit)} snapshots in a row; there can be no more.`, {
    names: [vm.name],
    hint: 'Delete one of them, or go back to an earlier one first.',
  });
}

/** With a new snapshot of the present state, which goes on from it. */
export function addSnapshot(vm: VmRecord, draft: Omit<VmSnapshotRecord, 'parentId'>): VmRecord {
  const { all, currentId } = snapshotsOf(vm);
  return { ...vm, snapshots: { all: [...all, { ...draft, parentId: currentId }], currentId: draft.id } };
}

/** The snapshot itself and, when asked for, all that follow it. */
export function snapshotsBelow({ all }: VmSnapshots, root: VmSnapshotRecord, withChildren: boolean): VmSnapshotRecord[] {
  const ids = new Set([root.id]);
  // Parents stand ahead of their children, so one pass finds them all.
  if (withChildren) for (const { id, parentId } of all) if (parentId !== null && ids.has(parentId)) ids.add(id);
  return all.filter((snapshot) => ids.has(snapshot.id));
}

/** Without some snapshots: what follows one of them, the present state included, follows its nearest ancestor that stays. */
export function dropSnapshots(vm: VmRecord, dropped: readonly VmSnapshotRecord[]): VmRecord {
  const { all, currentId } = snapshotsOf(vm);
  const parents = new Map(dropped.map(({ id, parentId }) => [id, parentId]));
  const nearest = (from: VmSnapshotId | null): VmSnapshotId | null => {
    let at = from;
    while (at !== null && parents.has(at)) at = parents.get(at) ?? null;
    return at;
  };
  const left = all.filter(({ id }) => !parents.has(id)).map((snapshot) => ({ ...snapshot, parentId: nearest(snapshot.parentId) }));
  const { snapshots: _snapshots, ...rest } = vm;
  return left.length === 0 ? rest : { ...rest, snapshots: { all: left, currentId: nearest(currentId) } };
}
