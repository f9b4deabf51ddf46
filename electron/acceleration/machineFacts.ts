/** Gathers what the rules look at from the inventory, the array and the settings. Decides nothing. */
import type { ObjectId } from '../../shared/ids.ts';
import type { DiskFormat } from '../../shared/model/inventory.ts';
import type { StorageArray } from '../array/port.ts';
import { targetOfDisk, type DiskTargets } from '../inventory/diskTargets.ts';
import type { Inventory } from '../inventory/inventory.ts';
import { datastoreOfDisk, type DiskRecord, type VmRecord } from '../inventory/records.ts';
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

/** What is cloned of a disk, and where it lies, as `DiskRecord`. */
export type QuestionDisk = Pick<DiskRecord, 'fileId' | 'label' | 'sizeBytes' | 'datastoreId'>;

export interface CloneQuestion extends DiskTargets {
  readonly vm: VmRecord;
  /** Other disks than the present ones: those of a snapshot. They do not change, whatever the machine does. */
  readonly disks?: readonly QuestionDisk[] | undefined;
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

/** Disks of one machine that lie on the same datastore and go to the same one: what decides about them is decided about all. */
export interface FactRoute<D = QuestionDisk> {
  readonly disks: readonly D[];
  /** About these disks alone, in the same order. */
  readonly facts: CloneRuleFacts;
}

/** The ways that the disks go, in the order of the first disk of each. At least one, also where there is no disk. */
export function cloneRoutes(rooms: FactRooms, question: CloneQuestion): FactRoute[] {
  const { vm } = question;
  const disks: readonly QuestionDisk[] = question.disks ?? vm.disks;
  const facts = cloneFacts(rooms, question);
  const found = new Map<string, { readonly sourceId: ObjectId; readonly targetId: ObjectId; readonly disks: QuestionDisk[] }>();
  for (const disk of disks) {
    const [sourceId, targetId] = [datastoreOfDisk(vm, disk), targetOfDisk(vm, disk, question)];
    const known = found.get(`${sourceId}/${targetId}`);
    if (known) known.disks.push(disk);
    else found.set(`${sourceId}/${targetId}`, { sourceId, targetId, disks: [disk] });
  }
  if (found.size === 0) return [{ disks, facts }];
  return Array.from(found.values(), (route) => ({ disks: route.disks, facts: factsBetween(rooms, facts, route) }));
}

/** The same question about some of the disks, that lie on one datastore and go to one. */
function factsBetween(rooms: FactRooms, facts: CloneRuleFacts, { sourceId, targetId, disks }: { readonly sourceId: ObjectId; readonly targetId: ObjectId; readonly disks: readonly QuestionDisk[] }): CloneRuleFacts {
  const { machine } = facts;
  if (facts.source.id === sourceId && facts.target.id === targetId && machine.disks.length === disks.length) return facts;
  const target = facts.target.id === targetId ? facts.target : datastoreFacts(rooms, targetId);
  return {
    ...facts,
    machine: { ...machine, disks: machine.disks.filter(({ label }) => disks.some((disk) => disk.label === label)) },
    source: facts.source.id === sourceId ? facts.source : datastoreFacts(rooms, sourceId),
    target,
    splitLoadBytes: splitLoadOf(rooms, target),
  };
}

/** The same question about disks of a clone that came the same way: it lies where the next ones go. */
export function routeFrom(rooms: FactRooms, { disks, facts }: FactRoute, clone: VmRecord): FactRoute<DiskRecord> {
  const labels = new Set(disks.map(({ label }) => label));
  const machine = machineFacts(rooms, clone, undefined);
  return {
    disks: clone.disks.filter(({ label }) => labels.has(label)),
    facts: { ...facts, machine: { ...machine, disks: machine.disks.filter(({ label }) => labels.has(label)) }, source: facts.target },
  };
}

/** Of a machine whose disks all lie at its home, and all go to one datastore. */
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
    splitLoadBytes: splitLoadOf(rooms, target),
  };
}

function splitLoadOf(rooms: FactRooms, { profile }: DatastoreFacts): number {
  return profile.splitLoadLimitBytes === null ? 0 : splitLoad(rooms, profile.arrayName);
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
