/** One clone of a virtual machine, a template or a snapshot: shares every block on the same datastore, copied to another. */
import { Fault } from '../../shared/faults.ts';
import type { RequestId, TaskId } from '../../shared/ids.ts';
import { machineCloneSpecSchema, type MachineCloneSpec } from '../../shared/model/machine.ts';
import type { PlannedClone } from '../../shared/model/clonePlan.ts';
import { nameProblem } from '../../shared/naming.ts';
import { formatBytes } from '../../shared/units.ts';
import { copyDisk } from '../cloning/copyDisk.ts';
import { gatherFacts } from '../cloning/facts.ts';
import { fileCloneReason, fullCopyReason, planClones } from '../cloning/plan.ts';
import { cloneDisks, stageDisks } from '../inventory/cloneDisks.ts';
import { duplicateName } from '../inventory/inventory.ts';
import type { DiskRecord, VmRecord } from '../inventory/records.ts';
import { findFile, vmRow } from '../inventory/rows.ts';
import type { MetaTx } from '../meta/meta.ts';
import type { TaskEnd, TaskRun } from '../tasks/taskRun.ts';
import type { MachineRooms } from './rooms.ts';
import { requireSnapshot } from './snapshotTree.ts';

export function registerCloneMachine(rooms: MachineRooms): void {
  rooms.tasks.register('cloneVm', {
    spec: machineCloneSpecSchema,
    lane: 'change',
    isResumable: true,
    interruptedHint: 'Clone it again.',
    run: (run, spec) => runClone(rooms, run, spec),
  });
}

/**
 * Plans, and starts when nothing speaks against it.
 * @throws Fault ManagedObjectNotFound, InvalidName, DuplicateName, InsufficientStorageSpace, InvalidState, NotSupported
 */
export async function startClone(rooms: MachineRooms, request: { readonly spec: MachineCloneSpec; readonly requestId: RequestId }, initiator: string): Promise<TaskId> {
  const { inventory, tasks } = rooms;
  const { spec, requestId } = request;
  await tasks.gate.pass();
  const known = tasks.startedBy(requestId);
  if (known) return known;
  const problem = nameProblem(spec.name);
  if (problem !== null) throw new Fault('InvalidName', problem, { names: [spec.name] });
  placeClone(rooms, spec);
  const source = inventory.vm(spec.vmId);
  // Kept until the end, so that nobody takes the name while data is copied for it.
  const release = inventory.reserveName(spec.name);
  try {
    const id = tasks.start({
      kind: 'cloneVm',
      name: `Clone to "${spec.name}"`,
      target: { id: source.id, name: source.name },
      requestId,
      spec,
      initiator,
      isCancelable: true,
    });
    tasks.whenEnded(id, release);
    return id;
  } catch (error) {
    release();
    throw error;
  }
}

/** What is cloned: the disks as they are, or as a snapshot holds them. */
interface Origin {
  readonly vm: VmRecord;
  readonly disks: readonly DiskRecord[];
  readonly logicalBytes: number;
}

function originOf({ inventory, array }: MachineRooms, spec: MachineCloneSpec): Origin {
  const vm = inventory.vm(spec.vmId);
  const snapshot = spec.snapshotId === null ? null : requireSnapshot(vm, spec.snapshotId);
  const disks = vm.disks.flatMap((disk): DiskRecord[] => {
    if (!snapshot) return [disk];
    const kept = snapshot.disks.find(({ label }) => label === disk.label);
    return kept ? [{ ...disk, fileId: kept.fileId, sizeBytes: array.file(kept.fileId).sizeBytes }] : [];
  });
  if (disks.length === 0) throw new Fault('InvalidState', `"${vm.name}" has no disk.`, { names: [vm.name] });
  return { vm, disks, logicalBytes: disks.reduce((sum, { fileId }) => sum + (findFile(array, fileId)?.logicalBytes ?? 0), 0) };
}

/**
 * Where the clone would run, by the rules of a rapid clone. Names are not its business, and the
 * source may be powered on: nothing is written to its disks while they are cloned.
 * @throws Fault the first refusal
 */
function placeClone(rooms: MachineRooms, spec: MachineCloneSpec): PlannedClone {
  const { datastoreId, computeId, folderId, powerOn } = spec;
  const { vm, logicalBytes } = originOf(rooms, spec);
  const planSpec = { sourceId: vm.id, count: 1, pattern: 'clone-{n}', startNumber: 1, datastoreId, computeId, folderId, powerOn };
  const row = vmRow(rooms.array, vm);
  const source = { ...row, powerState: 'poweredOff' as const, space: { ...row.space, logicalBytes } };
  const plan = planClones({ ...gatherFacts(rooms, planSpec), source, isNameTaken: () => false }, planSpec);
  const [refusal] = plan.refusals;
  if (refusal) throw new Fault(refusal.code, refusal.message, { names: refusal.names, hint: refusal.hint });
  const [planned] = plan.clones;
  if (!planned) throw new Fault('SystemError', 'The plan has no clone.');
  return planned;
}

async function runClone(rooms: MachineRooms, run: TaskRun, spec: MachineCloneSpec): Promise<TaskEnd> {
  const { array, inventory } = rooms;
  run.signal.throwIfAborted();
  const placed = placeClone(rooms, spec);
  const { vm } = originOf(rooms, spec);
  const release = inventory.holds.take(vm.id, vm.name, 'read', run.task.name);
  try {
    if (placed.mechanism === 'fullCopy') return await copyAcross(rooms, run, spec, placed);
    run.detail('Cloning disks');
    return await array.commit((tx) => {
      const origin = originOf(rooms, spec);
      const disks = cloneDisks(array, tx, origin.disks).map((disk) => ({ ...disk, mechanism: 'fileClone' as const, mechanismReason: fileCloneReason }));
      return finish(rooms, tx, run, { spec, placed, disks, bytesCopied: 0 });
    });
  } finally {
    release();
  }
}

/** To another datastore: into half-made files that are published together with the record. Made anew after an interruption. */
async function copyAcross(rooms: MachineRooms, run: TaskRun, spec: MachineCloneSpec, placed: PlannedClone): Promise<TaskEnd> {
  const { array, inventory } = rooms;
  const { disks, logicalBytes } = originOf(rooms, spec);
  const { volumeId } = inventory.datastore(spec.datastoreId ?? inventory.vm(spec.vmId).datastoreId);
  run.detail(`Copying ${formatBytes(logicalBytes)} to the other datastore`);
  const copies = await array.commit((tx) => stageDisks(array, tx, volumeId, disks));
  try {
    let bytesCopied = 0;
    for (const { from, fileId } of copies) {
      await copyDisk(array, from, fileId, run.signal, (bytes) => {
        bytesCopied += bytes;
        run.progress('bytes', bytesCopied, Math.max(bytesCopied, logicalBytes));
      });
    }
    run.signal.throwIfAborted();
    run.detail('Making it durable');
    return await array.commit((tx) => {
      for (const { fileId } of copies) array.publishFile(tx, fileId);
      const made = copies.map(({ from: _from, ...disk }) => ({ ...disk, mechanism: 'fullCopy' as const, mechanismReason: fullCopyReason }));
      return finish(rooms, tx, run, { spec, placed, disks: made, bytesCopied });
    });
  } catch (error) {
    await array.commit((tx) => {
      for (const { fileId } of copies) array.deleteFile(tx, fileId);
    });
    throw error;
  }
}

interface Made {
  readonly spec: MachineCloneSpec;
  readonly placed: PlannedClone;
  readonly disks: readonly DiskRecord[];
  readonly bytesCopied: number;
}

/** Records the clone and ends the task in the transaction that completes its disks. */
function finish({ inventory }: MachineRooms, tx: MetaTx, run: TaskRun, { spec, placed, disks, bytesCopied }: Made): TaskEnd {
  const source = inventory.vm(spec.vmId);
  if (inventory.findVmByName(spec.name)) throw duplicateName([spec.name]);
  const [made] = inventory.addVms(tx, [
    {
      name: spec.name,
      isTemplate: false,
      source: { id: source.id, name: source.name },
      folderId: spec.folderId ?? source.folderId,
      hostId: placed.hostId,
      datastoreId: spec.datastoreId ?? source.datastoreId,
      powerState: spec.powerOn ? 'poweredOn' : 'poweredOff',
      guestOs: source.guestOs,
      cpuCount: source.cpuCount,
      memoryBytes: source.memoryBytes,
      notes: '',
      disks,
    },
  ]);
  if (!made) throw new Fault('SystemError', 'The clone was not recorded.');
  const result = () => ({ kind: 'cloneVm' as const, vmId: made.id, mechanism: placed.mechanism, bytesCopied, elapsedMs: run.workedMs });
  return run.end(tx, { state: 'success', result: result() }, result);
}
