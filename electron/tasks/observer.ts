/** Told, inside the transaction that journals it, what becomes of tasks. */
import type { FaultRecord } from '../../shared/faults.ts';
import type { Task } from '../../shared/model/task.ts';
import type { MetaTx } from '../meta/meta.ts';

export interface TaskObserver {
  started(tx: MetaTx, task: Task): void;
  /** A durable step of its work, the last one included. */
  stepped(tx: MetaTx, task: Task): void;
  ended(tx: MetaTx, task: Task): void;
  /** Items of a bulk task that have failed. */
  itemsFailed(tx: MetaTx, items: readonly { readonly name: string; readonly fault: FaultRecord | null }[]): void;
}
