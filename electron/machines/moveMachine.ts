/** Brings one virtual machine to another host, another datastore, or both. The source stays whole until the one transaction that switches. */
import { Fault } from '../../shared/faults.ts';
import type { MigrationSpec } from '../../shared/model/migration.ts';
import type { TaskChild } from '../../shared/model/task.ts';
import { formatCount } from '../../shared/units.ts';
import { discardMoved } from '../acceleration/discards.ts';
import { deviceOf } from '../acceleration/machineFacts.ts';
import { publishFiles } from '../cloning/copyFiles.ts';
import { copyMachine, giveUpCopy, type MachineCopied } from '../cloning/copyMachine.ts';
import type { SourceDisk } from '../cloning/stageDisks.ts';
import { requireUsableHost } from '../inventory/hostStates.ts';
import { withPolicy } from '../inventory/policyOf.ts';
import { filesOfVm, vmNumberOf, type VmRecord } from '../inventory/records.ts';
import type { MetaTx } from '../meta/meta.ts';
import { copyChanges, withChanges, type ChangedDisk } from '../offload/changedSince.ts';
import type { CopyJobKey } from '../offload/copyJobs.ts';
import { addCopyTrails, placeOf } from '../offload/trailDrafts.ts';
import type { TaskRun } from '../tasks/taskRun.ts';
import { diskMoveOf, holdModeFor, moveOf, placeFault, refusalOf, type DiskMove, type Move } from './migration.ts';
import type { MachineRooms } from './rooms.ts';

export interface MoveOrder {
  readonly spec: MigrationSpec;
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
  const move = moveOf(vm, spec);
  const refusal = refusalOf(rooms, move, spec, order.takesTemplates);
  if (refusal) throw new Fault(refusal.code, refusal.message, { names: refusal.names, hint: refusal.hint });
  if (move.isDatastoreChanged && vm.disks.length > 0) return moveDisks(rooms, run, order, move);
  run.detail(`Moving ${vm.name}`);
  await array.commit((tx) => {
    const now = moveOf(inventory.vm(vm.id), spec);
    if (now.isDatastoreChanged) requireSameFiles(now.vm, vm);
    if (now.isHostChanged) requireUsableHost(inventory.findContainer(now.hostId));
    requirePlace(rooms, now);
    inventory.updateVms(tx, [withPolicy({ ...now.vm, hostId: now.hostId, datastoreId: now.datastoreId }, spec.policyId)]);
    endItem(rooms, tx, run, child);
  });
}

async function moveDisks(rooms: MachineRooms, run: TaskRun, { spec, child, total }: MoveOrder, move: Move): Promise<void> {
  const { array, inventory } = rooms;
  const { vm } = move;
  // Nobody else uses the files that go. A guest may write on; what it has written is copied before the switch.
  const release = inventory.holds.take(vm.id, vm.name, holdModeFor(vm), run.task.name);
  try {
    const disks = diskMoveOf(rooms, move, spec);
    const { facts, decision, files, formats } = disks;
    await dropUntold(rooms, { taskId: run.id, index: child.index });
    const isOnly = total === 1;
    const copy = { facts, decision, disks: files, formats, index: child.index, vmName: vm.name, tellsBytes: isOnly, operation: 'migrate' as const };
    const copied = await copyMachine(rooms, run, isOnly ? copy : { ...copy, detailLead: `${vm.name}, ${formatCount(child.index + 1)} of ${formatCount(total)}` });
    try {
      run.signal.throwIfAborted();
      run.detail(`Switching ${vm.name} over`);
      const reopen = await closeToGuests(rooms, run, vm);
      try {
        const outcome = withChanges(copied.outcome, await catchUp(rooms, run, disks, copied));
        await array.commit((tx) => {
          switchOver(rooms, tx, run, { move, policyId: spec.policyId, disks, copied: { ...copied, outcome } });
          endItem(rooms, tx, run, child);
        });
      } finally {
        reopen();
      }
    } catch (error) {
      await giveUpCopy(rooms, run, copy, copied, error);
      throw error;
    }
  } finally {
    release();
  }
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
async function catchUp(rooms: MachineRooms, run: TaskRun, { facts, files }: DiskMove, { files: made }: MachineCopied): Promise<number> {
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
  if (!array.capabilities.has('diff') && copyJobs.find(key)) await array.commit((tx) => copyJobs.giveUp(tx, key));
}

interface Switch {
  readonly move: Move;
  readonly policyId: MigrationSpec['policyId'];
  readonly disks: DiskMove;
  readonly copied: MachineCopied;
}

/** The record leads to the new files, and the old ones go. */
function switchOver(rooms: MachineRooms, tx: MetaTx, run: TaskRun, { move, policyId, disks: { facts }, copied: { files, outcome } }: Switch): void {
  const { inventory, trails } = rooms;
  const { vm: before, hostId, datastoreId } = move;
  // As it is by now: it may have been renamed or moved to another folder meanwhile.
  const now = inventory.vm(before.id);
  requireSameFiles(now, before);
  if (hostId !== now.hostId) requireUsableHost(inventory.findContainer(hostId));
  requirePlace(rooms, move);
  const published = publishFiles(rooms, tx, files);
  const { made, zeroed } = addCopyTrails(trails, tx, outcome, placeOf(facts, run.id, [now.name]), null, 'migrate');
  inventory.updateVms(tx, [withPolicy({ ...withFiles(now, published, outcome), hostId, datastoreId }, policyId)]);
  for (const trailId of [made, zeroed]) if (trailId !== null) trails.addToVm(tx, vmNumberOf(now.id), trailId);
  inventory.onTouch?.(tx, before.datastoreId, hostId);
  discardMoved(rooms, tx, before, run.id);
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

/** @param files for the disks, and behind them for the disks of its snapshots, in the order of the record */
function withFiles(vm: VmRecord, files: readonly SourceDisk[], { mechanism, reason }: MachineCopied['outcome']): VmRecord {
  let next = 0;
  const take = (): SourceDisk => {
    const file = files[next];
    if (!file) throw new Fault('SystemError', `A disk of "${vm.name}" was not copied.`);
    next += 1;
    return file;
  };
  const disks = vm.disks.map((disk) => ({ ...disk, fileId: take().fileId, mechanism, mechanismReason: reason }));
  if (!vm.snapshots) return { ...vm, disks };
  const all = vm.snapshots.all.map((snapshot) => ({ ...snapshot, disks: snapshot.disks.map((disk) => ({ ...disk, fileId: take().fileId })) }));
  return { ...vm, disks, snapshots: { ...vm.snapshots, all } };
}

/** What an interrupted copy has left goes, where the machine came to be there in another way. */
function endItem({ copyJobs }: MachineRooms, tx: MetaTx, run: TaskRun, { index, targetId }: TaskChild): void {
  copyJobs.giveUp(tx, { taskId: run.id, index });
  run.childResults(tx, [{ index, targetId, state: 'success', fault: null }]);
}
