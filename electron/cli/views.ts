/**
 * The shapes that `--json` prints. Scripts rely on them, so they are spelled out here and do
 * not follow the contract's by accident. Sizes are bytes, times are ISO 8601 in UTC.
 */
import type { ObjectId } from '../../shared/ids.ts';
import { datastoreIdsOf, type Datastore, type MaintenanceMode, type VmDetail, type VmRow } from '../../shared/model/inventory.ts';
import type { MachineSpace, VmSnapshot } from '../../shared/model/machine.ts';
import type { Task } from '../../shared/model/task.ts';
import type { Inventory } from './inventory.ts';

export interface DiskOwnerView {
  id: string;
  name: string;
  datastore: string;
  /** Every datastore that holds something of it, its home first. */
  datastores: readonly string[];
  host: string;
  folder: string;
  guestOs: string;
  cpuCount: number;
  memoryBytes: number;
  createdAt: string;
  provisionedBytes: number;
  logicalBytes: number;
  uniqueBytes: number;
  sharedBytes: number;
  snapshotCount: number;
  /** The part of `uniqueBytes` that only snapshots hold: `uniqueBytes + sharedBytes = logicalBytes + snapshotBytes`. */
  snapshotBytes: number;
  /** False after a sharer was deleted until the exact pass has run: `uniqueBytes` is then a lower bound. */
  isExact: boolean;
}

export interface VmView extends DiskOwnerView {
  /** What it was cloned from; null when it was not. */
  template: string | null;
  powerState: VmRow['powerState'];
}

function diskOwnerView(row: VmRow, inventory: Inventory): DiskOwnerView {
  const nameOf = (id: ObjectId): string => inventory.containers.get(id)?.name ?? id;
  return {
    id: row.id,
    name: row.name,
    datastore: nameOf(row.datastoreId),
    datastores: datastoreIdsOf(row).map(nameOf),
    host: nameOf(row.hostId),
    folder: nameOf(row.folderId),
    guestOs: row.guestOs,
    cpuCount: row.cpuCount,
    memoryBytes: row.memoryBytes,
    createdAt: new Date(row.createdAtMs).toISOString(),
    provisionedBytes: row.space.provisionedBytes,
    logicalBytes: row.space.logicalBytes,
    uniqueBytes: row.space.uniqueBytes,
    sharedBytes: row.space.sharedBytes,
    snapshotCount: row.snapshotCount,
    snapshotBytes: row.space.snapshotBytes,
    isExact: row.space.isExact,
  };
}

export function vmView(row: VmRow, inventory: Inventory): VmView {
  const { id, name, ...rest } = diskOwnerView(row, inventory);
  return { id, name, template: row.source?.name ?? null, powerState: row.powerState, ...rest };
}

export interface TemplateView extends DiskOwnerView {
  /** Direct clones that exist now. */
  cloneCount: number;
}

export function templateView(row: VmRow, inventory: Inventory): TemplateView {
  const cloneCount = inventory.vms.filter((vm) => vm.source?.id === row.id).length;
  return { ...diskOwnerView(row, inventory), cloneCount };
}

export function disksView(detail: VmDetail, { containers }: Pick<Inventory, 'containers'>) {
  const disks = detail.disks.map(({ datastoreId, ...disk }) => ({ ...disk, datastore: containers.get(datastoreId)?.name ?? datastoreId }));
  return { disks, nics: detail.nics, notes: detail.notes, cloneCount: detail.cloneCount };
}

export interface DatastoreView {
  id: string;
  name: string;
  type: Datastore['type'];
  capacityBytes: number;
  provisionedBytes: number;
  logicalBytes: number;
  physicalBytes: number;
  snapshotBytes: number;
  reservedBytes: number;
  savedBytes: number;
  savedByDedupeBytes: number;
  savedByCloneBytes: number;
  freeBytes: number;
  /** False after a deletion until the exact pass has run: `physicalBytes` is then an upper bound. */
  isExact: boolean;
  maintenanceMode: 'normal' | MaintenanceMode;
}

export function datastoreView({ id, name, type, space, maintenanceMode }: Datastore): DatastoreView {
  return { id, name, type, ...space, maintenanceMode: maintenanceMode ?? 'normal' };
}

const isoOf = (timeMs: number | null): string | null => (timeMs === null ? null : new Date(timeMs).toISOString());

export interface SnapshotView extends Omit<VmSnapshot, 'createdAtMs'> {
  createdAt: string | null;
  /** True for the one that the present state goes on from. */
  isCurrent: boolean;
}

export function snapshotView({ createdAtMs, ...snapshot }: VmSnapshot, currentId: VmSnapshot['id'] | null): SnapshotView {
  return { ...snapshot, createdAt: isoOf(createdAtMs), isCurrent: snapshot.id === currentId };
}

export interface SpaceView extends Omit<MachineSpace, 'vmId' | 'exactAsOfMs'> {
  id: string;
  exactAsOf: string | null;
}

export function spaceView({ vmId, exactAsOfMs, ...space }: MachineSpace): SpaceView {
  return { id: vmId, ...space, exactAsOf: isoOf(exactAsOfMs) };
}

export function taskView(task: Task) {
  return {
    id: task.id,
    kind: task.kind,
    name: task.name,
    target: task.target.name,
    state: task.state,
    detail: task.detail,
    progress: task.progress,
    initiator: task.initiator,
    queuedAt: isoOf(task.queuedAtMs),
    startedAt: isoOf(task.startedAtMs),
    completedAt: isoOf(task.completedAtMs),
    cancelable: task.cancelable,
    resumeCount: task.resumeCount,
    fault: task.fault,
    children: task.children,
    result: task.result,
  };
}
