/** Gathers what the rules look at from the inventory, the array and the settings. Decides nothing. */
import type { ObjectId } from '../../shared/ids.ts';
import type { DiskFormat } from '../../shared/model/inventory.ts';
import type { StorageArray } from '../array/port.ts';
import type { Inventory } from '../inventory/inventory.ts';
import type { DiskRecord, VmRecord } from '../inventory/records.ts';
import { findFile } from '../inventory/rows.ts';
import type { DeviceRegistry } from '../offload/device/deviceRegistry.ts';
import type { Device } from '../offload/device/deviceTypes.ts';
import type { CloneRuleFacts, DatastoreFacts, HostFacts, LocalRuleFacts, MachineFacts } from '../offload/rules/facts.ts';
import type { HostSwitchStore } from './hostSwitches.ts';

export interface FactRooms {
  readonly inventory: Inventory;
  readonly array: StorageArray;
  readonly devices: DeviceRegistry;
  readonly switches: Pick<HostSwitchStore, 'get'>;
}

export interface CloneQuestion {
  readonly vm: VmRecord;
  /** Other disks than the present ones: those of a snapshot. They do not change, whatever the machine does. */
  readonly disks?: readonly Pick<DiskRecord, 'fileId' | 'label' | 'sizeBytes'>[] | undefined;
  /** Null: where the machine is. */
  readonly datastoreId: ObjectId | null;
  readonly hostId: ObjectId | null;
  readonly count: number;
  /** Left out: each disk keeps its format where the datastore offers it, and becomes thin where it does not. */
  readonly diskFormat?: DiskFormat | undefined;
}

/** The device behind a datastore. @throws Fault ManagedObjectNotFound */
export function deviceOf({ inventory, devices }: Pick<FactRooms, 'inventory' | 'devices'>, datastoreId: ObjectId): Device {
  const { volumeId, type } = inventory.datastore(datastoreId);
  return devices.device(volumeId, type);
}

export function hostFacts({ inventory, switches }: Pick<FactRooms, 'inventory' | 'switches'>, hostId: ObjectId): HostFacts {
  return { id: hostId, name: inventory.findContainer(hostId)?.name ?? hostId, switches: switches.get(hostId) };
}

export function datastoreFacts(rooms: Pick<FactRooms, 'inventory' | 'devices'>, datastoreId: ObjectId): DatastoreFacts {
  const { id, name, type } = rooms.inventory.datastore(datastoreId);
  const { profile, fileBlockBytes, switches, distrust } = deviceOf(rooms, datastoreId);
  return { id, name, type, profile, fileBlockBytes, switches, distrust };
}

/** Every disk the embedded array holds is a flat file that begins on a block; other products' formats are converted when they are imported. */
export function machineFacts({ inventory, array }: Pick<FactRooms, 'inventory' | 'array'>, vm: VmRecord, disks: CloneQuestion['disks']): MachineFacts {
  const isWindows = /windows/i.test(vm.guestOs);
  const isSnapshot = disks !== undefined;
  return {
    id: vm.id,
    name: vm.name,
    powerState: isSnapshot ? 'poweredOff' : vm.powerState,
    isWindows,
    // VMware Tools turns it on in Windows guests (codyhosterman.com, June 2016).
    hasEnableUuid: isWindows,
    hasSnapshot: isSnapshot || (vm.snapshots?.all.length ?? 0) > 0,
    disks: (disks ?? vm.disks).map(({ label, fileId, sizeBytes }) => {
      const file = findFile(array, fileId);
      return { label, backing: 'flat', format: file?.format ?? 'thin', sizeBytes, logicalBytes: file?.logicalBytes ?? 0, misalignmentBytes: 0 };
    }),
    cloneCount: inventory.cloneCount(vm.id),
  };
}

export function cloneFacts(rooms: FactRooms, question: CloneQuestion): CloneRuleFacts {
  const { vm, disks, datastoreId, hostId, count, diskFormat } = question;
  const target = datastoreFacts(rooms, datastoreId ?? vm.datastoreId);
  return {
    host: hostFacts(rooms, hostId ?? vm.hostId),
    machine: machineFacts(rooms, vm, disks),
    targetFormat: diskFormat ?? null,
    source: datastoreFacts(rooms, vm.datastoreId),
    target,
    count,
    splitLoadBytes: target.profile.splitLoadLimitBytes === null ? 0 : splitLoad(rooms, target.profile.arrayName),
  };
}

/** For zeroing, deleting and snapshots, on the datastore of the machine. */
export function localFacts(rooms: FactRooms, vm: VmRecord): LocalRuleFacts {
  return { host: hostFacts(rooms, vm.hostId), machine: machineFacts(rooms, vm, undefined), datastore: datastoreFacts(rooms, vm.datastoreId) };
}

/** What all clones of one array share at present, and would have to be written to split them. */
function splitLoad({ inventory, array, devices }: FactRooms, arrayName: string): number {
  return inventory.datastores().reduce((sum, { volumeId, type }) => {
    if (devices.device(volumeId, type).profile.arrayName !== arrayName) return sum;
    const { logicalBytes, physicalBytes, snapshotBytes } = array.volume(volumeId);
    return sum + Math.max(0, logicalBytes - (physicalBytes - snapshotBytes));
  }, 0);
}
