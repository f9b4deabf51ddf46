/** Volumes, snapshots and the aggregate as clients see them: the array's figures joined with the records. */
import type { ObjectId, SnapshotId, VolumeId } from '../../shared/ids.ts';
import type { AggregateRow, DedupeStatus, VolumeRow, VolumeSnapshot } from '../../shared/model/storage.ts';
import type { SnapshotInfo, VolumeInfo } from '../array/portTypes.ts';
import { datastoreOfDisk } from '../inventory/records.ts';
import { findFile } from '../inventory/rows.ts';
import { volumeFigures } from '../inventory/volumeSpace.ts';
import { defaultDedupeSchedule, nextRunAfter, parseDedupeSchedule } from '../../shared/dedupeSchedule.ts';
import type { StorageRooms } from './rooms.ts';
import type { VolumeRecord } from './volumeRegistry.ts';

export function volumeRows(rooms: StorageRooms, records: readonly VolumeRecord[] = rooms.volumes.all()): VolumeRow[] {
  const clones = clonesBySnapshot(rooms);
  const datastores = new Map(rooms.inventory.datastores().map(({ id, name, volumeId }) => [volumeId, { id, name }]));
  return records.map((record) => {
    const info = rooms.array.volume(record.id);
    return {
      id: record.id,
      name: record.name,
      createdAtMs: record.createdAtMs,
      datastore: datastores.get(record.id) ?? null,
      sizeBytes: info.sizeBytes,
      guarantee: info.guarantee,
      autogrow: info.autogrow && { ...info.autogrow },
      nearlyFullPercent: info.nearlyFullPercent,
      fullPercent: info.fullPercent,
      logicalBytes: info.logicalBytes,
      physicalBytes: info.physicalBytes,
      snapshotBytes: info.snapshotBytes,
      inheritedBytes: info.inheritedBytes,
      reservedBytes: info.reservedBytes,
      ...volumeFigures(info),
      isExact: info.isExact,
      exactAsOfMs: exactAsOfMs(rooms, datastores.get(record.id)?.id),
      fill: info.fill,
      snapshotCount: info.snapshotCount,
      base: baseOf(rooms, info),
      cloneNames: rooms.array.snapshots(record.id).flatMap((snapshot) => clones.get(snapshot.id) ?? []),
      isSplitting: info.isSplitting,
      dedupe: dedupeStatus(rooms, record, info),
    };
  });
}

/** @throws Fault ManagedObjectNotFound */
export function volumeRow(rooms: StorageRooms, id: VolumeId): VolumeRow {
  const [row] = volumeRows(rooms, [rooms.volumes.volume(id)]);
  if (!row) throw new Error(`The volume ${id} has no row.`);
  return row;
}

export function snapshotRows(rooms: StorageRooms, volumeId: VolumeId): VolumeSnapshot[] {
  rooms.volumes.volume(volumeId);
  const clones = clonesBySnapshot(rooms);
  return rooms.array.snapshots(volumeId).map((info) => snapshotRowOf(rooms, info, clones));
}

export function snapshotRow(rooms: StorageRooms, id: SnapshotId): VolumeSnapshot {
  return snapshotRowOf(rooms, rooms.array.snapshot(id), clonesBySnapshot(rooms));
}

export function snapshotName(rooms: Pick<StorageRooms, 'volumes'>, id: SnapshotId): string {
  return rooms.volumes.findSnapshot(id)?.name ?? `snapshot-${id}`;
}

export function aggregateRow({ array, volumes }: Pick<StorageRooms, 'array' | 'volumes'>): AggregateRow {
  const isExact = volumes.all().every((record) => array.volume(record.id).isExact);
  return { ...array.aggregate(), isExact, needsExactPass: array.needsReclaim || !isExact };
}

function snapshotRowOf(rooms: StorageRooms, info: SnapshotInfo, clones: ReadonlyMap<SnapshotId, string[]>): VolumeSnapshot {
  const record = rooms.volumes.findSnapshot(info.id);
  return {
    id: info.id,
    volumeId: info.volumeId,
    name: snapshotName(rooms, info.id),
    comment: record?.comment ?? '',
    createdAtMs: record?.createdAtMs ?? 0,
    logicalBytes: info.logicalBytes,
    uniqueBytes: info.uniqueBytes,
    isExact: info.isExact,
    cloneNames: clones.get(info.id) ?? [],
  };
}

/** Names of the FlexClones that are based on each snapshot. */
function clonesBySnapshot({ array, volumes }: StorageRooms): Map<SnapshotId, string[]> {
  const found = new Map<SnapshotId, string[]>();
  for (const { id, name } of volumes.all()) {
    const { base } = array.volume(id);
    if (base) found.set(base.snapshotId, [...(found.get(base.snapshotId) ?? []), name]);
  }
  return found;
}

function baseOf(rooms: StorageRooms, { base }: VolumeInfo): VolumeRow['base'] {
  if (!base) return null;
  const { volumeId, snapshotId } = base;
  return { volumeId, snapshotId, volumeName: rooms.volumes.find(volumeId)?.name ?? `volume-${volumeId}`, snapshotName: snapshotName(rooms, snapshotId) };
}

/** How many machines are asked: those that have come back from a snapshot have not been seen by the last pass although others have. */
const mostAsked = 16;

/** The oldest machine on it has seen the last pass if any has. Asked of machines, since listing the files of an array takes time for all of them. */
function exactAsOfMs({ array, inventory }: StorageRooms, datastoreId: ObjectId | undefined): number | null {
  if (datastoreId === undefined || !array.capabilities.has('exactSpace')) return null;
  let asked = 0;
  for (const machine of inventory.vms()) {
    const disk = machine.disks.find((one) => datastoreOfDisk(machine, one) === datastoreId);
    if (!disk) continue;
    const exact = findFile(array, disk.fileId) && array.exactSpace(disk.fileId);
    if (exact) return exact.asOfMs;
    asked += 1;
    if (asked === mostAsked) break;
  }
  return null;
}

function dedupeStatus(rooms: StorageRooms, record: VolumeRecord, info: VolumeInfo): DedupeStatus {
  const run = rooms.dedupeRuns.of(record.id);
  const schedule = record.schedule ?? defaultDedupeSchedule;
  return {
    isOn: info.isDedupeOn,
    isInline: info.isDedupeOn && info.isDedupeInline,
    schedule,
    state: run?.state ?? 'idle',
    taskId: run?.taskId ?? null,
    lastRun: record.lastRun,
    nextRunAtMs: info.isDedupeOn ? nextRunAfter(parseDedupeSchedule(schedule), Date.now()) : null,
  };
}
