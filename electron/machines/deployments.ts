/**
 * Machines that deployments have recorded and not completed: they exist, and their guests have not been told who they are. While
 * its task is open, a machine is the task's; when the task ends in another way than by completing it, the machine goes. Table:
 *
 * - `deployments`: task id → the machine
 *
 * Memory follows the store through `tx.onCommit`. Deployments that were begun before there was this table are not in it.
 */
import * as z from 'zod';
import { objectIdSchema, taskIdSchema, type ObjectId, type TaskId } from '../../shared/ids.ts';
import { discardFiles } from '../acceleration/discards.ts';
import type { Meta, MetaTx, Table } from '../meta/meta.ts';
import type { MachineRooms } from './rooms.ts';

const recordSchema = z.object({ vmId: objectIdSchema });

export class Deployments {
  readonly #meta: Meta;
  readonly #rooms: MachineRooms;
  readonly #table: Table<string, unknown>;
  readonly #vmIds = new Map<TaskId, ObjectId>();
  readonly #holds = new Map<TaskId, () => void>();
  #sweeping: Promise<unknown> = Promise.resolve();

  constructor(meta: Meta, rooms: MachineRooms) {
    this.#meta = meta;
    this.#rooms = rooms;
    this.#table = meta.table('deployments');
    for (const { key, value } of this.#table.entries()) {
      const [taskId, record] = [taskIdSchema.safeParse(key).data, recordSchema.safeParse(value).data];
      if (taskId && record) this.#vmIds.set(taskId, record.vmId);
    }
  }

  /** The machine that the task has recorded and not completed. */
  find(taskId: TaskId): ObjectId | undefined {
    return this.#vmIds.get(taskId);
  }

  /** In the transaction that records the machine. */
  begin(tx: MetaTx, taskId: TaskId, vmId: ObjectId): void {
    this.#table.put(tx, taskId, { vmId });
    tx.onCommit(() => void this.#vmIds.set(taskId, vmId));
  }

  /** For one that was recorded before there was the table. */
  adopt(taskId: TaskId, vmId: ObjectId): void {
    this.#meta.transaction((tx) => this.begin(tx, taskId, vmId));
  }

  /** In the transaction that completes the machine. */
  complete(tx: MetaTx, taskId: TaskId): void {
    this.#table.remove(tx, taskId);
    tx.onCommit(() => {
      this.#vmIds.delete(taskId);
      this.letGo(taskId);
    });
  }

  /** Keeps everybody off the machines of tasks that were interrupted, until the task takes them over or they go. To be called once, ahead of all work. */
  holdAll(): void {
    const { inventory, tasks } = this.#rooms;
    for (const [taskId, vmId] of this.#vmIds) {
      const vm = inventory.findVm(vmId);
      if (vm && tasks.isOpen(taskId)) this.#holds.set(taskId, inventory.holds.take(vm.id, vm.name, 'write', tasks.get(taskId).name));
    }
  }

  /** The task holds its machine itself from now on, or nobody needs to. */
  letGo(taskId: TaskId): void {
    this.#holds.get(taskId)?.();
    this.#holds.delete(taskId);
  }

  /** Removes a machine that will not be completed, with everything of it. Nobody could do anything to its disks: it was held. */
  async takeBack(taskId: TaskId): Promise<void> {
    const { array, inventory } = this.#rooms;
    await array.commit((tx) => {
      const vmId = this.find(taskId);
      const record = vmId === undefined ? undefined : inventory.findVm(vmId);
      this.complete(tx, taskId);
      if (!record) return;
      inventory.departed.keep(tx, record);
      inventory.removeVms(tx, [record]);
      discardFiles(this.#rooms, tx, [record], taskId);
    });
  }

  /** Takes back what ended tasks have left: they were cancelled while nobody ran them, or could not take it back themselves. */
  sweep(): Promise<void> {
    const sweep = async (): Promise<void> => {
      for (const taskId of [...this.#vmIds.keys()]) if (!this.#rooms.tasks.isOpen(taskId)) await this.takeBack(taskId);
    };
    const swept = this.#sweeping.then(sweep);
    this.#sweeping = swept.catch(() => undefined);
    return swept;
  }

  /** Resolves when nothing is being swept, so that the array may be closed. */
  async settle(): Promise<void> {
    await this.#sweeping;
  }
}
