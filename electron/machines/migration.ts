/** What a migration of one virtual machine comes to: where it goes, what speaks against it, how its disks are moved. */
import { Fault, faultRecordOf, type FaultRecord } from '../../shared/faults.ts';
import type { ObjectId } from '../../shared/ids.ts';
import type { Host } from '../../shared/model/inventory.ts';
import type { MigrationSpec } from '../../shared/model/migration.ts';
import type { Decision } from '../../shared/model/offload.ts';
import { cloneFacts, type FactRooms } from '../acceleration/machineFacts.ts';
import type { FileFormat } from '../array/portTypes.ts';
import type { SourceDisk } from '../cloning/stageDisks.ts';
import { heldFault } from '../inventory/holds.ts';
import { datacenterOf } from '../inventory/networks.ts';
import { placementFault } from '../inventory/placement.ts';
import { reachFault } from '../inventory/reach.ts';
import { hostStateFault } from '../inventory/hostStates.ts';
import type { DatastoreRecord, HoldMode, VmRecord } from '../inventory/records.ts';
import { findFile } from '../inventory/rows.ts';
import { decideMigration } from '../offload/rules/decideClone.ts';
import { offeredFormats } from '../offload/rules/decideLocal.ts';
import { formatsOf } from '../offload/rules/diskFormats.ts';
import type { CloneRuleFacts } from '../offload/rules/facts.ts';

export interface Move {
  readonly vm: VmRecord;
  /** Where it is afterwards. */
  readonly hostId: ObjectId;
  readonly datastoreId: ObjectId;
  readonly isHostChanged: boolean;
  readonly isDatastoreChanged: boolean;
}

export function moveOf(vm: VmRecord, spec: MigrationSpec): Move {
  const hostId = spec.hostId ?? vm.hostId;
  const datastoreId = spec.datastoreId ?? vm.datastoreId;
  return { vm, hostId, datastoreId, isHostChanged: hostId !== vm.hostId, isDatastoreChanged: datastoreId !== vm.datastoreId };
}

export interface Targets {
  readonly host: Host | null;
  readonly datastore: DatastoreRecord | null;
}

/** @throws Fault InvalidArgument where there is no target, ManagedObjectNotFound, InvalidState for a host that is not connected */
export function requireTargets({ inventory }: Pick<FactRooms, 'inventory'>, { hostId, datastoreId, diskFormat }: MigrationSpec): Targets {
  if (hostId === null && datastoreId === null) throw new Fault('InvalidArgument', 'There is nothing to migrate to.', { hint: 'Choose a host, a datastore, or both.' });
  if (datastoreId === null && diskFormat !== undefined) {
    throw new Fault('InvalidArgument', 'Disks change their format while they are moved to another datastore.', { hint: 'Choose a datastore as well, or leave the format as it is.' });
  }
  const host = hostId === null ? null : inventory.findContainer(hostId);
  if (host === undefined || (host !== null && host.kind !== 'host')) throw new Fault('ManagedObjectNotFound', `There is no host ${hostId}.`);
  const fault = host === null ? null : hostStateFault(host);
  if (fault) throw fault;
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
  if (!isHostChanged && !isDatastoreChanged) return refuse('InvalidState', `"${vm.name}" is there already.`, 'Choose another host or datastore.');
  const datacenter = isHostChanged ? datacenterOf(rooms.inventory, move.hostId) : null;
  if (datacenter && datacenter.id !== datacenterOf(rooms.inventory, vm.folderId)?.id) {
    return refuse('InvalidArgument', `"${vm.name}" cannot be migrated to another datacenter: its folder and its networks are where it is.`, 'Choose a host of its own datacenter.');
  }
  const target = rooms.inventory.datastore(move.datastoreId);
  const unplaceable = placeFault(rooms, move);
  if (unplaceable) return unplaceable.toRecord();
  if (!isDatastoreChanged) return null;
  if (!canMove(rooms, vm)) {
    return refuse('InvalidPowerState', `"${vm.name}" is not powered off, and the storage array cannot tell what is written while its disks are moved.`, 'Power it off first, or change its host only.');
  }
  const purpose = rooms.inventory.holds.conflictWith(vm.id, holdModeFor(vm));
  if (purpose !== null) return heldFault(names, purpose).toRecord();
  const { diskFormat } = spec;
  if (diskFormat !== undefined && diskFormat !== 'thin') {
    const { host, machine, target: placed } = factsOf(rooms, move, spec);
    if (!offeredFormats({ host, machine, datastore: placed }).includes(diskFormat)) {
      return refuse('NotSupported', `"${target.name}" offers thin disks only: it has no Reserve Space.`, 'Choose thin disks, or another datastore.');
    }
  }
  return null;
}

/** Why the machine cannot be where the move leads, or null. A host may take over machines of a datastore in maintenance mode, if it reaches that. */
export function placeFault({ inventory }: Pick<FactRooms, 'inventory'>, { hostId, datastoreId, isDatastoreChanged }: Move): Fault | null {
  const target = inventory.datastore(datastoreId);
  return reachFault(inventory, target, hostId) ?? (isDatastoreChanged ? placementFault(inventory, target, hostId) : null);
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

/** How all files of a machine get to another datastore. */
export interface DiskMove {
  readonly facts: CloneRuleFacts;
  readonly decision: Decision;
  /** Its disks, and behind them those that its snapshots hold, in the order of the record. */
  readonly files: readonly SourceDisk[];
  readonly formats: readonly FileFormat[];
  /** Data to copy: of the disks and of all snapshots, each of them whole. */
  readonly logicalBytes: number;
  /** Room that this takes on the target: the data of thin files, the whole size of thick ones. */
  readonly neededBytes: number;
}

/** Snapshots are read-only and stay thin whatever the disks become. */
export function diskMoveOf(rooms: FactRooms, move: Move, spec: MigrationSpec): DiskMove {
  const { array } = rooms;
  const facts = factsOf(rooms, move, spec);
  const files = filesToMove(rooms, move.vm);
  const ofDisks = formatsOf(facts);
  const formats = files.map((_file, index): FileFormat => (index < move.vm.disks.length ? (ofDisks[index] ?? 'thin') : 'thin'));
  let logicalBytes = 0;
  let neededBytes = 0;
  for (const [index, { fileId, sizeBytes }] of files.entries()) {
    const bytes = findFile(array, fileId)?.logicalBytes ?? 0;
    logicalBytes += bytes;
    neededBytes += formats[index] === 'thin' ? bytes : sizeBytes;
  }
  return { facts, decision: decideMigration(facts), files, formats, logicalBytes, neededBytes };
}

/** The host that the machine runs on afterwards copies, or has the array copy. */
function factsOf(rooms: FactRooms, { vm, hostId, datastoreId }: Move, { diskFormat }: MigrationSpec): CloneRuleFacts {
  const disks = vm.snapshots ? filesToMove(rooms, vm) : undefined;
  return cloneFacts(rooms, { vm, disks, datastoreId, hostId, count: 1, diskFormat });
}

function filesToMove({ array }: Pick<FactRooms, 'array'>, { disks, snapshots }: VmRecord): SourceDisk[] {
  const ofSnapshots = (snapshots?.all ?? []).flatMap((snapshot) =>
    snapshot.disks.map(({ fileId, label }): SourceDisk => ({ fileId, sizeBytes: findFile(array, fileId)?.sizeBytes ?? 0, label: `${label} in snapshot ${snapshot.name}` })),
  );
  return [...disks.map(({ fileId, sizeBytes, label }): SourceDisk => ({ fileId, sizeBytes, label })), ...ofSnapshots];
}
