/** What datastores hold before and after a migration. */
import { Fault, faultRecordOf, type FaultRecord } from '../../shared/faults.ts';
import type { ObjectId } from '../../shared/ids.ts';
import type { MigrationDatastore } from '../../shared/model/migration.ts';
import { formatBytes } from '../../shared/units.ts';
import type { DatastoreRecord, VmRecord } from '../inventory/records.ts';
import { datastoreSpace } from '../inventory/rows.ts';
import { growthBytesOf } from '../inventory/volumeSpace.ts';
import { freedBytesOf, type DiskWay } from './migrationWays.ts';
import type { MachineRooms } from './rooms.ts';

export interface MovingMachine {
  readonly vm: VmRecord;
  readonly ways: readonly DiskWay[];
}

/** Bytes that come to a datastore and leave it. */
export interface DatastoreFigures {
  readonly datastore: DatastoreRecord;
  readonly capacityBytes: number;
  readonly provisionedBytes: number;
  readonly freeBytes: number;
  /** Disks leave it. */
  isLeft: boolean;
  /** Machines that have disks come here. */
  arrivingCount: number;
  neededBytes: number;
  arrivingSizeBytes: number;
  leavingSizeBytes: number;
  freedBytes: number;
}

/** Those that disks come to first, each in the order in which the machines were named. */
export function datastoreFigures(rooms: MachineRooms, moving: readonly MovingMachine[]): DatastoreFigures[] {
  const { inventory, array } = rooms;
  const found = new Map<ObjectId, DatastoreFigures>();
  const of = (id: ObjectId): DatastoreFigures => {
    const known = found.get(id);
    if (known) return known;
    const datastore = inventory.datastore(id);
    const { capacityBytes, provisionedBytes, freeBytes } = datastoreSpace(inventory, array, datastore);
    const fresh = { datastore, capacityBytes, provisionedBytes, freeBytes, isLeft: false, arrivingCount: 0, neededBytes: 0, arrivingSizeBytes: 0, leavingSizeBytes: 0, freedBytes: 0 };
    found.set(id, fresh);
    return fresh;
  };
  for (const { vm, ways } of moving) {
    const targets = new Set<ObjectId>();
    for (const way of ways) {
      const sizeBytes = way.part.disks.reduce((sum, disk) => sum + disk.sizeBytes, 0);
      const [target, source] = [of(way.targetId), of(way.part.datastoreId)];
      if (!targets.has(way.targetId)) target.arrivingCount += 1;
      targets.add(way.targetId);
      target.neededBytes += way.neededBytes;
      target.arrivingSizeBytes += sizeBytes;
      source.isLeft = true;
      source.leavingSizeBytes += sizeBytes;
      source.freedBytes += freedBytesOf(rooms, vm, way);
    }
  }
  return [...found.values()].toSorted((a, b) => Number(b.arrivingCount > 0) - Number(a.arrivingCount > 0));
}

/** What only the machines hold comes back; what they share with others, or a snapshot of the volume holds, stays. */
export function plannedDatastore(figures: DatastoreFigures): MigrationDatastore {
  const { datastore, capacityBytes, provisionedBytes, freeBytes } = figures;
  const after = {
    provisionedBytes: Math.max(0, provisionedBytes + figures.arrivingSizeBytes - figures.leavingSizeBytes),
    freeBytes: Math.min(capacityBytes, Math.max(0, freeBytes - figures.neededBytes) + figures.freedBytes),
  };
  return { id: datastore.id, name: datastore.name, role: figures.arrivingCount > 0 ? 'target' : 'source', capacityBytes, before: { provisionedBytes, freeBytes }, after, isAtLeast: figures.isLeft };
}

/** Where too much comes to. What leaves makes no room beforehand: the source of a machine stays whole until it is switched over. */
export function roomRefusals({ array }: MachineRooms, figures: readonly DatastoreFigures[]): FaultRecord[] {
  return figures.flatMap(({ datastore: { name, volumeId }, freeBytes, neededBytes, arrivingCount }) => {
    if (neededBytes <= freeBytes + growthBytesOf(array.volume(volumeId))) return [];
    const message = `"${name}" has ${formatBytes(freeBytes)} free; the ${arrivingCount === 1 ? 'machine takes' : 'machines take'} ${formatBytes(neededBytes)} there.`;
    return [faultRecordOf(new Fault('InsufficientStorageSpace', message, { names: [name], hint: 'Choose another datastore, or free space on this one.' }))];
  });
}
