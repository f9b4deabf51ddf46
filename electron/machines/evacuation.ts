/** Where the machines of a datastore would go that enters maintenance mode. Changes nothing. */
import { Fault, type FaultRecord } from '../../shared/faults.ts';
import type { ObjectId } from '../../shared/ids.ts';
import type { EvacuationPlan, EvacuationSpec, PlannedEvacuation } from '../../shared/model/datastores.ts';
import type { MigrationSpec } from '../../shared/model/migration.ts';
import { formatBytes, formatCount } from '../../shared/units.ts';
import { datacenterOf } from '../inventory/networks.ts';
import { isMounted, maintenanceModeOf, modeFault } from '../inventory/placement.ts';
import { datastoreOfDisk, otherDatastoresOf, someNames, type DatastoreRecord, type VmRecord } from '../inventory/records.ts';
import { datastoreSpace } from '../inventory/rows.ts';
import { growthBytesOf } from '../inventory/volumeSpace.ts';
import { Pacer } from '../tasks/pacer.ts';
import { diskWaysOf, type DiskWay } from './migrationWays.ts';
import { refusalOf } from './migration.ts';
import { disksOf, moveFrom } from './moves.ts';
import type { MachineRooms } from './rooms.ts';

/** @throws Fault ManagedObjectNotFound; InvalidArgument for a target that is the datastore itself; the reason of the signal */
export async function planEvacuation(rooms: MachineRooms, spec: EvacuationSpec, signal?: AbortSignal): Promise<EvacuationPlan> {
  const { inventory } = rooms;
  const datastore = inventory.datastore(spec.datastoreId);
  requireTarget(rooms, spec);
  const pacer = new Pacer();
  const taken = new Map<ObjectId, number>();
  const machines: PlannedEvacuation[] = [];
  for (const vm of machinesOn(rooms, datastore.id)) {
    await pacer.pause();
    signal?.throwIfAborted();
    machines.push(planOne(rooms, vm, spec, taken));
  }
  return {
    spec,
    datastoreName: datastore.name,
    machines,
    bytesToCopy: machines.reduce((sum, { bytesToCopy }) => sum + bytesToCopy, 0),
    unregisteredCount: inventory.unregistered.on(datastore.id).length,
    unattachedCount: inventory.unattached.on(datastore.id).length,
    refusals: [...modeRefusals(rooms, datastore), ...machineRefusals(datastore, machines)],
  };
}

/** Virtual machines and templates that have anything there, in the order in which they were made. */
export function machinesOn({ inventory }: Pick<MachineRooms, 'inventory'>, datastoreId: ObjectId): VmRecord[] {
  return [...inventory.vmsOn(datastoreId)];
}

/** What a machine leaves the datastore by: its disks there and, where that is its home, the machine. What it has elsewhere stays there. */
export function leaving({ id, hostId }: VmRecord, targetId: ObjectId): MigrationSpec {
  return { vmIds: [id], hostId, datastoreId: targetId };
}

export interface Target {
  readonly target: DatastoreRecord;
  /** How its disks get there; null where it has none to move. */
  readonly way: DiskWay | null;
}

/**
 * Where one machine can go: of the datastores that its host sees and that have room or grow by themselves for it, those of the same type first, so that an array
 * can go on doing the work of both, and the one with the most free space among them.
 * @param taken bytes that machines planned before take on each
 * @throws Fault why it cannot be moved, or InsufficientStorageSpace
 */
export function targetFor(rooms: MachineRooms, vm: VmRecord, spec: EvacuationSpec, taken: ReadonlyMap<ObjectId, number> = new Map()): Target {
  const { inventory, array } = rooms;
  const source = inventory.datastore(spec.datastoreId);
  const freeOf = (record: DatastoreRecord): number => datastoreSpace(inventory, array, record).freeBytes - (taken.get(record.id) ?? 0);
  const seen = targetsOf(rooms, spec).filter((record) => isMounted(record, vm.hostId));
  const sorted = seen.map((record) => ({ record, freeBytes: freeOf(record) })).toSorted((a, b) => Number(b.record.type === source.type) - Number(a.record.type === source.type) || b.freeBytes - a.freeBytes);
  let closest: { neededBytes: number; roomBytes: number } | null = null;
  for (const { record, freeBytes } of sorted) {
    const move = moveFrom(vm, source.id, record.id);
    const refusal = refusalOf(rooms, move, leaving(vm, record.id), true);
    if (refusal) throw new Fault(refusal.code, refusal.message, { names: refusal.names, hint: refusal.hint });
    // All of it goes from one datastore to one.
    const [way = null] = diskWaysOf(rooms, move, {});
    const neededBytes = way?.neededBytes ?? 0;
    const roomBytes = freeBytes + growthBytesOf(array.volume(record.volumeId));
    if (neededBytes <= roomBytes) return { target: record, way };
    if (closest === null || roomBytes > closest.roomBytes) closest = { neededBytes, roomBytes };
  }
  if (closest === null) {
    throw new Fault('InvalidState', `The host of "${vm.name}" sees no other datastore that it could be moved to.`, { names: [vm.name], hint: 'Mount another datastore on that host, or migrate the machine first.' });
  }
  throw new Fault('InsufficientStorageSpace', `"${vm.name}" takes ${formatBytes(closest.neededBytes)}, and no other datastore has more than ${formatBytes(Math.max(0, closest.roomBytes))} left for it.`, {
    names: [vm.name],
    hint: 'Free space on another datastore, make one larger, or create one.',
  });
}

function planOne(rooms: MachineRooms, vm: VmRecord, spec: EvacuationSpec, taken: Map<ObjectId, number>): PlannedEvacuation {
  const row = { vmId: vm.id, name: vm.name, isTemplate: vm.isTemplate, ...partOn(vm, spec.datastoreId) };
  try {
    const { target, way } = targetFor(rooms, vm, spec, taken);
    taken.set(target.id, (taken.get(target.id) ?? 0) + (way?.neededBytes ?? 0));
    return { ...row, targetName: target.name, mechanism: way?.decision.mechanism ?? null, bytesToCopy: way?.logicalBytes ?? 0, refusal: null };
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    return { ...row, targetName: null, mechanism: null, bytesToCopy: 0, refusal: error.toRecord() };
  }
}

/** Which of its disks go, where anything of it stays elsewhere. */
function partOn(vm: VmRecord, datastoreId: ObjectId): Pick<PlannedEvacuation, 'diskLabels'> {
  if (otherDatastoresOf(vm).length === 0) return {};
  return { diskLabels: [...new Set(disksOf(vm).filter((disk) => datastoreOfDisk(vm, disk) === datastoreId).map(({ label }) => label))] };
}

function targetsOf({ inventory }: MachineRooms, { datastoreId, targetId }: EvacuationSpec): DatastoreRecord[] {
  const datacenterId = datacenterOf(inventory, datastoreId)?.id;
  return inventory.datastores().filter((record) => {
    if (record.id === datastoreId || (targetId !== null && record.id !== targetId)) return false;
    return maintenanceModeOf(inventory, record) === undefined && datacenterOf(inventory, record.id)?.id === datacenterId;
  });
}

function requireTarget(rooms: MachineRooms, spec: EvacuationSpec): void {
  const { targetId } = spec;
  if (targetId === null) return;
  const target = rooms.inventory.datastore(targetId);
  if (targetId === spec.datastoreId) throw new Fault('InvalidArgument', `The machines of "${target.name}" have to go to another datastore.`, { names: [target.name] });
  const fault = modeFault({ name: target.name, maintenanceMode: maintenanceModeOf(rooms.inventory, target) });
  if (fault) throw fault;
}

function modeRefusals(rooms: MachineRooms, { id }: DatastoreRecord): FaultRecord[] {
  const fault = enteredFault(rooms, id);
  return fault ? [fault.toRecord()] : [];
}

/** Why it cannot be entered a second time: it is in the mode, or a task that runs or is queued takes it there. @throws Fault ManagedObjectNotFound */
export function enteredFault({ inventory, tasks }: Pick<MachineRooms, 'inventory' | 'tasks'>, datastoreId: ObjectId): Fault | null {
  const { name, maintenanceMode } = inventory.datastore(datastoreId);
  if (maintenanceMode !== undefined) return new Fault('InvalidState', `"${name}" is in maintenance mode already.`, { names: [name] });
  if (!tasks.live().some(({ kind, target }) => kind === 'enterDatastoreMaintenance' && target.id === datastoreId)) return null;
  return new Fault('TaskInProgress', `"${name}" is entering maintenance mode already.`, { names: [name], hint: 'Wait until that task has ended, or cancel it.' });
}

function machineRefusals({ name }: DatastoreRecord, machines: readonly PlannedEvacuation[]): FaultRecord[] {
  const staying = machines.filter(({ refusal }) => refusal !== null);
  const [first] = staying;
  if (!first?.refusal) return [];
  if (staying.length === 1) return [first.refusal];
  const some = someNames(staying.map((machine) => machine.name));
  const message = `${formatCount(staying.length)} of ${formatCount(machines.length)} machines on "${name}" cannot be moved away: ${some.text}. ${first.refusal.message}`;
  return [{ ...first.refusal, message, names: some.names }];
}
