/** What speaks against a migration of one virtual machine. */
import { Fault, faultRecordOf, type FaultRecord } from '../../shared/faults.ts';
import type { Host } from '../../shared/model/inventory.ts';
import type { MigrationSpec } from '../../shared/model/migration.ts';
import type { FactRooms } from '../acceleration/machineFacts.ts';
import { heldFault } from '../inventory/holds.ts';
import { datacenterOf } from '../inventory/networks.ts';
import { placementFault } from '../inventory/placement.ts';
import { reachFault } from '../inventory/reach.ts';
import { hostStateFault } from '../inventory/hostStates.ts';
import { customizationDiskLabel, type DatastoreRecord, type HoldMode, type VmRecord } from '../inventory/records.ts';
import { offeredFormats } from '../offload/rules/decideLocal.ts';
import { partsToMove, wayFacts } from './migrationWays.ts';
import { arrivalsOf, disksOf, placesAfter, type Move } from './moves.ts';

export interface Targets {
  readonly host: Host | null;
  readonly datastore: DatastoreRecord | null;
}

/** @throws Fault InvalidArgument where there is no target, ManagedObjectNotFound, InvalidState for a host that is not connected */
export function requireTargets({ inventory }: Pick<FactRooms, 'inventory'>, { hostId, datastoreId, diskFormat, diskPlacement = [] }: MigrationSpec): Targets {
  const isStorageMoved = datastoreId !== null || diskPlacement.length > 0;
  if (hostId === null && !isStorageMoved) throw new Fault('InvalidArgument', 'There is nothing to migrate to.', { hint: 'Choose a host, a datastore, or both.' });
  if (!isStorageMoved && diskFormat !== undefined) {
    throw new Fault('InvalidArgument', 'Disks change their format while they are moved to another datastore.', { hint: 'Choose a datastore as well, or leave the format as it is.' });
  }
  if (diskPlacement.some(({ label }) => label === customizationDiskLabel)) {
    throw new Fault('InvalidArgument', `The ${customizationDiskLabel.toLowerCase()} lies where its machine is at home.`, { hint: 'Leave it out: it goes with the machine.' });
  }
  const host = hostId === null ? null : inventory.findContainer(hostId);
  if (host === undefined || (host !== null && host.kind !== 'host')) throw new Fault('ManagedObjectNotFound', `There is no host ${hostId}.`);
  const fault = host === null ? null : hostStateFault(host);
  if (fault) throw fault;
  for (const place of diskPlacement) inventory.datastore(place.datastoreId);
  return { host, datastore: datastoreId === null ? null : inventory.datastore(datastoreId) };
}

/**
 * Why the machine cannot be migrated now; null when it can.
 * @param takesTemplates true where a datastore is emptied: templates go as well then
 */
export function refusalOf(rooms: FactRooms, move: Move, spec: MigrationSpec, takesTemplates = false): FaultRecord | null {
  const { vm, isHostChanged, isDatastoreChanged } = move;
  const names = [vm.name];
  const refuse = (code: Fault['code'], message: string, hint: string): FaultRecord => faultRecordOf(new Fault(code, message, { names, hint }));
  if (vm.isTemplate && !takesTemplates) return refuse('NotSupported', `"${vm.name}" is a template, and templates are not migrated.`, 'Clone it to a template on the other datastore, or convert it to a virtual machine first.');
  const lacked = lackedDisk(vm, spec);
  if (lacked !== null) return refuse('InvalidArgument', `"${vm.name}" has no disk "${lacked}".`, 'Place disks that it has.');
  if (!isHostChanged && !isDatastoreChanged) return refuse('InvalidState', `"${vm.name}" is there already.`, 'Choose another host or datastore.');
  const datacenter = isHostChanged ? datacenterOf(rooms.inventory, move.hostId) : null;
  if (datacenter && datacenter.id !== datacenterOf(rooms.inventory, vm.folderId)?.id) {
    return refuse('InvalidArgument', `"${vm.name}" cannot be migrated to another datacenter: its folder and its networks are where it is.`, 'Choose a host of its own datacenter.');
  }
  const unplaceable = placeFault(rooms, move);
  if (unplaceable) return unplaceable.toRecord();
  const parts = partsToMove(move);
  if (parts.length === 0) return null;
  if (!canMove(rooms, vm)) {
    return refuse('InvalidPowerState', `"${vm.name}" is not powered off, and the storage array cannot tell what is written while its disks are moved.`, 'Power it off first, or change its host only.');
  }
  const purpose = rooms.inventory.holds.conflictWith(vm.id, holdModeFor(vm));
  if (purpose !== null) return heldFault(names, purpose).toRecord();
  const { diskFormat } = spec;
  if (diskFormat === undefined || diskFormat === 'thin') return null;
  for (const part of parts) {
    const { host, machine, target: datastore } = wayFacts(rooms, move, part, spec);
    if (!offeredFormats({ host, machine, datastore }).includes(diskFormat)) {
      return refuse('NotSupported', `"${datastore.name}" offers thin disks only: it has no Reserve Space.`, 'Choose thin disks, or another datastore.');
    }
  }
  return null;
}

/** The first of the disks to be placed that the machine does not have, nor any of its snapshots; null where it has all. */
function lackedDisk(vm: VmRecord, { diskPlacement = [] }: Pick<MigrationSpec, 'diskPlacement'>): string | null {
  if (diskPlacement.length === 0) return null;
  const labels = new Set(disksOf(vm).map(({ label }) => label));
  return diskPlacement.find(({ label }) => !labels.has(label))?.label ?? null;
}

/**
 * Why the machine cannot be where the move leads, or null. A host may take over machines of a datastore in maintenance mode, if it
 * reaches that and everything else that holds disks of them.
 */
export function placeFault({ inventory }: Pick<FactRooms, 'inventory'>, move: Move): Fault | null {
  const { hostId } = move;
  for (const id of placesAfter(move)) {
    const fault = reachFault(inventory, inventory.datastore(id), hostId);
    if (fault) return fault;
  }
  for (const id of arrivalsOf(move)) {
    const fault = placementFault(inventory, inventory.datastore(id), hostId);
    if (fault) return fault;
  }
  return null;
}

/** Whether what a guest writes meanwhile can be found and copied as well. */
function canMove({ array }: FactRooms, vm: VmRecord): boolean {
  if (vm.powerState === 'poweredOff') return true;
  return (['fileClone', 'unmap', 'diff'] as const).every((capability) => array.capabilities.has(capability));
}

/** A guest goes on writing while its disks are moved; of one that is powered off nobody uses them. */
export function holdModeFor({ powerState }: VmRecord): HoldMode {
  return powerState === 'poweredOff' ? 'write' : 'move';
}
