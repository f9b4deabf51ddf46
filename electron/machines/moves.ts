/** Where a machine and each of its disks go. */
import type { ObjectId } from '../../shared/ids.ts';
import type { MigrationSpec } from '../../shared/model/migration.ts';
import { datastoreOfDisk, datastoresOfVm, placedFrom, type SnapshotDiskRecord, type VmRecord } from '../inventory/records.ts';

export interface Move {
  readonly vm: VmRecord;
  /** Where it is afterwards. */
  readonly hostId: ObjectId;
  /** Its home afterwards. */
  readonly datastoreId: ObjectId;
  readonly isHostChanged: boolean;
  /** Whether its home becomes another, or any disk of it or of its snapshots goes elsewhere. */
  readonly isDatastoreChanged: boolean;
  /** The datastore on which a disk of the machine, or of one of its snapshots, lies afterwards. */
  readonly placeOf: (disk: SnapshotDiskRecord) => ObjectId;
}

/** Snapshots of a disk go with the disk of that name. */
export function moveOf(vm: VmRecord, { hostId: toHost, datastoreId: toHome, diskPlacement }: MigrationSpec): Move {
  const places = new Map(diskPlacement?.map(({ label, datastoreId }) => [label, datastoreId]));
  const placeOf = (disk: SnapshotDiskRecord): ObjectId => places.get(disk.label) ?? toHome ?? datastoreOfDisk(vm, disk);
  return moveTo(vm, toHost ?? vm.hostId, toHome ?? vm.datastoreId, placeOf);
}

/** What lies on the one datastore goes to the other; the rest stays where it is. */
export function moveFrom(vm: VmRecord, leftId: ObjectId, targetId: ObjectId): Move {
  const instead = (datastoreId: ObjectId): ObjectId => (datastoreId === leftId ? targetId : datastoreId);
  return moveTo(vm, vm.hostId, instead(vm.datastoreId), (disk) => instead(datastoreOfDisk(vm, disk)));
}

function moveTo(vm: VmRecord, hostId: ObjectId, datastoreId: ObjectId, placeOf: Move['placeOf']): Move {
  const isMoved = disksOf(vm).some((disk) => placeOf(disk) !== datastoreOfDisk(vm, disk));
  return { vm, hostId, datastoreId, isHostChanged: hostId !== vm.hostId, isDatastoreChanged: isMoved || datastoreId !== vm.datastoreId, placeOf };
}

/** Its disks, and behind them those that its snapshots hold. */
export function disksOf({ disks, snapshots }: Pick<VmRecord, 'disks' | 'snapshots'>): SnapshotDiskRecord[] {
  return [...disks, ...(snapshots?.all ?? []).flatMap((snapshot) => snapshot.disks)];
}

/** The machine as it is recorded once it has been moved, with the files that it has now. */
export function movedRecord({ vm: _before, hostId, datastoreId, placeOf }: Move, now: VmRecord): VmRecord {
  const { snapshots } = now;
  const disks = now.disks.map((disk) => placedFrom(datastoreId, disk, placeOf(disk)));
  const all = snapshots?.all.map((snapshot) => ({ ...snapshot, disks: snapshot.disks.map((disk) => placedFrom(datastoreId, disk, placeOf(disk))) }));
  return { ...now, hostId, datastoreId, disks, ...(snapshots && all && { snapshots: { ...snapshots, all } }) };
}

/** Where something of the machine is afterwards that is not there now: its home where that changes, and its disks. */
export function arrivalsOf(move: Move): ObjectId[] {
  const { vm, datastoreId, placeOf } = move;
  const found = new Set<ObjectId>();
  if (datastoreId !== vm.datastoreId) found.add(datastoreId);
  for (const disk of disksOf(vm)) if (placeOf(disk) !== datastoreOfDisk(vm, disk)) found.add(placeOf(disk));
  return [...found];
}

/** Every datastore that holds something of the machine afterwards. */
export function placesAfter(move: Move): ObjectId[] {
  return datastoresOfVm(movedRecord(move, move.vm));
}
