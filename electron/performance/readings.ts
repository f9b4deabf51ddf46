/** What is to be read of every container at a moment: amounts counted so far, and figures as they are. Costs nothing per machine. */
import { Fault } from '../../shared/faults.ts';
import type { ObjectId } from '../../shared/ids.ts';
import type { CounterId } from '../../shared/model/performance.ts';
import type { AccelerationParts } from '../acceleration/rooms.ts';
import type { StorageArray } from '../array/port.ts';
import type { Inventory } from '../inventory/inventory.ts';
import type { ContainerRecord, DatastoreRecord, VmRecord } from '../inventory/records.ts';
import { datastoreSpace, vmSpace } from '../inventory/rows.ts';
import type { Measured } from './buckets.ts';

export interface ReadingSources {
  readonly inventory: Inventory;
  readonly array: StorageArray;
  readonly devices: Pick<AccelerationParts['devices'], 'find'>;
  readonly hostUse: Pick<AccelerationParts['hostUse'], 'totals'>;
}

/** Of one object. Amounts only grow, but for counters that people have reset. */
export interface Reading {
  readonly amounts: Measured;
  readonly values: Measured;
}

/** Hosts, datastores and the array: what the others are sums of. */
export function readAll(sources: ReadingSources): Map<ObjectId, Reading> {
  const readings = new Map<ObjectId, Reading>();
  for (const record of sources.inventory.containers()) {
    const reading = readContainer(sources, record);
    if (reading) readings.set(record.id, reading);
  }
  return readings;
}

function readContainer(sources: ReadingSources, record: ContainerRecord): Reading | null {
  if (record.kind === 'host') return readHost(sources, record.id);
  if (record.kind === 'datastore') return findReading(sources, record);
  return record.kind === 'vcenter' ? readArray(sources) : null;
}

function readHost({ inventory, hostUse }: ReadingSources, id: ObjectId): Reading {
  const { busyMs, networkReadBytes, networkWriteBytes } = hostUse.totals(id);
  return {
    amounts: new Map([['mover.busy', busyMs], ['network.read', networkReadBytes], ['network.written', networkWriteBytes]]),
    values: new Map([['machines.count', inventory.hostVmCount(id)]]),
  };
}

/** Null when the array has lost the volume. The checker reports it; one damaged datastore must not keep a yard from being opened, nor all others from being recorded. */
function findReading(sources: ReadingSources, datastore: DatastoreRecord): Reading | null {
  try {
    return readDatastore(sources, datastore);
  } catch (error) {
    if (error instanceof Fault && error.code === 'ManagedObjectNotFound') return null;
    throw error;
  }
}

function readDatastore({ inventory, array, devices }: ReadingSources, datastore: DatastoreRecord): Reading {
  // Nobody has asked for a device that did nothing yet.
  const counted = devices.find(datastore.volumeId)?.counters;
  const space = datastoreSpace(inventory, array, datastore);
  return {
    amounts: new Map([
      ['datastore.read', counted?.hostReadBytes ?? 0],
      ['datastore.written', counted?.hostWriteBytes ?? 0],
      ['offload.copied', counted?.cloneWriteBytes ?? 0],
      ['offload.zeroed', counted?.zeroBytes ?? 0],
      ['offload.unmapped', counted?.deleteBytes ?? 0],
      ['commands.copy', counted?.cloneWrite ?? 0],
      ['commands.nas', counted ? counted.nasFullFileClone + counted.nasFastFileClone + counted.nasReserveSpace + counted.nasExtendedStatistics : 0],
      ['commands.zero', counted?.zero ?? 0],
      ['commands.unmap', counted?.delete ?? 0],
      ['commands.lock', counted ? counted.ats + counted.reservations : 0],
      ['commands.failed', counted ? counted.cloneFailed + counted.atsFailed + counted.zeroFailed + counted.deleteFailed + counted.nasFailed : 0],
    ]),
    values: new Map([
      ['space.stored', space.physicalBytes],
      ['space.free', space.freeBytes],
      ['space.capacity', space.capacityBytes],
      ['space.provisioned', space.provisionedBytes],
      ['space.logical', space.logicalBytes],
      ['space.savedByClones', space.savedByCloneBytes],
      ['space.savedByDedupe', space.savedByDedupeBytes],
      ['space.snapshots', space.snapshotBytes],
    ]),
  };
}

function readArray({ array }: ReadingSources): Reading {
  const { physicalBytes, committedBytes } = array.aggregate();
  return {
    amounts: new Map([['array.read', array.io.readBytes], ['array.written', array.io.writtenBytes]]),
    values: new Map([['array.stored', physicalBytes], ['array.committed', committedBytes]]),
  };
}

/** Of a machine: what it holds alone, and what it shares. In this order they are stored. */
export function machineFigures(array: StorageArray, vm: VmRecord): number[] {
  const { uniqueBytes, sharedBytes } = vmSpace(array, vm);
  return [uniqueBytes, sharedBytes];
}

/**
 * What was measured of each object between two readings, and of clusters, datacenters and the vCenter as the sum of what is in them.
 * The share of time that data movers were busy is their average.
 */
export function measuredBetween(containers: readonly ContainerRecord[], before: ReadonlyMap<ObjectId, Reading>, after: ReadonlyMap<ObjectId, Reading>): Map<ObjectId, Measured> {
  const found = new Map<ObjectId, Map<CounterId, number>>();
  const hostCounts = new Map<ObjectId, number>();
  const byId = new Map(containers.map((record) => [record.id, record]));
  const add = (id: ObjectId, measured: Measured): void => {
    const sums = found.get(id) ?? new Map<CounterId, number>();
    found.set(id, sums);
    for (const [counter, value] of measured) sums.set(counter, (sums.get(counter) ?? 0) + value);
  };
  for (const record of containers) {
    const reading = after.get(record.id);
    if (!reading) continue;
    const measured = new Map([...amountsSince(before.get(record.id), reading), ...reading.values]);
    for (let at: ContainerRecord | undefined = record; at; at = at.parentId === null ? undefined : byId.get(at.parentId)) {
      if (at.kind === 'folder') continue;
      add(at.id, measured);
      if (record.kind === 'host') hostCounts.set(at.id, (hostCounts.get(at.id) ?? 0) + 1);
    }
  }
  for (const [id, sums] of found) {
    const busyMs = sums.get('mover.busy');
    if (busyMs !== undefined) sums.set('mover.busy', busyMs / (hostCounts.get(id) ?? 1));
  }
  return found;
}

function amountsSince(before: Reading | undefined, { amounts }: Reading): Measured {
  // One that is less than it was has been reset meanwhile.
  return new Map([...amounts].map(([counter, now]) => [counter, now >= (before?.amounts.get(counter) ?? 0) ? now - (before?.amounts.get(counter) ?? 0) : now]));
}
