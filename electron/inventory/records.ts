/** How the inventory is stored. Space is never stored here: the array counts it. */
import type { FileId, ObjectId, TrailId, VmSnapshotId, VolumeId } from '../../shared/ids.ts';
import type { AppliedCustomization } from '../../shared/model/customization.ts';
import type { Container, Datastore, Mechanism, VmDetail, VmNic, VmRow } from '../../shared/model/inventory.ts';
import { formatCount } from '../../shared/units.ts';

/** That a datastore is being emptied is known to the task that does it, and never recorded. */
export type DatastoreRecord = Omit<Datastore, 'space' | 'maintenanceMode'> & { readonly volumeId: VolumeId; readonly maintenanceMode?: 'inMaintenance' };
export type ContainerRecord = Exclude<Container, Datastore> | DatastoreRecord;

/** The disk that tells a guest who it is. It keeps its label wherever it is cloned to, and every machine has one at most. */
export const customizationDiskLabel = 'Customization disk';

/** What comes ahead of the number in the ids of containers. */
export const containerIdPrefixes = {
  vcenter: 'vcenter-',
  datacenter: 'datacenter-',
  cluster: 'domain-c',
  host: 'host-',
  folder: 'group-v',
  datastore: 'datastore-',
  network: 'network-',
} as const satisfies Record<ContainerRecord['kind'], string>;

export interface DiskRecord {
  readonly fileId: FileId;
  /** As the guest sees it. */
  readonly sizeBytes: number;
  readonly label: string;
  readonly mechanism: Mechanism;
  readonly mechanismReason: string;
  /** Where it lies; left out where that is the home of its machine, as in all records from before disks could lie apart. */
  readonly datastoreId?: ObjectId;
}

/** One disk as a snapshot keeps it. */
export interface SnapshotDiskRecord {
  readonly label: string;
  readonly fileId: FileId;
  /** Where it lies; left out where that is the home of its machine, as in all records from before disks could lie apart. */
  readonly datastoreId?: ObjectId;
}

/** The disks of a virtual machine as they were at one moment: a file of its own for each. */
export interface VmSnapshotRecord {
  readonly id: VmSnapshotId;
  readonly name: string;
  readonly description: string;
  readonly createdAtMs: number;
  readonly parentId: VmSnapshotId | null;
  readonly disks: readonly SnapshotDiskRecord[];
}

/** All snapshots of a virtual machine, parents ahead of their children, and the one its disks go on from, if that still exists. */
export interface VmSnapshots {
  readonly all: readonly VmSnapshotRecord[];
  readonly currentId: VmSnapshotId | null;
}

export type NicRecord = Readonly<VmNic>;

export type VmRecord = Readonly<Omit<VmRow, 'space' | 'snapshotCount' | 'networkIds' | 'otherDatastoreIds'>> &
  Pick<VmDetail, 'notes'> & {
    readonly disks: readonly DiskRecord[];
    /** Left out where there are none, as in all records that were written before there were any. */
    readonly snapshots?: VmSnapshots;
    /** Its network adapters; left out where there are none, as in all records that were written before there were any. */
    readonly nics?: readonly NicRecord[];
    /** What its guest was last told to become; left out where it was told nothing. Its addresses are given out as long as this stands here. */
    readonly customization?: AppliedCustomization;
    /** The trail that tells how it was made; left out in records from before there were any. */
    readonly madeTrailId?: TrailId;
  };

/** An adapter that has no address yet. */
export type NicDraft = Omit<NicRecord, 'macAddress'>;

/** A virtual machine that has no id yet. Its adapters get addresses of their own together with it, whatever they had elsewhere. */
export type VmDraft = Omit<VmRecord, 'id' | 'createdAtMs' | 'nics'> & { readonly nics?: readonly NicDraft[] };

/**
 * How somebody uses the disks of a virtual machine for a while: reading tolerates other readers, writing nobody. A guest that
 * writes tolerates that its disks are moved meanwhile, and moving tolerates nobody else.
 */
export type HoldMode = 'read' | 'write' | 'guest' | 'move';

/** Every file of the array that belongs to a virtual machine: its disks, and those that its snapshots hold. */
export function filesOfVm(vm: Pick<VmRecord, 'disks' | 'snapshots'>): FileId[] {
  return [...vm.disks, ...(vm.snapshots?.all ?? []).flatMap((snapshot) => snapshot.disks)].map((disk) => disk.fileId);
}

/** The datastore that a disk of the machine, or of one of its snapshots, lies on. The machine itself is at home on its own. */
export function datastoreOfDisk(vm: Pick<VmRecord, 'datastoreId'>, disk: Pick<DiskRecord, 'datastoreId'>): ObjectId {
  return disk.datastoreId ?? vm.datastoreId;
}

/** Every datastore that holds something of the machine: its home first, whether disks lie there or not, then those of its disks and snapshots. */
export function datastoresOfVm(vm: Pick<VmRecord, 'datastoreId' | 'disks' | 'snapshots'>): ObjectId[] {
  const found = new Set([vm.datastoreId]);
  for (const disk of vm.disks) found.add(datastoreOfDisk(vm, disk));
  for (const snapshot of vm.snapshots?.all ?? []) for (const disk of snapshot.disks) found.add(datastoreOfDisk(vm, disk));
  return [...found];
}

/** What `DiskRecord.datastoreId` is where a disk lies on that datastore and its machine is at home on the other: nothing where both are one. */
export function apartFrom(homeId: ObjectId, datastoreId: ObjectId): Pick<DiskRecord, 'datastoreId'> {
  return datastoreId === homeId ? {} : { datastoreId };
}

export function vmNumberOf(id: ObjectId): number {
  return Number(id.slice('vm-'.length));
}

/** The names that a fault lists: the first few, with how many more there are in its message. */
export function someNames(names: readonly string[]): { names: string[]; text: string } {
  const shown = names.slice(0, 20);
  const quoted = shown.slice(0, 3).map((name) => `"${name}"`).join(', ');
  const more = names.length - Math.min(3, names.length);
  return { names: shown, text: more > 0 ? `${quoted} and ${formatCount(more)} more` : quoted };
}
