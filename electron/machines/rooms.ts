/** What copying, keeping and looking into single virtual machines needs. */
import { Fault } from '../../shared/faults.ts';
import type { CloneRooms } from '../cloning/facts.ts';
import type { VmRecord } from '../inventory/records.ts';
import type { MetaTx } from '../meta/meta.ts';
import type { TaskEnd, TaskRun } from '../tasks/taskRun.ts';

export type MachineRooms = CloneRooms;

/**
 * Runs `work` in the one transaction that also ends the task, while nobody writes to the disks
 * of the virtual machine or, with `mode` 'write', uses them at all.
 * @param result what the task has to say, told how long it took
 */
export async function changeAtOnce<T>(
  rooms: MachineRooms,
  run: TaskRun,
  target: { readonly vmId: VmRecord['id']; readonly mode: 'read' | 'write' },
  work: (tx: MetaTx, vm: VmRecord) => T,
  result: (done: T, elapsedMs: number) => TaskEnd['result'],
): Promise<TaskEnd> {
  const { array, inventory } = rooms;
  const { id, name } = inventory.vm(target.vmId);
  const release = inventory.holds.take(id, name, target.mode, run.task.name);
  try {
    return await array.commit((tx) => {
      // As it is by now: its power state may have changed while others had their turn.
      const done = work(tx, inventory.vm(id));
      return run.end(tx, { state: 'success', result: result(done, run.workedMs) }, () => result(done, run.workedMs));
    });
  } finally {
    release();
  }
}

/** @throws Fault NotSupported naming what the array lacks */
export function requireCapability({ array }: MachineRooms, capability: 'fileClone' | 'diff' | 'holders' | 'exactSpace', what: string): void {
  if (!array.capabilities.has(capability)) throw new Fault('NotSupported', `The storage array cannot ${what}.`);
}
