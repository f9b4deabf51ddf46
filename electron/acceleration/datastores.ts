/** What stands behind each datastore, as clients see it, and what people may change about it. */
import type { ObjectId } from '../../shared/ids.ts';
import type { DatastoreAcceleration } from '../../shared/model/offload.ts';
import type { DatastoreRecord } from '../inventory/records.ts';
import type { DeviceChange } from '../offload/device/deviceRecords.ts';
import type { AccelerationRooms } from './rooms.ts';

type RowRooms = Pick<AccelerationRooms, 'inventory' | 'devices' | 'stuns'>;

export function datastoreRows(rooms: RowRooms): DatastoreAcceleration[] {
  return rooms.inventory.datastores().map((datastore) => datastoreRow(rooms, datastore));
}

export function datastoreRow({ inventory, devices, stuns }: RowRooms, { id, name, type, volumeId }: DatastoreRecord): DatastoreAcceleration {
  const device = devices.device(volumeId, type);
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

type ChangeRooms = RowRooms & Pick<AccelerationRooms, 'meta'>;

/** @throws Fault ManagedObjectNotFound; InvalidArgument for a profile that is not of the datastore's type, and for a file block size that VMFS does not have */
export function setDatastore(rooms: ChangeRooms, { datastoreId, ...change }: DeviceChange & { readonly datastoreId: ObjectId }): DatastoreAcceleration {
  const datastore = deviceOn(rooms, datastoreId);
  rooms.meta.transaction((tx) => rooms.devices.update(tx, datastore.volumeId, change));
  return datastoreRow(rooms, datastore);
}

/** @throws Fault ManagedObjectNotFound */
export function clearDistrust(rooms: ChangeRooms, datastoreId: ObjectId): DatastoreAcceleration {
  const datastore = deviceOn(rooms, datastoreId);
  rooms.meta.transaction((tx) => rooms.devices.clearDistrust(tx, datastore.volumeId));
  return datastoreRow(rooms, datastore);
}

/** @param datastoreId null: of all @throws Fault ManagedObjectNotFound */
export function resetCounters(rooms: RowRooms, datastoreId: ObjectId | null): void {
  rooms.devices.resetCounters(datastoreId === null ? null : deviceOn(rooms, datastoreId).volumeId);
}

/** The datastore, whose device is known from then on. */
function deviceOn({ inventory, devices }: RowRooms, datastoreId: ObjectId): DatastoreRecord {
  const datastore = inventory.datastore(datastoreId);
  devices.device(datastore.volumeId, datastore.type);
  return datastore;
}
