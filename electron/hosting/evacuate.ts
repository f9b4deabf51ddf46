/** Moves machines from a host to others of its cluster, and knows what to wait for where that is not possible. */
import { Fault, faultRecordOf, type FaultRecord } from '../../shared/faults.ts';
import type { ObjectId } from '../../shared/ids.ts';
import type { Host } from '../../shared/model/inventory.ts';
import type { MigrationSpec } from '../../shared/model/migration.ts';
import type { TaskChild } from '../../shared/model/task.ts';
import { formatCount } from '../../shared/units.ts';
import { hostStateFault, requireUsableHost } from '../inventory/hostStates.ts';
import type { Inventory } from '../inventory/inventory.ts';
import type { VmRecord } from '../inventory/records.ts';
import { placeFault, refusalOf } from '../machines/migration.ts';
import { moveMachine } from '../machines/moveMachine.ts';
import { moveOf } from '../machines/moves.ts';
import type { MetaTx } from '../meta/meta.ts';
import type { Subscription } from '../tasks/changeFeed.ts';
import type { ChildResult } from '../tasks/journal.ts';
import { Pacer } from '../tasks/pacer.ts';
import type { TaskRun } from '../tasks/taskRun.ts';
import { machinesOn, requireHost } from './hosts.ts';
import type { HostingRooms } from './rooms.ts';

/** What a run of the task knows beside its items. */
export interface Tally {
  /** Migrated without being items: they were powered on or came to the host after the task was asked for. */
  others: number;
  /** Why items could not be moved when they last had their turn, by machine. They may be in a later one, so they have not ended. */
  readonly refused: Map<ObjectId, FaultRecord>;
}

/**
 * Moves what can be moved, one after another, each in the transaction that ends its item.
 * @returns what runs on the host and has to stay for now
 * @throws the reason of the signal
 */
export async function evacuate(rooms: HostingRooms, run: TaskRun, tally: Tally, isLeaving: (vm: VmRecord) => boolean, hostId: ObjectId): Promise<VmRecord[]> {
  const { inventory } = rooms;
  const pacer = new Pacer();
  const items = new Map<ObjectId | null, TaskChild>(run.pendingChildren().map((child) => [child.targetId, child]));
  const stuck: VmRecord[] = [];
  for (const { id } of machinesOn(inventory, hostId).filter(isLeaving)) {
    await pacer.pause();
    run.signal.throwIfAborted();
    // As it is by now, since others have had their turn.
    const vm = inventory.findVm(id);
    if (!vm || vm.hostId !== hostId || !isLeaving(vm)) continue;
    const isMoved = await moveAway(rooms, run, tally, vm, items.get(id));
    if (!isMoved && vm.powerState === 'poweredOn') stuck.push(vm);
  }
  return stuck;
}

async function moveAway(rooms: HostingRooms, run: TaskRun, tally: Tally, vm: VmRecord, child: TaskChild | undefined): Promise<boolean> {
  const { inventory, array } = rooms;
  const spec = targetFor(rooms, vm);
  if (!spec) return false;
  run.detail(`Migrating ${vm.name}`);
  try {
    if (child) await moveMachine(rooms, run, { spec, child, total: run.task.children?.total ?? 1, takesTemplates: true });
    else {
      const { hostId } = moveOf(vm, spec);
      await array.commit((tx) => {
        requireUsableHost(inventory.findContainer(hostId));
        const now = inventory.vm(vm.id);
        // A datastore of it may have been unmounted from that host since it was chosen.
        const fault = placeFault(rooms, moveOf(now, spec));
        if (fault) throw fault;
        inventory.updateVms(tx, [{ ...now, hostId }]);
      });
      tally.others += 1;
    }
    return true;
  } catch (error) {
    run.signal.throwIfAborted();
    if (!(error instanceof Fault)) throw error;
    if (child) tally.refused.set(vm.id, faultRecordOf(error));
    return false;
  }
}

/** To the connected host of its cluster with the fewest machines that can take it; null where there is none. */
function targetFor(rooms: HostingRooms, vm: VmRecord): MigrationSpec | null {
  const { inventory } = rooms;
  const hosts = hostsBeside(inventory, vm.hostId).filter((host) => !hostStateFault(host)).toSorted((a, b) => inventory.hostVmCount(a.id) - inventory.hostVmCount(b.id));
  for (const { id } of hosts) {
    const spec: MigrationSpec = { vmIds: [vm.id], hostId: id, datastoreId: null };
    if (refusalOf(rooms, moveOf(vm, spec), spec, true) === null) return spec;
  }
  return null;
}

/** The other hosts of its cluster. A host that is in no cluster has none. */
function hostsBeside(inventory: Inventory, hostId: ObjectId): Host[] {
  const { parentId } = requireHost(inventory, hostId);
  if (inventory.findContainer(parentId)?.kind !== 'cluster') return [];
  return inventory.containers().filter((one): one is Host => one.kind === 'host' && one.parentId === parentId && one.id !== hostId);
}

/**
 * Waits, leaving its place in the lane to others, until something has become of a machine that has to stay, or of a host.
 * @throws the reason of the signal
 */
export async function untilChanged({ inventory }: HostingRooms, run: TaskRun, changes: Subscription<ObjectId>, stuck: readonly VmRecord[]): Promise<void> {
  const waited = new Set(stuck.map(({ id }) => id));
  const who = stuck.length === 1 ? (stuck[0]?.name ?? '') : `${formatCount(stuck.length)} machines`;
  run.detail(`Waiting until ${who} ${stuck.length === 1 ? 'is' : 'are'} powered off or migrated: no other host in the cluster can take over`);
  run.setWaiting(true);
  try {
    for (;;) {
      const change = await changes.next();
      run.signal.throwIfAborted();
      // Closed ahead of the tasks; their stop is on its way.
      if (!change) await new Promise<void>((resolve) => run.signal.addEventListener('abort', () => resolve(), { once: true }));
      else if ([...change.keys].some((id) => waited.has(id) || inventory.findContainer(id)?.kind === 'host')) return;
      run.signal.throwIfAborted();
    }
  } finally {
    run.setWaiting(false);
  }
}

interface Emptied {
  readonly id: ObjectId;
  readonly withPoweredOff: boolean;
}

/** What the task has done, and what has become of those it had no need to migrate any more, or could not. Cancelled, only the latter end. */
export function settleItems({ inventory }: HostingRooms, tx: MetaTx, run: TaskRun, tally: Tally, emptied: Emptied): { migrated: number; failed: number; stayed: number } {
  const { succeeded, failed } = run.childrenIn(tx);
  const refused = endRefused({ inventory }, tx, run, tally, emptied.id);
  const left = run.isCanceled ? [] : run.pendingChildren().filter(({ index }) => !refused.has(index)).map((child) => settled(inventory, emptied, child));
  if (left.length > 0) run.childResults(tx, left);
  const stuck = left.filter(({ state }) => state === 'error').length;
  return { migrated: succeeded + tally.others, failed: failed + refused.size + stuck, stayed: machinesOn(inventory, emptied.id).filter(({ powerState }) => powerState !== 'poweredOn').length };
}

/** Ends the items that could not be moved and are still there. @returns their indexes */
export function endRefused({ inventory }: Pick<HostingRooms, 'inventory'>, tx: MetaTx, run: TaskRun, { refused }: Tally, hostId: ObjectId): Set<number> {
  const ended = run.pendingChildren().flatMap(({ index, targetId }): ChildResult[] => {
    const fault = targetId === null || inventory.findVm(targetId)?.hostId !== hostId ? undefined : refused.get(targetId);
    return fault ? [{ index, targetId, state: 'error', fault }] : [];
  });
  if (ended.length > 0) run.childResults(tx, ended);
  return new Set(ended.map(({ index }) => index));
}

function settled(inventory: Inventory, { id: hostId, withPoweredOff }: Emptied, { index, targetId, name }: TaskChild): ChildResult {
  const vm = targetId === null ? undefined : inventory.findVm(targetId);
  const item = { index, targetId, state: 'success' as const, fault: null };
  if (vm?.hostId !== hostId) return { ...item, note: 'It had left the host already.' };
  if (!withPoweredOff) return { ...item, note: 'It was powered off meanwhile and stays.' };
  const fault = new Fault('InvalidState', `No other connected host in the cluster can take over "${name}". It stays, and cannot be powered on while its host is in maintenance mode.`, {
    names: [name],
    hint: 'Migrate it to a host of another cluster.',
  });
  return { index, targetId, state: 'error', fault: fault.toRecord() };
}
