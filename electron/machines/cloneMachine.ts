/** One clone of a virtual machine, a template or a snapshot: shares every block on the same datastore, copied to another. */
import { Fault } from '../../shared/faults.ts';
import type { ObjectId, RequestId, TaskId, TrailId } from '../../shared/ids.ts';
import type { ClonePlan, PlannedClone } from '../../shared/model/clonePlan.ts';
import type { Mechanism } from '../../shared/model/inventory.ts';
import { machineCloneSpecSchema, type MachineCloneSpec } from '../../shared/model/machine.ts';
import type { Decision } from '../../shared/model/offload.ts';
import { nameProblem } from '../../shared/naming.ts';
import { cloneFacts, deviceOf } from '../acceleration/machineFacts.ts';
import { copiesData } from '../cloning/cloneGroups.ts';
import { publishFiles } from '../cloning/copyFiles.ts';
import { copyMachine, giveUpCopy } from '../cloning/copyMachine.ts';
import { decideAfterRefusal } from '../cloning/fallBack.ts';
import { gatherFacts } from '../cloning/facts.ts';
import { planClones } from '../cloning/plan.ts';
import type { SourceDisk } from '../cloning/stageDisks.ts';
import { addCopyTrails, carriedOut, nothingMoved, placeOf, trailOf } from '../offload/trailDrafts.ts';
import { duplicateName } from '../inventory/inventory.ts';
import { policyPart } from '../inventory/policyOf.ts';
import { vmNumberOf, type DiskRecord, type VmDraft, type VmRecord } from '../inventory/records.ts';
import { findFile, vmRow } from '../inventory/rows.ts';
import type { MetaTx } from '../meta/meta.ts';
import { CommandFailed } from '../offload/device/deviceTypes.ts';
import { DistrustedClone } from '../offload/engineTypes.ts';
import { decideClone } from '../offload/rules/decideClone.ts';
import { formatsOf } from '../offload/rules/diskFormats.ts';
import type { CloneRuleFacts } from '../offload/rules/facts.ts';
import type { TaskRequest } from '../tasks/taskKinds.ts';
import type { TaskEnd, TaskRun } from '../tasks/taskRun.ts';
import type { PlannedDisk } from './hardwareRules.ts';
import { discardStaged, publishNewDisks, stageNewDisks, type DiskPlace, type StagedDisks } from './newDisks.ts';
import type { MachineRooms } from './rooms.ts';
import { requireSnapshot } from './snapshotTree.ts';

export function registerCloneMachine(rooms: MachineRooms): void {
  rooms.tasks.register('cloneVm', {
    spec: machineCloneSpecSchema,
    lane: 'change',
    isResumable: true,
    interruptedHint: 'Clone it again.',
    run: (run, spec) => runClone(rooms, run, { ...spec, kind: 'cloneVm' }),
  });
}

/** One clone, and what sets it apart from its source besides its name and place. */
export interface CloneOrder extends MachineCloneSpec {
  /** What its task reports. */
  readonly kind: 'cloneVm' | 'deployTemplate';
  readonly changes?: Partial<Pick<VmDraft, 'cpuCount' | 'memoryBytes' | 'nics'>>;
  /** The sizes that disks get once they are made, by label; none is smaller than in the source. */
  readonly diskBytes?: ReadonlyMap<string, number>;
  /** Empty ones that it gets besides. */
  readonly newDisks?: readonly PlannedDisk[];
  /** Called in the transaction that records the machine, where the task goes on with it; otherwise the task ends with the record. */
  readonly onMade?: (tx: MetaTx, made: VmRecord) => void;
}

/**
 * Plans, and starts when nothing speaks against it.
 * @throws Fault ManagedObjectNotFound, InvalidName, InvalidArgument, DuplicateName, InsufficientStorageSpace, InvalidState, NotSupported
 */
export async function startClone(rooms: MachineRooms, request: { readonly spec: MachineCloneSpec; readonly requestId: RequestId }, initiator: string): Promise<TaskId> {
  const { inventory, tasks } = rooms;
  const { spec, requestId } = request;
  await tasks.gate.pass();
  const known = tasks.startedBy(requestId);
  if (known) return known;
  const problem = nameProblem(spec.name);
  if (problem !== null) throw new Fault('InvalidName', problem, { names: [spec.name] });
  if (spec.isTemplate && spec.powerOn) throw new Fault('InvalidArgument', 'A template cannot be powered on.', { names: [spec.name], hint: 'Make a virtual machine, or leave it powered off.' });
  placeClone(rooms, spec);
  const source = inventory.vm(spec.vmId);
  return startNamed(rooms, spec.name, {
    kind: 'cloneVm',
    name: `Clone to ${spec.isTemplate ? 'template ' : ''}"${spec.name}"`,
    target: { id: source.id, name: source.name },
    requestId,
    spec,
    initiator,
    isCancelable: true,
  });
}

/** Starts what makes a machine of that name. The name is kept until the end, so that nobody takes it while data is copied for it. @throws Fault InvalidName, DuplicateName */
export function startNamed({ inventory, tasks }: MachineRooms, name: string, request: TaskRequest): TaskId {
  const release = inventory.reserveName(name);
  try {
    const id = tasks.start(request);
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
  readonly isSnapshot: boolean;
}

function originOf({ inventory, array }: MachineRooms, spec: Pick<MachineCloneSpec, 'vmId' | 'snapshotId'>): Origin {
  const vm = inventory.vm(spec.vmId);
  const snapshot = spec.snapshotId === null ? null : requireSnapshot(vm, spec.snapshotId);
  const disks = vm.disks.flatMap((disk): DiskRecord[] => {
    if (!snapshot) return [disk];
    const kept = snapshot.disks.find(({ label }) => label === disk.label);
    return kept ? [{ ...disk, fileId: kept.fileId, sizeBytes: array.file(kept.fileId).sizeBytes }] : [];
  });
  if (disks.length === 0) throw new Fault('InvalidState', `"${vm.name}" has no disk.`, { names: [vm.name] });
  return { vm, disks, isSnapshot: snapshot !== null, logicalBytes: disks.reduce((sum, { fileId }) => sum + (findFile(array, fileId)?.logicalBytes ?? 0), 0) };
}

/**
 * Where the clone would run, by the rules of a rapid clone, and how it is made. Names are not its business, and the
 * source may be powered on: nothing is written to its disks while they are cloned.
 * @param isResumed true when a part of the room that the plan asks for may be its own already: the array says when there is no more
 * @throws Fault the first refusal
 */
function placeClone(rooms: MachineRooms, spec: MachineCloneSpec, isResumed = false): { planned: PlannedClone; facts: CloneRuleFacts } {
  const { plan, ruleFacts } = planClone(rooms, spec);
  const [refusal] = plan.refusals.filter(({ code }) => !(isResumed && code === 'InsufficientStorageSpace'));
  if (refusal) throw new Fault(refusal.code, refusal.message, { names: refusal.names, hint: refusal.hint });
  const [planned] = plan.clones;
  if (!planned) throw new Fault('SystemError', 'The plan has no clone.');
  return { planned, facts: ruleFacts(planned.hostId, 1) };
}

/** The plan of one clone, with every refusal but those about its name, which is not in it. @throws Fault ManagedObjectNotFound, InvalidState */
export function planClone(rooms: MachineRooms, spec: Omit<MachineCloneSpec, 'name'>): { plan: ClonePlan; ruleFacts: (hostId: ObjectId, count: number) => CloneRuleFacts } {
  const { datastoreId, computeId, folderId, powerOn, diskFormat } = spec;
  const { vm, disks, logicalBytes, isSnapshot } = originOf(rooms, spec);
  const planSpec = { sourceId: vm.id, count: 1, pattern: 'clone-{n}', startNumber: 1, datastoreId, computeId, folderId, powerOn, ...(diskFormat && { diskFormat }) };
  const row = vmRow(rooms.array, vm);
  const source = { ...row, powerState: 'poweredOff' as const, space: { ...row.space, logicalBytes } };
  const ruleFacts = (hostId: ObjectId, count: number): CloneRuleFacts => cloneFacts(rooms, { vm, disks: isSnapshot ? disks : undefined, datastoreId, hostId, count, diskFormat });
  return { plan: planClones({ ...gatherFacts(rooms, planSpec), source, ruleFacts, isNameTaken: () => false }, planSpec), ruleFacts };
}

export async function runClone(rooms: MachineRooms, run: TaskRun, spec: CloneOrder): Promise<TaskEnd> {
  const { inventory } = rooms;
  run.signal.throwIfAborted();
  const { vm } = originOf(rooms, spec);
  const release = inventory.holds.take(vm.id, vm.name, 'read', run.task.name);
  try {
    const { planned, facts } = placeClone(rooms, spec, run.task.resumeCount > 0);
    const place: DiskPlace = { vmName: spec.name, hostId: planned.hostId, datastoreId: facts.target.id, groupOf: null };
    const staged = await stageNewDisks(rooms, run, place, spec.newDisks ?? []);
    try {
      return await cloneOrCopy(rooms, run, spec, { planned, facts, decision: decideClone(facts), place, staged });
    } catch (error) {
      await discardStaged(rooms, staged);
      throw error;
    }
  } finally {
    release();
  }
}

interface Placed {
  readonly planned: PlannedClone;
  readonly facts: CloneRuleFacts;
  readonly decision: Decision;
  readonly place: DiskPlace;
  /** The empty disks that it gets besides. */
  readonly staged: StagedDisks;
}

async function cloneOrCopy(rooms: MachineRooms, run: TaskRun, spec: CloneOrder, placed: Placed): Promise<TaskEnd> {
  const { facts, decision } = placed;
  if (decision.mechanism !== 'fileClone') return copyAcross(rooms, run, spec, placed);
  try {
    return await cloneAtOnce(rooms, run, spec, placed);
  } catch (error) {
    if (!(error instanceof CommandFailed || error instanceof DistrustedClone)) throw error;
    const device = deviceOf(rooms, facts.target.id);
    device.note('nasFastFileClone', false, error.message);
    if (error instanceof DistrustedClone) device.distrustIt(error.message);
    return await copyAcross(rooms, run, spec, { ...placed, decision: decideAfterRefusal(decision, error)(facts) });
  }
}

async function cloneAtOnce(rooms: MachineRooms, run: TaskRun, spec: CloneOrder, placed: Placed): Promise<TaskEnd> {
  const { array, engine, trails } = rooms;
  const { facts, decision } = placed;
  const device = deviceOf(rooms, facts.target.id);
  run.detail('Cloning disks');
  const end = await array.commit((tx) => {
    const startedMs = performance.now();
    const origin = originOf(rooms, spec);
    const disks = engine.fileClones(tx, device, origin.disks, { formats: formatsOf(facts) });
    const { id } = trails.add(tx, trailOf('clone', carriedOut(decision, nothingMoved, performance.now() - startedMs), placeOf(facts, run.id, [spec.name])));
    return finish(rooms, tx, run, { spec, placed, disks, trailId: id, mechanism: decision.mechanism, reason: decision.reason, bytesCopied: 0 });
  });
  device.note('nasFastFileClone', true, 'The last file clone was made and checked.');
  return end;
}

/** Into half-made files that are published together with the record. Goes on where it stopped after an interruption. */
async function copyAcross(rooms: MachineRooms, run: TaskRun, spec: CloneOrder, placed: Placed): Promise<TaskEnd> {
  const { array, trails } = rooms;
  const { facts, decision } = placed;
  const { disks } = originOf(rooms, spec);
  const copied = await copyMachine(rooms, run, { facts, decision, disks, index: 0, vmName: spec.name, tellsBytes: true });
  const { files, outcome } = copied;
  try {
    run.signal.throwIfAborted();
    run.detail('Making it durable');
    return await array.commit((tx) => {
      const made = publishFiles(rooms, tx, files);
      const { made: trailId, zeroed } = addCopyTrails(trails, tx, outcome, placeOf(facts, run.id, [spec.name]));
      const bytesCopied = outcome.attempts.reduce((sum, attempt) => sum + (copiesData(attempt.mechanism) ? attempt.movedBytes : 0), copiesData(outcome.mechanism) ? files.copiedBytes : 0);
      return finish(rooms, tx, run, { spec, placed, disks: made, trailId, zeroTrailId: zeroed, mechanism: outcome.mechanism, reason: outcome.reason, bytesCopied });
    });
  } catch (error) {
    await giveUpCopy(rooms, run, { facts, vmName: spec.name }, copied, error);
    throw error;
  }
}

interface Made {
  readonly spec: CloneOrder;
  readonly placed: Placed;
  readonly disks: readonly SourceDisk[];
  readonly trailId: TrailId;
  readonly zeroTrailId?: TrailId | null;
  readonly mechanism: Mechanism;
  readonly reason: string;
  readonly bytesCopied: number;
}

/** Records the clone, and ends the task unless it goes on, in the transaction that completes its disks. */
function finish(rooms: MachineRooms, tx: MetaTx, run: TaskRun, { spec, placed, disks: copies, trailId, zeroTrailId = null, mechanism, reason, bytesCopied }: Made): TaskEnd {
  const { array, inventory, trails, copyJobs } = rooms;
  const source = inventory.vm(spec.vmId);
  if (inventory.findVmByName(spec.name)) throw duplicateName([spec.name]);
  // What an interrupted copy left, where the clone has come to be in another way.
  copyJobs.giveUp(tx, { taskId: run.id, index: 0 });
  const disks = copies.map((disk): SourceDisk => {
    const sizeBytes = spec.diskBytes?.get(disk.label) ?? disk.sizeBytes;
    if (sizeBytes !== disk.sizeBytes) array.growFile(tx, disk.fileId, sizeBytes);
    return { ...disk, sizeBytes };
  });
  const empty = publishNewDisks(rooms, tx, run, placed.place, placed.staged);
  // They were made ahead of the others, in a group of their own.
  if (empty.length > 0) array.regroup(tx, [...disks, ...empty].map(({ fileId }) => fileId));
  const [made] = inventory.addVms(tx, [
    {
      name: spec.name,
      isTemplate: spec.isTemplate === true,
      source: { id: source.id, name: source.name },
      folderId: spec.folderId ?? source.folderId,
      hostId: placed.planned.hostId,
      datastoreId: spec.datastoreId ?? source.datastoreId,
      powerState: spec.powerOn ? 'poweredOn' : 'poweredOff',
      guestOs: source.guestOs,
      cpuCount: source.cpuCount,
      memoryBytes: source.memoryBytes,
      notes: '',
      disks: [
        ...disks.map(({ fileId, sizeBytes, label }): DiskRecord => ({ fileId, sizeBytes, label, mechanism, mechanismReason: reason })),
        ...empty,
      ],
      ...(source.nics && { nics: source.nics }),
      ...policyPart(spec.policyId, source.policyId),
      madeTrailId: trailId,
      ...spec.changes,
    },
  ]);
  if (!made) throw new Fault('SystemError', 'The clone was not recorded.');
  if (zeroTrailId !== null) trails.addToVm(tx, vmNumberOf(made.id), zeroTrailId);
  const result = () => ({ kind: spec.kind, vmId: made.id, mechanism, bytesCopied, elapsedMs: run.workedMs });
  const { onMade } = spec;
  if (!onMade) return run.end(tx, { state: 'success', result: result() }, result);
  onMade(tx, made);
  return { state: 'success', result: result() };
}
