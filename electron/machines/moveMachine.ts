/** Brings one virtual machine to another host, its disks to other datastores, or both. The source stays whole until the one transaction that switches. */
import { Fault } from '../../shared/faults.ts';
import type { FileId, TrailId } from '../../shared/ids.ts';
import type { MigrationSpec } from '../../shared/model/migration.ts';
import type { TaskChild } from '../../shared/model/task.ts';
import { formatCount } from '../../shared/units.ts';
import { discardMoved } from '../acceleration/discards.ts';
import { deviceOf } from '../acceleration/machineFacts.ts';
import { publishFiles } from '../cloning/copyFiles.ts';
import { copyRoutes, giveUpCopies, type MachineCopied } from '../cloning/copyMachine.ts';
import type { MachineCopy } from '../cloning/prepareCopy.ts';
import { regroupVm } from '../inventory/groups.ts';
import { requireUsableHost } from '../inventory/hostStates.ts';
import { withPolicy } from '../inventory/policyOf.ts';
import { filesOfVm, vmNumberOf, type VmRecord } from '../inventory/records.ts';
import type { MetaTx } from '../meta/meta.ts';
import { copyChanges, withChanges, type ChangedDisk } from '../offload/changedSince.ts';
import type { CopyJobKey } from '../offload/copyJobs.ts';
import { addCopyTrails, placeOf } from '../offload/trailDrafts.ts';
import type { TaskRun } from '../tasks/taskRun.ts';
import { diskWaysOf, isWhole, partsToMove, type DiskWay } from './migrationWays.ts';
import { holdModeFor, placeFault, refusalOf } from './migration.ts';
import { movedRecord, moveOf, type Move } from './moves.ts';
import type { MachineRooms } from './rooms.ts';

export interface MoveOrder {
  readonly spec: MigrationSpec;
  /** Where the machine and its disks go; what `spec` says unless told otherwise. */
  readonly moveOf?: (vm: VmRecord) => Move;
  readonly child: TaskChild;
  /** How many machines the task is about. */
  readonly total: number;
  readonly takesTemplates?: true;
}

/**
 * Ends the item in the transaction that moves the machine.
 * @throws the reason of the signal; Fault for what speaks against it by now, and what kept even the host from copying: nothing has changed then
 */
export async function moveMachine(rooms: MachineRooms, run: TaskRun, order: MoveOrder): Promise<void> {
  const { array, inventory } = rooms;
  const { child, spec } = order;
  const vm = child.targetId === null ? undefined : inventory.findVm(child.targetId);
  if (!vm) throw new Fault('ManagedObjectNotFound', `"${child.name}" does not exist any more.`, { names: [child.name] });
  const moveNow = order.moveOf ?? ((now: VmRecord): Move => moveOf(now, spec));
  const move = moveNow(vm);
  const refusal = refusalOf(rooms, move, spec, order.takesTemplates);
  if (refusal) throw new Fault(refusal.code, refusal.message, { names: refusal.names, hint: refusal.hint });
  if (partsToMove(move).length > 0) return moveDisks(rooms, run, order, { move, moveNow });
  run.detail(`Moving ${vm.name}`);
  await array.commit((tx) => {
    const now = moveNow(inventory.vm(vm.id));
    if (now.isDatastoreChanged) requireSameFiles(now.vm, vm);
    if (now.isHostChanged) requireUsableHost(inventory.findContainer(now.hostId));
    requirePlace(rooms, now);
    inventory.updateVms(tx, [withPolicy(movedRecord(now, now.vm), spec.policyId)]);
    endItem(rooms, tx, run, child);
  });
}

/** One of the ways that disks of the machine go, and what has become of it. */
interface WayCopied {
  readonly way: DiskWay;
  readonly copy: MachineCopy;
  readonly copied: MachineCopied;
}

/** A move as it was planned, and the same of the machine as it is by now. */
interface Moving {
  readonly move: Move;
  readonly moveNow: (vm: VmRecord) => Move;
}

async function moveDisks(rooms: MachineRooms, run: TaskRun, { spec, child, total }: MoveOrder, { move, moveNow }: Moving): Promise<void> {
  const { array, inventory } = rooms;
  const { vm } = move;
  // Nobody else uses the files that go. A guest may write on; what it has written is copied before the switch.
  const release = inventory.holds.take(vm.id, vm.name, holdModeFor(vm), run.task.name);
  try {
    const ways = diskWaysOf(rooms, move, spec);
    const copies = copiesOf(ways, { vm, child, total });
    await dropUntold(rooms, { taskId: run.id, index: child.index });
    const copied = await copyRoutes(rooms, run, copies);
    const made = ways.map((way, part): WayCopied => ({ way, copy: pick(copies, part), copied: pick(copied, part) }));
    try {
      run.signal.throwIfAborted();
      run.detail(`Switching ${vm.name} over`);
      const reopen = await closeToGuests(rooms, run, vm);
      try {
        const done: WayCopied[] = [];
        for (const one of made) done.push({ ...one, copied: { ...one.copied, outcome: withChanges(one.copied.outcome, await catchUp(rooms, run, one)) } });
        await array.commit((tx) => {
          switchOver(rooms, tx, run, { planned: move.vm, moveNow, policyId: spec.policyId, done });
          endItem(rooms, tx, run, child);
        });
      } finally {
        reopen();
      }
    } catch (error) {
      await giveUpCopies(rooms, run, copies, copied, error);
      throw error;
    }
  } finally {
    release();
  }
}

/** One copy for each way. Where disks stay, or others go another way, the trails name those that they are about. */
function copiesOf(ways: readonly DiskWay[], { vm, child, total }: Pick<MoveOrder, 'child' | 'total'> & { readonly vm: VmRecord }): MachineCopy[] {
  const isOnly = total === 1;
  const detailLead = isOnly ? {} : { detailLead: `${vm.name}, ${formatCount(child.index + 1)} of ${formatCount(total)}` };
  return ways.map(({ facts, decision, files, formats }, part) => ({
    facts, decision, disks: files, formats, index: child.index, vmName: vm.name, tellsBytes: isOnly, operation: 'migrate', ...(!isWhole(vm, ways) && { part }), ...detailLead,
  }));
}

/** A guest may be paused for want of space, and whatever frees space must not stand in line behind the migration. */
async function closeToGuests({ inventory }: MachineRooms, run: TaskRun, { id, name }: VmRecord): Promise<() => void> {
  let isWaiting = false;
  try {
    return await inventory.holds.closeToGuests(id, run.signal, (purpose) => {
      isWaiting = true;
      run.detail(`Waiting for the guest of ${name}: ${purpose}`);
      run.setWaiting(true);
    });
  } finally {
    if (isWaiting) {
      run.setWaiting(false);
      run.detail(`Switching ${name} over`);
    }
  }
}

/**
 * What the disks hold by now and did not when the copy froze them: a guest has written it, or it was written while an interrupted
 * copy waited to go on.
 */
async function catchUp(rooms: MachineRooms, run: TaskRun, { way: { facts, files }, copied: { files: made } }: WayCopied): Promise<number> {
  // Where the array cannot freeze anything, nothing was written either.
  if (!made.job) return 0;
  const disks = files.flatMap(({ fileId: now }, index): ChangedDisk[] => {
    const [frozen, into] = [made.from[index], made.disks[index]?.fileId];
    return frozen !== undefined && into !== undefined ? [{ frozen, now, into }] : [];
  });
  const [source, target] = [deviceOf(rooms, facts.source.id), deviceOf(rooms, facts.target.id)];
  return copyChanges(rooms, { hostName: facts.host.name, source, target, disks, signal: run.signal });
}

/** Where nobody can tell what was written meanwhile, an interrupted copy does not go on. */
async function dropUntold({ array, copyJobs }: MachineRooms, key: CopyJobKey): Promise<void> {
  if (!array.capabilities.has('diff') && copyJobs.findAny(key)) await array.commit((tx) => copyJobs.giveUp(tx, key));
}

interface Switch extends Pick<Moving, 'moveNow'> {
  /** The machine as it was when its disks were copied. */
  readonly planned: VmRecord;
  readonly policyId: MigrationSpec['policyId'];
  readonly done: readonly WayCopied[];
}

/** The record leads to the new files, and the old ones go. */
function switchOver(rooms: MachineRooms, tx: MetaTx, run: TaskRun, { planned, moveNow, policyId, done }: Switch): void {
  const { array, inventory, trails } = rooms;
  // As it is by now: it may have been renamed, or got another folder, host or home while this waited for its guest.
  const now = inventory.vm(planned.id);
  requireSameFiles(now, planned);
  const move = moveNow(now);
  const { hostId } = move;
  if (hostId !== now.hostId) requireUsableHost(inventory.findContainer(hostId));
  requirePlace(rooms, move);
  const published = new Map<FileId, MovedFile>();
  const told: TrailId[] = [];
  for (const { way, copy, copied: { files, outcome } } of done) {
    const made = publishFiles(rooms, tx, files);
    for (const [index, { fileId }] of way.files.entries()) {
      const file = made[index];
      if (!file) throw new Fault('SystemError', `A disk of "${now.name}" was not copied.`);
      published.set(fileId, { fileId: file.fileId, outcome });
    }
    const trailIds = addCopyTrails(trails, tx, outcome, placeOf(way.facts, run.id, [now.name], copy.part !== undefined), null, 'migrate');
    told.push(trailIds.made, ...(trailIds.zeroed === null ? [] : [trailIds.zeroed]));
  }
  const after = withPolicy(movedRecord(move, withFiles(now, published)), policyId);
  inventory.updateVms(tx, [after]);
  for (const trailId of told) trails.addToVm(tx, vmNumberOf(now.id), trailId);
  for (const { way } of done) discardMoved(rooms, tx, way.part, run.id);
  // What came together from several places, or was left by others, is one group with what is there.
  if (done.some(({ copy }) => copy.part !== undefined)) regroupVm(array, tx, after);
}

/** The copy took a while: the datastore may have been unmounted from the host, or be emptied by now. @throws Fault InvalidState */
function requirePlace(rooms: MachineRooms, move: Move): void {
  const fault = placeFault(rooms, move);
  if (fault) throw fault;
}

function requireSameFiles(now: VmRecord, before: VmRecord): void {
  if (filesOfVm(now).join() === filesOfVm(before).join()) return;
  throw new Fault('InvalidState', `The disks or snapshots of "${now.name}" have changed meanwhile.`, { names: [now.name], hint: 'Migrate it again.' });
}

/** What a disk has become that was moved. */
interface MovedFile {
  readonly fileId: FileId;
  readonly outcome: MachineCopied['outcome'];
}

/** @param moved by the files that they were; disks that were not moved stay as they are */
function withFiles(vm: VmRecord, moved: ReadonlyMap<FileId, MovedFile>): VmRecord {
  const disks = vm.disks.map((disk) => {
    const file = moved.get(disk.fileId);
    return file ? { ...disk, fileId: file.fileId, mechanism: file.outcome.mechanism, mechanismReason: file.outcome.reason } : disk;
  });
  if (!vm.snapshots) return { ...vm, disks };
  const all = vm.snapshots.all.map((snapshot) => ({ ...snapshot, disks: snapshot.disks.map((disk) => ({ ...disk, fileId: moved.get(disk.fileId)?.fileId ?? disk.fileId })) }));
  return { ...vm, disks, snapshots: { ...vm.snapshots, all } };
}

/** What an interrupted copy has left goes, where the machine came to be there in another way. */
function endItem({ copyJobs }: MachineRooms, tx: MetaTx, run: TaskRun, { index, targetId }: TaskChild): void {
  copyJobs.giveUp(tx, { taskId: run.id, index });
  run.childResults(tx, [{ index, targetId, state: 'success', fault: null }]);
}

function pick<T>(items: readonly T[], index: number): T {
  const item = items[index];
  if (item === undefined) throw new Error(`There is no item ${index}.`);
  return item;
}
