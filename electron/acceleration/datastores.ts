/** What stands behind each datastore, as clients see it, and what people may change about it. */
import { Fault } from '../../shared/faults.ts';
import type { ObjectId } from '../../shared/ids.ts';
import type { ArrayProfileId, DatastoreAcceleration, DatastoreSwitches } from '../../shared/model/offload.ts';
import { mibBytes } from '../../shared/units.ts';
import type { DatastoreRecord } from '../inventory/records.ts';
import type { AccelerationRooms } from './rooms.ts';

/** File block sizes of VMFS-3; VMFS-5 and VMFS-6 have 1 MB alone ("vSphere Storage", VMFS datastores). */
export const fileBlockSizes: readonly number[] = [1, 2, 4, 8].map((mib) => mib * mibBytes);

export interface DatastoreChange {
  readonly datastoreId: ObjectId;
  readonly profile?: ArrayProfileId | undefined;
  readonly switches?: { readonly [name in keyof DatastoreSwitches]?: boolean | undefined } | undefined;
  readonly fileBlockBytes?: number | undefined;
}

type RowRooms = Pick<AccelerationRooms, 'inventory' | 'devices' | 'stuns'>;

export function datastoreRows(rooms: RowRooms): DatastoreAcceleration[] {
  return rooms.inventory.datastores().map((datastore) => datastoreRow(rooms, datastore));
}

export function datastoreRow({ inventory, devices, stuns }: RowRooms, { id, name, type, volumeId }: DatastoreRecord): DatastoreAcceleration {
  const device = devices.device(volumeId);
  const { profile, fileBlockBytes, status, primitives, switches, distrust, counters } = device;
  return {
    datastoreId: id,
    name,
    type,
    profile: profile.id,
    arrayName: profile.arrayName,
    fileBlockBytes,
    status,
    primitives: primitives.map((state) => ({ ...state })),
    switches: { ...switches },
    distrust: distrust && { ...distrust },
    counters: { ...counters },
    rates: devices.rates(volumeId),
    stunnedVms: stuns.stunnedOn(id).flatMap((vmId) => {
      const vm = inventory.findVm(vmId);
      return vm ? [{ id: vm.id, name: vm.name }] : [];
    }),
  };
}

/** @throws Fault ManagedObjectNotFound; InvalidArgument for a profile that is not of the datastore's type, and for a file block size that VMFS does not have */
export function setDatastore(rooms: AccelerationRooms, change: DatastoreChange): DatastoreAcceleration {
  const datastore = rooms.inventory.datastore(change.datastoreId);
  const { profile, fileBlockBytes } = change;
  if (fileBlockBytes !== undefined) requireBlockSize(datastore, fileBlockBytes);
  rooms.devices.change(datastore.volumeId, {
    ...(profile !== undefined && { profile }),
    ...(fileBlockBytes !== undefined && { fileBlockBytes }),
    ...(change.switches !== undefined && { switches: givenOf(change.switches) }),
  });
  return datastoreRow(rooms, datastore);
}

/** @throws Fault ManagedObjectNotFound */
export function clearDistrust(rooms: AccelerationRooms, datastoreId: ObjectId): DatastoreAcceleration {
  const datastore = rooms.inventory.datastore(datastoreId);
  rooms.devices.clearDistrust(datastore.volumeId);
  return datastoreRow(rooms, datastore);
}

/** @param datastoreId null: of all @throws Fault ManagedObjectNotFound */
export function resetCounters({ inventory, devices }: Pick<AccelerationRooms, 'inventory' | 'devices'>, datastoreId: ObjectId | null): void {
  const datastores = datastoreId === null ? inventory.datastores() : [inventory.datastore(datastoreId)];
  for (const { volumeId } of datastores) devices.resetCounters(volumeId);
}

function requireBlockSize({ name, type }: DatastoreRecord, bytes: number): void {
  if (type !== 'VMFS') throw new Fault('InvalidArgument', `"${name}" is an NFS datastore, which has no file block size.`, { names: [name] });
  if (fileBlockSizes.includes(bytes)) return;
  throw new Fault('InvalidArgument', `VMFS has no file blocks of ${bytes} bytes.`, { names: [name], hint: 'Choose 1, 2, 4 or 8 MiB.' });
}

function givenOf({ isMoveOn, isInitOn, isLockingOn }: NonNullable<DatastoreChange['switches']>): Partial<DatastoreSwitches> {
  return { ...(isMoveOn !== undefined && { isMoveOn }), ...(isInitOn !== undefined && { isInitOn }), ...(isLockingOn !== undefined && { isLockingOn }) };
}
