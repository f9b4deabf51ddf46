/** A FlexClone of a volume with a datastore on it, and, when asked to, its virtual machines registered. */
import * as z from 'zod';
import { Fault, faultRecordOf, type FaultRecord } from '../../shared/faults.ts';
import { snapshotIdSchema, volumeIdSchema, type FileId, type ObjectId, type RequestId, type SnapshotId, type TaskId, type VolumeId } from '../../shared/ids.ts';
import { nameKey, nameProblem } from '../../shared/naming.ts';
import { housed } from '../inventory/homes.ts';
import { someNames, vmNumberOf, type VmDraft, type VmRecord } from '../inventory/records.ts';
import { findFile } from '../inventory/rows.ts';
import type { MetaTx } from '../meta/meta.ts';
import { Pacer } from '../tasks/pacer.ts';
import type { TaskEnd, TaskRun } from '../tasks/taskRun.ts';
import { announceVolume, datastoreOn, targetOf } from './announce.ts';
import { isWholeIn, machinesInSnapshot } from './machinesInSnapshot.ts';
import { freeName, machineWithFiles } from './restoredMachines.ts';
import type { StorageRooms } from './rooms.ts';
import { addSnapshot } from './snapshots.ts';
import { datacenterFor } from './volumeSettings.ts';

/** How many machines are registered in one transaction. */
const batchLength = 200;
const cloneSpecSchema = z.object({ volumeId: volumeIdSchema, snapshotId: snapshotIdSchema.nullable(), name: z.string(), isRegistering: z.boolean() });
type CloneVolumeSpec = z.infer<typeof cloneSpecSchema>;

export function registerCloneVolume(rooms: StorageRooms): void {
  rooms.tasks.register('cloneVolume', {
    spec: cloneSpecSchema,
    lane: 'change',
    isResumable: true,
    interruptedHint: 'Clone the volume again under another name, or delete the unfinished one.',
    run: (run, spec) => runClone(rooms, run, spec),
  });
}

/** @throws Fault ManagedObjectNotFound, DuplicateName, InvalidName */
export async function startCloneVolume(rooms: StorageRooms, request: CloneVolumeSpec & { requestId: RequestId }, initiator: string): Promise<TaskId> {
  await rooms.tasks.gate.pass();
  const known = rooms.tasks.startedBy(request.requestId);
  if (known) return known;
  const { volumeId, snapshotId, name, isRegistering, requestId } = request;
  rooms.volumes.volume(volumeId);
  requireSnapshotOf(rooms, volumeId, snapshotId);
  rooms.volumes.requireFreeName(name);
  const spec: CloneVolumeSpec = { volumeId, snapshotId, name, isRegistering };
  return rooms.tasks.start({
    kind: 'cloneVolume',
    name: `Clone volume to ${name}`,
    target: targetOf(rooms, volumeId),
    requestId,
    spec,
    initiator,
    isCancelable: true,
  });
}

async function runClone(rooms: StorageRooms, run: TaskRun, spec: CloneVolumeSpec): Promise<TaskEnd> {
  run.detail('Cloning the volume');
  const made = rooms.volumes.findByName(spec.name);
  // Taken up again after the clone was made: only registering is left.
  const volumeId = made?.madeBy === run.id ? made.id : await rooms.array.commit((tx) => makeClone(rooms, tx, run.id, spec));
  const datastore = datastoreOn(rooms, volumeId);
  if (!datastore) throw new Fault('ManagedObjectNotFound', `The datastore "${spec.name}" was removed meanwhile.`, { names: [spec.name] });
  const end = (state: TaskEnd['state'], counts: Registered): TaskEnd => ({ state, result: { kind: 'cloneVolume', volumeId, datastoreId: datastore.id, ...counts } });
  if (!spec.isRegistering) return end('success', { registered: 0, failed: 0, firstFault: null });
  run.detail('Registering virtual machines');
  // Those on it were registered before an interruption.
  const counts = { registered: [...rooms.inventory.vms()].filter((machine) => machine.datastoreId === datastore.id).length, failed: 0, firstFault: null as FaultRecord | null };
  const { pending, parted } = await machinesInBase(rooms, run, volumeId);
  counts.failed = parted.length;
  counts.firstFault = partedFault(parted);
  const pacer = new Pacer();
  for (let first = 0; first < pending.length; first += batchLength) {
    await pacer.pause();
    if (run.signal.aborted) {
      if (!run.isCanceled) throw run.signal.reason;
      return end('canceled', counts);
    }
    const batch = pending.slice(first, first + batchLength);
    const result = await rooms.array.commit((tx) => registerBatch(rooms, tx, spec, { volumeId, datastoreId: datastore.id }, batch));
    counts.registered += result.registered;
    counts.failed += result.failed;
    counts.firstFault ??= result.firstFault;
    run.progress('items', Math.min(first + batchLength, pending.length), pending.length);
  }
  return end('success', counts);
}

interface Registered {
  readonly registered: number;
  readonly failed: number;
  readonly firstFault: FaultRecord | null;
}

/** The snapshot if there is none yet, the clone, its record and its datastore, all in one. */
function makeClone(rooms: StorageRooms, tx: MetaTx, madeBy: TaskId, spec: CloneVolumeSpec): VolumeId {
  const { array, inventory, volumes } = rooms;
  volumes.requireFreeName(spec.name);
  requireSnapshotOf(rooms, spec.volumeId, spec.snapshotId);
  const source = datastoreOn(rooms, spec.volumeId);
  const snapshotId =
    spec.snapshotId ?? addSnapshot(rooms, tx, { volumeId: spec.volumeId, name: volumes.freeSnapshotName(spec.volumeId, `clone-${spec.name}`), comment: '' });
  const volumeId = array.cloneVolume(tx, snapshotId);
  volumes.add(tx, { id: volumeId, name: spec.name, sizeBytes: array.volume(spec.volumeId).sizeBytes, madeBy });
  volumes.onClone?.(tx, spec.volumeId, volumeId);
  const datastoreId = inventory.newContainerId(tx, 'datastore');
  const parentId = source?.parentId ?? datacenterFor(rooms, null);
  inventory.addContainers(tx, [{ id: datastoreId, kind: 'datastore', name: spec.name, parentId, type: source?.type ?? 'NFS', volumeId }]);
  announceVolume(rooms, tx, spec.volumeId);
  return volumeId;
}

/** The machines of the snapshot, deleted ones and those outside the inventory included, that are not registered yet; in the order in which they were made. */
async function machinesInBase(rooms: StorageRooms, run: TaskRun, cloneId: VolumeId): Promise<{ pending: VmRecord[]; parted: VmRecord[] }> {
  const { array, inventory } = rooms;
  const { base } = array.volume(cloneId);
  if (!base) throw new Fault('InvalidState', 'The FlexClone was split before its virtual machines were registered.');
  const { kept, deletedSince, incomplete, unregistered } = await machinesInSnapshot(rooms, base.volumeId, base.snapshotId, run.signal);
  const pacer = new Pacer();
  const pending: VmRecord[] = [];
  const parted: VmRecord[] = [];
  for (const { now, held } of [...kept, ...unregistered.kept, ...deletedSince, ...incomplete]) {
    await pacer.pause();
    // Registered before an interruption, and perhaps deleted since.
    const left = machineWithFiles(held, (file) => {
      const cloned = array.clonedFileId(cloneId, file);
      return inventory.ownerOf(cloned) === undefined && findFile(array, cloned) !== null;
    });
    if (!left) continue;
    // With disks elsewhere it is more than the volume holds, and a machine with some of its disks would pass for all of it.
    if (left.disks.length > 0 && !isWholeIn(rooms, base.snapshotId, now, held.datastoreId)) parted.push(left);
    else pending.push(left);
  }
  return { pending: pending.toSorted((a, b) => vmNumberOf(a.id) - vmNumberOf(b.id)), parted };
}

/** Why some are not registered, or null where there are none. */
function partedFault(parted: readonly VmRecord[]): FaultRecord | null {
  if (parted.length === 0) return null;
  const some = someNames(parted.map(({ name }) => name));
  return faultRecordOf(new Fault('InvalidState', `With disks on other datastores as well, now or when the snapshot was taken: ${some.text}.`, { names: some.names, hint: 'Clone these machines one by one.' }));
}

function registerBatch(rooms: StorageRooms, tx: MetaTx, spec: CloneVolumeSpec, made: { volumeId: VolumeId; datastoreId: ObjectId }, batch: readonly VmRecord[]): Registered {
  const { array, inventory } = rooms;
  const given = new Set<string>();
  const drafts: VmDraft[] = [];
  let firstFault: FaultRecord | null = null;
  for (const machine of batch) {
    const wanted = `${machine.name}_${spec.name}`;
    const problem = nameProblem(wanted);
    if (problem !== null) {
      firstFault ??= faultRecordOf(new Fault('InvalidName', problem, { names: [wanted] }));
      continue;
    }
    const name = freeName(wanted, '-2', (candidate) => inventory.isNameTaken(candidate) || given.has(nameKey(candidate)));
    given.add(nameKey(name));
    drafts.push(housed(inventory, draftOf(machine, name, made.datastoreId, (file) => array.clonedFileId(made.volumeId, file))));
  }
  inventory.addVms(tx, drafts);
  return { registered: drafts.length, failed: batch.length - drafts.length, firstFault };
}

function draftOf(machine: VmRecord, name: string, datastoreId: ObjectId, clonedFileId: (file: FileId) => FileId): VmDraft {
  const { id, createdAtMs: _createdAtMs, snapshots: _snapshots, madeTrailId: _madeTrailId, madeApartTrailIds: _madeApartTrailIds, customization: _customization, ...rest } = machine;
  const mechanismReason = 'The disk came with a FlexClone of its volume: every block is shared with the base until it is written.';
  return {
    ...rest,
    name,
    source: { id, name: machine.name },
    datastoreId,
    powerState: 'poweredOff',
    disks: machine.disks.map((disk) => ({ ...disk, fileId: clonedFileId(disk.fileId), mechanism: 'fileClone' as const, mechanismReason })),
  };
}

/** @throws Fault ManagedObjectNotFound, InvalidArgument for a snapshot of another volume */
function requireSnapshotOf(rooms: StorageRooms, volumeId: VolumeId, snapshotId: SnapshotId | null): void {
  if (snapshotId === null || rooms.volumes.snapshot(snapshotId).volumeId === volumeId) return;
  throw new Fault('InvalidArgument', `The snapshot is not one of the volume "${rooms.volumes.volume(volumeId).name}".`);
}
