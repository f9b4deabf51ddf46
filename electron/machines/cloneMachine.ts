/** One clone of a virtual machine, a template or a snapshot: shares every block on the same datastore, copied to another. */
import { Fault } from '../../shared/faults.ts';
import type { ObjectId, RequestId, TaskId, TrailId } from '../../shared/ids.ts';
import type { ClonePlan, PlannedClone } from '../../shared/model/clonePlan.ts';
import type { Mechanism } from '../../shared/model/inventory.ts';
import { machineCloneSpecSchema, type MachineCloneSpec } from '../../shared/model/machine.ts';
import { nameProblem } from '../../shared/naming.ts';
import { cloneRoutes, deviceOf, type FactRoute } from '../acceleration/machineFacts.ts';
import { copiesData, worstOf } from '../cloning/cloneGroups.ts';
import { copyRoutes, giveUpCopies, type MachineCopied } from '../cloning/copyMachine.ts';
import { cloneMade, cloneTrails, copiesOf, copyMade, isAtOnce, keyOf, madeTrails, publishMade, type MadeDisks, type WayOfDisks } from '../cloning/diskWays.ts';
import { decideAfterRefusal, isRefusal, noteRefusal } from '../cloning/fallBack.ts';
import { gatherFacts } from '../cloning/facts.ts';
import { planClones } from '../cloning/plan.ts';
import { requirePlacement } from '../inventory/diskTargets.ts';
import { regroupVm } from '../inventory/groups.ts';
import { duplicateName } from '../inventory/inventory.ts';
import { policyPart } from '../inventory/policyOf.ts';
import { datastoreOfDisk, placedFrom, vmNumberOf, type DiskRecord, type VmDraft, type VmRecord } from '../inventory/records.ts';
import { findFile, vmRow } from '../inventory/rows.ts';
import type { MetaTx } from '../meta/meta.ts';
import { decideClone } from '../offload/rules/decideClone.ts';
import type { CloneRuleFacts } from '../offload/rules/facts.ts';
import type { TaskRequest } from '../tasks/taskKinds.ts';
import type { TaskEnd, TaskRun } from '../tasks/taskRun.ts';
import type { PlannedDisk } from './hardwareRules.ts';
import { discardStaged, publishNewDisks, requireDiskPlaces, stageNewDisks, type DiskPlace, type StagedDisks } from './newDisks.ts';
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
    return kept ? [placedFrom(vm.datastoreId, { ...disk, fileId: kept.fileId, sizeBytes: array.file(kept.fileId).sizeBytes }, datastoreOfDisk(vm, kept))] : [];
  });
  if (disks.length === 0) throw new Fault('InvalidState', `"${vm.name}" has no disk.`, { names: [vm.name] });
  return { vm, disks, isSnapshot: snapshot !== null, logicalBytes: disks.reduce((sum, { fileId }) => sum + (findFile(array, fileId)?.logicalBytes ?? 0), 0) };
}

/**
 * Where the clone would run, by the rules of a rapid clone, and how its disks are made. Names are not its business, and the
 * source may be powered on: nothing is written to its disks while they are cloned.
 * @param isResumed true when a part of the room that the plan asks for may be its own already: the array says when there is no more
 * @throws Fault the first refusal
 */
function placeClone(rooms: MachineRooms, spec: MachineCloneSpec & Pick<CloneOrder, 'newDisks'>, isResumed = false): { planned: PlannedClone; ways: WayOfDisks[] } {
  const { plan, routes } = planClone(rooms, spec, spec.newDisks);
  const [refusal] = plan.refusals.filter(({ code }) => !(isResumed && code === 'InsufficientStorageSpace'));
  if (refusal) throw new Fault(refusal.code, refusal.message, { names: refusal.names, hint: refusal.hint });
  const [planned] = plan.clones;
  if (!planned) throw new Fault('SystemError', 'The plan has no clone.');
  return { planned, ways: routes(planned.hostId, 1).map((route) => ({ ...route, key: keyOf(route), decision: decideClone(route.facts) })) };
}

/**
 * The plan of one clone, with every refusal but those about its name, which is not in it.
 * @param newDisks that it gets besides: only where they lie matters here
 * @throws Fault ManagedObjectNotFound, InvalidState, InvalidArgument for a placement of disks that are not there
 */
export function planClone(rooms: MachineRooms, spec: Omit<MachineCloneSpec, 'name'>, newDisks: readonly Pick<PlannedDisk, 'datastoreId'>[] = []): { plan: ClonePlan; routes: (hostId: ObjectId, count: number) => FactRoute[] } {
  const { datastoreId, diskPlacement, computeId, folderId, powerOn, diskFormat } = spec;
  const { vm, disks, logicalBytes, isSnapshot } = originOf(rooms, spec);
  requirePlacement(rooms.inventory, vm, disks, diskPlacement);
  const planSpec = { sourceId: vm.id, count: 1, pattern: 'clone-{n}', startNumber: 1, datastoreId, computeId, folderId, powerOn, ...(diskFormat && { diskFormat }) };
  const row = vmRow(rooms.array, vm);
  const source = { ...row, powerState: 'poweredOff' as const, space: { ...row.space, logicalBytes } };
  const routes = (hostId: ObjectId, count: number): FactRoute[] => cloneRoutes(rooms, { vm, disks: isSnapshot ? disks : undefined, datastoreId, diskPlacement, hostId, count, diskFormat });
  const ruleRoutes = (hostId: ObjectId, count: number): CloneRuleFacts[] => routes(hostId, count).map(({ facts }) => facts);
  return { plan: planClones({ ...gatherFacts(rooms, planSpec), source, ruleRoutes, isNameTaken: () => false, besideIds: newDisks.flatMap(({ datastoreId: id }) => id ?? []) }, planSpec), routes };
}

export async function runClone(rooms: MachineRooms, run: TaskRun, spec: CloneOrder): Promise<TaskEnd> {
  const { inventory } = rooms;
  run.signal.throwIfAborted();
  const { vm } = originOf(rooms, spec);
  const release = inventory.holds.take(vm.id, vm.name, 'read', run.task.name);
  try {
    const { planned, ways } = placeClone(rooms, spec, run.task.resumeCount > 0);
    const place: DiskPlace = { vmName: spec.name, hostId: planned.hostId, datastoreId: spec.datastoreId ?? vm.datastoreId, groupOf: null };
    requireDiskPlaces(rooms, place, spec.newDisks ?? []);
    const staged = await stageNewDisks(rooms, run, place, spec.newDisks ?? []);
    try {
      return await cloneOrCopy(rooms, run, spec, { planned, ways, place, staged });
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
  /** How its disks are made. */
  readonly ways: readonly WayOfDisks[];
  readonly place: DiskPlace;
  /** The empty disks that it gets besides. */
  readonly staged: StagedDisks;
}

async function cloneOrCopy(rooms: MachineRooms, run: TaskRun, spec: CloneOrder, placed: Placed): Promise<TaskEnd> {
  const { ways } = placed;
  if (!isAtOnce(ways)) return copyAcross(rooms, run, spec, placed);
  let [at] = ways;
  try {
    return await cloneAtOnce(rooms, run, spec, placed, (way) => void (at = way));
  } catch (error) {
    const refused = at;
    if (!refused || !isRefusal(error)) throw error;
    noteRefusal(deviceOf(rooms, refused.facts.target.id), 'nasFastFileClone', error);
    const instead = { ...refused, decision: decideAfterRefusal(refused.decision, error)(refused.facts) };
    return await copyAcross(rooms, run, spec, { ...placed, ways: ways.map((way) => (way === refused ? instead : way)) });
  }
}

async function cloneAtOnce(rooms: MachineRooms, run: TaskRun, spec: CloneOrder, placed: Placed, begin: (way: WayOfDisks) => void): Promise<TaskEnd> {
  const { array, trails } = rooms;
  const { ways, place } = placed;
  run.detail('Cloning disks');
  const end = await array.commit((tx) => {
    const startedMs = performance.now();
    const { disks: order } = originOf(rooms, spec);
    const [disks = []] = cloneMade(rooms, tx, ways, { homeId: place.datastoreId, order, count: 1, begin });
    const trailIds = cloneTrails(trails, tx, ways, { taskId: run.id, names: [spec.name], elapsedMs: performance.now() - startedMs });
    return finish(rooms, tx, run, { spec, placed, disks, trailIds, mechanism: 'fileClone', bytesCopied: 0 });
  });
  for (const { facts } of ways) deviceOf(rooms, facts.target.id).note('nasFastFileClone', true, 'The last file clone was made and checked.');
  return end;
}

/** Into half-made files that are published together with the record. Goes on where it stopped after an interruption. */
async function copyAcross(rooms: MachineRooms, run: TaskRun, spec: CloneOrder, placed: Placed): Promise<TaskEnd> {
  const { array, trails } = rooms;
  const { disks: order } = originOf(rooms, spec);
  const copies = copiesOf(placed.ways, { index: 0, vmName: spec.name, tellsBytes: true });
  const copied = await copyRoutes(rooms, run, copies);
  try {
    run.signal.throwIfAborted();
    run.detail('Making it durable');
    return await array.commit((tx) => {
      const disks = publishMade(rooms, tx, copies, copied, { homeId: placed.place.datastoreId, order });
      const { made: trailIds, zeroed: zeroTrailIds } = copyMade(trails, tx, copies, copied, run.id);
      const bytesCopied = copied.reduce((sum, one) => sum + bytesCopiedOf(one), 0);
      const mechanism = worstOf(copied.map(({ outcome }) => outcome))?.mechanism ?? 'hostCopy';
      return finish(rooms, tx, run, { spec, placed, disks, trailIds, zeroTrailIds, mechanism, bytesCopied });
    });
  } catch (error) {
    await giveUpCopies(rooms, run, copies, copied, error);
    throw error;
  }
}

/** Since it began, ahead of an interruption as well. */
function bytesCopiedOf({ outcome, files }: MachineCopied): number {
  return outcome.attempts.reduce((sum, attempt) => sum + (copiesData(attempt.mechanism) ? attempt.movedBytes : 0), copiesData(outcome.mechanism) ? files.copiedBytes : 0);
}

interface Made {
  readonly spec: CloneOrder;
  readonly placed: Placed;
  readonly disks: MadeDisks;
  /** That of the first disk ahead. */
  readonly trailIds: readonly TrailId[];
  readonly zeroTrailIds?: readonly TrailId[];
  /** What the task tells: of several, the one that takes longest. */
  readonly mechanism: Mechanism;
  readonly bytesCopied: number;
}

/** Records the clone, and ends the task unless it goes on, in the transaction that completes its disks. */
function finish(rooms: MachineRooms, tx: MetaTx, run: TaskRun, { spec, placed, disks: copies, trailIds, zeroTrailIds = [], mechanism, bytesCopied }: Made): TaskEnd {
  const { array, inventory, trails, copyJobs } = rooms;
  const source = inventory.vm(spec.vmId);
  if (inventory.findVmByName(spec.name)) throw duplicateName([spec.name]);
  // What an interrupted copy left, where the clone has come to be in another way.
  copyJobs.giveUp(tx, { taskId: run.id, index: 0 });
  const disks = copies.map((disk): DiskRecord => {
    const sizeBytes = spec.diskBytes?.get(disk.label) ?? disk.sizeBytes;
    if (sizeBytes !== disk.sizeBytes) array.growFile(tx, disk.fileId, sizeBytes);
    return { ...disk, sizeBytes };
  });
  const empty = publishNewDisks(rooms, tx, run, placed.place, placed.staged);
  // They were made ahead of the others, in a group of their own.
  if (empty.length > 0) regroupVm(array, tx, { datastoreId: placed.place.datastoreId, disks: [...disks, ...empty] });
  const [made] = inventory.addVms(tx, [
    {
      name: spec.name,
      isTemplate: spec.isTemplate === true,
      source: { id: source.id, name: source.name },
      folderId: spec.folderId ?? source.folderId,
      hostId: placed.planned.hostId,
      datastoreId: placed.place.datastoreId,
      powerState: spec.powerOn ? 'poweredOn' : 'poweredOff',
      guestOs: source.guestOs,
      cpuCount: source.cpuCount,
      memoryBytes: source.memoryBytes,
      notes: '',
      disks: [...disks, ...empty],
      ...(source.nics && { nics: source.nics }),
      ...policyPart(spec.policyId, source.policyId),
      ...madeTrails(trailIds),
      ...spec.changes,
    },
  ]);
  if (!made) throw new Fault('SystemError', 'The clone was not recorded.');
  for (const trailId of zeroTrailIds) trails.addToVm(tx, vmNumberOf(made.id), trailId);
  const result = () => ({ kind: spec.kind, vmId: made.id, mechanism, bytesCopied, elapsedMs: run.workedMs });
  const { onMade } = spec;
  if (!onMade) return run.end(tx, { state: 'success', result: result() }, result);
  onMade(tx, made);
  return { state: 'success', result: result() };
}
