/** What a rapid clone takes of each datastore that its disks go to, and whether there is as much. Pure. */
import { Fault } from '../../shared/faults.ts';
import type { ObjectId } from '../../shared/ids.ts';
import type { PlannedDatastore } from '../../shared/model/clonePlan.ts';
import type { Datastore } from '../../shared/model/inventory.ts';
import { formatBytes } from '../../shared/units.ts';
import type { CloneRuleFacts } from '../offload/rules/facts.ts';
import { copiesData, type CloneGroup } from './cloneGroups.ts';
import { neededBytesOf } from './neededBytes.ts';

/** Disks that go the same way, on hosts with the same settings. */
export interface PlannedRoute {
  readonly facts: CloneRuleFacts;
  readonly groups: readonly CloneGroup[];
}

/** What comes to one datastore. */
export interface PlannedSpace {
  readonly datastore: Datastore;
  /** The sizes of all disks, as the guests see them. */
  readonly provisionedBytes: number;
  /** Data that is copied. */
  readonly copiedBytes: number;
  /** See `neededBytesOf`. */
  readonly neededBytes: number;
  /** At the worst moment while they are made. */
  readonly mostBytes: number;
}

/** @param datastores all that disks go to, and possibly others */
export function spaceOn(datastores: readonly Datastore[], routes: readonly PlannedRoute[]): PlannedSpace[] {
  return datastores.map((datastore) => {
    let [provisionedBytes, copiedBytes, neededBytes, passingBytes] = [0, 0, 0, 0];
    for (const { facts, groups } of routes) {
      if (facts.target.id !== datastore.id) continue;
      const needed = neededBytesOf(facts, groups);
      provisionedBytes += facts.count * sizeBytesOf(facts);
      copiedBytes += groups.reduce((sum, { count, decision }) => sum + (copiesData(decision.mechanism) ? count : 0), 0) * logicalBytesOf(facts);
      neededBytes += needed.bytes;
      passingBytes = Math.max(passingBytes, needed.passingBytes);
    }
    return { datastore, provisionedBytes, copiedBytes, neededBytes, mostBytes: neededBytes + passingBytes };
  });
}

/** Of one clone, the data on disks that go this way. */
export function logicalBytesOf({ machine }: CloneRuleFacts): number {
  return machine.disks.reduce((sum, disk) => sum + disk.logicalBytes, 0);
}

function sizeBytesOf({ machine }: CloneRuleFacts): number {
  return machine.disks.reduce((sum, disk) => sum + disk.sizeBytes, 0);
}

/** @param growthBytes how much a datastore can grow by itself */
export function roomFault({ datastore, copiedBytes, neededBytes, mostBytes }: PlannedSpace, count: number, growthBytes: (id: ObjectId) => number): Fault | null {
  const { freeBytes } = datastore.space;
  if (mostBytes <= freeBytes + growthBytes(datastore.id)) return null;
  const takes = neededBytes === copiedBytes ? `the copy takes ${formatBytes(copiedBytes)}` : `${count === 1 ? 'the clone takes' : 'the clones take'} ${formatBytes(mostBytes)}, since thick disks have their whole size set aside`;
  return new Fault('InsufficientStorageSpace', `"${datastore.name}" has ${formatBytes(freeBytes)} free; ${takes}.`, {
    names: [datastore.name],
    hint: neededBytes === copiedBytes ? 'Choose another datastore, or free space on this one.' : 'Choose thin disks or another datastore, or free space on this one.',
  });
}

export function beforeAndAfter({ datastore: { id, name, space }, provisionedBytes, copiedBytes, neededBytes }: PlannedSpace): PlannedDatastore {
  const before = { provisionedBytes: space.provisionedBytes, physicalBytes: space.physicalBytes, freeBytes: space.freeBytes };
  const after = {
    provisionedBytes: before.provisionedBytes + provisionedBytes,
    physicalBytes: before.physicalBytes + copiedBytes,
    freeBytes: Math.max(0, before.freeBytes - neededBytes),
  };
  return { id, name, capacityBytes: space.capacityBytes, before, after, neededBytes };
}

export function spaceWarnings({ datastore: { name, space }, provisionedBytes }: PlannedSpace): string[] {
  const warnings: string[] = [];
  if (provisionedBytes > space.freeBytes) {
    warnings.push(`If every clone came to overwrite every block, ${formatBytes(provisionedBytes)} would be needed; "${name}" has ${formatBytes(space.freeBytes)} free.`);
  }
  if (!space.isExact) warnings.push(`The free space of "${name}" is at least what is shown; it becomes exact when freed space has been given back.`);
  return warnings;
}
