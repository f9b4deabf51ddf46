/**
 * Takes one virtual machine back to what a snapshot of its volume holds, or, deleted since, brings
 * it back with clones of its disks: constant time. Everything else on the volume stays as it is, and so do its disks on other volumes.
 */
import * as z from 'zod';
import { Fault, faultRecordOf, type FaultRecord } from '../../shared/faults.ts';
import { objectIdSchema, snapshotIdSchema, type FileId, type ObjectId, type RequestId, type SnapshotId, type TaskId, type VmSnapshotId } from '../../shared/ids.ts';
import type { RestorableVm, RestorableVms } from '../../shared/model/storage.ts';
import { nameKey } from '../../shared/naming.ts';
import { heldFault } from '../inventory/holds.ts';
import { homeFault, housed } from '../inventory/homes.ts';
import { isOnDatastore, type VmRecord } from '../inventory/records.ts';
import type { MetaTx } from '../meta/meta.ts';
import type { TaskEnd, TaskRun } from '../tasks/taskRun.ts';
import { announceVolume, datastoreOn, targetOf } from './announce.ts';
import { heldPart, holds, isWholeIn, machinesInSnapshot, type HeldMachine } from './machinesInSnapshot.ts';
import { freeName, wordsElsewhere } from './restoredMachines.ts';
import type { StorageRooms } from './rooms.ts';

const shownMachines = 100;
const mechanismReason = 'The disk came back from a snapshot of its volume: every block is shared with that until it is written.';
const restoreVmSpecSchema = z.object({ snapshotId: snapshotIdSchema, vmId: objectIdSchema, isReturning: z.boolean() });
type RestoreVmSpec = z.infer<typeof restoreVmSpecSchema>;

export function registerRestoreVm(rooms: StorageRooms): void {
  rooms.tasks.register('restoreVm', {
    spec: restoreVmSpecSchema,
    lane: 'change',
    // What is written after a restart must not be lost to a wish from before it.
    isResumable: false,
    interruptedHint: 'Nothing was changed. Restore it again.',
    run: (run, spec) => runRestore(rooms, run, spec),
  });
}

/**
 * The machines whose disks the snapshot holds: those called or numbered exactly as `search` says first, then those
 * with it in their names; of each, those that exist first, those outside the inventory behind them, in the order in which they were made. Changes nothing.
 * @throws Fault ManagedObjectNotFound
 */
export async function restorableVms(rooms: StorageRooms, request: { readonly snapshotId: SnapshotId; readonly search: string }, signal?: AbortSignal): Promise<RestorableVms> {
  const { snapshotId, search } = request;
  const { volumeId } = rooms.volumes.snapshot(snapshotId);
  const { kept, deletedSince, incomplete, unregistered } = await machinesInSnapshot(rooms, volumeId, snapshotId, signal);
  const key = nameKey(search);
  const isExact = ({ held: { id, name } }: HeldMachine): boolean => id === search || nameKey(name) === key;
  const all = [...kept, ...unregistered.kept, ...deletedSince, ...incomplete];
  const found = all.filter((machine) => machine.held.disks.length > 0 && (isExact(machine) || nameKey(machine.held.name).includes(key)));
  const ordered = [...found.filter(isExact), ...found.filter((machine) => !isExact(machine))];
  const datastoreId = datastoreOn(rooms, volumeId)?.id;
  return { count: ordered.length, machines: datastoreId === undefined ? [] : ordered.slice(0, shownMachines).map((machine) => restorableVm(rooms, { snapshotId, datastoreId }, machine)) };
}

/** @throws Fault ManagedObjectNotFound, also when the snapshot holds none of its disks; InvalidState outside the inventory, and where a deleted one has no place; InvalidPowerState, TaskInProgress */
export async function startRestoreVm(
  rooms: StorageRooms,
  request: { readonly snapshotId: SnapshotId; readonly vmId: ObjectId; readonly requestId: RequestId },
  initiator: string,
): Promise<TaskId> {
  await rooms.tasks.gate.pass();
  const known = rooms.tasks.startedBy(request.requestId);
  if (known) return known;
  const { snapshotId, vmId, requestId } = request;
  const snapshot = rooms.volumes.snapshot(snapshotId);
  const vm = rooms.inventory.findVm(vmId);
  const { name } = vm ? requireRestorable(rooms, snapshotId, vm) : requireDeparted(rooms, snapshotId, vmId);
  const spec: RestoreVmSpec = { snapshotId, vmId, isReturning: vm === undefined };
  return rooms.tasks.start({
    kind: 'restoreVm',
    name: `Restore "${name}" from snapshot ${snapshot.name}`,
    target: vm ? { id: vm.id, name: vm.name } : targetOf(rooms, snapshot.volumeId),
    requestId,
    spec,
    initiator,
    // One transaction: either all of it or nothing.
    isCancelable: false,
  });
}

async function runRestore(rooms: StorageRooms, run: TaskRun, { snapshotId, vmId, isReturning }: RestoreVmSpec): Promise<TaskEnd> {
  const { array, inventory } = rooms;
  const { volumeId } = rooms.volumes.snapshot(snapshotId);
  // Deleted meanwhile it is not taken back any more, nor brought back unasked.
  const vm = isReturning ? null : inventory.vm(vmId);
  if (vm) requireRestorable(rooms, snapshotId, vm);
  const release = vm ? inventory.holds.take(vm.id, vm.name, 'write', run.task.name) : () => undefined;
  try {
    run.detail(vm ? 'Putting the disks back' : 'Bringing the disks back');
    return await array.commit((tx) => {
      const restored = vm ? takeBack(rooms, tx, run, snapshotId, inventory.vm(vmId)) : bringBack(rooms, tx, snapshotId, requireDeparted(rooms, snapshotId, vmId));
      announceVolume(rooms, tx, volumeId);
      const result = () => ({ kind: 'restoreVm' as const, ...restored, isReturned: isReturning, elapsedMs: run.workedMs });
      return run.end(tx, { state: 'success', result: result() }, result);
    });
  } finally {
    release();
  }
}

interface Restored {
  readonly vmId: ObjectId;
  readonly vmName: string;
  readonly diskCount: number;
}

/** Disks added since stay as they are, and so do the snapshots of the machine. */
function takeBack(rooms: StorageRooms, tx: MetaTx, run: TaskRun, snapshotId: SnapshotId, vm: VmRecord): Restored {
  const { array, inventory } = rooms;
  const then = requireRestorable(rooms, snapshotId, vm, run.task.name);
  const taken = new Set(then.disks.map(({ fileId }) => fileId));
  const disks = vm.disks.map((disk) => {
    if (!taken.has(disk.fileId)) return disk;
    const version = { fileId: disk.fileId, snapshotId };
    array.revertFile(tx, disk.fileId, version);
    return { ...disk, sizeBytes: array.file(version).sizeBytes };
  });
  // Its disks go on from a snapshot that existed then, if there is one.
  const snapshots = vm.snapshots ? { snapshots: { all: vm.snapshots.all, currentId: then.snapshots?.currentId ?? null } } : {};
  inventory.updateVms(tx, [{ ...vm, disks, ...snapshots }]);
  return { vmId: vm.id, vmName: vm.name, diskCount: taken.size };
}

/** A machine of its own: what the snapshot holds can still bring back the deleted one together with the whole volume. */
function bringBack({ array, inventory }: StorageRooms, tx: MetaTx, snapshotId: SnapshotId, then: VmRecord): Restored {
  let groupOf: FileId | undefined;
  const clone = <D extends { readonly fileId: FileId }>(disk: D): D => {
    const version = { fileId: disk.fileId, snapshotId };
    const { format } = array.file(version);
    const fileId = array.cloneFile(tx, version, groupOf === undefined ? { format } : { format, groupOf });
    groupOf ??= fileId;
    return { ...disk, fileId };
  };
  const { id: _id, createdAtMs: _createdAtMs, snapshots, ...rest } = then;
  const disks = then.disks.map((disk) => ({ ...clone(disk), sizeBytes: array.file({ fileId: disk.fileId, snapshotId }).sizeBytes, mechanism: 'fileClone' as const, mechanismReason }));
  const idOf = new Map((snapshots?.all ?? []).map(({ id }) => [id, inventory.newSnapshotId(tx)]));
  const renamed = (id: VmSnapshotId | null): VmSnapshotId | null => (id === null ? null : (idOf.get(id) ?? null));
  const all = (snapshots?.all ?? []).map((snapshot) => ({ ...snapshot, id: idOf.get(snapshot.id) ?? snapshot.id, parentId: renamed(snapshot.parentId), disks: snapshot.disks.map(clone) }));
  const [made] = inventory.addVms(tx, [
    {
      ...housed(inventory, rest),
      name: returningName(inventory, then),
      powerState: 'poweredOff',
      disks,
      ...(snapshots ? { snapshots: { all, currentId: renamed(snapshots.currentId) } } : {}),
    },
  ]);
  if (!made) throw new Fault('SystemError', 'The virtual machine was not recorded.');
  return { vmId: made.id, vmName: made.name, diskCount: disks.length };
}

function returningName(inventory: StorageRooms['inventory'], { name }: VmRecord): string {
  return freeName(name, '-restored', (candidate) => inventory.isNameTaken(candidate));
}

/** A snapshot, and the datastore on its volume. */
interface SnapshotPlace {
  readonly snapshotId: SnapshotId;
  readonly datastoreId: ObjectId;
}

function restorableVm(rooms: StorageRooms, where: SnapshotPlace, { now, held }: HeldMachine): RestorableVm {
  const { inventory } = rooms;
  const vm = inventory.findVm(held.id);
  const there = vm ?? inventory.unregistered.find(held.id);
  const { id, name, isTemplate, disks: { length: diskCount } } = held;
  const elsewhere = wordsElsewhere(inventory, now, now.disks, where.datastoreId);
  const absence = there ? unregisteredFault(there) : (incompleteFault(rooms, where, now) ?? homeFault(inventory, held));
  return {
    id, name, isTemplate, diskCount, elsewhere,
    laterDiskCount: there ? there.disks.length - elsewhere.length - diskCount : 0,
    returnsAs: there ? null : returningName(inventory, held),
    refusal: vm ? refusalOf(inventory, vm) : (absence?.toRecord() ?? null),
  };
}

/** The machine with those of its disks and snapshots that the snapshot holds. @param ownPurpose a hold of this purpose is the restore's own */
function requireRestorable(rooms: StorageRooms, snapshotId: SnapshotId, vm: VmRecord, ownPurpose?: string): VmRecord {
  const then = requireHeld(rooms, snapshotId, vm);
  const refusal = refusalOf(rooms.inventory, vm, ownPurpose);
  if (refusal) throw new Fault(refusal.code, refusal.message, { names: refusal.names, hint: refusal.hint });
  return then;
}

function refusalOf(inventory: StorageRooms['inventory'], { id, name, powerState }: VmRecord, ownPurpose?: string): FaultRecord | null {
  if (powerState !== 'poweredOff') return faultRecordOf(new Fault('InvalidPowerState', `"${name}" is not powered off.`, { names: [name], hint: 'Power it off first.' }));
  const purpose = inventory.holds.purposeOf(id);
  return purpose === null || purpose === ownPurpose ? null : heldFault([name], purpose).toRecord();
}

/** Its disks are there, but nobody could see what becomes of them. */
function unregisteredFault({ name }: VmRecord): Fault {
  return new Fault('InvalidState', `"${name}" is not in the inventory.`, { names: [name], hint: 'Register it first.' });
}

/** Why a deleted machine does not come back: it would have only some of its disks. Null where it has all of them. */
function incompleteFault(rooms: StorageRooms, { snapshotId, datastoreId }: SnapshotPlace, record: VmRecord): Fault | null {
  if (isWholeIn(rooms, snapshotId, record, datastoreId)) return null;
  const words = wordsElsewhere(rooms.inventory, record, record.disks, datastoreId);
  if (words.length === 0) {
    return new Fault('InvalidState', `"${record.name}" had disks on other datastores when the snapshot was taken, which the snapshot does not hold.`, {
      names: [record.name],
      hint: 'With the whole volume restored, its disks here come back as unattached disks.',
    });
  }
  return new Fault('InvalidState', `"${record.name}" was deleted together with disks on other datastores, which the snapshot does not hold: ${words.join(', ')}.`, {
    names: [record.name],
    hint: 'With the whole volume restored, its disks here come back as unattached disks.',
  });
}

function requireDeparted(rooms: StorageRooms, snapshotId: SnapshotId, id: ObjectId): VmRecord {
  const unregistered = rooms.inventory.unregistered.find(id);
  if (unregistered) throw unregisteredFault(unregistered);
  const record = rooms.inventory.departed.get(id);
  if (record) {
    const then = requireHeld(rooms, snapshotId, record);
    const fault = incompleteFault(rooms, { snapshotId, datastoreId: then.datastoreId }, record) ?? homeFault(rooms.inventory, then);
    if (fault) throw fault;
    return then;
  }
  throw new Fault('ManagedObjectNotFound', `There is no virtual machine or template ${id}, and no snapshot holds a deleted one of that number.`);
}

function requireHeld(rooms: StorageRooms, snapshotId: SnapshotId, record: VmRecord): VmRecord {
  const { volumeId, name } = rooms.volumes.snapshot(snapshotId);
  const datastoreId = datastoreOn(rooms, volumeId)?.id;
  const isThere = datastoreId !== undefined && isOnDatastore(record, datastoreId);
  const then = isThere ? heldPart(record, datastoreId, (fileId) => holds(rooms.array, snapshotId, fileId)) : null;
  if (then && then.disks.length > 0) return then;
  throw new Fault('ManagedObjectNotFound', `The snapshot "${name}" holds no disk of "${record.name}".`, {
    names: [record.name],
    hint: isThere ? 'It was made after the snapshot. Choose a newer one.' : 'It is on another datastore. Choose a snapshot of that volume.',
  });
}
