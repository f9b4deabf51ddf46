/** How the inventory is stored. Space is never stored here: the array counts it. */
import type { FileId, ObjectId, TrailId, VmSnapshotId, VolumeId } from '../../shared/ids.ts';
import type { AppliedCustomization } from '../../shared/model/customization.ts';
import type { Container, Datastore, Mechanism, VmDetail, VmNic, VmRow } from '../../shared/model/inventory.ts';
import { formatCount } from '../../shared/units.ts';

/** That a datastore is being emptied is known to the task that does it, and never recorded. */
export type DatastoreRecord = Omit<Datastore, 'space' | 'maintenanceMode'> & { readonly volumeId: VolumeId; readonly maintenanceMode?: 'inMaintenance' };
export type ContainerRecord = Exclude<Container, Datastore> | DatastoreRecord;

export { customizationDiskLabel } from '../../shared/model/inventory.ts';

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
    /** Those of disks that were made in another way than the first one; left out where all were made alike, as nearly always. */
    readonly madeApartTrailIds?: readonly TrailId[];
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

type Placed = Pick<VmRecord, 'datastoreId' | 'disks' | 'snapshots'>;
type PlacedDisk<D> = Omit<D, 'datastoreId'> & Pick<DiskRecord, 'datastoreId'>;
/** What all machines share whose disks are at home, nearly all of them: nothing is made for them. */
const nowhereElse: readonly ObjectId[] = [];

/** Where else than at home disks of the machine, or of its snapshots, lie, each once. Costs a look at each disk where that is nowhere. */
export function otherDatastoresOf(vm: Placed): readonly ObjectId[] {
  let found: ObjectId[] | null = null;
  const note = ({ datastoreId }: SnapshotDiskRecord): void => {
    if (datastoreId === undefined || datastoreId === vm.datastoreId) return;
    found ??= [];
    if (!found.includes(datastoreId)) found.push(datastoreId);
  };
  vm.disks.forEach(note);
  vm.snapshots?.all.forEach(({ disks }) => disks.forEach(note));
  return found ?? nowhereElse;
}

/** Every datastore that holds something of the machine: its home first, whether disks lie there or not, then those of its disks and snapshots. */
export function datastoresOfVm(vm: Placed): ObjectId[] {
  return [vm.datastoreId, ...otherDatastoresOf(vm)];
}

/** Whether the machine is at home on the datastore, or a disk of it or of its snapshots lies there. */
export function isOnDatastore(vm: Placed, datastoreId: ObjectId): boolean {
  const isThere = (disk: SnapshotDiskRecord): boolean => disk.datastoreId === datastoreId;
  return vm.datastoreId === datastoreId || vm.disks.some(isThere) || (vm.snapshots?.all.some(({ disks }) => disks.some(isThere)) ?? false);
}

/** The files of the machine on one datastore: its disks ahead of what its snapshots hold. */
export function filesOnDatastore(vm: Placed, datastoreId: ObjectId): FileId[] {
  const disks: readonly SnapshotDiskRecord[] = vm.disks;
  return [...disks, ...(vm.snapshots?.all ?? []).flatMap((snapshot) => snapshot.disks)].flatMap((disk) => (datastoreOfDisk(vm, disk) === datastoreId ? disk.fileId : []));
}

/**
 * The machine once for each datastore that holds something of it, each as if it were at home there and had nothing elsewhere; its
 * home comes first, and is left out where nothing lies there. The machine itself where all of it is at home.
 */
export function partsOfVm(vm: VmRecord): VmRecord[] {
  if (otherDatastoresOf(vm).length === 0) return [vm];
  return datastoresOfVm(vm).flatMap((datastoreId) => (filesOnDatastore(vm, datastoreId).length === 0 ? [] : partOfVm(vm, datastoreId)));
}

function partOfVm(vm: VmRecord, datastoreId: ObjectId): VmRecord {
  const only = <D extends SnapshotDiskRecord>(disks: readonly D[]): PlacedDisk<D>[] => disks.filter((disk) => datastoreOfDisk(vm, disk) === datastoreId).map((disk) => placedFrom(datastoreId, disk, datastoreId));
  const { snapshots, ...rest } = vm;
  return { ...rest, datastoreId, disks: only(vm.disks), ...(snapshots && { snapshots: { ...snapshots, all: snapshots.all.map((one) => ({ ...one, disks: only(one.disks) })) } }) };
}

/** The disk as a machine records it that is at home on the one datastore, while the disk lies on the other. */
export function placedFrom<D extends SnapshotDiskRecord>(homeId: ObjectId, disk: D, datastoreId: ObjectId): PlacedDisk<D> {
  if (disk.datastoreId === undefined && datastoreId === homeId) return disk;
  const { datastoreId: _before, ...rest } = disk;
  return { ...rest, ...apartFrom(homeId, datastoreId) };
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
